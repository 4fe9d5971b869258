// server.js: the built program on a fresh database, for as long as the tests run.

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const writeKey = "wk_test_123";
export const stripeSecret = "whsec_test_secret";

// Start the program; resolves to its address, once it says that it answers.
export function startServer(program) {
  const folder = mkdtempSync(join(tmpdir(), "customer-health-clients-"));
  const child = spawn(
    program,
    ["serve", "--listen", "127.0.0.1:0", "--database", `sqlite:${join(folder, "clients.db")}`],
    {
      env: {
        ...process.env,
        CUSTOMER_HEALTH_SEGMENT_WRITE_KEYS: `wk_other,${writeKey}`,
        CUSTOMER_HEALTH_STRIPE_SECRETS: `whsec_old,${stripeSecret}`,
      },
      stdio: ["ignore", "pipe", "inherit"],
    },
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

// What the API answers.
export async function ask(url, path) {
  const response = await fetch(url + path, { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return response.json();
}

// The customer of that external id, here or gone, with its events and its health.
export async function customerCalled(url, externalId, lifecycle = "") {
  const list = await ask(url, `/api/customers?limit=500${lifecycle && `&lifecycle=${lifecycle}`}`);
  const row = list.data.find((customer) => customer.external_id === externalId);
  if (!row) throw new Error(`there is no customer called ${externalId}`);
  const customer = await ask(url, `/api/customers/${row.id}`);
  const events = (await ask(url, `/api/customers/${row.id}/events?limit=500`)).data;
  const health = await ask(url, `/api/customers/${row.id}/health`);
  return { customer, events, health };
}
