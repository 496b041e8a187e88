// SPDX-License-Identifier: MIT
// @ts-check
/**
 * rulesheet: a mode's rules as a page of sentences, and what changed in it.
 *
 * Pure; rulewords has the words of what effects do.
 */
import { a, capital, count, effectSentences, list, pace, plural, the, time }
  from "./rulewords.js";

/** @typedef {import("./roomcast/types").Rules} Rules */
/** @typedef {Record<string, number>} Constants */
/** @typedef {{key: string, group?: string, text: string}} Line */
/** @typedef {{title: string, lines: Line[]}} Section */
/** @typedef {{text: string, was?: string}} Part `was`: what stood there before,
 *   "" for nothing */
/** @typedef {{key: string, parts: Part[],
 *   mark: "" | "new" | "changed" | "gone"}} MarkedLine */
/** @typedef {{title: string, lines: MarkedLine[]}} MarkedSection */

const FULL_TURN = 65536;

/** @param {Rules} rules @param {Constants} c @returns {Section[]} */
export function ruleSheet(rules, c) {
  return [
    { title: "The aim", lines: aim(rules, c) },
    { title: "What happens", lines: effectSentences(rules, c) },
    { title: "Roles", lines: roles(rules, c) },
    { title: "Weapons", lines: weapons(rules, c) },
    { title: "Things", lines: things(rules, c) },
  ].filter(({ lines }) => lines.length > 0);
}

/** Whether anybody can be hurt. @param {Rules} rules @param {Constants} c */
export function isRough(rules, c) {
  return rules.roles.some(({ weapon }) => weapon !== c.NO_WEAPON) ||
    rules.effects.some(({ op }) => op === c.OP_DAMAGE);
}

/** Whether anybody can die. @param {Rules} rules @param {Constants} c */
function isDeadly(rules, c) {
  return isRough(rules, c) || rules.effects.some(({ op }) => op === c.OP_KILL);
}

/** @param {Rules} rules @param {Constants} c @returns {Line[]} */
function aim(rules, c) {
  const who = rules.teams > 0 ? "team" : "player";
  const least = rules.win === c.WIN_LEAST;
  const lines = [
    { key: "about", text: rules.about },
    { key: "teams", text: rules.teams > 0
      ? `${rules.teams} teams play against each other.` : "" },
    { key: "win", text:
      `The ${who} with the ${least ? "fewest" : "most"} points wins.` },
    { key: "score_limit", text: rules.score_limit > 0
      ? `A round is over when a ${who} has ` +
        `${count(rules.score_limit, "point")}.` : "" },
    { key: "time", text: roundWords(rules, c) },
    { key: "min_players", text: rules.min_players > 1
      ? `A round waits for ${rules.min_players} players.` : "" },
    ...isDeadly(rules, c) ? deaths(rules, c) : [],
  ];
  return lines.filter(({ text }) => text);
}

/** @param {Rules} rules @param {Constants} c */
function roundWords(rules, c) {
  const more = rules.overtime > 0 ? `, and up to ${time(rules.overtime, c)} ` +
    "more while the best are level" : "";
  const before = rules.warmup > 0
    ? ` after ${time(rules.warmup, c)} of warm-up` : "";
  return `A round takes ${time(rules.time_limit, c)}${before}${more}.`;
}

/** @param {Rules} rules @param {Constants} c @returns {Line[]} */
function deaths(rules, c) {
  return [
    { key: "respawn", text: rules.bouts
      ? "Who dies is out until only one side is left alive; " +
        "then a new bout begins."
      : rules.respawn > 0
        ? `Who dies is back after ${time(rules.respawn, c)}.`
        : "Who dies is back at once." },
    { key: "friendly_fire", text: rules.teams === 0 || !isRough(rules, c) ? ""
      : rules.friendly_fire ? "Shots hurt teammates too."
        : "Shots do not hurt teammates." },
  ];
}

/** @param {Rules} rules @param {Constants} c @returns {Line[]} */
function roles(rules, c) {
  const rough = isRough(rules, c);
  const first = Math.max(rules.roles.findIndex(({ starts }) => starts), 0);
  return rules.roles.map((role, i) => {
    const facts = [`runs ${pace(role.speed, c)}`];
    const weapon = rules.weapons[role.weapon];
    if (rough) {
      facts.unshift(`has ${role.hp} hp`);
      facts.push(weapon ? `shoots with ${the(weapon.id)}` : "is unarmed");
    }
    const start = i === first && rules.roles.length > 1
      ? " All begin as this." : "";
    return { key: `role ${role.id}`, text:
      `${capital(a(role.id))} ${list(facts)}.${start}` };
  });
}

/** Those that somebody has. @param {Rules} rules @param {Constants} c
 *  @returns {Line[]} */
function weapons(rules, c) {
  return rules.weapons.filter((_, i) =>
    rules.roles.some(({ weapon }) => weapon === i)).map((weapon) => {
    const range = Math.round(weapon.speed * weapon.life / c.UNIT);
    const often = `every ${time(weapon.cooldown, c)}`;
    const facts = weapon.pellets > 1 ? [`fires ${weapon.pellets} pellets of ` +
      `${weapon.damage} hp each, ` +
      `${Math.round(weapon.spread * 360 / FULL_TURN)}° wide, ${often}`]
      : [`takes ${weapon.damage} hp a hit`, `fires ${often}`];
    facts.push(`reaches ${range} u`);
    if (weapon.knockback !== 0) {
      facts.push(`throws back at ${pace(weapon.knockback, c)}`);
    }
    return { key: `weapon ${weapon.id}`,
      text: `${capital(the(weapon.id))} ${list(facts)}.` };
  });
}

/** @param {Rules} rules @param {Constants} c @returns {Line[]} */
function things(rules, c) {
  return rules.kinds.map((kind, i) => {
    const many = rules.stands.filter((one) => one.kind === i).length;
    const name = many === 1 ? capital(the(kind.id))
      : many === 0 ? capital(a(kind.id)) : `Each of ${many} ${plural(kind.id)}`;
    const home = kind.home_after > 0
      ? `, and goes home after ${time(kind.home_after, c)}` : "";
    return { key: `thing ${kind.id}`,
      text: `${name} ${bodyWords(kind, c)}${home}.` };
  });
}

/** @param {import("./roomcast/types").Kind} kind @param {Constants} c */
function bodyWords({ body, radius }, c) {
  switch (body) {
    case c.BODY_CARRIED: return "lies about until somebody picks it up";
    case c.BODY_PUSHED: return "can be pushed about";
    case c.BODY_SOLID: return `stands in the way, ${radius} u around`;
    default: return `is a place of ${radius} u around its middle`;
  }
}

/* ---- what changed ---- */

/**
 * The new sheet, with what is new, changed or gone marked.
 * @param {Section[]} before @param {Section[]} after
 * @returns {MarkedSection[]}
 */
export function compareSheets(before, after) {
  const titles = [...after, ...before].map(({ title }) => title);
  return [...new Set(titles)].map((title) => {
    const find = (/** @type {Section[]} */ sheet) =>
      sheet.find((section) => section.title === title)?.lines ?? [];
    return { title, lines: compareLines(find(before), find(after)) };
  });
}

/** A sheet without marks. @param {Section[]} sheet @returns {MarkedSection[]} */
export function unmarked(sheet) {
  return sheet.map(({ title, lines }) => ({ title,
    lines: lines.map(({ key, text }) =>
      ({ key, parts: [{ text }], mark: "" })) }));
}

/** Lines are the same by their key; of those left over, one on the same event
 *  is taken for what the other became.
 *  @param {Line[]} before @param {Line[]} after @returns {MarkedLine[]} */
function compareLines(before, after) {
  const gone = new Set(before.filter((old) =>
    !after.some(({ key }) => key === old.key)));
  /** @type {MarkedLine[]} */
  const out = after.map((line) => {
    let old = before.find(({ key }) => key === line.key);
    if (!old && line.group) {
      old = [...gone].find(({ group }) => group === line.group);
      if (old) {
        gone.delete(old);
      }
    }
    if (!old) {
      return { key: line.key, parts: [{ text: line.text, was: "" }],
        mark: "new" };
    }
    return old.text === line.text
      ? { key: line.key, parts: [{ text: line.text }], mark: "" }
      : { key: line.key, parts: changedParts(old.text, line.text),
        mark: "changed" };
  });
  for (const { key, text } of gone) {
    out.push({ key, parts: [{ text: "", was: text }], mark: "gone" });
  }
  return out;
}

/** The new text, with what stood in place of its changed words.
 *  @param {string} before @param {string} after @returns {Part[]} */
export function changedParts(before, after) {
  const a = before.split(" ");
  const b = after.split(" ");
  const same = commonWords(a, b);
  /** @type {Part[]} */
  const parts = [];
  let i = 0, j = 0;
  for (const [atA, atB] of [...same, [a.length, b.length]]) {
    if (i < atA || j < atB) {
      parts.push({ text: b.slice(j, atB).join(" "),
        was: a.slice(i, atA).join(" ") });
    }
    if (atB < b.length) {
      const last = parts[parts.length - 1];
      if (last && last.was === undefined) {
        last.text += ` ${b[atB]}`;
      } else {
        parts.push({ text: b[atB] });
      }
    }
    i = atA + 1;
    j = atB + 1;
  }
  return parts;
}

/** Where the longest run of words that both have in common lies in each.
 *  @param {string[]} a @param {string[]} b @returns {[number, number][]} */
function commonWords(a, b) {
  const most = Array.from({ length: a.length + 1 }, () =>
    new Array(b.length + 1).fill(0));
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      most[i][j] = a[i] === b[j] ? most[i + 1][j + 1] + 1
        : Math.max(most[i + 1][j], most[i][j + 1]);
    }
  }
  /** @type {[number, number][]} */
  const out = [];
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (a[i] === b[j]) {
      out.push([i++, j++]);
    } else if (most[i + 1][j] >= most[i][j + 1]) {
      i++;
    } else {
      j++;
    }
  }
  return out;
}

/** @param {MarkedSection[]} sheet */
export function hasChanges(sheet) {
  return sheet.some(({ lines }) => lines.some(({ mark }) => mark));
}
