// What somebody at the pages sees while the database is down: a page in the same design,
// that says what to do and keeps what was typed; however one looks at it.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { invalid, openBrowser, openPage, sideways, violations, ways } from "./browser.js";
import { isThere, startMariaDB } from "./mariadb.js";
import { startServer } from "./server.js";

const skip = isThere ? false : "there is no MariaDB here";
const paths = ["/api/dashboard", "/api/customers", "/api/customers/1", "/api/customers/1/events",
  "/api/compare", "/api/sources", "/api/validation", "/api/scorecards"];
let database;
let server;
let browser;

before(async () => {
  if (skip) return;
  database = await startMariaDB();
  server = await startServer("--database", database.url);
  browser = await openBrowser();
  const made = await fetch(`${server.url}/api/customers`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ name: "Acme" }),
  });
  assert.equal(made.status, 201);
});

after(async () => {
  if (skip) return;
  await browser.close();
  assert.equal(await server.stop(), 0);
  await database.stop();
});

// Nothing may be wrong with it but its status.
async function look(page, as, where) {
  page.faults = page.faults.filter((fault) => !fault.includes("status of 503"));
  assert.ok((await sideways(page)) <= 0, where);
  if (as.scripts) assert.deepEqual(await violations(page), [], where);
  assert.deepEqual(page.faults, [], where);
  assert.ok(await page.locator("nav.nav").isVisible(), where);
}

async function untilBack() {
  for (let i = 0; i < 100; i++) {
    if ((await fetch(`${server.url}/api/customers/1`)).status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error("the database is back, and the pages are not");
}

for (const [how, as] of ways)
  test(`while the database is down pages say so and keep what was typed, ${how}`, { skip, timeout: 60000 }, async () => {
    const said = `They said: "<b>soon</b>" & more, ${how}`;
    const page = await openPage(browser, `${server.url}/api/customers/1`, as);
    await database.kill();
    await page.getByLabel("New note").fill(said);
    await page.getByRole("button", { name: "Add note" }).click();
    await page.getByRole("button", { name: "Send again" }).waitFor();
    await look(page, as, "a note");

    for (const path of paths) {
      const other = await openPage(browser, server.url + path, { ...as, status: 503 });
      await other.getByRole("link", { name: "Try again" }).waitFor();
      await look(other, as, path);
      await other.context().close();
      assert.deepEqual(await invalid(server.url + path), [], path);
    }

    await database.start();
    await untilBack();
    await page.getByRole("button", { name: "Send again" }).click();
    await page.waitForURL(/customers\/1/);
    await page.getByText(said).first().waitFor();
    await page.context().close();
  });
