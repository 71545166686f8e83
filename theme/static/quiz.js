// The quiz: takes answers, shows what was said of them, keeps the score.
//
// Served, the server judges and remembers; on a published page judge.js does. Numbers of answers are those of the page.
// @ts-check
(function () {
  'use strict';

  /** @typedef {{ choice: number[] } | { text: string } | { order: number[] }} Answer */
  /** @typedef {{ number: number, right: boolean, because: string }} Chosen */
  /** @typedef {{ href: string, title: string }} Learn */
  /** @typedef {{ right: boolean, chosen: Chosen[], incomplete: boolean, text: string | null, learn: Learn | null }} Verdict */
  /** Who judges and remembers. @typedef {{ answers: () => Promise<Record<string, { answer: Answer, verdict: Verdict }>>,
   *   answer: (question: string, answer: Answer) => Promise<Verdict>, again: () => Promise<unknown> }} Keeper */

  const sampan = /** @type {any} */ (window).sampan;
  const { t, el, rich, api } = sampan;

  /** The server as the keeper of a quiz. @param {string} quiz @returns {Keeper} */
  const server = (quiz) => ({
    answers: async () => (sampan.signed() ? (await api('GET', 'quizzes/' + quiz)).answers : {}),
    answer: (question, answer) => api('POST', 'quizzes/' + quiz, { question, ...answer }),
    again: async () => sampan.signed() && api('POST', 'quizzes/' + quiz + '/again', {}),
  });

  /** HTML of the course as nodes: of its markup only what marks words and links is taken over. @param {string} text @returns {Node[]} */
  function marked(text) {
    /** @param {Node} node @returns {Node} */
    const copy = (node) => {
      const name = node.nodeName.toLowerCase();
      if (node.nodeType === Node.TEXT_NODE) return document.createTextNode(node.textContent || '');
      const href = name === 'a' ? { href: /** @type {Element} */ (node).getAttribute('href') } : {};
      return el(['a', 'code', 'em', 'strong'].includes(name) ? name : 'span', href, ...[...node.childNodes].map(copy));
    };
    return [...new DOMParser().parseFromString(text, 'text/html').body.childNodes].map(copy);
  }

  /** Steps with buttons that move them. @param {HTMLElement} list */
  function order(list) {
    const said = el('span', { class: 'vh', role: 'status' });
    list.after(said);
    const steps = () => /** @type {HTMLElement[]} */ ([...list.children]);
    const first = steps();
    const renew = () => steps().forEach((step, n, all) => {
      const [up, down] = step.querySelectorAll('button');
      up.setAttribute('aria-disabled', String(n === 0));
      down.setAttribute('aria-disabled', String(n === all.length - 1));
    });
    /** @param {HTMLElement} step @param {number} by */
    function move(step, by) {
      const [from, all] = [steps().indexOf(step), steps()];
      const other = all[from + by];
      if (!other) return;
      const focused = document.activeElement;
      if (by < 0) other.before(step);
      else other.after(step);
      // Moving an element takes the focus away from what is in it.
      /** @type {HTMLElement | null} */ (focused)?.focus();
      renew();
      said.textContent = t('quiz-moved', { place: from + by + 1, total: all.length });
      list.dispatchEvent(new Event('input', { bubbles: true }));
    }
    for (const step of first) {
      /** @param {string} word @param {string} sign @param {number} by */
      const button = (word, sign, by) => el('button', { type: 'button', class: 'icon', 'aria-label': t(word, { step: step.innerText.trim() }),
        onclick: () => move(step, by) }, sign);
      step.append(el('span', { class: 'moves' }, button('quiz-up', '↑', -1), button('quiz-down', '↓', 1)));
      step.addEventListener('keydown', (event) => {
        const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
        if (!by) return;
        event.preventDefault();
        move(step, by);
      });
    }
    renew();
    return {
      get: () => steps().map((step) => Number(step.dataset.item)),
      /** @param {number[]} numbers */
      set: (numbers) => {
        list.append(...numbers.map((number) => first.find((step) => Number(step.dataset.item) === number)).filter((step) => step !== undefined));
        renew();
      },
      reset: () => {
        list.append(...first);
        renew();
        said.textContent = '';
      },
    };
  }

  /** One question. `changed` is told of each verdict, and of its end.
   * @param {HTMLFormElement} form @param {() => void} changed */
  function question(form, changed) {
    const name = form.dataset.question || '';
    const says = /** @type {HTMLElement} */ (form.querySelector('.verdict'));
    const inputs = /** @type {HTMLInputElement[]} */ ([...form.querySelectorAll('input')]);
    const list = /** @type {HTMLElement | null} */ (form.querySelector('.order'));
    const steps = list && order(list);
    const self = { form, name, verdict: /** @type {Verdict | null} */ (null), begun: false, answer, fill, show, clear, reset, complain };

    /** What is chosen, typed or put in order; none where that is nothing. @returns {Answer | null} */
    function answer() {
      if (steps) return { order: steps.get() };
      if (form.dataset.kind === 'text') return inputs[0].value.trim() ? { text: inputs[0].value } : null;
      const choice = inputs.filter((input) => input.checked).map((input) => Number(input.value));
      return choice.length ? { choice } : null;
    }

    /** @param {Answer} given */
    function fill(given) {
      if ('order' in given) steps?.set(given.order);
      else if ('text' in given) inputs[0].value = given.text;
      else for (const input of inputs) input.checked = given.choice.includes(Number(input.value));
    }

    function clear() {
      says.replaceChildren();
      for (const choice of form.querySelectorAll('.choice')) choice.classList.remove('right', 'wrong');
      for (const why of form.querySelectorAll('.why')) why.remove();
      self.verdict = null;
      changed();
    }

    function reset() {
      form.reset();
      steps?.reset();
      self.begun = false;
      clear();
    }

    /** @param {boolean} right */
    const mark = (right) => el('span', { class: 'mark ' + (right ? 'right' : 'wrong') }, (right ? '✓ ' : '✗ ') + t(right ? 'right' : 'wrong') + ' ');

    /** Each chosen answer says its own, and the whole says the rest. @param {Verdict} verdict */
    function show(verdict) {
      clear();
      for (const { number, right, because } of verdict.chosen) {
        const choice = inputs.find((input) => Number(input.value) === number)?.closest('.choice');
        choice?.classList.add(right ? 'right' : 'wrong');
        choice?.append(el('span', { class: 'why' }, right ? '✓ ' : '✗ ', ...marked(because)));
      }
      const more = verdict.incomplete ? [t('quiz-incomplete')] : [];
      says.append(el('p', {}, mark(verdict.right), ...(verdict.text === null ? more : marked(verdict.text))),
        verdict.learn ? el('p', {}, t('read-again') + ' ', el('a', { href: verdict.learn.href }, rich(verdict.learn.title))) : '');
      self.verdict = verdict;
      changed();
    }

    /** @param {string} sentence */
    function complain(sentence) {
      clear();
      says.append(el('p', {}, rich(sentence)));
    }

    // Another answer wants another verdict.
    form.addEventListener('input', () => {
      self.begun = true;
      clear();
    });
    return self;
  }

  /** @param {HTMLElement} section */
  function quiz(section) {
    /** @type {Keeper} */
    const keeper = sampan.served ? server(section.dataset.quiz || '') : sampan.published(section);
    const score = el('p', { class: 'score', role: 'status' });
    const again = el('button', { type: 'button', hidden: true, onclick: () => begin() }, t('quiz-again'));
    const questions = /** @type {HTMLFormElement[]} */ ([...section.querySelectorAll('form')]).map((form) => question(form, count));
    section.append(el('div', { class: 'end' }, score, again));

    function count() {
      const verdicts = questions.map(({ verdict }) => verdict);
      const right = verdicts.filter((verdict) => verdict?.right).length;
      const words = right === verdicts.length ? 'quiz-score-all' : 'quiz-score';
      score.textContent = verdicts.every(Boolean) ? t(words, { right, total: verdicts.length }) : '';
      again.hidden = !verdicts.some(Boolean);
    }

    for (const one of questions) one.form.addEventListener('submit', async (event) => {
      event.preventDefault();
      const answer = one.answer();
      if (!answer) return one.complain(t('quiz-empty'));
      try {
        one.show(await keeper.answer(one.name, answer));
      } catch (error) {
        const problem = /** @type {any} */ (error);
          one.complain(sampan.signed() ? problem.message + ' ' + (problem.help || '') : t('unsigned') + ' `' + t('unsigned-command') + '`');
      }
    });

    function begin() {
      for (const one of questions) one.reset();
      section.querySelector('h3')?.focus();
      keeper.again().catch(() => {});
    }

    /** Shows what was answered on an earlier visit, where the reader has not begun to answer. */
    async function restore() {
      const answers = await keeper.answers().catch(() => /** @type {Awaited<ReturnType<Keeper['answers']>>} */ ({}));
      for (const one of questions) {
        const old = answers[one.name];
        if (!old || one.verdict || one.begun) continue;
        one.fill(old.answer);
        one.show(old.verdict);
      }
    }
    if (sampan.served) sampan.onSigned(restore);
    else restore();
  }

  for (const section of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('[data-quiz]'))) quiz(section);
})();
