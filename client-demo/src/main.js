// SPDX-License-Identifier: MIT
// @ts-check
/**
 * main: the page: what is connected to what, and the loop.
 *
 * Two screens: at the door one watches the match behind the card, as a
 * spectator; Play joins it.
 */
import { Controls } from "./input.js";
import { Conditioner } from "./conditioner.js";
import { CourtMap } from "./map.js";
import { Effects } from "./effects.js";
import { Gauges } from "./gauges.js";
import { Hud, element } from "./hud.js";
import { InputClock, ServerClock } from "./roomcast/clock.js";
import { Connection } from "./roomcast/net.js";
import { Lobby } from "./lobby.js";
import { Match } from "./match.js";
import { Minimap } from "./minimap.js";
import { NetPanel } from "./panel.js";
import { Predictor } from "./roomcast/predict.js";
import { Reactions } from "./reactions.js";
import { Renderer } from "./render.js";
import { Sound } from "./sound.js";
import { Talk } from "./talk.js";
import { Words } from "./words.js";
import { invite, invitedTo, showInAddress } from "./invite.js";
import { fromHex, loadSeat, saveSeat, toHex } from "./seat.js";
import { loadSim } from "./roomcast/sim.js";

const RELOADED = "roomcast.reloaded";
const RELOAD_AGAIN_MS = 60000;
const RTT_GUESS_MS = 50;
const HUD_MS = 100;
const WATCH_MS = 9000; // that a spectator stays with one player

class Game {
  /** @param {import("./roomcast/sim.js").Sim} sim */
  constructor(sim) {
    this.sim = sim;
    this.constants = sim.constants;
    this.match = new Match(sim);
    this.clock = new ServerClock(this.constants.TICK_HZ);
    this.inputs = new InputClock();
    this.predictor = new Predictor(sim);
    this.gauges = new Gauges(this.constants.TICK_HZ);
    this.conditioner = new Conditioner();
    this.net = new Connection(sim, {
      status: (status) => this.#status(status),
      read: (receive) => this.#read(receive),
    }, (url, protocol) => this.conditioner.wrap(new WebSocket(url, protocol)));
    this.renderer = new Renderer(element("court"));
    this.minimap = new Minimap(element("minimap"));
    this.effects = new Effects();
    this.sound = new Sound();
    this.hud = new Hud();
    this.words = new Words(this.match, this.hud);
    this.panel = new NetPanel(this.conditioner);
    this.reactions = new Reactions(this);
    this.controls = new Controls(this.constants, element("court"),
      { move: element("stick-move"), aim: element("stick-aim") });
    this.talk = new Talk(this.controls, (text) =>
      this.net.send(sim.putChat(text)));
    this.lobby = new Lobby((to) => this.#play(to));
    /** @type {CourtMap | null} */
    this.map = null;
    this.playing = false;
    this.last = performance.now();
    this.hudAt = 0;
    this.readyAt = 0; // tick from which the own weapon may shoot again
    this.watched = { slot: 0, until: 0 };
    this.tabHeld = false;
    this.#wire();
  }

  /* ---- screens ---- */

  start() {
    const invited = invitedTo();
    const seat = loadSeat();
    if (seat && (!invited || invited === seat.room)) {
      this.#play({ room: seat.room, name: seat.name, mode: "" });
    } else {
      this.#door(invited);
    }
    requestAnimationFrame(() => this.#frame());
  }

  /** To the card at the door. @param {string} room that a link named
   *  @param {string} [trouble] why one is back here */
  #door(room, trouble = "") {
    this.playing = this.controls.enabled = false;
    document.body.dataset.screen = "lobby";
    this.talk.close();
    this.hud.clear();
    this.lobby.invite(room);
    this.lobby.trouble(trouble);
    this.lobby.open();
    this.#watchRoom(room);
  }

  /** As a spectator. @param {string} room "" lets the server choose */
  #watchRoom(room) {
    this.net.open({ url: document.baseURI, room, mode: "", name: "",
      spectate: true, token: null });
  }

  /** @param {{name: string, mode: string, room: string}} to */
  #play(to) {
    this.playing = true;
    this.lobby.close();
    this.lobby.trouble("");
    element("play").disabled = true;
    const seat = loadSeat();
    const token = seat && seat.room === to.room ? fromHex(seat.token) : null;
    this.net.open({ url: document.baseURI, ...to, spectate: false, token });
  }

  /** The first state of a game one plays is here: the card may go. */
  #entered() {
    document.body.dataset.screen = "play";
    this.controls.enabled = true;
    element("court").focus();
    showInAddress(this.match.room);
  }

  /* ---- the connection ---- */

  /** @param {import("./roomcast/types").Status} status */
  #status(status) {
    document.body.dataset.connection = status.state;
    this.#banner(status);
    if (status.state === "refused") {
      this.#refused(status);
    }
  }

  /** @param {import("./roomcast/types").Status} status */
  #banner(status) {
    const banner = element("banner");
    const again = status.state === "connecting" && status.attempt > 0;
    banner.hidden = !(status.state === "waiting" || again) || !this.playing;
    if (status.state === "waiting") {
      const { reason } = status;
      banner.firstElementChild.textContent =
        `${reason[0].toUpperCase()}${reason.slice(1)}. Coming back …`;
      element("play").disabled = false;
    }
  }

  /** @param {Extract<import("./roomcast/types").Status, {state: "refused"}>} status */
  #refused({ sentence, advice }) {
    if (advice === "reload" && mayReload()) {
      location.reload();
      return;
    }
    const said = `${sentence[0].toUpperCase()}${sentence.slice(1)}.`;
    if (!this.playing && advice === "ask for another room") {
      this.lobby.invite("");
      this.lobby.trouble(invitedTo() ? said : "");
      this.#watchRoom("");
    } else if (advice === "stop") {
      this.#stopped(said);
    } else {
      showInAddress("");
      this.#door("", said);
    }
  }

  /** Somebody else sits here now: nothing happens until one asks for it.
   *  @param {string} said */
  #stopped(said) {
    this.playing = this.controls.enabled = false;
    document.body.dataset.screen = "lobby";
    this.lobby.invite(this.match.room);
    this.lobby.trouble(said);
    this.lobby.open();
  }

  /** One message came in. @param {() => number} receive */
  #read(receive) {
    const c = this.constants;
    const now = performance.now();
    this.gauges.message(now);
    let event = c.CLIENT_IGNORED;
    this.predictor.reconcile(this.inputTick(now), () => {
      event = receive();
    });
    switch (event) {
      case c.CLIENT_STATE: this.#state(now); break;
      case c.CLIENT_WELCOME: this.#welcome(); break;
      case c.CLIENT_RULES: this.#rules(); break;
      case c.CLIENT_ROSTER: this.match.seats = this.sim.seats(); break;
      case c.CLIENT_TIMING: this.#timing(now); break;
      case c.CLIENT_PONG: this.#pong(now); break;
      case c.CLIENT_CHAT: this.#chat(); break;
      case c.CLIENT_NOTICE: this.#notice(); break;
    }
  }

  #welcome() {
    const hello = this.sim.welcome();
    this.gauges.connected(performance.now());
    const sameRoom = hello.room === this.match.room;
    this.match.welcome(hello);
    if (this.match.plays()) {
      saveSeat({ room: hello.room, name: this.net.destination?.name ?? "",
        token: toHex(hello.token) });
    }
    this.clock = new ServerClock(this.constants.TICK_HZ);
    this.inputs = new InputClock();
    this.predictor.reset();
    this.readyAt = 0;
    document.body.dataset.room = hello.room;
    document.body.dataset.slot = String(hello.slot);
    if (!sameRoom) {
      this.effects.clear();
      this.renderer.cut();
    }
  }

  #rules() {
    const old = this.map;
    this.match.rules = this.sim.rules();
    this.map = new CourtMap(this.match.rules, this.match.unit);
    if (old && old.sameAs(this.map)) {
      this.map = old;
    }
    this.minimap.fit(this.map);
  }

  /** @param {number} now */
  #timing(now) {
    const { lead, late_ms: lateMs } = this.sim.timing();
    this.inputs.steer(lead);
    this.gauges.timing(lateMs, now);
  }

  /** @param {number} now */
  #pong(now) {
    this.gauges.pong(now - this.sim.pong().number, now);
  }

  /** @param {number} now */
  #state(now) {
    this.clock.observe(this.sim.tick(), now);
    this.gauges.state(this.sim.tick(), now);
    if (!this.inputs.isSet()) {
      this.inputs.reset(this.#rttTicks());
    }
    this.match.addState();
    if (this.playing && this.match.plays() &&
        document.body.dataset.screen !== "play") {
      this.#entered();
    }
  }

  #chat() {
    const { slot, name, text } = this.sim.chat();
    const known = slot !== this.constants.NO_SLOT;
    this.hud.chat(name, known ? this.match.plainColorOf(slot) : "#fff3dc", text);
    this.sound.play("chat");
  }

  #notice() {
    const c = this.constants;
    const { kind, text } = this.sim.notice();
    this.hud.toast(text, kind === c.NOTICE_RULES_CHANGED ? "changed"
      : kind === c.NOTICE_RULES_WRONG ? "wrong" : "");
  }

  /* ---- the loop ---- */

  /** The input clock, in ticks. @param {number} now */
  inputTick(now) {
    return this.clock.tickAt(now) + this.inputs.lead;
  }

  #rttTicks() {
    const rtt = Number.isNaN(this.net.rtt) ? RTT_GUESS_MS : this.net.rtt;
    return rtt / this.clock.msPerTick;
  }

  #frame() {
    requestAnimationFrame(() => this.#frame());
    const now = performance.now();
    const ms = Math.min(now - this.last, 250);
    this.last = now;
    this.gauges.frame(now);
    this.hud.advance(ms);
    this.effects.advance(ms);
    if (this.map && this.match.newest() && this.clock.isSet()) {
      this.#show(this.map, now, ms);
    }
  }

  /** @param {CourtMap} map @param {number} now @param {number} ms */
  #show(map, now, ms) {
    const shown = this.clock.shownAt(now);
    const own = this.#stepOwn(now, ms, shown);
    for (const change of this.match.happened(shown)) {
      this.reactions.react(change);
    }
    const figures = this.match.others(shown);
    if (own && own.entity.hp > 0) {
      figures.push(this.match.figure(own.entity, { ...own,
        slot: this.match.slot, aim: this.controls.angle },
      this.inputTick(now)));
    }
    figures.sort((a, b) => a.body.y - b.body.y);
    const focus = own ?? this.#watch(figures, now);
    this.sound.listen(focus?.x ?? map.w / 2, focus?.y ?? map.h / 2);
    const bullets = this.match.bullets(shown, this.inputTick(now))
      .filter(({ x, y }) => !map.blocked(x, y, 0));
    this.renderer.draw({ map, figures, bullets, effects: this.effects, focus,
      look: this.#lookFrom(own !== null), time: now, ms });
    if (now - this.hudAt > HUD_MS) {
      this.hudAt = now;
      document.body.dataset.tick = String(this.sim.tick());
      this.words.write(this, own?.entity ?? null, now);
      this.minimap.draw(map, figures);
      this.panel.write(this, now);
    }
  }

  /** Which way the camera leans: to the pointer; or, where the card at the door
   *  has the left side, to leave the match the right one.
   *  @param {boolean} plays */
  #lookFrom(plays) {
    const beside = document.body.dataset.screen === "lobby" && innerWidth > 900;
    return plays ? this.controls.look() : { x: beside ? -1.9 : 0, y: 0 };
  }

  /** Sends what is pressed and predicts what it does.
   *  @param {number} now @param {number} ms @param {number} shown */
  #stepOwn(now, ms, shown) {
    if (!this.match.plays()) {
      return null;
    }
    this.inputs.advance(ms, this.#rttTicks());
    const tick = this.inputTick(now);
    const at = this.ownAt;
    const input = this.controls.read(at ? this.renderer.toScreen(at) : null);
    this.predictor.step(tick, shown, input, (message) => {
      this.net.sendInput(message, this.sim.tick());
    });
    const own = this.predictor.at(tick, ms);
    this.ownAt = own;
    if (own) {
      this.#shoot(own, input);
    }
    return own;
  }

  /** The own muzzle flashes at once; the shot itself comes from the server.
   *  @param {NonNullable<ReturnType<Predictor["at"]>>} own
   *  @param {import("./roomcast/types").Input} input */
  #shoot(own, input) {
    const { entity } = own;
    const role = this.match.rules?.roles[entity.type];
    const weapon = role && this.match.rules?.weapons[role.weapon];
    const tick = this.predictor.sent;
    const ready = Math.max(this.readyAt, entity.ready_at, entity.thaw_at);
    if (!weapon || entity.hp === 0 || tick < ready ||
        !(input.buttons & this.constants.BUTTON_FIRE) ||
        this.match.newest()?.match.phase !== this.constants.PHASE_PLAY) {
      return;
    }
    this.readyAt = tick + weapon.cooldown;
    const { angle } = this.controls;
    const reach = role.radius / this.match.unit + 14;
    this.reactions.fire(this.match.slot, { x: own.x + Math.cos(angle) * reach,
      y: own.y + Math.sin(angle) * reach }, angle);
  }

  /** Whom a spectator looks at. @param {import("./render.js").Figure[]} figures
   *  @param {number} now */
  #watch(figures, now) {
    let found = figures.find(({ body }) => body.slot === this.watched.slot);
    if (!found || now > this.watched.until) {
      const best = this.match.standings().slice(0, 4)
        .filter(({ slot }) => figures.some(({ body }) => body.slot === slot));
      const next = best[Math.floor(Math.random() * best.length)];
      if (next) {
        this.watched = { slot: next.slot, until: now + WATCH_MS };
        found = figures.find(({ body }) => body.slot === next.slot);
      }
    }
    this.spot ??= { x: 0, y: 0 };
    if (found) {
      this.spot = { x: found.body.x, y: found.body.y };
    }
    return this.spot;
  }

  /* ---- buttons and keys ---- */

  #wire() {
    addEventListener("resize", () => this.renderer.resize());
    for (const gesture of ["pointerdown", "pointerup"]) {
      addEventListener(gesture, () => this.sound.wake());
    }
    addEventListener("keydown", (event) => this.#key(event));
    addEventListener("keyup", (event) => {
      this.tabHeld = this.tabHeld && event.code !== "Tab";
    });
    addEventListener("blur", () => {
      this.tabHeld = false;
    });
    document.addEventListener("visibilitychange", () => this.#hidden());
    element("invite").addEventListener("click", async () => {
      const said = await invite(this.match.room, this.controls.touch);
      if (said) {
        this.hud.toast(said);
      }
    });
    element("exit").addEventListener("click", () => {
      this.net.leave();
      saveSeat(null);
      showInAddress("");
      this.#door("");
    });
    element("mute").addEventListener("click", () => this.#mute());
    element("talk").addEventListener("click", () => this.talk.open());
    element("tools").addEventListener("pointerup", () => // keys go on playing
      setTimeout(() => element("court").focus()));
    element("banner").querySelector("button").addEventListener("click",
      () => this.net.hurry());
    element("mute").setAttribute("aria-pressed", String(!this.sound.muted));
  }

  /** Escape leads to the buttons and back, so that Tab is free for the scores.
   *  @param {KeyboardEvent} event */
  #key(event) {
    this.sound.wake();
    const typing = event.target instanceof HTMLInputElement;
    const atButton = event.target instanceof HTMLButtonElement;
    if (event.code === "F3") {
      event.preventDefault();
      this.panel.toggle();
    } else if (!this.controls.enabled || typing) {
      return;
    } else if (event.code === "Escape" && this.panel.isOpen()) {
      this.panel.close();
    } else if (event.code === "Escape") {
      element(atButton ? "court" : "invite").focus();
    } else if (event.code === "Tab" && !atButton) {
      event.preventDefault();
      this.tabHeld = true;
    } else if (event.code === "Enter" && !atButton) {
      event.preventDefault();
      this.talk.open();
    } else if (event.code === "KeyM" && !event.repeat) {
      this.#mute();
    }
  }

  #mute() {
    this.sound.wake();
    this.sound.mute(!this.sound.muted);
    element("mute").setAttribute("aria-pressed", String(!this.sound.muted));
    this.sound.play("click");
  }

  /** A hidden page draws nothing and so sends no input: stand still. */
  #hidden() {
    this.gauges.paused(performance.now());
    if (document.hidden && this.match.plays() && this.predictor.sent > 0) {
      this.predictor.sent++;
      this.net.sendInput(this.sim.putInput(this.predictor.sent,
        this.sim.tick(), this.controls.read(null)), this.sim.tick());
    }
  }

  /** What the console and the tests may look at. */
  state() {
    return {
      room: this.match.room,
      slot: this.match.slot,
      seats: this.match.seats,
      state: this.match.newest(),
      unit: this.match.unit,
      own: this.ownAt ?? null, // in u
      ownOnScreen: this.ownAt ? this.renderer.toScreen(this.ownAt) : null,
      corrections: this.predictor.corrections,
    };
  }
}

/** A cached page reloads itself once; should that not help, it says so. */
function mayReload() {
  try {
    const last = Number(sessionStorage.getItem(RELOADED));
    sessionStorage.setItem(RELOADED, String(Date.now()));
    return Date.now() - last > RELOAD_AGAIN_MS;
  } catch {
    return false;
  }
}

try {
  const game = new Game(await loadSim());
  Object.assign(window,
    { roomcast: Object.freeze({ state: () => game.state() }) });
  game.start();
} catch (error) {
  console.error(error);
  element("play").disabled = true;
  element("trouble").hidden = false;
  element("trouble").textContent =
    "This browser could not start the game: it needs WebAssembly.";
}
