// SPDX-License-Identifier: MIT
// @ts-check
/**
 * talk: the line one types into. Enter opens and sends, Escape closes.
 */
import { element } from "./hud.js";

export class Talk {
  /** @param {import("./input.js").Controls} controls
   *  @param {(text: string) => void} say */
  constructor(controls, say) {
    this.controls = controls;
    this.say = say;
    this.form = element("chat-form");
    this.line = element("chat-text");
    this.form.addEventListener("submit", (/** @type {Event} */ event) => {
      event.preventDefault();
      this.#send();
    });
    this.line.addEventListener("keydown", (/** @type {KeyboardEvent} */ e) => {
      if (e.code === "Escape") {
        this.close();
      }
      e.stopPropagation();
    });
    this.line.addEventListener("blur", () => this.close());
  }

  open() {
    this.controls.release();
    this.form.hidden = false;
    document.body.classList.add("talking");
    this.line.focus();
  }

  close() {
    if (this.form.hidden) {
      return;
    }
    this.form.hidden = true;
    this.line.value = "";
    document.body.classList.remove("talking");
    element("court").focus();
  }

  #send() {
    const text = this.line.value.trim();
    if (text) {
      this.say(text);
    }
    this.close();
  }
}
