// The page of a learner's progress: what is done, since when, how long it took; all notes; and everything that is
// remembered as a file, brought back from one, or forgotten.
// @ts-check
(function () {
  'use strict';

  const sampan = /** @type {any} */ (window).sampan;
  const { t, el, rich, api } = sampan;

  /** @typedef {{ started: string, begun: string | null, stopped: string | null }} Start */
  /** @typedef {{ check: string, outcome: string, at: string }} Attempt */
  /** @typedef {{ starts: Start[], attempts: Attempt[] }} Of */
  /** @typedef {{ exercises: Record<string, Of>, quizzes: Record<string, { question: string, right: boolean, at: string }[]>, notes: Record<string, { text: string, at: string }> }} Records */

  /** What one request may bring, in characters; the server takes a megabyte. */
  const PIECE = 200000;

  const lang = document.documentElement.lang;
  const day = new Intl.DateTimeFormat(lang, { dateStyle: 'medium' });
  const head = /** @type {HTMLElement} */ (document.querySelector('.head'));
  const tools = /** @type {HTMLElement} */ (document.querySelector('[data-tools]'));
  const said = el('div', { class: 'near' });
  head.append(said);

  /** From the last start before it was solved. @param {Of} of */
  function took(of) {
    const done = of.attempts.find(({ check }) => check === '*');
    const start = done && of.starts.filter(({ started }) => started <= done.at).at(-1);
    return start ? Date.parse(done.at) - Date.parse(start.started) : null;
  }

  /** A length of time as people say it. @param {number} millis */
  function length(millis) {
    const minutes = Math.max(1, Math.round(millis / 60000));
    return minutes < 90 ? t('progress-minutes', { n: minutes }) : t('progress-hours', { n: (minutes / 60).toFixed(1) });
  }

  async function draw() {
    if (!sampan.signed()) {
      said.replaceChildren(el('p', {}, rich(t('unsigned'))), el('code', {}, t('unsigned-command')));
      return;
    }
    try {
      const { records } = await api('GET', 'records');
      fill(records);
      said.replaceChildren();
    } catch (error) {
      tell(error);
    }
  }

  /** @param {any} error */
  function tell(error) {
    said.replaceChildren(el('div', { class: 'said problem', role: 'alert' }, el('p', {}, rich(error.message || String(error))), error.help ? el('p', {}, rich(error.help)) : null));
  }

  /** @param {Records} records */
  function fill(records) {
    let done = 0, all = 0, time = 0;
    for (const row of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('[data-row]'))) {
      all += 1;
      const of = records.exercises[row.dataset.row || ''];
      const solved = of?.attempts.find(({ check }) => check === '*');
      const open = of?.starts.some(({ stopped }) => !stopped);
      const spent = of ? took(of) : null;
      if (solved) done += 1;
      if (spent) time += spent;
      put(row, 'state', solved ? t('mark-done') : open ? t('mark-open') : '');
      put(row, 'when', solved ? day.format(new Date(solved.at)) : '');
      put(row, 'time', spent ? length(spent) : '');
      row.classList.toggle('done', !!solved);
    }
    for (const cell of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('[data-quiz-of]'))) {
      const given = records.quizzes[cell.dataset.quizOf || ''] || [];
      const from = given.findLastIndex(({ question }) => question === '*') + 1;
      const last = new Map(given.slice(from).map(({ question, right }) => [question, right]));
      cell.textContent = last.size ? t('progress-quiz', { right: [...last.values()].filter(Boolean).length, total: last.size }) : '';
    }
    const sum = document.querySelector('[data-sum]');
    if (sum) sum.textContent = t('progress-sum', { done, all }) + (time ? t('between') + t('progress-sum-time', { time: length(time) }) : '');
    notes(records.notes);
  }

  /** @param {HTMLElement} row @param {string} name @param {string} text */
  function put(row, name, text) {
    const cell = row.querySelector(`[data-${name}]`);
    if (cell) cell.textContent = text;
  }

  /** All notes, and a field to find one. @param {Records['notes']} all */
  function notes(all) {
    const section = /** @type {HTMLElement} */ (document.querySelector('.my-notes'));
    const entries = Object.entries(all).filter(([, { text }]) => text);
    const list = el('div');
    const field = el('input', { type: 'text', 'aria-label': t('progress-find'), placeholder: t('progress-find') });
    const show = () => {
      const wanted = field.value.trim().toLocaleLowerCase(lang);
      const fitting = entries.filter(([, { text }]) => text.toLocaleLowerCase(lang).includes(wanted));
      list.replaceChildren(...fitting.map(([lesson, { text }]) => {
        const link = document.querySelector(`[data-lesson-row="${CSS.escape(lesson)}"] a`);
        return el('section', {}, el('h3', {}, link ? el('a', { href: link.getAttribute('href') }, link.textContent) : lesson), el('p', { class: 'own-words' }, text));
      }), ...(fitting.length ? [] : [el('p', { class: 'small' }, t(entries.length ? 'progress-find-none' : 'progress-no-notes'))]));
    };
    field.addEventListener('input', show);
    section.replaceChildren(/** @type {Node} */ (section.querySelector('h2')), entries.length ? el('p', { class: 'row screen-only' }, field) : '', list);
    show();
  }

  // ---- The records as a file ----

  /** @param {string} word @param {() => unknown} what @param {string} [look] */
  const button = (word, what, look) => el('button', { type: 'button', class: look || null, onclick: async () => {
    try { await what(); } catch (error) { tell(error); }
  } }, t(word));

  async function save() {
    const records = await api('GET', 'records');
    const file = new Blob([JSON.stringify(records, null, 1)], { type: 'application/json' });
    const link = el('a', { href: URL.createObjectURL(file), download: 'sampan-' + records.exported.slice(0, 10) + '.json' });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }

  /** Sends a file in pieces that the server takes; to send one twice changes nothing. @param {File} file */
  async function load(file) {
    let whole;
    try { whole = JSON.parse(await file.text()); } catch { throw { message: t('progress-no-file', { name: file.name }) }; }
    if (whole?.format !== 'sampan-records-1' || typeof whole.records !== 'object') throw { message: t('progress-no-file', { name: file.name }) };
    /** @type {any} */
    let piece = {};
    let size = 0;
    const send = async () => {
      if (size) await api('POST', 'records', { ...whole, records: piece });
      piece = {};
      size = 0;
    };
    for (const kind of ['exercises', 'quizzes', 'notes']) {
      for (const [id, value] of Object.entries(whole.records[kind] || {})) {
        const length = JSON.stringify(value).length;
        if (size && size + length > PIECE) await send();
        (piece[kind] ??= {})[id] = value;
        size += length;
      }
    }
    await send();
    await draw();
    sampan.progress();
    said.replaceChildren(el('p', { class: 'said', role: 'status' }, t('progress-loaded')));
  }

  function askForget() {
    const back = () => said.replaceChildren();
    said.replaceChildren(el('div', { class: 'said', role: 'group', 'aria-label': t('sure') }, el('p', {}, t('progress-forget-what')), el('div', { class: 'row' },
      button('progress-forget-sure', async () => {
        const { forgotten, in_progress } = await api('POST', 'records/forget', { sure: true });
        if (!forgotten) throw { message: t('progress-forget-open', { list: in_progress.map((/** @type {string} */ id) => '`' + id + '`').join(', ') }), help: t('progress-forget-help') };
        await draw();
        sampan.progress();
        said.replaceChildren(el('p', { class: 'said', role: 'status' }, t('progress-forgotten')));
      }, 'danger'), button('no', back))));
  }

  const picker = el('input', { type: 'file', accept: 'application/json,.json', hidden: true, 'aria-label': t('progress-load') });
  picker.addEventListener('change', () => { const file = picker.files?.[0]; picker.value = ''; if (file) load(file).catch(tell); });
  tools.append(button('progress-print', () => print()), button('progress-save', save), button('progress-load', () => picker.click()), picker, button('progress-forget', askForget, 'danger'));
  sampan.onSigned(draw);
})();
