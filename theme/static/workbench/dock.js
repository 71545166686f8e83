// The workbench: terminals, files and what exists, beside the lesson or below it, as wide as its learner likes.
//
// Loaded when it is first opened; exercise.js has the button. The lesson stays where it is read, and the page does not
// move when the workbench opens or closes.
// @ts-check
(function () {
  'use strict';

  const sampan = /** @type {any} */ (window).sampan;
  const workbench = (sampan.workbench ??= {});
  const { t, el } = sampan;
  const root = document.documentElement;

  // ---- What is remembered ----

  const KEY = 'sampan-workbench';
  const STANDARD = { side: 'right', width: 46, height: 46, open: '', view: 'terminal', picture: false, fontSize: 13, copyOnSelect: false, screenReader: false };
  /** @type {typeof STANDARD} */
  const settings = workbench.settings = { ...STANDARD };
  try { Object.assign(settings, JSON.parse(localStorage.getItem(KEY) || '{}')); } catch { /* as if there were none */ }
  const keep = workbench.keep = () => {
    try { localStorage.setItem(KEY, JSON.stringify(settings)); } catch { /* then it is forgotten */ }
  };

  /** Below this width there is no room beside a lesson. */
  const roomy = matchMedia('(min-width: 62rem)');
  const isBeside = () => settings.side === 'right' && roomy.matches;

  // ---- Small things that all parts use ----

  /** A drawing of one stroke, 24 units square. @param {string} path */
  workbench.icon = (path) => {
    const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    svg.setAttribute('viewBox', '0 0 24 24');
    svg.setAttribute('aria-hidden', 'true');
    const line = document.createElementNS(svg.namespaceURI || '', 'path');
    line.setAttribute('d', path);
    svg.append(line);
    return svg;
  };

  /** @param {string} word @param {string} path @param {(event: Event) => void} onclick */
  workbench.tool = (word, path, onclick) => el('button', { type: 'button', class: 'icon', title: t(word), 'aria-label': t(word), onclick }, workbench.icon(path));

  /** The arrows move between the tabs of a list (ARIA, tabs). @param {HTMLElement} list */
  workbench.arrows = (list) => list.addEventListener('keydown', (event) => {
    const tabs = /** @type {HTMLElement[]} */ ([...list.querySelectorAll('[role=tab]')]);
    const at = tabs.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    tabs[(to + tabs.length) % tabs.length].click();
    tabs[(to + tabs.length) % tabs.length].focus();
  });

  /**
   * Asks before a text goes where it cannot be called back from; shows all of it.
   * @param {string[]} why @param {string} text @param {string} yes @returns {Promise<boolean>}
   */
  workbench.ask = (why, text, yes) => new Promise((answer) => {
    const back = /** @type {HTMLElement | null} */ (document.activeElement);
    const box = el('dialog', { class: 'ask', 'aria-label': t('sure') },
      ...why.map((line) => el('p', {}, sampan.rich(line))),
      text ? el('pre', { tabindex: '0' }, text) : null,
      el('form', { method: 'dialog', class: 'row' }, el('button', { value: 'yes', class: 'main' }, yes), el('button', { value: 'no' }, t('no'))));
    box.addEventListener('close', () => { box.remove(); back?.focus(); answer(box.returnValue === 'yes'); });
    document.body.append(box);
    box.showModal();
  });

  /** The keys that the workbench keeps for itself, also from a terminal. @param {KeyboardEvent} event */
  workbench.isOurs = (event) => event.key === 'F6' && !event.ctrlKey && !event.altKey && !event.metaKey;

  // ---- The dock ----

  /** @typedef {(name: string, data: any) => void} Hear what comes of the exercise: `report`, `world`, `files` */
  /** @typedef {{ path: string, id: string, title: string, workspace: string, section: HTMLElement, hear: (hear: Hear | null) => void }} Exercise */
  /** `unsaved` names what would be lost by leaving, and nothing where there is nothing.
   * @typedef {{ ready?: Promise<unknown>, hear?: Hear, focus: () => void, settle?: () => void, unsaved?: () => string, leave: () => void }} View */

  /** @type {{ exercise: Exercise, aside: HTMLElement, tabs: HTMLElement, leave: () => void, settle: () => void, focus: () => void,
   *   unsaved: () => string[], terminals: any, files: any } | null} */
  let dock = null;

  /** Lets the page take its new shape without moving what is read. @param {HTMLElement} fixed @param {() => void} change */
  function steady(fixed, change) {
    const before = fixed.getBoundingClientRect().top;
    change();
    scrollBy({ top: fixed.getBoundingClientRect().top - before, behavior: 'instant' });
  }

  function lay() {
    if (dock) root.dataset.workbench = isBeside() ? 'right' : 'below';
    else delete root.dataset.workbench;
    root.style.setProperty('--workbench', String(isBeside() ? settings.width : settings.height));
  }

  /** @param {Exercise} exercise */
  workbench.open = async (exercise) => {
    if (dock?.exercise.id === exercise.id) return dock.focus();
    if (!await workbench.mayClose()) return;
    close();
    const aside = el('aside', { class: 'workbench', 'aria-label': t('workbench') });
    const body = el('div', { class: 'view' });
    const tabs = el('div', { class: 'tabs', role: 'tablist', 'aria-label': t('workbench') });
    const side = workbench.tool('workbench-side', 'M4 5h16v14H4zM14 5v14', () => { settings.side = isBeside() ? 'below' : 'right'; keep(); steady(exercise.section, lay); });
    aside.append(
      grip(),
      el('div', { class: 'tools' }, tabs, el('span', { class: 'gap' }, el('b', {}, exercise.title)),
        workbench.tool('workbench-settings', 'M4 7h9M17 7h3M4 17h3M11 17h9M15 5v4M9 15v4', () => askSettings()),
        workbench.tool('help', 'M9 9a3 3 0 1 1 4 3c-1 .5-1 1-1 2M12 17.5v.5', () => sampan.help()),
        side,
        workbench.tool('workbench-close', 'M6 6l12 12M18 6L6 18', () => workbench.close())),
      body);

    /** @type {Record<string, HTMLElement>} */
    const buttons = {};
    /** @type {Record<string, { room: HTMLElement, view: View }>} */
    const made = {};
    /** @param {string} name */
    const select = (name) => {
      settings.view = name;
      keep();
      const known = made[name] ??= create(name);
      for (const [each, button] of Object.entries(buttons)) {
        button.setAttribute('aria-selected', String(each === name));
        button.tabIndex = each === name ? 0 : -1;
      }
      body.replaceChildren(known.room);
      return known;
    };
    /** @param {string} name */
    const create = (name) => {
      const room = el('div', { class: name, role: 'tabpanel', 'aria-label': t('workbench-' + name) });
      const view = workbench.views[name](exercise, room);
      for (const [what, data] of Object.entries(latest)) view.hear?.(what, data);
      return { room, view };
    };
    for (const name of Object.keys(workbench.views)) {
      buttons[name] = el('button', { type: 'button', role: 'tab', onclick: () => select(name) }, t('workbench-' + name));
      tabs.append(buttons[name]);
    }
    workbench.arrows(tabs);

    /** The last of each that was heard, for a view that is made later. @type {Record<string, any>} */
    const latest = {};
    exercise.hear((name, data) => {
      latest[name] = data;
      for (const { view } of Object.values(made)) view.hear?.(name, data);
    });

    dock = {
      exercise,
      aside,
      tabs,
      unsaved: () => Object.values(made).map(({ view }) => view.unsaved?.() || '').filter(Boolean),
      leave: () => { exercise.hear(null); for (const { view } of Object.values(made)) view.leave?.(); },
      settle: () => { for (const { view } of Object.values(made)) view.settle?.(); },
      focus: () => made[settings.view]?.view.focus?.(),
      get terminals() { return select('terminal').view; },
      get files() { return select('files').view; },
    };
    settings.open = exercise.id;
    keep();
    steady(exercise.section, () => { document.querySelector('.frame')?.append(aside); lay(); });
    const { view } = select(workbench.views[settings.view] ? settings.view : 'terminal');
    await view.ready;
    dock?.focus();
  };

  /** Whether what is open may go: asked where something is not saved. @param {string} [id] only if it is this exercise's */
  workbench.mayClose = async (id) => {
    const unsaved = dock && (!id || dock.exercise.id === id) ? dock.unsaved() : [];
    return !unsaved.length || workbench.ask(unsaved.map((name) => t('workbench-unsaved', { name })), '', t('workbench-throw-away'));
  };

  workbench.close = async () => { if (await workbench.mayClose()) close(); };

  function close() {
    if (!dock) return;
    const { exercise, aside } = dock;
    dock.leave();
    const had = aside.contains(document.activeElement);
    dock = null;
    settings.open = '';
    keep();
    steady(exercise.section, () => { aside.remove(); lay(); });
    if (had) /** @type {HTMLElement | null} */ (exercise.section.querySelector('[data-workbench]'))?.focus({ preventScroll: true });
  }

  /** Puts a command into a terminal of the exercise; whoever reads it runs it. @param {Exercise} exercise @param {string} text */
  workbench.paste = async (exercise, text) => {
    await workbench.open(exercise);
    if (dock?.exercise.id !== exercise.id) return;
    const terminals = dock.terminals;
    await terminals?.ready;
    await terminals?.paste(text);
  };

  /** Puts a file of a lesson into the exercise's folder. @param {Exercise} exercise @param {{ path: string, text: string }} file */
  workbench.put = async (exercise, file) => {
    await workbench.open(exercise);
    if (dock?.exercise.id !== exercise.id) return;
    const files = dock.files;
    await files?.ready;
    await files?.put(file);
  };

  /**
   * Ends the shells of an exercise, seen or not, before they stand in a folder that was set aside; those that have ended
   * meanwhile are as they should be. Whoever asked for it was asked before what may be lost.
   * @param {string} id @returns {Promise<boolean>} whether its workbench was open
   */
  workbench.closeFor = async (id) => {
    const was = dock?.exercise.id === id;
    if (was) close();
    const { terminals } = await sampan.api('GET', 'exercises/' + id + '/terminals').catch(() => ({ terminals: [] }));
    await Promise.all(terminals.map((/** @type {{ id: string }} */ one) => sampan.api('POST', 'terminals/' + one.id + '/close', {}).catch(() => {})));
    return was;
  };

  /** The line between lesson and workbench: pulled, or moved by the arrows. */
  function grip() {
    const line = el('div', { class: 'grip', role: 'separator', tabindex: '0', 'aria-label': t('workbench-size'), 'aria-valuemin': '20', 'aria-valuemax': '80' });
    const key = () => (isBeside() ? 'width' : 'height');
    /** @param {number} share */
    const take = (share) => {
      settings[key()] = Math.round(Math.min(80, Math.max(20, share)) * 10) / 10;
      line.setAttribute('aria-valuenow', String(Math.round(settings[key()])));
      line.setAttribute('aria-orientation', isBeside() ? 'vertical' : 'horizontal');
      lay();
    };
    line.setAttribute('aria-valuenow', String(Math.round(settings[key()])));
    line.addEventListener('pointerdown', (/** @type {PointerEvent} */ event) => {
      event.preventDefault();
      line.setPointerCapture(event.pointerId);
      const move = (/** @type {PointerEvent} */ now) => take(isBeside() ? 100 * (1 - now.clientX / innerWidth) : 100 * (1 - now.clientY / innerHeight));
      const end = () => { line.removeEventListener('pointermove', move); keep(); };
      line.addEventListener('pointermove', move);
      line.addEventListener('pointerup', end, { once: true });
      line.addEventListener('pointercancel', end, { once: true });
    });
    line.addEventListener('keydown', (/** @type {KeyboardEvent} */ event) => {
      const larger = isBeside() ? 'ArrowLeft' : 'ArrowUp', smaller = isBeside() ? 'ArrowRight' : 'ArrowDown';
      if (event.key !== larger && event.key !== smaller) return;
      event.preventDefault();
      take(settings[key()] + (event.key === larger ? 3 : -3));
      keep();
    });
    return line;
  }

  function askSettings() {
    const size = el('input', { type: 'number', min: '9', max: '24', value: String(settings.fontSize) });
    const copy = el('input', { type: 'checkbox', checked: settings.copyOnSelect });
    const reader = el('input', { type: 'checkbox', checked: settings.screenReader });
    const box = el('dialog', { class: 'ask', 'aria-label': t('workbench-settings') },
      el('h2', {}, t('workbench-settings')),
      el('label', { class: 'row' }, t('workbench-font'), size),
      el('label', { class: 'row' }, copy, t('workbench-copy')),
      el('label', { class: 'row' }, reader, t('workbench-reader')),
      el('form', { method: 'dialog', class: 'row' }, el('button', { class: 'main' }, t('workbench-done'))));
    box.addEventListener('change', () => {
      settings.fontSize = Math.min(24, Math.max(9, Number(size.value) || STANDARD.fontSize));
      settings.copyOnSelect = copy.checked;
      settings.screenReader = reader.checked;
      keep();
      dock?.settle();
    });
    box.addEventListener('close', () => { box.remove(); dock?.focus(); });
    document.body.append(box);
    box.showModal();
  }

  // ---- Views ----

  /** What the workbench has, each by its name: made when it is first seen. @type {Record<string, (exercise: Exercise, room: HTMLElement) => any>} */
  workbench.views = {
    terminal(exercise, room) {
      const terminals = workbench.terminals(exercise, room);
      const ready = terminals.restore().catch((/** @type {any} */ problem) => {
        room.replaceChildren(el('div', { class: 'said problem', role: 'alert' }, el('p', {}, sampan.rich(problem.message || String(problem))), problem.help ? el('p', {}, sampan.rich(problem.help)) : null));
      });
      return { ...terminals, ready };
    },
    ...workbench.views,
  };

  roomy.addEventListener('change', () => { if (dock) lay(); });

  /** Where the lesson had the focus. @type {HTMLElement | null} */
  let left = null;
  document.addEventListener('focusout', ({ target }) => { if (dock && !dock.aside.contains(/** @type {Node} */ (target))) left = /** @type {HTMLElement} */ (target); });

  /** F6 goes round: what one works in, the workbench's tabs, the lesson; with Shift the other way. */
  document.addEventListener('keydown', (event) => {
    if (!dock || !workbench.isOurs(event) || document.querySelector('dialog[open]')) return;
    event.preventDefault();
    const { aside, tabs, exercise } = dock;
    const stops = [
      dock.focus,
      () => /** @type {HTMLElement | null} */ (tabs.querySelector('[aria-selected=true]'))?.focus(),
      () => (left?.isConnected && left.checkVisibility() ? left.focus() : /** @type {HTMLElement | null} */ (exercise.section.querySelector('.live-top'))?.focus({ preventScroll: true })),
    ];
    const at = !aside.contains(document.activeElement) ? 2 : tabs.contains(document.activeElement) ? 1 : 0;
    stops[(at + (event.shiftKey ? 2 : 1)) % 3]();
  });
})();
