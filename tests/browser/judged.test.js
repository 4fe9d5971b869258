// A customer whom a card of one's own judges, one who is not judged yet, and what people
// said of another: nothing is wrong with their pages, and what they say is there.

import assert from "node:assert/strict";
import { test } from "node:test";
import { invalid, looks, sideways, violations, ways } from "./browser.js";
import { close, stage } from "./stage.js";

const site = stage("--sample");
const day = 864e5;

async function send(method, path, body) {
  const answer = await fetch(site.server.url + path, {
    method, headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  assert.ok(answer.ok, await answer.clone().text());
  return answer.json();
}

async function first(query) {
  return (await (await fetch(`${site.server.url}/api/customers?${query}`)).json()).data[0].id;
}

let people;

// Whom the tests look at: made once.
const prepared = () => (people ??= prepare());

async function prepare() {
  const { document } = await (await fetch(`${site.server.url}/api/scorecards/enterprise`)).json();
  const title = "Mid-market, with quite a long title for a card that somebody wrote";
  const card = { ...document, id: "ours", title, min_coverage: 0,
    applies_to: [{ of: "attribute:segment", in: ["Mid-market"] }],
    rules: [{ when: [{ of: "points:adoption", less_than: 101 }], then: { cap: 39 }, reason: "Nobody is well" }] };
  await send("PUT", "/api/scorecards/ours", card);
  await send("POST", "/api/scorecards/ours/publish", { author: "Ada" });
  await send("POST", "/api/scorecards/onboarding/publish", { author: "Ada" });
  const ruled = await first("segment=Mid-market&sort=-score");
  const fresh = await first("lifecycle=onboarding");
  const told = await first("segment=SMB&sort=-mrr&band=healthy");
  const until = new Date(Date.parse("2026-11-22") + 30 * day).toISOString().slice(0, 10);
  await send("POST", `/api/customers/${told}/overrides`, { value: 12, reason: "They told us", until });
  await send("POST", `/api/customers/${told}/outcomes`, { outcome: "renewed", date: "2026-11-02", note: "Two years" });
  await send("POST", `/api/customers/${told}/notes`, { text: "Called them" });
  return { ruled, fresh, told };
}

for (const who of ["ruled", "fresh", "told"])
  test(`${who}: nothing is wrong, however one looks at it`, async () => {
    const url = `/api/customers/${(await prepared())[who]}`;
    const faults = await invalid(site.server.url + url);
    for (const look of looks) {
      const page = await site.open(url, look);
      faults.push(...page.faults);
      if ((await sideways(page)) > 0) faults.push(`${look.width}: scrolls sideways`);
      if (look.scripts) faults.push(...(await violations(page)));
      await page.context().close();
    }
    assert.deepEqual(faults, []);
  });

for (const [how, as] of ways.filter(([, { scripts }]) => scripts))
  test(`the points and the rule add up to the score, and every factor can be read, ${how}`, async () => {
    const { ruled } = await prepared();
    const page = await site.open(`/api/customers/${ruled}`, as);
    await page.getByText("Nobody is well").waitFor();
    const sum = (await page.locator(".sum > span:not(.last)").allInnerTexts()).map((each) =>
      +each.replace("−", "-").replace(/[^\d.-]/g, ""));
    const total = sum.pop();
    assert.ok(Math.abs(sum.reduce((a, b) => a + b, 0) - total) < 0.5, `${sum} is not ${total}`);
    assert.equal(total, 39);
    assert.equal(await page.locator(".fac .fsp").count(), 6);
    await page.locator("[data-plot]").first().focus();
    await page.keyboard.press("ArrowLeft");
    assert.match(await page.locator(".tip").first().innerText(), /Days to renewal/);
    await page.locator("input[data-line='6']").uncheck();
    await page.locator("[data-plot]").first().focus();
    await page.keyboard.press("ArrowLeft");
    assert.doesNotMatch(await page.locator(".tip").first().innerText(), /Days to renewal/);
    assert.equal(await page.locator(".ln.l6").isVisible(), false);
    await close(page);
  });

for (const [how, as] of ways)
  test(`what was said is taken back, ${how}`, async () => {
    const { told } = await prepared();
    const text = `Said ${how}`;
    await send("POST", `/api/customers/${told}/notes`, { text });
    await send("POST", `/api/customers/${told}/overrides`, { band: "critical", reason: text, until: "2026-12-01" });
    const page = await site.open(`/api/customers/${told}`, as);
    await page.locator(".nt", { hasText: text }).getByRole("button", { name: "Remove" }).click();
    await page.waitForLoadState();
    await page.getByRole("button", { name: "End it" }).click();
    await page.getByText("ended on 22 Nov 2026").first().waitFor();
    assert.equal(await page.getByRole("button", { name: "End it" }).count(), 0);
    await close(page);
  });
