// SPDX-License-Identifier: MIT
/**
 * server: the real one on a free port, with a data directory of its own.
 */
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { until } from "./until.mjs";

/** A port that nobody listens on now. @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = /** @type {import("node:net").AddressInfo} */ (
        probe.address());
      probe.close(() => resolve(port));
    });
  });
}

export class Server {
  /** @param {string} program */
  static async create(program) {
    const server = new Server();
    server.program = program;
    server.data = mkdtempSync(join(tmpdir(), "roomcast-browser-"));
    server.port = await freePort();
    server.url = `http://127.0.0.1:${server.port}/`;
    server.log = "";
    return server;
  }

  /** Starts it and waits until it is ready. */
  async start() {
    this.process = spawn(this.program, ["serve", "--listen",
      `127.0.0.1:${this.port}`, "--data", this.data, "--workers", "1"],
    { stdio: ["ignore", "ignore", "pipe"] });
    this.exited = new Promise((resolve) =>
      this.process.once("exit", (code, signal) => resolve({ code, signal })));
    this.process.stderr.on("data", (text) => {
      this.log += text;
    });
    await until("the server is ready", async () =>
      (await fetch(`${this.url}readyz`).catch(() => null))?.ok);
  }

  /** Stops it with a signal and waits for its end.
   *  @param {NodeJS.Signals} signal */
  async stop(signal) {
    this.process.kill(signal);
    return this.exited;
  }

  /** What the sqlite3 shell does to rules.db. @param {string} sql */
  editRules(sql) {
    execFileSync("sqlite3", [join(this.data, "rules.db"), sql],
      { stdio: ["ignore", "inherit", "inherit"] });
  }

  /** @param {string} path */
  async api(path) {
    return (await fetch(this.url + path)).json();
  }

  async destroy() {
    if (this.process && this.process.exitCode === null &&
        this.process.signalCode === null) {
      await this.stop("SIGKILL");
    }
    rmSync(this.data, { recursive: true, force: true });
  }
}
