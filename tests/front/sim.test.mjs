// SPDX-License-Identifier: MIT
// Against the module itself: ROOMCAST_WASM is its path.
import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import { createServer } from "node:http";
import { before, test } from "node:test";
import { Sim, loadSim } from "../../client-demo/src/roomcast/sim.js";

const demo = new URL("../../client-demo/", import.meta.url);
// Slot 0, not resumed, a token, room "r", and a match of two.
const WELCOME = Uint8Array.from([0x9b, 1, 0, 0xc2, 0xc4, 16,
  ...new Array(16).fill(0), 0xa1, 0x72, 0, 30, 0, 2, 40, 0]);
/** @type {Sim} */
let sim;

before(async () => {
  const bytes = await readFile(process.env.ROOMCAST_WASM);
  const { instance } = await WebAssembly.instantiate(bytes);
  sim = new Sim(instance);
});

test("the module needs nothing from the page", async () => {
  const bytes = await readFile(process.env.ROOMCAST_WASM);
  const module = await WebAssembly.compile(bytes);
  assert.deepEqual(WebAssembly.Module.imports(module), []);
});

test("who loads it is told whether it is missing or cannot be run", async () => {
  const server = createServer((request, response) => {
    response.writeHead(request.url === "/gone.wasm" ? 404 : 200,
      { "Content-Type": "application/wasm" });
    response.end("no module");
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const base = `http://127.0.0.1:${server.address().port}`;
  try {
    await assert.rejects(loadSim(`${base}/gone.wasm`),
      { message: `${base}/gone.wasm is answered with status 404` });
    await assert.rejects(loadSim(new URL(`${base}/bad.wasm`)),
      (error) => error.message.startsWith(`${base}/bad.wasm cannot be run: `));
  } finally {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  }
  await assert.rejects(loadSim(`${base}/gone.wasm`),
    { message: `${base}/gone.wasm cannot be reached` });
  await assert.rejects(loadSim(new Uint8Array(4)),
    (error) => error.message.startsWith("roomcast.wasm cannot be run: "));
  const { WebAssembly: here } = globalThis;
  try {
    delete globalThis.WebAssembly;
    await assert.rejects(loadSim(), /has no WebAssembly/);
  } finally {
    globalThis.WebAssembly = here;
  }
});

test("every constant that a module names is one of C", async () => {
  const names = new Set();
  for (const file of await readdir(new URL("src/", demo),
    { recursive: true })) {
    if (!file.endsWith(".js")) {
      continue;
    }
    const text = await readFile(new URL(`src/${file}`, demo), "utf8");
    for (const [, name] of text.matchAll(
      /\b(?:c|constants)\.([A-Z][A-Z_]+)\b/g)) {
      names.add(name);
    }
  }
  assert.ok(names.size > 10);
  for (const name of names) {
    assert.equal(typeof sim.constants[name], "number", name);
  }
});

/** The fields of an interface of types.d.ts. @param {string} name */
async function typed(name) {
  const text = await readFile(new URL("src/roomcast/types.d.ts", demo), "utf8");
  const [, body] = text.match(new RegExp(`interface ${name} {([^}]*)}`));
  return [...body.matchAll(/^\s*(\w+):/gm)].map(([, field]) => field).sort();
}

test("types.d.ts has the fields of an entity, no more and no less",
  async () => {
    const real = Object.keys(sim.records.entity(sim.c.match_at()));
    assert.deepEqual(await typed("Entity"), ["slot", "seen", ...real].sort());
  });

test("types.d.ts has the fields of what rules are made of, and of a choice",
  async () => {
    for (const name of ["Role", "Weapon", "Wall", "Kind", "Stand", "Timer",
      "Effect", "Choice", "Match"]) {
      const real = sim.records[name.toLowerCase()](sim.c.rules_at());
      assert.deepEqual(await typed(name), Object.keys(real).sort(), name);
    }
  });

test("every close code comes with a sentence and an advice that net.js knows",
  () => {
    assert.ok(sim.closeCodes.size >= 8);
    for (const { sentence, advice } of sim.closeCodes.values()) {
      assert.ok(sentence.length > 5);
      assert.ok(["reconnect", "wait", "reload", "stop", "ask for another room"]
        .includes(advice), advice);
    }
  });

test("a long name is cut between characters", () => {
  const bytes = sim.putJoin("ж".repeat(40), null, false);
  const text = new TextDecoder("utf-8", { fatal: true });
  const at = bytes.findIndex((b) => b === 0xd0);
  assert.equal(text.decode(bytes.slice(at, at + sim.constants.NAME_BYTES)),
    "ж".repeat(sim.constants.NAME_BYTES / 2));
});

test("bytes of another game go out as they are and come in so", () => {
  sim.start();
  assert.equal(sim.receive(WELCOME), sim.constants.CLIENT_WELCOME);
  const bytes = Uint8Array.from({ length: sim.constants.MAX_RELAY },
    (_, i) => i);
  const message = sim.putRelay(7, bytes).slice();
  assert.deepEqual(message.slice(-bytes.length), bytes);
  assert.equal(sim.receive(message), sim.constants.CLIENT_RELAY);
  assert.deepEqual(sim.relayed(), { from: 7, bytes });
  assert.throws(() => sim.putRelay(7, new Uint8Array(bytes.length + 1)),
    RangeError);
  assert.ok(sim.putRelay(sim.constants.RELAY_TO_ALL, new Uint8Array(0)).length);
});

test("a ballot is read with its choices, and a vote names one by its index",
  () => {
    const text = (/** @type {string} */ word) =>
      [0xa0 + word.length, ...new TextEncoder().encode(word)];
    const { CLIENT_BALLOT, CLIENT_WELCOME, NO_CHOICE } = sim.constants;
    sim.start();
    assert.equal(sim.receive(WELCOME), CLIENT_WELCOME);
    const choices = [["a", "A", "yard", 2], ["b", "B", "grove", 0]].map(
      ([mode, title, map, votes]) =>
        [0x94, ...text(mode), ...text(title), ...text(map), votes]);
    assert.equal(sim.receive(Uint8Array.from([0x94, 9, 77, 0xcc, NO_CHOICE,
      0x92, ...choices.flat()])), CLIENT_BALLOT);
    assert.deepEqual(sim.ballot(), { until: 77, mine: null, choices: [
      { mode: "a", title: "A", map: "yard", votes: 2 },
      { mode: "b", title: "B", map: "grove", votes: 0 }] });
    assert.deepEqual([...sim.putVote(1)], [0x92, 9, 1]);
    assert.deepEqual([...sim.putVote(null)], [0x92, 9, 0xcc, NO_CHOICE]);
  });

test("messages are MessagePack arrays, inputs shorter than 24 bytes", () => {
  sim.start();
  for (const message of [sim.putJoin("a", new Uint8Array(16), false),
    sim.putInput(7, 5, { buttons: 1, aim: 65535 }), sim.putChat("hello"),
    sim.putRelay(3, new Uint8Array(9)), sim.putPing(1), sim.putConfirm(), sim.putResync(), sim.putLeave()]) {
    assert.ok(message.length > 0);
    assert.equal(message[0] & 0xf0, 0x90);
  }
  assert.ok(sim.putInput(1e6, 1e6, { buttons: 31, aim: 65535 }).length < 24);
});

test("strange bytes are broken, whatever their length", () => {
  const { CLIENT_BROKEN, CLIENT_IGNORED } = sim.constants;
  for (let len = 0; len < 300; len++) {
    sim.start();
    const event = sim.receive(new Uint8Array(len).fill(0xc1));
    assert.ok(event === CLIENT_BROKEN || event === CLIENT_IGNORED);
  }
  assert.equal(sim.receive(new Uint8Array(10_000_000)), CLIENT_BROKEN);
});

test("without a state nothing is foreseen", () => {
  sim.start();
  sim.foresee(10, { buttons: 0, aim: 0 }, 0);
  assert.equal(sim.foreseenOwn(10), null);
  assert.equal(sim.foreseenPlace(0, 10), null);
  assert.deepEqual(sim.foreseenShots(0), []);
  assert.equal(sim.miss(), null);
});
