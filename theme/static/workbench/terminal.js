// One terminal in the page: the emulator, its colours, its keys, and what may go in and out of it (R32, R33, R35).
//
// The emulator styles itself by `<style>` elements and `style` attributes, which the page's policy refuses. Here both are
// done the way that the policy allows a script of ours, so that it stays as strict as on any page.
// @ts-check
(function () {
  'use strict';

  const sampan = /** @type {any} */ (window).sampan;
  const workbench = (sampan.workbench ??= {});
  const { t, el } = sampan;

  // The emulator colours a piece of text by its `style` attribute.
  HTMLSpanElement.prototype.setAttribute = function (name, value) {
    if (name === 'style') this.style.cssText = value;
    else Element.prototype.setAttribute.call(this, name, value);
  };

  /** Opens an emulator in a place, with style sheets instead of `<style>` elements. @param {any} emulator @param {HTMLElement} place */
  function openIn(emulator, place) {
    document.createElement = /** @type {any} */ ((/** @type {string} */ name) => (name === 'style' ? sheet() : Document.prototype.createElement.call(document, name)));
    try {
      emulator.open(place);
    } finally {
      delete (/** @type {any} */ (document).createElement);
    }
  }

  /** Stands for a `<style>` element: its text goes to a style sheet, which goes when it does. */
  function sheet() {
    const stand = Document.prototype.createElement.call(document, 'template');
    const rules = new CSSStyleSheet();
    document.adoptedStyleSheets.push(rules);
    Object.defineProperty(stand, 'textContent', { set: (text) => rules.replaceSync(text), get: () => '' });
    stand.remove = () => {
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((each) => each !== rules);
      Element.prototype.remove.call(stand);
    };
    return stand;
  }

  /** @type {Promise<Record<string, any>> | undefined} */
  let loading;
  /** The emulator's modules. */
  const modules = () => loading ??= Promise.all(workbench.files.modules.map((/** @type {string} */ path) => import(new URL(sampan.base + path, location.href).href)))
    .then((all) => Object.assign({}, ...all), (error) => { loading = undefined; throw error; });

  /** The page's colours, as the emulator wants them. */
  function theme() {
    const probe = el('span', { hidden: true });
    document.body.append(probe);
    const colour = (/** @type {string} */ token) => { probe.style.color = `var(--${token})`; return getComputedStyle(probe).color; };
    const [paper, ink, river, wash] = ['code', 'ink', 'river', 'mark'].map(colour);
    const dark = getComputedStyle(document.documentElement).colorScheme === 'dark' || (!document.documentElement.dataset.theme && matchMedia('(prefers-color-scheme: dark)').matches);
    probe.remove();
    const names = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'];
    const values = dark
      ? ['#2c3539', '#ee9a8b', '#7fcb93', '#e3b566', '#7cb7e8', '#b3a9d3', '#6cc3c7', '#dfe4e3', '#66757a', '#f5b5a8', '#9fdcb0', '#f0cc8c', '#a3cff2', '#cdc5e5', '#95d9dc', '#ffffff']
      : ['#1d2427', '#a3382b', '#23713f', '#8a5200', '#0b5d8a', '#5f5877', '#0a6570', '#6b7174', '#566064', '#8f2f24', '#1c5d34', '#744500', '#094e75', '#4d4762', '#08535c', '#3d4447'];
    const bright = (/** @type {string} */ name) => 'bright' + name[0].toUpperCase() + name.slice(1);
    const palette = Object.fromEntries([...names, ...names.map(bright)].map((name, n) => [name, values[n]]));
    return { ...palette, background: paper, foreground: ink, cursor: river, cursorAccent: paper, selectionBackground: wash };
  }

  /** @typedef {{ rows: number, columns: number }} Size */

  /**
   * Shows a terminal in a place of the page.
   * @param {(size: Size) => Promise<string>} shell gives the id of a shell that runs, or opens one of that size
   * @param {Size | null} was as large it was when it was last seen: its past is drawn so, and then brought to this page's size
   * @param {HTMLElement} place
   * @param {{ ended: (how: string) => void, titled: (title: string) => void, sized: (size: Size) => void, another: () => void, close: () => void }} tell
   */
  workbench.terminal = async (shell, was, place, tell) => {
    const { Terminal, FitAddon, SearchAddon, WebLinksAddon, Unicode11Addon } = await modules();
    const { settings } = workbench;
    const link = (/** @type {Event} */ event, /** @type {string} */ address) => { event.preventDefault(); askLink(address); };
    const emulator = new Terminal({
      allowProposedApi: true,
      fontFamily: getComputedStyle(document.documentElement).getPropertyValue('--mono'),
      fontSize: settings.fontSize,
      lineHeight: 1.25,
      scrollback: 5000,
      minimumContrastRatio: 4.5,
      screenReaderMode: settings.screenReader,
      macOptionIsMeta: true,
      theme: theme(),
      linkHandler: { activate: link },
    });
    const fit = new FitAddon();
    const search = new SearchAddon();
    emulator.loadAddon(fit);
    emulator.loadAddon(search);
    emulator.loadAddon(new WebLinksAddon(link, { urlRegex: /https?:\/\/[^\s"'<>`\u0000-\u001f]+[^\s"'<>`\u0000-\u001f.,:;!?)\]]/ }));
    emulator.loadAddon(new Unicode11Addon());
    emulator.unicode.activeVersion = '11';

    const screen = el('div', { class: 'screen' });
    const bar = el('div', { class: 'bar', role: 'status' });
    const find = searchBar();
    place.replaceChildren(bar, find, screen);
    openIn(emulator, screen);
    emulator.textarea.setAttribute('aria-description', t('workbench-leave'));
    const size = () => ({ rows: emulator.rows, columns: emulator.cols });
    /** Until its past is drawn it stays as large as it was. */
    let drawn = !was;
    if (was) emulator.resize(was.columns, was.rows);
    else resize();
    const id = await shell(size()).catch((error) => { emulator.dispose(); throw error; });
    tell.sized(size());

    /** Whether the shell is no more. */
    let over = false;
    /** While the past is drawn again, what the emulator answers to it is nobody's input. */
    let replaying = 0;
    const line = workbench.line(id, {
      size,
      async show(/** @type {Uint8Array} */ bytes, /** @type {boolean} */ replay) {
        if (replay) replaying += 1;
        await new Promise((done) => emulator.write(bytes, () => done(undefined)));
        if (replay) replaying -= 1;
      },
      clear: () => emulator.reset(),
      whole() { drawn = true; resize(); },
      state,
    });
    /** Whether somebody does this very thing; the emulator answers from a timer. */
    const byHand = () => !replaying || !!window.event?.isTrusted;
    emulator.onData((/** @type {string} */ text) => { if (byHand()) line.type(text); });
    emulator.onBinary((/** @type {string} */ text) => { if (byHand()) line.type(Uint8Array.from(text, (one) => one.charCodeAt(0))); });
    emulator.onResize(() => { line.resize(); if (!over) tell.sized(size()); });
    emulator.onTitleChange((/** @type {string} */ title) => tell.titled(title.slice(0, 60)));
    emulator.onSelectionChange(() => {
      if (settings.copyOnSelect && !searching && emulator.hasSelection()) navigator.clipboard.writeText(emulator.getSelection()).catch(() => {});
    });

    /** @param {string} now @param {number | null} [code] */
    function state(now, code) {
      const button = (/** @type {string} */ word, /** @type {() => void} */ onclick) => el('button', { type: 'button', onclick }, t('workbench-' + word));
      over = now === 'ended' || now === 'closed' || now === 'gone';
      const buttons = over ? [button('new', tell.another), button('put-away', tell.close)] : now === 'taken' ? [button('here', () => line.again())] : [];
      const text = now === 'ended' && typeof code === 'number' ? t('workbench-ended-with', { code }) : t('workbench-' + now);
      bar.replaceChildren(...(now === 'live' ? [] : [el('span', {}, sampan.rich(text)), ...buttons]));
      // Nothing of its past comes any more.
      if (buttons.length) { drawn = true; resize(); }
      if (!over) return;
      // What it put out stays to be read; there is nobody to type to.
      emulator.options.disableStdin = true;
      emulator.write('\u001b[?25l');
      tell.ended(now);
    }

    // ---- Keys ----

    emulator.attachCustomKeyEventHandler((/** @type {KeyboardEvent} */ event) => {
      if (workbench.isOurs(event)) return false;
      if (event.type !== 'keydown') return !over;
      if (over && event.key === 'Tab') {
        // To what can be done now; backwards the browser knows the way.
        if (!event.shiftKey) { event.preventDefault(); bar.querySelector('button').focus(); }
        return false;
      }
      const both = event.ctrlKey && event.shiftKey && !event.altKey && !event.metaKey;
      if (both && event.code === 'KeyC') {
        if (emulator.hasSelection()) navigator.clipboard.writeText(emulator.getSelection()).catch(() => {});
        event.preventDefault();
        return false;
      }
      // The browser pastes by itself, and `paste` below hears of it.
      if (both && event.code === 'KeyV') return false;
      if ((both || (event.metaKey && !event.ctrlKey)) && event.code === 'KeyF') {
        event.preventDefault();
        openFind();
        return false;
      }
      return true;
    });

    screen.addEventListener('paste', (/** @type {ClipboardEvent} */ event) => {
      event.preventDefault();
      event.stopPropagation();
      paste(event.clipboardData?.getData('text/plain') || '');
    }, true);
    // What is dropped here is text like any other.
    screen.addEventListener('drop', (/** @type {DragEvent} */ event) => {
      event.preventDefault();
      paste(event.dataTransfer?.getData('text/plain') || '');
    });

    /** Puts a text in, after a question where there is a reason; it is never run. @param {string} raw */
    async function paste(raw) {
      const { text, reasons } = workbench.cleaned(raw);
      if (!text || (reasons.length && !await workbench.ask(reasons.map((/** @type {string} */ reason) => t('workbench-paste-' + reason)), text, t('workbench-paste-yes')))) return;
      emulator.paste(text);
      emulator.focus();
    }

    /** @param {string} address */
    async function askLink(address) {
      let url;
      try { url = new URL(address); } catch { return; }
      if (url.protocol !== 'http:' && url.protocol !== 'https:') return;
      if (await workbench.ask([t('workbench-link')], url.href, t('workbench-link-yes'))) open(url.href, '_blank', 'noopener,noreferrer');
    }

    // ---- Search in what was put out ----

    /** What the search selects is not what its learner does. */
    let searching = false;

    function searchBar() {
      const field = el('input', { type: 'text', 'aria-label': t('workbench-find'), placeholder: t('workbench-find'), autocomplete: 'off', spellcheck: 'false' });
      const found = el('span', { class: 'small', role: 'status' });
      const go = (/** @type {boolean} */ back) => {
        searching = true;
        const ok = search[back ? 'findPrevious' : 'findNext'](field.value, { incremental: false });
        searching = false;
        found.textContent = ok || !field.value ? '' : t('workbench-find-none');
      };
      field.addEventListener('keydown', (/** @type {KeyboardEvent} */ event) => {
        if (event.key === 'Enter') { event.preventDefault(); go(!event.shiftKey); }
        if (event.key === 'Escape') { event.stopPropagation(); closeFind(); }
      });
      return el('div', { class: 'find', hidden: true }, field, found,
        workbench.tool('workbench-find-up', 'M6 15l6-6 6 6', () => go(true)),
        workbench.tool('workbench-find-down', 'M6 9l6 6 6-6', () => go(false)),
        workbench.tool('workbench-find-close', 'M7 7l10 10M17 7L7 17', closeFind));
    }

    function openFind() {
      find.hidden = false;
      find.querySelector('input').select();
      resize();
    }

    function closeFind() {
      find.hidden = true;
      search.clearDecorations();
      resize();
      emulator.focus();
    }

    // ---- Size and colours ----

    function resize() {
      if (drawn && screen.offsetWidth && screen.offsetHeight) fit.fit();
    }
    const watcher = new ResizeObserver(resize);
    watcher.observe(screen);
    const repaint = () => { emulator.options.theme = theme(); };
    const coloured = new MutationObserver(repaint);
    coloured.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    const system = matchMedia('(prefers-color-scheme: dark)');
    system.addEventListener('change', repaint);

    return {
      id,
      paste,
      openFind,
      focus: () => emulator.focus(),
      settle() {
        emulator.options.fontSize = settings.fontSize;
        emulator.options.screenReaderMode = settings.screenReader;
        resize();
      },
      /** Takes it out of the page; the shell goes on. */
      leave() {
        line.leave();
        watcher.disconnect();
        coloured.disconnect();
        system.removeEventListener('change', repaint);
        emulator.dispose();
        place.replaceChildren();
      },
    };
  };
})();
