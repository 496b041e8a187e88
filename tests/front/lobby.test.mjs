// SPDX-License-Identifier: MIT
import assert from "node:assert/strict";
import { test } from "node:test";
import { modsOf } from "../../client-demo/src/lobby.js";

const mode = (id, mod) => ({ id, title: id.toUpperCase(), listed: true, mod });

test("modes are grouped by their mod, in the order of the modes", () => {
  assert.deepEqual(modsOf([mode("a", "base"), mode("z", "zoo"),
    mode("b", "base")], [{ id: "zoo", title: "The Zoo" },
    { id: "base", title: "Base" }, { id: "none", title: "Empty" }]), [
    { title: "Base", modes: [mode("a", "base"), mode("b", "base")] },
    { title: "The Zoo", modes: [mode("z", "zoo")] }]);
});

test("a mod that nobody told of goes by its id", () => {
  assert.deepEqual(modsOf([mode("a", "base")], []).map(({ title }) => title),
    ["base"]);
});
