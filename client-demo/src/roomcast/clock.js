// SPDX-License-Identifier: MIT
// @ts-check
/**
 * clock: which tick it is, there and here.
 *
 * Pure: the time is an argument, in ms. Three clocks run at the server's rate:
 * that of arriving states, that of what is shown (a little behind, so that two
 * states lie around it) and that of own inputs (ahead, so that they arrive
 * before the tick they are meant for).
 */

const SLOW = 0.02; // share of a late arrival that moves the clock
const FAST = 0.5; // share of an early one
const LOST = 20; // ticks off from which the clock is set anew

const DELAY_MIN = 1.6; // ticks behind, with an even network
const DELAY_MAX = 8;

const LEAD_LOW = 1; // ticks an input should be early, at least
const LEAD_HIGH = 2; // and at most
const LEAD_MAX = 20;
const LEAD_STEP = 3; // most it grows for one report: it may tell of a pause

const RISE = 6; // ticks a second that the lead grows by, at most
const FALL = 1.5; // and falls by
const UNHEARD_MS = 2500; // without a report, until a guess is better

/** @param {number} rttTicks */
function fresh(rttTicks) {
  return Math.min(rttTicks + (LEAD_LOW + LEAD_HIGH) / 2, LEAD_MAX);
}

/** Estimates the tick of a state that would arrive now. */
export class ServerClock {
  /** @param {number} hz */
  constructor(hz) {
    this.msPerTick = 1000 / hz;
    this.offset = NaN; // ticks at time 0
    this.jitter = 0; // how late states come, on average, in ticks
    this.delay = DELAY_MIN;
  }

  /** A state arrived. @param {number} tick @param {number} now */
  observe(tick, now) {
    const sample = tick - now / this.msPerTick;
    const late = this.offset - sample;
    if (!(Math.abs(late) < LOST)) {
      this.offset = sample;
      this.jitter = 0;
      return;
    }
    this.offset -= late * (late < 0 ? FAST : SLOW);
    this.jitter += (Math.max(0, late) - this.jitter) * 0.05;
    const wanted = DELAY_MIN + 2.5 * Math.max(0, this.jitter - 0.25);
    this.delay += (Math.min(wanted, DELAY_MAX) - this.delay) * 0.05;
  }

  /** The latest tick that can have arrived. @param {number} now */
  tickAt(now) {
    return this.offset + now / this.msPerTick;
  }

  /** The tick to show others at. @param {number} now */
  shownAt(now) {
    return this.tickAt(now) - this.delay;
  }

  isSet() {
    return !Number.isNaN(this.offset);
  }
}

/** Decides how far ahead of arriving states own inputs are addressed. */
export class InputClock {
  constructor() {
    this.lead = NaN; // ticks ahead of ServerClock.tickAt()
    this.goal = NaN;
    this.unheard = 0; // ms since the server last spoke of it
  }

  /** Begins anew, given the round trip. @param {number} rttTicks */
  reset(rttTicks) {
    this.lead = this.goal = fresh(rttTicks);
    this.unheard = 0;
  }

  isSet() {
    return !Number.isNaN(this.lead);
  }

  /**
   * The server says how many ticks the tightest recent input was early.
   * @param {number} early
   */
  steer(early) {
    this.unheard = 0;
    if (early < LEAD_LOW) {
      this.goal = this.lead + Math.min(LEAD_LOW - early + 0.25, LEAD_STEP);
    } else if (early > LEAD_HIGH) {
      this.goal = this.lead - (early - LEAD_HIGH) / 2;
    } else {
      this.goal = this.lead;
    }
    this.goal = Math.min(Math.max(this.goal, 0), LEAD_MAX);
  }

  /**
   * Moves gently towards what the server asked for; without a word from it,
   * which also is how it takes inputs that are far too early, towards a guess.
   * @param {number} ms @param {number} rttTicks
   */
  advance(ms, rttTicks) {
    this.unheard += ms;
    if (this.unheard > UNHEARD_MS) {
      this.goal = fresh(rttTicks);
    }
    const behind = this.goal - this.lead;
    const most = ms / 1000 * (behind > 0 ? RISE : FALL);
    this.lead += Math.min(Math.max(behind, -most), most);
  }
}
