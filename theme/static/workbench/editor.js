// The editor of one file: CodeMirror in a shadow root, where its styles are style sheets as the page's policy wants.
// @ts-check
(function () {
  'use strict';

  const sampan = /** @type {any} */ (window).sampan;
  const workbench = (sampan.workbench ??= {});
  const { t, el, rich } = sampan;

  /** The editor's own words, by its English ones. */
  const PHRASES = ['Find', 'Replace', 'next', 'previous', 'all', 'match case', 'regexp', 'by word', 'replace', 'replace all', 'close'];

  /** @typedef {{ path: string, line: number | null, column: number | null, text: string }} Flaw */

  /** The way a file is coloured, by its name. @param {any} m @param {string} path */
  function languageOf(m, path) {
    const name = path.split('/').pop() || '';
    if (/(^|\.)(Dockerfile|Containerfile)(\.|$)/i.test(name)) return m.StreamLanguage.define(m.dockerFile);
    if (/\.(ya?ml|tpl)$|^\.helmignore$/.test(name)) return m.StreamLanguage.define(m.yaml);
    if (/\.json$/.test(name)) return m.StreamLanguage.define(m.json);
    if (/\.(sh|env)$|^\.env/.test(name)) return m.StreamLanguage.define(m.shell);
    return [];
  }

  /** Marks `{{ … }}` of Go templates. @param {any} m */
  function templates(m) {
    const matcher = new m.MatchDecorator({ regexp: /\{\{[^]*?\}\}/g, decoration: () => m.Decoration.mark({ class: 'template' }) });
    return m.ViewPlugin.fromClass(class {
      /** @param {any} view */
      constructor(view) { this.marks = matcher.createDeco(view); }
      /** @param {any} change */
      update(change) { this.marks = matcher.updateDeco(change, this.marks); }
    }, { decorations: (/** @type {any} */ plugin) => plugin.marks });
  }

  /** @param {any} m */
  function look(m) {
    const colour = (/** @type {string} */ token, more = {}) => ({ color: `var(--${token})`, ...more });
    const { tags } = m;
    return [
      m.EditorView.theme({
        '&': { height: '100%', fontSize: 'inherit', color: 'var(--ink)', background: 'var(--code)' },
        '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '1.55', overflow: 'auto' },
        '.cm-gutters': { background: 'var(--sunk)', color: 'var(--soft)', border: '0' },
        '.cm-activeLine, .cm-activeLineGutter': { background: 'color-mix(in srgb, var(--river) 8%, transparent)' },
        '.cm-cursor': { borderLeftColor: 'var(--river)' },
        '&.cm-focused': { outline: '0' },
        '.cm-selectionBackground, &.cm-focused .cm-selectionBackground': { background: 'var(--mark) !important' },
        '.cm-panels': { background: 'var(--sunk)', color: 'inherit', borderColor: 'var(--line)' },
        '.cm-panels :is(input, button)': { font: 'inherit', color: 'inherit', background: 'var(--raised)', border: '1px solid var(--edge)', borderRadius: '6px' },
        '.cm-tooltip': { background: 'var(--raised)', color: 'inherit', border: '1px solid var(--edge)', borderRadius: '8px', maxWidth: '30rem' },
        '.cm-diagnostic code': { fontFamily: 'var(--mono)', background: 'color-mix(in srgb, var(--ink) 7%, transparent)', borderRadius: '4px', padding: '0 .25em' },
        '.cm-diagnostic-error': { borderLeftColor: 'var(--wrong)' },
        '.template': { color: 'var(--river)', fontWeight: '600' },
      }),
      m.syntaxHighlighting(m.HighlightStyle.define([
        { tag: tags.comment, ...colour('soft') },
        { tag: tags.string, ...colour('pass') },
        { tag: [tags.number, tags.bool, tags.null], ...colour('wait') },
        { tag: [tags.keyword, tags.meta], ...colour('blind') },
        { tag: [tags.atom, tags.propertyName, tags.definition(tags.propertyName)], ...colour('river') },
        { tag: tags.variableName, ...colour('ink') },
      ])),
    ];
  }

  /**
   * An editor in a place.
   * @param {HTMLElement} place
   * @param {{ changed: () => void, save: () => void }} tell
   */
  workbench.editor = async (place, tell) => {
    const m = await import(new URL(sampan.base + workbench.files.editor, location.href).href);
    const host = el('div', { class: 'code-editor' });
    const root = host.attachShadow({ mode: 'open' });
    place.replaceChildren(host);
    const language = new m.Compartment();
    const writable = new m.Compartment();
    const phrases = Object.fromEntries(PHRASES.map((word) => [word, t('workbench-cm-' + word.toLowerCase().replaceAll(' ', '-') + (word[0] === word[0].toUpperCase() ? '-field' : ''))]));
    let path = '';
    let loading = false;

    /** @param {string} text @param {boolean} readOnly */
    const stateOf = (text, readOnly) => m.EditorState.create({
      doc: text,
      extensions: [
        m.lineNumbers(), m.highlightSpecialChars(), m.history(), m.drawSelection(), m.indentOnInput(), m.indentUnit.of('  '), m.bracketMatching(),
        m.highlightActiveLine(), m.search({ top: true }), m.lintGutter(), templates(m), look(m),
        m.EditorState.phrases.of(phrases), m.EditorState.lineSeparator.of(text.includes('\r\n') ? '\r\n' : '\n'),
        language.of(languageOf(m, path)), writable.of(m.EditorState.readOnly.of(readOnly)),
        m.EditorView.contentAttributes.of({ 'aria-label': path, 'aria-description': t('workbench-leave-editor') }),
        // Tab indents, as in every editor of code; Escape, then Tab, leaves (CodeMirror does that by itself).
        m.keymap.of([{ key: 'Mod-s', preventDefault: true, run: () => { tell.save(); return true; } }, ...m.searchKeymap, ...m.historyKeymap, m.indentWithTab, ...m.defaultKeymap]),
        m.EditorView.updateListener.of((/** @type {any} */ update) => { if (update.docChanged && !loading) tell.changed(); }),
      ],
    });
    const view = new m.EditorView({ state: stateOf('', true), parent: root, root });

    return {
      /** Shows a file from its beginning. @param {{ path: string, text: string, read_only: boolean }} file */
      show(file) {
        path = file.path;
        view.setState(stateOf(file.text, file.read_only));
      },
      /** Takes another text for the same file; the cursor stays where it is as far as that is possible. @param {string} text */
      take(text) {
        loading = true;
        const at = Math.min(view.state.selection.main.head, text.length);
        view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text }, selection: { anchor: at } });
        loading = false;
      },
      text: () => view.state.sliceDoc(),
      focus: () => view.focus(),
      /** Marks what is wrong. @param {Flaw[]} flaws */
      mark(flaws) {
        const { doc } = view.state;
        const marks = flaws.map(({ line, column, text }) => {
          const at = doc.line(Math.min(Math.max(line || 1, 1), doc.lines));
          const from = Math.min(at.from + Math.max((column || 1) - 1, 0), at.to);
          const word = /^[\w.-]+/.exec(doc.sliceString(from, at.to));
          return { from, to: word ? from + word[0].length : at.to, severity: 'error', message: text.replaceAll('`', ''), renderMessage: () => el('span', {}, rich(text)) };
        });
        view.dispatch(m.setDiagnostics(view.state, marks));
      },
      leave: () => view.destroy(),
    };
  };
})();
