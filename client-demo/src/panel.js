// SPDX-License-Identifier: MIT
// @ts-check
/**
 * panel: whose lag is it?
 *
 * A verdict in one sentence, the three that can be at fault with their latest
 * ten seconds, the numbers behind, and the link conditioner. Closed, it shows a
 * dot on its button as long as something is at fault.
 */
import { Diagnosis, severity, time } from "./diagnosis.js";
import { element, make } from "./hud.js";
import { LinkForm } from "./linkform.js";
import { drawSpark } from "./spark.js";

const SENTENCE_MS = 500; // its numbers change no faster
const RATE_MS = 2000;
const CAUSES = /** @type {const} */ (["network", "tab", "server"]);

/** @typedef {import("./gauges.js").Measures} Measures */
/**
 * @typedef {object} Netcode
 * @property {import("./gauges.js").Gauges} gauges
 * @property {import("./roomcast/index.js").Room} room
 */

export class NetPanel {
  /** @param {import("./conditioner.js").Conditioner} conditioner */
  constructor(conditioner) {
    this.diagnosis = new Diagnosis();
    this.form = new LinkForm(conditioner);
    /** @type {import("./diagnosis.js").Verdict} */
    this.verdict = { cause: "unknown", sentence: "",
      bad: { network: false, tab: false, server: false } };
    this.told = { cause: "", at: -Infinity };
    this.since = { time: 0, corrections: 0 };
    this.corrections = 0; // a second
    this.#wire();
  }

  #wire() {
    element("net-close").addEventListener("click", () => this.close());
    element("conditioned").addEventListener("click", () => this.open(true));
    element("net-toggle").addEventListener("click",
      (/** @type {MouseEvent} */ { detail }) => {
        if (this.isOpen()) {
          this.close();
        } else {
          this.open(detail === 0); // by the keyboard
        }
      });
    element("net").addEventListener("pointerup", () => // keys go on playing
      setTimeout(() => element("court").focus()));
  }

  isOpen() {
    return !element("net").hidden;
  }

  toggle() {
    if (this.isOpen()) {
      this.close();
    } else {
      this.open();
    }
  }

  /** @param {boolean} [enter] takes the focus along */
  open(enter = false) {
    this.#show(true);
    if (enter) {
      element("net-close").focus();
    }
  }

  /** Gives the focus back if it was inside. */
  close() {
    const inside = element("net").contains(document.activeElement);
    this.#show(false);
    if (inside) {
      element("net-toggle").focus();
    }
  }

  /** @param {boolean} open */
  #show(open) {
    element("net").hidden = !open;
    element("net-toggle").setAttribute("aria-expanded", String(open));
    document.body.classList.toggle("net-open", open);
  }

  /** @param {Netcode} game @param {number} now */
  write(game, now) {
    const measures = game.gauges.read(now);
    this.verdict = this.diagnosis.judge(measures, game.room.isOpen(), now);
    this.#rates(game.room.statistics().corrections, now);
    this.#mark(now);
    this.form.write();
    if (this.isOpen()) {
      this.#values(game, measures);
      this.#course(game.gauges.course(now));
      this.#details(game, measures);
    }
  }

  /** The dot, and the sentence. @param {number} now */
  #mark(now) {
    const { cause, sentence } = this.verdict;
    const changed = cause !== this.told.cause;
    if (!changed && now - this.told.at < SENTENCE_MS) {
      return;
    }
    this.told = { cause, at: now };
    document.body.dataset.lag = cause;
    element("net-verdict").textContent = sentence;
    if (changed && cause !== "unknown") {
      element("net-toggle").setAttribute("aria-label",
        cause === "good" ? "Whose lag is it?" : sentence);
      element("net-said").textContent = cause === "good" ? "" : sentence;
    }
  }

  /** @param {Netcode} game @param {Measures} m */
  #values({ gauges, room }, m) {
    const late = m.server.filter((ms) => ms >= 0);
    const values = {
      network: room.isOpen() ? `${time(m.rtt)}, gaps ≤ ${time(m.apart)}` : "–",
      tab: `${gauges.fps().toFixed(0)} fps, frames ≤ ${time(m.frame)}`,
      server: late.length ? `ticks ≤ ${time(Math.max(...late))} late` : "–",
    };
    for (const cause of CAUSES) {
      const row = element(`net-${cause}`);
      row.querySelector(".value").textContent = values[cause];
      row.classList.toggle("bad", this.verdict.bad[cause]);
    }
  }

  /** @param {Measures[]} course */
  #course(course) {
    const severe = course.map(severity);
    for (const cause of CAUSES) {
      drawSpark(element(`net-${cause}`).querySelector("canvas"),
        severe.map((one) => one[cause]));
    }
  }

  /** @param {Netcode} game @param {Measures} m */
  #details({ room }, m) {
    const now = room.statistics();
    const rows = [
      ["round trip", time(now.rtt)],
      ["jitter", time(Math.max(0, ...m.late))],
      ["others shown behind", time(now.delay)],
      ["inputs sent ahead", time(now.lead)],
      ["corrections", `${this.corrections.toFixed(1)} /s`],
      ["received", `${(now.bytes / 1000).toFixed(2)} kB/s`],
      ["in messages", `${now.messages.toFixed(0)} /s`],
      ["encoding", now.encoding],
      ["tick", String(now.tick)],
    ];
    element("net-details").replaceChildren(...rows.flatMap(([label, value]) =>
      [make("dt", {}, label), make("dd", {}, value)]));
  }

  /** @param {number} corrections @param {number} now */
  #rates(corrections, now) {
    const ms = now - this.since.time;
    if (ms >= RATE_MS) {
      this.corrections = (corrections - this.since.corrections) * 1000 / ms;
      this.since = { time: now, corrections };
    }
  }
}
