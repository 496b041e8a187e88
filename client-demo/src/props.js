// SPDX-License-Identifier: MIT
// @ts-check
/**
 * props: things, drawn: places on the ground, flags, balls, pillars.
 *
 * Units are u; where to draw is in the prop.
 */
import { CORAL, GOLD, INK, PAPER, fade, mix } from "./palette.js";

/** @typedef {CanvasRenderingContext2D} Ctx */
/**
 * @typedef {object} Prop
 * @property {number} index
 * @property {"area" | "shelter" | "pickup" | "flag" | "parcel" | "ball" |
 *   "pillar"} look
 * @property {number} x
 * @property {number} y
 * @property {number} vx u per tick
 * @property {number} vy
 * @property {number} radius
 * @property {string} color
 * @property {string} label
 * @property {boolean} heals a pickup that does
 * @property {boolean} carried
 * @property {import("./goals.js").Goal} goal
 */

const FONT = "ui-rounded, 'SF Pro Rounded', system-ui, sans-serif";
const POLE = 46; // u

/** What lies flat and is walked over. @param {Prop} prop */
export function isFlat({ look }) {
  return look === "area" || look === "shelter";
}

/**
 * @param {Ctx} ctx @param {Prop} prop @param {number} time ms
 * @param {{x: number, y: number, w: number, h: number}} view u
 */
export function drawPlace(ctx, prop, time, view) {
  const { x, y, radius: r, color } = prop;
  const lit = prop.goal === "next";
  const part = prop.goal === "other" ? 0.4 : 1;
  if (prop.look === "shelter") {
    drawOutside(ctx, prop, view);
  }
  const glow = ctx.createRadialGradient(x, y, r * 0.35, x, y, r);
  glow.addColorStop(0, fade(color, (lit ? 0.2 : 0.07) * part));
  glow.addColorStop(1, fade(color, (lit ? 0.42 : 0.26) * part));
  ctx.fillStyle = prop.look === "shelter" ? fade(color, 0.05) : glow;
  circle(ctx, x, y, r);
  ctx.fill();
  ctx.lineWidth = 7;
  ctx.strokeStyle = fade(INK, 0.35 * part);
  circle(ctx, x, y + 2, r);
  ctx.stroke();
  ctx.lineWidth = lit ? 6 : 4;
  ctx.strokeStyle = fade(color, 0.85 * part);
  ctx.stroke();
  ctx.lineWidth = 2.5;
  ctx.strokeStyle = fade(PAPER, (lit ? 0.95 : 0.5) * part);
  ctx.setLineDash([14, 16]);
  ctx.lineDashOffset = -time / (lit ? 25 : 90);
  circle(ctx, x, y, Math.max(r - 9, 2));
  ctx.stroke();
  ctx.setLineDash([]);
  if (lit) {
    drawBeacon(ctx, prop, time);
  }
}

/** All but the inside, as a place one should not be.
 *  @param {Ctx} ctx @param {Prop} prop
 *  @param {{x: number, y: number, w: number, h: number}} view */
function drawOutside(ctx, { x, y, radius }, view) {
  ctx.fillStyle = fade("#c2233f", 0.3);
  ctx.beginPath();
  ctx.rect(view.x, view.y, view.w, view.h);
  ctx.moveTo(x + radius, y);
  ctx.arc(x, y, radius, 0, 2 * Math.PI);
  ctx.fill("evenodd");
}

/** A ring that runs inwards, over and over. @param {Ctx} ctx
 *  @param {Prop} prop @param {number} time */
function drawBeacon(ctx, { x, y, radius: r, color }, time) {
  const t = time % 1200 / 1200;
  ctx.strokeStyle = fade(mix(color, "#ffffff", 0.5), t * 0.8);
  ctx.lineWidth = 3;
  circle(ctx, x, y, r * (1.25 - 0.6 * t));
  ctx.stroke();
}

/** Those that say what they are: of several beside each other the first.
 *  @param {Prop[]} props */
export function withSigns(props) {
  /** @type {Prop[]} */
  const out = [];
  for (const prop of props) {
    const { x, y, radius, label, color, goal } = prop;
    const said = goal !== "next" && out.some((one) => one.label === label &&
      one.color === color && Math.hypot(one.x - x, one.y - y) < 5 * radius);
    if (!said) {
      out.push(prop);
    }
  }
  return out;
}

/** What it is called, for what is no matter of course by its looks; and an
 *  arrow over what one should get to.
 *  @param {Ctx} ctx @param {Prop} prop @param {number} time
 *  @param {number} zoom css pixels a u */
export function drawSign(ctx, prop, time, zoom) {
  const { x, y, radius, color, goal } = prop;
  if (prop.carried || prop.look === "pillar" || prop.look === "shelter") {
    return;
  }
  const tall = prop.look === "flag" ? POLE + 4 : radius;
  const top = y - tall - 8;
  const size = Math.max(10, 11.5 / zoom);
  ctx.font = `850 ${size}px ${FONT}`;
  ctx.textAlign = "center";
  ctx.lineJoin = "round";
  ctx.lineWidth = 3.4;
  ctx.strokeStyle = fade(INK, goal === "other" ? 0.4 : 0.8);
  ctx.strokeText(prop.label, x, top);
  ctx.fillStyle = fade(mix(color, "#ffffff", 0.45), goal === "other" ? 0.6 : 1);
  ctx.fillText(prop.label, x, top);
  if (goal === "next") {
    drawArrow(ctx, x, top - size - 6 - 5 * Math.abs(Math.sin(time / 220)),
      Math.PI / 2, 13);
  }
}

/** @param {Ctx} ctx @param {number} x @param {number} y where its tip is
 *  @param {number} angle it points to @param {number} size */
export function drawArrow(ctx, x, y, angle, size) {
  ctx.save();
  ctx.translate(x, y);
  ctx.rotate(angle);
  ctx.beginPath();
  ctx.moveTo(0, 0);
  ctx.lineTo(-size, -size * 0.75);
  ctx.lineTo(-size * 0.7, 0);
  ctx.lineTo(-size, size * 0.75);
  ctx.closePath();
  ctx.lineJoin = "round";
  ctx.lineWidth = 5;
  ctx.strokeStyle = INK;
  ctx.stroke();
  ctx.fillStyle = GOLD;
  ctx.fill();
  ctx.restore();
}

/** What stands up, or rolls. @param {Ctx} ctx @param {Prop} prop
 *  @param {number} time ms @param {Rolling} rolling */
export function drawProp(ctx, prop, time, rolling) {
  ctx.save();
  ctx.translate(prop.x, prop.y);
  if (prop.goal === "next") {
    ctx.strokeStyle = fade(GOLD, 0.7 + 0.3 * Math.sin(time / 150));
    ctx.lineWidth = 3;
    circle(ctx, 0, 0, prop.radius + 9);
    ctx.stroke();
  }
  switch (prop.look) {
    case "flag": drawFlag(ctx, prop, time); break;
    case "ball": drawBall(ctx, prop, rolling.of(prop)); break;
    case "pillar": drawPillar(ctx, prop); break;
    default: drawParcel(ctx, prop, time);
  }
  ctx.restore();
}

/** @param {Ctx} ctx @param {number} r @param {number} [drop] */
function shadow(ctx, r, drop = 0.5) {
  ctx.fillStyle = fade("#050816", 0.4);
  ctx.beginPath();
  ctx.ellipse(3, r * drop, r * 1.05, r * 0.6, 0, 0, 7);
  ctx.fill();
}

/** A cloth that waves; on its carrier's back it streams behind.
 *  @param {Ctx} ctx @param {Prop} prop @param {number} time */
function drawFlag(ctx, { vx, color, carried, index }, time) {
  const stream = Math.max(-1, Math.min(vx / 6, 1));
  const side = stream > 0.15 ? -1 : 1;
  const foot = carried ? -6 : 8;
  if (!carried) {
    shadow(ctx, 13, 0.75);
    ctx.fillStyle = INK;
    ctx.beginPath();
    ctx.ellipse(0, foot, 11, 6, 0, 0, 7);
    ctx.fill();
    ctx.fillStyle = mix(color, "#1d1440", 0.35);
    ctx.beginPath();
    ctx.ellipse(0, foot - 1, 8.5, 4.2, 0, 0, 7);
    ctx.fill();
  }
  const top = foot - POLE;
  ctx.lineCap = "round";
  for (const [width, ink] of /** @type {[number, string][]} */ (
    [[6.5, INK], [3, "#f2e3c4"]])) {
    ctx.lineWidth = width;
    ctx.strokeStyle = ink;
    ctx.beginPath();
    ctx.moveTo(0, foot);
    ctx.lineTo(0, top - 3);
    ctx.stroke();
  }
  const wide = 34 * side;
  const wave = (/** @type {number} */ at) =>
    Math.sin(time / 130 + index - at * 4.2) * 4 * at;
  ctx.beginPath();
  ctx.moveTo(0, top);
  for (let i = 1; i <= 8; i++) {
    ctx.lineTo(wide * i / 8, top + wave(i / 8) + 1.5 * i / 8);
  }
  for (let i = 8; i >= 0; i--) {
    ctx.lineTo(wide * i / 8, top + 22 + wave(i / 8 + 0.1) - 1.5 * i / 8);
  }
  ctx.closePath();
  ctx.lineJoin = "round";
  ctx.lineWidth = 4.4;
  ctx.strokeStyle = INK;
  ctx.stroke();
  const cloth = ctx.createLinearGradient(0, 0, wide, 0);
  cloth.addColorStop(0, mix(color, "#ffffff", 0.15));
  cloth.addColorStop(0.5, color);
  cloth.addColorStop(0.75, mix(color, "#ffffff", 0.25));
  cloth.addColorStop(1, mix(color, "#1d1440", 0.2));
  ctx.fillStyle = cloth;
  ctx.fill();
}

/** What somebody can have, whatever it is: it glows and floats.
 *  @param {Ctx} ctx @param {Prop} prop @param {number} time */
function drawParcel(ctx, { radius, color, heals, carried, index }, time) {
  const r = Math.min(radius, 16);
  const up = carried ? -34 : -4 + 2.5 * Math.sin(time / 300 + index);
  if (!carried) {
    shadow(ctx, r, 0.7);
  }
  ctx.translate(0, up);
  const glow = ctx.createRadialGradient(0, 0, r * 0.4, 0, 0, r * 2);
  glow.addColorStop(0, fade(color, 0.6));
  glow.addColorStop(1, fade(color, 0));
  ctx.fillStyle = glow;
  circle(ctx, 0, 0, r * 2);
  ctx.fill();
  ctx.fillStyle = heals ? PAPER : color;
  ctx.strokeStyle = INK;
  ctx.lineWidth = 3;
  ctx.beginPath();
  if (heals) {
    ctx.roundRect(-r, -r * 0.85, 2 * r, 1.7 * r, r * 0.35);
  } else {
    for (let i = 0; i < 4; i++) {
      const turn = i * Math.PI / 2;
      ctx.lineTo(Math.cos(turn) * r, Math.sin(turn) * r * 1.15);
    }
    ctx.closePath();
  }
  ctx.stroke();
  ctx.fill();
  ctx.fillStyle = heals ? CORAL : fade("#ffffff", 0.55);
  if (heals) {
    ctx.fillRect(-r * 0.18, -r * 0.55, r * 0.36, r * 1.1);
    ctx.fillRect(-r * 0.55, -r * 0.18, r * 1.1, r * 0.36);
  } else {
    ctx.beginPath();
    ctx.moveTo(0, -r * 1.1);
    ctx.lineTo(r * 0.45, -r * 0.1);
    ctx.lineTo(-r * 0.45, -r * 0.1);
    ctx.fill();
  }
}

/** @param {Ctx} ctx @param {Prop} prop */
function drawPillar(ctx, { radius: r, color }) {
  const stone = mix("#8f97b8", color, 0.35);
  ctx.fillStyle = fade("#070b1e", 0.4);
  circle(ctx, 7, 9, r + 2);
  ctx.fill();
  ctx.fillStyle = INK;
  circle(ctx, 0, 0, r + 2.4);
  ctx.fill();
  ctx.fillStyle = mix(stone, "#1d1440", 0.45);
  circle(ctx, 0, 0, r);
  ctx.fill();
  ctx.fillStyle = stone;
  circle(ctx, 0, -r * 0.14, r * 0.86);
  ctx.fill();
  ctx.strokeStyle = fade(mix(stone, "#ffffff", 0.4), 0.8);
  ctx.lineWidth = 2.5;
  circle(ctx, 0, -r * 0.14, r * 0.62);
  ctx.stroke();
}

/** @param {Ctx} ctx @param {Prop} prop @param {number[][]} spots */
function drawBall(ctx, { radius: r, color }, spots) {
  shadow(ctx, r, 0.62);
  ctx.translate(0, -2);
  ctx.fillStyle = INK;
  circle(ctx, 0, 0, r + 2.4);
  ctx.fill();
  ctx.fillStyle = mix(PAPER, color, 0.12);
  circle(ctx, 0, 0, r);
  ctx.fill();
  ctx.save();
  circle(ctx, 0, 0, r);
  ctx.clip();
  for (const [x, y, z] of spots) {
    if (z > 0) {
      const angle = Math.atan2(y, x);
      ctx.fillStyle = mix(color, INK, 0.6);
      ctx.beginPath();
      ctx.ellipse(x * r, y * r, r * 0.36 * Math.max(z, 0.15), r * 0.36, angle,
        0, 7);
      ctx.fill();
    }
  }
  const light = ctx.createRadialGradient(-r * 0.4, -r * 0.5, r * 0.1, 0, 0,
    r * 1.15);
  light.addColorStop(0, fade("#ffffff", 0.5));
  light.addColorStop(0.5, fade("#ffffff", 0));
  light.addColorStop(1, fade("#1d1440", 0.5));
  ctx.fillStyle = light;
  circle(ctx, 0, 0, r);
  ctx.fill();
  ctx.restore();
}

/** @param {Ctx} ctx @param {number} x @param {number} y @param {number} r */
function circle(ctx, x, y, r) {
  ctx.beginPath();
  ctx.arc(x, y, r, 0, 2 * Math.PI);
}

/** The six middles of a cube's faces: where a ball has its spots. */
const SPOTS = [[1, 0, 0], [-1, 0, 0], [0, 1, 0], [0, -1, 0], [0, 0, 1],
  [0, 0, -1]];

/** How far each ball has turned. */
export class Rolling {
  constructor() {
    /** @type {Map<number, {x: number, y: number, spots: number[][]}>} */
    this.balls = new Map();
  }

  /** Its spots, after rolling from where it was drawn last; x, y and, towards
   *  us, z. @param {Prop} prop */
  of({ index, x, y, radius }) {
    const ball = this.balls.get(index) ??
      { x, y, spots: SPOTS.map((spot) => turned(spot, 0.6, 0.8, 0.9)) };
    this.balls.set(index, ball);
    const dx = x - ball.x;
    const dy = y - ball.y;
    const far = Math.hypot(dx, dy);
    ball.x = x;
    ball.y = y;
    if (far > 0 && far < 4 * radius) {
      ball.spots = ball.spots.map((spot) =>
        turned(spot, dx / far, dy / far, far / radius));
    }
    return ball.spots;
  }
}

/** A point of a ball that rolled by `angle` towards (dx, dy).
 *  @param {number[]} spot @param {number} dx @param {number} dy
 *  @param {number} angle */
function turned([x, y, z], dx, dy, angle) {
  const along = x * dx + y * dy;
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  const on = along * cos + z * sin;
  return [x + dx * (on - along), y + dy * (on - along),
    z * cos - along * sin];
}
