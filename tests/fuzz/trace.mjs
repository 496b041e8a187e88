// SPDX-License-Identifier: MIT
/**
 * Whether the WebAssembly client makes of every session what the native one
 * does:
 *
 *     trace.mjs TRACE TRACE.wasm FILE|DIRECTORY...
 *
 * Runs the program over the files, does the same here, and compares the lines.
 */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync, statSync } from "node:fs";
import { basename, join } from "node:path";

const [program, module, ...paths] = process.argv.slice(2);
const { instance } = await WebAssembly.instantiate(readFileSync(module), {});
const wasm = /** @type {any} */ (instance.exports);

/** @param {number} hash */
const hex = (hash) => (hash >>> 0).toString(16).padStart(8, "0");

/** @param {string} path */
function trace(path) {
  const bytes = readFileSync(path).subarray(0, wasm.trace_cap());
  new Uint8Array(wasm.memory.buffer).set(bytes, wasm.trace_bytes());
  return `${basename(path)} ${hex(wasm.trace_whole(bytes.length))} ` +
    hex(wasm.trace_mutants(bytes.length));
}

const files = paths.flatMap((path) => statSync(path).isDirectory()
  ? readdirSync(path).filter((name) => !name.startsWith(".")).sort()
    .map((name) => join(path, name))
  : [path]);
const native = execFileSync(program, paths, { encoding: "utf8" });
assert.ok(files.length > 0);
assert.deepEqual(files.map(trace), native.trimEnd().split("\n"));
console.log(`${files.length} sessions and their mutants agree`);
