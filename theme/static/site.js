// What every page has: light or dark, the menu, the language switch, the way to the search, copy buttons, signing in,
// progress marks, and the way back to where one left off.
//
// Loaded in the head without `defer`, since the theme and the sign-in mark must stand before the first paint.
// Gives the other scripts `window.sampan`. Texts reach the page by `textContent` alone; there is no innerHTML.
// @ts-check
(function () {
  'use strict';

  const root = document.documentElement;
  const served = root.hasAttribute('data-served');
  const TOKEN = 'sampan-token';
  const THEME = 'sampan-theme';
  const PLACE = 'sampan-place';
  const LANG = 'sampan-lang';

  /** Storage may be forbidden (private windows, files): then nothing is remembered, and nothing breaks.
   * @param {string} key @param {string | null} [value] @returns {string | null} */
  function stored(key, value) {
    try {
      if (value === null) localStorage.removeItem(key);
      else if (value !== undefined) localStorage.setItem(key, value);
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  }

  /** @type {Record<string, string> | undefined} */
  let words;
  /** The page's word for a key, `{name}` filled in.
   * @param {string} key @param {Record<string, string | number>} [values] */
  function t(key, values = {}) {
    words ??= Object.assign({}, ...[...document.querySelectorAll('.words')].map((each) => JSON.parse(each.textContent || '{}')));
    return filled(words?.['page-' + key] ?? words?.[key] ?? key, values);
  }

  /** @param {string} text @param {Record<string, string | number>} [values] */
  const filled = (text, values = {}) => text.replace(/\{\s*(\w+)\s*\}/g, (all, name) => String(values[name] ?? all));

  /** An element with attributes and children; `onclick` is a listener.
   * @param {string} name @param {Record<string, any>} [attributes] @param {...(Node | string | null | false)} children
   * @returns {any} */
  function el(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (key.startsWith('on')) made.addEventListener(key.slice(2), value);
      else if (value !== null && value !== false) made.setAttribute(key, value === true ? '' : value);
    }
    made.append(...children.filter((child) => child !== null && child !== false));
    return made;
  }

  /** A text with `code` in backticks as nodes.
   * @param {string} text @returns {DocumentFragment} */
  function rich(text) {
    const nodes = document.createDocumentFragment();
    text.split('`').forEach((piece, n, all) => {
      const code = n % 2 === 1 && n < all.length - 1;
      if (piece) nodes.append(code ? el('code', {}, piece) : (n % 2 === 1 ? '`' : '') + piece);
    });
    return nodes;
  }

  /** Calls the server. What it throws has `message`, maybe `help`, `kind`, `things`, `status`.
   * @param {string} method @param {string} path @param {object} [body] */
  async function api(method, path, body) {
    const response = await call(method, path, body && JSON.stringify(body));
    return response.json();
  }

  /** @param {string} method @param {string} path @param {string} [body] @param {AbortSignal} [signal] */
  async function call(method, path, body, signal) {
    /** @type {Record<string, string>} */
    const headers = { 'X-Sampan-Token': stored(TOKEN) || '' };
    if (body) headers['Content-Type'] = 'application/json';
    const url = '/api/' + path + (path.includes('?') ? '&' : '?') + 'lang=' + (root.dataset.lang || 'en');
    let response;
    try {
      response = await fetch(url, { method, headers, body, signal, cache: 'no-store', credentials: 'same-origin' });
    } catch (error) {
      if (signal?.aborted) throw error;
      throw { kind: 'offline', message: t('offline'), help: t('offline-help') };
    }
    if (response.ok) return response;
    const error = (await response.json().catch(() => null))?.error || { message: t('failed', { status: response.status }) };
    if (response.status === 401 && path !== 'sign-in') signOut();
    throw { status: response.status, ...error };
  }

  /** @type {Array<() => void>} */
  const whenSigned = [];
  const signed = () => served && stored(TOKEN) !== null;

  /** Runs now and again each time the page is signed in or out. @param {() => void} run */
  function onSigned(run) {
    whenSigned.push(run);
    run();
  }

  function signChanged() {
    root.toggleAttribute('data-signed', signed());
    for (const run of whenSigned) run();
  }

  // The server was started anew, and forgot the token: say how to get another, once.
  function signOut() {
    if (stored(TOKEN) === null) return;
    stored(TOKEN, null);
    signChanged();
  }

  /** Exchanges the one-time code of the address for a token, and takes the code out of the address. @param {string} code */
  async function signIn(code) {
    history.replaceState(null, '', location.pathname + location.search);
    try {
      stored(TOKEN, (await api('POST', 'sign-in', { code })).token);
      sampan.refused = null;
    } catch (error) {
      sampan.refused = /** @type {any} */ (error);
    }
    tellRefusal();
    signChanged();
  }

  // An exercise says by itself what to do; the front page, where the link leads, has none.
  function tellRefusal() {
    document.querySelector('.refused')?.remove();
    const { refused } = sampan;
    if (!refused || signed() || document.querySelector('[data-exercise]')) return;
    document.querySelector('.head')?.prepend(el('div', { class: 'banner refused', role: 'alert' },
      el('p', {}, rich(refused.message)), refused.help ? el('p', {}, rich(refused.help)) : null));
  }

  /** From this page to the site's root. */
  const base = root.dataset.root || '';

  /** @type {Record<string, Promise<void>>} */
  const loads = {};
  /** Loads a script or a style of the site, once; scripts that are asked for together run in their order.
   * @param {string} path from the site's root */
  function load(path) {
    return loads[path] ??= new Promise((done, fail) => {
      const style = path.endsWith('.css');
      const onerror = () => { delete loads[path]; fail(); };
      const made = style ? el('link', { rel: 'stylesheet', href: base + path, onload: done, onerror }) : el('script', { src: base + path, onload: done, onerror });
      if (!style) made.async = false;
      document.head.append(made);
    });
  }

  /** Loads what search consists of, as /search.js lists it. @param {'scripts' | 'marks'} part */
  async function loadSearch(part) {
    await load('search.js');
    await Promise.all([...sampan.search[part], sampan.search.style].map(load));
  }

  function addSearch() {
    const button = document.querySelector('.search-open');
    const open = async () => {
      try {
        await loadSearch('scripts');
        sampan.openSearch();
      } catch {
        button?.querySelector('span')?.replaceChildren(t('search-failed'));
      }
    };
    button?.addEventListener('click', open);
    document.addEventListener('keydown', (event) => {
      // The editor of a file lives in a shadow root, and only the path of the event leads into it.
      const [at] = event.composedPath();
      const writing = at instanceof Element && at.closest('input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable=true]');
      const plain = !event.ctrlKey && !event.metaKey && !event.altKey && !writing;
      if (plain && event.key === '?' && !event.defaultPrevented && !document.querySelector('dialog[open]')) {
        event.preventDefault();
        return help();
      }
      const slash = plain && event.key === '/';
      const ctrlK = event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
      if (event.defaultPrevented || !(slash || ctrlK)) return;
      event.preventDefault();
      open();
    });
    const found = new URLSearchParams(location.search).get('q');
    if (found) loadSearch('marks').then(() => sampan.mark(found), () => {});
  }

  /** The keys that this page knows, in a box of its own. */
  function help() {
    const inWorkbench = root.hasAttribute('data-workbench');
    const keys = [['/', 'key-search'], ['?', 'key-help'], ['Tab', 'key-tab'], ...(inWorkbench
      ? [['F6', 'key-move'], ['← →', 'key-tabs'], ['Ctrl Shift C', 'key-copy'], ['Ctrl Shift V', 'key-paste'], ['Ctrl Shift F', 'key-find'], ['Ctrl S', 'key-save']] : [])];
    const box = el('dialog', { class: 'ask', 'aria-label': t('help') }, el('h2', {}, t('help')),
      el('dl', {}, ...keys.flatMap(([key, word]) => [el('dt', {}, el('kbd', {}, key)), el('dd', {}, t(word))])),
      el('form', { method: 'dialog' }, el('button', { class: 'main' }, t('close'))));
    box.addEventListener('close', () => box.remove());
    document.body.append(box);
    box.showModal();
  }

  /** @type {any} */
  const sampan = { t, filled, el, rich, api, call, served, signed, onSigned, token: () => stored(TOKEN), copyButton, commands, help, progress, base, load, refused: null };
  /** @type {any} */ (window).sampan = sampan;

  root.classList.add('js');
  // Nothing is painted before the bar and the list of lessons are whole: half a bar would move when the rest came. Written
  // from here, since the HTML checker does not know it yet.
  document.head.append(el('link', { rel: 'expect', href: '#parts', blocking: 'render' }));
  colour(stored(THEME));
  root.toggleAttribute('data-signed', signed());
  // The first visit's box takes its place on the front page before the first paint.
  root.toggleAttribute('data-welcoming', served && (signed() || location.hash.startsWith('#code=')) && stored('sampan-welcomed') === null);

  /** Takes the reader's colours, or the system's; the browser's own bar follows. @param {string | null | undefined} theme */
  function colour(theme) {
    if (theme) root.dataset.theme = theme;
    else delete root.dataset.theme;
    const bars = document.querySelectorAll('meta[name=theme-color]');
    ['light', 'dark'].forEach((scheme, n) => {
      const media = theme ? (theme === scheme ? 'all' : 'not all') : `(prefers-color-scheme: ${scheme})`;
      bars[n]?.setAttribute('media', media);
    });
  }

  /** A small button that copies what `text` gives. @param {() => string} text @param {string} [label] */
  function copyButton(text, label = t('copy')) {
    const button = el('button', { type: 'button', class: 'copy', 'aria-live': 'polite' }, label);
    button.addEventListener('click', async () => {
      const done = await copy(text());
      button.textContent = t(done ? 'copied' : 'copy-failed');
      setTimeout(() => { button.textContent = label; }, 1600);
    });
    return button;
  }

  /** @param {string} text */
  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // Pages read over plain HTTP from another machine have no clipboard of the new kind.
      const field = el('textarea', { class: 'vh' });
      field.value = text;
      document.body.append(field);
      field.select();
      const done = document.execCommand('copy');
      field.remove();
      return done;
    }
  }

  /** What a reader wants of a session: its commands, without prompts and output. @param {Element} block */
  function commands(block) {
    return [...block.querySelectorAll('.cmd')].map((line) => line.textContent + '\n').join('');
  }

  /** Puts a button beside a block that may scroll, in a box that does not. @param {Element} block @param {() => string} text */
  function box(block, text) {
    const around = el('div', { class: 'box' });
    block.replaceWith(around);
    around.append(block, el('div', { class: 'tools' }, copyButton(text)));
  }

  function addCopyButtons() {
    for (const block of document.querySelectorAll('.session')) box(block, () => commands(block));
    for (const block of document.querySelectorAll('figure.code')) {
      const text = () => block.querySelector('pre')?.textContent || '';
      const caption = block.querySelector('figcaption');
      if (caption) caption.append(copyButton(text));
      else box(block, text);
    }
    for (const line of document.querySelectorAll('[data-copy]')) line.append(copyButton(() => line.querySelector('code')?.textContent || ''));
    // What scrolls must be reached by keyboard too.
    for (const wide of document.querySelectorAll('article :is(pre, .figure)')) {
      if (wide.scrollWidth > wide.clientWidth) wide.setAttribute('tabindex', '0');
    }
  }

  function addThemeSwitch() {
    const button = document.querySelector('[data-theme-switch]');
    if (!button) return;
    const name = () => root.dataset.theme || 'system';
    const label = () => button.setAttribute('aria-label', t('theme-' + name()));
    label();
    button.addEventListener('click', () => {
      const after = { system: 'light', light: 'dark', dark: '' }[name()];
      colour(after);
      stored(THEME, after || null);
      label();
      button.setAttribute('title', button.getAttribute('aria-label') || '');
    });
  }

  function addMenu() {
    const button = document.querySelector('.menu');
    const parts = document.querySelector('.parts');
    if (!button || !parts) return;
    /** @param {boolean} open */
    const show = (open) => {
      parts.classList.toggle('shown', open);
      button.setAttribute('aria-expanded', String(open));
    };
    button.addEventListener('click', () => {
      show(!parts.classList.contains('shown'));
      window.scrollTo(0, 0);
    });
    document.addEventListener('keydown', (event) => event.key === 'Escape' && show(false));
    // In a long course the page one reads should be in sight, without moving the page itself.
    const here = /** @type {HTMLElement | null} */ (parts.querySelector('[aria-current]'));
    if (here) parts.scrollTop = here.offsetTop - parts.clientHeight / 2;
  }

  /** The id of the heading under which one reads. @param {string} [which] */
  function heading(which = 'article :is(h2, h3)[id]') {
    let id = '';
    for (const each of document.querySelectorAll(which)) {
      if (each.getBoundingClientRect().top > innerHeight * 0.4) break;
      id = each.id;
    }
    return id;
  }

  /** Where there is room beside the prose, what is on the page is unfolded; and where one reads is marked in it. */
  function followContents() {
    const folded = /** @type {HTMLDetailsElement | null} */ (document.querySelector('.contents details'));
    if (!folded) return;
    const roomy = matchMedia('(min-width: 86rem)');
    const unfold = () => { folded.open = roomy.matches; };
    unfold();
    roomy.addEventListener('change', unfold);
    const links = /** @type {NodeListOf<HTMLAnchorElement>} */ (folded.querySelectorAll('a'));
    const mark = () => {
      const here = '#' + heading('.prose > :is(h2, h3)[id]');
      for (const link of links) {
        if (link.getAttribute('href') === here) link.setAttribute('aria-current', 'true');
        else link.removeAttribute('aria-current');
      }
    };
    let asked = false;
    addEventListener('scroll', () => {
      if (!asked) requestAnimationFrame(() => { asked = false; mark(); });
      asked = true;
    }, { passive: true });
    mark();
  }

  /** The switch stays at the heading one reads, and is remembered for pages that are in no language. */
  function keepHeading() {
    for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll('.langs a'))) {
      const follow = () => {
        link.hash = heading();
        stored(LANG, link.hreflang.toLowerCase());
      };
      link.addEventListener('click', follow);
      link.addEventListener('auxclick', follow);
    }
  }

  /** The front page leads to where one left off, or, where that lesson is done, to the next that is not. */
  function leadOn() {
    const begin = /** @type {HTMLAnchorElement | null} */ (document.querySelector('[data-begin]'));
    const place = stored(PLACE);
    if (!begin || !place) return;
    const lessons = /** @type {HTMLAnchorElement[]} */ ([...document.querySelectorAll('.overview [data-lesson]')]);
    const at = lessons.findIndex((link) => link.dataset.lesson === place);
    const next = lessons.slice(Math.max(at, 0)).find((link) => !link.classList.contains('done')) || lessons[at];
    if (at < 0 || !next) return;
    begin.href = next.href;
    begin.replaceChildren(el('small', {}, t('continue')), el('b', {}, next.querySelector('b')?.textContent || ''));
  }

  /** On paper nothing can be unfolded. */
  function printWhole() {
    /** @type {HTMLDetailsElement[]} */
    let opened = [];
    addEventListener('beforeprint', () => {
      opened = [...document.querySelectorAll('article details')].filter((each) => !(/** @type {any} */ (each).open));
      for (const each of opened) each.open = true;
    });
    addEventListener('afterprint', () => { for (const each of opened) each.open = false; });
  }

  /** Marks the lessons whose exercises are done or begun. */
  async function progress() {
    if (!signed()) return;
    const { exercises } = await api('GET', 'progress').catch(() => ({ exercises: {} }));
    for (const link of document.querySelectorAll('[data-exercises]')) {
      const standings = (link.getAttribute('data-exercises') || '').split(' ').filter(Boolean).map((id) => exercises[id]);
      const done = standings.length > 0 && standings.every((each) => each === 'done');
      const open = !done && standings.some((each) => each === 'open' || each === 'done');
      link.classList.toggle('done', done);
      link.classList.toggle('open', open);
      link.querySelector('.mark-word')?.remove();
      if (done || open) link.append(el('span', { class: 'vh mark-word' }, ' (' + t(done ? 'mark-done' : 'mark-open') + ')'));
    }
    for (const part of document.querySelectorAll('.parts details')) {
      const all = part.querySelectorAll('[data-exercises]:not([data-exercises=""])').length;
      const count = part.querySelector('.count');
      if (count) count.textContent = all ? part.querySelectorAll('.done').length + ' / ' + all : '';
    }
    leadOn();
  }

  /** Shows what a term means to whoever points at it, is on it, or taps it (WCAG 1.4.13): the card can be pointed at,
   * Escape closes it, and it stays until one leaves. Without a script a term is a link to the glossary. */
  function addTerms() {
    const terms = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('.term'));
    const card = el('div', { class: 'meaning', role: 'tooltip', hidden: true });
    /** @type {HTMLElement | null} */
    let shown = null;
    let leaving = 0;
    /** @param {HTMLElement | null} term */
    const show = (term) => {
      clearTimeout(leaving);
      const meaning = term && document.getElementById(term.getAttribute('aria-describedby') || '');
      card.hidden = !meaning;
      if (meaning && term !== shown) card.replaceChildren(...meaning.cloneNode(true).childNodes);
      shown = meaning ? term : null;
      if (shown) place(shown);
    };
    // Beside the first line of the term, above it where there is no room below.
    /** @param {HTMLElement} term */
    const place = (term) => {
      const at = term.getClientRects()[0];
      const above = at.bottom + card.offsetHeight > innerHeight && at.top > card.offsetHeight;
      const left = Math.min(at.left, document.documentElement.clientWidth - card.offsetWidth - 16);
      card.style.left = Math.max(left, 16) + scrollX + 'px';
      card.style.top = (above ? at.top - card.offsetHeight : at.bottom) + scrollY + 'px';
    };
    const leave = () => { leaving = setTimeout(show, 250, null); };
    for (const term of terms) {
      let tapped = false;
      term.addEventListener('pointerenter', (event) => event.pointerType === 'mouse' && show(term));
      term.addEventListener('pointerleave', (event) => event.pointerType === 'mouse' && leave());
      term.addEventListener('focus', () => show(term));
      term.addEventListener('blur', leave);
      // A finger cannot point: its first tap shows, the second follows the link.
      term.addEventListener('pointerdown', (event) => { tapped = event.pointerType !== 'mouse' && shown !== term; });
      term.addEventListener('click', (event) => {
        if (!tapped) return;
        event.preventDefault();
        show(term);
      });
    }
    card.addEventListener('pointerenter', () => clearTimeout(leaving));
    card.addEventListener('pointerleave', leave);
    document.addEventListener('keydown', (event) => event.key === 'Escape' && show(null));
    if (terms.length) document.body.append(card);
  }

  document.addEventListener('DOMContentLoaded', () => {
    addTerms();
    addThemeSwitch();
    addSearch();
    addMenu();
    followContents();
    keepHeading();
    addCopyButtons();
    printWhole();
    const page = /** @type {HTMLElement | null} */ (document.querySelector('[data-page]'));
    if (page) stored(PLACE, page.dataset.page);
    leadOn();
    if (!served) return;
    const enter = () => {
      const code = /^#code=(.+)$/.exec(location.hash);
      if (code) signIn(code[1]);
    };
    enter();
    addEventListener('hashchange', enter);
    onSigned(progress);
    // A lesson asks for little; its notes are there for whom they can be kept.
    const notebook = /** @type {HTMLElement | null} */ (document.querySelector('.notebook'));
    onSigned(() => { if (notebook && signed()) load(notebook.dataset.script || '').catch(() => {}); });
    // Another tab was signed in or out.
    addEventListener('storage', (event) => event.key === TOKEN && signChanged());
  });
})();
