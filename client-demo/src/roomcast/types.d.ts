// SPDX-License-Identifier: MIT
//
// The shapes that modules pass to each other. Numbers are the simulation's own:
// lengths in 1/UNIT u, times in ticks, unless a name says otherwise.

/** Public state of a player or a shot, field for field ENTITY_FIELDS of C. */
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
  score1: number;
  score2: number;
  score3: number;
  score4: number;
}

/** One decoded state. Empty slots are null; shots come in no order. */
export interface Snapshot {
  tick: number;
  match: Match;
  players: (Entity | null)[];
  shots: Entity[];
}

export interface Role {
  id: string;
  hp: number;
  speed: number; // 1/UNIT u per tick
  radius: number;
  weapon: number;
  tint: number;
}

export interface Weapon {
  id: string;
  speed: number;
  radius: number;
  cooldown: number;
  life: number;
  pellets: number;
  spread: number;
}

export interface Wall {
  x: number;
  y: number;
  w: number;
  h: number;
}

export interface Rules {
  version: number;
  mode: string;
  title: string;
  map: string;
  teams: number;
  win: number;
  score_limit: number;
  respawn: number;
  width: number;
  height: number;
  relay_bytes: number; // longest message that is passed on, 0 for none
  relay_rate: number; // of them a second
  roles: Role[];
  weapons: Weapon[];
  walls: Wall[];
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

/** All there is to see at one moment. */
export interface View {
  tick: number; // that others are shown at, about
  ownTick: number; // that the own player is shown at
  own: Body | null; // also while it is dead; null without a seat
  others: Body[]; // the living
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

/** What room.on() can be asked for, and what is then called. */
export interface Events {
  status: (status: Status) => void;
  close: (status: Extract<Status, { state: "refused" | "closed" }>) => void;
  welcome: (welcome: Welcome) => void;
  rules: (rules: Rules) => void;
  roster: (seats: Seat[]) => void;
  state: (state: Snapshot) => void;
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
