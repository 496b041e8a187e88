// SPDX-License-Identifier: MIT
/**
 * Another game than the arena: two pages of Chromium draw on one board, which
 * the server passes on and does not know.
 *
 *     node relay.mjs ROOMCAST SCREENSHOT_DIR
 *
 * One test after the other, each going on where the one before ended. An error
 * in a console, a violated content policy among them, fails the run.
 */
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Player, launch } from "./player.mjs";
import { Server } from "./server.mjs";

const [program, pictures] = process.argv.slice(2);

/** @type {Server} */
let server;
/** @type {import("playwright-core").Browser} */
let browser;
/** @type {Player} */
let ann;
/** @type {Player} */
let bob;

before(async () => {
  mkdirSync(pictures, { recursive: true });
  server = await Server.create(program);
  await server.start();
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server?.destroy();
});

/** @param {Player} player @param {number} count */
async function waitForPeople(player, count) {
  await player.page.waitForFunction((text) =>
    document.getElementById("said").textContent.includes(text),
  count > 1 ? `${count} at the board` : "just you");
}

/** How much of the board has chalk on it, in the square around a place.
 *  @param {Player} player @param {number} x 0..1 @param {number} y 0..1 */
function chalkAt(player, x, y) {
  return player.page.evaluate(([x, y]) => {
    const board = /** @type {HTMLCanvasElement} */ (
      document.getElementById("board"));
    const side = Math.round(board.width / 20);
    const { data } = board.getContext("2d").getImageData(
      x * board.width - side / 2, y * board.height - side / 2, side, side);
    return data.filter((value, i) => i % 4 === 3 && value > 128).length;
  }, [x, y]);
}

/** @param {Player} player @param {number} x @param {number} y */
async function seesChalk(player, x, y) {
  const deadline = Date.now() + 10000;
  while (await chalkAt(player, x, y) === 0) {
    assert.ok(Date.now() < deadline, `${player.name} sees no chalk there`);
    await player.page.waitForTimeout(20);
  }
}

/** Draws through the places, each x and y 0..1. @param {Player} player
 *  @param {number[][]} places */
async function draw(player, places) {
  const box = await player.page.locator("#board").boundingBox();
  const on = ([x, y]) => [box.x + x * box.width, box.y + y * box.height];
  await player.page.mouse.move(...on(places[0]));
  await player.page.mouse.down();
  for (const place of places.slice(1)) {
    await player.page.mouse.move(...on(place), { steps: 8 });
  }
  await player.page.mouse.up();
}

/** A house, for the pictures. @param {Player} player */
async function drawHouse(player) {
  await draw(player, [[0.2, 0.8], [0.2, 0.5], [0.4, 0.3], [0.6, 0.5],
    [0.6, 0.8], [0.2, 0.8]]);
  await draw(player, [[0.36, 0.8], [0.36, 0.62], [0.46, 0.62], [0.46, 0.8]]);
}

test("a page of another game opens a room of its own", async () => {
  ann = await Player.create(browser, "Ann",
    { viewport: { width: 1280, height: 800 } });
  await ann.page.goto(`${server.url}examples/relay/`);
  await waitForPeople(ann, 1);
  const rooms = await server.api("api/rooms");
  assert.deepEqual(rooms.map(({ mode, bots }) => [mode, bots]),
    [["relay", 0]]);
  assert.equal(new URL(ann.page.url()).hash, `#${rooms[0].id}`);
});

test("whoever follows the link sees what was drawn before", async () => {
  await drawHouse(ann);
  bob = await Player.create(browser, "Bob",
    { viewport: { width: 390, height: 780 }, deviceScaleFactor: 2 });
  await bob.page.goto(ann.page.url());
  await waitForPeople(bob, 2);
  await seesChalk(bob, 0.2, 0.65);
  await seesChalk(bob, 0.46, 0.7);
  assert.equal(await chalkAt(bob, 0.85, 0.85), 0);
});

test("each sees what the other draws", async () => {
  await bob.page.click("#chalks input:nth-of-type(2)");
  await draw(bob, [[0.75, 0.2], [0.85, 0.15], [0.9, 0.25], [0.8, 0.3],
    [0.75, 0.2]]);
  await seesChalk(ann, 0.85, 0.15);
  await ann.page.click("#chalks input:nth-of-type(5)");
  await draw(ann, [[0.05, 0.8], [0.95, 0.82]]);
  await seesChalk(bob, 0.9, 0.82);
  for (const player of [ann, bob]) {
    await player.page.screenshot(
      { path: join(pictures, `chalk-${player.name}.png`) });
  }
});

test("the arena's lobby does not offer it", async () => {
  const guest = await Player.create(browser, "Guest", {});
  await guest.page.goto(server.url);
  await guest.page.waitForSelector("#modes label");
  const text = await guest.page.textContent("#lobby");
  assert.match(text, /Deathmatch/);
  assert.doesNotMatch(text, /Relay/);
  guest.assertNoErrors();
  await guest.context.close();
});

test("the board outlives the server while somebody looks at it", async () => {
  ann.serverIsDown = bob.serverIsDown = true;
  await server.stop("SIGKILL");
  await server.start();
  for (const player of [ann, bob]) {
    await waitForPeople(player, 2);
    await seesChalk(player, 0.2, 0.65);
    player.serverIsDown = false;
  }
  await draw(bob, [[0.1, 0.1], [0.12, 0.1]]);
  await seesChalk(ann, 0.11, 0.1);
});

test("a wiped board is wiped for all", async () => {
  await ann.page.click("#wipe");
  const deadline = Date.now() + 10000;
  while (await chalkAt(bob, 0.2, 0.65) > 0) {
    assert.ok(Date.now() < deadline, "it was never wiped");
    await bob.page.waitForTimeout(20);
  }
  ann.assertNoErrors();
  bob.assertNoErrors();
});
