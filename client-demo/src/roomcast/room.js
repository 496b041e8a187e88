// SPDX-License-Identifier: MIT
// @ts-check
/**
 * room: a seat in a room, or a place among its spectators.
 *
 * What came in is told as events; what there is to see is asked for once a
 * picture by view(), which also sends what is pressed. Knows no page: how bytes
 * get to the server, and when the next picture is due, is said from outside.
 */
import { changesBetween } from "./changes.js";
import { InputLead, ServerClock, Slewed } from "./clock.js";
import { Connection } from "./net.js";
import { History } from "./interp.js";
import { Others } from "./others.js";
import { Predictor } from "./predict.js";
import { Shots, flightTick } from "./shots.js";
import { Things } from "./things.js";

/** @typedef {import("./types").Body} Body */
/** @typedef {import("./types").Bullet} Bullet */
/** @typedef {import("./types").Change} Change */
/** @typedef {import("./types").Entity} Entity */
/** @typedef {import("./types").Events} Events */
/** @typedef {import("./types").View} View */

const RTT_GUESS_MS = 50;
const PAUSE_MS = 250; // between two views, from which on nothing is made up for
const FULL_TURN = 65536;

/** What ends with a connection: states, clocks, and all that follows. */
class Visit {
  /** @param {import("./sim.js").Sim} sim */
  constructor(sim) {
    this.clock = new ServerClock(sim.constants.TICK_HZ);
    this.lead = new InputLead(sim.constants.REWIND_TICKS);
    this.shownClock = new Slewed();
    this.ownClock = new Slewed();
    this.history = new History();
    this.predictor = new Predictor(sim);
    this.others = new Others(sim, this.history);
    this.things = new Things(sim, this.history);
    this.shots = new Shots(sim);
    /** @type {Change[]} */
    this.pending = []; // until it is shown
    this.early = NaN; // as TIMING said last
    this.late = NaN;
    this.viewedAt = NaN; // ms
  }
}

export class Room {
  /**
   * @param {import("./sim.js").Sim} sim of its own
   * @param {(url: URL, protocol: string) => import("./types").Socket} [connect]
   *   opens a WebSocket
   */
  constructor(sim, connect) {
    this.sim = sim;
    this.constants = sim.constants;
    this.unit = sim.constants.UNIT;
    this.slot = sim.constants.NO_SLOT;
    this.name = ""; // of the room
    this.encoding = ""; // of the frames
    /** @type {import("./types").Rules | null} */
    this.rules = null;
    /** @type {import("./types").Seat[]} */
    this.seats = [];
    /** @type {import("./types").Ballot | null} while there is a vote */
    this.ballot = null;
    /** @type {{until: number, choice: number | null} | null} the latest vote */
    this.voted = null;
    this.visit = new Visit(sim);
    /** @type {Map<string, Set<Function>>} */
    this.listeners = new Map();
    this.net = new Connection(sim, {
      status: (status) => this.#status(status),
      read: (receive) => this.#read(receive),
    }, connect);
  }

  /** The latest state, if there is one yet. */
  newest() {
    return this.visit.history.newest();
  }

  /* ---- coming and going ---- */

  /** Leaves wherever it is and goes there. It comes back by itself when the
   *  connection is lost. @param {import("./types").Options} to */
  open(to) {
    this.net.open({ room: "", mode: "", name: "", spectate: false, token: null,
      ...to });
  }

  /** Ends the connection without giving up the seat. */
  close() {
    this.net.close();
  }

  /** Gives up the seat. */
  leave() {
    this.net.leave();
  }

  /** Whether there is a connection now. */
  isOpen() {
    return this.net.isOpen();
  }

  /** Tries to come back now instead of later. */
  hurry() {
    this.net.hurry();
  }

  /** For what is played next. Counts until another vote, or until it is taken
   *  back with null. @param {number | null} choice index into the ballot's */
  vote(choice) {
    if (this.ballot) {
      this.net.send(this.sim.putVote(choice));
      this.voted = { until: this.ballot.until, choice };
      this.#setBallot(this.ballot);
    }
  }

  /** @param {string} text */
  say(text) {
    this.net.send(this.sim.putChat(text));
  }

  /** Passes on bytes of a game's own, where the mode relays.
   *  @param {number} to a slot, RELAY_TO_ALL or RELAY_TO_TEAM
   *  @param {Uint8Array} bytes */
  relay(to, bytes) {
    this.net.send(this.sim.putRelay(to, bytes));
  }

  /**
   * Calls `listener` whenever that happens. Returns a function that ends it.
   * @template {keyof Events} Name
   * @param {Name} name @param {Events[Name]} listener
   */
  on(name, listener) {
    const all = this.listeners.get(name) ?? new Set();
    this.listeners.set(name, all.add(listener));
    return () => all.delete(listener);
  }

  /**
   * @template {keyof Events} Name
   * @param {Name} name @param {Parameters<Events[Name]>} what
   */
  #tell(name, ...what) {
    for (const listener of this.listeners.get(name) ?? []) {
      try {
        listener(...what);
      } catch (error) { // its own affair: the connection goes on
        report(error);
      }
    }
  }

  /* ---- what comes in ---- */

  /** @param {import("./types").Status} status */
  #status(status) {
    this.#tell("status", status);
    if (status.state === "refused" || status.state === "closed") {
      this.#tell("close", status);
    }
  }

  /** One message came in. @param {() => number} receive */
  #read(receive) {
    const c = this.constants;
    this.#tell("message", this.net.meter.latest);
    switch (receive()) {
      case c.CLIENT_STATE: this.#state(performance.now()); break;
      case c.CLIENT_WELCOME: this.#welcome(); break;
      case c.CLIENT_RULES:
        this.rules = this.sim.rules();
        this.#tell("rules", this.rules);
        break;
      case c.CLIENT_ROSTER:
        this.seats = this.sim.seats();
        this.#tell("roster", this.seats);
        break;
      case c.CLIENT_TIMING: this.#timing(performance.now()); break;
      case c.CLIENT_PONG:
        this.#tell("pong", performance.now() - this.sim.pong().number);
        break;
      case c.CLIENT_BALLOT: this.#setBallot(this.sim.ballot()); break;
      case c.CLIENT_CHAT: this.#tell("chat", this.sim.chat()); break;
      case c.CLIENT_NOTICE: this.#tell("notice", this.sim.notice()); break;
      case c.CLIENT_RELAY: {
        const { from, bytes } = this.sim.relayed();
        this.#tell("relay", from, bytes);
        break;
      }
    }
  }

  #welcome() {
    const welcome = this.sim.welcome();
    this.visit = new Visit(this.sim);
    this.seats = [];
    this.ballot = this.voted = null;
    this.slot = welcome.slot;
    this.name = welcome.room;
    this.encoding = welcome.encoding === this.constants.ENCODING_REPLICA
      ? "replica" : "plain";
    this.#tell("welcome", welcome);
  }

  /** A ballot that left before the latest vote came in does not know of it.
   *  @param {import("./types").Ballot} said */
  #setBallot(said) {
    const ballot = this.voted?.until === said.until
      ? { ...said, mine: this.voted.choice } : said;
    this.ballot = ballot.choices.length > 0 ? ballot : null;
    this.#tell("ballot", ballot);
  }

  /** @param {number} now */
  #state(now) {
    const before = this.visit.history.newest();
    const state = this.sim.snapshot();
    this.visit.clock.observe(state.tick, now);
    if (!this.visit.lead.isSet()) {
      this.visit.lead.guess(this.#rttTicks(), now);
    }
    this.visit.predictor.reconcile();
    this.visit.history.push(state);
    this.visit.shots.addState(state, this.slot);
    if (before && before.tick < state.tick) {
      this.visit.pending.push(...changesBetween(before, state)
        .filter((change) => !this.#isForeseen(change)));
    }
    if (this.ballot && state.tick >= this.ballot.until) {
      this.#setBallot({ ...this.ballot, choices: [] });
    }
    this.#tell("state", state);
  }

  /** Own shots are seen before any state tells of them. @param {Change} change */
  #isForeseen(change) {
    return this.plays() && (change.type === "shot" || change.type === "impact")
      && change.slot === this.slot;
  }

  /** @param {number} now */
  #timing(now) {
    const timing = this.sim.timing();
    this.visit.early = timing.lead;
    this.visit.late = timing.late_ms;
    this.visit.lead.steer(timing.lead, now);
    this.#tell("timing", timing);
  }

  #rttTicks() {
    const rtt = Number.isNaN(this.net.rtt) ? RTT_GUESS_MS : this.net.rtt;
    return rtt / this.visit.clock.msPerTick;
  }

  /* ---- what goes out and what there is to see ---- */

  plays() {
    return this.slot !== this.constants.NO_SLOT;
  }

  /** What is pressed from now on; sent by view().
   *  @param {import("./types").Input} input */
  input(input) {
    this.visit.predictor.press(input);
  }

  /** Nobody will ask for a view for a while: lets go of everything. */
  pause() {
    if (this.plays()) {
      this.visit.predictor.release((message) => this.#send(message));
    }
  }

  /** @param {Uint8Array} message */
  #send(message) {
    this.net.sendInput(message, this.sim.tick());
  }

  /** All there is to see at `now`, to be asked for once a picture; null as long
   *  as nothing is known. @param {number} [now] ms, of performance.now()
   *  @returns {View | null} */
  view(now = performance.now()) {
    const newest = this.newest();
    if (!newest || !this.visit.clock.isSet()) {
      return null;
    }
    const passed = now - this.visit.viewedAt;
    const ms = passed >= 0 ? Math.min(passed, PAUSE_MS) : 0;
    this.visit.viewedAt = now;
    const sight = this.#runOn(now, ms / this.visit.clock.msPerTick);
    const own = this.#own(sight.own, ms);
    const role = own ? this.rules?.roles[own.entity.type] : undefined;
    sight.self = own && own.entity.hp > 0
      ? { x: own.x, y: own.y, radius: (role?.radius ?? 0) / this.unit } : null;
    const others = this.visit.others.look(sight, this.slot, this.rules);
    const things = this.visit.things.look(sight, own, others, this.rules);
    this.#look(own, sight.shown, sight.own);
    const changes = this.#changes(sight.shown, sight.own);
    const shots = this.#shots(sight.shown, sight.own, newest, changes);
    return { tick: sight.shown, ownTick: sight.own, own, others, things,
      shots, changes };
  }

  /** Lets the clocks run. What shots can meet is at most REWIND_TICKS old, so
   *  with a long way others are shown as early as states arrive, or a little
   *  foreseen.
   *  @param {number} now @param {number} ticks
   *  @returns {import("./tracks.js").Sight} */
  #runOn(now, ticks) {
    const tick = this.visit.clock.tickAt(now);
    this.visit.lead.check(now, this.#rttTicks());
    const most = this.plays() ? this.constants.REWIND_TICKS - this.visit.lead.ticks
      : Infinity;
    const delay = Math.min(this.visit.clock.delay, Math.max(most, 0));
    const shown = this.visit.shownClock.advance(ticks, tick - delay);
    const own = this.plays()
      ? this.visit.ownClock.advance(ticks, tick + this.visit.lead.ticks) : shown;
    return { shown, own, ticks, self: null };
  }

  /** @param {number} clock @param {number} ms @returns {Body | null} */
  #own(clock, ms) {
    if (!this.plays()) {
      this.sim.foresee(Math.ceil(clock), { buttons: 0, aim: 0 }, 0);
      return null;
    }
    const at = this.visit.predictor.advance(clock, ms,
      (message) => this.#send(message));
    return at && { ...at, slot: this.slot, tick: clock,
      aim: this.visit.predictor.input.aim / FULL_TURN * 2 * Math.PI };
  }

  /** Notes how old that is which one aims at.
   *  @param {Body | null} own @param {number} shown @param {number} clock */
  #look(own, shown, clock) {
    const seen = own ? this.visit.others.tickAimedAt(own, own.aim, shown) : shown;
    this.visit.predictor.lag = Math.max(0, Math.round(clock - seen));
  }

  /**
   * What has happened by now, each change once. What happens to the own player
   * is told at once: it lives ahead of what is shown.
   * @param {number} shown @param {number} own
   */
  #changes(shown, own) {
    const due = (/** @type {Change} */ change) =>
      change.type === "impact"
        ? change.tick <= flightTick(change.born, shown, own)
        : change.tick <= shown ||
          (this.plays() && "slot" in change && change.slot === this.slot);
    const out = this.visit.pending.filter(due);
    this.visit.pending = this.visit.pending.filter((change) => !due(change));
    return out;
  }

  /** @param {number} shown @param {number} own
   *  @param {import("./types").Snapshot} newest @param {Change[]} changes
   *  @returns {Bullet[]} */
  #shots(shown, own, newest, changes) {
    const out = this.visit.shots.look(shown, own);
    if (this.plays()) {
      out.push(...this.visit.shots.lookOwn(own, this.slot, newest, changes));
    }
    return out.map(({ x, y, shot }) => ({ x: x / this.unit, y: y / this.unit,
      vx: shot.vx / this.unit, vy: shot.vy / this.unit,
      radius: (this.rules?.weapons[shot.type]?.radius ?? 0) / this.unit,
      born: shot.born, owner: shot.owner, team: shot.team }));
  }

  /** @returns {import("./types").Statistics} */
  statistics() {
    const { net, visit } = this;
    const { clock, lead, predictor } = visit;
    return {
      tick: visit.history.newest()?.tick ?? NaN,
      rtt: net.rtt,
      jitter: clock.jitter * clock.msPerTick,
      delay: clock.delay * clock.msPerTick,
      lead: lead.ticks * clock.msPerTick,
      early: visit.early,
      late: visit.late,
      bytes: net.meter.bytes,
      messages: net.meter.frames,
      encoding: this.encoding,
      compared: predictor.compared,
      corrections: predictor.corrections,
    };
  }
}

/** As an error that nobody caught is. @param {unknown} error */
function report(error) {
  if (typeof reportError === "function") {
    reportError(error);
  } else {
    console.error(error);
  }
}
