// SPDX-License-Identifier: MIT
// @ts-check
/**
 * random: numbers that look like chance and are the same for everybody.
 */

/** Numbers in 0..1 that follow from a seed. @param {number} seed */
export function randomFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return ((z ^ (z >>> 15)) >>> 0) / 4294967296;
  };
}

/** @param {string} text */
export function seedOf(text) {
  let seed = 2166136261;
  for (const char of text) {
    seed = Math.imul(seed ^ char.charCodeAt(0), 16777619);
  }
  return seed >>> 0;
}
