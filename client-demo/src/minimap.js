// SPDX-License-Identifier: MIT
// @ts-check
/**
 * minimap: the whole court in a corner, on screens that have one to spare.
 */
import { PAPER } from "./palette.js";
import { isFlat } from "./props.js";

export class Minimap {
  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    this.canvas = canvas;
    this.ctx = /** @type {CanvasRenderingContext2D} */ (
      canvas.getContext("2d"));
  }

  /** Takes the shape of the map. @param {import("./map.js").CourtMap} map */
  fit(map) {
    const ratio = Math.min(devicePixelRatio || 1, 2);
    const scale = Math.min(180 / map.w, 140 / map.h);
    this.canvas.style.width = `${Math.round(map.w * scale)}px`;
    this.canvas.style.height = `${Math.round(map.h * scale)}px`;
    this.canvas.width = Math.round(map.w * scale * ratio);
    this.canvas.height = Math.round(map.h * scale * ratio);
    this.scale = scale * ratio;
  }

  /**
   * @param {import("./map.js").CourtMap} map
   * @param {import("./render.js").Figure[]} figures
   * @param {import("./props.js").Prop[]} props
   */
  draw(map, figures, props) {
    if (!this.scale || this.canvas.clientWidth === 0) {
      return; // not on this screen
    }
    const { ctx, scale } = this;
    ctx.setTransform(1, 0, 0, 1, 0, 0);
    ctx.clearRect(0, 0, this.canvas.width, this.canvas.height);
    ctx.setTransform(scale, 0, 0, scale, 0, 0);
    ctx.fillStyle = "#e9d3a844";
    for (const { x, y, w, h } of map.walls) {
      ctx.fillRect(x, y, w, h);
    }
    for (const prop of props) {
      this.#prop(prop, 2 / scale);
    }
    const dot = 4.4 / scale * Math.min(devicePixelRatio || 1, 2) / 1.4;
    for (const { body, color, own } of figures) {
      ctx.fillStyle = own ? PAPER : "#131833";
      ctx.beginPath();
      ctx.arc(body.x, body.y, dot * (own ? 1.7 : 1.35), 0, 7);
      ctx.fill();
      ctx.fillStyle = color;
      ctx.beginPath();
      ctx.arc(body.x, body.y, dot, 0, 7);
      ctx.fill();
    }
  }

  /** @param {import("./props.js").Prop} prop @param {number} line u */
  #prop(prop, line) {
    const { ctx } = this;
    ctx.globalAlpha = prop.goal === "other" ? 0.4 : 1;
    ctx.beginPath();
    if (isFlat(prop)) {
      ctx.lineWidth = line * (prop.goal === "next" ? 2 : 1);
      ctx.strokeStyle = prop.color;
      ctx.arc(prop.x, prop.y, prop.radius, 0, 7);
      ctx.stroke();
    } else {
      const half = Math.max(prop.radius, 2.6 * line);
      ctx.fillStyle = prop.color;
      ctx.rect(prop.x - half, prop.y - half, 2 * half, 2 * half);
      ctx.fill();
    }
    ctx.globalAlpha = 1;
  }
}
