// SPDX-License-Identifier: MIT
// @ts-check
/**
 * linkform: the sliders of the link conditioner, and its mark on the screen.
 */
import { MOST, STALL_MS, conditionIn, hashOf } from "./conditioner.js";
import { element } from "./hud.js";

const KEYS = /** @type {const} */ (["delay", "jitter", "every", "stall"]);
const STEPS = { delay: 10, jitter: 5, every: 5, stall: 250 };

/** @param {keyof typeof STEPS} key @param {number} value */
function said(key, value) {
  if (key === "every") {
    return value ? `${value} s` : "never";
  }
  return key === "stall" ? `${value / 1000} s` : `${value} ms`;
}

export class LinkForm {
  /** @param {import("./conditioner.js").Conditioner} conditioner */
  constructor(conditioner) {
    this.conditioner = conditioner;
    this.shown = "";
    for (const key of KEYS) {
      const input = element(`link-${key}`);
      input.max = String(MOST[key]);
      input.step = String(STEPS[key]);
      input.min = key === "stall" ? String(STALL_MS / 2) : "0";
      input.addEventListener("input", () =>
        this.#set({ [key]: Number(input.value) }));
    }
    element("link-now").addEventListener("click", () => conditioner.stall());
    element("link-off").addEventListener("click", () => {
      conditioner.clear();
      this.#set({});
    });
    conditioner.set(conditionIn(location.hash));
    this.#sliders();
  }

  /** Keeps it in the address: a reload does not end a trial.
   *  @param {Partial<import("./conditioner.js").Condition>} condition */
  #set(condition) {
    this.conditioner.set(condition);
    const url = new URL(location.href);
    url.hash = hashOf(this.conditioner.condition);
    history.replaceState(null, "", url);
    this.#sliders();
  }

  #sliders() {
    for (const key of KEYS) {
      const value = this.conditioner.condition[key];
      element(`link-${key}`).value = String(value);
      element(`link-${key}-is`).textContent = said(key, value);
      element(`link-${key}`).setAttribute("aria-valuetext", said(key, value));
    }
  }

  /** The mark that says that it is on. */
  write() {
    const { conditioner } = this;
    const text = conditioner.isOn() ? this.#summary() : "";
    if (text !== this.shown) {
      this.shown = text;
      element("conditioned").hidden = text === "";
      element("conditioned").textContent = `Lag: ${text}`;
      element("link-off").disabled = text === "";
      document.body.classList.toggle("conditioned", text !== "");
    }
  }

  #summary() {
    const { conditioner } = this;
    const { delay, jitter, every } = conditioner.condition;
    const most = jitter ? `–${delay + jitter}` : "";
    return [
      delay || jitter ? [`+${delay}${most} ms`] : [],
      conditioner.isStalled() ? ["stalled"] : every ? ["stalls"] : [],
    ].flat().join(", ");
  }
}
