// SPDX-License-Identifier: MIT
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Diagnosis, LIMITS, severity }
  from "../../client-demo/src/diagnosis.js";

const STEP = 100; // ms between two looks
/** @type {Diagnosis} */
let diagnosis;
let now = 0;

/** What is measured where all is well, but for `fields`. */
const measures = (fields = {}) => ({ rtt: 40, late: [3, 8, 5, 2], apart: 40,
  silent: 20, frame: 17, longest: 20, server: [1, NaN, 2, 0], ...fields });

/** Judges the same for so long; the last verdict. */
function look(fields = {}, ms = STEP, open = true) {
  let verdict;
  for (let t = 0; t < ms; t += STEP) {
    now += STEP;
    verdict = diagnosis.judge(measures(fields), open, now);
  }
  return verdict;
}

beforeEach(() => {
  diagnosis = new Diagnosis();
  now = 5000;
  look({}, 3000);
});

test("where all is well it says so", () => {
  const { cause, sentence, bad } = look();
  assert.equal(cause, "good");
  assert.equal(sentence, "All good.");
  assert.deepEqual(bad, { network: false, tab: false, server: false });
});

for (const [name, fields, cause, sentence] of [
  ["a far server is the network's", { rtt: 180 }, "network",
    "Your connection: answers take 180 ms."],
  ["far and uneven is one sentence",
    { rtt: 180, late: [70, 2, 80, 5], apart: 112 }, "network",
    "Your connection: answers take 180 ms and updates arrive up to 110 ms apart."],
  ["near but uneven is the network's too", { late: [70, 75], apart: 104 },
    "network", "Your connection: updates arrive up to 100 ms apart."],
  ["one stall is enough", { late: [400, 3], apart: 433 }, "network",
    "Your connection: updates arrive up to 430 ms apart."],
  ["silence is told while it lasts", { silent: 1400 }, "network",
    "Your connection: nothing has come for 1.4 s."],
  ["slow frames are the tab's", { frame: 45, longest: 60 }, "tab",
    "Your tab: frames take 45 ms."],
  ["one long stop of the tab is told as such", { longest: 400 }, "tab",
    "Your tab: it stood still for 400 ms."],
  ["late ticks are the server's", { server: [25, NaN, 22, 24] }, "server",
    "The server: ticks start 25 ms late."],
  ["one tick that is very late is too", { server: [2, 80, 1] }, "server",
    "The server: ticks start 80 ms late."],
  ["a slow tab and a far server: the worse is named first",
    { frame: 90, longest: 100, rtt: 160 }, "tab",
    "Your tab: frames take 90 ms; your connection is slow too."],
  ["a far server and a slow tab", { frame: 40, longest: 40, rtt: 300 },
    "network",
    "Your connection: answers take 300 ms; your tab is slow too."],
  ["all three", { frame: 40, rtt: 200, server: [100, 100] }, "server",
    "The server: ticks start 100 ms late; " +
    "your connection and your tab are slow too."],
]) {
  test(name, () => {
    const verdict = look(fields);
    assert.deepEqual([verdict.cause, verdict.sentence], [cause, sentence]);
    assert.equal(verdict.bad[cause], true);
  });
}

test("one update that is a little late is nobody's fault", () => {
  assert.equal(look({ late: [2, 90, 3, 1], apart: 123 }).cause, "good");
  assert.equal(look({ server: [1, 35, 2] }).cause, "good");
});

test("30 frames a second are no fault of the tab", () => {
  assert.equal(look({ frame: 34, longest: 60 }).cause, "good");
});

test("15 or 10 updates a second are no fault of the network", () => {
  assert.equal(look({ apart: 110 }).cause, "good");
});

for (const [name, field, value, cause] of [
  ["rtt", "rtt", LIMITS.rtt, "network"],
  ["frame", "frame", LIMITS.frame, "tab"],
  ["longest", "longest", LIMITS.longest, "tab"],
  ["silent", "silent", LIMITS.silent, "network"]]) {
  test(`a fault begins at the limit of ${name}, not below it`, () => {
    assert.equal(look({ [field]: value - 1 }, 5000).cause, "good");
    assert.equal(look({ [field]: value }).cause, cause);
  });
}

test("a round trip that wavers about its limit is one verdict, not many", () => {
  const seen = [];
  for (let i = 0; i < 200; i++) {
    seen.push(look({ rtt: i % 2 ? 155 : 140 }).cause);
  }
  const changes = seen.filter((cause, i) => i > 0 && cause !== seen[i - 1]);
  assert.equal(seen.at(-1), "network");
  assert.ok(changes.length <= 1, `${changes.length} changes`);
});

test("a fault that is over is forgotten a second and a half later", () => {
  look({ rtt: 300 }, 1000);
  assert.equal(look({}, 1400).cause, "network");
  assert.equal(look({}, 300).cause, "good");
});

test("a fault that is ending is told with the numbers of when it was one", () => {
  look({ frame: 45 });
  assert.equal(look({ frame: 30 }).sentence, "Your tab: frames take 45 ms.");
  assert.equal(look({ frame: 50 }).sentence, "Your tab: frames take 50 ms.");
});

test("of two that are about as bad the first keeps the verdict", () => {
  look({ rtt: 300 });
  for (let i = 0; i < 50; i++) {
    assert.equal(look({ rtt: 300, frame: i % 2 ? 70 : 80 }).cause, "network");
  }
  assert.equal(look({ rtt: 300, frame: 120 }).cause, "tab");
});

test("silence that turns out to be the server's clears the network at once",
  () => {
    assert.equal(look({ silent: 900 }).cause, "network");
    const { cause, bad } = look({ server: [1000, 2] });
    assert.equal(cause, "server");
    assert.equal(bad.network, false);
  });

test("without a connection it says so, and measures anew afterwards", () => {
  look({ rtt: 300 });
  assert.match(look({}, STEP, false).sentence, /connection is gone/);
  assert.equal(look({ longest: 400 }).cause, "unknown");
  assert.equal(look({}, 3000).cause, "good");
});

test("what is not known is nobody's fault", () => {
  const { cause } = look({ rtt: NaN, frame: NaN, longest: NaN,
    server: [NaN, NaN], late: [0], apart: 0 }, 3000);
  assert.equal(cause, "good");
  assert.deepEqual(severity(measures({ rtt: NaN, late: [], apart: 0, silent: 0,
    frame: NaN, longest: NaN, server: [] })),
  { network: 0, tab: 0, server: 0 });
});

test("every sentence is short enough for a phone", () => {
  const { sentence } = look({ rtt: 300, late: [300, 300], apart: 2000,
    frame: 90, server: [90, 90] });
  assert.ok(sentence.length < 130, `${sentence.length}`);
});
