// The terminals of an exercise: a tab each, two or three side by side, opened, closed, and found again after a reload.
// @ts-check
(function () {
  'use strict';

  const sampan = /** @type {any} */ (window).sampan;
  const workbench = (sampan.workbench ??= {});
  const { t, el, api } = sampan;

  /** How many stand side by side at most. */
  const ABREAST = 3;

  /** @typedef {{ rows: number, columns: number }} Size */
  /** `over`: its shell is no more, and what it put out can be read. */
  /** @typedef {{ id: string, place: HTMLElement, title: string, view: any, over: boolean }} Shown */
  /** @typedef {{ shown: Shown[], tab: HTMLElement, number: number }} Group */

  /** @param {{ path: string }} exercise @param {HTMLElement} room where they are shown */
  workbench.terminals = (exercise, room) => {
    const tabs = el('div', { class: 'tabs', role: 'tablist', 'aria-label': t('workbench-terminals') });
    const said = el('div', { class: 'note-bar', role: 'status' });
    const panes = el('div', { class: 'panes', role: 'tabpanel' });
    room.replaceChildren(
      el('div', { class: 'tools' }, tabs,
        workbench.tool('workbench-new', 'M12 5v14M5 12h14', () => add(null)),
        workbench.tool('workbench-split', 'M4 5h16v14H4zM12 5v14', () => add(current)),
        workbench.tool('workbench-find', 'M16 16l4 4M10.5 5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11', () => focused()?.view?.openFind()),
        el('span', { class: 'gap' }),
        workbench.tool('workbench-end', 'M7 7l10 10M17 7L7 17', end)),
      said, panes);

    /** @type {Group[]} */
    let groups = [];
    /** @type {Group | null} */
    let current = null;
    let numbers = 0;
    const key = 'sampan-terminals-' + exercise.path;
    /** How large each shell was when it was last seen, from whichever page. @type {Record<string, Size>} */
    let sizes = {};
    /** Whether every shell was ended from elsewhere, as a reset does. */
    let bereft = false;
    /** Whether the exercise is started, as was heard last. */
    let started = false;
    /** @type {number | undefined} */
    let later;

    // ---- One terminal ----

    /** @param {(size: Size) => Promise<string>} shell @param {Size | null} was @param {Group} group */
    async function show(shell, was, group) {
      const place = el('div', { class: 'pane' });
      /** @type {Shown} */
      const shown = { id: '', place, title: '', view: null, over: false };
      group.shown.push(shown);
      if (group === current) panes.append(place);
      try {
        shown.view = await workbench.terminal(async (/** @type {Size} */ size) => (shown.id = await shell(size)), was, place, {
          ended(/** @type {string} */ how) {
            shown.over = true;
            bereft = how === 'closed' && groups.every((each) => each.shown.every(({ over }) => over));
            draw();
            // What is heard of the reset may have come before.
            if (bereft) later = setTimeout(renew, 1000);
          },
          titled: (/** @type {string} */ title) => { shown.title = title; draw(); },
          sized: (/** @type {Size} */ size) => { sizes[shown.id] = size; keepSizes(); },
          another: () => add(null),
          close: () => drop(shown),
        });
      } catch (error) {
        if (!(error instanceof Error)) {
          drop(shown);
          throw error;
        }
        console.error(error);
        place.replaceChildren(el('p', {}, t('workbench-not-loaded')));
      }
      return shown;
    }

    /** Opens a shell, in a tab of its own or beside the others of a group. @param {Group | null} beside */
    async function add(beside) {
      said.replaceChildren();
      if (beside && beside.shown.length >= ABREAST) {
        said.replaceChildren(t('workbench-abreast', { n: ABREAST }));
        return null;
      }
      try {
        const shown = await fresh(beside);
        shown.view?.focus();
        return shown;
      } catch (error) {
        const problem = /** @type {any} */ (error);
        said.replaceChildren(el('p', {}, sampan.rich(problem.message + (problem.help ? t('between') + problem.help : ''))));
        return null;
      }
    }

    /** A new shell, as large as it will be seen. @param {Group | null} beside */
    async function fresh(beside) {
      const group = beside || made();
      select(group);
      const shown = await show(async (size) => (await api('POST', exercise.path + '/terminals', size)).id, null, group);
      draw();
      return shown;
    }

    /** After a reset there is a fresh shell in the new folder, beside what the old ones put out. */
    function renew() {
      clearTimeout(later);
      if (!bereft || !started) return;
      bereft = false;
      const had = room.contains(document.activeElement);
      // One that is refused, since a stop or a reset is under way, is tried with the next that is heard.
      fresh(null).then(({ view }) => { if (had) view?.focus(); }, () => { bereft = true; });
    }

    function keepSizes() {
      try { localStorage.setItem(key, JSON.stringify(sizes)); } catch { /* then its past may be drawn too wide or too narrow */ }
    }

    function made() {
      numbers += 1;
      /** @type {Group} */
      const group = { shown: [], number: numbers, tab: el('button', { type: 'button', role: 'tab', onclick: () => { select(group); focus(); } }) };
      groups.push(group);
      return group;
    }

    /** Ends the shell that has the focus, and all that it started. */
    async function end() {
      const shown = focused();
      if (!shown) return;
      // Its line would tell that it is gone, and it need not be told.
      drop(shown);
      if (!shown.over) await api('POST', 'terminals/' + shown.id + '/close', {}).catch(() => {});
    }

    /** @param {Shown} gone */
    function drop(gone) {
      const group = groups.find((each) => each.shown.includes(gone));
      if (!group) return;
      const had = gone.place.contains(document.activeElement);
      gone.view?.leave();
      gone.place.remove();
      group.shown = group.shown.filter((each) => each !== gone);
      if (!group.shown.length) {
        groups = groups.filter((each) => each !== group);
        if (current === group) select(groups.at(-1) || null);
      }
      draw();
      if (had) focus();
    }

    // ---- Which is seen ----

    /** @param {Group | null} group */
    function select(group) {
      current = group;
      said.replaceChildren();
      panes.replaceChildren(...(group?.shown.map(({ place }) => place) || []));
      draw();
    }

    /** The one that has the focus, or the first that is seen. */
    const focused = () => current?.shown.find(({ place }) => place.contains(document.activeElement)) || last() || null;
    const last = () => current?.shown.find(({ place }) => place.classList.contains('last')) || current?.shown[0];
    panes.addEventListener('focusin', (/** @type {FocusEvent} */ event) => {
      for (const { place } of current?.shown || []) place.classList.toggle('last', place.contains(/** @type {Node} */ (event.target)));
    });

    function draw() {
      for (const group of groups) {
        const title = group.shown.map((each) => each.title).find(Boolean);
        group.tab.textContent = group.number + (title ? ': ' + title : '');
        group.tab.setAttribute('aria-selected', String(group === current));
        group.tab.tabIndex = group === current ? 0 : -1;
      }
      tabs.replaceChildren(...groups.map(({ tab }) => tab));
      panes.classList.toggle('none', !groups.length);
      if (!groups.length) panes.replaceChildren(el('p', {}, t('workbench-no-terminal') + t('between'), el('button', { type: 'button', onclick: () => add(null) }, t('workbench-new'))));
      const seen = { groups: groups.map(({ shown }) => shown.map(({ id }) => id)), current: groups.indexOf(/** @type {Group} */ (current)) };
      try { sessionStorage.setItem(key, JSON.stringify(seen)); } catch { /* then each gets a tab of its own */ }
    }
    workbench.arrows(tabs);

    const focus = () => (focused()?.view || panes.querySelector('button'))?.focus();

    /** The shells that run already, side by side as they were; a first one where there is none. */
    async function restore() {
      const { terminals } = await api('GET', exercise.path + '/terminals');
      /** @type {Set<string>} */
      const running = new Set(terminals.map((/** @type {{ id: string }} */ { id }) => id));
      /** @type {{ groups: string[][], current: number }} */
      let before = { groups: [], current: -1 };
      try {
        before = { ...before, ...JSON.parse(sessionStorage.getItem(key) || '{}') };
        sizes = Object.fromEntries(Object.entries(JSON.parse(localStorage.getItem(key) || '{}')).filter(([id]) => running.has(id)));
      } catch { /* as if there were none */ }
      const selected = before.groups[before.current];
      /** @type {Group | null} */
      let again = null;
      for (const ids of [...before.groups, ...[...running].filter((id) => !before.groups.flat().includes(id)).map((id) => [id])]) {
        const left = ids.filter((id) => running.has(id));
        if (!left.length) continue;
        const group = made();
        select(group);
        await Promise.all(left.map((id) => show(async () => id, sizes[id] || null, group)));
        if (ids === selected) again = group;
      }
      if (again) select(again);
      else if (groups.length) draw();
      else await add(null);
    }

    return {
      restore,
      focus,
      /** @param {string} text */
      async paste(text) {
        const at = focused();
        const shown = at && !at.over ? at : await add(null);
        await shown?.view?.paste(text);
      },
      /** @param {string} what @param {any} data */
      hear(what, data) {
        if (what !== 'report') return;
        started = !!data?.started;
        renew();
      },
      settle: () => groups.flatMap(({ shown }) => shown).forEach(({ view }) => view?.settle()),
      leave() {
        clearTimeout(later);
        for (const { view } of groups.flatMap(({ shown }) => shown)) view?.leave();
        groups = [];
      },
    };
  };
})();
