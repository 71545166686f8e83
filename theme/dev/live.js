// What `sampan dev` adds to every page: reloads it when it has been made anew, and shows what is wrong with the course.
//
// It is no part of a published site. Texts reach the page by `textContent` alone.
// @ts-check
(function () {
  'use strict';

  const script = /** @type {HTMLScriptElement} */ (document.currentScript);
  /** The build that this page is of. */
  let mine = Number(new URL(script.src).searchParams.get('build'));
  /** The page's path from the site's root. */
  const here = decodeURI(location.pathname).slice(1).replace(/(^|\/)$/, '$1index.html');
  const PLACE = 'sampan-dev-place';

  /** @typedef {{ place: string, excerpt: string }} Flaw */
  /** @typedef {{ build: number, changed: string[], styles: string[], flaws: Flaw[], title: string, hide: string }} News */

  function reload() {
    sessionStorage.setItem(PLACE, JSON.stringify([location.pathname, scrollX, scrollY]));
    location.reload();
  }

  // Where the author was reading, whatever the browser remembers.
  const place = JSON.parse(sessionStorage.getItem(PLACE) || '[]');
  sessionStorage.removeItem(PLACE);
  if (place[0] === location.pathname) scrollTo({ left: place[1], top: place[2], behavior: 'instant' });

  /** A style under its new name takes the place of the old one once it is there. @param {string} path */
  function swap(path) {
    const stem = path.replace(/\.\w+\.css$/, '.');
    for (const link of /** @type {NodeListOf<HTMLLinkElement>} */ (document.querySelectorAll('link[rel=stylesheet]'))) {
      if (!new URL(link.href).pathname.startsWith('/' + stem)) continue;
      const next = /** @type {HTMLLinkElement} */ (link.cloneNode());
      next.href = '/' + path;
      next.addEventListener('load', () => link.remove());
      link.after(next);
    }
  }

  /** @param {string} name @param {Record<string, string>} attributes @param {(Node | string)[]} children */
  function el(name, attributes, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  }

  /** Lays what is wrong over the page, apart from its styles; nothing wrong, nothing laid. @param {News} news */
  function show(news) {
    document.getElementById('sampan-dev')?.remove();
    if (!news.flaws.length) return;
    const host = el('div', { id: 'sampan-dev' });
    const hide = el('button', { type: 'button' }, news.hide);
    hide.addEventListener('click', () => host.remove());
    const list = news.flaws.map((flaw) => el('li', {}, el('b', {}, flaw.place), el('pre', { tabindex: '0' }, flaw.excerpt)));
    host.attachShadow({ mode: 'open' }).append(
      el('link', { rel: 'stylesheet', href: '/~dev/live.css' }),
      el('section', { role: 'alert' }, el('header', {}, el('h2', {}, news.title), hide), el('ol', {}, ...list)));
    document.documentElement.append(host);
  }

  document.addEventListener('keydown', (event) => event.key === 'Escape' && document.getElementById('sampan-dev')?.remove());

  new EventSource('/~dev/news').addEventListener('built', (event) => {
    /** @type {News} */
    const news = JSON.parse(event.data);
    // A build was missed, or the server is another one; else only what is of this page counts.
    if (news.build !== mine && (news.build !== mine + 1 || news.changed.includes(here))) return reload();
    if (news.build !== mine) news.styles.forEach(swap);
    mine = news.build;
    show(news);
  });
})();
