// The quiz: served, the server judges; on a published page the page itself does, by a key that is not in plain sight.
// @ts-check
(function () {
  'use strict';

  /** @typedef {{ right: boolean, text: string, learn: { href: string, title: string } | null }} Verdict */
  /** @typedef {{ right: number[], accept: string[], why: string, because: Array<string | null>, learn: Verdict['learn'] }} Key */

  const sampan = /** @type {any} */ (window).sampan;
  const { t, el, rich, api } = sampan;

  /** As the server compares what was typed: letter case and outer space aside. @param {string} text */
  const plain = (text) => text.trim().toLowerCase();

  /** @param {string} coded @returns {Key} */
  function decoded(coded) {
    return JSON.parse(new TextDecoder().decode(Uint8Array.from(atob(coded), (letter) => letter.charCodeAt(0))));
  }

  /** A key's text as nodes: of its markup only what marks words is taken over. @param {string} text @returns {Node[]} */
  function marked(text) {
    /** @param {Node} node @returns {Node} */
    const copy = (node) => {
      const name = node.nodeName.toLowerCase();
      const children = [...node.childNodes].map(copy);
      if (node.nodeType === Node.TEXT_NODE) return rich(node.textContent || '');
      return el(['code', 'em', 'strong'].includes(name) ? name : 'span', {}, ...children);
    };
    return [...new DOMParser().parseFromString(text, 'text/html').body.childNodes].map(copy);
  }

  /** Authors write the right answer first; readers should not learn that. The same order on every visit and in every language.
   * @param {HTMLElement[]} choices @param {string} seed */
  function shuffle(choices, seed) {
    let number = 7;
    for (const letter of seed) number = (Math.imul(number, 31) + letter.charCodeAt(0)) >>> 0;
    for (let last = choices.length - 1; last > 0; last--) {
      number = (Math.imul(number, 1664525) + 1013904223) >>> 0;
      const other = (number >>> 8) % (last + 1);
      [choices[last], choices[other]] = [choices[other], choices[last]];
    }
    return choices;
  }

  /** @param {Key} key @param {number[]} picked @param {string} text @returns {Verdict & { because: Array<string | null> }} */
  function judged(key, picked, text) {
    const right = key.accept.length
      ? key.accept.some((accepted) => plain(accepted) === plain(text))
      : picked.length === key.right.length && picked.every((n) => key.right.includes(n));
    return { right, text: key.why, learn: key.learn, because: key.because };
  }

  /** @param {HTMLFormElement} form @param {string} quiz */
  function question(form, quiz) {
    const name = form.dataset.question || '';
    const verdict = /** @type {HTMLElement} */ (form.querySelector('.verdict'));
    const inputs = () => /** @type {HTMLInputElement[]} */ ([...form.querySelectorAll('input')]);
    const choices = /** @type {HTMLElement[]} */ ([...form.querySelectorAll('.choice')]);
    if (choices.length) form.querySelector('fieldset')?.append(...shuffle(choices, name));

    function clear() {
      verdict.replaceChildren();
      for (const choice of choices) {
        choice.classList.remove('right', 'wrong');
        choice.querySelector('.why')?.remove();
      }
    }

    /** @param {boolean} right */
    const mark = (right) => el('span', { class: 'mark ' + (right ? 'right' : 'wrong') }, (right ? '✓ ' : '✗ ') + t(right ? 'right' : 'wrong') + ' ');

    /** @param {Verdict} found @param {Node[]} text */
    function show(found, text) {
      verdict.append(el('p', {}, mark(found.right), ...text),
        found.learn ? el('p', {}, t('read-again') + ' ', el('a', { href: found.learn.href }, rich(found.learn.title))) : '');
    }

    /** On a published page each picked answer says why. @param {Verdict & { because: Array<string | null> }} found @param {number[]} picked */
    function showJudged(found, picked) {
      for (const choice of choices) {
        const n = Number(/** @type {HTMLInputElement} */ (choice.querySelector('input')).value);
        const because = picked.includes(n) && found.because[n];
        if (because) choice.append(el('span', { class: 'why' }, ...marked(because)));
      }
      show(found, found.right ? marked(found.text) : []);
    }

    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      const typed = form.dataset.kind === 'text';
      const text = typed ? inputs()[0].value : '';
      const picked = typed ? [] : inputs().filter((input) => input.checked).map((input) => Number(input.value));
      clear();
      if (typed ? !text.trim() : !picked.length) return verdict.append(el('p', {}, t('quiz-empty')));
      if (form.dataset.key) {
        const found = judged(decoded(form.dataset.key), picked, text);
        paint(found.right);
        return showJudged(found, picked);
      }
      try {
        const found = await api('POST', 'quizzes/' + quiz, typed ? { question: name, text } : { question: name, choice: picked });
        paint(found.right);
        show(found, [rich(found.text)]);
      } catch (error) {
        const problem = /** @type {any} */ (error);
        const sentence = sampan.signed() ? problem.message + ' ' + (problem.help || '') : t('unsigned') + ' `' + t('unsigned-command') + '`';
        verdict.replaceChildren(el('p', {}, rich(sentence)));
      }
    });

    /** Of several picked answers some may be right and others not, so only a single one is painted. @param {boolean} right */
    function paint(right) {
      if (form.dataset.kind !== 'radio') return;
      for (const choice of choices) if (choice.querySelector('input')?.checked) choice.classList.add(right ? 'right' : 'wrong');
    }

    // A new choice is a new question: the old verdict would speak of another.
    form.addEventListener('input', clear);
  }

  for (const quiz of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('[data-quiz]')))
    for (const form of quiz.querySelectorAll('form')) question(form, quiz.dataset.quiz || '');
})();
