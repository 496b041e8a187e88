// SPDX-License-Identifier: MIT
// Prints the golden hashes as WebAssembly computes them: main.mjs FILE.wasm
import { readFile } from 'node:fs/promises';

const SETS = 3;
const CHUNK = 500;
const TICKS = 4000;

const bytes = await readFile(process.argv[2]);
const { instance } = await WebAssembly.instantiate(bytes, {});
const { memory, play_name, play_start, play_on } = instance.exports;

function text(at) {
  const all = new Uint8Array(memory.buffer);
  return new TextDecoder().decode(all.subarray(at, all.indexOf(0, at)));
}

for (let set = 0; set < SETS; set++) {
  play_start(set);
  for (let tick = CHUNK; tick <= TICKS; tick += CHUNK) {
    const hash = (play_on() >>> 0).toString(16).padStart(8, '0');
    console.log(`${text(play_name(set))} ${tick} ${hash}`);
  }
}
