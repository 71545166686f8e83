// Judges a quiz on a page that nobody serves, and remembers the answers in the browser's own storage.
//
// Each question brings its key, which is not in plain sight and no secret. Numbers of answers are those of the page.
// @ts-check
(function () {
  'use strict';

  /** @typedef {{ choice: number[] } | { text: string } | { order: number[] }} Answer */
  /** @typedef {{ number: number, right: boolean, because: string }} Chosen */
  /** @typedef {{ href: string, title: string }} Learn */
  /** @typedef {{ right: boolean, chosen: Chosen[], incomplete: boolean, text: string | null, learn: Learn | null }} Verdict */
  /** @typedef {{ kind: string, edition: string, right: number[], because: string[], accept: string[], otherwise: string, why: string,
   *   near: Array<{ typed: string[], because: string }>, learn: Learn | null }} Key */

  const sampan = /** @type {any} */ (window).sampan;

  /** A typed answer without letter case and without differences in space; what counts as space is what Rust says.
   * @param {string} text */
  const folded = (text) => text.split(/\p{White_Space}+/u).filter(Boolean).join(' ').toLowerCase();

  /** Judges as `Question::judge` does; both are tested by one table. @param {Key} key @param {Answer} answer @returns {Verdict} */
  function judge(key, answer) {
    const verdict = { right: false, chosen: /** @type {Chosen[]} */ ([]), incomplete: false, learn: key.learn };
    if ('choice' in answer) {
      const numbers = [...new Set(answer.choice)].sort((a, b) => a - b);
      verdict.chosen = numbers.map((number) => ({ number, right: key.right.includes(number), because: key.because[number] }));
      const noneWrong = verdict.chosen.every((chosen) => chosen.right);
      verdict.right = noneWrong && numbers.length === key.right.length;
      verdict.incomplete = noneWrong && !verdict.right && numbers.length > 0;
      return { ...verdict, text: verdict.right ? key.why : null };
    }
    if ('order' in answer) {
      verdict.right = key.right.every((number, place) => answer.order[place] === number);
      return { ...verdict, text: verdict.right ? key.why : key.otherwise };
    }
    /** @param {string[]} texts */
    const among = (texts) => texts.some((text) => folded(text) === folded(answer.text));
    verdict.right = among(key.accept);
    const near = key.near.find(({ typed }) => among(typed));
    return { ...verdict, text: verdict.right ? key.why : near ? near.because : key.otherwise };
  }
  sampan.judge = judge;

  /** @param {string} coded @returns {Key} */
  function decoded(coded) {
    return JSON.parse(new TextDecoder().decode(Uint8Array.from(atob(coded), (letter) => letter.charCodeAt(0))));
  }

  /** What the browser keeps of a quiz. Storage is one for all courses of a host, so the course's place is part of the name;
   * it may be forbidden, and then nothing is kept. @param {string} quiz */
  function memory(quiz) {
    const name = 'sampan-quiz:' + new URL(document.documentElement.dataset.root || '', location.href).pathname + quiz;
    /** @returns {Record<string, { edition: string, answer: Answer }>} */
    const read = () => {
      try {
        return JSON.parse(localStorage.getItem(name) || '{}');
      } catch {
        return {};
      }
    };
    /** @param {object} answers */
    const write = (answers) => {
      try {
        localStorage.setItem(name, JSON.stringify(answers));
      } catch { /* Full or forbidden. */ }
    };
    return { read, write };
  }

  /** A quiz of this page. @param {HTMLElement} section */
  sampan.published = (section) => {
    const kept = memory(section.dataset.quiz || '');
    /** @type {Record<string, Key>} */
    const keys = {};
    for (const form of section.querySelectorAll('form')) keys[form.dataset.question || ''] = decoded(form.dataset.key || '');
    return {
      async answers() {
        const sound = Object.entries(kept.read()).filter(([name, { edition }]) => keys[name]?.edition === edition);
        return Object.fromEntries(sound.map(([name, { answer }]) => [name, { answer, verdict: judge(keys[name], answer) }]));
      },
      /** @param {string} name @param {Answer} answer */
      async answer(name, answer) {
        kept.write({ ...kept.read(), [name]: { edition: keys[name].edition, answer } });
        return judge(keys[name], answer);
      },
      async again() {
        kept.write({});
      },
    };
  };
})();
