// What changes while somebody looks is said, and the page stays as it is until they wish.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { after, before, beforeEach, test } from "node:test";
import { openBrowser, openPage, violations, ways } from "./browser.js";
import { startServer } from "./server.js";

const scripted = ways.filter(([, { scripts }]) => scripts);
const silent = ways.filter(([, { scripts }]) => !scripts);
let server;
let browser;

before(async () => {
  browser = await openBrowser();
});

beforeEach(async () => {
  if (server) assert.equal(await server.stop(), 0);
  server = await startServer("--sample");
  few = [];
  await fetchFew();
  assert.ok(few.length >= 2);
});

after(async () => {
  await browser.close();
  assert.equal(await server.stop(), 0);
});

// Customers whose score more calls of the API would lift.
let few = [];

async function fetchFew() {
  const list = await (await fetch(`${server.url}/api/customers?limit=40&min_score=0`)).json();
  for (const { id } of list.data) {
    const health = await (await fetch(`${server.url}/api/customers/${id}/health`)).json();
    if (health.api_score !== null && health.api_score < 60) few.push(id);
  }
}

async function lift(customer) {
  const event = { customer_id: customer, type: "api", details: { calls_count: 100000 } };
  const answer = await fetch(`${server.url}/api/events`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify([event]),
  });
  assert.equal(answer.status, 200);
}

// A page that listens, where there are scripts to do so.
async function open(url, as) {
  const page = await openPage(browser, url, as);
  if (as.scripts) await page.waitForResponse(/api\/stream/).catch(() => {});
  return page;
}

async function close(page) {
  assert.deepEqual(page.faults, []);
  await page.context().close();
}

const notice = (page) => page.locator(".toast");

async function heard(page, words) {
  await notice(page).filter({ hasText: words }).waitFor();
}

for (const [how, as] of scripted)
  test(`a change is said, and shown when somebody wishes, ${how}`, async () => {
    const page = await open(`${server.url}/api/customers?sort=name`, as);
    await page.evaluate(() => {
      globalThis.shifts = 0;
      new PerformanceObserver((list) => (globalThis.shifts += list.getEntries().length)).observe({
        type: "layout-shift",
      });
    });
    const before = await page.textContent("main");
    await lift(few.pop());
    await heard(page, "1 customer changed.");
    assert.equal(await page.textContent("main"), before);
    assert.equal(await page.evaluate(() => globalThis.shifts), 0);
    assert.deepEqual(await violations(page), []);

    await lift(few.pop());
    await heard(page, "2 customers changed.");
    const [response] = await Promise.all([
      page.waitForResponse((each) => each.url().includes("/api/customers?")),
      notice(page).getByRole("link", { name: "Show" }).click(),
    ]);
    assert.equal(response.status(), 200);
    await page.waitForFunction(() => !document.querySelector(".toast")?.textContent);
    await close(page);
  });

for (const [how, as] of silent)
  test(`without scripts nothing is said, and who asks again sees it, ${how}`, async () => {
    const customer = few.pop();
    const page = await open(`${server.url}/api/customers/${customer}`, as);
    const score = () => page.locator(".dial text.v").textContent();
    const before = await score();
    await lift(customer);
    await page.waitForTimeout(300);
    assert.equal(await page.locator(".toast").count(), 0);
    assert.equal(await score(), before);
    await page.reload();
    assert.notEqual(await score(), before);
    await close(page);
  });

for (const [how, as] of scripted)
  test(`a customer that is new is said beside those that changed, ${how}`, async () => {
    const page = await open(`${server.url}/api/customers`, as);
    await lift(few.pop());
    await heard(page, "1 customer changed.");
    const made = await fetch(`${server.url}/api/customers`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ name: "Newly come" }),
    });
    assert.equal(made.status, 201);
    await heard(page, "1 customer changed, 1 customer added.");
    await close(page);
  });

for (const [how, as] of scripted)
  test(`the page of a customer hears of that customer alone, ${how}`, async () => {
    const [own, other] = [few.pop(), few.pop()];
    const page = await open(`${server.url}/api/customers/${own}`, as);
    await lift(other);
    await page.waitForTimeout(700);
    assert.equal(await notice(page).textContent(), "");
    await lift(own);
    await heard(page, "This customer changed.");
    await close(page);
  });

for (const [how, as] of scripted)
  test(`who comes back to a page is told what changed meanwhile, ${how}`, async () => {
    const page = await open(`${server.url}/api/dashboard`, as);
    const look = (state) =>
      page.evaluate((value) => {
        Object.defineProperty(document, "visibilityState", { value, configurable: true });
        document.dispatchEvent(new Event("visibilitychange"));
      }, state);
    await look("hidden");
    await lift(few.pop());
    await page.waitForTimeout(700);
    assert.equal(await notice(page).textContent(), "");
    await look("visible");
    await heard(page, "1 customer changed.");
    await close(page);
  });

for (const [how, as] of ways)
  test(`the command of the first page is run, and what it did is seen on that page, ${how}`, async () => {
    const empty = await startServer();
    const page = await open(`${empty.url}/api/dashboard`, as);
    for (const command of await page.locator("code.code").allTextContents()) {
      assert.ok(command.includes(empty.url), command);
      execFileSync("sh", ["-c", `${command} -sSf`]);
    }
    if (as.scripts) {
      await heard(page, "1 customer added.");
      assert.match(await page.textContent("h1"), /./);
      await notice(page).getByRole("link", { name: "Show" }).click();
    } else {
      await page.reload();
    }
    await page.getByRole("heading", { name: "Overview" }).waitFor();
    // Who is new is told as soon as it is on disk, and scored a moment later.
    const there = async () => /Acme/.test(await page.textContent("main"));
    for (let i = 0; i < 20 && !(await there()); i++) {
      await page.waitForTimeout(100);
      await page.reload();
    }
    assert.ok(await there());
    // A server that stops does not wait for those who listen.
    const began = Date.now();
    assert.equal(await empty.stop(), 0);
    assert.ok(Date.now() - began < 2500, `it took ${Date.now() - began} ms`);
    await page.context().close();
  });
