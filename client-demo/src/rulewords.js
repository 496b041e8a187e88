// SPDX-License-Identifier: MIT
// @ts-check
/**
 * rulewords: what effects do, in sentences.
 *
 * Effects of one event under the same conditions become one sentence: when,
 * then what happens to whom. What an event, an operation or a condition is
 * called is asked of the module by its constants; nothing here knows a mode.
 * Pure.
 */

/** @typedef {import("./roomcast/types").Rules} Rules */
/** @typedef {import("./roomcast/types").Effect} Effect */
/** @typedef {Record<string, number>} Constants */
/**
 * @typedef {object} Case effects of one event under the same conditions
 * @property {Rules} rules
 * @property {Constants} c
 * @property {Effect} when has the event and the conditions
 * @property {Effect[]} effects
 * @property {string} event such as "TOUCH"
 */
/** @typedef {{when: string, actor: string, target: string,
 *   thing: string}} Scene how it begins, and how its parts are called then */
/** @typedef {{subject: string, does: string}} Deed */

const PRONOUNS = new Set(["it"]); // as ids of roles: no article, no plural
const ON_WAY = "player on the way to ";
const LATER = "from then on";

/* ---- words ---- */

/** As one says it: "red_king" is a red king, "gate2" gate 2, and who is
 *  "to_gate2" is on the way there. @param {string} id */
export function word(id) {
  return id.replaceAll("_", " ").replace(/([a-z])(\d+)$/, "$1 $2")
    .replace(/^to /, ON_WAY);
}

/** Whether it takes no article: pronouns, and what has a number.
 *  @param {string} name */
function isBare(name) {
  return PRONOUNS.has(name) || (/ \d+$/.test(name) && !name.includes(" to "));
}

/** @param {string} id */
export function a(id) {
  const name = word(id);
  return isBare(name) ? name
    : `${/^[aeio]/.test(name) ? "an" : "a"} ${name}`;
}

/** @param {string} id */
export function the(id) {
  const name = word(id);
  return isBare(name) ? name : `the ${name}`;
}

/** @param {string} id */
export function plural(id) {
  const name = word(id);
  if (isBare(name)) {
    return name;
  }
  if (name.startsWith(ON_WAY)) {
    return name.replace("player", "players");
  }
  if (/[^aeiou]y$/.test(name)) {
    return `${name.slice(0, -1)}ies`;
  }
  return name + (/(s|x|z|ch|sh)$/.test(name) ? "es" : "s");
}

/** @param {string} text */
export function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** @param {number} n @param {string} one such as "point" */
export function count(n, one) {
  return `${n} ${Math.abs(n) === 1 ? one : plural(one)}`;
}

/** @param {string[]} parts */
export function list(parts) {
  return parts.length < 2 ? parts.join("")
    : `${parts.slice(0, -1).join(", ")} and ${parts[parts.length - 1]}`;
}

/** @param {number} ticks @param {Constants} c */
export function time(ticks, { TICK_HZ }) {
  const seconds = +(ticks / TICK_HZ).toFixed(2);
  const minutes = Math.floor(seconds / 60);
  const rest = +(seconds - 60 * minutes).toFixed(2);
  return seconds < 120 ? `${seconds} s`
    : rest ? `${minutes} min ${rest} s` : `${minutes} min`;
}

/** @param {number} speed 1/UNIT u per tick @param {Constants} c */
export function pace(speed, { TICK_HZ, UNIT }) {
  return `${Math.round(speed * TICK_HZ / UNIT)} u/s`;
}

/** What the module calls a number, such as 3 of EVENT_: "HIT".
 *  @param {Constants} c @param {string} prefix @param {number} value */
export function nameOf(c, prefix, value) {
  const found = Object.keys(c).find((name) =>
    name.startsWith(prefix) && c[name] === value);
  return found?.slice(prefix.length) ?? "";
}

/* ---- who and what ---- */

/** @param {Case} it @param {number} kind index @param {string} [whose] */
function thingWords({ rules, c }, kind, whose = "") {
  if (kind === c.NO_THING) {
    return whose ? `something ${whose}` : "something";
  }
  const id = rules.kinds[kind]?.id ?? "thing";
  const alone = rules.stands.filter((one) => one.kind === kind).length === 1;
  const name = alone ? the(id) : a(id);
  return whose ? `${name} ${whose}` : name;
}

/** What an actor has to be up to besides, such as "carries a flag".
 *  @param {Case} it @returns {string[]} */
function doings(it) {
  const { when, c } = it;
  const out = [];
  if (when.if_alive !== c.ALIVE_ANY) {
    out.push(when.if_alive === c.ALIVE_YES ? "is alive" : "is dead");
  }
  const brings = when.event === c.EVENT_REACH && // it came in with that
    when.if_carry === when.if_thing;
  if (when.if_carry !== c.NO_THING && !brings) {
    out.push(`carries ${thingWords(it, when.if_carry)}`);
  }
  if (when.if_in !== c.NO_THING) {
    out.push(`is in ${thingWords(it, when.if_in)}`);
  }
  if (when.if_out !== c.NO_THING) {
    const id = it.rules.kinds[when.if_out]?.id ?? "thing";
    out.push(`is in no ${word(id)}`);
  }
  return out;
}

/** @param {Case} it @param {number} role index, or ROLE_ANY */
function roleId({ rules, c }, role) {
  return role === c.ROLE_ANY ? "" : rules.roles[role]?.id ?? "";
}

/** @param {Case} it @returns {string} such as "a runner who is alive" */
function actorWords(it) {
  const what = doings(it);
  return a(roleId(it, it.when.if_role) || "player") +
    (what.length ? ` who ${list(what)}` : "");
}

/** For events that come once a player. @param {Case} it */
function everyActor(it) {
  const id = roleId(it, it.when.if_role);
  const what = doings(it);
  if (PRONOUNS.has(word(id))) {
    return `whoever is ${list([word(id), ...what])}`;
  }
  return `every ${word(id || "player")}` +
    (what.length ? ` who ${list(what)}` : "");
}

/** How actor and target are called once they are introduced.
 *  @param {Case} it @param {string} [actor] @param {string} [target] */
function callThem(it, actor = "the player", target = "the other") {
  const one = roleId(it, it.when.if_role);
  const two = roleId(it, it.when.if_other);
  const isNamed = (/** @type {string} */ id) => id && one !== two &&
    !word(id).startsWith(ON_WAY);
  return { actor: isNamed(one) ? the(one) : actor,
    target: isNamed(two) ? the(two) : target };
}

/** The other player. @param {Case} it */
function targetWords(it) {
  const { when, c, rules } = it;
  const id = roleId(it, when.if_other);
  const teams = rules.teams > 0;
  if (teams && when.if_team === c.TEAM_SAME) {
    return id ? `${a(id)} of the same team` : "a teammate";
  }
  if (teams && when.if_team === c.TEAM_OTHER) {
    return id ? `${a(id)} of another team` : "a foe";
  }
  if (when.if_team === c.TEAM_SAME) {
    return "themselves";
  }
  return id && id !== roleId(it, when.if_role) ? a(id)
    : `another ${word(id || "player")}`;
}

/** Whose the thing is, as seen by the actor. @param {Case} it */
function whose({ when, c }) {
  return when.if_team === c.TEAM_SAME ? "of their own team"
    : when.if_team === c.TEAM_OTHER ? "of another team" : "";
}

/* ---- when ---- */

/** @param {Case} it @returns {Scene} */
function sceneOfTwo(it, does = "", names = callThem(it)) {
  return { when: `When ${actorWords(it)} ${does} ${targetWords(it)}`,
    thing: "", ...names };
}

/** @param {Case} it @param {(thing: string) => string} says
 *  @returns {Scene} */
function sceneOfThing(it, says) {
  const { when, c, rules } = it;
  const alone = when.if_alone ? ", with no foe in it" : "";
  const id = rules.kinds[when.if_thing]?.id ?? "thing";
  const own = when.if_team === c.TEAM_ANY ? "" : whose(it);
  return { when: says(thingWords(it, when.if_thing, own)) + alone,
    thing: the(id), ...callThem(it) };
}

/** @param {Case} it @param {string} when @returns {Scene} */
function sceneOfAll(it, when) {
  return { when, actor: everyActor(it), target: "the other", thing: "it" };
}

/** How one comes upon a thing. @param {Case} it */
function meets({ rules, when, c }) {
  return rules.kinds[when.if_thing]?.body === c.BODY_AREA ? "enters"
    : "touches";
}

/** @param {Case} it */
function begins({ rules }) {
  return rules.bouts ? "a bout begins" : "a round begins";
}

/** @type {Record<string, (it: Case) => Scene>} */
const SCENES = {
  START: (it) => sceneOfAll(it, `When ${begins(it)}`),
  JOIN: (it) => ({ when: `When ${actorWords(it)} joins`, thing: "",
    ...callThem(it) }),
  SPAWN: (it) => ({ when: `When ${actorWords(it)} spawns`, thing: "",
    ...callThem(it) }),
  HIT: (it) => sceneOfTwo(it, "shoots"),
  DEATH: deathScene,
  TOUCH: (it) => sceneOfTwo(it, "touches"),
  ENTER: (it) => sceneOfThing(it, (thing) =>
    `When ${actorWords(it)} ${meets(it)} ${thing}`),
  IN: (it) => sceneOfThing(it, (thing) =>
    `For every second that ${actorWords(it)} is in ${thing}`),
  EXIT: (it) => sceneOfThing(it, (thing) =>
    `When ${actorWords(it)} leaves ${thing}`),
  REACH: reachScene,
  TIMER: (it) => sceneOfAll(it, timerWords(it)),
  EXTINCT: (it) => ({ actor: "nobody", target: "nobody", thing: "",
    when: "When nobody alive is " +
      `${a(roleId(it, it.when.if_role) || "player")} any more` }),
  LAST: (it) => {
    const scene = sceneOfAll(it, it.rules.teams > 0
      ? "When only one team is left alive" : "When only one is left alive");
    return it.when.if_role === it.c.ROLE_ANY && doings(it).length === 0
      ? { ...scene, actor: it.rules.teams > 0 ? "every survivor"
        : "the survivor" } : scene;
  },
  TIMEUP: (it) => sceneOfAll(it, "When time is up"),
};

/** Somebody may die with nobody to blame. @param {Case} it @returns {Scene} */
function deathScene(it) {
  const { when, c } = it;
  const names = callThem(it, "the killer", "the victim");
  const anybody = when.if_role === c.ROLE_ANY && when.if_team === c.TEAM_ANY &&
    doings(it).length === 0;
  return anybody ? { thing: "", ...names,
    when: `When ${a(roleId(it, when.if_other) || "player")} dies` }
    : sceneOfTwo(it, "kills", names);
}

/** A thing came into another; the actor touched it last, or carries it.
 *  @param {Case} it @returns {Scene} */
function reachScene(it) {
  const { when, c, rules } = it;
  const carried = rules.kinds[when.if_thing]?.body === c.BODY_CARRIED;
  const what = thingWords(it, when.if_thing);
  const into = thingWords(it, when.if_into, whose(it)) +
    (when.if_alone ? ", with no foe in it" : "");
  const anybody = when.if_role === c.ROLE_ANY && doings(it).length === 0 &&
    when.if_team === c.TEAM_ANY;
  const names = callThem(it, anybody ? carried ? "its carrier"
    : "whoever touched it last" : "the player");
  return { ...names, thing: the(rules.kinds[when.if_thing]?.id ?? "thing"),
    when: anybody ? `When ${what} is ${carried ? "carried" : "brought"} ` +
      `into ${into}` : `When ${actorWords(it)} ` +
      `${carried ? "carries" : "brings"} ${what} into ${into}` };
}

/** @param {Case} it */
function timerWords({ rules, when, c }) {
  const timer = rules.timers[when.if_timer];
  if (!timer) {
    return "Whenever a timer goes off";
  }
  const first = time(timer.first, c);
  const begin = rules.bouts ? "a bout" : "a round";
  return timer.every === 0 ? `${first} after ${begin} began`
    : timer.every === timer.first ? `Every ${first}`
      : `${first} after ${begin} began, and every ` +
        `${time(timer.every, c)} ${LATER}`;
}

/* ---- what then ---- */

/** @type {Record<string, (it: Case, scene: Scene) => string>} */
const SUBJECTS = {
  ACTOR: (_, { actor }) => actor,
  TARGET: (_, { target }) => target,
  ALL: () => "everybody",
  FRIENDS: ({ rules }, { actor }) =>
    rules.teams > 0 ? `everybody on the side of ${actor}` : actor,
  FOES: ({ rules }, { actor }) =>
    rules.teams > 0 ? `every foe of ${actor}` : "everybody else",
};

/** @param {string} subject */
function teamOf(subject) {
  return subject === "everybody" ? "every team"
    : / who |^who|^it$| of /.test(subject) ? `the team of ${subject}`
      : `${subject}'s team`;
}

/** @param {number} n */
function points(n) {
  return `${n < 0 ? "loses" : "gets"} ${count(Math.abs(n), "point")}`;
}

/** @param {Case} it @param {Effect} effect what it does to all of that kind */
function allOf({ rules, c }, { arg }) {
  const id = rules.kinds[arg]?.id ?? "thing";
  return rules.stands.filter((one) => one.kind === arg).length === 1
    ? { subject: the(id), one: true }
    : { subject: arg === c.NO_THING ? "all things" : `all ${plural(id)}`,
      one: false };
}

/** @typedef {{it: Case, effect: Effect, who: string, scene: Scene}} Doing */
/** What each operation does. A deed whose subject is another than who it is
 *  done to names it.
 *  @type {Record<string, (doing: Doing) => string | Deed>} */
const DEEDS = {
  SCORE: ({ effect }) => points(effect.n),
  TEAM_SCORE: ({ it, effect, who, scene }) => {
    const foes = effect.who === it.c.WHO_FOES && it.rules.teams > 0;
    const friends = effect.who === it.c.WHO_FRIENDS;
    return { does: points(effect.n), subject: foes
      ? it.rules.teams === 2 ? "the other team" : "every other team"
      : teamOf(friends ? scene.actor : who) };
  },
  ROLE: ({ it, effect }) => `becomes ${a(roleId(it, effect.arg) || "another")}`,
  TEAM: ({ effect }) => `joins team ${effect.n}`,
  DAMAGE: ({ effect }) => `loses ${effect.n} hp`,
  KILL: () => "dies",
  HEAL: ({ effect }) => `gains ${effect.n} hp`,
  PUSH: ({ it, effect, scene, who }) => {
    const from = scene.thing || (who === scene.target ? scene.actor
      : scene.target);
    return `is ${effect.n < 0 ? "pulled towards" : "pushed away from"} ` +
      `${from} at ${pace(Math.abs(effect.n), it.c)}`;
  },
  FREEZE: ({ it, effect, who }) => effect.n > 0
    ? `${/^every/.test(who) ? "has to stand still" : "cannot move"} for ` +
      time(effect.n, it.c) : "can move again",
  RESPAWN: () => "respawns at once",
  PICK: ({ it, effect }) => ({ subject: "one player, chosen by lot,",
    does: `becomes ${a(roleId(it, effect.arg) || "another")}` }),
  CARRY: ({ scene }) => `picks ${scene.thing || "it"} up`,
  DROP: () => "drops what they carry",
  HOME: ({ it, effect, scene }) => {
    if (effect.arg === it.c.NO_THING) {
      return { subject: scene.thing || "it", does: "goes back to its place" };
    }
    const { subject, one } = allOf(it, effect);
    return { subject, does: one ? "goes back to its place"
      : "go back to their places" };
  },
  TAKE: ({ it, effect, scene }) => ({ subject: scene.thing || "it",
    does: effect.n > 0 ? `is gone for ${time(effect.n, it.c)}`
      : `is gone until the next ${it.rules.bouts ? "bout" : "round"}` }),
  OWN: ({ scene, who }) => ({ subject: scene.thing || "it",
    does: `belongs to ${teamOf(who)} now` }),
  GROW: ({ it, effect }) => {
    const { subject, one } = allOf(it, effect);
    const verb = effect.n < 0 ? "shrink" : "grow";
    return { subject, does: `${verb}${one ? "s" : ""} by ` +
      `${Math.abs(effect.n)} u` };
  },
  END: () => ({ subject: "the round", does: "ends" }),
  WIN: ({ it, effect, who }) => {
    const role = roleId(it, effect.arg);
    return role ? PRONOUNS.has(role) ? { subject: role, does: "wins the round" }
      : { subject: `the ${plural(role)}`, does: "win the round" }
      : { subject: it.rules.teams > 0 ? teamOf(who) : who,
        does: "wins the round" };
  },
  SCRIPT: ({ it, effect }) => ({ subject: "the script " +
      `“${word(it.rules.scripts[effect.arg]?.id ?? "")}”`, does: "runs" }),
};

/** @param {Case} it @param {Scene} scene @param {Effect} effect
 *  @returns {Deed} */
function deed(it, scene, effect) {
  const who = (SUBJECTS[nameOf(it.c, "WHO_", effect.who)] ??
    SUBJECTS.ACTOR)(it, scene);
  const done = DEEDS[nameOf(it.c, "OP_", effect.op)]?.(
    { it, effect, who, scene }) ?? "is changed in a way this page cannot tell";
  return typeof done === "string" ? { subject: who, does: done } : done;
}

/** @param {Deed[]} deeds */
function consequences(deeds) {
  const clauses = [];
  for (let i = 0; i < deeds.length;) {
    const { subject } = deeds[i];
    const does = [];
    for (; i < deeds.length && deeds[i].subject === subject; i++) {
      does.push(deeds[i].does);
    }
    clauses.push(`${subject} ${list(does)}`);
  }
  return `${clauses.join("; ")}.`;
}

/** An event that comes once a player says who it is about only by what is done
 *  to them: else it is said beforehand.
 *  @param {Case} it @param {Scene} scene @param {Deed[]} deeds */
function condition(it, scene, deeds) {
  const { when, c } = it;
  const each = scene.actor === everyActor(it) &&
    (when.if_role !== c.ROLE_ANY || doings(it).length > 0);
  return each && !deeds.some(({ subject }) => subject.includes(scene.actor))
    ? `, if there is ${actorWords(it)}` : "";
}

/** @param {Case} it */
function sentence(it) {
  const scene = (SCENES[it.event] ?? ((one) =>
    sceneOfAll(one, "When something happens that this page cannot tell")))(it);
  const deeds = it.effects.map((effect) => deed(it, scene, effect));
  return `${scene.when}${condition(it, scene, deeds)}: ${consequences(deeds)}`;
}

const CONDITIONS = /** @type {const} */ (["event", "if_role", "if_other",
  "if_team", "if_alive", "if_thing", "if_into", "if_timer", "if_carry",
  "if_in", "if_out", "if_alone"]);

/**
 * What happens when, in the order of the effects.
 * @param {Rules} rules @param {Constants} c the module's
 * @returns {{key: string, group: string, text: string}[]} `key` says under
 *   which conditions, `group` on which event
 */
export function effectSentences(rules, c) {
  /** @type {Map<string, Case>} */
  const cases = new Map();
  for (const effect of rules.effects) {
    const key = CONDITIONS.map((name) => Number(effect[name])).join(".");
    const known = cases.get(key);
    if (known) {
      known.effects.push(effect);
    } else {
      cases.set(key, { rules, c, when: effect, effects: [effect],
        event: nameOf(c, "EVENT_", effect.event) });
    }
  }
  return [...cases].map(([key, it]) =>
    ({ key, group: it.event, text: sentence(it) }));
}
