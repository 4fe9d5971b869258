// Every page, wide and narrow, light and dark, with scripts and without: nothing is wrong
// with it, whoever looks.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { invalid, looks, openBrowser, openPage, sideways, violations } from "./browser.js";
import { pages } from "./pages.js";
import { prove, startServer } from "./server.js";

let server;
let empty;
let browser;

before(async () => {
  server = await startServer("--sample");
  await prove(server.url);
  empty = await startServer();
  browser = await openBrowser();
});

after(async () => {
  await browser.close();
  assert.equal(await empty.stop(), 0);
  assert.equal(await server.stop(), 0);
});

async function look(url, { width, theme, scripts, status }) {
  const page = await openPage(browser, url, { width, theme, scripts, status });
  const faults = page.faults;
  const scroll = await sideways(page);
  if (scroll > 0) faults.push(`scrolls ${scroll} pixels sideways`);
  if (scripts) faults.push(...(await violations(page)));
  await page.context().close();
  return faults.map((fault) => `${width} ${theme} ${scripts ? "" : "without scripts"}: ${fault}`);
}

// At no width does it scroll sideways.
async function stretch(url, status) {
  const page = await openPage(browser, url, { width: 1440, theme: "light", scripts: true, status });
  const faults = [];
  for (const width of [320, 768, 1024, 1920]) {
    await page.setViewportSize({ width, height: 900 });
    const scroll = await sideways(page);
    if (scroll > 0) faults.push(`${width}: scrolls ${scroll} pixels sideways`);
  }
  await page.context().close();
  return faults;
}

for (const { name, path, status } of pages)
  test(`${name}: nothing is wrong, however one looks at it`, async () => {
    const faults = [];
    for (const each of looks) faults.push(...(await look(server.url + path, { ...each, status })));
    faults.push(...(await stretch(server.url + path, status)));
    faults.push(...(await invalid(server.url + path)));
    assert.deepEqual(faults, []);
  });

test("first run: nothing is wrong, however one looks at it", async () => {
  const faults = [];
  for (const each of looks) faults.push(...(await look(`${empty.url}/api/dashboard`, each)));
  faults.push(...(await invalid(`${empty.url}/api/dashboard`)));
  assert.deepEqual(faults, []);
});

test("a customer without an event: nothing is wrong, however one looks at it", async () => {
  const made = await fetch(`${server.url}/api/customers`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ name: "Newly come", mrr: "420.00" }),
  });
  const { id } = await made.json();
  const faults = [];
  for (const path of [`/api/customers/${id}`, `/api/customers/${id}/events`]) {
    for (const each of looks) faults.push(...(await look(server.url + path, each)));
    faults.push(...(await invalid(server.url + path)));
  }
  assert.deepEqual(faults, []);
});

test("nothing proved yet: nothing is wrong, however one looks at it", async () => {
  const faults = [];
  for (const each of looks) faults.push(...(await look(`${empty.url}/api/validation`, each)));
  faults.push(...(await invalid(`${empty.url}/api/validation`)));
  assert.deepEqual(faults, []);
});

// --- names that mean harm ------------------------------------------------------

const hostile = [
  "W".repeat(300),
  [..."\u202Eسمير\u202C\u2067👩‍🚀\u2069🏴‍☠️ e\u0301".repeat(30)].slice(0, 299).join("") + "!",
  "<script>alert(1)</script><img src=x onerror=alert(2)>",
  "\u202Eevil\u202C \u2066mirror\u2069 عميل",
  "Acme 👩‍👩‍👧‍👦🏴‍☠️ & Søn's \"quoted\" {{name}}",
];

test("hostile names are shown literally and break no layout", async () => {
  const faults = [];
  for (const name of hostile) {
    const short = [...name].slice(0, 60).join(""), text = [...name].slice(0, 255).join("");
    const made = await fetch(`${server.url}/api/customers`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ name, segment: short, owner: short, mrr: "99000.00" }),
    });
    assert.equal(made.status, 201, await made.clone().text());
    const { id } = await made.json();
    const days = Array.from({ length: 60 }, (_, d) => new Date(Date.parse("2026-09-20") + d * 864e5).toISOString());
    for (const [path, body] of [
      ["/api/events", [...days, ...days, ...days, ...days].map((timestamp) => ({ customer_id: id, type: "login", timestamp }))],
      ["/api/events", days.slice(-12).map((timestamp, n) => ({ customer_id: id, type: "ticket", timestamp, details: { ticket_id: `t-${n}`, status: "open" } }))],
      [`/api/customers/${id}/events`, { type: "ticket", details: { ticket_id: short, subject: text, priority: "high", status: "open" } }],
      [`/api/customers/${id}/notes`, { text: name, author: short }],
      [`/api/customers/${id}/overrides`, { band: "at_risk", reason: text, author: short, until: "2026-12-20" }],
      ["/api/events", [{ external_id: short, type: "login" }, { external_id: short, type: name }]],
    ]) {
      const said = await fetch(server.url + path, {
        method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
      assert.ok(said.ok, await said.clone().text());
    }
    for (const path of ["/api/dashboard", "/api/customers", `/api/customers/${id}`, `/api/customers/${id}/events`,
      "/api/compare", "/api/compare?by=owner", "/api/sources"])
      for (const width of [1440, 390])
        for (const fault of await look(server.url + path, { width, theme: "light", scripts: true }))
          faults.push(`${path}: ${fault}`);
    const page = await openPage(browser, `${server.url}/api/customers/${id}`, { width: 1440, theme: "light", scripts: true });
    assert.equal(await page.locator("h1").innerText(), name);
    await page.context().close();
  }
  for (const width of [1440, 390]) faults.push(...(await lookAtMovers(width)));
  assert.deepEqual(faults, []);
});

// A draft that counts little but tickets moves the first of them far enough to be told.
async function lookAtMovers(width) {
  const page = await openPage(browser, `${server.url}/api/scorecards/standard/draft`, { width, theme: "light", scripts: true });
  const weight = (name) => page.locator(".mrow").filter({ hasText: name }).locator("input.pc");
  await weight("Logins").fill("5");
  await weight("Tickets").fill("70");
  await page.locator(".moves tbody tr").first().waitFor();
  const moved = await page.locator(".moves tbody a").allInnerTexts();
  for (const name of hostile.slice(0, 3)) assert.ok(moved.includes(name), `${name} is not among ${moved}`);
  const scroll = await sideways(page);
  const faults = [...page.faults, ...(await violations(page))];
  if (scroll > 0) faults.push(`scrolls ${scroll} pixels sideways`);
  await page.context().close();
  return faults.map((fault) => `movers of a draft, ${width}: ${fault}`);
}

test("hostile words of a scorecard are shown literally and break no layout", async () => {
  const faults = [];
  const { document } = await (await fetch(`${server.url}/api/scorecards/enterprise`)).json();
  for (const [i, name] of hostile.entries()) {
    const word = [...name].slice(0, 100).join(""), short = [...name].slice(0, 60).join("");
    const text = [...name].slice(0, 255).join("");
    const id = `hostile-${i}`;
    const card = { ...document, id, title: word };
    card.factors = document.factors.map((factor) => ({ ...factor, name: word, group: word }));
    card.rules = document.rules.map((rule) => ({ ...rule, reason: text }));
    card.bands = document.bands.map((band) => ({ ...band, name: word }));
    card.applies_to = [{ of: "attribute:segment", in: [text] }];
    const send = (method, path, body) => fetch(server.url + path, {
      method, headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
    const author = encodeURIComponent(short);
    for (const answer of [
      await send("PUT", `/api/scorecards/${id}?author=${author}`, card),
      await send("POST", `/api/scorecards/${id}/publish`, { author: short, note: name }),
      await send("PUT", `/api/scorecards/${id}?author=${author}`, { ...card, title: "Calm" }),
    ])
      assert.ok(answer.ok, await answer.clone().text());
    for (const path of ["/api/scorecards", `/api/scorecards/${id}`, `/api/scorecards/${id}/draft`])
      for (const width of [1440, 390])
        for (const fault of await look(server.url + path, { width, theme: "light", scripts: true }))
          faults.push(`${path}: ${fault}`);
    const page = await openPage(browser, `${server.url}/api/scorecards/${id}`, { width: 1440, theme: "light", scripts: true });
    assert.equal(await page.locator("h1").innerText(), word);
    await page.context().close();
  }
  assert.deepEqual(faults, []);
});
