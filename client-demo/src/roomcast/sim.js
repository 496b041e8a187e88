// SPDX-License-Identifier: MIT
// @ts-check
/**
 * sim: the game's own C code, as WebAssembly.
 *
 * The module reads every message, keeps the state and foresees the next ones.
 * Nothing here restates a number of C: constants and the places of fields are
 * asked for by name when the module is loaded.
 */

/** @typedef {import("./types").Entity} Entity */

const decoder = new TextDecoder();
const encoder = new TextEncoder();

export class Sim {
  /** @param {WebAssembly.Instance} instance */
  constructor(instance) {
    this.c = /** @type {any} */ (instance.exports);
    /** @type {Record<string, number>} */
    this.constants = {};
    for (let i = 0; i < this.c.constant_count(); i++) {
      this.constants[this.text(this.c.constant_name(i))] =
        this.c.constant_value(i) >>> 0;
    }
    this.subprotocol = this.text(this.c.subprotocol());
    this.records = this.#describe();
    /** @type {Map<number, import("./types").CloseCode>} */
    this.closeCodes = new Map();
    for (let i = 0; i < this.c.close_code_count(); i++) {
      const entry = this.records.close_code(this.c.close_code_at(i));
      this.closeCodes.set(entry.code, entry);
    }
  }

  /** For each record, a function that copies one at an address out. */
  #describe() {
    /** @type {Record<string, {name: string, offset: number, size: number,
     *   type: string}[]>} */
    const fields = {};
    for (let i = 0; i < this.c.field_count(); i++) {
      const record = this.text(this.c.field_record(i));
      (fields[record] ??= []).push({
        name: this.text(this.c.field_name(i)),
        offset: this.c.field_offset(i),
        size: this.c.field_size(i),
        type: String.fromCharCode(this.c.field_type(i)),
      });
    }
    /** @type {Record<string, (address: number) => any>} */
    const readers = {};
    for (const [record, list] of Object.entries(fields)) {
      readers[record] = (address) => {
        /** @type {Record<string, any>} */
        const out = {};
        for (const field of list) {
          out[field.name] = this.#value(address + field.offset, field);
        }
        return out;
      };
    }
    return readers;
  }

  /** @param {number} at @param {{size: number, type: string}} field */
  #value(at, field) {
    const view = this.#view();
    switch (field.type) {
      case "?": return view.getUint8(at) !== 0;
      case "B": return view.getUint8(at);
      case "H": return view.getUint16(at, true);
      case "h": return view.getInt16(at, true);
      case "I": return view.getUint32(at, true);
      case "i": return view.getInt32(at, true);
      case "s": return this.text(at);
      case "z": return this.text(view.getUint32(at, true));
      case "p": return this.#bytes(at, field.size).slice();
      default: throw new Error(`no field is of type ${field.type}`);
    }
  }

  #view() {
    if (this.view?.buffer !== this.c.memory.buffer) {
      this.view = new DataView(this.c.memory.buffer);
    }
    return /** @type {DataView} */ (this.view);
  }

  /** @param {number} at @param {number} len */
  #bytes(at, len) {
    return new Uint8Array(this.c.memory.buffer, at, len);
  }

  /** The C string at an address. @param {number} at */
  text(at) {
    const all = new Uint8Array(this.c.memory.buffer);
    return decoder.decode(all.subarray(at, all.indexOf(0, at)));
  }

  /* ---- reading ---- */

  /** Forgets everything: a new connection begins. */
  start() {
    this.c.client_start();
  }

  /**
   * Reads one message; returns a CLIENT_ constant.
   * @param {Uint8Array} bytes
   * @returns {number}
   */
  receive(bytes) {
    if (bytes.length > this.c.incoming_cap()) {
      return this.constants.CLIENT_BROKEN;
    }
    this.#bytes(this.c.incoming_bytes(), bytes.length).set(bytes);
    return this.c.client_receive(bytes.length);
  }

  /** @returns {import("./types").Welcome} */
  welcome() {
    return this.records.welcome(this.c.welcome_at());
  }

  /** @returns {import("./types").Chat} */
  chat() {
    return this.records.chat(this.c.chat_at());
  }

  /** @returns {import("./types").Notice} */
  notice() {
    return this.records.notice(this.c.notice_at());
  }

  /** The message that was just received, copied.
   *  @returns {import("./types").Relayed} */
  relayed() {
    return { from: this.c.relay_from(),
      bytes: this.#bytes(this.c.relay_bytes(), this.c.relay_len()).slice() };
  }

  /** @returns {import("./types").Ballot} */
  ballot() {
    const { until, mine, count } = this.records.ballot(this.c.ballot_at());
    const choices = Array.from({ length: count }, (_, i) =>
      this.records.choice(this.c.choice_at(i)));
    return { until, mine: mine === this.constants.NO_CHOICE ? null : mine,
      choices };
  }

  /** @returns {{number: number, tick: number}} */
  pong() {
    return this.records.pong(this.c.pong_at());
  }

  /** @returns {{tick: number, lead: number, late_ms: number}} */
  timing() {
    return this.records.timing(this.c.timing_at());
  }

  /** @returns {import("./types").Rules} */
  rules() {
    const rules = this.records.rules(this.c.rules_at());
    const list = (/** @type {string} */ record, /** @type {number} */ count) =>
      Array.from({ length: count }, (_, i) =>
        this.records[record](this.c[`${record}_at`](i)));
    rules.roles = list("role", rules.role_count);
    rules.weapons = list("weapon", rules.weapon_count);
    rules.walls = list("wall", rules.wall_count);
    rules.kinds = list("kind", rules.kind_count);
    rules.stands = list("stand", rules.stand_count);
    rules.timers = list("timer", rules.timer_count);
    rules.scripts = list("script", rules.script_count);
    rules.effects = list("effect", rules.effect_count);
    return rules;
  }

  /** Who sits where, by slot. @returns {import("./types").Seat[]} */
  seats() {
    const seats = [];
    for (let slot = 0; slot < this.c.seat_count(); slot++) {
      const seat = this.records.seat(this.c.seat_at(slot));
      seats.push(Object.assign(seat, { slot }));
    }
    return seats;
  }

  /** The tick of the latest state. @returns {number} */
  tick() {
    return this.c.state_tick();
  }

  /** The latest state, copied. @returns {import("./types").Snapshot} */
  snapshot() {
    const { ENTITY_NONE, ENTITY_SHOT, MAX_THINGS } = this.constants;
    const match = this.records.match(this.c.match_at());
    /** @type {(Entity | null)[]} */
    const players = [];
    /** @type {(Entity | null)[]} */
    const things = [];
    /** @type {Entity[]} */
    const shots = [];
    const limit = this.c.player_limit();
    for (let i = 0; i < this.c.entity_limit(); i++) {
      const kind = this.c.entity_kind(i);
      if (kind === ENTITY_SHOT) {
        shots.push(this.#entity(this.c.entity_at(i), i));
      } else if (i < limit + MAX_THINGS) {
        (i < limit ? players : things).push(
          kind !== ENTITY_NONE ? this.#entity(this.c.entity_at(i), i) : null);
      }
    }
    return { tick: match.tick, match, players, things, shots };
  }

  /** @param {number} address @param {number} slot @returns {Entity} */
  #entity(address, slot) {
    const entity = this.records.entity(address);
    const seen = entity.back_at !== this.constants.VIEW_NEVER;
    return Object.assign(entity, { slot, seen });
  }

  /* ---- foreseeing: see shared/foresee.h ---- */

  /** Steps on to `tick`, and one further under what is pressed now.
   *  @param {number} tick @param {import("./types").Input} input
   *  @param {number} lag ticks ago that what one aims at is seen */
  foresee(tick, input, lag) {
    this.c.foresee(Math.max(0, tick), input.buttons, input.aim, lag);
  }

  /** The own player at `tick`, or null. @param {number} tick
   *  @returns {Entity | null} */
  foreseenOwn(tick) {
    const address = this.c.foreseen_own(tick);
    return address ? this.#entity(address, this.c.own_slot()) : null;
  }

  /** Where a player or a thing is at `tick`, or null when that was not
   *  foreseen. @param {number} slot @param {number} tick */
  foreseenPlace(slot, tick) {
    if (tick < this.tick() || tick > this.c.foreseen_tick() + 1) {
      return null;
    }
    const { MAX_PLAYERS, MAX_THINGS } = this.constants;
    const players = this.c.player_limit();
    const [all, i, count] = slot < players
      ? [this.c.foreseen_places(tick), slot, MAX_PLAYERS]
      : [this.c.foreseen_things(tick), slot - players, MAX_THINGS];
    const view = this.#view();
    return { x: view.getInt32(all + 4 * i, true),
      y: view.getInt32(all + 4 * (i + count), true) };
  }

  /** The shots of a player at the tick foreseen, and those fired a tick further.
   *  @param {number} owner @returns {Entity[]} */
  foreseenShots(owner) {
    const shots = [];
    for (let i = this.c.player_limit(); i < this.c.entity_limit(); i++) {
      for (const further of [0, 1]) {
        const address = this.c.foreseen_shot(i, owner, further);
        if (address) {
          shots.push(this.#entity(address, i));
        }
      }
    }
    return shots;
  }

  /** The tick at which a shot of the latest state is over by then, or 0.
   *  @param {number} slot @returns {number} */
  foreseenEnd(slot) {
    return this.c.foreseen_end(slot);
  }

  /** What the latest state said of the own player beyond what was foreseen, in
   *  1/UNIT u; null if that cannot be said. */
  miss() {
    const at = this.c.foreseen_miss();
    return at ? { x: this.#view().getInt32(at, true),
      y: this.#view().getInt32(at + 4, true) } : null;
  }

  /* ---- writing: each returns a message, valid until the next call ---- */

  /** @param {string} text @param {number} max bytes */
  #putText(text, max) {
    return encoder.encodeInto(
      text, this.#bytes(this.c.text_bytes(), max)).written;
  }

  /** @param {number} len */
  #outgoing(len) {
    return this.#bytes(this.c.outgoing_bytes(), len);
  }

  /** @param {string} name @param {Uint8Array | null} token
   *  @param {boolean} spectate */
  putJoin(name, token, spectate) {
    const len = this.#putText(name, this.constants.NAME_BYTES);
    if (token) {
      this.#bytes(this.c.incoming_bytes(), token.length).set(token);
    }
    return this.#outgoing(this.c.put_join(len, token !== null, spectate));
  }

  /** @param {number} tick @param {number} seen
   *  @param {import("./types").Input} input */
  putInput(tick, seen, input) {
    return this.#outgoing(
      this.c.put_input(tick, seen, input.buttons, input.aim));
  }

  /** @param {string} text */
  putChat(text) {
    const len = this.#putText(text, this.constants.CHAT_BYTES);
    return this.#outgoing(this.c.put_chat(len));
  }

  /** @param {number} to a slot, RELAY_TO_ALL or RELAY_TO_TEAM
   *  @param {Uint8Array} bytes */
  putRelay(to, bytes) {
    if (bytes.length > this.constants.MAX_RELAY) {
      throw new RangeError(`a message of ${bytes.length} bytes is too long`);
    }
    this.#bytes(this.c.incoming_bytes(), bytes.length).set(bytes);
    return this.#outgoing(this.c.put_relay(to, bytes.length));
  }

  /** @param {number | null} choice index, or null to take it back */
  putVote(choice) {
    return this.#outgoing(this.c.put_vote(choice ?? this.constants.NO_CHOICE));
  }

  /** @param {number} number */
  putPing(number) {
    return this.#outgoing(this.c.put_ping(number));
  }

  putConfirm() {
    return this.#outgoing(this.c.put_confirm());
  }

  putResync() {
    return this.#outgoing(this.c.put_resync());
  }

  putLeave() {
    return this.#outgoing(this.c.put_leave());
  }
}

/** @param {string | URL} url */
async function fetchModule(url) {
  const response = await fetch(url).catch((error) => {
    throw new Error(`${url} cannot be reached`, { cause: error });
  });
  if (!response.ok) {
    throw new Error(`${url} is answered with status ${response.status}`);
  }
  return response;
}

/**
 * Loads the module. Each call gives one of its own: one module is one client.
 * Of an error the message says what it was: no WebAssembly here, no module
 * there, or a module that cannot be run.
 * @param {string | URL | BufferSource} [wasm] where it is, or itself; beside
 *   the page unless said otherwise
 * @returns {Promise<Sim>}
 */
export async function loadSim(
  wasm = new URL("../../roomcast.wasm", import.meta.url)) {
  if (typeof WebAssembly === "undefined") {
    throw new Error("this browser has no WebAssembly, which it needs");
  }
  const where = typeof wasm === "string" || wasm instanceof URL;
  const module = where ? await fetchModule(wasm) : wasm;
  try {
    const { instance } = module instanceof Response
      ? await WebAssembly.instantiateStreaming(module)
      : await WebAssembly.instantiate(module);
    return new Sim(instance);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`${where ? wasm : "roomcast.wasm"} cannot be run: ${why}`,
      { cause: error });
  }
}
