// SPDX-License-Identifier: MIT
// @ts-check
/**
 * net: the connection to a room, kept up for as long as it makes sense.
 *
 * What comes in is handed to the module; what it was is told to the owner.
 * After a loss it comes back by itself, with the resume token of the seat; what
 * a close code says to do instead is read from the table in C.
 */
import { backoff } from "./backoff.js";

/** @typedef {import("./types").Destination} Destination */
/** @typedef {import("./types").Socket} Socket */
/** @typedef {import("./types").Status} Status */

const PING_MS = 1000;
const SILENT_MS = 6000; // without a byte: the connection is dead
const CONFIRM_TICKS = 10; // decoded without an input in between
const WELL_MS = 3000; // open for so long: the next loss begins a new count
const OPEN = 1; // readyState of a WebSocket

/** @param {URL} url @param {string} protocol @returns {Socket} */
function openSocket(url, protocol) {
  return new WebSocket(url, protocol);
}

export class Connection {
  /**
   * @param {import("./sim.js").Sim} sim
   * @param {{status: (status: Status) => void,
   *   read: (receive: () => number) => void}} owner `read` is to call
   *   `receive` once, which returns a CLIENT_ constant
   * @param {(url: URL, protocol: string) => Socket} [connect] opens a WebSocket
   */
  constructor(sim, owner, connect = openSocket) {
    this.sim = sim;
    this.owner = owner;
    this.connect = connect;
    /** @type {Socket | null} */
    this.socket = null;
    /** @type {Destination | null} */
    this.destination = null;
    this.attempt = 0;
    this.timer = 0;
    this.rtt = NaN; // ms, smoothed
    this.confirmed = 0; // tick
    this.meter = new Meter();
  }

  /** Leaves wherever it is and goes there. @param {Destination} destination */
  open(destination) {
    this.#drop();
    this.destination = { ...destination };
    this.attempt = 0;
    this.#connect();
  }

  /** Ends the connection without giving up the seat. */
  close() {
    this.#drop();
    this.owner.status({ state: "closed" });
  }

  #drop() {
    clearTimeout(this.timer);
    clearInterval(this.heart);
    const socket = this.socket;
    this.socket = null;
    socket?.close();
  }

  /** Gives up the seat. */
  leave() {
    this.send(this.sim.putLeave());
    this.close();
  }

  /** Tries again now instead of later. */
  hurry() {
    if (this.destination && !this.socket) {
      clearTimeout(this.timer);
      this.#connect();
    }
  }

  isOpen() {
    return this.socket?.readyState === OPEN;
  }

  /** @param {Uint8Array} message */
  send(message) {
    if (this.isOpen()) {
      this.socket?.send(message);
    }
  }

  /** Inputs confirm what was decoded, so count as such.
   *  @param {Uint8Array} message @param {number} decoded tick */
  sendInput(message, decoded) {
    this.confirmed = decoded;
    this.send(message);
  }

  #connect() {
    const to = /** @type {Destination} */ (this.destination);
    this.owner.status({ state: "connecting", attempt: this.attempt });
    const url = new URL(to.room ? `play/${encodeURIComponent(to.room)}` : "play",
      to.url);
    url.protocol = /^(https|wss):$/.test(url.protocol) ? "wss:" : "ws:";
    url.hash = "";
    url.search = to.mode ? `?mode=${encodeURIComponent(to.mode)}` : "";
    const socket = this.connect(url, this.sim.subprotocol);
    socket.binaryType = "arraybuffer";
    this.socket = socket;
    socket.onopen = () => this.#opened(socket);
    socket.onmessage = (event) => this.#message(socket, event.data);
    socket.onclose = (event) => this.#closed(socket, event);
  }

  /** @param {Socket} socket */
  #opened(socket) {
    if (socket !== this.socket) {
      return;
    }
    const to = /** @type {Destination} */ (this.destination);
    this.sim.start();
    this.confirmed = 0;
    this.openedAt = this.heardAt = performance.now();
    this.send(this.sim.putJoin(to.name, to.token, to.spectate));
    this.#beat(socket);
    this.heart = setInterval(() => this.#beat(socket), PING_MS);
  }

  /** Asks how far away the server is, and notices when it is silent.
   *  @param {Socket} socket */
  #beat(socket) {
    if (socket !== this.socket) {
      return;
    }
    const now = performance.now();
    if (now - (this.heardAt ?? now) > SILENT_MS) {
      this.#lost(socket, "the server fell silent");
      return;
    }
    this.send(this.sim.putPing(Math.round(now) >>> 0));
  }

  /** @param {Socket} socket @param {ArrayBuffer | string} data */
  #message(socket, data) {
    if (socket !== this.socket || typeof data === "string") {
      return;
    }
    const bytes = new Uint8Array(data);
    this.heardAt = performance.now();
    this.meter.count(bytes.length, this.heardAt);
    try {
      this.owner.read(() => this.#receive(socket, bytes));
    } catch (error) { // a bug of ours: begin anew rather than stand still
      console.error(error);
      this.#lost(socket, "this page stumbled");
    }
  }

  /** @param {Socket} socket @param {Uint8Array} bytes */
  #receive(socket, bytes) {
    const c = this.sim.constants;
    const event = this.sim.receive(bytes);
    if (event === c.CLIENT_BROKEN) {
      this.#lost(socket, "the server said something strange");
    } else if (event === c.CLIENT_LOST) {
      this.send(this.sim.putResync());
    } else if (event === c.CLIENT_WELCOME) {
      this.#welcomed();
    } else if (event === c.CLIENT_PONG) {
      const rtt = performance.now() - this.sim.pong().number;
      this.rtt = Number.isNaN(this.rtt) ? rtt : this.rtt * 0.8 + rtt * 0.2;
    } else if (event === c.CLIENT_STATE) {
      this.#confirm();
    }
    return event;
  }

  #welcomed() {
    const to = /** @type {Destination} */ (this.destination);
    const { room, token } = this.sim.welcome();
    to.room = room;
    to.token = to.spectate ? null : token;
    this.owner.status({ state: "open" });
  }

  #confirm() {
    const tick = this.sim.tick();
    if (tick - this.confirmed >= CONFIRM_TICKS || tick < this.confirmed) {
      this.confirmed = tick;
      this.send(this.sim.putConfirm());
    }
  }

  /** Ends a connection that only looks alive.
   *  @param {Socket} socket @param {string} reason */
  #lost(socket, reason) {
    if (socket !== this.socket) {
      return;
    }
    this.socket = null;
    socket.close();
    this.#retry(reason);
  }

  /** @param {Socket} socket @param {CloseEvent} event */
  #closed(socket, event) {
    if (socket !== this.socket) {
      return;
    }
    this.socket = null;
    clearInterval(this.heart);
    const ours = this.sim.closeCodes.get(event.code);
    if (!ours || ours.advice === "reconnect" || ours.advice === "wait") {
      this.#retry(ours?.sentence ?? "the connection was lost", ours?.advice);
      return;
    }
    this.owner.status({ state: "refused", code: event.code,
      sentence: event.reason || ours.sentence, advice: ours.advice });
  }

  /** @param {string} reason @param {string} [advice] */
  #retry(reason, advice) {
    clearInterval(this.heart);
    if (performance.now() - (this.openedAt ?? Infinity) > WELL_MS) {
      this.attempt = 0;
    }
    this.openedAt = undefined;
    this.attempt += advice === "wait" ? 4 : 1;
    const wait = backoff(this.attempt, Math.random());
    this.timer = setTimeout(() => this.#connect(), wait);
    this.owner.status({ state: "waiting", attempt: this.attempt, reason,
      until: performance.now() + wait });
  }
}

/** Bytes and messages of the latest second. */
class Meter {
  constructor() {
    this.bytes = this.frames = 0; // per second
    this.begin = this.byteSum = this.frameSum = 0;
    this.latest = 0; // bytes of the latest message
  }

  /** @param {number} bytes @param {number} now */
  count(bytes, now) {
    const ms = now - this.begin;
    if (ms >= 1000) {
      this.bytes = this.byteSum * 1000 / ms;
      this.frames = this.frameSum * 1000 / ms;
      this.begin = now;
      this.byteSum = this.frameSum = 0;
    }
    this.latest = bytes;
    this.byteSum += bytes;
    this.frameSum++;
  }
}
