// What somebody does who looks after customers, from the overview on: who is at risk, why,
// which events say so; a note, an event, and the score that follows.

import assert from "node:assert/strict";
import { test } from "node:test";
import { violations, ways } from "./browser.js";
import { close, stage } from "./stage.js";

const site = stage("--sample");

const wide = { width: 1440, theme: "light", scripts: true };
const { open } = site;

const score = async (page) => +(await page.locator(".dial text.v").textContent());

async function countEvents(page) {
  let events = 0;
  for (;;) {
    events += await page.locator("#timeline .tl > li").count();
    const earlier = page.getByRole("link", { name: "Earlier" });
    if ((await earlier.count()) === 0) return events;
    const url = await earlier.getAttribute("href");
    await page.goto(site.server.url + url);
  }
}

for (const [place, [how, as]] of ways.entries()) {
  test(`who is at risk, why, and what was done about it: ${how}`, async () => {
    const page = await open("/api/dashboard", as);
    await page.locator(".risk .nm a").first().click();
    await page.waitForURL(/customers\/\d+$/);
    assert.ok((await score(page)) < 60);
    assert.notEqual((await page.locator(".say .q").innerText()).trim(), "");

    const counted = page.locator(".fac a.link", { hasText: "counted" });
    const told = await counted.allInnerTexts();
    const largest = told.findIndex((each) => +each.match(/\d+/)[0] > 0);
    const factor = await counted.nth(largest).getAttribute("href");
    await counted.nth(largest).click();
    await page.waitForURL(`${site.server.url}${factor}`);
    await page.getByText(`${told[largest]} by`).waitFor();
    assert.equal(await countEvents(page), +told[largest].match(/\d+/)[0]);

    await page.getByLabel("Breadcrumb").getByRole("link").nth(1).click();
    const note = `Called them, ${how}`;
    await page.getByLabel("New note").fill(note);
    await page.getByRole("button", { name: "Add note" }).click();
    await page.locator(".nt").getByText(note).waitFor();
    await close(page);
  });

  test(`a ticket that is added moves the score: ${how}`, async () => {
    const page = await open("/api/customers?band=healthy&sort=name", as);
    const customer = await page.locator("#results .who a").nth(place).getAttribute("href");
    await page.goto(site.server.url + customer);
    const before = await score(page);
    const tickets = await page.locator("section[aria-labelledby=h-tk] header a").innerText();
    await page.getByRole("link", { name: "Add event" }).click();
    for (let i = 0; i < 6; i++) {
      await page.getByLabel("What happened").selectOption("ticket");
      await page.getByLabel("Subject").fill(`It is slow, ${i}, ${how}`);
      await page.getByLabel("Priority").selectOption("high");
      await page.getByRole("button", { name: "Add event" }).click();
      await page.getByText("Event added successfully!").waitFor();
      if (i < 5) await page.getByRole("link", { name: "Add another" }).click();
    }
    assert.ok((await score(page)) < before, `${await score(page)} is not below ${before}`);
    const now = await page.locator("section[aria-labelledby=h-tk] header a").innerText();
    assert.equal(parseInt(now, 10), parseInt(tickets, 10) + 6);
    await page.reload();
    assert.equal(parseInt(await page.locator("section[aria-labelledby=h-tk] header a").innerText(), 10), parseInt(now, 10));
    await close(page);
  });

  test(`a form that is refused keeps what was typed: ${how}`, async () => {
    const page = await open("/api/customers/3/events?new=invoice", as);
    await page.getByLabel("Invoice number").fill("INV-9");
    await page.getByLabel("Amount").fill("much");
    page.faults.length = 0;
    await page.getByRole("button", { name: "Add event" }).click();
    await page.locator("[id='wrong-invoice.amount']").waitFor();
    assert.equal(await page.getByLabel("Invoice number").inputValue(), "INV-9");
    assert.equal(await page.getByLabel("Amount").inputValue(), "much");
    await page.locator("[id='wrong-invoice.due_date']").waitFor();
    if (as.scripts) assert.deepEqual(await violations(page), []);
    page.faults.length = 0; // the browser says that the status is 422
    await page.getByLabel("Amount").fill("12.50");
    await page.getByLabel("Due", { exact: true }).fill("2026-12-01");
    await page.getByRole("button", { name: "Add event" }).click();
    await page.getByText("Event added successfully!").waitFor();
    await close(page);
  });
}

for (const [how, as] of ways)
  test(`the timeline follows what is chosen, and so does the address, ${how}`, async () => {
    const page = await open("/api/customers/3/events", as);
    const choose = (name) => page.locator(`.timef select[name=${name}]`);
    const apply = async () => {
      if (!as.scripts) await page.getByRole("button", { name: "Apply" }).click();
    };
    await choose("type").selectOption("invoice");
    await apply();
    await page.waitForURL(/type=invoice/);
    await page.locator("#timeline:not([aria-busy]) .tl").waitFor();
    await page.waitForFunction(() =>
      [...document.querySelectorAll("#timeline .w")].every((each) => each.textContent.startsWith("Invoice")));
    await choose("type").selectOption("");
    await choose("factor").selectOption("login_score");
    await apply();
    await page.getByText(/\d+ events? counted by Logins/).waitFor();
    await choose("counted").selectOption("false");
    await apply();
    await page.getByText(/Not counted by Logins/).waitFor();
    await page.reload();
    assert.equal(await choose("counted").inputValue(), "false");
    await close(page);
  });

for (const [how, as] of ways)
  test(`every number of the overview leads to as many customers, ${how}`, async () => {
    const page = await open("/api/dashboard", as);
    const claims = await page.locator("a[data-customers]").evaluateAll((links) =>
      links.map((link) => ({ url: new URL(link.getAttribute("href"), location).href, customers: link.dataset.customers })));
    assert.ok(claims.length >= 30);
    const others = await page.locator("main a[href^='/']:not([data-customers])").evaluateAll((links) =>
      links.map((link) => link.href));
    for (const { url, customers } of claims) {
      await page.goto(url);
      const pager = page.locator(".pager span").first();
      const shown = (await pager.count()) ? (await pager.innerText()).match(/of ([\d,]+)/)[1] : "0";
      assert.equal(shown, customers, url);
    }
    for (const url of new Set(others)) {
      const answer = await fetch(url, { headers: { Accept: "text/html" } });
      assert.equal(answer.status, 200, url);
    }
    await close(page);
  });

for (const [how, as] of ways)
  test(`the overview of a past day leads to the customer of that day and back to today, ${how}`, async () => {
    const page = await open("/api/dashboard", as);
    await page.getByLabel("As of").fill("2026-08-03");
    await page.getByRole("button", { name: "Show this day" }).click();
    await page.getByText("On 3 Aug 2026 it looked so.").waitFor();
    await page.getByRole("link", { name: "12 mo" }).click();
    await page.waitForURL(/period=12m&as_of=2026-08-03/);
    await page.getByText("12 months, one point a week").waitFor();
    const name = await page.locator(".risk .nm a").first().innerText();
    await page.locator(".risk .nm a").first().click();
    await page.getByRole("heading", { name }).waitFor();
    await page.getByText("as of 3 Aug 2026 (UTC)").first().waitFor();
    await page.goto(`${site.server.url}/api/dashboard?as_of=2026-08-03`);
    await page.getByRole("link", { name: "Back to today" }).click();
    await page.getByRole("heading", { name: "Needs attention" }).waitFor();
    await close(page);
  });

test("times are those of whoever looks, and the page says so; days are the installation's", async () => {
  const path = "/api/customers/3/events";
  const time = (page) => page.locator("#timeline .tl time").first();
  const plain = await open(path, { ...wide, scripts: false });
  const utc = new Date(await time(plain).getAttribute("datetime"));
  const said = await time(plain).innerText();
  await plain.locator("#timeline .pager").getByText("Times in UTC", { exact: true }).waitFor();
  await close(plain);

  const same = await open(path, wide);
  assert.equal(await time(same).innerText(), said);
  await close(same);

  const page = await open(path, { ...wide, zone: "Asia/Tokyo" });
  const there = new Date(utc.getTime() + 9 * 3600000).toISOString();
  const shown = await time(page).innerText();
  assert.match(shown, /^\d+ \w{3} \d{4}, \d\d:\d\d$/);
  assert.equal(new Date(`${shown} Z`).toISOString().slice(0, 16), there.slice(0, 16));
  await page.locator("#timeline .pager").getByText("Times in Asia/Tokyo, days in UTC").waitFor();
  await close(page);
});
