// The exercise, live: start, checks that turn by themselves, hints, solution, reset, stop.
//
// Only on a page that Sampan serves. All words of its own come from the page, all others from the server, and both are
// put in by `textContent`. Nothing is asked while nobody looks: the stream of events is closed when the page is hidden.
// @ts-check
(function () {
  'use strict';

  /** @typedef {{ id: string, state: string, say: string, found: string | null, see: string | null,
   *   learn: { href: string, title: string } | null, remedy: string | null, asks: boolean, answer: string | null,
   *   diagnosis: Diagnosis | null }} CheckView */
  /** @typedef {{ cause: string, text: string, evidence: string[], remedy: string,
   *   learn: { href: string, title: string } | null }} Diagnosis */
  /** @typedef {{ text: string, help: string }} Fallen */
  /** @typedef {{ checks: CheckView[], fallen: Fallen | null, started: boolean, solved: boolean, standing: string, sequence: number }} ReportView */
  /** @typedef {{ id: string, standing: string, started: boolean, solved: boolean, needs: string[], paste: string,
   *   workspace: string, hints_shown: number[], hints_total: number, solution_shown: boolean, report: ReportView | null }} ExerciseView */
  /** @typedef {{ kind?: string, message: string, help?: string | null, status?: number,
   *   things?: Array<{ kind: string, name: string, text: string }> }} Problem */

  const sampan = /** @type {any} */ (window).sampan;
  const { t, el, rich, api, call, copyButton } = sampan;

  const visible = () => document.visibilityState === 'visible';

  /** @param {number} time @param {AbortSignal} signal */
  const sleep = (time, signal) => new Promise((done) => {
    const timer = setTimeout(done, time);
    signal.addEventListener('abort', () => { clearTimeout(timer); done(undefined); });
  });

  /** Whether all is done in this very reading; `solved` also remembers earlier ones. @param {ReportView | null | undefined} report */
  const complete = (report) => !!report?.checks.length && report.checks.every((check) => check.state === 'passed');

  /** The events of a stream, as they come. @param {ReadableStream<Uint8Array>} body */
  async function* events(body) {
    const reader = body.getReader();
    const decoder = new TextDecoder();
    let text = '';
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      text += decoder.decode(value, { stream: true });
      for (let end; (end = /\r?\n\r?\n/.exec(text)); ) {
        const event = parse(text.slice(0, end.index));
        text = text.slice(end.index + end[0].length);
        if (event) yield event;
      }
    }
  }

  /** One event, or nothing where it only kept the line open. @param {string} block */
  function parse(block) {
    let name = 'message';
    const data = [];
    for (const line of block.split(/\r?\n/)) {
      const [, field, value] = /^(\w+): ?(.*)$/.exec(line) || [];
      if (field === 'event') name = value;
      if (field === 'data') data.push(value);
    }
    return data.length ? { name, data: JSON.parse(data.join('\n')) } : null;
  }

  /** A failure in a sentence, with what to do, and what is in the way. @param {Problem} problem */
  function problemBox(problem) {
    // What is no answer of the server is a fault of this script: the console should have it whole.
    if (problem instanceof Error) console.error(problem);
    return el('div', { class: 'said problem', role: 'alert' },
      el('p', {}, el('strong', {}, rich(problem.message || t('failed', { status: '' })))),
      problem.things?.length ? thingList(problem.things) : null,
      problem.help ? el('p', {}, rich(problem.help)) : null);
  }

  /** @param {Array<{ kind: string, name: string, text: string }>} things */
  function thingList(things) {
    return el('ul', {}, ...things.map((thing) => el('li', {}, thing.text ? rich(thing.text) : rich(thing.kind + ' `' + thing.name + '`'))));
  }

  /** A line with its command, to be pasted into a terminal. @param {string} text */
  function pasteLine(text) {
    return el('div', { class: 'paste' }, el('code', {}, text), copyButton(() => text + '\n'));
  }

  /** @param {string} word @param {() => unknown} onclick @param {string} [look] */
  function button(word, onclick, look) {
    return el('button', { type: 'button', class: look || null, onclick }, word);
  }

  /** Whether the workbench of an exercise was open when the page was left. @param {string | undefined} id */
  function wasOpen(id) {
    try {
      return JSON.parse(localStorage.getItem('sampan-workbench') || '{}').open === id;
    } catch {
      return false;
    }
  }

  /** The scripts of the workbench, once. */
  async function loadWorkbench() {
    const files = JSON.parse(document.getElementById('workbench-files')?.textContent || '{}');
    (sampan.workbench ??= {}).files = files;
    await Promise.all([...files.styles, ...files.scripts].map(sampan.load));
  }

  /** Beside a lesson's commands and files: puts them into a terminal or the folder of the exercise that is nearest, where one is started. */
  function addPutButtons() {
    /** @param {Element} block @param {'run' | 'put'} what @param {() => any} detail */
    const put = (block, what, detail) => button(t('workbench-' + what), (/** @type {Event} */ event) => {
      // A script of somebody else's may press buttons too.
      const started = event.isTrusted && nearest(block);
      if (started) started.dispatchEvent(new CustomEvent('sampan:' + what, { detail: detail() }));
    }, 'copy run');
    for (const block of document.querySelectorAll('.box > .session')) {
      block.parentElement?.querySelector('.tools')?.prepend(put(block, 'run', () => sampan.commands(block)));
    }
    for (const caption of document.querySelectorAll('article :not([data-exercise] *) > figure.code > figcaption')) {
      const path = caption.firstChild?.textContent;
      const text = caption.nextElementSibling;
      caption.querySelector('.copy')?.before(put(caption, 'put', () => ({ path, text: text?.textContent })));
    }
  }

  /** The started exercise that follows a part of the page, or else the last one before it. @param {Element} block */
  function nearest(block) {
    const started = [...document.querySelectorAll('[data-exercise]:is([data-phase=open], [data-phase=solved])')];
    return started.find((section) => block.compareDocumentPosition(section) & Node.DOCUMENT_POSITION_FOLLOWING) || started.at(-1);
  }

  /** Brings one exercise of the page to life. @param {HTMLElement} section */
  function card(section) {
    const path = 'exercises/' + section.dataset.exercise;
    /** @param {string} selector @returns {HTMLElement} */
    const find = (selector) => /** @type {HTMLElement} */ (section.querySelector(selector));
    const [top, bottom, list, after] = ['.live-top', '.live-bottom', '.checks', '.after'].map(find);
    const hints = /** @type {HTMLDetailsElement[]} */ ([...section.querySelectorAll('.hint')]);
    const tools = el('div', { class: 'row' });
    const panel = el('div');
    const near = el('div', { class: 'near' });
    /** What a tick brings stands below all that was there before it. */
    const end = el('div', { class: 'end' });
    const solution = el('div', { class: 'files' });
    const pulse = el('span', { class: 'dot', hidden: true });
    const voice = el('p', { class: 'vh', role: 'status' });
    top.tabIndex = -1;
    panel.tabIndex = -1;
    find('h4').append(pulse);
    top.after(near);
    bottom.append(tools, end, panel, solution);
    section.append(voice);

    /** @type {ExerciseView | null} */
    let view = null;
    /** What is under way: `start`, `reset`, `stop`. */
    let doing = '';
    /** @type {string[]} */
    let steps = [];
    /** @type {Problem | null} */
    let unread = null;
    let busy = false;
    let drawn = '';
    let sequence = -1;
    /** @type {Record<string, string>} */
    let states = {};
    /** @type {AbortController | null} */
    let stream = null;
    let retry = 0;
    let onScreen = false;
    /** Whether the workbench was opened again as it was before a reload. */
    let opened = false;
    /** The workbench, while it is open: it hears the reports, what exists and the files. @type {((name: string, data: any) => void) | null} */
    let hearer = null;

    // ---- What the reader sees ----

    function phase() {
      if (!sampan.signed()) return 'unsigned';
      if (doing) return 'doing';
      if (!view) return unread ? 'unread' : 'loading';
      // Done once stays done, but one who does it again wants to see how far this time is.
      if (view.started) return complete(view.report) ? 'solved' : 'open';
      return view.standing === 'done' ? 'done' : 'fresh';
    }

    function draw() {
      const now = phase();
      section.dataset.phase = now;
      document.documentElement.toggleAttribute('data-runs', !!nearest(document.body));
      hints.forEach((hint, n) => hint.classList.toggle('shown', !!view && view.hints_shown.includes(n + 1)));
      after?.classList.toggle('shown', now === 'solved' || view?.standing === 'done');
      pulse.hidden = !stream || !view?.started;
      const all = [now, view?.standing, doing, steps, unread, sampan.refused, view?.paste, view?.hints_shown, view?.solution_shown, view?.needs, view?.report?.fallen?.text].join('\n');
      if (all === drawn) return;
      if (!drawn.startsWith(now + '\n') && after && now === 'solved') /** @type {HTMLDetailsElement} */ (after).open = true;
      drawn = all;
      const focused = top.contains(document.activeElement);
      top.replaceChildren(...topOf(now));
      steady(() => end.replaceChildren(...endOf(now)));
      if (focused) (top.querySelector('button') || top).focus({ preventScroll: true });
      drawTools(now);
    }

    /** @param {string} now @returns {Node[]} */
    function topOf(now) {
      switch (now) {
        case 'unsigned': return [unsignedBox()];
        case 'unread': return [problemBox(/** @type {Problem} */ (unread)), el('div', { class: 'row' }, button(t('try-again'), refresh))];
        // What is done has a tick; the last line is what is going on.
        case 'doing': return [el('ol', { class: 'steps' }, ...(steps.length ? steps.filter(Boolean) : [t('doing-' + doing)]).map((step) => el('li', {}, rich(step))))];
        case 'fresh': return [startRow('start', needsLine())];
        case 'done': return [solvedBox(false), startRow('start-again', '')];
        case 'open': return [fallenBox(), pasteBox()].filter((box) => box !== null);
        case 'solved': return [pasteBox()];
        default: return [];
      }
    }

    /** @param {string} now @returns {Node[]} */
    const endOf = (now) => (now === 'solved' ? [solvedBox(true)] : now === 'open' && view?.standing === 'done' ? [solvedBox(false)] : []);

    function unsignedBox() {
      const refused = sampan.refused;
      return el('div', { class: 'said unsigned' },
        refused ? el('p', {}, rich(refused.message)) : null,
        el('p', {}, rich(t('unsigned'))),
        pasteLine(t('unsigned-command')));
    }

    function needsLine() {
      const needs = (view?.needs || []).map((need) => t('need-' + need));
      return needs.length ? t('needs', { list: new Intl.ListFormat(document.documentElement.lang).format(needs) }) : t('needs-nothing');
    }

    /** @param {string} word @param {string} line */
    function startRow(word, line) {
      const note = el('div');
      tellBefore(note);
      return el('div', {}, el('div', { class: 'row' }, button(t(word), () => run('start', 'POST', '/start'), word === 'start' ? 'main' : ''),
        line ? el('span', { class: 'small' }, line) : null), note);
    }

    /** What other exercises hold, and what must be pulled. @param {HTMLElement} place */
    async function tellBefore(place) {
      try {
        const { lines } = await api('GET', path + '/before');
        place.replaceChildren(...lines.map((/** @type {string} */ line) => el('p', { class: 'small' }, rich(line))));
      } catch {
        // A start says by itself what keeps it.
      }
    }

    function pasteBox() {
      return el('div', {}, el('div', { class: 'row' }, workbenchButton(), el('span', { class: 'small' }, rich(t('paste')))), pasteLine(view?.paste || ''));
    }

    /** What an engine has lost since the start, and the way to have it back. */
    function fallenBox() {
      const fallen = view?.report?.fallen;
      return fallen ? el('div', { class: 'said problem', role: 'alert' }, el('p', {}, el('strong', {}, rich(fallen.text))), el('p', {}, rich(fallen.help)),
        el('div', { class: 'row' }, button(t('fallen-start'), () => run('start', 'POST', '/start'), 'main'))) : null;
    }

    /** What the workbench must know of this exercise. */
    const bench = () => ({ path, id: section.dataset.exercise, title: find('h3').textContent, workspace: view?.workspace, section, hear });

    /** Tells the workbench from now on, by the stream that the checks come by; none when it is closed. @param {typeof hearer} next */
    function hear(next) {
      hearer = next;
      hearer?.('report', view?.report);
      stream?.abort();
      stream = null;
      follow();
    }

    function workbenchButton() {
      const made = button(t('workbench-open'), () => withWorkbench((workbench) => workbench.open(bench())), 'main');
      made.dataset.workbench = '';
      return made;
    }

    /** Loads the workbench, and does something with it. @param {(workbench: any) => unknown} what */
    function withWorkbench(what) {
      return act(async () => {
        try {
          await loadWorkbench();
        } catch {
          throw { message: t('workbench-not-loaded') };
        }
        await what(sampan.workbench);
      });
    }

    section.addEventListener('sampan:run', (event) => {
      const text = /** @type {CustomEvent} */ (event).detail;
      withWorkbench((workbench) => workbench.paste(bench(), text));
    });
    section.addEventListener('sampan:put', (event) => {
      const file = /** @type {CustomEvent} */ (event).detail;
      withWorkbench((workbench) => workbench.put(bench(), file));
    });

    /** @param {boolean} link */
    function solvedBox(link) {
      const next = /** @type {HTMLAnchorElement | null} */ (document.querySelector('a[rel=next]'));
      return el('div', { class: 'said solved' }, el('p', {}, t(link ? 'solved' : 'solved-before')),
        link && next ? el('p', {}, t('next-lesson') + ' ', el('a', { href: next.href }, (next.querySelector('b') || next).textContent || '')) : null);
    }

    /** @param {string} now */
    function drawTools(now) {
      const at = [...tools.children].indexOf(document.activeElement);
      const left = view && view.hints_shown.length < view.hints_total;
      tools.replaceChildren(...(!view || !['open', 'solved', 'done'].includes(now) ? [] : [
        left ? button(t('hint', { n: view.hints_shown.length + 1, total: view.hints_total }), hint, now === 'open' ? 'main' : '') : null,
        button(t('solution') + (view.standing !== 'done' && !view.solution_shown ? '…' : ''), () => askSolution(false)),
        view.started ? button(t('reset'), () => askRemoval('reset')) : null,
        view.started ? button(t('stop'), () => askRemoval('stop')) : null,
      ].filter(Boolean)));
      if (at >= 0) /** @type {HTMLElement | undefined} */ (tools.children[at] || tools.lastElementChild)?.focus();
    }

    // ---- Checks ----

    /** @param {ReportView | null} report */
    function drawReport(report) {
      // Room once taken stays taken while the reader works, so that no line moves away under the eyes, and no button under
      // a finger.
      hold(!!report);
      steady(() => drawChecks(report));
      if (report) announce(report);
      hearer?.('report', report);
    }

    /** Whether each line keeps the room that it has. @param {boolean} on */
    function hold(on) {
      const lines = /** @type {HTMLElement[]} */ ([...list.children]);
      const rooms = lines.map((li) => (on ? li.getBoundingClientRect().height + 'px' : ''));
      lines.forEach((li, n) => { li.style.minHeight = rooms[n]; });
    }

    /** Out of sight they take the room that they need, and what is read further down stays where it is. */
    function release() {
      const before = section.getBoundingClientRect().bottom;
      hold(false);
      if (before < 0) scrollBy({ top: section.getBoundingClientRect().bottom - before, behavior: 'instant' });
    }

    /** Changes the checks; what is pointed at or has the focus below them stays where it is. @param {() => void} change */
    function steady(change) {
      const below = section.querySelector(':is(.live-bottom, .hints):is(:hover, :focus-within)');
      const before = below?.getBoundingClientRect().top;
      change();
      if (below && before !== undefined) scrollBy({ top: below.getBoundingClientRect().top - before, behavior: 'instant' });
    }

    /** @param {ReportView | null} report */
    function drawChecks(report) {
      const told = new Set();
      for (const li of /** @type {NodeListOf<HTMLElement>} */ (list.querySelectorAll('[data-check]'))) {
        const check = report?.checks.find((each) => each.id === li.dataset.check) || null;
        const blind = check?.state === 'cannot-tell' ? check.found + '\n' + check.remedy : '';
        drawCheck(li, check, blind !== '' && told.has(blind));
        if (blind) told.add(blind);
      }
    }

    /** @param {HTMLElement} li @param {CheckView | null} check @param {boolean} again the same trouble was told above */
    function drawCheck(li, check, again) {
      const now = JSON.stringify([check, again]);
      if (li.dataset.now === now) return;
      li.dataset.now = now;
      li.className = check && check.state !== 'unknown' ? check.state : '';
      const state = li.querySelector('.state') || li.querySelector('.line')?.appendChild(el('span', { class: 'state' }));
      state.textContent = check ? t('state-' + check.state) : '';
      if (check?.asks) drawAnswer(li, check);
      const more = li.querySelector('.more') || li.appendChild(el('div', { class: 'more' }));
      const focused = more.contains(document.activeElement);
      more.replaceChildren(...(check ? moreOf(check, again) : []));
      if (focused) li.focus({ preventScroll: true });
    }

    /** @param {CheckView} check @param {boolean} again @returns {Node[]} */
    function moreOf(check, again) {
      if (check.state === 'cannot-tell') {
        if (again) return [el('p', { class: 'unseen' }, t('same-reason'))];
        return [
          el('p', { class: 'unseen' }, check.found ? rich(check.found) : '', t('between'), t('not-judged')),
          check.remedy ? el('p', { class: 'unseen' }, rich(check.remedy)) : '',
        ];
      }
      if (check.state !== 'not-yet') return [];
      const rows = el('dl');
      if (check.found) rows.append(el('dt', {}, t('found')), el('dd', {}, rich(check.found)));
      if (check.diagnosis) rows.append(...diagnosisOf(check.diagnosis));
      if (check.see) {
        const see = check.see;
        rows.append(el('dt', {}, t('see')), el('dd', { class: 'see' }, el('code', {}, see), copyButton(() => see + '\n')));
      }
      if (check.learn) rows.append(el('dt', {}, t('learn')), linkTo(check.learn));
      return rows.children.length ? [rows] : [];
    }

    /** @param {{ href: string, title: string }} learn */
    const linkTo = (learn) => el('dd', {}, el('a', { href: learn.href }, rich(learn.title)));

    /** Why it is so, what shows it, and what to do. @param {Diagnosis} diagnosis @returns {Node[]} */
    function diagnosisOf({ text, evidence, remedy, learn }) {
      return [
        el('dt', {}, t('cause')),
        el('dd', { class: 'cause' }, rich(text), el('ul', {}, ...evidence.map((shown) => el('li', {}, rich(shown))))),
        el('dt', {}, t('remedy')), el('dd', {}, rich(remedy)),
        ...(learn ? [el('dt', {}, t('learn')), linkTo(learn)] : []),
      ];
    }

    /** A field that stays as it is while its learner types. @param {HTMLElement} li @param {CheckView} check */
    function drawAnswer(li, check) {
      if (li.querySelector('.answer')) return;
      const field = el('input', { type: 'text', 'aria-label': t('your-answer'), placeholder: t('your-answer'), autocomplete: 'off', autocapitalize: 'off', spellcheck: 'false' });
      field.value = check.answer || '';
      const note = el('div');
      const form = el('form', { class: 'answer' }, field, el('button', { type: 'submit' }, t('answer')));
      form.addEventListener('submit', (/** @type {Event} */ event) => {
        event.preventDefault();
        act(async () => takeReport(await api('POST', path + '/answers/' + check.id, { text: field.value })), note);
      });
      li.querySelector('.line')?.after(form, note);
    }

    /** Says what has changed to those who listen. @param {ReportView} report */
    function announce(report) {
      const said = [];
      for (const check of report.checks) {
        const before = states[check.id];
        if (before === undefined || before === check.state) continue;
        const what = list.querySelector(`[data-check="${check.id}"] .say`)?.textContent || check.id;
        if (check.state === 'passed') said.push(t('said-passed', { what }));
        else if (before === 'passed') said.push(t(check.state === 'cannot-tell' ? 'said-blind' : 'said-lost', { what }));
      }
      if (said.length && complete(report)) said.push(t('solved'));
      if (said.length) voice.textContent = said.join(t('between'));
      states = Object.fromEntries(report.checks.map((check) => [check.id, check.state]));
    }

    // ---- What comes from the server ----

    /** @param {ExerciseView} next */
    function takeView(next) {
      const solvedNow = next.standing === 'done' && view && view.standing !== 'done';
      view = next;
      unread = null;
      retry = 0;
      if (!next.started) { sequence = -1; states = {}; solution.replaceChildren(); }
      drawReport(next.started ? next.report : null);
      if (next.started && !opened && wasOpen(section.dataset.exercise)) withWorkbench((workbench) => workbench.open(bench()));
      opened = true;
      if (solvedNow) sampan.progress();
      follow();
      draw();
    }

    /** @param {ReportView} report */
    function takeReport(report) {
      if (!view || report.sequence < sequence) return;
      sequence = report.sequence;
      // A terminal or another tab may have started, stopped or solved it.
      const changed = report.standing !== view.standing || report.started !== view.started;
      view.report = report;
      // While a reset is under way, what is seen is half of the old and half of the new.
      if (!doing && view.started && report.started) drawReport(report);
      draw();
      if (changed && !doing) refresh();
    }

    async function refresh() {
      if (!sampan.signed() || doing) return draw();
      try {
        const next = await api('GET', path);
        if (!doing) takeView(next);
      } catch (error) {
        unread = /** @type {Problem} */ (error);
        if (!view) {
          const pause = Math.min(30000, 1000 * 2 ** retry++);
          setTimeout(() => !view && visible() && refresh(), pause);
        }
        draw();
      }
    }

    /**
     * Opens or closes the stream, as is right now. Before the start it only waits for one made elsewhere, and a browser
     * has few lines to a server: the exercise on the screen has one.
     */
    function follow() {
      const wanted = sampan.signed() && visible() && !!view && (doing !== '' || view.started || onScreen);
      if (!wanted) {
        stream?.abort();
        stream = null;
      } else if (!stream) {
        listen(stream = new AbortController());
      }
    }

    /** @param {AbortController} mine */
    async function listen(mine) {
      let pause = 500;
      while (!mine.signal.aborted) {
        try {
          const response = await call('GET', path + '/events' + (hearer ? '?world=true&files=true' : ''), undefined, mine.signal);
          sequence = -1;
          beat(true);
          for await (const { name, data } of events(response.body)) {
            pause = 500;
            if (mine.signal.aborted) return;
            if (name === 'report') takeReport(data);
            if (name === 'world' || name === 'files') hearer?.(name, data);
            if (name === 'step' && doing) {
              const took = data.took_ms >= 1000 ? ` (${(data.took_ms / 1000).toFixed(1)} s)` : '';
              // A step is told as it begins, as it goes on, and as it ends: one line each.
              steps[data.step === 'done' ? data.total : data.number - 1] = data.text + took;
              draw();
            }
          }
        } catch {
          // Whatever cut the line: it is tried again, less and less often.
        }
        if (mine.signal.aborted) return;
        beat(false);
        await sleep(pause * (0.75 + Math.random() / 2), mine.signal);
        pause = Math.min(pause * 2, 30000);
      }
    }

    /** @param {boolean} alive */
    function beat(alive) {
      pulse.textContent = t(alive ? 'live' : 'not-live');
      pulse.classList.toggle('off', !alive);
      pulse.hidden = !view?.started;
    }

    // ---- What the reader asks for ----

    /** Does one thing at a time, and puts its failure where it was asked for. @param {() => Promise<unknown>} what @param {HTMLElement} place */
    async function act(what, place = panel) {
      if (busy) return;
      busy = true;
      section.setAttribute('aria-busy', 'true');
      place.replaceChildren();
      try {
        await what();
      } catch (error) {
        if (sampan.signed()) place.replaceChildren(problemBox(/** @type {Problem} */ (error)));
      } finally {
        busy = false;
        section.removeAttribute('aria-busy');
      }
    }

    /** Start, reset or stop: steps are told by the stream while it lasts. @param {string} what @param {string} method @param {string} end */
    function run(what, method, end) {
      return act(async () => {
        doing = what;
        steps = [];
        drawReport(null);
        states = {};
        follow();
        draw();
        try {
          const next = await api(method, path + end, {});
          const was = what !== 'start' && await sampan.workbench?.closeFor?.(section.dataset.exercise);
          doing = '';
          if (what !== 'start') after?.removeAttribute('open');
          takeView(next);
          // In the new folder.
          if (what === 'reset' && was) await sampan.workbench.open(bench());
        } finally {
          doing = '';
          follow();
          draw();
          if (view?.started && view.report) drawReport(view.report);
        }
      }, what === 'start' ? near : panel);
    }

    function hint() {
      return act(async () => {
        const { shown, total, waits } = await api('POST', path + '/hint', {});
        if (!view) return;
        Object.assign(view, { hints_shown: shown, hints_total: total });
        draw();
        const newest = waits ? undefined : hints[(shown.at(-1) || 0) - 1];
        if (newest) newest.open = true;
        voice.textContent = waits || newest?.textContent || '';
        if (waits) panel.replaceChildren(el('div', { class: 'said' }, el('p', {}, rich(waits))));
      });
    }

    /** @param {boolean} sure */
    function askSolution(sure) {
      return act(async () => {
        try {
          const { files } = await api('POST', path + '/solution', { sure });
          solution.replaceChildren(...files.map(fileBox));
          if (view) view.solution_shown = true;
          draw();
        } catch (error) {
          const problem = /** @type {Problem} */ (error);
          if (problem.kind !== 'ask') throw error;
          confirm([el('p', {}, rich(problem.message), t('between'), t('sure'))], t('solution-sure'), () => askSolution(true));
        }
      });
    }

    /** @param {{ path: string, text: string }} file */
    function fileBox(file) {
      return el('figure', { class: 'code' }, el('figcaption', {}, file.path, copyButton(() => file.text)), el('pre', { tabindex: '0' }, el('code', {}, file.text)));
    }

    /** Shows what will be deleted before it is. @param {'reset' | 'stop'} what */
    function askRemoval(what) {
      return act(async () => {
        const { things, workspace } = await api('GET', path + '/reset');
        const lines = [
          el('p', {}, t(things.length ? 'removes' : 'removes-nothing')),
          things.length ? thingList(things) : null,
          el('p', {}, rich(t(what + '-files', { path: workspace }))),
        ];
        confirm(lines, t(what + '-sure'), async () => {
          if (await sampan.workbench?.mayClose?.(section.dataset.exercise) !== false) run(what, 'POST', '/' + what);
        }, 'danger');
      });
    }

    /** A second question, in the page. @param {Array<Node | null>} lines @param {string} yes @param {() => unknown} then @param {string} [look] */
    function confirm(lines, yes, then, look) {
      const back = /** @type {HTMLElement | null} */ (document.activeElement);
      const close = () => { panel.replaceChildren(); back?.focus(); };
      const box = el('div', { class: 'said', role: 'group', 'aria-label': t('sure') }, ...lines,
        el('div', { class: 'row' }, button(yes, () => { close(); then(); }, look), button(t('no'), close)));
      box.addEventListener('keydown', (/** @type {KeyboardEvent} */ event) => event.key === 'Escape' && close());
      panel.replaceChildren(box);
      panel.focus({ preventScroll: true });
      box.scrollIntoView({ block: 'nearest' });
    }

    for (const li of list.children) /** @type {HTMLElement} */ (li).tabIndex = -1;
    sampan.onSigned(() => {
      if (!sampan.signed()) { view = null; drawReport(null); panel.replaceChildren(); }
      follow();
      draw();
      refresh();
    });
    // The reader comes back, maybe from a terminal where the exercise was started or stopped.
    document.addEventListener('visibilitychange', () => { follow(); if (visible()) refresh(); });
    new IntersectionObserver((seen) => { onScreen = seen[seen.length - 1].isIntersecting; if (!onScreen) release(); follow(); }).observe(section);
    addEventListener('focus', refresh);
    // Of another width, nothing stands where it stood.
    let wide = 0;
    new ResizeObserver(() => {
      if (wide !== list.clientWidth) hold(false);
      wide = list.clientWidth;
    }).observe(list);
  }

  // After site.js, which puts a box round each block.
  if (sampan.served) document.addEventListener('DOMContentLoaded', addPutButtons);
  if (sampan.served) for (const section of document.querySelectorAll('[data-exercise]')) card(/** @type {HTMLElement} */ (section));
})();
