// SPDX-License-Identifier: MIT
import assert from "node:assert/strict";
import { test } from "node:test";
import { ballotRows, voteFor } from "../../client-demo/src/ballot.js";

/** Choices with these votes. @param {number[]} votes */
function ballot(votes, mine = null, modes = () => "ctf") {
  return { until: 99, mine, choices: votes.map((count, i) => ({
    mode: modes(i), title: modes(i).toUpperCase(), map: `old_map${i}`,
    votes: count })) };
}

test("the choice with the most votes leads, of several the first", () => {
  const leads = (votes) =>
    ballotRows(ballot(votes)).findIndex((row) => row.leads);
  assert.equal(leads([0, 0, 0]), 0);
  assert.equal(leads([0, 2, 2]), 1);
  assert.equal(leads([1, 0, 4]), 2);
});

test("shares are of all votes, and nothing of none", () => {
  assert.deepEqual(ballotRows(ballot([1, 3])).map(({ share }) => share),
    [0.25, 0.75]);
  assert.deepEqual(ballotRows(ballot([0, 0])).map(({ share }) => share), [0, 0]);
});

test("the mode is named only where there are several", () => {
  assert.deepEqual(ballotRows(ballot([0, 0])).map(({ title }) => title),
    ["", ""]);
  assert.deepEqual(ballotRows(ballot([0, 0], null, (i) => "ab"[i]))
    .map(({ title }) => title), ["A", "B"]);
});

test("the own choice is marked, and maps read as words", () => {
  const rows = ballotRows(ballot([0, 1], 1));
  assert.deepEqual(rows.map(({ mine }) => mine), [false, true]);
  assert.equal(rows[0].map, "old map 0");
});

test("a number votes for that choice, and again takes it back", () => {
  assert.equal(voteFor(ballot([0, 0]), 2), 1);
  assert.equal(voteFor(ballot([0, 1], 1), 2), null);
  assert.equal(voteFor(ballot([0, 1], 1), 1), 0);
});

test("a number without a choice means nothing, nor any without a ballot", () => {
  assert.equal(voteFor(ballot([0, 0]), 3), undefined);
  assert.equal(voteFor(ballot([0, 0]), 0), undefined);
  assert.equal(voteFor(null, 1), undefined);
});
