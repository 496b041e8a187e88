// SPDX-License-Identifier: MIT
/**
 * Prints the golden hashes as WebAssembly computes them, in node or a browser:
 *
 *     main.mjs FILE.wasm [--chromium]
 */
import { readFile } from "node:fs/promises";
import { hashes } from "./hashes.mjs";

const [file, where] = process.argv.slice(2);
const base64 = await readFile(file, "base64");

/** @param {string} text */
async function inChromium(text) {
  const { launch } = await import("../browser/player.mjs");
  const browser = await launch();
  try {
    const page = await browser.newPage();
    return await page.evaluate(hashes, text);
  } finally {
    await browser.close();
  }
}

const lines = where === "--chromium" ? await inChromium(base64)
  : await hashes(base64);
console.log(lines.join("\n"));
