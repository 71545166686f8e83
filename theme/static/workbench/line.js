// A terminal's line to the server: bytes both ways through a socket that may break at any moment (docs/API.md, "A
// terminal's socket"). What was typed while it was broken is sent once it is back, and nothing twice.
// @ts-check
(function () {
  'use strict';

  const sampan = /** @type {any} */ (window).sampan;
  const workbench = (sampan.workbench ??= {});

  /** How much input may be on its way, in bytes. */
  const AHEAD = 64 << 10;
  /** The longest message that the server takes. */
  const MESSAGE = 32 << 10;
  /** After how many shown bytes the server hears of them. */
  const TELL = 32 << 10;
  /** What one may type while the line is broken. */
  const KEPT = 1 << 20;

  /** This page among all that may look at a terminal. */
  const viewer = Math.floor(Math.random() * Number.MAX_SAFE_INTEGER);

  /** @typedef {{ size: () => { rows: number, columns: number }, show: (bytes: Uint8Array, replay: boolean) => Promise<void>,
   *   clear: () => void, whole: () => void, state: (state: LineState, code?: number | null) => void }} Screen */
  /** `ended` by itself, `closed` from elsewhere, `gone` since the server knows it no more.
   * @typedef {'live' | 'lost' | 'unsigned' | 'taken' | 'ended' | 'closed' | 'gone'} LineState */

  /** What each open line does when the page is signed in or out. @type {Set<() => void>} */
  const lines = new Set();
  sampan.onSigned(() => { for (const heed of lines) heed(); });

  /**
   * Keeps a terminal's line open until it is closed or the shell has ended.
   * @param {string} id @param {Screen} screen
   */
  workbench.line = (id, screen) => {
    const address = location.origin.replace(/^http/, 'ws') + '/api/terminals/' + id + '/socket';
    const encoder = new TextEncoder();
    /** Input that the server has not told of, from byte `typed` on. @type {Uint8Array} */
    let waiting = new Uint8Array();
    let typed = 0;
    /** How much of `waiting` is on its way through this socket. */
    let sent = 0;
    /** All output up to there is on the screen, and the server knows of so much. */
    let seen = 0, told = 0;
    /** Output that is being shown, in its order. */
    let showing = Promise.resolve();
    /** Bytes that were given to the screen. */
    let taken = 0;
    let replay = 0;
    let attached = false;
    let pause = 500;
    let over = false;
    /** Without a sign-in there is nothing to try, and nothing to keep. */
    let unsigned = false;
    /** @type {WebSocket | null} */
    let socket = null;
    /** @type {number | undefined} */
    let timer;

    function open() {
      clearTimeout(timer);
      if (over || socket) return;
      const mine = socket = new WebSocket(address, 'sampan.v1');
      mine.binaryType = 'arraybuffer';
      mine.onopen = async () => {
        // What is still being drawn counts as seen: it will be.
        await showing;
        if (mine !== socket || mine.readyState !== WebSocket.OPEN) return;
        mine.send(JSON.stringify({ token: sampan.token(), viewer, seen, ...screen.size() }));
      };
      mine.onmessage = ({ data }) => {
        if (mine !== socket) return;
        if (typeof data === 'string') heed(JSON.parse(data));
        else take(new Uint8Array(data));
      };
      mine.onclose = ({ code }) => {
        if (mine !== socket) return;
        socket = null;
        const was = attached;
        attached = false;
        closed(code, was);
      };
    }

    /** @param {number} code @param {boolean} was whether the shell was there until now */
    function closed(code, was) {
      if (over) return;
      if (code === 4409) return screen.state('taken');
      if (code === 1000 || code === 4404) return end(was ? 'closed' : 'gone');
      unsigned = code === 1008 || !sampan.signed();
      screen.state(unsigned ? 'unsigned' : 'lost');
      if (unsigned) return;
      timer = setTimeout(open, pause * (0.75 + Math.random() / 2));
      pause = Math.min(pause * 2, 15000);
    }

    /** The shell is no more; an end that was told is not told again by the close after it.
     * @param {'ended' | 'closed' | 'gone'} how @param {number | null} [code] */
    function end(how, code) {
      if (over) return;
      over = true;
      stop();
      // Its last words come first.
      showing.then(() => screen.state(how, code));
    }

    function stop() {
      clearTimeout(timer);
      lines.delete(heedSign);
      document.removeEventListener('visibilitychange', wake);
      removeEventListener('online', wake);
    }

    function heedSign() {
      if (!sampan.signed() && !socket) {
        clearTimeout(timer);
        unsigned = true;
        screen.state('unsigned');
      } else if (sampan.signed() && unsigned) {
        unsigned = false;
        open();
      }
    }

    /** @param {any} said */
    function heed(said) {
      if (said.attached) {
        attached = true;
        pause = 500;
        // The beginning of what was missed may be kept no more, or the shell is another one.
        if (said.attached.from !== seen) screen.clear();
        seen = taken = told = said.attached.from;
        replay = said.attached.replay;
        acknowledge(said.attached.typed);
        sent = 0;
        screen.state('live');
        if (!replay) screen.whole();
        flush();
      } else if (said.typed !== undefined) {
        acknowledge(said.typed);
        flush();
      } else if (said.ended) {
        end('ended', said.ended.code);
      }
    }

    /** The server has all input before that byte. @param {number} upTo */
    function acknowledge(upTo) {
      const gone = Math.min(Math.max(upTo - typed, 0), waiting.length);
      waiting = waiting.slice(gone);
      sent = Math.max(sent - gone, 0);
      typed = Math.max(typed, upTo);
    }

    /** @param {Uint8Array} bytes */
    function take(bytes) {
      const old = replay > 0;
      if (old) replay = Math.max(replay - bytes.length, 0);
      const upTo = taken += bytes.length;
      const mine = socket;
      const whole = old && !replay;
      showing = showing.then(() => screen.show(bytes, old)).then(() => {
        if (whole) screen.whole();
        if (mine !== socket) return;
        seen = upTo;
        if (seen - told >= TELL || seen === taken) {
          told = seen;
          say(JSON.stringify({ seen }));
        }
      });
    }

    /** @param {string | Uint8Array} message */
    function say(message) {
      if (attached && socket?.readyState === WebSocket.OPEN) socket.send(/** @type {any} */ (message));
    }

    function flush() {
      while (attached && sent < Math.min(waiting.length, AHEAD)) {
        const piece = waiting.slice(sent, Math.min(sent + MESSAGE, AHEAD));
        say(piece);
        sent += piece.length;
      }
    }

    /** A laptop that wakes up should not wait for the next try. */
    function wake() {
      if (over || unsigned || socket || document.visibilityState !== 'visible' || timer === undefined) return;
      pause = 500;
      open();
    }

    lines.add(heedSign);
    open();
    document.addEventListener('visibilitychange', wake);
    addEventListener('online', wake);

    return {
      /** @param {string | Uint8Array} input */
      type(input) {
        const bytes = typeof input === 'string' ? encoder.encode(input) : input;
        if (over || unsigned || waiting.length + bytes.length > KEPT) return;
        const all = new Uint8Array(waiting.length + bytes.length);
        all.set(waiting);
        all.set(bytes, waiting.length);
        waiting = all;
        flush();
      },
      resize() { say(JSON.stringify({ size: screen.size() })); },
      /** Looks at it from this page again. */
      again() { if (!over) open(); },
      /** Leaves the shell running. */
      leave() {
        over = true;
        stop();
        socket?.close();
        socket = null;
      },
    };
  };
})();
