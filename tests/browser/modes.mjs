// SPDX-License-Identifier: MIT
/**
 * Rules in Chromium: every mode the server offers is drawn, a flag is taken and
 * brought home, the rules say so in words, change while one plays, and a vote
 * decides what comes next.
 *
 *     node modes.mjs ROOMCAST SCREENSHOT_DIR
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
const PLAYED_TICKS = 170; // before a picture is taken: past the warm-up
const MARKED_MS = 10000;
const PHONE = { hasTouch: true, isMobile: true, deviceScaleFactor: 2 };
const SCREENS = {
  desktop: { viewport: { width: 1280, height: 800 } },
  phone: { ...PHONE, viewport: { width: 390, height: 844 } },
  sideways: { ...PHONE, viewport: { width: 844, height: 390 } },
};

// Two maps without a wall; the other team's flag is some steps to the right of
// where one spawns, the own base to the left. One flag decides a round.
const FLAGS = `
  INSERT INTO map (id, mod, width, height) VALUES
    ('near_field', 'base', 700, 420), ('far_field', 'base', 760, 420);
  INSERT INTO spot (map, name, team, x, y)
    SELECT id, name, team, x, 210 FROM map,
      (SELECT 'spawn' AS name, 0 AS team, 300 AS x
       UNION SELECT 'base', 1, 80 UNION SELECT 'base', 2, 620
       UNION SELECT 'flag', 1, 80 UNION SELECT 'flag', 2, 480)
    WHERE id IN ('near_field', 'far_field');
  INSERT INTO mode (id, mod, seq, title, about, teams, time_limit, score_limit,
    respawn, bots)
  VALUES ('relics', 'base', 90, 'Relics', 'Bring their flag to your base.', 2,
    600, 2, 1, 0);
  INSERT INTO mode_map (mode, map, seq) VALUES
    ('relics', 'near_field', 1), ('relics', 'far_field', 2);
  INSERT INTO role (mode, id, starts, speed, hint) VALUES
    ('relics', 'digger', 1, 230, ''),
    ('relics', 'bearer', 0, 200, 'Run to your base.');
  INSERT INTO thing (mode, id, spot, body, radius) VALUES
    ('relics', 'flag', 'flag', 'carried', 16),
    ('relics', 'base', 'base', 'area', 60);
  INSERT INTO effect (mode, event, seq, if_team, if_thing, if_carry, op, who, n,
    arg)
  VALUES
    ('relics', 'enter', 1, 'other', 'flag', NULL, 'carry', 'actor', NULL, NULL),
    ('relics', 'enter', 2, 'other', 'flag', NULL, 'role', 'actor', NULL,
      'bearer'),
    ('relics', 'enter', 3, 'same', 'base', 'flag', 'score', 'actor', 1, NULL),
    ('relics', 'enter', 4, 'same', 'base', 'flag', 'home', 'actor', NULL,
      'flag'),
    ('relics', 'enter', 5, 'same', 'base', 'flag', 'role', 'actor', NULL,
      'digger');`;

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
  await server.stop("SIGTERM");
  server.editRules(FLAGS);
  await server.start();
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server?.destroy();
});

/** @param {Player} player @param {string} name */
async function picture(player, name) {
  await player.page.screenshot({ path: join(pictures, `mode-${name}.png`) });
}

/** @param {string} mode title @param {keyof typeof SCREENS} screen
 *  @param {string} id of the mode */
async function visit(mode, screen, id) {
  const guest = await Player.create(browser, "Fuzzy Otter", SCREENS[screen]);
  await guest.visit(server.url);
  await guest.page.waitForSelector("#modes label");
  await guest.enter(mode);
  const from = (await guest.look()).state.tick;
  await until("it has been played for a while", async () =>
    (await guest.look()).state.tick > from + PLAYED_TICKS);
  const { state, props, rules } = await guest.look();
  assert.equal(rules.mode, id);
  const there = state.things.filter((one) => one?.hp > 0);
  assert.ok(Math.abs(props.length - there.length) <= 1, mode); // a moment apart
  await picture(guest, `${id}-${screen}`);
  guest.assertNoErrors();
  await guest.context.close();
}

/** How many pixels of a colour are on the court around a thing.
 *  @param {Player} player @param {number} index of the thing
 *  @param {number[]} color */
function pixels(player, index, color) {
  return player.page.evaluate(([index, [r, g, b]]) => {
    const { props, own, ownOnScreen } = /** @type {any} */ (window).roomcast
      .state();
    const court = /** @type {HTMLCanvasElement} */ (
      document.getElementById("court"));
    const prop = props.find((one) => one.index === index);
    const area = innerWidth * innerHeight / 510000;
    const zoom = Math.min(Math.max(Math.sqrt(area), 0.86), 2.2);
    const ratio = court.width / court.clientWidth;
    const x = ownOnScreen.x + (prop.x - own.x) * zoom;
    const y = ownOnScreen.y + (prop.y - own.y) * zoom;
    const side = 130 * zoom * ratio;
    const { data } = court.getContext("2d").getImageData(x * ratio - side / 2,
      y * ratio - side / 2, side, side);
    let found = 0;
    for (let i = 0; i < data.length; i += 4) {
      const off = Math.abs(data[i] - r) + Math.abs(data[i + 1] - g) +
        Math.abs(data[i + 2] - b);
      found += off < 40 ? 1 : 0;
    }
    return found;
  }, /** @type {[number, number[]]} */ ([index, color]));
}

const [ORANGE, BLUE] = [[255, 159, 69], [79, 156, 240]];

/** Which flag and base are whose, in the order of the things.
 *  @param {Player} player */
async function sides(player) {
  const { state, slot, rules } = await player.look();
  const { team } = state.players[slot];
  const find = (id, of) => state.things.findIndex((one) => one &&
    rules.kinds[one.type].id === id && one.team === of);
  const other = team === 1 ? 2 : 1;
  return { team, other, flag: find("flag", other), base: find("base", team),
    cloth: other === 1 ? BLUE : ORANGE };
}

/** Goes there along the one way, a line. @param {Player} player
 *  @param {number} x u @param {string} what @param {() => Promise<any>} done */
async function run(player, x, what, done) {
  const { own } = await player.look();
  const key = x > own.x ? "d" : "a";
  await player.page.keyboard.down(key);
  await until(what, done);
  await player.page.keyboard.up(key);
}

/** Takes the other team's flag. @param {Player} player */
async function takeFlag(player) {
  const { flag } = await sides(player);
  const { state, unit, slot } = await player.look();
  await run(player, state.things[flag].x / unit, "the flag is taken",
    async () => (await player.look()).state.things[flag].owner === slot);
}

/** And brings it home. @param {Player} player */
async function bringFlag(player) {
  const { flag, base } = await sides(player);
  const { state, unit } = await player.look();
  await run(player, state.things[base].x / unit, "the flag is home again",
    async () => (await player.look()).state.things[flag].owner === 255);
}

test("every mode that is offered is drawn, with all of its things",
  async () => {
    const { modes } = await server.api("api/rules");
    const listed = modes.filter(({ listed, id }) => listed && id !== "relics");
    assert.ok(listed.length >= 8);
    for (let i = 0; i < listed.length; i += 2) { // two at a time
      await Promise.all(listed.slice(i, i + 2).map(({ id, title }) =>
        visit(title, "desktop", id)));
    }
  });

test("modes fit a phone, upright and sideways", async () => {
  for (const screen of /** @type {const} */ (["phone", "sideways"])) {
    await Promise.all([visit("Capture the flag", screen, "ctf"),
      visit("Race", screen, "race")]);
  }
});

test("the lobby has modes by mod, says what they are about, and shows them",
  async () => {
    ann = await Player.create(browser, "Ann", SCREENS.desktop);
    await ann.visit(server.url);
    await ann.page.waitForSelector("#modes [role=group]");
    const groups = await ann.page.locator("#modes [role=group]").evaluateAll(
      (all) => all.map((one) => one.getAttribute("aria-label")));
    assert.ok(groups.includes("Roomcast") && groups.includes("Race"),
      `${groups}`);
    await ann.page.click('#modes label:has-text("Relics")');
    await ann.reads("#about", "Bring their flag to your base.");
    await until("the match behind the card is of that mode", async () =>
      (await ann.look()).rules?.mode === "relics");
    await ann.page.click("#rules-peek");
    await ann.reads("#rules-sheet", "Bring their flag to your base.");
    await ann.page.click("#rules-close");
  });

test("a flag waves where it stands, and on the back of who took it",
  async () => {
    await ann.enter("Relics");
    const { flag, cloth, base } = await sides(ann);
    assert.ok(await pixels(ann, flag, cloth) > 100, "it is to be seen");
    await takeFlag(ann);
    await ann.reads("#hint", "Run to your base.");
    await ann.reads("#feed", "took the");
    const { props, own } = await until("it is on her back", async () => {
      const now = await ann.look();
      return now.props.find(({ index }) => index === flag)?.carried && now;
    });
    const carried = props.find(({ index }) => index === flag);
    assert.equal(carried.look, "flag");
    assert.ok(Math.hypot(carried.x - own.x, carried.y - own.y) < 1);
    assert.ok(await pixels(ann, flag, cloth) > 100, "it is to be seen there");
    assert.equal(props.find(({ index }) => index === base).goal, "next");
    await picture(ann, "flag-carried");
    await bringFlag(ann);
    await until("that is a point", async () =>
      (await ann.own()).score === 1);
    await until("nothing is marked any more", async () =>
      (await ann.look()).props.every(({ goal }) => goal === ""));
  });

test("the panel says the rules in words, and marks a live edit", async () => {
  await ann.page.keyboard.press("r");
  await ann.reads("#rules-sheet", "When a player who carries a flag enters a " +
    "base of their own team: the player gets 1 point; all flags go back to " +
    "their places; the player becomes a digger.");
  await picture(ann, "rules");
  assert.equal(await ann.page.locator("#rules-sheet [data-mark]").count(), 0);
  server.editRules("UPDATE effect SET n = 2 WHERE mode = 'relics' AND n = 1; " +
    "UPDATE role SET speed = 260 WHERE mode = 'relics' AND id = 'digger'");
  await ann.page.waitForSelector("#toasts .changed");
  const marked = ann.page.locator('#rules-sheet [data-mark="changed"]');
  await marked.first().waitFor();
  assert.deepEqual(await marked.locator("del").allTextContents(),
    ["1 point;", "230"]);
  assert.deepEqual(await marked.locator("ins").allTextContents(),
    ["2 points;", "260"]);
  await picture(ann, "rules-changed");
  const from = Date.now();
  await marked.first().waitFor({ state: "detached" });
  assert.ok(Date.now() - from > MARKED_MS / 2, "it could be read");
  await ann.page.keyboard.press("r");
  assert.ok(!await ann.page.isVisible("#rules"));
});

test("what changed while the panel was closed waits there, until it is closed",
  async () => {
    server.editRules("UPDATE role SET speed = 230 WHERE mode = 'relics' AND " +
      "id = 'digger'");
    await ann.page.waitForSelector(".rules-changed #rules-toggle");
    await ann.page.click("#rules-toggle");
    assert.deepEqual(await ann.page.locator("#rules-sheet ins")
      .allTextContents(), ["230"]);
    await ann.page.click("#rules-close");
    await ann.page.click("#rules-toggle");
    assert.equal(await ann.page.locator("#rules-sheet [data-mark]").count(), 0);
    await ann.page.click("#rules-close");
  });

test("a key, a click and a tap vote, and the most votes are played",
  async () => {
    bob = await Player.create(browser, "Bob", SCREENS.phone);
    await bob.visit(`${server.url}?room=${await ann.room()}`);
    await bob.enter();
    await takeFlag(ann);
    await bringFlag(ann); // the last point of the round
    await Promise.all([ann, bob].map(({ page }) =>
      page.waitForSelector("#ballot button")));
    const { ballot, rules, state } = await ann.look();
    assert.ok(ballot.choices.length >= 2);
    assert.ok(ballot.until > state.tick);
    const wanted = ballot.choices.findIndex(({ mode, map }, i) =>
      i > 0 && (mode !== rules.mode || map !== rules.map));
    const button = `#ballot li:nth-child(${wanted + 1}) button`;
    for (const voted of ["true", "false"]) { // the same again takes it back
      await ann.page.keyboard.press(`Digit${wanted + 1}`);
      await ann.page.waitForSelector(`${button}[aria-pressed="${voted}"]`);
    }
    await Promise.all([ann.page.click(button), bob.page.tap(button)]);
    await Promise.all([ann, bob].map(async ({ page }) => {
      await page.waitForSelector(`${button}[aria-pressed="true"]`);
      await page.waitForFunction((where) =>
        document.querySelector(`${where} span`)?.textContent === "2", button);
    }));
    await Promise.all([picture(ann, "ballot"), picture(bob, "ballot-phone")]);
    const { mode, map } = ballot.choices[wanted];
    for (const player of [ann, bob]) {
      await until("what they chose is played", async () => {
        const now = (await player.look()).rules;
        return now.mode === mode && now.map === map;
      });
      await player.page.waitForSelector("#ballot", { state: "hidden" });
      await player.isPlaying();
    }
  });

test("no console said anything was wrong", () => {
  ann.assertNoErrors();
  bob.assertNoErrors();
});
