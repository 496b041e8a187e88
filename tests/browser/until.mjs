// SPDX-License-Identifier: MIT
import { setTimeout as pause } from "node:timers/promises";

/**
 * Asks until the answer is truthy, and returns it; fails after `ms`.
 * @template T
 * @param {string} what is waited for, for the message
 * @param {() => T | Promise<T>} ask
 */
export async function until(what, ask, ms = 15000) {
  for (const end = Date.now() + ms; ;) {
    const answer = await ask();
    if (answer) {
      return answer;
    }
    if (Date.now() > end) {
      throw new Error(`waited ${ms} ms in vain: ${what}`);
    }
    await pause(20);
  }
}
