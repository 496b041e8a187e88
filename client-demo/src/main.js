// SPDX-License-Identifier: MIT
// @ts-check
/**
 * main: the page: what is connected to what, and the loop.
 *
 * Two screens: at the door one watches the match behind the card, as a
 * spectator; Play joins it.
 */
import { BallotBox } from "./ballot.js";
import { Controls } from "./input.js";
import { Conditioner } from "./conditioner.js";
import { CourtMap } from "./map.js";
import { Effects } from "./effects.js";
import { Gauges } from "./gauges.js";
import { Hud, element } from "./hud.js";
import { Lobby } from "./lobby.js";
import { Match } from "./match.js";
import { Minimap } from "./minimap.js";
import { NetPanel } from "./panel.js";
import { Reactions } from "./reactions.js";
import { Renderer } from "./render.js";
import { RulesPanel } from "./rulespanel.js";
import { Sound } from "./sound.js";
import { Talk } from "./talk.js";
import { Words } from "./words.js";
import { invite, invitedTo, showInAddress } from "./invite.js";
import { fromHex, loadSeat, saveSeat, toHex } from "./seat.js";
import { Room, loadSim } from "./roomcast/index.js";

const RELOADED = "roomcast.reloaded";
const RELOAD_AGAIN_MS = 60000;
const HUD_MS = 100;
const WATCH_MS = 9000; // that a spectator stays with one player

class Game {
  /** @param {import("./roomcast/sim.js").Sim} sim */
  constructor(sim) {
    this.sim = sim;
    this.constants = sim.constants;
    this.gauges = new Gauges(this.constants.TICK_HZ);
    this.conditioner = new Conditioner();
    this.room = new Room(sim, (url, protocol) =>
      this.conditioner.wrap(new WebSocket(url, protocol)));
    this.match = new Match(this.room);
    this.renderer = new Renderer(element("court"));
    this.minimap = new Minimap(element("minimap"));
    this.effects = new Effects();
    this.sound = new Sound();
    this.hud = new Hud();
    this.words = new Words(this.match, this.hud);
    this.panel = new NetPanel(this.conditioner);
    this.rulesPanel = new RulesPanel(this.constants);
    this.ballot = new BallotBox(this.room);
    this.reactions = new Reactions(this);
    this.controls = new Controls(this.constants, element("court"),
      { move: element("stick-move"), aim: element("stick-aim") });
    this.talk = new Talk(this.controls, (text) => this.room.say(text));
    this.lobby = new Lobby((to) => this.#play(to),
      (mode) => this.#watchRoom("", mode));
    /** @type {CourtMap | null} */
    this.map = null;
    this.playing = false;
    this.name = ""; // one plays under
    this.greeted = ""; // in which room and mode
    /** @type {import("./props.js").Prop[]} */
    this.props = [];
    this.last = performance.now();
    this.hudAt = 0;
    this.watched = { slot: 0, until: 0 };
    this.tabHeld = false;
    this.#listen();
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
    this.#watchRoom(room, room ? "" : this.lobby.mode());
  }

  /** As a spectator. @param {string} room "" lets the server choose
   *  @param {string} [mode] too */
  #watchRoom(room, mode = "") {
    this.room.open({ url: document.baseURI, room, mode, spectate: true });
  }

  /** @param {{name: string, mode: string, room: string}} to */
  #play(to) {
    this.playing = true;
    this.name = to.name;
    this.lobby.close();
    this.lobby.trouble("");
    element("play").disabled = true;
    const seat = loadSeat();
    const token = seat && seat.room === to.room ? fromHex(seat.token) : null;
    this.room.open({ url: document.baseURI, ...to, token });
  }

  /** The first state of a game one plays is here: the card may go. */
  #entered() {
    document.body.dataset.screen = "play";
    this.controls.enabled = true;
    this.rulesPanel.close();
    element("court").focus();
    showInAddress(this.room.name);
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
    this.lobby.invite(this.room.name);
    this.lobby.trouble(said);
    this.lobby.open();
  }

  /** What the room tells. */
  #listen() {
    const { room, gauges } = this;
    const now = () => performance.now();
    room.on("status", (status) => this.#status(status));
    room.on("message", () => gauges.message(now()));
    room.on("welcome", (hello) => this.#welcome(hello));
    room.on("rules", () => this.#rules());
    room.on("state", ({ tick }) => this.#state(tick));
    room.on("timing", ({ late_ms: lateMs }) => gauges.timing(lateMs, now()));
    room.on("pong", (rtt) => gauges.pong(rtt, now()));
    room.on("chat", (chat) => this.#chat(chat));
    room.on("notice", (notice) => this.#notice(notice));
  }

  /** @param {import("./roomcast/types").Welcome} hello */
  #welcome(hello) {
    this.gauges.connected(performance.now());
    if (this.room.plays()) {
      saveSeat({ room: hello.room, token: toHex(hello.token),
        name: this.name });
    }
    if (hello.room !== document.body.dataset.room) {
      this.effects.clear();
      this.renderer.cut();
    }
    document.body.dataset.room = hello.room;
    document.body.dataset.slot = String(hello.slot);
  }

  #rules() {
    const old = this.map;
    const rules = /** @type {import("./roomcast/types").Rules} */ (
      this.room.rules);
    this.map = new CourtMap(rules, this.room.unit);
    if (old && old.sameAs(this.map)) {
      this.map = old;
    } else {
      this.effects.clear();
      this.renderer.cut();
    }
    this.minimap.fit(this.map);
    this.rulesPanel.set(rules);
    element("rules-peek").hidden = false;
    this.#greet(rules);
  }

  /** Another game begins: what one does in it.
   *  @param {import("./roomcast/types").Rules} rules */
  #greet(rules) {
    const game = `${this.room.name} ${rules.mode}`;
    if (this.playing && this.greeted !== game) {
      this.greeted = game;
      this.hud.hint(rules.about);
    }
  }

  /** @param {number} tick */
  #state(tick) {
    this.gauges.state(tick, performance.now());
    if (this.playing && this.room.plays() &&
        document.body.dataset.screen !== "play") {
      this.#entered();
    }
  }

  /** @param {import("./roomcast/types").Chat} chat */
  #chat({ slot, name, text }) {
    const known = slot !== this.constants.NO_SLOT;
    this.hud.chat(name, known ? this.match.plainColorOf(slot) : "#fff3dc", text);
    this.sound.play("chat");
  }

  /** @param {import("./roomcast/types").Notice} notice */
  #notice({ kind, text }) {
    const c = this.constants;
    this.hud.toast(text, kind === c.NOTICE_RULES_CHANGED ? "changed"
      : kind === c.NOTICE_RULES_WRONG ? "wrong" : "");
  }

  /* ---- the loop ---- */

  #frame() {
    requestAnimationFrame(() => this.#frame());
    const now = performance.now();
    const ms = Math.min(now - this.last, 250);
    this.last = now;
    this.gauges.frame(now);
    this.hud.advance(ms);
    this.effects.advance(ms);
    const at = this.ownAt;
    if (this.playing) {
      this.room.input(
        this.controls.read(at ? this.renderer.toScreen(at) : null));
    }
    const view = this.room.view(now);
    if (this.map && view) {
      this.#show(this.map, view, now, ms);
    }
  }

  /** @param {CourtMap} map @param {import("./roomcast/types").View} view
   *  @param {number} now @param {number} ms */
  #show(map, view, now, ms) {
    const { own } = view;
    this.ownAt = own;
    for (const change of view.changes) {
      this.reactions.react(change);
    }
    const figures = view.others.map((body) => this.match.figure(body));
    if (own && own.entity.hp > 0) {
      figures.push(this.match.figure({ ...own, aim: this.controls.angle }));
    }
    const props = this.props = this.match.props(view.things, own);
    const focus = own ?? this.#watch(figures, now);
    this.sound.listen(focus?.x ?? map.w / 2, focus?.y ?? map.h / 2);
    const bullets = view.shots.filter(({ x, y }) => !map.blocked(x, y, 0))
      .map((shot) => ({ ...shot, color: this.match.colorOf(shot.owner) }));
    this.renderer.draw({ map, figures, props, bullets, effects: this.effects, focus,
      look: this.#lookFrom(own !== null), time: now, ms });
    if (now - this.hudAt > HUD_MS) {
      this.hudAt = now;
      document.body.dataset.tick = String(this.room.newest()?.tick);
      this.words.write(this, view);
      this.minimap.draw(map, figures, props);
      this.panel.write(this, now);
    }
  }

  /** Which way the camera leans: to the pointer; or, where the card at the door
   *  has the left side, to leave the match the right one. To the pointer it does
   *  not where less motion is asked for.
   *  @param {boolean} plays */
  #lookFrom(plays) {
    const beside = document.body.dataset.screen === "lobby" && innerWidth > 900;
    return plays && !this.effects.calm ? this.controls.look()
      : { x: beside ? -1.9 : 0, y: 0 };
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
      const said = await invite(this.room.name, this.controls.touch);
      if (said) {
        this.hud.toast(said);
      }
    });
    element("exit").addEventListener("click", () => {
      this.room.leave();
      saveSeat(null);
      showInAddress("");
      this.#door("");
    });
    element("mute").addEventListener("click", () => this.#mute());
    element("talk").addEventListener("click", () => this.talk.open());
    element("tools").addEventListener("pointerup", () => // keys go on playing
      setTimeout(() => element("court").focus()));
    element("banner").querySelector("button").addEventListener("click",
      () => this.room.hurry());
    element("mute").setAttribute("aria-pressed", String(!this.sound.muted));
  }

  /** Escape leads to the buttons and back, so that Tab is free for the scores.
   *  @param {KeyboardEvent} event */
  #key(event) {
    this.sound.wake();
    const { target } = event;
    const typing = target instanceof HTMLInputElement && target.type === "text";
    const atButton = target !== element("court") && target !== document.body;
    if (event.code === "F3") {
      event.preventDefault();
      this.panel.toggle();
    } else if (!this.controls.enabled || typing) {
      return;
    } else if (event.code === "Escape" && this.panel.isOpen()) {
      this.panel.close();
    } else if (event.code === "Escape" && this.rulesPanel.isOpen()) {
      this.rulesPanel.close();
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
    } else if (event.code === "KeyR" && !event.repeat) {
      this.rulesPanel.toggle();
    } else if (!event.repeat && this.ballot.key(event)) {
      this.sound.play("click");
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
    if (document.hidden) {
      this.room.pause();
    }
  }

  /** What the console and the tests may look at. */
  state() {
    return {
      room: this.room.name,
      slot: this.room.slot,
      seats: this.room.seats,
      state: this.room.newest(),
      unit: this.room.unit,
      rules: this.room.rules,
      ballot: this.room.ballot,
      props: this.props, // things as they are drawn
      own: this.ownAt ?? null, // in u
      ownOnScreen: this.ownAt ? this.renderer.toScreen(this.ownAt) : null,
      corrections: this.room.statistics().corrections,
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
  element("trouble").textContent = "The game could not start: " +
    `${error instanceof Error ? error.message : error}.`;
}
