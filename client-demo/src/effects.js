// SPDX-License-Identifier: MIT
// @ts-check
/**
 * effects: what flies, glows and fades, and means nothing to the game.
 *
 * Units are u and ms. With `calm` set (the reader asked for less motion) the
 * camera never shakes and fewer things fly.
 */
import { GOLD, INK, PAPER, fade, mix } from "./palette.js";

/** @typedef {CanvasRenderingContext2D} Ctx */
/**
 * @typedef {object} Bit
 * @property {"goo" | "spark" | "puff" | "ring" | "text" | "flash" | "beam"} kind
 * @property {number} x
 * @property {number} y
 * @property {number} vx u per s
 * @property {number} vy
 * @property {number} size u
 * @property {number} age ms
 * @property {number} life ms
 * @property {string} color
 * @property {string} [text]
 * @property {number} [angle]
 */
/** @typedef {{x: number, y: number, color: string, age: number,
 *   blobs: {dx: number, dy: number, r: number}[]}} Stain */

const MOST_BITS = 600;
const MOST_STAINS = 40;
const STAIN_MS = 14000;

export class Effects {
  constructor() {
    /** @type {Bit[]} */
    this.bits = [];
    /** @type {Stain[]} */
    this.stains = [];
    this.shake = 0; // u
    const asked = matchMedia("(prefers-reduced-motion: reduce)");
    this.calm = asked.matches;
    asked.addEventListener("change", () => {
      this.calm = asked.matches;
    });
  }

  clear() {
    this.bits.length = this.stains.length = this.shake = 0;
  }

  /** @param {Omit<Bit, "age" | "vx" | "vy"> & {vx?: number, vy?: number}} bit */
  #add(bit) {
    if (this.bits.length < MOST_BITS) {
      this.bits.push({ vx: 0, vy: 0, age: 0, ...bit });
    }
  }

  /** @param {number} amount u */
  jolt(amount) {
    if (!this.calm) {
      this.shake = Math.min(this.shake + amount, 14);
    }
  }

  /** @param {number} x @param {number} y @param {number} angle
   *  @param {string} color */
  muzzle(x, y, angle, color) {
    this.#add({ kind: "flash", x, y, size: 15, life: 70, color, angle });
    for (let i = 0; i < (this.calm ? 1 : 3); i++) {
      const a = angle + (Math.random() - 0.5) * 0.9;
      const v = 60 + Math.random() * 130;
      this.#add({ kind: "spark", x, y, vx: Math.cos(a) * v,
        vy: Math.sin(a) * v, size: 2.2, life: 170, color: GOLD });
    }
  }

  /** A shot ended at a wall or in a body. @param {number} x @param {number} y
   *  @param {number} angle it flew @param {string} color */
  impact(x, y, angle, color) {
    this.#add({ kind: "flash", x, y, size: 11, life: 90, color, angle });
    this.#add({ kind: "ring", x, y, size: 13, life: 190, color: PAPER });
    for (let i = 0; i < (this.calm ? 2 : 6); i++) {
      const a = angle + Math.PI + (Math.random() - 0.5) * 2.2;
      const v = 70 + Math.random() * 190;
      this.#add({ kind: "spark", x, y, vx: Math.cos(a) * v,
        vy: Math.sin(a) * v, size: 2.4, life: 180 + Math.random() * 160,
        color: Math.random() < 0.5 ? color : GOLD });
    }
  }

  /** @param {number} x @param {number} y @param {string} color
   *  @param {number} amount hit points */
  hurt(x, y, color, amount) {
    this.label(x, y - 22, `−${amount}`, "#ffffff", 13);
    this.#spray(x, y, color, this.calm ? 2 : 5, 130);
  }

  /** @param {number} x @param {number} y @param {string} color
   *  @param {number} vx u per tick @param {number} vy */
  death(x, y, color, vx, vy) {
    this.#spray(x, y, color, this.calm ? 8 : 26, 260, vx * 12, vy * 12);
    this.#add({ kind: "flash", x, y, size: 46, life: 150, color: PAPER,
      angle: 0 });
    this.#add({ kind: "ring", x, y, size: 66, life: 420, color });
    for (let i = 0; i < (this.calm ? 2 : 7); i++) {
      const a = Math.random() * 7;
      this.#add({ kind: "puff", x, y, vx: Math.cos(a) * 46,
        vy: Math.sin(a) * 46 - 18, size: 9 + Math.random() * 8,
        life: 500 + Math.random() * 300, color: mix(color, PAPER, 0.6) });
    }
    this.#stain(x, y, color);
  }

  /** @param {number} x @param {number} y @param {string} color */
  spawn(x, y, color) {
    this.#add({ kind: "beam", x, y, size: 30, life: 520, color });
    this.#add({ kind: "ring", x, y, size: 44, life: 480, color });
    for (let i = 0; i < (this.calm ? 3 : 12); i++) {
      const a = i * Math.PI / 6;
      this.#add({ kind: "spark", x: x + Math.cos(a) * 24,
        y: y + Math.sin(a) * 24, vx: -Math.cos(a) * 30, vy: -70, size: 2.4,
        life: 380 + Math.random() * 200, color: PAPER });
    }
  }

  /** For a winner. @param {number} x @param {number} y
   *  @param {string[]} colors */
  confetti(x, y, colors) {
    for (let i = 0; i < (this.calm ? 10 : 70); i++) {
      this.#add({ kind: "goo", x: x + (Math.random() - 0.5) * 500,
        y: y - 220 - Math.random() * 120, vx: (Math.random() - 0.5) * 160,
        vy: 120 + Math.random() * 420, size: 3 + Math.random() * 4,
        life: 1200 + Math.random() * 1400,
        color: colors[Math.floor(Math.random() * colors.length)] });
    }
  }

  /** Words that rise. @param {number} x @param {number} y
   *  @param {string} text @param {string} color @param {number} size u */
  label(x, y, text, color, size) {
    this.#add({ kind: "text", x: x + (Math.random() - 0.5) * 12, y, vy: -46,
      size, life: 850, color, text });
  }

  /** @param {number} x @param {number} y @param {string} color
   *  @param {number} count @param {number} speed u per s
   *  @param {number} [vx] u per s @param {number} [vy] */
  #spray(x, y, color, count, speed, vx = 0, vy = 0) {
    for (let i = 0; i < count; i++) {
      const a = Math.random() * 2 * Math.PI;
      const v = speed * (0.25 + Math.random());
      this.#add({ kind: "goo", x, y, vx: Math.cos(a) * v + vx,
        vy: Math.sin(a) * v + vy, size: 2.5 + Math.random() * 4.5,
        life: 320 + Math.random() * 380, color });
    }
  }

  /** @param {number} x @param {number} y @param {string} color */
  #stain(x, y, color) {
    const blobs = [{ dx: 0, dy: 4, r: 15 }];
    for (let i = 0; i < 13; i++) {
      const a = Math.random() * 7;
      const d = 10 + Math.random() * 26;
      blobs.push({ dx: Math.cos(a) * d, dy: 4 + Math.sin(a) * d * 0.8,
        r: 9 - d / 5 + Math.random() * 4 });
    }
    this.stains.push({ x, y, color, age: 0, blobs });
    if (this.stains.length > MOST_STAINS) {
      this.stains.shift();
    }
  }

  /** @param {number} ms */
  advance(ms) {
    const s = ms / 1000;
    const drag = Math.exp(-3.2 * s);
    for (const bit of this.bits) {
      bit.age += ms;
      bit.x += bit.vx * s;
      bit.y += bit.vy * s;
      bit.vx *= drag;
      bit.vy *= drag;
    }
    this.bits = this.bits.filter((bit) => bit.age < bit.life);
    for (const stain of this.stains) {
      stain.age += ms;
    }
    this.stains = this.stains.filter((stain) => stain.age < STAIN_MS);
    this.shake *= Math.exp(-7 * s);
  }

  /** What lies on the ground. @param {Ctx} ctx */
  drawGround(ctx) {
    for (const { x, y, color, age, blobs } of this.stains) {
      ctx.globalAlpha = 0.55 * Math.min(1, (STAIN_MS - age) / 4000);
      ctx.fillStyle = mix(color, "#1b2746", 0.35);
      ctx.beginPath();
      for (const { dx, dy, r } of blobs) {
        ctx.moveTo(x + dx + r, y + dy);
        ctx.arc(x + dx, y + dy, Math.max(r, 1), 0, 7);
      }
      ctx.fill();
    }
    ctx.globalAlpha = 1;
  }

  /** What is in the air. @param {Ctx} ctx */
  drawAir(ctx) {
    for (const bit of this.bits) {
      DRAW[bit.kind](ctx, bit, bit.age / bit.life);
    }
    ctx.globalAlpha = 1;
  }
}

/** @type {Record<Bit["kind"], (ctx: Ctx, bit: Bit, t: number) => void>} */
const DRAW = {
  goo(ctx, { x, y, size, color }, t) {
    const r = size * (1 - t * t);
    ctx.fillStyle = INK;
    disc(ctx, x, y, r + 1.2);
    ctx.fillStyle = color;
    disc(ctx, x, y, r);
  },
  spark(ctx, { x, y, vx, vy, size, color }, t) {
    ctx.globalAlpha = 1 - t;
    ctx.strokeStyle = color;
    ctx.lineWidth = size * (1 - t * 0.5);
    ctx.lineCap = "round";
    ctx.beginPath();
    ctx.moveTo(x, y);
    ctx.lineTo(x - vx * 0.035, y - vy * 0.035);
    ctx.stroke();
    ctx.globalAlpha = 1;
  },
  puff(ctx, { x, y, size, color }, t) {
    ctx.globalAlpha = 0.5 * (1 - t);
    ctx.fillStyle = color;
    disc(ctx, x, y, size * (0.6 + t));
    ctx.globalAlpha = 1;
  },
  ring(ctx, { x, y, size, color }, t) {
    const out = 1 - (1 - t) ** 3;
    ctx.globalAlpha = 1 - t;
    ctx.strokeStyle = color;
    ctx.lineWidth = 5 * (1 - t) + 0.5;
    ctx.beginPath();
    ctx.arc(x, y, size * out, 0, 7);
    ctx.stroke();
    ctx.globalAlpha = 1;
  },
  flash(ctx, { x, y, size, color, angle = 0 }, t) {
    const r = size * (1 - t * 0.6);
    ctx.save();
    ctx.translate(x, y);
    ctx.rotate(angle);
    ctx.fillStyle = fade(color, 0.9 * (1 - t));
    star(ctx, r);
    ctx.fillStyle = fade("#ffffff", 0.95 * (1 - t));
    star(ctx, r * 0.55);
    ctx.restore();
  },
  beam(ctx, { x, y, size, color }, t) {
    const w = size * (1 - t) ** 0.6;
    const light = ctx.createLinearGradient(0, y - 150, 0, y + 8);
    light.addColorStop(0, fade(color, 0));
    light.addColorStop(1, fade(mix(color, "#ffffff", 0.6), 0.75 * (1 - t)));
    ctx.fillStyle = light;
    ctx.beginPath();
    ctx.moveTo(x - w * 0.55, y - 150);
    ctx.lineTo(x + w * 0.55, y - 150);
    ctx.lineTo(x + w, y + 6);
    ctx.ellipse(x, y + 6, w, w * 0.4, 0, 0, Math.PI);
    ctx.fill();
  },
  text(ctx, { x, y, size, color, text = "" }, t) {
    ctx.globalAlpha = Math.min(1, 2.2 * (1 - t));
    ctx.font = `900 ${size * (1 + 0.35 * Math.max(0, 1 - t * 7))}px ` +
      "ui-rounded, system-ui, sans-serif";
    ctx.textAlign = "center";
    ctx.lineJoin = "round";
    ctx.lineWidth = size * 0.3;
    ctx.strokeStyle = INK;
    ctx.strokeText(text, x, y);
    ctx.fillStyle = color;
    ctx.fillText(text, x, y);
    ctx.globalAlpha = 1;
  },
};

/** @param {Ctx} ctx @param {number} x @param {number} y @param {number} r */
function disc(ctx, x, y, r) {
  ctx.beginPath();
  ctx.arc(x, y, Math.max(r, 0), 0, 7);
  ctx.fill();
}

/** @param {Ctx} ctx @param {number} r */
function star(ctx, r) {
  ctx.beginPath();
  for (let i = 0; i < 12; i++) {
    const a = i * Math.PI / 6;
    const d = i % 2 ? r * 0.45 : i % 4 ? r * 0.8 : r * 1.25;
    ctx.lineTo(Math.cos(a) * d, Math.sin(a) * d);
  }
  ctx.fill();
}
