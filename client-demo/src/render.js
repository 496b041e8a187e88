// SPDX-License-Identifier: MIT
// @ts-check
/**
 * render: one picture of the court.
 *
 * The camera, the order of layers, names and bars. It is told what to draw and
 * keeps only what makes a picture smooth: the camera, and how long ago a body
 * shot, was hurt or was born.
 */
import { drawBody } from "./bodies.js";
import { MARGIN } from "./map.js";
import { CORAL, GOLD, INK, NIGHT, PAPER, fade, mix } from "./palette.js";
import { Rolling, drawArrow, drawPlace, drawProp, drawSign, isFlat, withSigns }
  from "./props.js";

/** @typedef {import("./roomcast/types").Bullet} Bullet */
/** @typedef {CanvasRenderingContext2D} Ctx */
/**
 * @typedef {object} Figure
 * @property {import("./roomcast/types").Body} body
 * @property {string} name
 * @property {string} color
 * @property {number} radius u
 * @property {number} health 0..1
 * @property {boolean} armed
 * @property {boolean} frozen
 * @property {boolean} own
 * @property {boolean} marked
 * @property {boolean} away its player is not connected now
 */
/**
 * @typedef {object} Scene
 * @property {import("./map.js").CourtMap} map
 * @property {Figure[]} figures
 * @property {import("./props.js").Prop[]} props
 * @property {(Bullet & {color: string})[]} bullets
 * @property {import("./effects.js").Effects} effects
 * @property {{x: number, y: number} | null} focus u
 * @property {{x: number, y: number}} look -1..1, towards the pointer
 * @property {number} time ms
 * @property {number} ms since the last picture
 */

const VIEW_AREA = 510000; // square u that a screen shows
const ZOOM_MIN = 0.86; // css pixels a u
const ZOOM_MAX = 2.2;
const EDGE = MARGIN * 0.5; // u of hedge to be seen at a side
const PLUMP = 1.14; // a body is drawn so much bigger than it is to the game
const KICK_MS = 130;
const HURT_MS = 260;
const FRESH_MS = 420;
const FONT = "ui-rounded, 'SF Pro Rounded', system-ui, sans-serif";

export class Renderer {
  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    this.canvas = canvas;
    this.ctx = /** @type {Ctx} */ (canvas.getContext("2d", { alpha: false }));
    this.camera = { x: 0, y: 0, set: false };
    this.zoom = 1; // css pixels a u
    this.ratio = 1; // device pixels a css pixel
    this.width = this.height = 0; // css pixels
    /** @type {Map<number, {kick: number, hurt: number, fresh: number}>} */
    this.moods = new Map();
    this.rolling = new Rolling();
    this.resize();
  }

  resize() {
    this.ratio = Math.min(devicePixelRatio || 1, 2);
    this.width = this.canvas.clientWidth || innerWidth;
    this.height = this.canvas.clientHeight || innerHeight;
    this.canvas.width = Math.round(this.width * this.ratio);
    this.canvas.height = Math.round(this.height * this.ratio);
    const fit = Math.sqrt(this.width * this.height / VIEW_AREA);
    this.zoom = Math.min(Math.max(fit, ZOOM_MIN), ZOOM_MAX);
  }

  /** Cuts to wherever the focus is next, instead of gliding. */
  cut() {
    this.camera.set = false;
  }

  /** @param {number} slot */
  mood(slot) {
    let mood = this.moods.get(slot);
    if (!mood) {
      mood = { kick: 0, hurt: 0, fresh: 0 };
      this.moods.set(slot, mood);
    }
    return mood;
  }

  /** Where on the screen a point of the court is, in css pixels.
   *  @param {{x: number, y: number}} at u */
  toScreen({ x, y }) {
    return {
      x: this.width / 2 + (x - this.camera.x) * this.zoom,
      y: this.height / 2 + (y - this.camera.y) * this.zoom,
    };
  }

  /** @param {Scene} scene */
  draw(scene) {
    this.#moveCamera(scene);
    this.#calmDown(scene.ms);
    const { ctx } = this;
    const scale = this.zoom * this.ratio;
    const { shake } = scene.effects;
    const dx = shake * Math.sin(scene.time / 17);
    const dy = shake * Math.cos(scene.time / 13);
    ctx.setTransform(1, 0, 0, 1, 0, 0);
    ctx.fillStyle = NIGHT;
    ctx.fillRect(0, 0, this.canvas.width, this.canvas.height);
    ctx.setTransform(scale, 0, 0, scale,
      this.canvas.width / 2 - (this.camera.x + dx) * scale,
      this.canvas.height / 2 - (this.camera.y + dy) * scale);
    scene.map.draw(ctx, this.#view(), Math.min(scale, 2.5));
    for (const prop of scene.props.filter(isFlat)) {
      drawPlace(ctx, prop, scene.time, this.#view());
    }
    scene.effects.drawGround(ctx);
    this.#drawBullets(scene.bullets, true);
    this.#drawUpright(scene);
    this.#drawBullets(scene.bullets, false);
    scene.effects.drawAir(ctx);
    for (const prop of withSigns(scene.props)) {
      drawSign(ctx, prop, scene.time, this.zoom);
    }
    for (const figure of scene.figures) {
      this.#drawLabel(figure);
    }
    this.#drawVignette();
    this.#drawWays(scene.props);
  }

  #view() {
    const w = this.width / this.zoom + 40;
    const h = this.height / this.zoom + 40;
    return { x: this.camera.x - w / 2, y: this.camera.y - h / 2, w, h };
  }

  /** @param {Scene} scene */
  #moveCamera({ focus, look, map, ms }) {
    const w = this.width / this.zoom;
    const h = this.height / this.zoom;
    const to = focus ?? { x: map.w / 2, y: map.h / 2 };
    const small = this.width <= 760 || this.height <= 480;
    const top = MARGIN * (small ? 0.95 : 0.6); // words lie over it
    const x = keepInside(to.x + look.x * w * 0.1, w, map.w, EDGE, EDGE);
    const y = keepInside(to.y + look.y * h * 0.1, h, map.h, top, EDGE);
    const far = Math.hypot(x - this.camera.x, y - this.camera.y) > 1200;
    const part = this.camera.set && !far ? 1 - Math.exp(-ms / 110) : 1;
    this.camera.x += (x - this.camera.x) * part;
    this.camera.y += (y - this.camera.y) * part;
    this.camera.set = true;
  }

  /** @param {number} ms */
  #calmDown(ms) {
    for (const mood of this.moods.values()) {
      mood.kick = Math.max(0, mood.kick - ms / KICK_MS);
      mood.hurt = Math.max(0, mood.hurt - ms / HURT_MS);
      mood.fresh = Math.max(0, mood.fresh - ms / FRESH_MS);
    }
  }

  /** All that stands, from the back to the front; what is carried is on its
   *  carrier's back. @param {Scene} scene */
  #drawUpright({ figures, props, time }) {
    const standing = [
      ...figures.map((figure) => ({ y: figure.body.y, draw: () =>
        this.#drawFigure(figure, time) })),
      ...props.filter((prop) => !isFlat(prop)).map((prop) => ({
        y: prop.y - (prop.carried ? 0.5 : 0), draw: () =>
          drawProp(this.ctx, prop, time, this.rolling) })),
    ].sort((a, b) => a.y - b.y);
    for (const one of standing) {
      one.draw();
    }
  }

  /** At the edge of the screen, arrows to where one should get to.
   *  @param {import("./props.js").Prop[]} props */
  #drawWays(props) {
    const { ctx, ratio, width, height } = this;
    const w = width / 2 - 34;
    const h = height / 2 - 74; // words are at the top and the bottom
    for (const prop of props.filter(({ goal }) => goal === "next")) {
      const at = this.toScreen(prop);
      const x = at.x - width / 2;
      const y = at.y - height / 2;
      const out = Math.max(Math.abs(x) / w, Math.abs(y) / h);
      if (out > 1) {
        ctx.setTransform(ratio, 0, 0, ratio, width / 2 * ratio,
          height / 2 * ratio);
        drawArrow(ctx, x / out, y / out, Math.atan2(y, x), 17);
      }
    }
  }

  /** @param {Figure} figure @param {number} time */
  #drawFigure({ body, away, ...figure }, time) {
    const { ctx } = this;
    const mood = this.mood(body.slot);
    ctx.save();
    ctx.translate(body.x, body.y);
    const grown = PLUMP * (1 - mood.fresh ** 2 * 0.7);
    ctx.scale(grown, grown);
    ctx.globalAlpha = away ? 0.45 : 1;
    drawBody(ctx, { ...figure, ...mood, slot: body.slot, aim: body.aim,
      vx: body.vx, vy: body.vy, time });
    ctx.restore();
  }

  /** @param {Figure} figure */
  #drawLabel({ body, name, radius, health, own, away }) {
    const { ctx } = this;
    const y = body.y - radius * PLUMP - 24;
    const size = Math.max(11, 12.5 / this.zoom);
    ctx.font = `800 ${size}px ${FONT}`;
    ctx.textAlign = "center";
    ctx.lineJoin = "round";
    ctx.lineWidth = 3.2;
    ctx.strokeStyle = fade(INK, 0.85);
    const text = away ? `${name} …` : name;
    ctx.strokeText(text, body.x, y);
    ctx.fillStyle = own ? GOLD : fade(PAPER, 0.92);
    ctx.fillText(text, body.x, y);
    if (health < 1) {
      this.#drawBar(body.x, y + 4, radius * 1.25, health);
    }
  }

  /** @param {number} x @param {number} y @param {number} half
   *  @param {number} health */
  #drawBar(x, y, half, health) {
    const { ctx } = this;
    ctx.fillStyle = INK;
    ctx.beginPath();
    ctx.roundRect(x - half - 1.5, y - 1.5, 2 * half + 3, 7, 3.5);
    ctx.fill();
    ctx.fillStyle = health > 0.35 ? mix("#59d98c", GOLD, 0.1) : CORAL;
    ctx.beginPath();
    ctx.roundRect(x - half, y, Math.max(2 * half * health, 3), 4, 2);
    ctx.fill();
  }

  /** @param {(Bullet & {color: string})[]} bullets
   *  @param {boolean} shadows only those */
  #drawBullets(bullets, shadows) {
    const { ctx } = this;
    ctx.lineCap = "round";
    for (const { x, y, vx, vy, radius: r, color } of bullets) {
      if (shadows) {
        ctx.fillStyle = fade("#050816", 0.35);
        ctx.beginPath();
        ctx.ellipse(x + 2, y + 9, r, r * 0.6, 0, 0, 7);
        ctx.fill();
        continue;
      }
      ctx.strokeStyle = fade(color, 0.28);
      ctx.lineWidth = r * 2.6;
      line(ctx, x, y, x - vx * 0.9, y - vy * 0.9);
      ctx.strokeStyle = fade(color, 0.75);
      ctx.lineWidth = r * 1.7;
      line(ctx, x, y, x - vx * 0.55, y - vy * 0.55);
      ctx.fillStyle = INK;
      dot(ctx, x, y, r + 2);
      ctx.fillStyle = color;
      dot(ctx, x, y, r + 0.4);
      ctx.fillStyle = "#ffffff";
      dot(ctx, x, y, r * 0.55);
    }
  }

  #drawVignette() {
    const { ctx, canvas } = this;
    if (this.vignetteFor !== `${canvas.width}x${canvas.height}`) {
      this.vignetteFor = `${canvas.width}x${canvas.height}`;
      const r = Math.hypot(canvas.width, canvas.height) / 2;
      this.vignette = ctx.createRadialGradient(canvas.width / 2,
        canvas.height / 2, r * 0.55, canvas.width / 2, canvas.height / 2, r);
      this.vignette.addColorStop(0, fade("#070a1c", 0));
      this.vignette.addColorStop(1, fade("#070a1c", 0.55));
    }
    ctx.setTransform(1, 0, 0, 1, 0, 0);
    ctx.fillStyle = /** @type {CanvasGradient} */ (this.vignette);
    ctx.fillRect(0, 0, canvas.width, canvas.height);
  }
}

/** The middle of a view that shows at most a strip of hedge.
 *  @param {number} at @param {number} view @param {number} size
 *  @param {number} before u of hedge @param {number} behind */
function keepInside(at, view, size, before, behind) {
  const low = view / 2 - before;
  const high = size - view / 2 + behind;
  return low > high ? size / 2 : Math.min(Math.max(at, low), high);
}

/** @param {Ctx} ctx @param {number} x @param {number} y @param {number} toX
 *  @param {number} toY */
function line(ctx, x, y, toX, toY) {
  ctx.beginPath();
  ctx.moveTo(x, y);
  ctx.lineTo(toX, toY);
  ctx.stroke();
}

/** @param {Ctx} ctx @param {number} x @param {number} y @param {number} r */
function dot(ctx, x, y, r) {
  ctx.beginPath();
  ctx.arc(x, y, r, 0, 7);
  ctx.fill();
}
