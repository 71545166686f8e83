// The search box: a dialog with a field and a list, for hands on the keyboard. Loaded when it is opened the first time.
//
// A combobox as ARIA describes it: the focus stays in the field, `aria-activedescendant` names the result that Enter
// opens. What finds the results is search/find.js; where the indexes lie says /search.js, in `sampan.search`.
// @ts-check
(function () {
  'use strict';

  const { sampan } = /** @type {any} */ (window);
  const { t, el, load } = sampan;
  const root = document.documentElement;
  const here = root.dataset.lang || 'en';
  const places = /** @type {Record<string, { name: string, tag: string, index: string }>} */ (sampan.search.langs);

  /** @typedef {Array<{ text: string, marked: boolean }>} Pieces
   * @typedef {{ kind: string, href: string, title: Pieces, in: string[], excerpt: Pieces, marks: string }} Result */

  /** @type {Record<string, Promise<{ find: (query: string) => Result[] }>>} */
  const finders = {};
  /** What finds in a language; its index is loaded the first time. @param {string} lang */
  function finder(lang) {
    finders[lang] ??= load(places[lang].index).then(() => sampan.finder(sampan.indexes[lang]));
    finders[lang].catch(() => delete finders[lang]);
    return finders[lang];
  }

  /** The box's word for a key, once the index of this language is there. @param {string} key @param {Record<string, string | number>} [values] */
  const say = (key, values) => sampan.filled(sampan.indexes?.[here]?.say['search-' + key] ?? '', values);

  const list = el('div', { role: 'listbox', id: 'found', class: 'found', 'aria-label': t('search') });
  const status = el('p', { role: 'status', class: 'count' });
  const hint = el('div', { class: 'hint' });
  const field = /** @type {HTMLInputElement} */ (el('input', {
    type: 'text', inputmode: 'search', role: 'combobox', 'aria-expanded': 'false', 'aria-controls': 'found', 'aria-autocomplete': 'list',
    'aria-label': t('search'), placeholder: t('search-what'), autocomplete: 'off', autocapitalize: 'off', spellcheck: 'false',
    enterkeyhint: 'go', maxlength: '200',
  }));
  const close = el('button', { type: 'button', class: 'close', onclick: () => box.close() },
    el('kbd', {}, 'Esc'), el('span', { class: 'vh' }, ' ' + t('search-close')));
  const box = /** @type {HTMLDialogElement} */ (el('dialog', { class: 'search-box', 'aria-label': t('search') },
    el('div', { class: 'ask' }, field, close), status, list, hint));
  document.body.append(box);

  /** @type {HTMLAnchorElement[]} */
  let options = [];
  let active = -1;
  /** Answers may come late, and then another question has been asked. */
  let question = 0;

  /** @param {number} n */
  function choose(n) {
    options[active]?.setAttribute('aria-selected', 'false');
    active = options.length ? (n + options.length) % options.length : -1;
    const option = options[active];
    option?.setAttribute('aria-selected', 'true');
    option?.scrollIntoView({ block: 'nearest' });
    if (option) field.setAttribute('aria-activedescendant', option.id);
    else field.removeAttribute('aria-activedescendant');
  }

  /** @param {Pieces} pieces */
  const marked = (pieces) => pieces.map((piece) => piece.marked ? el('mark', {}, piece.text) : piece.text);

  /** @param {Result} result @param {string} lang @param {number} n */
  function option(result, lang, n) {
    const [path, id] = result.href.split('#');
    const href = sampan.base + lang + '/' + path + '?q=' + encodeURIComponent(result.marks) + (id ? '#' + id : '');
    return el('a', { role: 'option', id: 'found-' + n, href, tabindex: '-1', 'aria-selected': 'false', 'data-kind': result.kind },
      el('span', { class: 'kind', lang: root.lang }, say('kind-' + result.kind)),
      el(result.kind === 'fault' ? 'code' : 'b', { lang: result.kind === 'fault' ? 'en' : null }, ...marked(result.title)),
      result.in.length ? el('small', {}, result.in.join(' › ')) : null,
      result.excerpt.length ? el('span', { class: 'excerpt' }, ...marked(result.excerpt)) : null);
  }

  /** @param {Result[]} results @param {string} lang @param {string} words */
  function show(results, lang, words) {
    status.textContent = words;
    options = results.map((result, n) => option(result, lang, n));
    list.replaceChildren(...options);
    list.setAttribute('lang', places[lang].tag);
    list.scrollTop = 0;
    field.setAttribute('aria-expanded', String(options.length > 0));
    hint.hidden = options.length > 0;
    active = -1;
    choose(0);
  }

  async function ask() {
    const asked = ++question;
    const query = field.value.trim();
    try {
      const { find } = await finder(here);
      if (asked !== question) return;
      box.removeAttribute('aria-busy');
      explain();
      if (!query) return show([], here, '');
      const results = find(query);
      if (results.length) return show(results, here, say(results.length === 1 ? 'one' : 'many', { count: results.length }));
      await askElsewhere(query, asked);
    } catch {
      box.removeAttribute('aria-busy');
      if (asked === question) show([], here, t('search-failed'));
    }
  }

  /** What is not there in this language may be in another, and is offered. @param {string} query @param {number} asked */
  async function askElsewhere(query, asked) {
    for (const lang of Object.keys(places).filter((lang) => lang !== here)) {
      show([], here, say('elsewhere', { name: query, title: places[lang].name }));
      const results = (await finder(lang)).find(query);
      if (asked !== question) return;
      if (results.length) return show(results, lang, say('only', { name: places[here].name, title: places[lang].name, count: results.length }));
    }
    show([], here, say('none', { name: query }));
  }

  /** Says what can be asked and which keys there are, once there are words for it. */
  function explain() {
    if (hint.childElementCount) return;
    const key = (/** @type {string} */ keys, /** @type {string} */ name) => el('li', {}, ...keys.split(' ').map((each) => el('kbd', {}, each)), ' ' + say(name));
    hint.append(el('p', {}, sampan.rich(say('hint'))), el('ul', {}, key('↑ ↓', 'keys-move'), key('↵', 'keys-open'), key('Esc', 'keys-close')));
  }

  field.addEventListener('input', (event) => {
    // What an input method has not finished is no query yet.
    if (!(/** @type {InputEvent} */ (event).isComposing)) ask();
  });
  field.addEventListener('compositionend', ask);
  field.addEventListener('keydown', (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) choose(active + step);
    else if (event.key === 'Enter') options[active]?.click();
    else return;
    event.preventDefault();
  });
  list.addEventListener('click', (/** @type {MouseEvent} */ event) => {
    // In a new tab the reader goes on searching here.
    const link = event.target instanceof Element && event.target.closest('a');
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) box.close();
  });
  box.addEventListener('click', (event) => event.target === box && box.close());

  sampan.openSearch = () => {
    if (box.open) return field.select();
    box.showModal();
    field.focus();
    field.select();
    if (here in finders) return;
    box.setAttribute('aria-busy', 'true');
    status.textContent = t('search-loading');
    ask();
  };
})();
