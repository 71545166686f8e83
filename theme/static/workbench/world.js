// What exists now in an exercise's world: as a list, each with what happened to it last and what it printed; or as a
// picture of who owns, selects and uses whom.
// @ts-check
(function () {
  'use strict';

  const sampan = /** @type {any} */ (window).sampan;
  const workbench = (sampan.workbench ??= {});
  const { t, el, rich, api } = sampan;

  /** @typedef {{ kind: string, name: string }} Ref */
  /** @typedef {{ kind: string, name: string, state: string, text: string, health: string, since: string | null, restarts: number | null,
   *   ports: string[] | null, image: string | null, owner: Ref | null, selects: Ref[], uses: Ref[] }} Thing */
  /** @typedef {{ things: Thing[], cut: boolean, unseen: string[] }} World */

  const key = (/** @type {Ref} */ { kind, name }) => kind + '/' + name;

  /** How long ago, as a reader says it. @param {string} since */
  function age(since) {
    const seconds = Math.max(0, (Date.now() - Date.parse(since)) / 1000);
    const [count, unit] = seconds < 90 ? [seconds, 'second'] : seconds < 5400 ? [seconds / 60, 'minute'] : seconds < 129600 ? [seconds / 3600, 'hour'] : [seconds / 86400, 'day'];
    return new Intl.NumberFormat(document.documentElement.lang, { style: 'unit', unit: String(unit), unitDisplay: 'narrow', maximumFractionDigits: 0 }).format(Number(count));
  }

  (workbench.views ??= {}).world = (/** @type {{ path: string }} */ exercise, /** @type {HTMLElement} */ room) => {
    const list = el('ul', { class: 'things' });
    const { settings } = workbench;
    const picture = el('div', { class: 'picture', role: 'group', 'aria-label': t('workbench-picture') });
    const said = el('div', { class: 'note-bar', role: 'status' });
    const asPicture = el('button', { type: 'button', onclick: () => {
      settings.picture = !settings.picture;
      workbench.keep();
      draw();
    } }, t('workbench-picture'));
    // What is wider than its room is moved by the arrows, too.
    const roomy = new ResizeObserver(() => { picture.tabIndex = picture.scrollWidth > picture.clientWidth ? 0 : -1; });
    roomy.observe(picture);
    room.replaceChildren(el('div', { class: 'tools' }, el('span', { class: 'gap name' }, t('workbench-world-what')), asPicture), said, el('div', { class: 'world-body' }, picture, list));

    /** @type {World | null} */
    let world = null;
    /** The thing whose past is open. */
    let shown = '';

    function draw() {
      picture.hidden = !settings.picture;
      asPicture.setAttribute('aria-pressed', String(settings.picture));
      if (!world) return list.replaceChildren(el('li', { class: 'small' }, t('workbench-world-wait')));
      said.replaceChildren(...world.unseen.map((/** @type {string} */ why) => el('span', {}, rich(why))), world.cut ? t('workbench-world-cut') : '');
      const focused = list.contains(document.activeElement) ? document.activeElement?.getAttribute('data-thing') : null;
      const before = new Map([...list.children].map((li) => [li.getAttribute('data-key'), li]));
      const next = [...world.things.map((thing) => {
        const old = before.get(key(thing));
        const now = JSON.stringify(thing);
        // What is open stays open while it goes on as it is.
        if (old && old.getAttribute('data-now') === now) return old;
        const made = line(thing, now);
        const past = old?.querySelector('.past');
        if (past && shown === key(thing)) made.append(past);
        return made;
      }), ...(world.things.length || world.unseen.length ? [] : [el('li', { class: 'small' }, t('workbench-world-none'))])];
      put(next);
      if (focused) /** @type {HTMLElement | null} */ (list.querySelector(`[data-thing="${CSS.escape(focused)}"]`))?.focus();
      if (settings.picture) picture.replaceChildren(drawn(world.things));
      look();
    }

    /** Lists them, and leaves a log where it is read. @param {Element[]} lines */
    function put(lines) {
      if (lines.length === list.children.length && lines.every((li, n) => li === list.children[n])) return;
      const log = list.querySelector('.past pre');
      const at = log?.scrollTop || 0;
      list.replaceChildren(...lines);
      if (log) log.scrollTop = at;
    }

    /** @param {Thing} thing @param {string} now */
    function line(thing, now) {
      const more = [thing.image && '`' + thing.image + '`', thing.ports?.length && thing.ports.join(', '), thing.restarts && t('workbench-restarts', { n: thing.restarts })].filter(Boolean).join(' · ');
      const li = el('li', { class: thing.health, 'data-key': key(thing), 'data-now': now },
        el('button', { type: 'button', 'data-thing': key(thing), 'aria-expanded': String(shown === key(thing)), onclick: () => toggle(thing, li) },
          el('span', { class: 'kind' }, thing.kind), el('b', {}, thing.name), el('span', { class: 'now' }, thing.text),
          thing.since ? el('time', { class: 'age', datetime: thing.since }, age(thing.since)) : el('span', { class: 'age' })),
        more ? el('p', { class: 'small' }, rich(more)) : null);
      return li;
    }

    /** @param {Thing} thing @param {HTMLElement} li */
    function toggle(thing, li) {
      const was = shown === key(thing);
      for (const each of list.querySelectorAll('.past')) each.remove();
      for (const each of list.querySelectorAll('[aria-expanded=true]')) each.setAttribute('aria-expanded', 'false');
      shown = was ? '' : key(thing);
      told = '';
      if (was) return;
      li.querySelector('button')?.setAttribute('aria-expanded', 'true');
      li.append(el('div', { class: 'past' }, t('workbench-world-wait')));
      look();
    }

    /** What is told of the open thing, and whether it is being asked for. */
    let told = '';
    let looking = false;

    /** Asks what happened last to the open thing, and what it printed. */
    async function look() {
      const thing = world?.things.find((each) => key(each) === shown);
      if (!thing || looking || !list.checkVisibility()) return;
      looking = true;
      let answer;
      try {
        answer = await api('GET', exercise.path + '/world/' + encodeURIComponent(thing.kind) + '/' + encodeURIComponent(thing.name));
      } catch (error) {
        answer = { unseen: /** @type {any} */ (error).message || '' };
      }
      looking = false;
      const past = shown === key(thing) && list.querySelector(`[data-key="${CSS.escape(shown)}"] .past`);
      // What stays the same is not touched, nor what somebody is marking in order to copy it.
      if (!past || told === JSON.stringify(answer) || (past.contains(getSelection()?.anchorNode || null) && !getSelection()?.isCollapsed)) return;
      told = JSON.stringify(answer);
      tell(past, answer);
    }

    /** @param {Element} past @param {{ happened?: any[], log?: string[] | null, unseen?: string | string[] | null }} answer */
    function tell(past, { happened, log, unseen }) {
      const events = (happened || []).slice(-20).map((event) => el('li', { class: event.warning ? 'ill' : null }, event.when ? el('time', { datetime: event.when }, age(event.when)) : '', ' ', event.text, event.count > 1 ? ' ×' + event.count : ''));
      const reasons = [unseen].flat().filter(Boolean);
      // The log stays where it is read: at its end as it goes on, or where somebody has scrolled to.
      const old = past.querySelector('pre');
      const pre = old || el('pre', { tabindex: '0' });
      const atEnd = !old || old.scrollTop + old.clientHeight >= old.scrollHeight - 4;
      const at = old?.scrollTop || 0;
      const focused = !!old && document.activeElement === old;
      pre.textContent = (log || []).join('\n');
      past.replaceChildren(
        ...reasons.map((why) => el('p', {}, rich(why || ''))),
        ...(happened ? [el('h3', {}, t('workbench-happened')), events.length ? el('ul', {}, ...events) : el('p', { class: 'small' }, t('workbench-nothing'))] : []),
        ...(log ? [el('h3', {}, t('workbench-log')), log.length ? pre : el('p', { class: 'small' }, t('workbench-nothing'))] : []));
      pre.scrollTop = atEnd ? pre.scrollHeight : at;
      if (focused) pre.focus({ preventScroll: true });
    }

    let seconds = 0;
    const clock = setInterval(() => {
      if (document.visibilityState !== 'visible' || !list.checkVisibility()) return;
      for (const time of /** @type {NodeListOf<HTMLTimeElement>} */ (list.querySelectorAll('time'))) {
        const now = age(time.dateTime);
        if (time.textContent !== now) time.textContent = now;
      }
      if (seconds++ % 2) look();
    }, 1000);
    draw();
    return {
      /** @param {string} name @param {any} data */
      hear(name, data) {
        if (name !== 'world') return;
        world = data;
        draw();
      },
      focus: () => (list.querySelector('button') || asPicture).focus(),
      leave() {
        clearInterval(clock);
        roomy.disconnect();
      },
    };
  };

  // ---- The picture ----

  const SVG = 'http://www.w3.org/2000/svg';
  const WIDE = 158, HIGH = 42, ACROSS = 46, DOWN = 16, INSET = 10;
  /** How much smaller a picture may be drawn for the sake of its room; a smaller one would not be read. */
  const SMALLEST = 0.7;

  const pen = document.createElement('canvas').getContext('2d');
  /** A text as far as a box has room for it; of a name the beginning and the end tell more than the middle.
   * @param {string} text @param {string} font as in CSS @param {boolean} middle */
  function fitting(text, font, middle) {
    if (!pen) return text;
    pen.font = font;
    const fits = (/** @type {string} */ one) => pen.measureText(one).width <= WIDE - 2 * INSET;
    if (fits(text)) return text;
    const letters = [...text];
    for (let n = letters.length - 1; n > 1; n--) {
      const ahead = middle ? Math.ceil(n / 2) : n;
      const short = letters.slice(0, ahead).join('').trimEnd() + '…' + letters.slice(letters.length - (n - ahead)).join('');
      if (fits(short)) return short;
    }
    return '…';
  }

  /** @param {string} name @param {Record<string, string | number>} attributes @param {...(Node | string)} children */
  function svg(name, attributes, ...children) {
    const made = document.createElementNS(SVG, name);
    for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, String(value));
    made.append(...children);
    return made;
  }

  /** In which column each stands: an owner before what it owns, a user before what it uses, a selector behind what it selects.
   * @param {Thing[]} things @returns {Map<string, number>} */
  function columns(things) {
    const at = new Map(things.map((thing) => [key(thing), 0]));
    for (let round = 0; round < things.length; round++) {
      let moved = false;
      /** @param {string} thing @param {number} least */
      const push = (thing, least) => { if (at.has(thing) && (at.get(thing) || 0) < least && least < 8) { at.set(thing, least); moved = true; } };
      for (const thing of things) {
        const here = key(thing);
        if (thing.owner) push(here, (at.get(key(thing.owner)) ?? -1) + 1);
        for (const used of thing.uses || []) push(key(used), (at.get(here) || 0) + 1);
        for (const selected of thing.selects || []) push(here, (at.get(key(selected)) ?? -1) + 1);
      }
      if (!moved) break;
    }
    return at;
  }

  /** @param {Thing[]} things */
  function drawn(things) {
    const at = columns(things);
    /** @type {Map<string, { x: number, y: number }>} */
    const places = new Map();
    const rows = [0, 0, 0, 0, 0, 0, 0, 0];
    for (const thing of things) {
      const column = at.get(key(thing)) || 0;
      places.set(key(thing), { x: 8 + column * (WIDE + ACROSS), y: 8 + rows[column]++ * (HIGH + DOWN) });
    }
    /** @type {string[]} */
    const words = [];
    /** @param {Ref} from @param {Ref} to @param {string} kind */
    const arrow = (from, to, kind) => {
      const a = places.get(key(from)), b = places.get(key(to));
      if (!a || !b) return [];
      words.push(t('workbench-' + kind, { from: from.kind + ' ' + from.name, to: to.kind + ' ' + to.name }));
      const forward = b.x > a.x;
      const [x1, x2] = forward ? [a.x + WIDE, b.x] : [a.x, b.x + WIDE];
      const [y1, y2] = [a.y + HIGH / 2, b.y + HIGH / 2];
      const bend = forward ? ACROSS / 2 : -ACROSS / 2;
      return [svg('path', { class: 'arrow ' + kind, d: `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`, 'marker-end': 'url(#workbench-tip)' })];
    };
    const arrows = things.flatMap((thing) => [
      ...(thing.owner ? arrow(thing.owner, thing, 'owns') : []),
      ...(thing.selects || []).flatMap((to) => arrow(thing, to, 'selects')),
      ...(thing.uses || []).flatMap((to) => arrow(thing, to, 'uses')),
    ]);
    const style = getComputedStyle(document.documentElement);
    const [mono, text] = ['--mono', '--text'].map((name) => style.getPropertyValue(name));
    const boxes = things.map((thing) => {
      const { x, y } = places.get(key(thing)) || { x: 0, y: 0 };
      return svg('g', { class: 'thing ' + thing.health, transform: `translate(${x} ${y})` },
        svg('title', {}, `${thing.kind} ${thing.name}: ${thing.text}`),
        svg('rect', { width: WIDE, height: HIGH, rx: 8 }),
        svg('text', { x: INSET, y: 16, class: 'kind' }, fitting(thing.kind + ' · ' + thing.text, '11px ' + text, false)),
        svg('text', { x: INSET, y: 33 }, fitting(thing.name, '600 12px ' + mono, true)));
    });
    const wide = Math.max(...[...at.values(), 0]) + 1;
    const width = 16 + wide * WIDE + (wide - 1) * ACROSS, height = 16 + Math.max(1, ...rows) * (HIGH + DOWN) - DOWN;
    const whole = svg('svg', { role: 'img', viewBox: `0 0 ${width} ${height}`, 'aria-label': things.map((thing) => `${thing.kind} ${thing.name}: ${thing.text}`).concat(words).join('. ') },
      svg('defs', {}, svg('marker', { id: 'workbench-tip', viewBox: '0 0 8 8', refX: 7, refY: 4, markerWidth: 7, markerHeight: 7, orient: 'auto' }, svg('path', { d: 'M0 0L8 4L0 8z' }))),
      ...arrows, ...boxes);
    whole.style.maxWidth = width + 'px';
    whole.style.minWidth = width * SMALLEST + 'px';
    return whole;
  }
})();
