// SPDX-License-Identifier: MIT
// @ts-check
/**
 * bodies: the players, drawn.
 *
 * A round, soft fellow with a blaster: it leans into its speed, looks where it
 * aims, blinks, opens its mouth when it shoots and squints when it is hurt.
 * Units are u; the context's origin is the middle of the body.
 */
import { INK, WEARS, fade, mix } from "./palette.js";

/** @typedef {CanvasRenderingContext2D} Ctx */
/**
 * @typedef {object} Look
 * @property {number} slot
 * @property {string} color
 * @property {number} radius
 * @property {number} aim radians
 * @property {number} vx u per tick
 * @property {number} vy
 * @property {number} time ms, for what moves by itself
 * @property {number} kick 1 right after a shot, falling to 0
 * @property {number} hurt 1 right after a hit, falling to 0
 * @property {number} fresh 1 right after a spawn, falling to 0
 * @property {boolean} armed
 * @property {boolean} frozen
 * @property {boolean} own
 * @property {boolean} marked wears the tint of a special role
 */

/** @param {Ctx} ctx @param {Look} look */
export function drawBody(ctx, look) {
  const { radius: r } = look;
  drawShadow(ctx, r);
  if (look.own) {
    drawOwnRing(ctx, look);
  }
  if (look.marked) {
    drawMark(ctx, look);
  }
  const speed = Math.hypot(look.vx, look.vy);
  const lean = Math.min(speed / 9, 1);
  const bob = Math.sin(look.time / 90 + look.slot) * 1.4 * lean +
    Math.sin(look.time / 420 + look.slot * 2) * 0.5;
  ctx.save();
  ctx.translate(0, -3 + bob - 5 * look.fresh);
  if (Math.sin(look.aim) < 0) { // aims away from us: the blaster is behind
    drawBlaster(ctx, look);
  }
  ctx.save();
  squash(ctx, Math.atan2(look.vy, look.vx), 1 + 0.11 * lean - 0.1 * look.kick);
  drawTrunk(ctx, look);
  ctx.restore();
  drawWear(ctx, look);
  drawFace(ctx, look);
  if (Math.sin(look.aim) >= 0) {
    drawBlaster(ctx, look);
  }
  if (look.frozen) {
    drawIce(ctx, r, look.time);
  }
  ctx.restore();
}

/** @param {Ctx} ctx @param {number} r */
function drawShadow(ctx, r) {
  ctx.fillStyle = fade("#050816", 0.38);
  ctx.beginPath();
  ctx.ellipse(3, r * 0.62, r * 1.05, r * 0.58, 0, 0, 7);
  ctx.fill();
}

/** Which one am I: a white ring on the ground with a pointer.
 *  @param {Ctx} ctx @param {Look} look */
function drawOwnRing(ctx, { radius: r, aim, time }) {
  const pulse = 1 + 0.03 * Math.sin(time / 260);
  ctx.strokeStyle = fade("#ffffff", 0.75);
  ctx.lineWidth = 2.2;
  ctx.beginPath();
  ctx.arc(0, 1, r * 1.5 * pulse, 0, 7);
  ctx.stroke();
  ctx.save();
  ctx.rotate(aim);
  ctx.fillStyle = fade("#ffffff", 0.85);
  ctx.beginPath();
  ctx.moveTo(r * 2.05, 0);
  ctx.lineTo(r * 1.68, -5);
  ctx.lineTo(r * 1.68, 5);
  ctx.fill();
  ctx.restore();
}

/** @param {Ctx} ctx @param {Look} look */
function drawMark(ctx, { radius: r, color, time }) {
  ctx.save();
  ctx.globalCompositeOperation = "lighter";
  const glow = ctx.createRadialGradient(0, 0, r, 0, 0, r * 2.6);
  glow.addColorStop(0, fade(color, 0.55));
  glow.addColorStop(1, fade(color, 0));
  ctx.fillStyle = glow;
  ctx.beginPath();
  ctx.arc(0, 0, r * (2.5 + 0.15 * Math.sin(time / 130)), 0, 7);
  ctx.fill();
  ctx.restore();
}

/** @param {Ctx} ctx @param {number} angle @param {number} by */
function squash(ctx, angle, by) {
  ctx.rotate(angle);
  ctx.scale(by, 1 / by);
  ctx.rotate(-angle);
}

/** @param {Ctx} ctx @param {Look} look */
function drawTrunk(ctx, { radius: r, color, hurt }) {
  const base = hurt > 0.02 ? mix(color, "#ffffff", Math.round(hurt * 8) / 10)
    : color;
  ctx.fillStyle = INK;
  ctx.beginPath();
  ctx.arc(0, 0, r + 2.4, 0, 7);
  ctx.fill();
  ctx.fillStyle = mix(base, "#1d1440", 0.34);
  ctx.beginPath();
  ctx.arc(0, 0, r, 0, 7);
  ctx.fill();
  ctx.fillStyle = base;
  ctx.beginPath();
  ctx.ellipse(-r * 0.05, -r * 0.12, r * 0.92, r * 0.86, 0, 0, 7);
  ctx.fill();
  ctx.fillStyle = mix(base, "#ffffff", 0.45);
  ctx.beginPath();
  ctx.ellipse(-r * 0.38, -r * 0.55, r * 0.3, r * 0.16, -0.6, 0, 7);
  ctx.fill();
}

/** @param {Ctx} ctx @param {Look} look */
function drawFace(ctx, { radius: r, aim, time, slot, kick, hurt, color }) {
  const lx = Math.cos(aim);
  const ly = Math.sin(aim);
  const cx = lx * r * 0.26;
  const cy = ly * r * 0.2 - r * 0.06;
  const shut = hurt > 0.25 || (time + slot * 1733) % 3900 < 110;
  for (const side of [-1, 1]) {
    const x = cx + side * r * 0.34;
    ctx.fillStyle = fade(mix(color, "#ff3d5a", 0.5), 0.45);
    ctx.beginPath(); // cheek
    ctx.arc(x + side * r * 0.2, cy + r * 0.36, r * 0.15, 0, 7);
    ctx.fill();
    if (shut) {
      drawShutEye(ctx, x, cy, r, side, hurt > 0.25);
    } else {
      drawEye(ctx, x, cy, r, lx, ly);
    }
  }
  ctx.strokeStyle = INK;
  ctx.fillStyle = "#5b1f34";
  ctx.lineWidth = 1.8;
  ctx.lineCap = "round";
  ctx.beginPath();
  if (kick > 0.2) {
    ctx.ellipse(cx, cy + r * 0.46, r * 0.13, r * 0.15, 0, 0, 7);
    ctx.fill();
  } else if (hurt > 0.25) {
    ctx.moveTo(cx - r * 0.18, cy + r * 0.46);
    ctx.quadraticCurveTo(cx, cy + r * 0.32, cx + r * 0.18, cy + r * 0.46);
  } else {
    ctx.arc(cx, cy + r * 0.36, r * 0.16, 0.25, Math.PI - 0.25);
  }
  ctx.stroke();
}

/** @param {Ctx} ctx @param {number} x @param {number} y @param {number} r
 *  @param {number} lx @param {number} ly */
function drawEye(ctx, x, y, r, lx, ly) {
  ctx.fillStyle = "#ffffff";
  ctx.strokeStyle = INK;
  ctx.lineWidth = 1.3;
  ctx.beginPath();
  ctx.ellipse(x, y, r * 0.26, r * 0.32, 0, 0, 7);
  ctx.fill();
  ctx.stroke();
  ctx.fillStyle = INK;
  ctx.beginPath();
  ctx.ellipse(x + lx * r * 0.11, y + ly * r * 0.13, r * 0.145, r * 0.18, 0, 0,
    7);
  ctx.fill();
  ctx.fillStyle = "#ffffff";
  ctx.beginPath();
  ctx.arc(x + lx * r * 0.11 - r * 0.05, y + ly * r * 0.13 - r * 0.07, r * 0.05,
    0, 7);
  ctx.fill();
}

/** @param {Ctx} ctx @param {number} x @param {number} y @param {number} r
 *  @param {number} side @param {boolean} pain */
function drawShutEye(ctx, x, y, r, side, pain) {
  ctx.strokeStyle = INK;
  ctx.lineWidth = 2.2;
  ctx.lineCap = "round";
  ctx.beginPath();
  if (pain) {
    ctx.moveTo(x + side * r * 0.16, y - r * 0.16);
    ctx.lineTo(x - side * r * 0.14, y);
    ctx.lineTo(x + side * r * 0.16, y + r * 0.16);
  } else {
    ctx.arc(x, y - r * 0.05, r * 0.2, 0.3, Math.PI - 0.3);
  }
  ctx.stroke();
}

/** @param {Ctx} ctx @param {Look} look */
function drawBlaster(ctx, { radius: r, aim, kick, armed }) {
  if (!armed) {
    return;
  }
  ctx.save();
  ctx.rotate(aim);
  ctx.translate(r * 0.88 - kick * 6, 0);
  ctx.lineJoin = "round";
  ctx.strokeStyle = INK;
  ctx.lineWidth = 4.4;
  for (const pass of [0, 1]) {
    if (pass) {
      ctx.fillStyle = "#e9edf7";
    }
    ctx.beginPath();
    ctx.roundRect(-3, -4.6, 17, 9.2, 3);
    ctx[pass ? "fill" : "stroke"]();
    if (pass) {
      ctx.fillStyle = "#9fb0d4";
      ctx.fillRect(-1, 1, 14, 3);
      ctx.fillStyle = "#ff6f52";
    }
    ctx.beginPath();
    ctx.roundRect(12, -6, 5.5, 12, 2.5);
    ctx[pass ? "fill" : "stroke"]();
  }
  ctx.restore();
}

/** @param {Ctx} ctx @param {Look} look */
function drawWear(ctx, { slot, radius: r, color, time, vx }) {
  const sway = Math.sin(time / 300 + slot) * 0.08 - Math.max(-1,
    Math.min(vx / 12, 1)) * 0.22;
  ctx.save();
  ctx.rotate(sway * 0.4);
  ctx.translate(0, -r * 0.86);
  ctx.strokeStyle = INK;
  ctx.lineWidth = 2.4;
  ctx.lineJoin = ctx.lineCap = "round";
  WEAR[WEARS[slot % WEARS.length]](ctx, r, color, sway);
  ctx.restore();
}

/** @type {Record<string, (ctx: Ctx, r: number, color: string,
 *   sway: number) => void>} */
const WEAR = {
  antenna(ctx, r, color, sway) {
    ctx.lineWidth = 3;
    ctx.beginPath();
    ctx.moveTo(0, 0);
    ctx.quadraticCurveTo(sway * 12, -r * 0.4, sway * 34, -r * 0.62);
    ctx.stroke();
    shape(ctx, mix(color, "#ffffff", 0.4), () =>
      ctx.arc(sway * 34, -r * 0.74, r * 0.2, 0, 7));
  },
  ears(ctx, r, color) {
    for (const side of [-1, 1]) {
      shape(ctx, color, () => {
        ctx.moveTo(side * r * 0.78, r * 0.34);
        ctx.lineTo(side * r * 0.74, -r * 0.5);
        ctx.lineTo(side * r * 0.16, -r * 0.04);
      });
      ctx.fillStyle = mix(color, "#ff8fa3", 0.6);
      ctx.beginPath();
      ctx.moveTo(side * r * 0.68, r * 0.1);
      ctx.lineTo(side * r * 0.66, -r * 0.26);
      ctx.lineTo(side * r * 0.4, -r * 0.02);
      ctx.fill();
    }
  },
  sprout(ctx, r, _color, sway) {
    ctx.beginPath();
    ctx.moveTo(0, 0);
    ctx.lineTo(sway * 10, -r * 0.3);
    ctx.stroke();
    for (const side of [-1, 1]) {
      shape(ctx, "#7cc45a", () => {
        ctx.moveTo(sway * 10, -r * 0.3);
        ctx.quadraticCurveTo(side * r * 0.15, -r * 0.85, side * r * 0.62,
          -r * 0.6 + sway * 14 * side);
        ctx.quadraticCurveTo(side * r * 0.45, -r * 0.2, sway * 10, -r * 0.3);
      });
    }
  },
  horns(ctx, r) {
    for (const side of [-1, 1]) {
      shape(ctx, "#fff3dc", () => {
        ctx.moveTo(side * r * 0.3, r * 0.06);
        ctx.quadraticCurveTo(side * r * 0.5, -r * 0.5, side * r * 0.94,
          -r * 0.5);
        ctx.quadraticCurveTo(side * r * 0.86, 0, side * r * 0.66, r * 0.3);
      });
    }
  },
  mohawk(ctx, r, color) {
    shape(ctx, mix(color, INK, 0.55), () => {
      ctx.moveTo(-r * 0.36, r * 0.12);
      for (const [x, y] of [[-0.34, -0.42], [-0.14, -0.16], [0, -0.62],
        [0.14, -0.16], [0.34, -0.42], [0.36, 0.12]]) {
        ctx.lineTo(x * r, y * r);
      }
    });
  },
  bow(ctx, r) {
    for (const side of [-1, 1]) {
      shape(ctx, "#ff6f8e", () => {
        ctx.moveTo(0, -r * 0.08);
        ctx.quadraticCurveTo(side * r * 0.3, -r * 0.56, side * r * 0.62,
          -r * 0.36);
        ctx.quadraticCurveTo(side * r * 0.6, r * 0.12, 0, -r * 0.08);
      });
    }
    shape(ctx, "#ffb3c4", () => ctx.arc(0, -r * 0.08, r * 0.14, 0, 7));
  },
  cap(ctx, r, color) {
    shape(ctx, mix(color, INK, 0.45), () => {
      ctx.moveTo(-r * 0.7, r * 0.26);
      ctx.quadraticCurveTo(-r * 0.6, -r * 0.46, 0, -r * 0.46);
      ctx.quadraticCurveTo(r * 0.6, -r * 0.46, r * 0.7, r * 0.26);
      ctx.quadraticCurveTo(0, -r * 0.06, -r * 0.7, r * 0.26);
    });
    shape(ctx, "#fff3dc", () => ctx.arc(0, -r * 0.5, r * 0.13, 0, 7));
  },
};

/** @param {Ctx} ctx @param {string} color @param {() => void} path */
function shape(ctx, color, path) {
  ctx.fillStyle = color;
  ctx.beginPath();
  path();
  ctx.closePath();
  ctx.stroke();
  ctx.fill();
}

/** @param {Ctx} ctx @param {number} r @param {number} time */
function drawIce(ctx, r, time) {
  ctx.fillStyle = fade("#bfeaff", 0.5);
  ctx.strokeStyle = fade("#ffffff", 0.9);
  ctx.lineWidth = 2;
  ctx.beginPath();
  for (let i = 0; i < 6; i++) {
    const a = i * Math.PI / 3 + 0.3;
    ctx.lineTo(Math.cos(a) * r * 1.3, Math.sin(a) * r * 1.3);
  }
  ctx.closePath();
  ctx.fill();
  ctx.stroke();
  ctx.globalAlpha = 0.5 + 0.5 * Math.sin(time / 180);
  ctx.beginPath();
  ctx.moveTo(-r * 0.7, -r * 0.2);
  ctx.lineTo(-r * 0.2, -r * 0.8);
  ctx.stroke();
  ctx.globalAlpha = 1;
}
