// SPDX-License-Identifier: MIT
// @ts-check
/**
 * conditioner: a worse connection than one has, for trying how that feels.
 *
 * Stands between a WebSocket and whoever uses it, and lets what goes through
 * wait, in both directions. Nothing overtakes anything and nothing is lost, as
 * with TCP: what TCP makes of a lost packet is a stall. Pure: clock, timer and
 * dice are given to it.
 */

/**
 * @typedef {object} Condition
 * @property {number} delay ms, each way
 * @property {number} jitter ms on top, at most, each way
 * @property {number} stall ms that a stall takes
 * @property {number} every s from stall to stall; 0 for none
 */
/**
 * @typedef {object} World
 * @property {() => number} now ms
 * @property {(callback: () => void, ms: number) => void} setTimer
 * @property {() => number} random 0..1
 */
/** @typedef {{due: number, pass: () => void}} Waiting */

/** The ends of the sliders. */
export const MOST = Object.freeze(
  { delay: 300, jitter: 100, stall: 3000, every: 60 });
export const STALL_MS = 1000; // unless said otherwise
/** @type {Readonly<Condition>} */
export const CLEAR = Object.freeze(
  { delay: 0, jitter: 0, stall: STALL_MS, every: 0 });

/** @returns {World} */
function realWorld() {
  return {
    now: () => performance.now(),
    setTimer: (callback, ms) => window.setTimeout(callback, ms),
    random: Math.random,
  };
}

/** One for all connections of a page. */
export class Conditioner {
  /** @param {World} [world] */
  constructor(world = realWorld()) {
    this.world = world;
    /** @type {Condition} */
    this.condition = { ...CLEAR };
    this.stalledUntil = -Infinity;
    this.nextStallAt = Infinity;
  }

  /** @param {Partial<Condition>} condition out of range: the nearest within */
  set(condition) {
    const { every } = this.condition;
    for (const key of /** @type {(keyof Condition)[]} */ (Object.keys(MOST))) {
      const value = condition[key] ?? this.condition[key];
      this.condition[key] = Math.min(Math.max(value || 0, 0), MOST[key]);
    }
    if (this.condition.every !== every) {
      this.nextStallAt = this.condition.every > 0
        ? this.world.now() + this.condition.every * 1000 : Infinity;
    }
  }

  clear() {
    this.set(CLEAR);
    this.stalledUntil = -Infinity;
  }

  isOn() {
    const { delay, jitter, every } = this.condition;
    return delay > 0 || jitter > 0 || every > 0 || this.isStalled();
  }

  isStalled() {
    return this.world.now() < this.stalledUntil;
  }

  /** Nothing passes for `ms` from now. @param {number} [ms] */
  stall(ms = this.condition.stall) {
    this.stalledUntil = Math.max(this.stalledUntil, this.world.now() + ms);
  }

  /** Begins the stall that is due, if one is. */
  advance() {
    const now = this.world.now();
    if (now >= this.nextStallAt) {
      this.stall();
      this.nextStallAt = now + this.condition.every * 1000;
    }
  }

  /** When something that sets out now arrives. */
  arrival() {
    const { delay, jitter } = this.condition;
    return this.world.now() + delay + jitter * this.world.random();
  }

  /** @param {WebSocket} socket that was not used yet
   *  @returns {ConditionedSocket} */
  wrap(socket) {
    return new ConditionedSocket(socket, this);
  }
}

/** One direction: what entered first leaves first. */
class Lane {
  /** @param {Conditioner} conditioner */
  constructor(conditioner) {
    this.conditioner = conditioner;
    /** @type {Waiting[]} */
    this.waiting = [];
  }

  /** @param {() => void} pass */
  enter(pass) {
    const { conditioner } = this;
    conditioner.advance();
    if (this.waiting.length === 0 && !conditioner.isOn()) {
      pass();
      return;
    }
    const before = this.waiting.at(-1)?.due ?? -Infinity;
    this.waiting.push({ due: Math.max(before, conditioner.arrival()), pass });
    if (this.waiting.length === 1) {
      this.#wait();
    }
  }

  #wait() {
    const { world, stalledUntil } = this.conditioner;
    const due = Math.max(this.waiting[0].due, stalledUntil);
    world.setTimer(() => this.#leave(),
      Math.max(0, due - world.now()));
  }

  /** All that is due; a stall may have begun meanwhile. */
  #leave() {
    const { conditioner, waiting } = this;
    while (waiting.length > 0 && !conditioner.isStalled() &&
        waiting[0].due <= conditioner.world.now()) {
      /** @type {Waiting} */ (waiting.shift()).pass();
    }
    if (waiting.length > 0) {
      this.#wait();
    }
  }
}

/** What a Connection uses of a WebSocket, with lanes in between. */
export class ConditionedSocket {
  /** @param {WebSocket} socket @param {Conditioner} conditioner */
  constructor(socket, conditioner) {
    this.socket = socket;
    this.incoming = new Lane(conditioner);
    this.outgoing = new Lane(conditioner);
    this.readyState = socket.readyState;
    /** @type {((event: Event) => void) | null} */
    this.onopen = null;
    /** @type {((event: MessageEvent) => void) | null} */
    this.onmessage = null;
    /** @type {((event: CloseEvent) => void) | null} */
    this.onclose = null;
    socket.onopen = (event) => this.incoming.enter(() => {
      this.readyState = Math.max(this.readyState, socket.OPEN);
      this.onopen?.(event);
    });
    socket.onmessage = (event) => this.incoming.enter(() =>
      this.onmessage?.(event));
    socket.onclose = (event) => this.incoming.enter(() => {
      this.readyState = socket.CLOSED;
      this.onclose?.(event);
    });
  }

  get binaryType() {
    return this.socket.binaryType;
  }

  set binaryType(type) {
    this.socket.binaryType = type;
  }

  /** Takes a copy: who sends may use the bytes again.
   *  @param {string | Uint8Array} message */
  send(message) {
    const own = typeof message === "string" ? message : message.slice();
    this.outgoing.enter(() => this.socket.send(own));
  }

  /** After all that was sent before. @param {number} [code]
   *  @param {string} [reason] */
  close(code, reason) {
    this.readyState = Math.max(this.readyState, this.socket.CLOSING);
    this.outgoing.enter(() => this.socket.close(code, reason));
  }
}

/**
 * The condition that the fragment of an address asks for, as in
 * `#delay=100&jitter=20&stall=1000&every=10`; an empty one if it asks for none.
 * @param {string} hash
 * @returns {Partial<Condition>}
 */
export function conditionIn(hash) {
  const asked = new URLSearchParams(hash.replace(/^#/, ""));
  return Object.fromEntries(Object.keys(MOST)
    .filter((key) => Number.isFinite(parseFloat(asked.get(key) ?? "")))
    .map((key) => [key, parseFloat(asked.get(key) ?? "")]));
}

/** The fragment that asks for this condition; "" for none.
 *  @param {Condition} condition */
export function hashOf(condition) {
  const asked = Object.entries(condition).filter(([key, value]) =>
    value !== CLEAR[/** @type {keyof Condition} */ (key)]);
  return new URLSearchParams(asked.map(([key, value]) =>
    [key, String(value)])).toString();
}
