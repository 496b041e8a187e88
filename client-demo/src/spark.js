// SPDX-License-Identifier: MIT
// @ts-check
/**
 * spark: the latest ten seconds as bars; the dashes are the limit.
 */
import { CORAL, GOLD, PAPER, fade } from "./palette.js";

const MOST = 2; // times the limit that the top stands for
const NEAR = 0.8;

/** @param {HTMLCanvasElement} canvas
 *  @param {number[]} values oldest first, 1 at the limit */
export function drawSpark(canvas, values) {
  const ctx = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const { width, height } = canvas;
  const step = width / values.length;
  ctx.clearRect(0, 0, width, height);
  ctx.fillStyle = fade(PAPER, 0.35);
  for (let x = 0; x < width; x += 8) {
    ctx.fillRect(x, height / MOST - 1, 4, 1);
  }
  values.forEach((value, i) => {
    const part = Math.min(Math.max(value, 0.06), MOST) / MOST;
    ctx.fillStyle = value >= 1 ? CORAL : value >= NEAR ? GOLD : "#59d98c";
    ctx.fillRect(i * step, height * (1 - part), step - 1.5, height * part);
  });
}
