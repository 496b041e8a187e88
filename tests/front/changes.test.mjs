// SPDX-License-Identifier: MIT
import assert from "node:assert/strict";
import { test } from "node:test";
import { changesBetween } from "../../client-demo/src/roomcast/changes.js";
import { player, shot, state, thing } from "./states.mjs";

/** What happened to the only player. */
function between(before, after, ticks = 1) {
  return changesBetween(state(10, [before]), state(10 + ticks, [after]));
}

test("nothing happens while one only moves", () => {
  assert.deepEqual(between(player(0), player(0, { x: 50, vx: 5 })), []);
});

test("lost hit points are a hurt, and by whom", () => {
  const [change, ...rest] = between(player(0), player(0, { hp: 88, foe: 3 }));
  assert.equal(rest.length, 0);
  assert.equal(change.type, "hurt");
  assert.equal(change.amount, 12);
  assert.equal(change.by, 3);
});

test("a death is told once, where it happened", () => {
  const [death, ...rest] = between(player(0, { x: 70 }),
    player(0, { x: 70, hp: 0, deaths: 1, foe: 2 }));
  assert.equal(rest.length, 0);
  assert.equal(death.type, "death");
  assert.equal(death.by, 2);
  assert.equal(death.x, 70);
});

test("who skipped a whole death hears of it, at the old place", () => {
  const changes = between(player(0, { x: 70 }),
    player(0, { x: 900, born: 30, deaths: 1, foe: 2 }), 25);
  assert.deepEqual(changes.map(({ type }) => type), ["death", "spawn"]);
  assert.equal(changes[0].x, 70);
  assert.equal(changes[1].x, 900);
});

test("a new round that counts deaths from zero kills nobody", () => {
  const changes = between(player(0, { deaths: 5, score: 3 }),
    player(0, { deaths: 0, score: 0, born: 11 }));
  assert.deepEqual(changes.map(({ type }) => type), ["score", "spawn"]);
});

test("a role taken on is a change of role", () => {
  const [change] = between(player(0), player(0, { type: 1 }));
  assert.deepEqual([change.type, change.role], ["role", 1]);
});

test("coming and going are seen", () => {
  assert.equal(between(null, player(0, { born: 11 }))[0].type, "spawn");
  assert.equal(between(player(0), null)[0].type, "gone");
});

test("a new shot is told from where it left the muzzle", () => {
  const [change] = changesBetween(state(10), state(13, [],
    [shot(20, { born: 11, owner: 4, x: 400, vx: 100 })]));
  assert.equal(change.type, "shot");
  assert.equal(change.slot, 4);
  assert.equal(change.x, 200);
});

test("a shot that flies into sight is not fired there", () => {
  assert.deepEqual(changesBetween(state(10), state(11, [],
    [shot(20, { born: 10, x: 400, vx: 100 })])), []);
});

test("a shot that ends early hit something, one that fades did not", () => {
  const flying = (fields) => state(10, [], [shot(20, fields)]);
  assert.equal(changesBetween(flying({ ready_at: 99 }), state(11))[0].type,
    "impact");
  assert.deepEqual(changesBetween(flying({ ready_at: 11 }), state(11)), []);
});

test("a slot used for the next shot is an end and a beginning", () => {
  const changes = changesBetween(state(10, [], [shot(20, { born: 5 })]),
    state(11, [], [shot(20, { born: 11 })]));
  assert.deepEqual(changes.map(({ type }) => type).sort(), ["impact", "shot"]);
});

test("the end of a round is a change of phase", () => {
  const [change] = changesBetween(state(10), state(11, [], [], { phase: 1 }));
  assert.deepEqual([change.type, change.phase], ["phase", 1]);
});

test("who comes into sight or goes out of it did not spawn or die", () => {
  const away = { seen: false, x: 0, y: 0, hp: 0, born: 0 };
  assert.deepEqual(between(player(0, away), player(0, { born: 7 })), []);
  assert.deepEqual(between(player(0, { born: 7 }), player(0, away)), []);
  assert.deepEqual(between(null, player(0, away)), []);
});

test("who goes while out of sight goes unseen", () => {
  const away = { seen: false, x: 0, y: 0, hp: 0, born: 0 };
  const [gone] = between(player(0, away), null);
  assert.deepEqual([gone.type, gone.seen], ["gone", false]);
});

test("a death out of sight is for the feed only", () => {
  const away = { seen: false, x: 0, y: 0, hp: 0, born: 0 };
  const [death, ...rest] = between(player(0, away),
    player(0, { ...away, deaths: 1, foe: 2 }));
  assert.equal(rest.length, 0);
  assert.deepEqual([death.type, death.by, death.seen], ["death", 2, false]);
});

/** What happened to the only thing. */
function thingBetween(before, after) {
  return changesBetween(state(10, [player(0), player(1)], [], {}, [before]),
    state(11, [player(0), player(1)], [], {}, [after]));
}

test("a thing is taken by somebody, and dropped by them", () => {
  const [taken, ...rest] = thingBetween(thing(2), thing(2, { owner: 1 }));
  assert.deepEqual(rest, []);
  assert.deepEqual([taken.type, taken.did, taken.thing, taken.slot],
    ["thing", "taken", 0, 1]);
  const [dropped] = thingBetween(thing(2, { owner: 1 }), thing(2, { x: 9 }));
  assert.deepEqual([dropped.did, dropped.slot, dropped.x], ["dropped", 1, 9]);
});

test("a thing that is away has left from where it was, and comes back as new",
  () => {
    const [away, ...rest] = thingBetween(thing(2, { x: 7 }),
      thing(2, { hp: 0, x: 0 }));
    assert.deepEqual(rest, []);
    assert.deepEqual([away.did, away.x], ["away", 7]);
    assert.equal(thingBetween(thing(2, { hp: 0 }), thing(2))[0].did, "back");
    const [home, ...more] = thingBetween(thing(2, { owner: 1 }),
      thing(2, { born: 11 }));
    assert.deepEqual(more, []);
    assert.deepEqual([home.did, home.slot], ["back", 1]);
    assert.deepEqual(thingBetween(thing(2, { hp: 0, x: 4 }),
      thing(2, { hp: 0 })), []);
  });

test("a thing of another team now is told, one that grows or rolls is not",
  () => {
    const [owned] = thingBetween(thing(2), thing(2, { team: 2, foe: 1 }));
    assert.deepEqual([owned.did, owned.team, owned.slot], ["owned", 2, 1]);
    assert.deepEqual(thingBetween(thing(2), thing(2, { hp: 90, x: 5, vx: 5 })),
      []);
  });

test("things that come into sight or go out of it did nothing", () => {
  assert.deepEqual(thingBetween(null, thing(2)), []);
  assert.deepEqual(thingBetween(thing(2), null), []);
});

test("a new bout is told, with the tick it begins at", () => {
  const [bout, ...rest] = changesBetween(state(10),
    state(11, [], [], { bout_at: 101 }));
  assert.deepEqual(rest, []);
  assert.deepEqual([bout.type, bout.at], ["bout", 101]);
});
