// Marks on a page the words by which a search found it (`?q=…`), until the reader takes the marks away.
//
// The CSS Custom Highlight API paints ranges and leaves the document alone: an exercise may be redrawn at any time.
// @ts-check
(function () {
  'use strict';

  const { sampan } = /** @type {any} */ (window);
  const { t, el, words } = sampan;
  /** What is no prose: it changes by itself, or nobody reads it. */
  const APART = 'button, form, svg, .live-top, .live-bottom, .p, [hidden]';
  const MOST = 500;

  /** @param {Set<string>} terms @returns {StaticRange[]} */
  function found(terms) {
    const article = document.querySelector('article');
    if (!article) return [];
    const walk = document.createTreeWalker(article, NodeFilter.SHOW_TEXT);
    /** @type {StaticRange[]} */
    const ranges = [];
    for (let node = walk.nextNode(); node && ranges.length < MOST; node = walk.nextNode()) {
      if (node.parentElement?.closest(APART)) continue;
      for (const { start, end } of words.places(node.textContent || '', terms)) ranges.push(new StaticRange({
        startContainer: node, startOffset: start, endContainer: node, endOffset: end,
      }));
    }
    return ranges;
  }

  /** @param {string} query */
  sampan.mark = (query) => {
    const highlights = /** @type {any} */ (CSS).highlights;
    const ranges = highlights ? found(new Set(words.asked(query))) : [];
    if (!ranges.length) return;
    highlights.set('found', new (/** @type {any} */ (window).Highlight)(...ranges));

    const clear = () => {
      highlights.delete('found');
      button.remove();
      removeEventListener('keydown', onKey);
      // A page from the disk may not change its address, and then a reload marks again.
      try { history.replaceState(history.state, '', location.pathname + location.hash); } catch { /* so be it */ }
    };
    /** @param {KeyboardEvent} event */
    const onKey = (event) => {
      if (event.key === 'Escape' && !event.defaultPrevented && !document.querySelector('dialog[open]')) clear();
    };
    const button = el('button', { type: 'button', class: 'clear-marks', onclick: clear }, t('marks-clear'), el('kbd', {}, 'Esc'));
    addEventListener('keydown', onKey);
    document.querySelector('main')?.append(button);
  };
})();
