// The page of data sources as somebody uses it who has just connected one.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { ways } from "./browser.js";
import { close, stage } from "./stage.js";

const site = stage("--sample");

const json = { "Content-Type": "application/json" };

function send(events) {
  return fetch(`${site.server.url}/api/events`, { method: "POST", headers: json, body: JSON.stringify(events) });
}

async function named(id) {
  return (await (await fetch(`${site.server.url}/api/customers/${id}`)).json()).name;
}

function open(as) {
  return site.open("/api/sources", as);
}

for (const [how, as] of ways)
  test(`an account nobody knows is assigned, ${how}`, async () => {
    const account = `account ${how}`;
    const name = await named(7);
    await send([
      { external_id: account, type: "login" },
      { external_id: account, type: "api" },
    ]);
    const page = await open(as);
    await page.getByLabel(`Customer for ${account}`).fill("nobody at all");
    await page.getByRole("button", { name: `Assign ${account}` }).click();
    assert.match(await page.textContent(".um"), /No customer is called so/);
    assert.equal(await page.getByLabel(`Customer for ${account}`).inputValue(), "nobody at all");
    page.faults = [];

    await page.getByLabel(`Customer for ${account}`).fill(name);
    await page.getByRole("button", { name: `Assign ${account}` }).click();
    assert.match(await page.textContent("[role=status]"), new RegExp(`2 events assigned to\\s+${name}`));
    await page.getByRole("link", { name }).click();
    assert.match(page.url(), /\/api\/customers\/7$/);
    await close(page);
  });

for (const [how, as] of ways.filter(([, { scripts }]) => scripts))
  test(`a file goes from the page, and what is refused of it is told, ${how}`, async () => {
    const page = await open(as);
    await page.setInputFiles("input[type=file]", {
      name: "events.csv",
      mimeType: "text/csv",
      buffer: Buffer.from("customer_id,type,amount,due_date\n7,login,,\n7,invoice,-3,2026-11-01\n"),
    });
    await page.getByRole("button", { name: "Upload" }).click();
    const told = page.locator("[data-uploaded] li");
    await told.waitFor();
    assert.match(await page.textContent("[data-uploaded]"), /1 stored, 0 known before.*1 refused/);
    assert.match(await told.textContent(), /^Line 3: /);
    await page.reload();
    await page.locator(".rej .ptr").first().waitFor();
    assert.equal(await page.textContent(".rej .ptr"), "/details/amount");
    await close(page);
  });

for (const [how, as] of ways)
  test(`the command that the page shows arrives, ${how}`, async () => {
    const page = await open(as);
    const events = async () => {
      const sources = await (await fetch(`${site.server.url}/api/sources`)).json();
      return sources.data[0].events_today;
    };
    const before = await events();
    execFileSync("sh", ["-c", `${await page.textContent("#curl1")} -sSf`]);
    assert.equal(await events(), before + 1);
    await close(page);
  });
