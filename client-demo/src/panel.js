// SPDX-License-Identifier: MIT
// @ts-check
/**
 * panel: is it the server, the network or this tab?
 */
import { element } from "./hud.js";

const SMOOTH_FPS = 48;
const FAR_MS = 150;
const UNEVEN_TICKS = 1.2;
const LATE_HZ = 0.95; // share of the tick rate

export class NetPanel {
  /** @param {import("./hud.js").Hud} hud */
  constructor(hud) {
    this.hud = hud;
    this.frameMs = 16.7; // smoothed
    this.since = { time: 0, tick: 0, corrections: 0 };
    this.ticks = NaN; // a second, that the server stepped
    this.corrections = 0; // a second
  }

  toggle() {
    const panel = element("net");
    panel.hidden = !panel.hidden;
    element("net-toggle").setAttribute("aria-expanded", String(!panel.hidden));
  }

  /** A picture was drawn. @param {number} ms since the one before */
  frame(ms) {
    this.frameMs += (ms - this.frameMs) * 0.05;
  }

  /**
   * @param {{net: import("./roomcast/net.js").Connection,
   *   clock: import("./roomcast/clock.js").ServerClock,
   *   inputs: import("./roomcast/clock.js").InputClock,
   *   predictor: import("./roomcast/predict.js").Predictor,
   *   sim: import("./roomcast/sim.js").Sim}} game
   * @param {number} now
   */
  write({ net, clock, inputs, predictor, sim }, now) {
    this.#measure(sim.tick(), predictor.corrections, now);
    if (element("net").hidden) {
      return;
    }
    const hz = sim.constants.TICK_HZ;
    const fps = 1000 / this.frameMs;
    const slowTab = fps < SMOOTH_FPS;
    const late = this.ticks < hz * LATE_HZ;
    const far = net.rtt > FAR_MS;
    const uneven = clock.jitter > UNEVEN_TICKS;
    const ms = (/** @type {number} */ ticks) =>
      Number.isNaN(ticks) ? "–" : `${Math.round(ticks * clock.msPerTick)} ms`;
    this.hud.net([
      ["round trip", Number.isNaN(net.rtt) ? "–" : `${Math.round(net.rtt)} ms`,
        far],
      ["unevenness", ms(clock.jitter), uneven],
      ["tick", String(sim.tick()), false],
      ["server steps", `${this.ticks.toFixed(1)} /s`, late],
      ["received", `${(net.meter.bytes / 1000).toFixed(2)} kB/s`, false],
      ["messages", `${net.meter.frames.toFixed(0)} /s`, false],
      ["shown behind", ms(clock.delay), false],
      ["inputs ahead", ms(inputs.lead), false],
      ["corrections", `${this.corrections.toFixed(1)} /s`,
        this.corrections > 3],
      ["pictures", `${fps.toFixed(0)} /s`, slowTab],
    ], verdict(slowTab, far || uneven, late));
  }

  /** @param {number} tick @param {number} corrections @param {number} now */
  #measure(tick, corrections, now) {
    const seconds = (now - this.since.time) / 1000;
    if (seconds >= 2) {
      this.ticks = (tick - this.since.tick) / seconds;
      this.corrections = (corrections - this.since.corrections) / seconds;
      this.since = { time: now, tick, corrections };
    }
  }
}

/** @param {boolean} tab @param {boolean} network @param {boolean} server */
function verdict(tab, network, server) {
  if (tab) {
    return "this tab draws too slowly";
  }
  if (network) {
    return "the network is far or uneven";
  }
  return server ? "the server is late" : "all is well";
}
