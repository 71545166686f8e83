// Text → the words by which it is found; one function for documents, queries and marks alike.
//
// Latin is found by words: folded (case, accents, full width), without the `s` of a plural, and by the pieces of
// `CrashLoopBackOff` too. Han has no spaces, so there each two neighbours are a word; the last character of a run
// stands alone as well, so that a single character is found as the beginning of a word, wherever it stands.
// @ts-check
(function () {
  'use strict';

  const HAN = /\p{Script=Han}/u;
  // Plain words first: they are the most, and looked at fastest.
  const RUNS = /[a-z0-9]+(?![a-z0-9]|[^\0-\x7f])|\p{Script=Han}+|(?:(?!\p{Script=Han})[\p{L}\p{N}\p{M}])+/giu;
  const PLAIN = /^[\0-\x7f]*$/;
  const PIECES = /\p{Lu}+(?!\p{Ll})|\p{Lu}?\p{Ll}+/gu;
  /** A shorter piece is seldom what somebody looks for, and is in many words. */
  const SHORTEST_PIECE = 3;

  /** @typedef {'word' | 'piece' | 'pair' | 'one' | 'last'} Kind
   * @typedef {(term: string, start: number, end: number, kind: Kind) => void} Take */

  /** @param {string} text */
  const fold = (text) => PLAIN.test(text) ? text.toLowerCase() : text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

  /** The word without its plural, as far as that needs no dictionary. @param {string} word */
  function single(word) {
    if (word.length < 4) return word;
    if (word.endsWith('ies')) return word.slice(0, -3) + 'y';
    if (/(ss|x|z|sh)es$/.test(word)) return word.slice(0, -2);
    return /[^sui]s$/.test(word) ? word.slice(0, -1) : word;
  }

  /** Gives every word of a text with its place. @param {string} text @param {Take} take */
  function each(text, take) {
    for (const { 0: run, index } of text.matchAll(RUNS)) {
      if (HAN.test(run)) han(run, index, take);
      else latin(run, index, take);
    }
  }

  /** @param {string} run @param {number} at @param {Take} take */
  function latin(run, at, take) {
    take(single(fold(run)), at, at + run.length, 'word');
    if (!/.\p{Lu}/u.test(run)) return;
    const pieces = [...run.matchAll(PIECES)].filter((piece) => piece[0].length >= SHORTEST_PIECE && piece[0] !== run);
    for (const { 0: piece, index } of pieces) take(single(fold(piece)), at + index, at + index + piece.length, 'piece');
  }

  /** @param {string} run @param {number} at @param {Take} take */
  function han(run, at, take) {
    const all = [...run];
    all.forEach((character, n) => {
      const next = all[n + 1];
      if (next) take(character + next, at, at + character.length + next.length, 'pair');
      else take(character, at, at + character.length, n === 0 ? 'one' : 'last');
      at += character.length;
    });
  }

  /** What a document is indexed by. @param {string} text */
  function list(text) {
    /** @type {string[]} */
    const terms = [];
    each(text, (term) => terms.push(term));
    return terms;
  }

  /** What a query asks for: whole words and pairs, in order. @param {string} text */
  function asked(text) {
    /** @type {string[]} */
    const terms = [];
    each(text, (term, _start, _end, kind) => kind !== 'piece' && kind !== 'last' && terms.push(term));
    return terms;
  }

  /** Where the words stand in a text, in order, what touches joined. @param {string} text @param {Set<string>} terms */
  function places(text, terms) {
    /** @type {Array<{ start: number, end: number, term: string }>} */
    const found = [];
    /** @param {string} term @param {number} start @param {number} end */
    const add = (term, start, end) => {
      const last = found[found.length - 1];
      if (last && start <= last.end && HAN.test(term) === HAN.test(last.term)) last.end = Math.max(last.end, end);
      else found.push({ start, end, term });
    };
    each(text, (term, start, end, kind) => {
      const first = String.fromCodePoint(term.codePointAt(0) || 0);
      if (terms.has(term)) add(term, start, end);
      else if (kind === 'pair' && terms.has(first)) add(first, start, start + first.length);
    });
    return found;
  }

  /** @type {any} */ (globalThis).sampan.words = { fold, list, asked, places, isHan: (/** @type {string} */ text) => HAN.test(text) };
})();
