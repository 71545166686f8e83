// What may be put into a terminal (R35): the exact text, without what the eye cannot see, and a question first where a
// mistake would be costly.
// @ts-check
(function () {
  'use strict';

  const sampan = /** @type {any} */ (window).sampan;
  const workbench = (sampan.workbench ??= {});

  // Control characters but tab and line feed; marks that turn the direction of text; characters without a width.
  // eslint-disable-next-line no-control-regex
  const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]|\udb40[\udc00-\udc7f]/g;

  /** A text as it is put into a terminal, and why one should be asked first.
   * @param {string} raw @returns {{ text: string, reasons: Array<'lines' | 'sudo' | 'dropped'> }} */
  workbench.cleaned = (raw) => {
    const unix = raw.replace(/\r\n?/g, '\n');
    const seen = unix.replace(UNSEEN, '');
    const text = seen.replace(/\n+$/, '');
    /** @type {Array<'lines' | 'sudo' | 'dropped'>} */
    const reasons = [];
    if (text.includes('\n')) reasons.push('lines');
    if (/(^|[\s;&|(`])(sudo|doas|su)(\s|$)/m.test(text)) reasons.push('sudo');
    if (seen !== unix) reasons.push('dropped');
    return { text, reasons };
  };
})();
