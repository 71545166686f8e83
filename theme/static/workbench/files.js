// The files of an exercise: what its folder holds, and the one that is being written. The disk is the truth: what changes
// there is shown, and nothing is written over that its learner has not seen.
// @ts-check
(function () {
  'use strict';

  const sampan = /** @type {any} */ (window).sampan;
  const workbench = (sampan.workbench ??= {});
  const { t, el, rich, api } = sampan;

  /** @typedef {{ path: string, kind: string, size: number, modified: string }} Entry */
  /** @typedef {{ path: string, text: string, version: string, modified: string, read_only: boolean }} Text */
  /** @typedef {import('./editor').Flaw} Flaw */

  (workbench.views ??= {}).files = (/** @type {{ path: string, workspace: string }} */ exercise, /** @type {HTMLElement} */ room) => {
    const base = exercise.path + '/files';
    const at = (/** @type {string} */ path) => base + '/' + path.split('/').map(encodeURIComponent).join('/');
    const list = el('ul', { class: 'tree', 'aria-label': t('workbench-files') });
    const name = el('span', { class: 'gap name' });
    const said = el('div', { class: 'note-bar', role: 'status' });
    const place = el('div', { class: 'place' });
    const save = el('button', { type: 'button', class: 'main', disabled: true, onclick: () => write() }, t('workbench-save'));
    room.replaceChildren(
      el('div', { class: 'tools' },
        workbench.tool('workbench-new-file', 'M6 3h8l4 4v14H6zM12 10v7M8.5 13.5h7', () => askName('file')),
        workbench.tool('workbench-new-folder', 'M3 6h7l2 2h9v11H3zM12 11v5M9.5 13.5h5', () => askName('folder')),
        workbench.tool('workbench-rename', 'M4 20l1-4L16 5l3 3L8 19zM13.5 7.5l3 3', () => open && askName('rename')),
        workbench.tool('workbench-remove', 'M5 7h14M9 7V4h6v3M7 7l1 13h8l1-13', () => open && askRemoval()),
        workbench.tool('workbench-your-editor', 'M14 4h6v6M20 4l-9 9M18 14v6H4V6h6', () => showPath()),
        name, save),
      el('div', { class: 'files-body' }, list, el('div', { class: 'sheet' }, said, place)));

    /** @type {Text | null} */
    let open = null;
    /** @type {any} */
    let editor = null;
    let dirty = false;
    /** @type {Entry[]} */
    let entries = [];
    let cut = false;
    /** @type {Flaw[]} */
    let flaws = [];

    /** How much is under way: what the disk tells meanwhile is of our own doing. */
    let acting = 0;

    /** Does something, and says what went wrong where it was asked for. @param {() => Promise<unknown>} what */
    async function act(what) {
      acting += 1;
      try {
        said.replaceChildren();
        await what();
      } catch (error) {
        const problem = /** @type {any} */ (error);
        if (problem.kind === 'changed') conflict(problem.now);
        else tell(problem.message || String(error), problem.help);
      }
      acting -= 1;
      await compare();
    }

    /** @param {string} text @param {string | null} [help] @param {...Node} buttons */
    function tell(text, help, ...buttons) {
      said.replaceChildren(el('span', {}, rich(text + (help ? t('between') + help : ''))), ...buttons);
    }

    // ---- The tree ----

    /** What the folder holds. @param {{ files: Entry[], cut: boolean }} tree */
    function take(tree) {
      entries = tree.files;
      cut = tree.cut;
      draw();
    }

    /** Holds the open file against the disk, unless it is being changed from here. */
    async function compare() {
      const now = open && entries.find(({ path }) => path === open?.path);
      if (acting || !open) return;
      if (now && now.modified !== open.modified) await changedOnDisk(open.path);
      if (!now && !dirty) { open = null; closeSheet(); }
    }

    function draw() {
      const focused = list.contains(document.activeElement) ? /** @type {HTMLElement} */ (document.activeElement).dataset.path : null;
      list.replaceChildren(...entries.map(({ path, kind }) => {
        const depth = path.split('/').length - 1;
        const label = path.split('/').pop() || path;
        const wrong = flaws.some((flaw) => flaw.path === path);
        const line = kind === 'file'
          ? el('button', { type: 'button', 'data-path': path, 'aria-current': open?.path === path ? 'true' : null, class: wrong ? 'wrong' : null, onclick: () => act(() => show(path)) }, label, wrong ? el('span', { class: 'vh' }, ' (' + t('workbench-wrong') + ')') : null)
          : el('span', { class: kind }, label + (kind === 'folder' ? '/' : ''));
        line.style.paddingLeft = depth * 0.9 + 0.6 + 'rem';
        return el('li', {}, line);
      }), ...(entries.length ? [] : [el('li', { class: 'small' }, t('workbench-no-files'))]), ...(cut ? [el('li', { class: 'small' }, t('workbench-cut'))] : []));
      if (focused) list.querySelector(`[data-path="${CSS.escape(focused)}"]`)?.focus();
    }

    // ---- The file ----

    /** @param {string} path */
    async function show(path) {
      if (dirty && open && open.path !== path && !await workbench.ask([t('workbench-unsaved', { name: open.path })], '', t('workbench-throw-away'))) return;
      const text = await api('GET', at(path));
      editor ??= await workbench.editor(place, { changed, save: write });
      place.hidden = false;
      open = /** @type {Text} */ (text);
      editor.show(text);
      setDirty(false);
      try { sessionStorage.setItem(KEY, path); } catch { /* then it is not open after a reload */ }
      draw();
      mark();
      editor.focus();
    }

    function closeSheet() {
      place.hidden = true;
      setDirty(false);
    }

    const changed = () => { if (!dirty) setDirty(true); };

    /** @param {boolean} now */
    function setDirty(now) {
      dirty = now;
      save.disabled = !now;
      name.replaceChildren(open ? open.path + (now ? ' •' : '') + (open.read_only ? ' (' + t('workbench-read-only') + ')' : '') : '');
    }

    const write = () => act(async () => {
      if (!open || !dirty) return;
      const text = editor.text();
      await replace(open, text, open.version);
      // More may have been typed while it was on its way, and a report may have come before the answer.
      setDirty(editor.text() !== text);
      mark();
    });

    /** Puts a text in the place of a version of it. @param {Text} file @param {string} text @param {string | null} version */
    async function replace(file, text, version) {
      const saved = open = /** @type {Text} */ (await api('POST', at(file.path), { text, version }));
      const entry = entries.find(({ path }) => path === saved.path);
      if (entry) entry.modified = saved.modified;
    }

    /** The disk has another text than the one that was read. @param {string} path */
    async function changedOnDisk(path) {
      const text = /** @type {Text} */ (await api('GET', at(path)));
      if (open?.path !== path) return;
      if (text.version === open.version) open = text;
      else if (dirty) conflict(text);
      else {
        open = text;
        editor.take(text.text);
        mark();
      }
    }

    /** Two have written one file: its learner says which is to stay. @param {Text | null} theirs */
    function conflict(theirs) {
      tell(t(theirs ? 'workbench-conflict' : 'workbench-conflict-gone'), null,
        theirs ? el('details', {}, el('summary', {}, t('workbench-see-theirs')), el('pre', { tabindex: '0' }, theirs.text)) : el('span'),
        theirs ? el('button', { type: 'button', onclick: () => { open = theirs; editor.take(theirs.text); setDirty(false); said.replaceChildren(); mark(); } }, t('workbench-take-theirs')) : el('span'),
        el('button', { type: 'button', onclick: () => act(async () => {
          if (!open) return;
          await replace(open, editor.text(), theirs ? theirs.version : null);
          setDirty(false);
          mark();
        }) }, t('workbench-keep-mine')));
    }

    // ---- New, another name, away ----

    /** @param {'file' | 'folder' | 'rename'} what */
    function askName(what) {
      const field = el('input', { type: 'text', 'aria-label': t('workbench-name'), value: what === 'rename' ? open?.path : '', spellcheck: 'false', autocapitalize: 'off' });
      const form = el('form', { class: 'row' }, el('span', {}, t('workbench-ask-' + what)), field, el('button', { class: 'main' }, t('workbench-do')), el('button', { type: 'button', onclick: () => said.replaceChildren() }, t('no')));
      form.addEventListener('keydown', (/** @type {KeyboardEvent} */ event) => { if (event.key === 'Escape') said.replaceChildren(); });
      form.addEventListener('submit', (/** @type {Event} */ event) => {
        event.preventDefault();
        const path = field.value.trim().replace(/^\.\//, '');
        if (!path) return;
        act(async () => {
          if (what === 'file') {
            await api('POST', at(path), { text: '', version: null });
            await show(path);
            take(await api('GET', base));
          } else if (what === 'folder') {
            take(await api('POST', base, { folder: { path } }));
          } else if (open) {
            const tree = await api('POST', base, { rename: { path: open.path, to: path } });
            open.path = path;
            take(tree);
            setDirty(dirty);
          }
        });
      });
      said.replaceChildren(form);
      field.select();
    }

    function askRemoval() {
      if (!open) return;
      const { path, version } = open;
      tell(t('workbench-ask-remove', { name: path }), null,
        el('button', { type: 'button', class: 'danger', onclick: () => act(async () => {
          const tree = await api('POST', base, { remove: { path, version } });
          open = null;
          closeSheet();
          take(tree);
        }) }, t('workbench-remove')),
        el('button', { type: 'button', onclick: () => said.replaceChildren() }, t('no')));
    }

    /** A file of a lesson: written where there is none of its name, else shown as a change that its learner may save. @param {{ path: string, text: string }} file */
    const put = ({ path, text }) => act(async () => {
      if (!entries.some((entry) => entry.path === path)) {
        await api('POST', at(path), { text, version: null });
        take(await api('GET', base));
      }
      if (open?.path !== path) await show(path);
      if (open?.path !== path || editor.text() === text) return;
      editor.take(text);
      setDirty(true);
      mark();
      tell(t('workbench-put-over', { name: path }));
    });

    function showPath() {
      const path = exercise.workspace + (open ? '/' + open.path : '');
      tell(t('workbench-path', { path }), null, sampan.copyButton(() => path));
    }

    // ---- What the checks say ----

    function mark() {
      if (editor && open) editor.mark(dirty ? [] : flaws.filter(({ path }) => path === open?.path));
    }

    const leaving = (/** @type {BeforeUnloadEvent} */ event) => { if (dirty) event.preventDefault(); };
    addEventListener('beforeunload', leaving);

    const KEY = 'sampan-file-' + exercise.path;
    /** The tree, and the file that was open before a reload. */
    const ready = act(async () => {
      take(await api('GET', base));
      let before = null;
      try { before = sessionStorage.getItem(KEY); } catch { /* as if none was open */ }
      if (before && entries.some(({ path, kind }) => kind === 'file' && path === before)) await show(before);
    });
    return {
      ready,
      put,
      /** @param {string} what @param {any} data */
      hear(what, data) {
        if (what === 'report') {
          // One mistake in a file is what several checks stand at.
          const all = (data?.checks || []).flatMap((/** @type {any} */ check) => check.flaws);
          flaws = [...new Map(all.map((/** @type {Flaw} */ flaw) => [JSON.stringify([flaw.path, flaw.line, flaw.column, flaw.text]), flaw])).values()];
          draw();
          mark();
        }
        if (what === 'files' && data) {
          take(data);
          compare().catch(() => {});
        }
      },
      focus: () => (editor && open ? editor : list.querySelector('button') || save).focus(),
      unsaved: () => (dirty && open ? open.path : ''),
      leave() {
        removeEventListener('beforeunload', leaving);
        editor?.leave();
      },
    };
  };
})();
