// The pages that are in no language, `/index.html` and `/404.html`: lead to the reader's, or show its words.
//
// Which one: that of the address, else the one chosen before, else the browser's, else the first.
// @ts-check
(function () {
  'use strict';

  const choices = /** @type {HTMLElement[]} */ ([...document.querySelectorAll('[data-choice]')]);

  /** Storage may be forbidden (private windows, files). */
  function chosenBefore() {
    try {
      return localStorage.getItem('sampan-lang') || '';
    } catch {
      return '';
    }
  }

  /** The choice that a wish means: `zh-TW` and `zh` mean `zh-cn` where there is no closer one. @param {string} wish */
  function meant(wish) {
    const folded = wish.toLowerCase();
    const primary = (/** @type {string | undefined} */ code) => (code || '').split('-')[0];
    return choices.find((each) => each.dataset.choice === folded)
      || choices.find((each) => primary(each.dataset.choice) === primary(folded));
  }

  const named = choices.find((each) => location.pathname.split('/').includes(each.dataset.choice || '?'));
  const wishes = [chosenBefore(), ...navigator.languages].filter(Boolean).map(meant);
  const choice = named || wishes.find(Boolean) || choices[0];
  if (!choice) return;
  const link = /** @type {HTMLAnchorElement | null} */ (choice.querySelector('a'));
  if (document.body.dataset.choose === 'page' && link) location.replace(link.href);
  for (const each of choices) each.hidden = document.body.dataset.choose === 'words' && each !== choice;
  document.documentElement.lang = choice.lang;
})();
