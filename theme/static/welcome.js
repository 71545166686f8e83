// The first visit: which engines are there, what to do about those that are not, and what Sampan touches. It looks again
// by itself until all is well, and goes away when it is told to.
// @ts-check
(function () {
  'use strict';

  const sampan = /** @type {any} */ (window).sampan;
  const { t, el, rich, api } = sampan;
  const place = /** @type {HTMLElement | null} */ (document.querySelector('[data-welcome]'));
  if (!place) return;
  const KEY = 'sampan-welcomed';

  /** @typedef {{ name: string, state: 'ok' | 'remark' | 'missing' | 'bad', text: string, help: string | null }} Item */

  const list = el('ul', { class: 'checks', 'aria-live': 'polite' });
  const box = el('section', { class: 'said welcome', 'aria-labelledby': 'welcome-title' },
    el('h2', { id: 'welcome-title' }, t('welcome-title')), list,
    el('h3', {}, t('welcome-touch-title')),
    el('ul', {}, ...['welcome-touch-1', 'welcome-touch-2', 'welcome-touch-3'].map((key) => el('li', {}, rich(t(key))))),
    el('div', { class: 'row' }, el('button', { type: 'button', class: 'main', onclick: done }, t('welcome-done')), el('span', { class: 'small' }, rich(t('welcome-again')))));
  let timer = 0;
  let drawn = '';

  function welcomed() {
    try { return localStorage.getItem(KEY) !== null; } catch { return false; }
  }

  function done() {
    try { localStorage.setItem(KEY, '1'); } catch { /* then it is shown again */ }
    clearTimeout(timer);
    leave();
    /** @type {HTMLElement | null} */ (document.querySelector('[data-begin]'))?.focus();
  }

  function leave() {
    box.remove();
    document.documentElement.removeAttribute('data-welcoming');
  }

  async function look() {
    clearTimeout(timer);
    if (!sampan.signed() || welcomed() || document.visibilityState !== 'visible') return;
    // In its place before the answer is there, so that the page below does not move when it comes.
    if (!box.isConnected) place?.append(box);
    try {
      const { items } = await api('GET', 'doctor');
      show(items);
    } catch {
      // It is tried again below.
    }
    timer = setTimeout(look, 3000);
  }

  /** @param {Item[]} items */
  function show(items) {
    const now = JSON.stringify(items);
    if (now === drawn) return;
    drawn = now;
    const looks = { ok: 'passed', remark: '', missing: 'not-yet', bad: 'cannot-tell' };
    list.replaceChildren(...items.map(({ name, state, text, help }) => el('li', { class: looks[state] },
      el('div', { class: 'line' }, el('span', { class: 'say' }, el('b', {}, rich(name)), ' ', rich(text)), el('span', { class: 'state' }, t('welcome-' + state))),
      help ? el('p', { class: 'unseen' }, rich(help)) : null)));
  }

  document.addEventListener('visibilitychange', look);
  // While a sign-in is under way, its place is kept.
  sampan.onSigned(() => { if (sampan.signed()) look(); else if (!location.hash.startsWith('#code=')) leave(); });
})();
