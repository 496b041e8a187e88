// SPDX-License-Identifier: MIT
/**
 * player: a page in Chromium and what a person does with it.
 */
import assert from "node:assert/strict";
import { chromium } from "playwright-core";
import { until } from "./until.mjs";

const SEEN_MS = 20000;

/** The flags that a container without a graphics card needs. */
export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic",
      "--no-first-run", "--disable-background-networking",
      "--disable-component-update", "--disable-sync"],
  });
}

export class Player {
  /**
   * @param {import("playwright-core").Browser} browser
   * @param {string} name
   * @param {import("playwright-core").BrowserContextOptions} options
   */
  static async create(browser, name, options) {
    const player = new Player();
    player.name = name;
    player.context = await browser.newContext({ ...options,
      permissions: ["clipboard-read", "clipboard-write"] });
    player.page = await player.context.newPage();
    player.page.setDefaultTimeout(SEEN_MS);
    /** @type {string[]} */
    player.errors = [];
    player.serverIsDown = false;
    player.page.on("console", (message) => {
      if (message.type() === "error" && !player.serverIsDown) {
        player.errors.push(message.text());
      }
    });
    player.page.on("pageerror", (error) =>
      player.errors.push(error.stack ?? error.message));
    return player;
  }

  /** To the door, until a match is to be seen behind it. @param {string} url */
  async visit(url) {
    await this.page.goto(url);
    await this.waits(() => document.body.dataset.tick);
  }

  /** Waits in the page; a failure tells what the page looked like.
   *  @param {() => unknown} condition */
  async waits(condition) {
    try {
      await this.page.waitForFunction(condition, null, { polling: 50 });
    } catch (error) {
      const shown = await this.page.evaluate(() => ({ ...document.body.dataset,
        visibility: document.visibilityState,
        decoded: /** @type {any} */ (window).roomcast?.state().state?.tick }));
      throw new Error(`${error.message}\npage: ${JSON.stringify(shown)}\n` +
        `console: ${this.errors.join("\n")}`);
    }
  }

  /** From the door into the match. @param {string} [mode] title */
  async enter(mode) {
    await this.page.fill("#name", this.name);
    if (mode) {
      await this.page.click(`#modes label:has-text("${mode}")`);
    }
    await this.page.click("#play");
    await this.isPlaying();
  }

  async isPlaying() {
    await this.waits(() => document.body.dataset.screen === "play" &&
      document.body.dataset.connection === "open");
    await until(`${this.name} has a body`, async () =>
      (await this.own()) !== null);
  }

  /** What the page knows; see state() of main.js. */
  look() {
    return this.page.evaluate(() =>
      /** @type {any} */ (window).roomcast.state());
  }

  /** The own player as the server says. */
  async own() {
    const { state, slot } = await this.look();
    return state?.players[slot] ?? null;
  }

  /** Somebody, as this page sees them. @param {number} slot */
  async sees(slot) {
    return (await this.look()).state?.players[slot] ?? null;
  }

  async slot() {
    return (await this.look()).slot;
  }

  room() {
    return this.page.evaluate(() => document.body.dataset.room);
  }

  /** Points at somebody. @param {number} slot */
  async aimAt(slot) {
    const { state, own, ownOnScreen, unit } = await this.look();
    const other = state.players[slot];
    const angle = Math.atan2(other.y / unit - own.y, other.x / unit - own.x);
    await this.page.mouse.move(ownOnScreen.x + Math.cos(angle) * 60,
      ownOnScreen.y + Math.sin(angle) * 60);
  }

  /** @param {string} text */
  async say(text) {
    await this.page.keyboard.press("Enter");
    await this.page.keyboard.type(text);
    await this.page.keyboard.press("Enter");
  }

  /** Waits until the element says so. @param {string} selector
   *  @param {string} text part of it */
  async reads(selector, text) {
    await this.page.waitForFunction(([where, part]) =>
      document.querySelector(where)?.textContent?.includes(part),
    [selector, text]);
  }

  assertNoErrors() {
    assert.deepEqual(this.errors, [], `in the console of ${this.name}`);
  }
}
