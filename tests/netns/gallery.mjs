// SPDX-License-Identifier: MIT
/**
 * gallery: which of the own shots were seen to meet the target, and which did.
 *
 * Seen: how near shot and target came on the screen, from picture to picture
 * and a little beyond the last, as a shot that meets something is not drawn
 * there. Did: the server took hit points, one a shot, while it flew.
 */
const APART_MS = 700; // between two shots, so that each is told from the next
const SURE = 3; // u from the edge at which nobody can say what was seen

/** @typedef {import("../../client-demo/src/roomcast/types").Body} Body */
/** @typedef {import("../../client-demo/src/roomcast/types").View} View */
/** @typedef {{born: number, until: number, nearest: number, fired: boolean,
 *   hit: boolean}} Shot ticks, and u from the target */

export class Gallery {
  /** @param {import("../../client-demo/src/roomcast/index.js").Room} shooter
   *  @param {import("../../client-demo/src/roomcast/index.js").Room} target */
  constructor(shooter, target) {
    this.shooter = shooter;
    this.slot = target.slot;
    const { rules, unit } = shooter;
    const [role] = rules.roles;
    this.weapon = rules.weapons[role.weapon];
    this.reach = (role.radius + this.weapon.radius) / unit;
    this.speed = this.weapon.speed / unit;
    this.fullSpeed = role.speed / unit;
    this.firedAt = -Infinity;
    /** @type {Map<number, Shot>} by the tick it was born */
    this.shots = new Map();
    this.hp = NaN;
    shooter.on("state", (state) => {
      this.#confirm(state.shots);
      this.#count(state.tick, state.players[this.slot]);
    });
  }

  /** One whose input a loss held up was never fired there. */
  #confirm(shots) {
    for (const { owner, born } of shots) {
      const shot = owner === this.shooter.slot && this.shots.get(born);
      if (shot) {
        shot.fired = true;
      }
    }
  }

  /** The hit points that are gone are those of the shot in the air. */
  #count(tick, player) {
    const flying = [...this.shots.values()].filter(({ born, until }) =>
      tick > born && tick <= until + 1);
    if (player.hp < this.hp && flying.length > 0) {
      flying[0].hit = true;
    }
    this.hp = player.hp;
  }

  /** How long a shot takes to where the target will be by then.
   *  @param {Body} from @param {Body} to */
  flightTicks(from, to) {
    let ticks = 0;
    for (let i = 0; i < 4; i++) {
      ticks = Math.hypot(to.x + to.vx * ticks - from.x,
        to.y + to.vy * ticks - from.y) / this.speed;
    }
    return ticks;
  }

  /** Whether the trigger is held, for a tick at least.
   *  @param {number} now @param {boolean} may begin to */
  fires(now, may) {
    if (may && now - this.firedAt > APART_MS) {
      this.firedAt = now;
    }
    return now - this.firedAt < 40;
  }

  /** @param {View} view */
  look(view) {
    const target = view.others.find(({ slot }) => slot === this.slot);
    for (const change of view.changes) {
      if (change.type === "shot" && change.slot === this.shooter.slot) {
        this.shots.set(change.tick, { born: change.tick, nearest: Infinity,
          until: change.tick + this.weapon.life, fired: false, hit: false });
      }
    }
    for (const bullet of view.shots) {
      const shot = this.shots.get(bullet.born);
      if (shot && target && bullet.owner === this.shooter.slot) {
        this.#approach(shot, bullet.x - target.x, bullet.y - target.y,
          (bullet.vx - target.vx) / 2, (bullet.vy - target.vy) / 2);
      }
    }
  }

  /** The nearest from here to a picture on.
   *  @param {Shot} shot @param {number} x @param {number} y
   *  @param {number} dx @param {number} dy */
  #approach(shot, x, y, dx, dy) {
    const along = -(x * dx + y * dy) / (dx * dx + dy * dy);
    const t = Math.min(Math.max(along, -1), 1);
    shot.nearest = Math.min(shot.nearest,
      Math.hypot(x + dx * t, y + dy * t));
  }

  verdict() {
    const all = [...this.shots.values()];
    const seen = all.filter(({ fired }) => fired);
    const hits = seen.filter(({ nearest }) => nearest < this.reach - SURE);
    const misses = seen.filter(({ nearest }) => nearest > this.reach + SURE);
    const wrong = [...hits.filter(({ hit }) => !hit),
      ...misses.filter(({ hit }) => hit)];
    return { hits: hits.length, misses: misses.length, wrong,
      heldUp: all.length - seen.length,
      unclear: seen.length - hits.length - misses.length };
  }
}
