// SPDX-License-Identifier: MIT
// @ts-check
/**
 * input: keys, mouse, touch and gamepad, as what the simulation wants.
 *
 * On a phone each half of the screen is a stick that begins where a thumb lands:
 * left moves, right aims, and shoots once it is pushed far enough.
 */

const MOVE_KEYS = /** @type {const} */ ({
  KeyW: "BUTTON_UP", ArrowUp: "BUTTON_UP",
  KeyS: "BUTTON_DOWN", ArrowDown: "BUTTON_DOWN",
  KeyA: "BUTTON_LEFT", ArrowLeft: "BUTTON_LEFT",
  KeyD: "BUTTON_RIGHT", ArrowRight: "BUTTON_RIGHT",
  Space: "BUTTON_FIRE",
});
const REACH = 56; // css pixels from a stick's middle to its end
const DEAD = 0.25; // of the reach: no move yet
const SHOOT = 0.45; // of the reach: shoots
const FULL_TURN = 65536;

/** @typedef {{id: number, x: number, y: number, dx: number, dy: number,
 *   base: HTMLElement}} Stick */

export class Controls {
  /**
   * @param {Record<string, number>} constants of the module
   * @param {HTMLElement} surface where one plays
   * @param {{move: HTMLElement, aim: HTMLElement}} sticks
   */
  constructor(constants, surface, sticks) {
    this.constants = constants;
    this.surface = surface;
    this.sticks = sticks;
    /** @type {Set<string>} */
    this.held = new Set();
    this.pointer = { x: 0, y: 0, down: false };
    /** @type {Stick | null} */
    this.move = null;
    /** @type {Stick | null} */
    this.aim = null;
    this.angle = 0; // radians
    this.touch = false;
    this.enabled = false;
    this.#listen(surface);
  }

  /** @param {HTMLElement} surface */
  #listen(surface) {
    addEventListener("keydown", (event) => this.#key(event, true));
    addEventListener("keyup", (event) => this.#key(event, false));
    addEventListener("blur", () => this.release());
    document.addEventListener("visibilitychange", () => this.release());
    surface.addEventListener("pointerdown", (event) => this.#down(event));
    addEventListener("pointermove", (event) => this.#moved(event));
    addEventListener("pointerup", (event) => this.#up(event));
    addEventListener("pointercancel", (event) => this.#up(event));
    surface.addEventListener("contextmenu", (event) => event.preventDefault());
    surface.addEventListener("touchstart", (event) => event.preventDefault(),
      { passive: false });
  }

  /** Lets go of everything. */
  release() {
    this.held.clear();
    this.pointer.down = false;
    for (const stick of [this.move, this.aim]) {
      stick?.base.classList.remove("held");
    }
    this.move = this.aim = null;
  }

  /** @param {KeyboardEvent} event @param {boolean} down */
  #key(event, down) {
    const known = event.code in MOVE_KEYS;
    const typing = event.target instanceof HTMLInputElement ||
      (event.code === "Space" && event.target !== this.surface &&
        event.target !== document.body); // it presses a button
    if (!known || (down && (typing || !this.enabled || event.ctrlKey ||
        event.metaKey || event.altKey))) {
      return;
    }
    if (down) {
      this.held.add(event.code);
      event.preventDefault();
    } else {
      this.held.delete(event.code);
    }
  }

  /** @param {PointerEvent} event */
  #down(event) {
    if (!this.enabled) {
      return;
    }
    this.touch = event.pointerType === "touch";
    document.body.classList.toggle("touch", this.touch);
    if (!this.touch) {
      this.#point(event);
      this.pointer.down ||= event.button === 0;
      return;
    }
    const left = event.clientX < innerWidth / 2;
    const which = left ? "move" : "aim";
    if (!this[which]) {
      const base = this.sticks[which];
      this[which] = { id: event.pointerId, x: event.clientX, y: event.clientY,
        dx: 0, dy: 0, base };
      base.classList.add("held");
      showStick(/** @type {Stick} */ (this[which]));
    }
  }

  /** @param {PointerEvent} event */
  #moved(event) {
    for (const stick of [this.move, this.aim]) {
      if (stick && stick.id === event.pointerId) {
        const dx = (event.clientX - stick.x) / REACH;
        const dy = (event.clientY - stick.y) / REACH;
        const size = Math.max(1, Math.hypot(dx, dy));
        stick.dx = dx / size;
        stick.dy = dy / size;
        showStick(stick);
      }
    }
    if (event.pointerType !== "touch") {
      this.#point(event);
    }
  }

  /** @param {PointerEvent} event */
  #point(event) {
    this.pointer.x = event.clientX;
    this.pointer.y = event.clientY;
  }

  /** @param {PointerEvent} event */
  #up(event) {
    if (event.pointerType !== "touch" && event.button === 0) {
      this.pointer.down = false;
    }
    for (const which of /** @type {const} */ (["move", "aim"])) {
      const stick = this[which];
      if (stick?.id === event.pointerId) {
        stick.base.classList.remove("held");
        this[which] = null;
      }
    }
  }

  /**
   * What is pressed now.
   * @param {{x: number, y: number} | null} own where the own player is, in css
   *   pixels
   * @returns {import("./roomcast/types").Input}
   */
  read(own) {
    let buttons = 0;
    for (const code of this.held) {
      buttons |= this.constants[/** @type {any} */ (MOVE_KEYS)[code]];
    }
    if (this.pointer.down) {
      buttons |= this.constants.BUTTON_FIRE;
    }
    if (this.touch) {
      buttons |= this.#readSticks();
    } else if (own) {
      this.angle = Math.atan2(this.pointer.y - own.y, this.pointer.x - own.x);
    }
    buttons |= this.#readGamepad();
    const turns = this.angle / (2 * Math.PI);
    const aim = Math.round(turns * FULL_TURN) & (FULL_TURN - 1);
    return { buttons: this.enabled ? buttons : 0, aim };
  }

  #readSticks() {
    let buttons = 0;
    if (this.move) {
      buttons |= this.#direction(this.move.dx, this.move.dy);
    }
    const { aim } = this;
    if (aim && Math.hypot(aim.dx, aim.dy) > DEAD) {
      this.angle = Math.atan2(aim.dy, aim.dx);
      if (Math.hypot(aim.dx, aim.dy) > SHOOT) {
        buttons |= this.constants.BUTTON_FIRE;
      }
    } else if (this.move && Math.hypot(this.move.dx, this.move.dy) > DEAD) {
      this.angle = Math.atan2(this.move.dy, this.move.dx);
    }
    return buttons;
  }

  #readGamepad() {
    const pad = navigator.getGamepads?.().find((p) => p?.connected);
    if (!pad) {
      return 0;
    }
    const [x = 0, y = 0, ax = 0, ay = 0] = pad.axes;
    let buttons = this.#direction(x, y);
    if (Math.hypot(ax, ay) > DEAD) {
      this.angle = Math.atan2(ay, ax);
    }
    if ([0, 5, 7].some((i) => pad.buttons[i]?.pressed)) {
      buttons |= this.constants.BUTTON_FIRE;
    }
    return buttons;
  }

  /** Eight directions. @param {number} dx @param {number} dy */
  #direction(dx, dy) {
    const c = this.constants;
    const size = Math.hypot(dx, dy);
    if (size < DEAD) {
      return 0;
    }
    const flat = 0.383; // sine of an eighth of half a turn
    return (dx / size > flat ? c.BUTTON_RIGHT : 0) |
      (dx / size < -flat ? c.BUTTON_LEFT : 0) |
      (dy / size > flat ? c.BUTTON_DOWN : 0) |
      (dy / size < -flat ? c.BUTTON_UP : 0);
  }

  /** Where the pointer is from the middle of the screen, -1..1. */
  look() {
    if (this.touch) {
      return { x: this.aim?.dx ?? 0, y: this.aim?.dy ?? 0 };
    }
    const part = (/** @type {number} */ at, /** @type {number} */ size) =>
      Math.min(Math.max(at / size * 2 - 1, -1), 1);
    return { x: part(this.pointer.x, innerWidth),
      y: part(this.pointer.y, innerHeight) };
  }
}

/** @param {Stick} stick */
function showStick({ base, x, y, dx, dy }) {
  base.style.left = `${x}px`;
  base.style.top = `${y}px`;
  const knob = /** @type {HTMLElement} */ (base.firstElementChild);
  knob.style.transform = `translate(${dx * REACH}px, ${dy * REACH}px)`;
}
