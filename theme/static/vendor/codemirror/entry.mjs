// What of CodeMirror the editor uses; index.mjs is built from it as VERSION says.
export { EditorView, keymap, lineNumbers, drawSelection, highlightActiveLine, highlightSpecialChars, ViewPlugin, MatchDecorator, Decoration } from '@codemirror/view';
export { EditorState, Compartment } from '@codemirror/state';
export { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
export { bracketMatching, indentOnInput, indentUnit, syntaxHighlighting, HighlightStyle, StreamLanguage } from '@codemirror/language';
export { search, searchKeymap } from '@codemirror/search';
export { setDiagnostics, lintGutter } from '@codemirror/lint';
export { tags } from '@lezer/highlight';
export { yaml } from '@codemirror/legacy-modes/mode/yaml';
export { dockerFile } from '@codemirror/legacy-modes/mode/dockerfile';
export { shell } from '@codemirror/legacy-modes/mode/shell';
export { json } from '@codemirror/legacy-modes/mode/javascript';
