// SPDX-License-Identifier: MIT
// @ts-check
/**
 * chalk: one board that everybody in a room draws on.
 *
 * Another game than the arena: all it uses of a room is who is there and RELAY.
 * The server keeps no picture: a newcomer asks all for it, and whoever has the
 * lowest seat sends it to that one alone.
 *
 * A message is lines, one after another: colour u8, points u8, then x and y u16
 * of each point. Two numbers in the place of a colour mean something else.
 */
import { connect } from "../../src/roomcast/index.js";

const WIPE = 255; // the board is clean
const ASK = 254; // the picture, please
const COLOURS = ["#f4efe2", "#ffd75e", "#ff8f7a", "#7fd8ff", "#8fe39b",
  "#d7a6ff"];
const POINTS = 60; // most of a line
const FAR = 65535; // a coordinate at the far edge
const SEND_MS = 50;

const element = (/** @type {string} */ id) =>
  /** @type {HTMLElement} */ (document.getElementById(id));
const board = /** @type {HTMLCanvasElement} */ (element("board"));
const chalk = /** @type {CanvasRenderingContext2D} */ (board.getContext("2d"));
const room = await connect({ url: new URL("../../", location.href).href,
  mode: "relay", room: location.hash.slice(1), name: "Chalk" });
const { RELAY_TO_ALL } = room.constants;

/** @type {number[][]} the lines on the board */
let picture = [];
/** @type {number[]} x, y, x, y ... of what is drawn here, not in a line yet */
let drawing = [];
/** @type {{to: number, line: number[]}[]} not sent yet */
let outbox = [];
let isOpen = false;
let colour = Math.floor(Math.random() * COLOURS.length);

/* ---- the room ---- */

const people = () => room.seats.filter((seat) => seat.online);

room.on("welcome", (welcome) => {
  isOpen = true;
  history.replaceState(null, "", `#${welcome.room}`);
  outbox = [{ to: RELAY_TO_ALL, line: [ASK, 0] }];
});
room.on("status", (status) => {
  if (status.state !== "open") {
    isOpen = false;
    element("said").textContent = "sentence" in status ? status.sentence
      : "connecting …";
  }
});
room.on("notice", ({ text }) => {
  element("said").textContent = text;
});
room.on("roster", () => {
  const count = people().length;
  element("said").textContent = count > 1 ? `${count} at the board`
    : "just you: invite somebody";
});
room.on("relay", (from, bytes) => {
  for (let at = 0; at + 1 < bytes.length; at += 2 + 4 * bytes[at + 1]) {
    hear(from, [...bytes.slice(at, at + 2 + 4 * bytes[at + 1])]);
  }
});

/** @param {number} from @param {number[]} line */
function hear(from, line) {
  if (line[0] === WIPE) {
    clear();
  } else if (line[0] === ASK) {
    const host = people().find(({ slot }) => slot !== from);
    if (host?.slot === room.slot) {
      outbox.push(...[[WIPE, 0], ...picture].map((line) => ({ to: from, line })));
    }
  } else {
    picture.push(line);
    draw(line);
  }
}

/** One message: as many lines for one reader as the mode lets it have. */
function send() {
  endLine();
  if (outbox.length === 0 || !isOpen || !room.rules) {
    return;
  }
  const [{ to }] = outbox;
  const most = room.rules.relay_bytes;
  /** @type {number[]} */
  let bytes = [];
  while (outbox[0]?.to === to && bytes.length + outbox[0].line.length <= most) {
    bytes = bytes.concat(outbox.splice(0, 1)[0].line);
  }
  room.relay(to, Uint8Array.from(bytes));
}

/* ---- the board ---- */

/** @param {number[]} points @returns {number[]} */
function lineOf(points) {
  return [colour, points.length / 2,
    ...points.flatMap((at) => [at >> 8, at & 255])];
}

/** What was drawn so far becomes a line; the next begins where it ends. */
function endLine() {
  if (drawing.length > 2) {
    const line = lineOf(drawing);
    drawing = drawing.slice(-2);
    picture.push(line);
    outbox.push({ to: RELAY_TO_ALL, line });
  }
}

/** @param {number[]} line */
function draw(line) {
  chalk.strokeStyle = COLOURS[line[0] % COLOURS.length];
  chalk.lineWidth = Math.max(2, board.width / 140);
  chalk.lineCap = chalk.lineJoin = "round";
  chalk.beginPath();
  for (let i = 2; i < line.length; i += 4) {
    const [x, y] = [i, i + 2].map((at) =>
      (line[at] << 8 | line[at + 1]) / FAR * board.width);
    chalk.lineTo(x, y);
  }
  chalk.stroke();
}

function clear() {
  picture = [];
  chalk.clearRect(0, 0, board.width, board.height);
}

/** @param {PointerEvent} event */
function point(event) {
  drawing.push(...[event.offsetX, event.offsetY].map((at) =>
    Math.round(Math.min(1, Math.max(0, at / board.clientWidth)) * FAR)));
  draw(lineOf(drawing.slice(-4)));
  if (drawing.length >= 2 * POINTS) {
    endLine();
  }
}

board.addEventListener("pointerdown", (event) => {
  board.setPointerCapture(event.pointerId);
  point(event);
  point(event); // a dot is a line, too
});
board.addEventListener("pointermove", (event) => {
  if (drawing.length > 0) {
    point(event);
  }
});
for (const end of ["pointerup", "pointercancel"]) {
  board.addEventListener(end, () => {
    endLine();
    drawing = [];
  });
}
new ResizeObserver(() => {
  board.width = board.height = board.clientWidth * devicePixelRatio;
  picture.forEach(draw);
}).observe(board);

/* ---- the tray ---- */

COLOURS.forEach((shade, i) => {
  const input = document.createElement("input");
  Object.assign(input, { type: "radio", name: "chalk", checked: i === colour,
    ariaLabel: `chalk ${i + 1}` });
  input.style.color = shade;
  input.addEventListener("change", () => { colour = i; });
  element("chalks").append(input);
});
element("wipe").addEventListener("click", () => {
  clear();
  outbox = [{ to: RELAY_TO_ALL, line: [WIPE, 0] }];
});
element("invite").addEventListener("click", async () => {
  await navigator.clipboard.writeText(location.href);
  element("invite").textContent = "Link copied";
});

setInterval(send, SEND_MS);
