// SPDX-License-Identifier: MIT
//
// The shapes that modules pass to each other. Numbers are the simulation's own:
// lengths in 1/UNIT u, times in ticks, unless a name says otherwise.

/** Public state of a player, a thing or a shot, field for field ENTITY_FIELDS of
 *  C. A thing has its radius, in u, as hp, and is away while that is 0; its
 *  type is its kind, its owner who carries it, its foe who touched it last. */
export interface Entity {
  slot: number; // its index in the state
  seen: boolean; // false: a player out of sight, dead at 0, 0 to all appearance
  kind: number;
  owner: number;
  team: number;
  type: number;
  born: number;
  x: number;
  y: number;
  vx: number;
  vy: number;
  aim: number; // 1/256 turn
  buttons: number;
  hp: number;
  foe: number;
  ready_at: number;
  back_at: number;
  thaw_at: number;
  score: number;
  deaths: number;
}

export interface Match {
  tick: number;
  phase: number;
  winner: number;
  ends_at: number;
  bout_at: number; // tick this bout began at; to come: all wait for it
  score1: number;
  score2: number;
  score3: number;
  score4: number;
}

/** One decoded state. Empty slots are null; shots come in no order. Thing i is
 *  what stands at stand i of the rules; the slot of the first is the number of
 *  players' slots. */
export interface Snapshot {
  tick: number;
  match: Match;
  players: (Entity | null)[];
  things: (Entity | null)[];
  shots: Entity[];
}

export interface Role {
  id: string;
  hp: number;
  speed: number; // 1/UNIT u per tick
  radius: number;
  weapon: number;
  starts: boolean; // players begin in the first role that starts
  tint: number; // 0xRRGGBB, 0 for the player's own colour
  hint: string; // what who becomes it is told, or ""
}

export interface Weapon {
  id: string;
  damage: number; // hit points, each pellet
  speed: number;
  radius: number;
  cooldown: number;
  life: number;
  pellets: number;
  spread: number; // 1/65536 turn
  knockback: number; // 1/UNIT u per tick
}

export interface Wall {
  x: number;
  y: number;
  w: number;
  h: number;
}

/** A kind of thing. */
export interface Kind {
  id: string;
  body: number; // BODY_: area, carried, pushed or solid
  radius: number; // u, at first
  mass: number; // 1/256 of a player's
  home_after: number; // ticks that it lies about before it goes home; 0: any
  tint: number; // 0xRRGGBB, 0 for its team's colour
}

/** Where a thing stands when a bout begins. */
export interface Stand {
  x: number;
  y: number;
  kind: number;
  team: number;
}

export interface Timer {
  id: string;
  first: number; // ticks after a bout began
  every: number; // ticks between then, 0: once a bout
}

/** What a rule does on an event, under conditions: shared/rules.h says what
 *  EVENT_, OP_ and WHO_ mean, and what unit n has. */
export interface Effect {
  event: number;
  if_role: number; // of the actor, or ROLE_ANY
  if_other: number; // of the target, or ROLE_ANY
  if_team: number; // TEAM_ANY, TEAM_SAME or TEAM_OTHER
  if_alive: number; // ALIVE_ANY, ALIVE_YES or neither: dead
  if_thing: number; // kinds, or NO_THING
  if_into: number;
  if_timer: number; // or TIMER_ANY
  if_carry: number;
  if_in: number;
  if_out: number;
  if_alone: boolean;
  op: number;
  who: number;
  arg: number; // a role, kind or script by its index, 255 for none
  n: number;
}

export interface Rules {
  version: number;
  mode: string;
  mod: string;
  title: string;
  about: string; // what one does in it, or ""
  map: string;
  teams: number;
  friendly_fire: boolean;
  win: number;
  bouts: boolean; // who dies stays dead until one side is left
  time_limit: number; // ticks, as are the next two
  warmup: number;
  overtime: number;
  min_players: number;
  score_limit: number; // 0: none
  respawn: number;
  max_players: number;
  bots: number;
  width: number;
  height: number;
  relay_bytes: number; // longest message that is passed on, 0 for none
  relay_rate: number; // of them a second
  roles: Role[];
  weapons: Weapon[];
  walls: Wall[];
  kinds: Kind[];
  stands: Stand[];
  timers: Timer[];
  scripts: { id: string }[];
  effects: Effect[]; // by event
}

export interface Seat {
  slot: number;
  taken: boolean;
  online: boolean;
  bot: boolean;
  name: string;
}

export interface Welcome {
  slot: number;
  resumed: boolean;
  token: Uint8Array;
  room: string;
  tick: number;
  encoding: number; // of the frames that will come
}

export interface Chat {
  slot: number;
  name: string;
  text: string;
}

export interface Notice {
  kind: number;
  text: string;
}

/** What may be played next, and how the votes stand. Empty: the vote is over. */
export interface Ballot {
  until: number; // tick that it goes on at to what was chosen
  mine: number | null; // own choice, by its index
  choices: Choice[];
}

export interface Choice {
  mode: string;
  title: string; // of the mode
  map: string;
  votes: number;
}

/** Bytes of a game's own that somebody had passed on. */
export interface Relayed {
  from: number; // slot
  bytes: Uint8Array;
}

export interface CloseCode {
  code: number;
  name: string;
  sentence: string;
  advice: string;
}

/** What happened between two states. `by` is a slot or NO_SLOT. */
export type Change =
  | { type: "spawn"; tick: number; slot: number; x: number; y: number }
  | { type: "gone"; tick: number; slot: number; seen: boolean;
      x: number; y: number }
  | { type: "hurt"; tick: number; slot: number; by: number; amount: number;
      x: number; y: number }
  | { type: "death"; tick: number; slot: number; by: number; seen: boolean;
      x: number; y: number; vx: number; vy: number }
  | { type: "role"; tick: number; slot: number; role: number; seen: boolean;
      x: number; y: number }
  | { type: "score"; tick: number; slot: number; amount: number;
      x: number; y: number }
  | { type: "shot"; tick: number; slot: number; weapon: number; aim: number;
      x: number; y: number }
  | { type: "impact"; tick: number; slot: number; weapon: number;
      born: number; x: number; y: number; vx: number; vy: number }
  | { type: "thing"; tick: number; thing: number; kind: number;
      did: "taken" | "dropped" | "away" | "back" | "owned";
      slot: number; team: number; x: number; y: number }
  | { type: "bout"; tick: number; at: number }
  | { type: "phase"; tick: number; phase: number };

/** What a player presses, as the simulation wants it. */
export interface Input {
  buttons: number;
  aim: number; // 1/65536 turn
}

/** A body to draw, in u and radians. */
export interface Body {
  slot: number;
  x: number;
  y: number;
  vx: number; // u per tick
  vy: number;
  aim: number;
  tick: number; // that it is shown at
  entity: Entity; // as the server said last before that
}

/** A shot to draw, in u. */
export interface Bullet {
  x: number;
  y: number;
  vx: number; // u per tick
  vy: number;
  radius: number;
  born: number; // tick
  owner: number;
  team: number;
}

/** A thing to draw, in u. What is away is not among them. */
export interface Thing {
  index: number; // of its stand, where it has one
  kind: number; // index into rules.kinds
  x: number;
  y: number;
  vx: number; // u per tick
  vy: number;
  radius: number; // runs smoothly after what it is
  team: number; // 0 for nobody's
  carrier: number; // slot, or NO_SLOT
  home: boolean; // lies where it began
  entity: Entity; // as the server said last before that
}

/** All there is to see at one moment. */
export interface View {
  tick: number; // that others are shown at, about
  ownTick: number; // that the own player is shown at
  own: Body | null; // also while it is dead; null without a seat
  others: Body[]; // the living
  things: Thing[];
  shots: Bullet[];
  changes: Change[]; // what has happened since the view before
}

/** How well it goes; NaN where nothing is known yet. */
export interface Statistics {
  tick: number; // of the latest state
  rtt: number; // ms
  jitter: number; // ms that states come late by, but for the latest tenth
  delay: number; // ms that others are shown behind
  lead: number; // ms that inputs are addressed ahead of states that arrive
  early: number; // ticks that the tightest input came before its step
  late: number; // ms that the server's ticks began late, at most
  bytes: number; // received a second
  messages: number; // received a second
  encoding: string; // of frames: "replica", "plain", or "" before a WELCOME
  compared: number; // states that said where the own player was
  corrections: number; // of them more than 1 u from where it was predicted
}

/** What room.on() can be asked for, and what is then called. A listener that
 *  throws is reported as an uncaught error is; nothing else comes of it. */
export interface Events {
  status: (status: Status) => void;
  close: (status: Extract<Status, { state: "refused" | "closed" }>) => void;
  welcome: (welcome: Welcome) => void;
  rules: (rules: Rules) => void;
  roster: (seats: Seat[]) => void;
  state: (state: Snapshot) => void;
  ballot: (ballot: Ballot) => void; // also empty, when it is over
  chat: (chat: Chat) => void;
  notice: (notice: Notice) => void;
  relay: (from: number, bytes: Uint8Array) => void;
  timing: (timing: { tick: number; lead: number; late_ms: number }) => void;
  pong: (rtt: number) => void; // ms
  message: (bytes: number) => void; // any, before what it says
}

/** What connect() takes. */
export interface Options extends Partial<Destination> {
  url: string;
  wasm?: string | URL | BufferSource; // roomcast.wasm: where it is, or itself
  WebSocket?: new (url: any, protocol: any) => Socket; // where none is built in
}

/** What a connection needs of a WebSocket. */
export interface Socket {
  binaryType: string;
  readonly readyState: number;
  onopen: ((event: any) => void) | null;
  onmessage: ((event: any) => void) | null;
  onclose: ((event: any) => void) | null;
  send(message: Uint8Array): void;
  close(): void;
}

/** Where a connection goes and as whom. */
export interface Destination {
  url: string; // of the server's front page
  room: string; // "" lets the server pick one
  mode: string; // "" for the default
  name: string;
  spectate: boolean;
  token: Uint8Array | null; // of the seat to come back to
}

/** How a connection is doing. */
export type Status =
  | { state: "connecting"; attempt: number }
  | { state: "open" }
  | { state: "waiting"; attempt: number; until: number; reason: string }
  | { state: "refused"; code: number; sentence: string; advice: string }
  | { state: "closed" };
