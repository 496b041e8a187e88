// SPDX-License-Identifier: MIT
import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import { test } from "node:test";

const demo = new URL("../../client-demo/", import.meta.url);
const page = await readFile(new URL("index.html", demo), "utf8");
const modules = (await readdir(new URL("src/", demo), { recursive: true }))
  .filter((name) => name.endsWith(".js"));
const source = async (name) => readFile(new URL(`src/${name}`, demo), "utf8");

test("the page asks for every module at once, not one import at a time", () => {
  const asked = [...page.matchAll(/(?:href|src)="src\/([\w/]+\.js)"/g)]
    .map(([, name]) => name);
  assert.deepEqual(asked.sort(), modules.sort());
});

test("the page has no inline script and no inline style", () => {
  assert.ok(!/<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)/.test(page));
});

test("nothing is asked of a third party", async () => {
  const styles = ["style.css", "rules.css"].map((name) =>
    readFile(new URL(name, demo), "utf8"));
  const texts = [page, ...await Promise.all(styles), ...await Promise.all(modules.map(source))];
  for (const text of texts) {
    assert.ok(!/https?:\/\/|url\(|@import/.test(text));
  }
});

test("what is looked up by its id is there", async () => {
  for (const name of modules) {
    for (const [, id] of (await source(name)).matchAll(
      /\b(?:element|#write)\("([\w-]+)"/g)) {
      assert.ok(page.includes(`id="${id}"`), `${name}: ${id}`);
    }
  }
});

test("text from others never becomes markup", async () => {
  for (const name of modules) {
    assert.ok(!/innerHTML|outerHTML|insertAdjacentHTML|document\.write/.test(
      await source(name)), name);
  }
});

test("the library knows nothing of the demo", async () => {
  const library = modules.filter((name) => name.startsWith("roomcast/"));
  assert.ok(library.length >= 6);
  for (const name of library) {
    const text = await source(name);
    assert.ok(!/from "\.\.|\bdocument\b|\bwindow\b|Storage\b/.test(text), name);
  }
});
