// SPDX-License-Identifier: MIT
import assert from "node:assert/strict";
import { test } from "node:test";
import { backoff } from "../../client-demo/src/roomcast/backoff.js";

test("the first retry comes within a quarter of a second", () => {
  assert.equal(backoff(1, 1), 250);
  assert.equal(backoff(1, 0), 125);
});

test("waits double, up to a bound", () => {
  const waits = [1, 2, 3, 4, 5, 6, 7, 20].map((n) => backoff(n, 1));
  assert.deepEqual(waits, [250, 500, 1000, 2000, 4000, 8000, 8000, 8000]);
});

test("jitter spreads a crowd over half of the wait", () => {
  assert.equal(backoff(5, 0.5), 3000);
});
