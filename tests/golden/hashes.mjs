// SPDX-License-Identifier: MIT
/**
 * hashes: what the golden matches come to in this engine's WebAssembly.
 *
 * One function that stands alone, so that a page can be given its text.
 * @param {string} base64 golden.wasm
 * @returns {Promise<string[]>} the lines of hashes.txt
 */
export async function hashes(base64) {
  const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  const { instance } = await WebAssembly.instantiate(bytes, {});
  const golden = /** @type {any} */ (instance.exports);
  const name = (at) => {
    const all = new Uint8Array(golden.memory.buffer);
    return new TextDecoder().decode(all.subarray(at, all.indexOf(0, at)));
  };
  const lines = [];
  for (let set = 0; set < golden.play_sets(); set++) {
    golden.play_start(set);
    for (let tick = 0; tick < golden.play_ticks();) {
      tick += golden.play_chunk();
      const hash = (golden.play_on() >>> 0).toString(16).padStart(8, "0");
      lines.push(`${name(golden.play_name(set))} ${tick} ${hash}`);
    }
  }
  return lines;
}
