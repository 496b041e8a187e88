// SPDX-License-Identifier: MIT
// The library as a game uses it, against the real server:
// library.test.mjs ROOMCAST
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { after, before, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { WebSocket } from "ws";
import { connect } from "../../client-demo/src/roomcast/index.js";
import { Server } from "../browser/server.mjs";
import { until } from "../browser/until.mjs";

const at = (/** @type {string} */ path) =>
  fileURLToPath(new URL(path, import.meta.url));
const PICTURE_MS = 1000 / 60;
const EXAMPLE_S = 3;
const STAY_TICKS = 60; // a seat that was left at once is not kept

/** @type {Server} */
let server;
/** @type {import("../../client-demo/src/roomcast/index.js").Room[]} */
const rooms = [];

before(async () => {
  server = await Server.create(process.argv[2]);
  await server.start();
});

after(async () => {
  rooms.forEach((room) => room.close());
  await server.destroy();
});

/** @param {object} options */
async function enter(options) {
  const room = await connect({ url: server.url, WebSocket, ...options });
  rooms.push(room);
  return room;
}

/** Pictures until `done` says so. */
function look(room, what, done) {
  return until(what, async () => {
    await pause(PICTURE_MS);
    const view = room.view();
    return view && done(view);
  });
}

test("the example joins, prints positions and leaves", async () => {
  const { stdout } = await promisify(execFile)(process.execPath,
    ["--import", at("websocket.mjs"),
      at("../../client-demo/src/roomcast/example.mjs"), server.url,
      String(EXAMPLE_S)]);
  assert.match(stdout, /^in room [\w-]+, slot \d+$/m);
  const places = stdout.match(/^example: \d+\.\d \d+\.\d$/gm) ?? [];
  assert.ok(places.length >= 2, stdout);
  assert.ok(new Set(places).size >= 2, "it runs in circles");
  assert.match(stdout, /^closed$/m);
});

test("where there is no WebSocket it says what to do", async () => {
  const built = globalThis.WebSocket;
  delete globalThis.WebSocket;
  await assert.rejects(connect({ url: server.url }),
    /give connect\(\) one, as in .*import\("ws"\)/);
  globalThis.WebSocket = built;
});

test("a key, a tap and a shot are there in the next picture", async () => {
  const room = await enter({ name: "Ann", room: "range" });
  const { BUTTON_RIGHT, BUTTON_FIRE } = room.constants;
  const own = () => room.newest()?.players[room.slot];
  await look(room, "Ann is in", ({ own: body }) => body?.entity.hp > 0 &&
    room.statistics().tick > 60);

  const before = room.view();
  room.input({ buttons: BUTTON_RIGHT, aim: 0 });
  await pause(PICTURE_MS);
  assert.ok(room.view().own.vx > before.own.vx);
  room.input({ buttons: 0, aim: 0 });

  room.input({ buttons: BUTTON_FIRE, aim: 16384 });
  room.input({ buttons: 0, aim: 16384 }); // let go before any input was sent
  const fired = room.view();
  assert.ok(fired.changes.some(({ type, slot }) =>
    type === "shot" && slot === room.slot));
  assert.equal(fired.shots.filter(({ owner }) => owner === room.slot).length, 1);
  assert.ok(!room.newest().shots.some(({ owner }) =>
    owner === room.slot), "the server cannot have told yet");
  const [{ born }] = fired.shots.filter(({ owner }) => owner === room.slot);
  await look(room, "the server has it", () => room.newest().shots.some(
    (shot) => shot.owner === room.slot && shot.born === born));
  assert.ok(own().ready_at > born);
});

test("statistics are numbers soon, and frames are the replica's", async () => {
  const [room] = rooms;
  await look(room, "a round trip and a report", () =>
    Object.values(room.statistics()).every((value) => !Number.isNaN(value)));
  const { compared, corrections, delay } = room.statistics();
  assert.ok(compared > corrections);
  assert.ok(delay > 20 && delay < 300, `${delay}`);
  assert.equal(room.sim.welcome().encoding, room.constants.ENCODING_REPLICA);
});

test("what is said is heard, and who comes and goes is told", async () => {
  const [ann] = rooms;
  const heard = [];
  let seats = [];
  ann.on("chat", ({ text }) => heard.push(text));
  const stop = ann.on("roster", (all) => {
    seats = all;
  });
  const ben = await enter({ name: "Ben", room: "range" });
  await look(ben, "Ben is in", ({ own }) => own);
  ben.say("hello");
  await until("Ann hears it", () => heard.includes("hello"));
  assert.equal(seats[ben.slot].name, "Ben");
  stop();
  ben.leave();
  await look(ann, "Ben is gone", () => !ann.seats[ben.slot].online);
  assert.equal(seats[ben.slot].name, "Ben", "nobody listens any more");
});

test("a seat is taken up again with its token, its score and all", async () => {
  const room = await enter({ name: "Cy", room: "range" });
  await look(room, "Cy has been there for a while", ({ own, tick }) =>
    own && tick > own.entity.born + STAY_TICKS);
  const welcome = room.sim.welcome();
  assert.equal(welcome.resumed, false);
  room.close();
  const again = await enter({ name: "Cy", room: "range", token: welcome.token });
  await look(again, "Cy is back", ({ own }) => own);
  assert.equal(again.slot, welcome.slot);
  assert.equal(again.sim.welcome().resumed, true);
});

test("things are in the view, and what somebody carries is where that one is",
  async () => {
    const room = await enter({ room: "flags", mode: "ctf", spectate: true });
    const { BODY_CARRIED, NO_SLOT } = room.constants;
    const flags = ({ things }) => things.filter(({ kind }) =>
      room.rules.kinds[kind].body === BODY_CARRIED);
    const at = await look(room, "flags stand at home", (view) =>
      flags(view).length === 2 && flags(view).some(({ home }) => home) && view);
    assert.ok(at.things.length > 2, "their bases too");
    const view = await until("a bot has one", async () => {
      await pause(PICTURE_MS);
      const now = room.view();
      return flags(now).some(({ carrier }) => now.others.some(({ slot }) =>
        slot === carrier)) && now;
    }, 60000);
    for (const flag of flags(view).filter(({ carrier }) =>
      carrier !== NO_SLOT)) {
      const by = view.others.find(({ slot }) => slot === flag.carrier);
      assert.ok(!by || (by.x === flag.x && by.y === flag.y));
      assert.equal(flag.home, false);
    }
    room.close();
  });

test("a spectator sees everybody and is nobody", async () => {
  const room = await enter({ room: "range", spectate: true });
  const view = await look(room, "others are seen", (now) =>
    now.others.length > 2 && now);
  assert.equal(view.own, null);
  assert.equal(room.plays(), false);
});
