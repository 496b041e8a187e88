// SPDX-License-Identifier: MIT
// @ts-check
/**
 * gauges: what network, tab and server did in the latest ten seconds.
 *
 * Pure: the time is an argument, in ms. Kept in slices of a quarter second. The
 * three hide each other: a tab that stands still reads its messages late, and so
 * does one whose server ticks late. So what a message waited for the tab is
 * taken off as it arrives, and what it waited for the server, which the server
 * tells a little later, when the gauges are read.
 */

const SLICE_MS = 250;
const SLICES = 40;
const RECENT = 10; // slices that a verdict looks at
const OPEN = 2; // of them too young: the server may yet tell that it was late
const BASE = 8; // slices among which the earliest arrival is the even one
const TOLD = 3; // slices by which the server's report may come after its cause
const HARMLESS_MS = 10; // a server so late explains nothing
const EVEN_MS = 60; // between two frames of the tab: it held up little
const FRAME_MS = 17;
const AFTER_MS = 100; // in which messages are read that waited for a long frame
const STARVED_MS = 500; // that they may wait for several, one after the other
const FRAMES = 512;

/**
 * @typedef {object} Slice
 * @property {number} at its number since time 0
 * @property {number} rtt ms, NaN without an answer
 * @property {number} early ms, the earliest arrival of a state less its tick
 * @property {number} late ms that a state came after when it was due, at most
 * @property {number} apart ms between two messages, at most
 * @property {number} frame ms, the longest frame of the tab
 * @property {number} server ms that a tick started late, NaN if not told
 */
/**
 * What diagnosis.js judges. Numbers in ms over the latest two seconds or so; NaN
 * where nothing is known.
 * @typedef {object} Measures
 * @property {number} rtt
 * @property {number[]} late states after when they were due, by slice, oldest
 *   first, less what tab and server held them up; but for the latest half second
 * @property {number} apart longest time between two messages, likewise
 * @property {number} silent since the last message, now
 * @property {number} frame that 95 % of the tab's frames took at most
 * @property {number} longest frame of the tab
 * @property {number[]} server lateness of ticks as it says, by slice
 */

/** @param {number} at @returns {Slice} */
function empty(at) {
  return { at, rtt: NaN, early: Infinity, late: 0, apart: 0, frame: 0,
    server: NaN };
}

export class Gauges {
  /** @param {number} hz of the server's ticks */
  constructor(hz) {
    this.msPerTick = 1000 / hz;
    /** @type {Slice[]} */
    this.ring = Array.from({ length: SLICES }, () => empty(-1));
    /** @type {{at: number, ms: number}[]} */
    this.frames = [];
    this.framed = NaN; // when the latest frame of the tab began
    this.heard = NaN; // when the latest message came
    this.tick = -1;
    this.baseFrom = 0; // slice; older arrivals say nothing about now
    this.begun = NaN;
  }

  /** A connection begins: another way, another server.
   *  @param {number} now */
  connected(now) {
    this.begun = this.heard = now;
    this.tick = -1;
    this.#rebase(now);
  }

  /** @param {number} now */
  #rebase(now) {
    this.baseFrom = Math.floor(now / SLICE_MS);
    this.#slice(now).early = Infinity;
  }

  /** The slice of `now`, of which the ring may still hold an old one.
   *  @param {number} now */
  #slice(now) {
    const at = Math.floor(now / SLICE_MS);
    if (this.ring[at % SLICES].at !== at) {
      this.ring[at % SLICES] = empty(at);
    }
    return this.ring[at % SLICES];
  }

  /* ---- the tab ---- */

  /** The tab begins a frame. @param {number} now */
  frame(now) {
    const ms = now - this.framed;
    this.framed = now;
    if (!(ms >= 0)) {
      return;
    }
    this.frames.push({ at: now, ms });
    if (this.frames.length > FRAMES) {
      this.frames.shift();
    }
    const slice = this.#slice(now);
    slice.frame = Math.max(slice.frame, ms);
  }

  /** The page was hidden or shown: hidden ones draw nothing, and nobody minds.
   *  @param {number} now */
  paused(now) {
    this.framed = NaN;
    this.frames = [];
    this.heard = now;
  }

  /** How long something read at `now` can have waited for the tab.
   *  @param {number} now */
  #heldUp(now) {
    const since = now - this.framed;
    let held = since > EVEN_MS ? since - FRAME_MS : 0;
    let after = now - Math.max(AFTER_MS, since > EVEN_MS ? since : 0);
    for (let i = this.frames.length - 1; i >= 0; i--) {
      const { at, ms } = this.frames[i];
      if (at < after) {
        break;
      }
      if (ms > EVEN_MS) {
        held += ms - FRAME_MS;
        after = now - STARVED_MS;
      }
    }
    return held;
  }

  /* ---- the network ---- */

  /** A message came, whatever it says. @param {number} now */
  message(now) {
    const slice = this.#slice(now);
    const apart = now - this.heard - this.#heldUp(now);
    slice.apart = Math.max(slice.apart, apart || 0);
    this.heard = now;
  }

  /** @param {number} tick of a state that came @param {number} now */
  state(tick, now) {
    if (tick < this.tick) {
      this.#rebase(now);
    }
    this.tick = tick;
    const slice = this.#slice(now);
    const due = now - tick * this.msPerTick;
    slice.early = Math.min(slice.early, due);
    const late = due - this.#earliest(now) - this.#heldUp(now);
    slice.late = Math.max(slice.late, late);
  }

  /** @param {number} now */
  #earliest(now) {
    const from = Math.max(this.baseFrom, Math.floor(now / SLICE_MS) - BASE);
    return Math.min(...this.ring.map(({ at, early }) =>
      at >= from ? early : Infinity));
  }

  /** @param {number} rtt ms @param {number} now */
  pong(rtt, now) {
    const slice = this.#slice(now);
    const clean = Math.max(0, rtt - this.#heldUp(now));
    slice.rtt = Math.max(Number.isNaN(slice.rtt) ? 0 : slice.rtt, clean);
  }

  /* ---- the server ---- */

  /** The server says how late its ticks were. @param {number} lateMs
   *  @param {number} now */
  timing(lateMs, now) {
    const slice = this.#slice(now);
    slice.server = Math.max(Number.isNaN(slice.server) ? 0 : slice.server,
      lateMs);
    if (lateMs >= this.msPerTick) { // it left out ticks: all after come later
      this.#rebase(now);
    }
  }

  /* ---- reading ---- */

  /** The latest `count` slices, oldest first, the one of `now` last.
   *  @param {number} now @param {number} count */
  #latest(now, count) {
    const last = Math.floor(now / SLICE_MS);
    return Array.from({ length: count }, (_, i) => {
      const at = last - count + 1 + i;
      const slice = this.ring[((at % SLICES) + SLICES) % SLICES];
      return slice.at === at ? slice : empty(at);
    });
  }

  /** @param {number} now @returns {Measures} */
  read(now) {
    const slices = this.#latest(now, RECENT);
    const settled = slices.slice(0, -OPEN);
    const told = settled.map((_, i) => toldOf(slices, i));
    const frames = this.frames.filter(({ at }) =>
      at > now - RECENT * SLICE_MS).map(({ ms }) => ms).sort((a, b) => a - b);
    return {
      rtt: usualRtt(slices),
      late: settled.map(({ late }, i) => Math.max(0, late - told[i])),
      apart: Math.max(...settled.map(({ apart }, i) => apart - told[i])),
      silent: Math.max(0, now - this.heard - this.#heldUp(now)),
      frame: frames[Math.floor(frames.length * 0.95)] ?? NaN,
      longest: frames.at(-1) ?? NaN,
      server: slices.map(({ server }) => server),
    };
  }

  /** Frames of the tab a second, over the latest sixty. */
  fps() {
    const some = this.frames.slice(-60);
    return 1000 * some.length / some.reduce((sum, { ms }) => sum + ms, 0) || 0;
  }

  /** The course of the latest ten seconds, a Measures for every slice.
   *  @param {number} now @returns {Measures[]} */
  course(now) {
    const slices = this.#latest(now, SLICES);
    let rtt = NaN;
    return slices.map((slice, i) => {
      rtt = Number.isNaN(slice.rtt) ? rtt : slice.rtt;
      const told = toldOf(slices, i);
      return { rtt: Math.max(0, rtt - told),
        late: [Math.max(0, slice.late - told)],
        apart: Math.max(0, slice.apart - told), silent: 0,
        frame: NaN, longest: slice.frame, server: [slice.server] };
    });
  }
}

/** The least: one answer may be late by accident. @param {Slice[]} slices */
function usualRtt(slices) {
  const known = slices.map(({ rtt }, i) => Math.max(0, rtt - toldOf(slices, i)))
    .filter((rtt) => !Number.isNaN(rtt));
  return known.length ? Math.min(...known) : NaN;
}

/** How late the server was about slice `i`, as it told then or a little later.
 *  @param {Slice[]} slices @param {number} i */
function toldOf(slices, i) {
  const told = slices.slice(Math.max(0, i - 1), i + TOLD + 1)
    .map(({ server }) => server).filter((ms) => ms >= HARMLESS_MS);
  return Math.max(0, ...told);
}
