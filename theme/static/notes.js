// A learner's notes beside a lesson: saved while they are written, and nothing is written over that another page wrote.
// @ts-check
(function () {
  'use strict';

  const sampan = /** @type {any} */ (window).sampan;
  const { t, el, rich, api } = sampan;
  const place = /** @type {HTMLElement | null} */ (document.querySelector('.notebook'));
  const lesson = /** @type {HTMLElement | null} */ (document.querySelector('[data-page]'))?.dataset.page;
  if (!place || !lesson) return;

  const field = el('textarea', { 'aria-label': t('note-field'), rows: '5' });
  const said = el('div', { role: 'status', class: 'small' });
  const box = el('details', {}, el('summary', {}, t('note-title')), el('div', {}, field, said));
  /** The time of the note that is in the field, as the server has it. @type {string | null} */
  let after = null;
  let saved = '';
  let timer = 0;
  let saving = false;

  async function read() {
    place?.toggleAttribute('hidden', !sampan.signed());
    if (!sampan.signed() || field.value !== saved) return;
    const before = after;
    try {
      const note = await api('GET', 'notes/' + lesson);
      // What was written or saved while this was on its way is newer: the server says if another page wrote as well.
      if (field.value !== saved || after !== before || saving) return;
      take(note);
      if (saved) box.open = true;
    } catch {
      // What cannot be read now is read when the page comes back into sight.
    }
  }

  /** @param {{ text: string, at: string | null }} note */
  function take(note) {
    after = note.at;
    saved = field.value = note.text;
  }

  async function save() {
    clearTimeout(timer);
    if (saving || field.value === saved) return;
    saving = true;
    const text = field.value;
    try {
      said.textContent = t('note-saving');
      const note = await api('POST', 'notes/' + lesson, { text, after });
      if (note.written) {
        after = note.at;
        saved = text;
        said.textContent = t('note-saved');
      } else differ(note);
    } catch (error) {
      const problem = /** @type {any} */ (error);
      said.replaceChildren(rich(problem.message + (problem.help ? t('between') + problem.help : '')));
      timer = setTimeout(save, 5000);
    } finally {
      saving = false;
    }
    if (field.value !== text) later();
  }

  /** @param {{ text: string, at: string | null }} other */
  function differ(other) {
    said.replaceChildren(el('p', {}, t('note-other')), el('p', { class: 'own-words' }, other.text), el('div', { class: 'row' },
      el('button', { type: 'button', onclick: () => { after = other.at; save(); } }, t('note-keep')),
      el('button', { type: 'button', onclick: () => { take(other); said.replaceChildren(); } }, t('note-take'))));
  }

  function later() {
    clearTimeout(timer);
    timer = setTimeout(save, 800);
  }

  field.addEventListener('input', later);
  field.addEventListener('blur', save);
  addEventListener('beforeunload', (event) => { if (field.value !== saved) { save(); event.preventDefault(); } });
  document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'visible') read(); else save(); });
  place.append(box);
  sampan.onSigned(read);
})();
