// mariadb.js: a MariaDB of our own that can be stopped and started again, from Debian's
// packages, on a socket in a folder.

import { execFileSync, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const folders = ["/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin", "/usr/libexec"];
const find = (name) => folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
const user = process.getuid() === 0 ? ["--user=root"] : [];

export const isThere = ["mariadbd", "mariadb-install-db", "mariadb"].every((name) => find(name));

export async function startMariaDB() {
  const folder = mkdtempSync(join(tmpdir(), "customer-health-mariadb-"));
  const socket = join(folder, "socket");
  const own = [`--datadir=${folder}/data`, `--tmpdir=${folder}`, ...user];
  const log = openSync(join(folder, "log"), "a");
  const run = (statement) => spawnSync(find("mariadb"),
    ["--no-defaults", "-uroot", `--socket=${socket}`, "-e", statement], { stdio: "ignore" }).status === 0;
  execFileSync(find("mariadb-install-db"), ["--no-defaults", "--skip-test-db", "--skip-name-resolve",
    "--auth-root-authentication-method=normal", ...own], { stdio: ["ignore", log, log] });

  let child;
  const it = {
    url: `mysql://root@localhost/pages?socket=${socket}`,
    async start() {
      child = spawn(find("mariadbd"), ["--no-defaults", "--skip-networking", "--skip-name-resolve",
        "--performance-schema=OFF", "--innodb-buffer-pool-size=32M", `--socket=${socket}`,
        `--pid-file=${folder}/pid`, ...own], { stdio: ["ignore", log, log] });
      for (let i = 0; i < 600; i++) {
        if (run("CREATE DATABASE IF NOT EXISTS pages")) return;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      throw new Error(`MariaDB does not answer: see ${folder}/log`);
    },
    // As if its machine had lost its power.
    async kill() {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGKILL");
      await ended;
    },
    async stop() {
      await it.kill();
      rmSync(folder, { recursive: true });
    },
  };
  await it.start();
  return it;
}
