// SPDX-License-Identifier: MIT
// @ts-check
/**
 * diagnosis: whose lag is it: the network's, the tab's or the server's?
 *
 * Pure: takes what gauges.js measured and returns a verdict and one sentence.
 * A cause is at fault from its limit on and stays so until it has been well
 * below for a while; of two, the one in the verdict stays until the other is
 * clearly worse. So nothing flickers at a limit.
 */

/** @typedef {import("./gauges.js").Measures} Measures */
/** @typedef {"network" | "tab" | "server"} Cause */
/**
 * @typedef {object} Verdict
 * @property {Cause | "good" | "unknown"} cause
 * @property {string} sentence
 * @property {Record<Cause, boolean>} bad also the ones not in the verdict
 */

/** From here on, in ms, somebody who plays notices. */
export const LIMITS = Object.freeze({
  rtt: 150,
  late: 60, // more than twice in two seconds; once, if it is a stall
  silent: 500,
  frame: 36, // not every frame at 30 Hz
  longest: 150,
  server: 20, // likewise more than once
});

const ONCE = 2.5; // so many times the limit counts although it came but once
const CALM = 0.8; // share of the limit below which a cause may be let off
const CALM_MS = 1500;
const WORSE = 1.3; // times as bad: takes the verdict over
const SETTLE_MS = 2500; // after a connection began: a page builds up then
const CAUSES = /** @type {Cause[]} */ (["network", "tab", "server"]);

/** The worst that came twice, or a share of the worst. @param {number[]} all */
function repeated(all) {
  const [worst = 0, second = 0] = all.filter((ms) => ms > 0)
    .sort((a, b) => b - a);
  return Math.max(second, worst / ONCE);
}

/** @param {number} ms @param {number} limit */
function share(ms, limit) {
  return (ms || 0) / limit;
}

/** How bad each is: 1 at its limit. @param {Measures} m
 *  @returns {Record<Cause, number>} */
export function severity(m) {
  return {
    network: Math.max(share(m.rtt, LIMITS.rtt),
      share(repeated(m.late), LIMITS.late), share(m.silent, LIMITS.silent),
      share(m.apart, LIMITS.silent)),
    tab: Math.max(share(m.frame, LIMITS.frame),
      share(m.longest, LIMITS.longest)),
    server: share(repeated(m.server), LIMITS.server),
  };
}

export class Diagnosis {
  constructor() {
    /** @type {Record<Cause, boolean>} */
    this.bad = { network: false, tab: false, server: false };
    /** @type {Record<Cause, number>} since when it has been calm */
    this.calm = { network: NaN, tab: NaN, server: NaN };
    /** @type {Cause | "good"} */
    this.cause = "good";
    this.said = "";
    this.openedAt = NaN;
  }

  /**
   * @param {Measures} measures
   * @param {boolean} open there is a connection
   * @param {number} now ms
   * @returns {Verdict}
   */
  judge(measures, open, now) {
    if (!open) {
      this.openedAt = NaN;
      return this.#tell("network", "Your connection is gone and is being " +
        "opened again", { network: true, tab: false, server: false });
    }
    if (Number.isNaN(this.openedAt)) {
      this.openedAt = now;
      this.bad = { network: false, tab: false, server: false };
    }
    if (now - this.openedAt < SETTLE_MS) {
      return this.#tell("unknown", "Measuring …", { ...this.bad });
    }
    const bad = severity(measures);
    for (const cause of CAUSES) {
      this.#update(cause, bad[cause], now);
    }
    if (this.bad.server && bad.network < CALM) {
      this.bad.network = false; // it was the server that kept silent
    }
    const before = this.cause;
    this.cause = this.#worst(bad);
    if (this.cause === "good" || this.cause !== before ||
        bad[this.cause] >= 1) { // what is almost over is told as it was
      this.said = this.#sentence(measures);
    }
    return this.#tell(this.cause, this.said, { ...this.bad });
  }

  /** @param {Verdict["cause"]} cause @param {string} sentence
   *  @param {Verdict["bad"]} bad */
  #tell(cause, sentence, bad) {
    return { cause, sentence: `${sentence}.`.replace("….", "…"), bad };
  }

  /** @param {Cause} cause @param {number} severe @param {number} now */
  #update(cause, severe, now) {
    if (severe >= CALM) {
      this.calm[cause] = NaN;
      this.bad[cause] ||= severe >= 1;
      return;
    }
    if (Number.isNaN(this.calm[cause])) {
      this.calm[cause] = now;
    }
    this.bad[cause] &&= now - this.calm[cause] < CALM_MS;
  }

  /** @param {Record<Cause, number>} severe @returns {Cause | "good"} */
  #worst(severe) {
    const [first] = CAUSES.filter((cause) => this.bad[cause])
      .sort((a, b) => severe[b] - severe[a]);
    const { cause } = this;
    const stays = cause !== "good" && this.bad[cause] &&
      severe[first] < severe[cause] * WORSE;
    return stays ? cause : first ?? "good";
  }

  /** @param {Measures} measures */
  #sentence(measures) {
    if (this.cause === "good") {
      return "All good";
    }
    const said = SENTENCES[this.cause](measures);
    const also = CAUSES.filter((one) => this.bad[one] && one !== this.cause)
      .map((one) => WHO[one]);
    return also.length
      ? `${said}; ${also.join(" and ")} ${also.length > 1 ? "are" : "is"} ` +
        "slow too"
      : said;
  }
}

const WHO = { network: "your connection", tab: "your tab",
  server: "the server" };

/** @type {Record<Cause, (measures: Measures) => string>} */
const SENTENCES = {
  network: ({ rtt, late, apart, silent }) => {
    const far = share(rtt, LIMITS.rtt);
    const uneven = Math.max(share(repeated(late), LIMITS.late),
      share(apart, LIMITS.silent));
    if (silent >= LIMITS.silent) {
      return `Your connection: nothing has come for ${time(silent)}`;
    }
    const answers = `answers take ${time(rtt)}`;
    const spread = `up to ${time(apart)} apart`;
    return far < CALM ? `Your connection: updates arrive ${spread}`
      : uneven < CALM ? `Your connection: ${answers}`
        : `Your connection: ${answers} and updates arrive ${spread}`;
  },
  tab: ({ frame, longest }) =>
    share(frame, LIMITS.frame) * WORSE > share(longest, LIMITS.longest)
      ? `Your tab: frames take ${time(frame)}`
      : `Your tab: it stood still for ${time(longest)}`,
  server: ({ server }) =>
    `The server: ticks start ${time(worst(server))} late`,
};

/** @param {number[]} all */
function worst(all) {
  return Math.max(0, ...all.filter((ms) => ms > 0));
}

/** As coarse as it is sure. @param {number} ms */
export function time(ms) {
  if (Number.isNaN(ms)) {
    return "–";
  }
  return ms >= 950 ? `${(ms / 1000).toFixed(1)} s`
    : ms >= 100 ? `${Math.round(ms / 10) * 10} ms` : `${Math.round(ms)} ms`;
}
