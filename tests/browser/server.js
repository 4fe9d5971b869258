// server.js: the built program with sample data, at noon of a day that is always the same.

import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const noon = "2026-11-22T12:00:00Z";
const program = process.env.PROGRAM ?? "../../build/customer-health";
const clocks = ["x86_64", "aarch64"].map(
  (machine) => `/usr/lib/${machine}-linux-gnu/faketime/libfaketime.so.1`,
);

// The clock goes on from noon; where libfaketime is missing it is the machine's own.
function clock() {
  const library = clocks.find((path) => existsSync(path));
  if (!library) return {};
  return {
    LD_PRELOAD: library,
    FAKETIME: `@${noon.slice(0, 19).replace("T", " ")}`,
    FAKETIME_DONT_FAKE_MONOTONIC: "1",
    FAKETIME_FORCE_MONOTONIC_FIX: "0", // else whoever waits for a time does so at full speed
    TZ: "UTC",
  };
}

// Have the score proved, and wait until it is.
export async function prove(url) {
  let { status, id } = await (await fetch(`${url}/api/validation`, { method: "POST" })).json();
  while (status === "running") {
    await new Promise((resolve) => setTimeout(resolve, 50));
    status = (await (await fetch(`${url}/api/jobs/${id}`)).json()).status;
  }
}

// Start the program, on a database of its own unless another is named; resolves to its
// address, once it says that it answers.
export function startServer(...more) {
  const folder = mkdtempSync(join(tmpdir(), "customer-health-browser-"));
  const own = more.includes("--database") ? [] : ["--database", `sqlite:${join(folder, "pages.db")}`];
  const child = spawn(
    program,
    ["serve", "--listen", "127.0.0.1:0", ...own, ...more],
    { env: { ...process.env, ...clock() }, stdio: ["ignore", "pipe", "inherit"] },
  );
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const stop = async () => {
    child.kill("SIGTERM");
    const code = await ended;
    rmSync(folder, { recursive: true });
    return code;
  };
  return new Promise((resolve, reject) => {
    let said = "";
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`${program} ended with ${code}`)));
    child.stdout.on("data", (bytes) => {
      said += bytes;
      const found = said.match(/http:\/\/[0-9.]+:\d+/);
      if (found) resolve({ url: found[0], stop });
    });
  });
}
