// SPDX-License-Identifier: MIT
/**
 * Two people in two pages of Chromium, against the real server.
 *
 *     node play.mjs ROOMCAST SCREENSHOT_DIR
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
import { until } from "./until.mjs";

const [program, pictures] = process.argv.slice(2);
const FAR = 30; // u, enough to call it a move

// A mode for two: no bots, no walls, and close enough to meet.
const DUEL = `
  INSERT INTO map (id, mod, width, height) VALUES ('dojo', 'base', 700, 420);
  INSERT INTO spot (map, name, team, x, y) VALUES
    ('dojo', 'spawn', 0, 150, 210), ('dojo', 'spawn', 0, 550, 210);
  INSERT INTO mode (id, mod, seq, title, time_limit, score_limit, respawn, bots)
    VALUES ('duel', 'base', 90, 'Duel', 600, 50, 1, 0);
  INSERT INTO mode_map (mode, map, seq) VALUES ('duel', 'dojo', 1);
  INSERT INTO role (mode, id, starts, hp, speed, accel, radius, weapon)
    VALUES ('duel', 'duellist', 1, 60, 230, 1800, 14, 'blaster');
  INSERT INTO effect (mode, event, seq, op, who, n)
    VALUES ('duel', 'death', 1, 'score', 'actor', 1);`;

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
  await server.start(); // makes rules.db
  const { code } = await server.stop("SIGTERM");
  assert.equal(code, 0, server.log);
  server.editRules(DUEL);
  await server.start();
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server?.destroy();
});

/** @param {Player} player @param {string} name */
async function picture(player, name) {
  await player.page.screenshot({ path: join(pictures, `${name}.png`) });
}

/** Waits until something happens on the screen worth a picture.
 *  @param {Player} player @param {number} ticks to play before */
async function action(player, ticks) {
  const from = (await player.look()).state.tick;
  await until("there are others to be seen", async () => {
    const { state, slot } = await player.look();
    const own = state.players[slot];
    return state.tick - from > ticks && own?.hp > 0 &&
      state.players.filter((one) => one?.hp > 0).length > 3 &&
      state.shots.length > 0;
  }, 30000);
}

/** The door and a match with bots, photographed. @param {string} name
 *  @param {import("playwright-core").BrowserContextOptions} options */
async function visitAlone(name, options) {
  const guest = await Player.create(browser, "Fuzzy Otter", options);
  await guest.visit(server.url);
  await guest.page.waitForSelector("#modes label");
  await picture(guest, `${name}-lobby`);
  await guest.enter("Deathmatch");
  if (options.hasTouch) {
    await holdSticks(guest);
  } else {
    await guest.page.mouse.move(900, 300);
    await guest.page.mouse.down();
  }
  await action(guest, 60);
  await picture(guest, `${name}-play`);
  guest.assertNoErrors();
  await guest.context.close();
}

/** Runs in a page before its own scripts: the first time, it joins as a page
 *  from another day would, with another hash of its simulation, which is what a
 *  JOIN ends with. */
function beStaleOnce() {
  if (sessionStorage.getItem("was-stale")) {
    return;
  }
  sessionStorage.setItem("was-stale", "yes");
  const { send } = WebSocket.prototype;
  WebSocket.prototype.send = function sendStale(message) {
    const bytes = Uint8Array.from(/** @type {Uint8Array} */ (message));
    bytes[bytes.length - 1] ^= 1;
    WebSocket.prototype.send = send;
    this.send(bytes);
  };
}

/** Two thumbs: left pushed up, right aiming left. @param {Player} player */
async function holdSticks(player) {
  const { width, height } = player.page.viewportSize();
  const touch = await player.context.newCDPSession(player.page);
  const thumbs = (dx, dy) => [
    { x: width * 0.22 + dx / 2, y: height * 0.72 - dy, id: 1 },
    { x: width * 0.78 - dx, y: height * 0.72 - dy / 2, id: 2 }];
  await touch.send("Input.dispatchTouchEvent",
    { type: "touchStart", touchPoints: thumbs(0, 0) });
  await touch.send("Input.dispatchTouchEvent",
    { type: "touchMove", touchPoints: thumbs(40, 30) });
}

test("the page comes with a policy that forbids foreign and inline scripts",
  async () => {
    const answer = await fetch(server.url);
    const policy = answer.headers.get("content-security-policy") ?? "";
    assert.match(policy, /default-src 'self'|default-src 'none'/);
    assert.ok(!policy.includes("unsafe-inline"), policy);
  });

test("on a desktop one plays against bots at once", async () => {
  await visitAlone("desktop", { viewport: { width: 1280, height: 800 } });
});

test("on a phone two thumbs play, upright and sideways", async () => {
  const phone = { hasTouch: true, isMobile: true, deviceScaleFactor: 2 };
  await visitAlone("phone", { ...phone, viewport: { width: 390, height: 844 } });
  await visitAlone("phone-sideways",
    { ...phone, viewport: { width: 844, height: 390 } });
});

test("a friend comes by the invite link", async () => {
  const viewport = { width: 800, height: 560 };
  ann = await Player.create(browser, "Ann", { viewport });
  bob = await Player.create(browser, "Bob", { viewport });
  await ann.visit(server.url);
  await ann.page.waitForSelector("#modes label");
  await ann.enter("Duel");
  await ann.page.click("#invite");
  await ann.reads("#toasts", "Link copied");
  const link = await ann.page.evaluate(() => navigator.clipboard.readText());
  assert.equal(new URL(link).searchParams.get("room"), await ann.room());
  await bob.visit(link);
  await bob.reads("#welcome", /** @type {string} */ (await ann.room()));
  await bob.enter();
  assert.equal(await bob.room(), await ann.room());
  assert.notEqual(await bob.slot(), await ann.slot());
  await ann.reads("#board", "Bob");
  await bob.reads("#board", "Ann");
});

test("who moves is seen to move by the other", async () => {
  for (const [mover, watcher] of [[ann, bob], [bob, ann]]) {
    const slot = await mover.slot();
    const from = await watcher.sees(slot);
    const key = from.y > 200 * 256 ? "w" : "s";
    await mover.page.keyboard.down(key);
    await until("the other sees the move", async () => {
      const now = await watcher.sees(slot);
      return Math.abs(now.y - from.y) > FAR * 256;
    });
    await mover.page.keyboard.up(key);
    const rest = await until("it stands again", async () => {
      const now = await watcher.sees(slot);
      return now.vx === 0 && now.vy === 0 && now;
    });
    const own = await mover.own();
    assert.deepEqual([own.x, own.y], [rest.x, rest.y]);
  }
});

test("what moves alone is predicted without a correction", async () => {
  const before = (await ann.look()).corrections;
  const tick = (await ann.look()).state.tick;
  for (const key of ["a", "s", "d", "w"]) {
    await ann.page.keyboard.down(key);
    const from = (await ann.look()).state.tick;
    await until("it moved a while", async () =>
      (await ann.look()).state.tick > from + 8);
    await ann.page.keyboard.up(key);
  }
  assert.ok((await ann.look()).state.tick > tick + 30);
  const corrections = (await ann.look()).corrections - before;
  assert.ok(corrections <= 2, `${corrections} corrections`);
});

test("one kills the other, who comes back", async () => {
  const slot = await bob.slot();
  const { deaths, born } = await bob.own();
  await ann.aimAt(slot);
  await ann.page.mouse.down();
  await until("Bob dies", async () => {
    await ann.aimAt(slot);
    return (await bob.own()).deaths > deaths;
  }, 30000);
  await ann.page.mouse.up();
  await bob.reads("#middle", "Splatted by Ann");
  await ann.reads("#feed", "splatted");
  await until("Bob is back", async () => {
    const own = await bob.own();
    return own.hp > 0 && own.born > born;
  });
  assert.ok((await ann.own()).score >= 1);
});

test("what one says the other reads, and as text", async () => {
  await ann.say("well <b>played</b>, Bob!");
  await bob.reads("#chat-log", "well <b>played</b>, Bob!");
  await bob.say("again?");
  await ann.reads("#chat-log", "again?");
});

test("an edit of the rules is announced and felt", async () => {
  server.editRules("UPDATE role SET hp = 500 WHERE id = 'duellist'");
  for (const player of [ann, bob]) {
    await player.page.waitForSelector("#toasts .changed");
  }
  server.editRules("UPDATE role SET hp = 60 WHERE id = 'duellist'");
});

test("a reload keeps the seat", async () => {
  const slot = await bob.slot();
  await bob.page.reload();
  await bob.isPlaying();
  assert.equal(await bob.slot(), slot);
});

test("killed and started again, both go on in their seats with their scores",
  async () => {
    const players = [ann, bob];
    const seats = await Promise.all(players.map((one) => one.slot()));
    const { score } = await ann.own();
    const { deaths } = await bob.own();
    const saved = (await ann.look()).state.tick;
    await until("a checkpoint of this was written", async () =>
      (await ann.look()).state.tick > saved + 75);
    players.forEach((one) => { one.serverIsDown = true; });
    await server.stop("SIGKILL");
    for (const { page } of players) {
      await page.waitForFunction(() =>
        document.body.dataset.connection !== "open" &&
        !document.getElementById("banner")?.hidden);
    }
    await server.start();
    for (const player of players) {
      await player.isPlaying();
      await player.page.waitForSelector("#banner", { state: "hidden" });
    }
    players.forEach((one) => { one.serverIsDown = false; });
    assert.deepEqual(await Promise.all(players.map((one) => one.slot())), seats);
    assert.equal((await ann.own()).score, score);
    assert.equal((await bob.own()).deaths, deaths);
    const from = await bob.sees(seats[0]);
    const key = from.x > 350 * 256 ? "a" : "d";
    await ann.page.keyboard.down(key);
    await until("Bob sees Ann move again", async () =>
      Math.abs((await bob.sees(seats[0])).x - from.x) > FAR * 256);
    await ann.page.keyboard.up(key);
  });

test("a seat taken over elsewhere is given up with a sentence", async () => {
  const seat = await bob.page.evaluate(() =>
    sessionStorage.getItem("roomcast.seat"));
  const twin = await bob.context.newPage();
  await twin.addInitScript((text) =>
    sessionStorage.setItem("roomcast.seat", text), seat);
  await twin.goto(`${server.url}?room=${await bob.room()}`);
  await twin.waitForFunction(() => document.body.dataset.screen === "play");
  await bob.reads("#trouble", "resumed from elsewhere");
  await twin.close();
});

test("a page from before the server's last update reloads itself, once",
  async () => {
    const guest = await Player.create(browser, "Cy", {});
    let loads = 0;
    guest.page.on("load", () => loads++);
    await guest.page.addInitScript(beStaleOnce);
    await guest.visit(server.url);
    assert.equal(loads, 2);
    await guest.enter("Duel");
    guest.assertNoErrors();
    await guest.context.close();
  });

test("who leaves is at the door again, and free to go elsewhere", async () => {
  await ann.page.click("#exit");
  await ann.page.waitForFunction(() =>
    document.body.dataset.screen === "lobby");
  assert.equal(new URL(ann.page.url()).search, "");
  assert.equal(await ann.page.evaluate(() =>
    sessionStorage.getItem("roomcast.seat")), null);
});

test("no console said anything was wrong", () => {
  ann.assertNoErrors();
  bob.assertNoErrors();
});
