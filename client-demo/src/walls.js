// SPDX-License-Identifier: MIT
// @ts-check
/**
 * walls: what stands in the court.
 *
 * To the simulation all are rectangles; by their shape they become walls,
 * planters, trees, pillars or basins. Whatever it is, it fills its rectangle,
 * so that nobody bumps into air. In u.
 */
import { INK, fade, mix } from "./palette.js";
import { randomFrom } from "./random.js";

/** @typedef {CanvasRenderingContext2D} Ctx */
/** @typedef {{x: number, y: number, w: number, h: number}} Rect */

const OUTLINE = 2.6;
const GREENS = ["#2f6b52", "#3a7d5c", "#2a5d4c", "#4a8f63"];
const PETALS = ["#ffd166", "#ff8fa3", "#f6f0ff", "#ff9f6b"];

/** @param {Rect} wall @returns {"pillar" | "tree" | "basin" | "bed"} */
export function kindOf({ w, h }) {
  const least = Math.min(w, h);
  const most = Math.max(w, h);
  if (most <= 46 && most - least <= 8) {
    return "pillar";
  }
  if (most <= 110 && most - least <= 16 && least >= 44) {
    return "tree";
  }
  return least >= 56 && most >= 110 ? "basin" : "bed";
}

/** How much of a wall is its front, seen from the south. @param {Rect} wall */
function frontOf(wall) {
  return Math.min(18, wall.h * 0.4);
}

/** @param {Ctx} ctx @param {Rect[]} walls @param {number} seed */
export function paintWalls(ctx, walls, seed) {
  ctx.save();
  ctx.fillStyle = INK;
  for (const wall of walls) { // one outline around those that touch
    box(ctx, wall, OUTLINE, 8);
    ctx.fill();
  }
  for (const wall of walls) {
    paintFront(ctx, wall, randomFrom(seed + wall.x * 31 + wall.y * 17));
  }
  for (const wall of walls) {
    paintTop(ctx, { ...wall, h: wall.h - frontOf(wall) },
      randomFrom(seed + wall.x * 13 + wall.y * 29), kindOf(wall));
  }
  for (const north of walls) {
    for (const south of walls) {
      if (Math.abs(north.y + north.h - south.y) < 1) {
        paintJoin(ctx, north, south);
      }
    }
  }
  ctx.restore();
}

/** Where one wall goes on into another there is no front to be seen.
 *  @param {Ctx} ctx @param {Rect} north @param {Rect} south */
function paintJoin(ctx, north, south) {
  const x = Math.max(north.x, south.x);
  const w = Math.min(north.x + north.w, south.x + south.w) - x;
  const y = south.y - frontOf(north) - 3;
  if (w > 0) {
    const stone = ctx.createLinearGradient(0, y, 0, south.y + 5);
    stone.addColorStop(0, "#d6b98c");
    stone.addColorStop(1, "#efdab2");
    ctx.fillStyle = stone;
    ctx.fillRect(x, y, w, south.y + 5 - y);
  }
}

/** @param {Ctx} ctx @param {Rect} r @param {number} grow
 *  @param {number} radius */
function box(ctx, r, grow, radius) {
  ctx.beginPath();
  ctx.roundRect(r.x - grow, r.y - grow, r.w + 2 * grow, r.h + 2 * grow,
    Math.min(radius, r.w / 2, r.h / 2));
}

/** @param {Ctx} ctx @param {Rect} wall @param {() => number} random */
function paintFront(ctx, wall, random) {
  const front = frontOf(wall) + 6;
  const r = { ...wall, y: wall.y + wall.h - front, h: front };
  ctx.save();
  box(ctx, wall, 0, 6);
  ctx.clip();
  for (let y = r.y, row = 0; y < r.y + r.h; y += 8, row++) {
    for (let x = r.x - (row % 2) * 10; x < r.x + r.w; x += 20) {
      ctx.fillStyle = mix("#a4665a", "#74464e", Math.round(random() * 6) / 6);
      ctx.fillRect(x + 0.7, y + 0.7, 18.6, 6.6);
    }
  }
  const dark = ctx.createLinearGradient(0, r.y, 0, r.y + r.h);
  dark.addColorStop(0, fade("#1a1030", 0.55));
  dark.addColorStop(0.5, fade("#1a1030", 0.1));
  dark.addColorStop(1, fade("#1a1030", 0.4));
  ctx.fillStyle = dark;
  ctx.fillRect(r.x, r.y, r.w, r.h);
  ctx.restore();
}

/** @param {Ctx} ctx @param {Rect} top @param {() => number} random
 *  @param {ReturnType<typeof kindOf>} kind */
function paintTop(ctx, top, random, kind) {
  const stone = ctx.createLinearGradient(0, top.y, 0, top.y + top.h);
  stone.addColorStop(0, "#f2deb8");
  stone.addColorStop(1, "#d6b98c");
  ctx.fillStyle = stone;
  box(ctx, top, 0, 6);
  ctx.fill();
  ctx.fillStyle = fade("#fff8e6", 0.5);
  box(ctx, { ...top, x: top.x + 2, y: top.y + 1.5, w: top.w - 4, h: 2.5 }, 0, 2);
  ctx.fill();
  paintJoints(ctx, top, random);
  const bed = { x: top.x + 8, y: top.y + 8, w: top.w - 16, h: top.h - 16 };
  if (kind === "pillar") {
    paintPillar(ctx, top);
  } else if (kind === "tree") {
    paintSoil(ctx, bed);
    paintTree(ctx, top, random);
  } else if (kind === "basin") {
    paintWater(ctx, bed, random);
  } else if (bed.w > 14 && bed.h > 14) {
    paintBed(ctx, bed, random);
  }
}

/** @param {Ctx} ctx @param {Rect} top @param {() => number} random */
function paintJoints(ctx, top, random) {
  ctx.strokeStyle = fade("#8a6a4d", 0.45);
  ctx.lineWidth = 1.4;
  ctx.beginPath();
  const along = top.w >= top.h;
  const length = along ? top.w : top.h;
  for (let at = 26 + random() * 14; at < length - 12; at += 28 + random() * 16) {
    if (along) {
      ctx.moveTo(top.x + at, top.y + 2);
      ctx.lineTo(top.x + at, top.y + top.h - 1);
    } else {
      ctx.moveTo(top.x + 2, top.y + at);
      ctx.lineTo(top.x + top.w - 2, top.y + at);
    }
  }
  ctx.stroke();
}

/** @param {Ctx} ctx @param {Rect} top */
function paintPillar(ctx, top) {
  const x = top.x + top.w / 2;
  const y = top.y + top.h / 2;
  const r = Math.min(top.w, top.h) * 0.36;
  ctx.fillStyle = fade("#8a6a4d", 0.45);
  disc(ctx, x, y + 1.5, r + 1);
  ctx.fillStyle = "#ffefce";
  disc(ctx, x, y, r);
  ctx.fillStyle = "#e5cb9c";
  disc(ctx, x, y + 0.5, r * 0.55);
}

/** @param {Ctx} ctx @param {Rect} r */
function paintSoil(ctx, r) {
  ctx.fillStyle = "#4a3340";
  box(ctx, r, 0, 7);
  ctx.fill();
}

/** A round crown that fills its box. @param {Ctx} ctx @param {Rect} top
 *  @param {() => number} random */
function paintTree(ctx, top, random) {
  const cx = top.x + top.w / 2;
  const cy = top.y + top.h / 2;
  const r = Math.min(top.w, top.h) * 0.46;
  const autumn = random() < 0.35;
  const [dark, mid, light] = autumn
    ? ["#a8503c", "#d9824a", "#f2b45e"] : ["#215646", "#37805c", "#69b377"];
  const leaves = [];
  for (let ring = 1; ring >= 0; ring -= 0.25) {
    for (let a = random() * 2, end = a + 6.28; a < end; a += 0.75) {
      leaves.push([Math.cos(a) * r * 0.72 * ring, Math.sin(a) * r * 0.72 * ring]);
    }
  }
  for (const [color, dy, size] of /** @type {[string, number, number][]} */ (
    [[INK, 1, 0.4], [dark, 1, 0.34], [mid, -2, 0.28], [light, -5, 0.13]])) {
    ctx.fillStyle = color;
    for (const [x, y] of leaves) {
      disc(ctx, cx + x, cy + y + dy, r * size);
    }
  }
}

/** @param {Ctx} ctx @param {Rect} r @param {() => number} random */
function paintWater(ctx, r, random) {
  ctx.save();
  box(ctx, r, 0, 9);
  ctx.fillStyle = "#1f6f8f";
  ctx.fill();
  ctx.strokeStyle = fade(INK, 0.6);
  ctx.lineWidth = 2;
  ctx.stroke();
  ctx.clip();
  ctx.fillStyle = fade("#0b2a4a", 0.5);
  ctx.fillRect(r.x, r.y, r.w, 9); // the rim's shadow
  ctx.strokeStyle = fade("#bff0f5", 0.3);
  ctx.lineWidth = 1.8;
  ctx.lineCap = "round";
  for (let i = 0; i < r.w * r.h / 900; i++) {
    const x = r.x + random() * r.w;
    const y = r.y + 12 + random() * (r.h - 16);
    ctx.beginPath();
    ctx.moveTo(x - 8, y);
    ctx.quadraticCurveTo(x - 3, y - 3, x, y);
    ctx.quadraticCurveTo(x + 3, y + 3, x + 8, y);
    ctx.stroke();
  }
  for (let i = 0; i < r.w * r.h / 3500; i++) {
    paintPad(ctx, r.x + 12 + random() * (r.w - 24),
      r.y + 14 + random() * (r.h - 26), random);
  }
  ctx.restore();
}

/** A water lily. @param {Ctx} ctx @param {number} x @param {number} y
 *  @param {() => number} random */
function paintPad(ctx, x, y, random) {
  const open = random() * 6;
  ctx.fillStyle = mix("#4fa268", "#2f7a58", Math.round(random() * 4) / 4);
  ctx.beginPath();
  ctx.moveTo(x, y);
  ctx.arc(x, y, 6 + random() * 4, open, open + 5.6);
  ctx.fill();
  if (random() < 0.45) {
    paintFlower(ctx, x, y, "#ffc2d4");
  }
}

/** @param {Ctx} ctx @param {Rect} r @param {() => number} random */
function paintBed(ctx, r, random) {
  ctx.save();
  box(ctx, r, 0, 7);
  ctx.fillStyle = "#1d3a35";
  ctx.fill();
  ctx.clip();
  const count = Math.min(260, r.w * r.h / 70);
  for (let i = 0; i < count; i++) {
    const x = r.x + random() * r.w;
    const y = r.y + (i / count) * r.h + random() * 8 - 4;
    ctx.fillStyle = GREENS[Math.floor(random() * GREENS.length)];
    disc(ctx, x, y, 5 + random() * 5);
    ctx.fillStyle = fade("#a7d98a", 0.18);
    disc(ctx, x - 2, y - 2.5, 2.4);
  }
  for (let i = 0; i < count / 9; i++) {
    const x = r.x + 5 + random() * (r.w - 10);
    const y = r.y + 5 + random() * (r.h - 10);
    paintFlower(ctx, x, y, PETALS[Math.floor(random() * PETALS.length)]);
  }
  ctx.restore();
  ctx.strokeStyle = fade(INK, 0.55);
  ctx.lineWidth = 2;
  box(ctx, r, 0, 7);
  ctx.stroke();
}

/** @param {Ctx} ctx @param {number} x @param {number} y
 *  @param {string} color */
function paintFlower(ctx, x, y, color) {
  ctx.fillStyle = color;
  for (let i = 0; i < 5; i++) {
    const a = i * 1.257;
    disc(ctx, x + Math.cos(a) * 2.6, y + Math.sin(a) * 2.6, 2);
  }
  ctx.fillStyle = "#7a4b2a";
  disc(ctx, x, y, 1.6);
}

/** A paper lantern on a short post. @param {Ctx} ctx @param {number} x
 *  @param {number} y */
export function paintLamp(ctx, x, y) {
  ctx.save();
  ctx.globalCompositeOperation = "lighter";
  const glow = ctx.createRadialGradient(x, y - 8, 0, x, y - 8, 46);
  glow.addColorStop(0, fade("#ff9a4a", 0.6));
  glow.addColorStop(1, fade("#ff9a4a", 0));
  ctx.fillStyle = glow;
  ctx.fillRect(x - 46, y - 54, 92, 92);
  ctx.restore();
  ctx.fillStyle = INK;
  ctx.beginPath();
  ctx.ellipse(x, y + 5, 7, 4, 0, 0, 7);
  ctx.roundRect(x - 2.5, y - 6, 5, 11, 2);
  ctx.fill();
  ctx.beginPath();
  ctx.ellipse(x, y - 10, 11, 12, 0, 0, 7);
  ctx.fill();
  const paper = ctx.createRadialGradient(x - 2, y - 12, 1, x, y - 10, 10);
  paper.addColorStop(0, "#fffbe6");
  paper.addColorStop(0.6, "#ffd98a");
  paper.addColorStop(1, "#ff9f4d");
  ctx.fillStyle = paper;
  ctx.beginPath();
  ctx.ellipse(x, y - 10, 8.6, 9.6, 0, 0, 7);
  ctx.fill();
  ctx.strokeStyle = fade("#c05a2c", 0.55);
  ctx.lineWidth = 1.1;
  for (const dy of [-15, -10, -5]) {
    ctx.beginPath();
    ctx.ellipse(x, y + dy, 8, 2.2, 0, 0, Math.PI);
    ctx.stroke();
  }
}

/** @param {Ctx} ctx @param {number} x @param {number} y @param {number} r */
function disc(ctx, x, y, r) {
  ctx.beginPath();
  ctx.arc(x, y, r, 0, 7);
  ctx.fill();
}
