// SPDX-License-Identifier: MIT
import { readdirSync } from "node:fs";
import { join } from "node:path";

/** Every file or folder of that name below `root`. @returns {string[]} */
export function globSync(root, name) {
  return readdirSync(root, { withFileTypes: true }).flatMap((entry) => {
    const path = join(root, entry.name);
    const below = entry.isDirectory() ? globSync(path, name) : [];
    return entry.name === name ? [path, ...below] : below;
  });
}
