// What may be put into a terminal (R35): the exact text, without what the eye cannot see, and a question first where a
// mistake would be costly.
// @ts-check
(function () {
  'use strict';

  const sampan = /** @type {any} */ (window).sampan;
  const workbench = (sampan.workbench ??= {});

  // Control characters but tab and line feed; line ends of another kind; and what Unicode says a screen need not show:
  // characters without a width, marks that turn the direction of text, selectors of variants, fillers, tags.
  // eslint-disable-next-line no-control-regex
  const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\ufff9-\ufffb]|\p{Default_Ignorable_Code_Point}/gu;

  /** A program that runs another with other rights, by its name or its path, where a command may begin. */
  const SUDO = /(^|[\s;&|({`"'\\])([\w.~/-]*\/)?(sudo|doas|su|pkexec|run0)(?=$|[\s;&|)}`"'])/m;

  /** A text as it is put into a terminal, and why one should be asked first.
   * @param {string} raw @returns {{ text: string, reasons: Array<'lines' | 'sudo' | 'dropped'> }} */
  workbench.cleaned = (raw) => {
    const unix = raw.replace(/\r\n?/g, '\n');
    const seen = unix.replace(UNSEEN, '');
    const text = seen.replace(/\n+$/, '');
    /** @type {Array<'lines' | 'sudo' | 'dropped'>} */
    const reasons = [];
    if (text.includes('\n')) reasons.push('lines');
    if (SUDO.test(text)) reasons.push('sudo');
    if (seen !== unix) reasons.push('dropped');
    return { text, reasons };
  };
})();
