// SPDX-License-Identifier: MIT
// With the module's constants: ROOMCAST_WASM is its path.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { changedParts, compareSheets, hasChanges, ruleSheet }
  from "../../client-demo/src/rulesheet.js";
import { a, count, effectSentences, list, pace, plural, the, time }
  from "../../client-demo/src/rulewords.js";
import { loadSim } from "../../client-demo/src/roomcast/index.js";
import { effect, kind, role, ruleset } from "./rulesets.mjs";

const { constants: c } = await loadSim(
  await readFile(process.env.ROOMCAST_WASM));
const STRANGE = /undefined|NaN|null|\[object|cannot tell|  |“”/;

/** The names of the module's constants with that prefix, but for some.
 *  @param {string} prefix */
const named = (prefix) => Object.keys(c).filter((name) =>
  name.startsWith(prefix));

/** Two roles, four things, a timer and a script. */
const [RUNNER, IT] = [0, 1];
const [HILL, FLAG, BALL, PILLAR] = [0, 1, 2, 3];
function rules(fields = {}) {
  return ruleset(c, {
    roles: [role(c, "runner", { starts: true }), role(c, "it")],
    kinds: [kind("hill", c.BODY_AREA), kind("flag", c.BODY_CARRIED),
      kind("ball", c.BODY_PUSHED), kind("pillar", c.BODY_SOLID)],
    stands: [{ kind: HILL, x: 0, y: 0, team: 0 },
      { kind: FLAG, x: 0, y: 0, team: 1 }, { kind: FLAG, x: 9, y: 0, team: 2 },
      { kind: BALL, x: 0, y: 0, team: 0 },
      { kind: PILLAR, x: 0, y: 0, team: 0 }],
    timers: [{ id: "bomb", first: 300, every: 150 }],
    scripts: [{ id: "rain_of_frogs" }],
    ...fields,
  });
}

/** The sentences of these effects. */
function says(effects, fields = {}) {
  return effectSentences(rules({ ...fields,
    effects: effects.map((fields) => effect(c, fields)) }), c)
    .map(({ text }) => text);
}

/** The sentence of one case. */
function say(effects, fields) {
  const [one, ...rest] = says([effects].flat(), fields);
  assert.deepEqual(rest, []);
  return one;
}

/* ---- words ---- */

test("roles that are pronouns have no article and no plural", () => {
  assert.deepEqual([a("it"), the("it"), plural("it")], ["it", "it", "it"]);
  assert.deepEqual([a("zombie"), a("outlaw"), the("red_king")],
    ["a zombie", "an outlaw", "the red king"]);
});

test("ids read as words, and what has a number has no article", () => {
  assert.deepEqual(["red_king", "gate2", "to_gate2"].map(the),
    ["the red king", "gate 2", "the player on the way to gate 2"]);
  assert.equal(plural("to_finish"), "players on the way to finish");
});

test("plurals, counts, lists, times and speeds read as English", () => {
  assert.deepEqual(["goal", "base", "box", "enemy", "boy"].map(plural),
    ["goals", "bases", "boxes", "enemies", "boys"]);
  assert.deepEqual([count(1, "point"), count(0, "point"), count(5, "point")],
    ["1 point", "0 points", "5 points"]);
  assert.equal(list(["a", "b", "c"]), "a, b and c");
  assert.deepEqual([1, 45, 3600, 9000, 9015].map((ticks) => time(ticks, c)),
    ["0.03 s", "1.5 s", "2 min", "5 min", "5 min 0.5 s"]);
  assert.equal(pace(1962, c), "230 u/s");
});

/* ---- every word of shared/rules.h ---- */

test("every event has a sentence of its own", () => {
  const seen = new Set();
  for (const name of named("EVENT_")) {
    const text = say({ event: c[name] });
    assert.doesNotMatch(text, STRANGE, name);
    assert.match(text, /^[A-Z].*: .*\.$/, name);
    seen.add(text.split(":")[0]);
  }
  assert.equal(seen.size, named("EVENT_").length);
});

test("every operation has words of its own", () => {
  const seen = new Set();
  for (const name of named("OP_")) {
    const text = say({ event: c.EVENT_ENTER, if_thing: FLAG, op: c[name],
      n: 60, arg: 0 });
    assert.doesNotMatch(text, STRANGE, name);
    seen.add(text);
  }
  assert.equal(seen.size, named("OP_").length);
});

test("every who is somebody else, with teams", () => {
  const seen = named("WHO_").map((name) => say({ event: c.EVENT_TOUCH,
    who: c[name] }, { teams: 2 }));
  assert.equal(new Set(seen).size, named("WHO_").length);
  seen.forEach((text) => assert.doesNotMatch(text, STRANGE));
});

test("every condition is in the sentence of every event that takes it", () => {
  const conditions = { if_role: IT, if_alive: c.ALIVE_YES, if_carry: FLAG,
    if_in: HILL, if_out: HILL };
  for (const name of named("EVENT_").filter((one) => one !== "EVENT_EXTINCT")) {
    const plain = say({ event: c[name] }, { teams: 2 });
    for (const [condition, value] of Object.entries(conditions)) {
      const text = say({ event: c[name], [condition]: value }, { teams: 2 });
      assert.notEqual(text, plain, `${name} ${condition}`);
      assert.doesNotMatch(text, STRANGE, `${name} ${condition}`);
    }
  }
});

test("no combination of event, operation and who is without words", () => {
  for (const event of named("EVENT_")) {
    for (const op of named("OP_")) {
      for (const who of named("WHO_")) {
        for (const teams of [0, 2]) {
          for (const conditions of [{}, { if_role: IT, if_other: RUNNER,
            if_team: c.TEAM_OTHER, if_thing: BALL, if_into: HILL, if_timer: 0,
            if_alone: true }, { if_role: RUNNER, if_other: RUNNER,
            if_team: c.TEAM_SAME, if_thing: FLAG, if_carry: FLAG }]) {
            const text = say({ event: c[event], op: c[op], who: c[who], n: 30,
              arg: 0, ...conditions }, { teams });
            assert.doesNotMatch(text, STRANGE, text);
            assert.match(text, /^[A-Z0-9].*: .+\.$/);
          }
        }
      }
    }
  }
});

/* ---- sentences ---- */

test("a touch that hands a role on", () => {
  const touch = { event: c.EVENT_TOUCH, if_role: IT, if_other: RUNNER };
  assert.equal(say([
    { ...touch, who: c.WHO_TARGET },
    { ...touch, who: c.WHO_TARGET, op: c.OP_ROLE, arg: IT },
    { ...touch, op: c.OP_ROLE, arg: RUNNER },
    { ...touch, who: c.WHO_TARGET, op: c.OP_FREEZE, n: 60 },
  ]), "When it touches a runner: the runner gets 1 point and becomes it; " +
    "it becomes a runner; the runner cannot move for 2 s.");
});

test("a death has a killer where it asks for one, and else may have none",
  () => {
    const death = { event: c.EVENT_DEATH };
    assert.equal(say({ ...death, if_team: c.TEAM_OTHER }),
      "When a player kills another player: the killer gets 1 point.");
    assert.equal(say({ ...death, if_team: c.TEAM_OTHER }, { teams: 2 }),
      "When a player kills a foe: the killer gets 1 point.");
    assert.equal(say({ ...death, if_team: c.TEAM_SAME, n: -1 }, { teams: 2 }),
      "When a player kills a teammate: the killer loses 1 point.");
    assert.equal(say({ ...death, who: c.WHO_TARGET, n: -1 }),
      "When a player dies: the victim loses 1 point.");
    assert.equal(say({ ...death, if_other: RUNNER, who: c.WHO_TARGET,
      op: c.OP_ROLE, arg: IT }),
    "When a runner dies: the runner becomes it.");
  });

test("a flag is taken from another team, brought home, and returned", () => {
  const enter = { event: c.EVENT_ENTER, if_thing: FLAG };
  assert.equal(say({ ...enter, if_team: c.TEAM_OTHER, op: c.OP_CARRY },
    { teams: 2 }),
  "When a player touches a flag of another team: " +
    "the player picks the flag up.");
  assert.equal(say({ ...enter, if_team: c.TEAM_SAME, op: c.OP_HOME },
    { teams: 2 }),
  "When a player touches a flag of their own team: " +
    "the flag goes back to its place.");
  assert.equal(say([
    { event: c.EVENT_ENTER, if_thing: HILL, if_carry: FLAG,
      if_team: c.TEAM_SAME, op: c.OP_TEAM_SCORE },
    { event: c.EVENT_ENTER, if_thing: HILL, if_carry: FLAG,
      if_team: c.TEAM_SAME, op: c.OP_HOME, arg: FLAG }], { teams: 2 }),
  "When a player who carries a flag enters the hill of their own team: " +
    "the player's team gets 1 point; all flags go back to their places.");
});

test("a hill counts the seconds, and only without a foe", () => {
  assert.equal(say({ event: c.EVENT_IN, if_thing: HILL, if_alone: true }),
    "For every second that a player is in the hill, with no foe in it: " +
    "the player gets 1 point.");
});

test("a flag that somebody brings home is not said to be carried twice", () => {
  const reach = { event: c.EVENT_REACH, if_thing: FLAG, if_into: HILL,
    if_team: c.TEAM_SAME, if_carry: FLAG };
  assert.equal(say([reach, { ...reach, op: c.OP_HOME }], { teams: 2 }),
    "When a player carries a flag into the hill of their own team: " +
    "the player gets 1 point; the flag goes back to its place.");
});

test("a ball goes into the goal of another team than pushed it", () => {
  const reach = { event: c.EVENT_REACH, if_thing: BALL, if_into: HILL,
    op: c.OP_TEAM_SCORE };
  assert.equal(say({ ...reach, if_team: c.TEAM_OTHER }, { teams: 2 }),
    "When a player brings the ball into the hill of another team: " +
    "the player's team gets 1 point.");
  assert.equal(say({ ...reach, if_team: c.TEAM_SAME, who: c.WHO_FOES },
    { teams: 2 }), "When a player brings the ball into the hill of their own " +
    "team: the other team gets 1 point.");
  assert.equal(say(reach, { teams: 2 }), "When the ball is brought into the " +
    "hill: the team of whoever touched it last gets 1 point.");
});

test("timers say when, and shrink what they name", () => {
  const tick = { event: c.EVENT_TIMER, if_timer: 0 };
  assert.equal(say({ ...tick, op: c.OP_GROW, arg: HILL, n: -20 },
    { bouts: true }), "10 s after a bout began, and every 5 s from then on: " +
    "the hill shrinks by 20 u.");
  assert.equal(say({ ...tick, if_out: HILL, if_alive: c.ALIVE_YES,
    op: c.OP_DAMAGE, n: 5 }), "10 s after a round began, and every 5 s from " +
    "then on: every player who is alive and is in no hill loses 5 hp.");
  assert.equal(say({ ...tick, op: c.OP_SCRIPT, arg: 0 },
    { timers: [{ id: "t", first: 300, every: 300 }] }),
  "Every 10 s: the script “rain of frogs” runs.");
});

test("who an event comes to in turn is said before what is done to all", () => {
  assert.equal(say({ event: c.EVENT_TIMEUP, if_role: RUNNER,
    if_alive: c.ALIVE_YES, op: c.OP_WIN, arg: RUNNER }),
  "When time is up, if there is a runner who is alive: " +
    "the runners win the round.");
  assert.equal(say({ event: c.EVENT_TIMEUP, if_role: IT, n: -1 }),
    "When time is up: whoever is it loses 1 point.");
  assert.equal(say({ event: c.EVENT_EXTINCT, if_role: RUNNER, op: c.OP_WIN,
    arg: IT }),
  "When nobody alive is a runner any more: it wins the round.");
  assert.equal(say({ event: c.EVENT_LAST }),
    "When only one is left alive: the survivor gets 1 point.");
});

test("effects are one sentence exactly where all conditions agree", () => {
  const enter = { event: c.EVENT_ENTER, if_thing: HILL };
  assert.equal(says([enter, { ...enter, op: c.OP_HEAL, n: 9 }]).length, 1);
  assert.equal(says([enter, { ...enter, if_alone: true }]).length, 2);
  assert.equal(says([enter, { ...enter, if_role: IT }]).length, 2);
});

/* ---- the sheet ---- */

const text = (sheet) => sheet.flatMap(({ lines }) =>
  lines.map((line) => line.text ?? line.parts.map((part) => part.text)
    .join(" "))).join("\n");

test("the sheet says how a round goes, and of deaths only where one can die",
  () => {
    const calm = text(ruleSheet(rules({ win: c.WIN_LEAST, score_limit: 20,
      warmup: 150, overtime: 1800, about: "Run!" }), c));
    assert.match(calm, /^Run!$/m);
    assert.match(calm, /fewest points wins/);
    assert.match(calm, /over when a player has 20 points/);
    assert.match(calm, new RegExp("A round takes 5 min after 5 s of warm-up, " +
      "and up to 60 s more while the best are level."));
    assert.match(calm, /^A runner runs 230 u\/s\. All begin as this\.$/m);
    assert.doesNotMatch(calm, /dies|hp|weapon/);
    const blaster = { id: "blaster", damage: 17, speed: 6144, radius: 4,
      cooldown: 7, life: 36, pellets: 1, spread: 0, knockback: 341 };
    const deadly = text(ruleSheet(ruleset(c, { teams: 2, weapons: [blaster,
      { ...blaster, id: "scatter" }],
    roles: [role(c, "fighter", { weapon: 0 })] }), c));
    assert.match(deadly, /Who dies is back after 3 s/);
    assert.match(deadly, /Shots do not hurt teammates/);
    assert.match(deadly,
      /A fighter has 100 hp, runs 230 u\/s and shoots with the blaster\./);
    assert.match(deadly, new RegExp("The blaster takes 17 hp a hit, fires " +
      "every 0.23 s, reaches 864 u and throws back at 40 u/s."));
    assert.doesNotMatch(deadly, /scatter/);
    const fan = text(ruleSheet(ruleset(c, { weapons: [{ ...blaster, pellets: 7,
      damage: 9, spread: 4369, knockback: 0 }],
    roles: [role(c, "fighter", { weapon: 0 })] }), c));
    assert.match(fan, new RegExp("The blaster fires 7 pellets of 9 hp each, " +
      "24° wide, every 0.23 s and reaches 864 u."));
  });

test("a changed number is shown beside what it was", () => {
  const before = rules({ effects: [effect(c, { event: c.EVENT_TIMEUP })] });
  const after = { ...before, roles: [role(c, "runner", { starts: true,
    speed: 2219 }), before.roles[1]],
  effects: [effect(c, { event: c.EVENT_TIMEUP, n: 3 })] };
  const sheet = compareSheets(ruleSheet(before, c), ruleSheet(after, c));
  const changed = sheet.flatMap(({ lines }) =>
    lines.filter(({ mark }) => mark === "changed"));
  assert.equal(changed.length, 2);
  assert.deepEqual(changed[0].parts, [
    { text: "When time is up: every player gets" },
    { text: "3 points.", was: "1 point." }]);
  assert.deepEqual(changed[1].parts, [{ text: "A runner runs" },
    { text: "260", was: "230" }, { text: "u/s. All begin as this." }]);
});

test("what comes and what goes is marked, what stays is not", () => {
  const sheet = (effects) => ruleSheet(rules({ effects }), c);
  const one = effect(c, { event: c.EVENT_TIMEUP });
  const two = effect(c, { event: c.EVENT_TOUCH });
  const marks = (before, after) =>
    compareSheets(sheet(before), sheet(after)).flatMap(({ lines }) =>
      lines.map(({ mark }) => mark)).filter((mark) => mark);
  assert.deepEqual(marks([one], [one]), []);
  assert.deepEqual(marks([one], [one, two]), ["new"]);
  assert.deepEqual(marks([one, two], [two]), ["gone"]);
  assert.deepEqual(marks([one], [two]), ["new", "gone"]);
  assert.deepEqual(marks([], [two]), ["new"]);
  assert.deepEqual(marks([two], [{ ...two, if_role: IT }]), ["changed"]);
  assert.equal(hasChanges(compareSheets(sheet([one]), sheet([one]))), false);
  assert.equal(hasChanges(compareSheets(sheet([one]), sheet([two]))), true);
});

test("the parts of a change, put together, are the new text", () => {
  for (const [before, after] of [["a b c", "a x c"], ["a b", "b a"],
    ["", "a b"], ["a b", ""], ["one two", "three"], ["a a b", "a b b"]]) {
    const parts = changedParts(before, after);
    assert.equal(parts.map((part) => part.text).filter((part) => part)
      .join(" "), after);
    assert.equal(parts.map((part) => part.was ?? part.text)
      .filter((part) => part).join(" "), before);
  }
});
