// An index and a query → results, best first, each with an excerpt and where its words stand. Knows no page.
//
// MiniSearch ranks by BM25+ over the words of words.js. Around it: words that mean the same, a second look for
// misspelt words, more weight for documents that have more of the query, and for its words in their order.
// @ts-check
(function () {
  'use strict';

  const { sampan, MiniSearch } = /** @type {any} */ (globalThis);
  const { words } = sampan;

  /** A document as it is shipped: without a title it is its page. @typedef {{ kind?: string, id?: string, title?: string, also?: string, text?: string, code?: string }} Part
   * @typedef {{ pages: Array<{ href: string, title: string, in: string[], documents: Part[] }>, same: string[][], skip: string[] }} Index
   * @typedef {Part & { kind: string, href: string, title: string, in: string[] }} Doc
   * @typedef {Array<{ text: string, marked: boolean }>} Pieces
   * @typedef {{ kind: string, href: string, title: Pieces, in: string[], excerpt: Pieces, marks: string }} Result */

  /** A title says what a document is about; its path says little, since all its neighbours have it too. */
  const BOOST = { title: 4, also: 3, in: 1, text: 1, code: 0.5 };
  /** Of a query's words so many must be there. */
  const ENOUGH = 0.34;
  /** What is so much worse than the best result is no result. */
  const WORTH = 0.03;
  /** One page does not fill the list. */
  const OF_A_PAGE = 3;
  /** How far an excerpt goes; Han says more in less. */
  const LENGTH = { latin: 150, han: 72 };

  /** Makes an index ready, in pieces between which the page can answer. @param {Index} index */
  async function finder(index) {
    const documents = index.pages.flatMap(whole);
    const mini = new MiniSearch({
      fields: Object.keys(BOOST),
      extractField: (/** @type {any} */ doc, /** @type {string} */ field) => [doc[field] ?? ''].flat().join(' '),
      tokenize: words.list,
      processTerm: (/** @type {string} */ term) => term,
      autoVacuum: false,
    });
    await mini.addAllAsync(documents.map((doc, id) => ({ ...doc, id })), { chunkSize: 50 });
    const same = index.same.map((group) => group.map((word) => words.asked(word)));
    // Folding takes longer than searching, so it is done once.
    const folded = documents.map((doc) => ({ title: plain(doc.title), text: plain(doc.text || '') }));
    const ready = { mini, documents, same, skip: index.skip, folded };
    // The first search is the slowest by far, so nobody waits for that one.
    if (documents.length) find(ready, documents[0].title, 1);
    return { find: (/** @type {string} */ query, most = 20) => find(ready, query, most) };
  }

  /** The documents of a page, each with what it has from the page. @param {Index['pages'][0]} page @returns {Doc[]} */
  function whole(page) {
    return page.documents.map((part) => ({
      ...part,
      kind: part.kind ?? 'lesson',
      href: page.href + (part.id ? '#' + part.id : ''),
      title: part.title ?? page.title,
      in: part.title && page.title ? [...page.in, page.title] : page.in,
    }));
  }

  /** A word of a query, and what may stand for it. @typedef {Map<string, number>} Wish */

  /** @typedef {{ title: string, text: string }} Folded
   * @param {{ mini: any, documents: Doc[], same: string[][][], skip: string[], folded: Folded[] }} ready @param {string} query @param {number} most @returns {Result[]} */
  function find({ mini, documents, same, skip, folded }, query, most) {
    const meant = understood(query, skip);
    const wishes = wished(words.asked(meant), same);
    if (!wishes.length) return [];
    let found = search(mini, wishes, new Set());
    const known = new Set(found.flatMap((/** @type {any} */ each) => each.queryTerms));
    const unknown = wishes.flatMap((wish) => [...wish.keys()]).filter((term) => !known.has(term) && !words.isHan(term));
    if (unknown.length) found = search(mini, wishes, new Set(unknown));

    const phrase = plain(meant);
    /** @type {Array<{ doc: Doc, terms: string[], share: number, score: number }>} */
    const ranked = found.map((/** @type {any} */ each) => {
      const doc = documents[each.id];
      const share = wishes.filter((wish) => each.queryTerms.some((/** @type {string} */ term) => wish.has(term))).length / wishes.length;
      return { doc, terms: each.terms, share, score: each.score * share ** 3 * likeness(folded[each.id], phrase) };
    }).filter((/** @type {any} */ each) => each.share >= ENOUGH).sort((/** @type {any} */ a, /** @type {any} */ b) => b.score - a.score);
    return spread(ranked).slice(0, most).map(({ doc, terms }) => shown(doc, terms, wishes, meant));
  }

  /** @param {any} mini @param {Wish[]} wishes @param {Set<string>} misspelt */
  function search(mini, wishes, misspelt) {
    /** @type {Map<string, number>} */
    const weights = new Map();
    for (const wish of wishes) for (const [term, weight] of wish) weights.set(term, Math.max(weight, weights.get(term) ?? 0));
    const terms = [...weights.keys()];
    return mini.search('', {
      tokenize: () => terms,
      boost: BOOST,
      boostTerm: (/** @type {string} */ term) => weights.get(term) ?? 1,
      // One Han character is the beginning of words; two are one.
      prefix: (/** @type {string} */ term) => words.isHan(term) ? [...term].length === 1 : term.length > 1,
      fuzzy: (/** @type {string} */ term) => misspelt.has(term) && term.length > 3 ? 0.25 : false,
      maxFuzzy: 2,
    });
  }

  /** A query without the words that say nothing of what is looked for, unless it has no others.
   * @param {string} query @param {string[]} skip */
  function understood(query, skip) {
    let rest = ' ' + query.trim() + ' ';
    for (const word of skip) {
      const found = words.isHan(word) ? word : new RegExp(`(?<![\\p{L}\\p{N}])${word}(?![\\p{L}\\p{N}])`, 'giu');
      rest = rest.replaceAll(found, ' ');
    }
    return words.asked(rest).length ? rest.trim() : query;
  }

  /** Each word asked for, with those that mean the same and, weaker, the stem of a verb.
   * @param {string[]} terms @param {string[][][]} same @returns {Wish[]} */
  function wished(terms, same) {
    const wishes = terms.map((term) => new Map([[term, 1]]));
    terms.forEach((term, n) => {
      const stem = /^(\p{L}{4,})(?:ing|ed)$/u.exec(term);
      if (stem) wishes[n].set(stem[1], 0.7);
    });
    for (const group of same) for (const member of group) {
      const at = terms.findIndex((_, n) => member.every((term, m) => terms[n + m] === term));
      if (at < 0) continue;
      for (const other of group) if (other !== member) for (const term of other) if (!wishes[at].has(term)) wishes[at].set(term, 0.6);
    }
    return wishes;
  }

  /** @param {string} text */
  const plain = (text) => words.fold(text).replace(/[^\p{L}\p{N}]+/gu, ' ').trim();

  /** How much more a document is worth that has the words in their order. @param {Folded} folded @param {string} phrase */
  function likeness({ title, text }, phrase) {
    if (title === phrase) return 2.5;
    if (title.includes(phrase)) return 1.6;
    return phrase.includes(' ') && text.includes(phrase) ? 1.7 : 1;
  }

  /** The results that are worth showing, without more of one page than a few.
   * @template {{ doc: Doc, score: number }} T @param {T[]} ranked @returns {T[]} */
  function spread(ranked) {
    /** @type {Map<string, number>} */
    const seen = new Map();
    return ranked.filter(({ doc, score }) => {
      const page = doc.href.split('#')[0];
      const count = (seen.get(page) ?? 0) + 1;
      seen.set(page, count);
      return count <= OF_A_PAGE && score >= ranked[0].score * WORTH;
    });
  }

  /** @param {Doc} doc @param {string[]} terms the words of the index that were found @param {Wish[]} wishes @param {string} meant @returns {Result} */
  function shown(doc, terms, wishes, meant) {
    const latin = terms.filter((term) => !words.isHan(term));
    const han = wishes.flatMap((wish) => [...wish.keys()]).filter((term) => words.isHan(term));
    const marked = new Set([...latin, ...han]);
    const runs = meant.match(/\p{Script=Han}+/gu) ?? [];
    const title = pieces(doc.title, words.places(doc.title, marked), 0, doc.title.length);
    return { kind: doc.kind, href: doc.href, in: doc.in, title, excerpt: excerpt(doc.text || '', marked), marks: [...latin.slice(0, 8), ...runs].join(' ') };
  }

  /** The stretch of a text that has most of the words. @param {string} text @param {Set<string>} terms @returns {Pieces} */
  function excerpt(text, terms) {
    const places = words.places(text, terms);
    const length = LENGTH[words.isHan(text.slice(0, 200)) ? 'han' : 'latin'];
    let [best, most] = [0, 0];
    places.forEach((/** @type {any} */ first, /** @type {number} */ n) => {
      const near = places.slice(n).filter((/** @type {any} */ place) => place.end <= first.start + length * 0.8);
      const count = new Set(near.map((/** @type {any} */ place) => place.term)).size;
      if (count > most) [best, most] = [n, count];
    });
    const from = places.length ? Math.max(0, places[best].start - Math.round(length / 5)) : 0;
    const start = from ? wordStart(text, from) : 0;
    const end = start + length >= text.length ? text.length : wordStart(text, start + length);
    const middle = pieces(text, places, start, end);
    const dots = { text: '…', marked: false };
    return [...(start ? [dots] : []), ...middle, ...(end < text.length ? [dots] : [])];
  }

  /** The beginning of the word at a place, or the place itself in a text without spaces. @param {string} text @param {number} at */
  function wordStart(text, at) {
    const space = text.lastIndexOf(' ', at);
    return at - space < 20 ? space + 1 : at;
  }

  /** @param {string} text @param {Array<{ start: number, end: number }>} places @param {number} from @param {number} to @returns {Pieces} */
  function pieces(text, places, from, to) {
    /** @type {Pieces} */
    const out = [];
    let at = from;
    for (const { start, end } of places) {
      if (start < at || end > to) continue;
      out.push({ text: text.slice(at, start), marked: false }, { text: text.slice(start, end), marked: true });
      at = end;
    }
    out.push({ text: text.slice(at, to), marked: false });
    return out.filter((piece) => piece.text);
  }

  sampan.finder = finder;
})();
