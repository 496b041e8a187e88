// SPDX-License-Identifier: MIT
// @ts-check
/**
 * clock: which tick it is, there and here.
 *
 * Pure: the time is an argument, in ms. Three clocks run at the server's rate:
 * that of arriving states, that of what is shown of others (a little behind, so
 * that it has mostly arrived) and that of own inputs (ahead, so that they
 * arrive before the tick they are meant for). The latter two are never set,
 * only made to run a little faster or slower.
 */

const SLOW = 0.02; // share of a late arrival that moves the clock
const FAST = 0.5; // share of an early one
const LOST = 20; // ticks off from which the clock is set anew

const DELAY_LEAST = 1; // ticks behind, when all comes on time
const DELAY_MOST = 8;
const SAMPLES = 96; // arrivals that the delay goes by
const COVERED = 0.9; // share of them that it waits for; stalls are beyond
const WIDEN = 0.04; // ticks that the delay grows by with a state, at most
const NARROW = 0.01; // and shrinks by

const LEAD_MARGIN = 0.8; // ticks that a first guess is early
const LEAD_MOST = 20;
const REPORTS = 12; // of the server that the lead goes by
const OUTLIERS = 4; // of them that may tell of a stall
const HALF = 6; // of them, for a lead that has a price
const FEW = 3; // of them that tell enough when inputs are far too early
const SAME_MS = 550; // without a report: it would have been the same
const RISE_MOST = 3; // ticks that it grows by for one report
const SPARE = 0.6; // ticks of which there is too much
const FALL = 0.12; // ticks that it falls by for one
const UNHEARD_MS = 3500; // without a report, until a guess is better

const HURRY = 0.12; // share by which a clock runs faster or slower, at most
const SETTLE = 6; // ticks in which it makes up for most of what it is off
const JUMP = 15; // ticks off from which it is set after all

/** @param {number} value @param {number} low @param {number} high */
function clamp(value, low, high) {
  return Math.min(Math.max(value, low), high);
}

/** Estimates the tick of a state that would arrive now. */
export class ServerClock {
  /** @param {number} hz */
  constructor(hz) {
    this.msPerTick = 1000 / hz;
    this.offset = NaN; // ticks at time 0
    this.jitter = 0; // how late states come but for the latest, in ticks
    this.delay = DELAY_LEAST;
    /** @type {number[]} */
    this.lates = [];
  }

  /** A state arrived. @param {number} tick @param {number} now */
  observe(tick, now) {
    const sample = tick - now / this.msPerTick;
    const late = this.offset - sample;
    if (!(Math.abs(late) < LOST)) {
      this.offset = sample;
      this.lates = [];
      return;
    }
    this.offset -= late * (late < 0 ? FAST : SLOW);
    this.lates.push(Math.max(0, late));
    if (this.lates.length > SAMPLES) {
      this.lates.shift();
    }
    const sorted = [...this.lates].sort((a, b) => a - b);
    this.jitter = sorted[Math.floor((sorted.length - 1) * COVERED)];
    const wanted = clamp(DELAY_LEAST + this.jitter, DELAY_LEAST, DELAY_MOST);
    this.delay += clamp(wanted - this.delay, -NARROW, WIDEN);
  }

  /** The latest tick that can have arrived. @param {number} now */
  tickAt(now) {
    return this.offset + now / this.msPerTick;
  }

  isSet() {
    return !Number.isNaN(this.offset);
  }
}

/** Decides how far ahead of arriving states own inputs are addressed. */
export class InputLead {
  /** @param {number} fair ticks of lead up to which shots still meet what the
   *  shooter sees */
  constructor(fair = Infinity) {
    this.fair = fair;
    this.ticks = NaN; // ahead of ServerClock.tickAt()
    /** @type {number[]} */
    this.reports = [];
    this.heard = NaN; // ms, when the server last spoke of it
    this.told = NaN; // by it
    this.counted = NaN; // ms, of the latest report that counts
  }

  /** A guess, given the round trip. @param {number} rttTicks
   *  @param {number} now */
  guess(rttTicks, now) {
    this.ticks = Math.min(rttTicks + LEAD_MARGIN, LEAD_MOST);
    this.reports = [];
    this.heard = this.counted = now;
  }

  isSet() {
    return !Number.isNaN(this.ticks);
  }

  /**
   * The server says how many whole ticks the tightest input of late was early:
   * 0 is just in time, below is late.
   * @param {number} early @param {number} now
   */
  steer(early, now) {
    this.heard = this.counted = now;
    this.told = early;
    this.#count(early);
  }

  /** A few late ones among many were held up by a loss, which no reasonable
   *  lead helps against; and the least lead without any more is the best. What
   *  is more than fair must help every other one.
   *  @param {number} early */
  #count(early) {
    this.reports.push(early);
    if (this.reports.length > REPORTS) {
      this.reports.shift();
    }
    const sorted = [...this.reports].sort((a, b) => a - b);
    const but = (/** @type {number} */ outliers) =>
      sorted[Math.floor(sorted.length / REPORTS * outliers)];
    const isFair = this.ticks < this.fair;
    const usual = but(isFair ? OUTLIERS : HALF);
    if (usual < 0) {
      const most = isFair && but(HALF) >= 0 ? this.fair - this.ticks : Infinity;
      this.#move(Math.min(0.5 - usual, RISE_MOST, most));
    } else if (sorted.length >= FEW && usual >= 2) {
      this.#move(1 - usual);
    } else if (sorted.length === REPORTS && usual > SPARE) {
      this.#move(-FALL);
    }
  }

  /** With what was told before, as it would have been. @param {number} ticks */
  #move(ticks) {
    const before = this.ticks;
    this.ticks = clamp(before + ticks, 0, LEAD_MOST);
    this.reports = this.reports.map((early) => early + this.ticks - before);
  }

  /** What has not changed is not reported; and after a long silence a guess is
   *  better. @param {number} now @param {number} rttTicks */
  check(now, rttTicks) {
    if (now - this.heard > UNHEARD_MS) {
      this.guess(rttTicks, now);
    } else if (now - this.counted > SAME_MS && this.reports.length > 0) {
      this.counted = now;
      this.#count(this.told);
    }
  }
}

/** A clock that is steered, in ticks. */
export class Slewed {
  constructor() {
    this.at = NaN;
  }

  /** `ticks` have passed, and it should be at `goal` now. Returns where it is.
   *  @param {number} ticks @param {number} goal */
  advance(ticks, goal) {
    const off = goal - (this.at + ticks);
    const most = HURRY * ticks;
    this.at = !(Math.abs(off) < JUMP) ? goal : this.at + ticks +
      clamp(off * (1 - Math.exp(-ticks / SETTLE)), -most, most);
    return this.at;
  }
}
