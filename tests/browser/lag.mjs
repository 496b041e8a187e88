// SPDX-License-Identifier: MIT
/**
 * Whose lag is it? A page in Chromium that is told, and a link made worse.
 *
 *     node lag.mjs ROOMCAST SCREENSHOT_DIR
 *
 * One test after the other in one match, each leaving all well behind.
 */
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { Player, launch } from "./player.mjs";
import { Server } from "./server.mjs";
import { until } from "./until.mjs";

const [program, pictures] = process.argv.slice(2);
const PATIENCE_MS = 60000; // other tests may keep the machine busy
const HELD_MS = 150; // that the server stands still now and then

/** @type {Server} */
let server;
/** @type {import("playwright-core").Browser} */
let browser;
/** @type {Player} */
let ann;

before(async () => {
  mkdirSync(pictures, { recursive: true });
  server = await Server.create(program);
  await server.start();
  server.editRules("UPDATE mode SET bots = 0"); // a light picture
  browser = await launch();
  ann = await Player.create(browser, "Ann",
    { viewport: { width: 480, height: 560 } });
  await ann.visit(server.url);
  await ann.enter();
});

after(async () => {
  await browser?.close();
  await server?.destroy();
});

/** @returns {Promise<{lag: string, sentence: string, marked: boolean,
 *   bad: string[]}>} */
function shown() {
  return ann.page.evaluate(() => ({
    lag: document.body.dataset.lag ?? "",
    sentence: document.getElementById("net-verdict")?.textContent ?? "",
    marked: !document.getElementById("conditioned")?.hidden,
    bad: [...document.querySelectorAll("#net .cause.bad")].map(({ id }) => id),
  }));
}

/** @param {string} lag */
function untilItSays(lag) {
  return until(`the verdict is ${lag}`, async () => {
    const now = await shown();
    return now.lag === lag && now;
  }, PATIENCE_MS);
}

/** As a hand would. @param {string} id @param {number} value */
async function slide(id, value) {
  await ann.page.locator(`#${id}`).fill(String(value));
}

test("by the keyboard one gets into the panel and out again", async () => {
  const { page } = ann;
  const focused = () => page.evaluate(() => document.activeElement?.id);
  await page.keyboard.press("Escape");
  assert.equal(await focused(), "invite");
  await page.focus("#net-toggle");
  await page.keyboard.press("Enter");
  assert.equal(await focused(), "net-close");
  assert.ok(await page.isVisible("#net"));
  await page.keyboard.press("Escape");
  assert.equal(await focused(), "net-toggle");
  assert.ok(!await page.isVisible("#net"));
  await page.keyboard.press("Space");
  assert.ok(await page.isVisible("#net"));
  await page.focus("#link summary");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  assert.equal(await focused(), "link-delay");
  const { x } = await ann.own();
  await page.keyboard.press("ArrowRight");
  await ann.reads("#link-delay-is", "10 ms");
  await page.keyboard.press("ArrowLeft");
  await ann.reads("#link-delay-is", "0 ms");
  assert.equal((await ann.own()).x, x);
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  assert.equal(await focused(), "court");
  await page.keyboard.press("F3");
  assert.equal(await focused(), "court");
  assert.ok(await page.isVisible("#net"));
});

test("where all is well the panel says so", async () => {
  const { sentence, marked, bad } = await untilItSays("good");
  assert.equal(sentence, "All good.");
  assert.deepEqual([marked, bad], [false, []]);
});

test("with a longer way the connection is named, and the mark is up",
  async () => {
    await slide("link-delay", 150);
    await slide("link-jitter", 40);
    const { sentence, marked } = await untilItSays("network");
    assert.match(sentence, /^Your connection: /);
    assert.ok(marked);
    await ann.reads("#conditioned", "Lag: +150–190 ms");
    await ann.reads("#net-verdict", "answers take 3");
    await ann.page.screenshot({ path: join(pictures, "lag-network.png") });
    await ann.page.click("#link-off");
    await until("the mark is gone", async () => !(await shown()).marked);
    await untilItSays("good");
  });

test("a stall is the connection's too", async () => {
  await ann.page.click("#link-now");
  await ann.reads("#conditioned", "stalled");
  await untilItSays("network");
  await untilItSays("good");
});

test("a tab that is kept busy is named, and not the connection", async () => {
  await ann.page.evaluate(() => {
    const work = () => {
      for (const end = performance.now() + 120; performance.now() < end;);
      /** @type {any} */ (window).work = requestAnimationFrame(work);
    };
    work();
  });
  const { sentence } = await untilItSays("tab");
  assert.match(sentence, /^Your tab: /);
  await until("its row is marked", async () =>
    (await shown()).bad.includes("net-tab"));
  assert.ok(!(await shown()).bad.includes("net-network"));
  await ann.page.evaluate(() =>
    cancelAnimationFrame(/** @type {any} */ (window).work));
  await untilItSays("good");
});

test("a server that is held up is named, and not the connection", async () => {
  const { sentence, bad } = await until("the verdict is server", async () => {
    server.process.kill("SIGSTOP");
    await pause(HELD_MS);
    server.process.kill("SIGCONT");
    await pause(2 * HELD_MS);
    const now = await shown();
    return now.lag === "server" && now;
  }, PATIENCE_MS);
  assert.match(sentence, /^The server: ticks start [1-9]\d\d ms late/);
  assert.ok(!bad.includes("net-network"), sentence);
  await untilItSays("good");
});

test("an address can ask for a worse link, and a reload keeps it", async () => {
  await ann.page.goto(`${server.url}?room=${await ann.room()}#delay=120`);
  await ann.page.reload();
  await ann.isPlaying();
  await ann.reads("#conditioned", "Lag: +120 ms");
  await untilItSays("network");
});

test("no console said anything was wrong", () => {
  ann.assertNoErrors();
});
