// SPDX-License-Identifier: MIT
// @ts-check
/**
 * map: the courtyard, painted once in tiles.
 *
 * Everything that does not move: paving, chalk lines, lamp light, planters with
 * their shadows, the hedge around it all. What is painted where follows from
 * the map's name, so that a place looks the same to everybody. In u.
 */
import { fade, mix } from "./palette.js";
import { kindOf, paintLamp, paintWalls } from "./walls.js";
import { randomFrom, seedOf } from "./random.js";

const TILE = 512; // u
export const MARGIN = 160; // of hedge around the map, u
const STONE = ["#33658a", "#2f5f84", "#396d90", "#2c597d", "#3f7292"];
const GROUT = "#214467";
const CHALK = "#f3ead6";
const LAMP = "#ffcf8a";
const EMBER = "#ff9440";

/** @typedef {{x: number, y: number, w: number, h: number}} Rect */

/** @param {Rect} a @param {Rect} b @param {number} [grow] */
function meet(a, b, grow = 0) {
  return a.x < b.x + b.w + grow && b.x < a.x + a.w + grow &&
    a.y < b.y + b.h + grow && b.y < a.y + a.h + grow;
}

export class CourtMap {
  /** @param {import("./roomcast/types").Rules} rules @param {number} unit */
  constructor(rules, unit) {
    this.w = rules.width / unit;
    this.h = rules.height / unit;
    /** @type {Rect[]} */
    this.walls = rules.walls.map((r) =>
      ({ x: r.x / unit, y: r.y / unit, w: r.w / unit, h: r.h / unit }));
    this.seed = seedOf(rules.map);
    this.lamps = this.#hangLamps();
    this.tufts = this.#scatter(0.00006, 4, 23);
    this.leaves = this.#scatter(0.00007, 2, 37);
    this.hedge = this.#growHedge();
    this.scale = 0; // of the tiles
    /** @type {Map<string, HTMLCanvasElement>} */
    this.tiles = new Map();
  }

  /** Whether it looks the same. @param {CourtMap} other */
  sameAs(other) {
    return this.seed === other.seed && this.w === other.w &&
      this.h === other.h &&
      JSON.stringify(this.walls) === JSON.stringify(other.walls);
  }

  /** Whether a thing of that radius at (x, y) would be in a wall.
   *  @param {number} x @param {number} y @param {number} r */
  blocked(x, y, r) {
    return x < r || y < r || x > this.w - r || y > this.h - r ||
      this.walls.some((wall) =>
        meet({ x: x - r, y: y - r, w: 2 * r, h: 2 * r }, wall));
  }

  /** Free places, so many per square u. @param {number} density
   *  @param {number} clear @param {number} salt */
  #scatter(density, clear, salt) {
    const random = randomFrom(this.seed + salt);
    const places = [];
    for (let i = Math.ceil(this.w * this.h * density); i > 0; i--) {
      const x = random() * this.w;
      const y = random() * this.h;
      const spin = random();
      if (!this.blocked(x, y, clear)) {
        places.push({ x, y, spin });
      }
    }
    return places;
  }

  /** Lanterns stand on planters, where nobody walks. */
  #hangLamps() {
    const random = randomFrom(this.seed + 11);
    /** @type {{x: number, y: number, spin: number}[]} */
    const lamps = [];
    const alone = (/** @type {{x: number, y: number}} */ at) =>
      lamps.every((lamp) => Math.hypot(lamp.x - at.x, lamp.y - at.y) > 300);
    for (const wall of this.walls.filter((one) => kindOf(one) === "bed")) {
      const { x, y, w, h } = wall;
      const ends = w > h
        ? [{ x: x + 14, y: y + h * 0.3 }, { x: x + w - 14, y: y + h * 0.3 }]
        : [{ x: x + w / 2, y: y + 14 }, { x: x + w / 2, y: y + h - 30 }];
      for (const end of ends) {
        if (alone(end)) {
          lamps.push({ ...end, spin: random() });
        }
      }
    }
    return lamps;
  }

  /** Leafy balls around the map, the farther out the darker. */
  #growHedge() {
    const random = randomFrom(this.seed + 5);
    const balls = [];
    for (let depth = MARGIN; depth > 0; depth -= 26) {
      const reach = depth + 20; // so that the corners are full
      const w = this.w + 2 * reach;
      const h = this.h + 2 * reach;
      const around = 2 * (w + h);
      for (let at = 0; at < around; at += 22 + random() * 14) {
        const r = 17 + random() * 10;
        const out = depth + r * 0.8 + random() * 6;
        let x = -out, y = at - 2 * w - h - reach;
        if (at < w) {
          x = at - reach; y = -out;
        } else if (at < 2 * w) {
          x = at - w - reach; y = this.h + out;
        } else if (at < 2 * w + h) {
          x = this.w + out; y = at - 2 * w - reach;
        }
        balls.push({ x, y, r, depth, tone: random() });
      }
    }
    return balls;
  }

  /**
   * Draws what of the map lies in `view`; ctx is in u.
   * @param {CanvasRenderingContext2D} ctx @param {Rect} view
   * @param {number} scale device pixels a u
   */
  draw(ctx, view, scale) {
    if (this.scale !== scale) {
      this.scale = scale;
      this.tiles.clear();
    }
    const last = (/** @type {number} */ v) => Math.floor((v + MARGIN) / TILE);
    for (let j = last(view.y); j <= last(view.y + view.h); j++) {
      for (let i = last(view.x); i <= last(view.x + view.w); i++) {
        const x = i * TILE - MARGIN;
        const y = j * TILE - MARGIN;
        if (meet({ x, y, w: TILE, h: TILE }, this.#outer())) {
          ctx.drawImage(this.#tile(i, j, scale), x, y, TILE, TILE);
        }
      }
    }
  }

  #outer() {
    return { x: -MARGIN, y: -MARGIN, w: this.w + 2 * MARGIN,
      h: this.h + 2 * MARGIN };
  }

  /** @param {number} i @param {number} j @param {number} scale */
  #tile(i, j, scale) {
    const key = `${i},${j}`;
    let tile = this.tiles.get(key);
    if (!tile) {
      tile = document.createElement("canvas");
      tile.width = tile.height = Math.ceil(TILE * scale);
      const ctx = /** @type {CanvasRenderingContext2D} */ (
        tile.getContext("2d", { alpha: false }));
      ctx.scale(tile.width / TILE, tile.height / TILE);
      const x = i * TILE - MARGIN;
      const y = j * TILE - MARGIN;
      ctx.translate(-x, -y);
      paint(ctx, this, { x, y, w: TILE, h: TILE });
      this.tiles.set(key, tile);
    }
    return tile;
  }
}

/** @typedef {CanvasRenderingContext2D} Ctx */

/** @param {Ctx} ctx @param {CourtMap} map @param {Rect} area */
function paint(ctx, map, area) {
  ctx.fillStyle = GROUT;
  ctx.fillRect(area.x, area.y, area.w, area.h);
  paintStones(ctx, map, area);
  paintChalk(ctx, map);
  paintGrowth(ctx, map, area);
  paintLight(ctx, map, area);
  for (const wall of map.walls) {
    if (meet(wall, area, 60)) {
      paintShadow(ctx, wall);
    }
  }
  paintWalls(ctx, map.walls.filter((wall) => meet(wall, area, 30)), map.seed);
  for (const { x, y } of map.lamps) {
    if (meet({ x, y, w: 1, h: 1 }, area, 60)) {
      paintLamp(ctx, x, y);
    }
  }
  paintHedge(ctx, map, area);
}

/** Paving in courses of uneven stones. @param {Ctx} ctx @param {CourtMap} map
 *  @param {Rect} area */
function paintStones(ctx, map, area) {
  const rowHeight = 48;
  for (let row = Math.floor(area.y / rowHeight);
    row * rowHeight < area.y + area.h; row++) {
    const random = randomFrom(map.seed + row * 7919);
    let x = -MARGIN - random() * 60;
    while (x < area.x + area.w) {
      const w = 44 + random() * 52;
      const tone = random();
      const chip = random();
      if (x + w > area.x) {
        paintStone(ctx, { x, y: row * rowHeight, w, h: rowHeight }, tone, chip);
      }
      x += w;
    }
  }
}

/** @param {Ctx} ctx @param {Rect} r @param {number} tone @param {number} chip */
function paintStone(ctx, r, tone, chip) {
  const color = STONE[Math.floor(tone * STONE.length)];
  ctx.fillStyle = color;
  ctx.beginPath();
  ctx.roundRect(r.x + 1, r.y + 1, r.w - 2, r.h - 2, 6);
  ctx.fill();
  ctx.fillStyle = fade("#ffffff", 0.045);
  ctx.beginPath();
  ctx.roundRect(r.x + 3, r.y + 2, r.w - 6, 5, 3);
  ctx.fill();
  ctx.fillStyle = fade("#0b1426", 0.13);
  ctx.beginPath();
  ctx.roundRect(r.x + 3, r.y + r.h - 8, r.w - 6, 6, 3);
  ctx.fill();
  if (chip > 0.82) { // a crack
    ctx.strokeStyle = fade("#0b1426", 0.3);
    ctx.lineWidth = 1.3;
    ctx.beginPath();
    ctx.moveTo(r.x + r.w * chip * 0.5, r.y + 3);
    ctx.lineTo(r.x + r.w * 0.55, r.y + r.h * 0.4);
    ctx.lineTo(r.x + r.w * 0.48, r.y + r.h * 0.7);
    ctx.stroke();
  } else if (chip < 0.3) { // pits
    ctx.fillStyle = fade("#0b1426", 0.16);
    for (let i = 0; i < 3; i++) {
      ctx.beginPath();
      ctx.arc(r.x + 8 + ((chip * 977 + i * 31) % 1) * (r.w - 16),
        r.y + 10 + ((chip * 613 + i * 0.37) % 1) * (r.h - 20), 1.6, 0, 7);
      ctx.fill();
    }
  }
}

/** A court somebody drew on the ground. @param {Ctx} ctx
 *  @param {CourtMap} map */
function paintChalk(ctx, map) {
  ctx.save();
  ctx.strokeStyle = fade(CHALK, 0.2);
  ctx.lineWidth = 7;
  ctx.lineCap = "round";
  ctx.lineJoin = "round";
  const inset = 54;
  ctx.setLineDash([120, 9, 60, 7]);
  ctx.strokeRect(inset, inset, map.w - 2 * inset, map.h - 2 * inset);
  ctx.beginPath();
  ctx.moveTo(map.w / 2, inset);
  ctx.lineTo(map.w / 2, map.h - inset);
  ctx.stroke();
  const r = Math.min(map.w, map.h) * 0.16;
  ctx.beginPath();
  ctx.arc(map.w / 2, map.h / 2, r, 0, 2 * Math.PI);
  ctx.stroke();
  ctx.setLineDash([]);
  ctx.fillStyle = fade(CHALK, 0.07);
  ctx.fill();
  for (const x of [inset, map.w - inset]) {
    const from = x === inset ? -Math.PI / 2 : Math.PI / 2;
    ctx.beginPath();
    ctx.arc(x, map.h / 2, r * 0.8, from, from + Math.PI);
    ctx.stroke();
  }
  paintStar(ctx, map.w / 2, map.h / 2, r * 0.42);
  ctx.restore();
}

/** @param {Ctx} ctx @param {number} x @param {number} y @param {number} r */
function paintStar(ctx, x, y, r) {
  ctx.strokeStyle = fade(CHALK, 0.2);
  ctx.lineWidth = 6;
  ctx.beginPath();
  for (let i = 0; i <= 10; i++) {
    const a = -Math.PI / 2 + i * Math.PI / 5;
    const d = i % 2 ? r * 0.5 : r;
    ctx[i ? "lineTo" : "moveTo"](x + Math.cos(a) * d, y + Math.sin(a) * d);
  }
  ctx.stroke();
}

/** Grass between the stones, and the autumn's first leaves.
 *  @param {Ctx} ctx @param {CourtMap} map @param {Rect} area */
function paintGrowth(ctx, map, area) {
  for (const { x, y, spin } of map.tufts) {
    if (meet({ x, y, w: 1, h: 1 }, area, 20)) {
      ctx.strokeStyle = spin > 0.5 ? "#3f7a5f" : "#356b58";
      ctx.lineWidth = 2.4;
      ctx.lineCap = "round";
      ctx.beginPath();
      for (let i = -2; i <= 2; i++) {
        ctx.moveTo(x + i * 2.5, y);
        ctx.quadraticCurveTo(x + i * 3, y - 5, x + i * 5 + spin * 3,
          y - 8 - 3 * Math.sin(i * 2 + spin * 9));
      }
      ctx.stroke();
    }
  }
  const tones = ["#d98a4b", "#c96a4a", "#d8b35a"];
  for (const { x, y, spin } of map.leaves) {
    if (meet({ x, y, w: 1, h: 1 }, area, 20)) {
      ctx.save();
      ctx.translate(x, y);
      ctx.rotate(spin * 40);
      ctx.fillStyle = fade("#0b1426", 0.25);
      leaf(ctx, 1.5, 2);
      ctx.fillStyle = fade(tones[Math.floor(spin * 3)], 0.8);
      leaf(ctx, 0, 0);
      ctx.restore();
    }
  }
}

/** @param {Ctx} ctx @param {number} dx @param {number} dy */
function leaf(ctx, dx, dy) {
  ctx.beginPath();
  ctx.moveTo(dx - 6, dy);
  ctx.quadraticCurveTo(dx, dy - 6, dx + 6, dy);
  ctx.quadraticCurveTo(dx, dy + 6, dx - 6, dy);
  ctx.fill();
}

/** Pools of warm light, and dusk towards the edges.
 *  @param {Ctx} ctx @param {CourtMap} map @param {Rect} area */
function paintLight(ctx, map, area) {
  ctx.save();
  ctx.globalCompositeOperation = "soft-light";
  for (const { x, y, spin } of map.lamps) {
    paintPool(ctx, area, x, y + 10, 250 + spin * 120, LAMP, 0.34);
  }
  ctx.globalCompositeOperation = "screen";
  for (const { x, y, spin } of map.lamps) {
    paintPool(ctx, area, x, y + 10, 210 + spin * 80, EMBER, 0.17);
  }
  ctx.restore();
  const deep = Math.max(map.w, map.h);
  const dusk = ctx.createRadialGradient(map.w / 2, map.h / 2, deep * 0.25,
    map.w / 2, map.h / 2, deep * 0.75);
  dusk.addColorStop(0, fade("#0d1230", 0));
  dusk.addColorStop(1, fade("#0d1230", 0.42));
  ctx.fillStyle = dusk;
  ctx.fillRect(area.x, area.y, area.w, area.h);
}

/** @param {Ctx} ctx @param {Rect} area @param {number} x @param {number} y
 *  @param {number} r @param {string} color @param {number} strength */
function paintPool(ctx, area, x, y, r, color, strength) {
  if (meet({ x, y, w: 1, h: 1 }, area, r)) {
    const glow = ctx.createRadialGradient(x, y, 0, x, y, r);
    glow.addColorStop(0, fade(color, strength));
    glow.addColorStop(0.45, fade(color, strength * 0.4));
    glow.addColorStop(1, fade(color, 0));
    ctx.fillStyle = glow;
    ctx.fillRect(x - r, y - r, 2 * r, 2 * r);
  }
}

/** @param {Ctx} ctx @param {Rect} wall */
function paintShadow(ctx, wall) {
  ctx.save();
  ctx.fillStyle = fade("#070b1e", 0.42);
  for (const [grow, alpha] of [[6, 0.35], [2, 0.6], [0, 1]]) {
    ctx.globalAlpha = alpha * 0.6;
    ctx.beginPath();
    ctx.roundRect(wall.x + 9 - grow, wall.y + 12 - grow,
      wall.w + 2 * grow, wall.h + 2 * grow, 10 + grow);
    ctx.fill();
  }
  ctx.restore();
}

/** @param {Ctx} ctx @param {CourtMap} map @param {Rect} area */
function paintHedge(ctx, map, area) {
  ctx.save();
  ctx.beginPath(); // everything but the court
  ctx.rect(-MARGIN * 2, -MARGIN * 2, map.w + 4 * MARGIN, map.h + 4 * MARGIN);
  ctx.rect(0, 0, map.w, map.h);
  ctx.fillStyle = "#132a2b";
  ctx.fill("evenodd");
  ctx.strokeStyle = fade("#050a18", 0.35);
  for (const width of [30, 18, 8]) { // its shadow on the ground
    ctx.lineWidth = width;
    ctx.strokeRect(-1, -1, map.w + 2, map.h + 2);
  }
  for (const ball of map.hedge) {
    if (meet({ x: ball.x, y: ball.y, w: 1, h: 1 }, area, 40)) {
      paintBall(ctx, ball);
    }
  }
  ctx.restore();
}

/** @param {Ctx} ctx @param {{x: number, y: number, r: number, depth: number,
 *   tone: number}} ball */
function paintBall(ctx, { x, y, r, depth, tone }) {
  const dark = Math.min(depth / MARGIN, 1) * 0.75;
  const base = mix(tone > 0.5 ? "#2d6650" : "#265846", "#0b1524", dark);
  ctx.fillStyle = mix(base, "#081020", 0.45);
  ctx.beginPath();
  ctx.arc(x, y + 3, r, 0, 7);
  ctx.fill();
  ctx.fillStyle = base;
  ctx.beginPath();
  ctx.arc(x, y, r - 1.5, 0, 7);
  ctx.fill();
  ctx.fillStyle = fade("#b6e39a", 0.13 * (1 - dark));
  for (let i = 0; i < 4; i++) {
    const a = tone * 9 + i * 1.9;
    ctx.beginPath();
    ctx.arc(x + Math.cos(a) * r * 0.45 - 3, y + Math.sin(a) * r * 0.45 - 4,
      3.5, 0, 7);
    ctx.fill();
  }
}
