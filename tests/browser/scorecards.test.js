// The score model as somebody changes it: look at a card, change a weight, see who moves,
// publish, see the score of a customer follow; however one looks at it.

import assert from "node:assert/strict";
import { after, beforeEach, before, test } from "node:test";
import { openBrowser, openPage, violations, ways } from "./browser.js";
import { startServer } from "./server.js";

let server;
let browser;

before(async () => {
  browser = await openBrowser();
});

beforeEach(async () => {
  if (server) assert.equal(await server.stop(), 0);
  server = await startServer("--sample");
});

after(async () => {
  await browser.close();
  assert.equal(await server.stop(), 0);
});

const look = { width: 1440, theme: "light", scripts: true };
const draft = "/api/scorecards/standard/draft";

async function open(path, as) {
  return openPage(browser, `${server.url}${path}`, as);
}

async function close(page) {
  assert.deepEqual(page.faults, []);
  await page.context().close();
}

const weight = (page, name) => page.locator(".mrow").filter({ hasText: name }).locator("input.pc");
const scoreOf = async (id) =>
  (await (await fetch(`${server.url}/api/customers/${id}/health`)).json()).health_score;

// What is typed is previewed by itself, or by a button.
async function preview(page, as) {
  if (!as.scripts) await page.getByRole("button", { name: "Preview" }).last().click();
}

for (const [how, as] of ways)
  test(`a new card is begun from another one, ${how}`, async () => {
    const page = await open("/api/scorecards", as);
    await page.getByLabel("Title").fill("Partners");
    await page.getByLabel("Id", { exact: false }).fill("Our Partners");
    await page.getByLabel("Begins with").selectOption("enterprise");
    await page.getByRole("button", { name: "Make a draft" }).click();
    await page.getByText("An id has 1 to 64 small letters").waitFor();
    page.faults.length = 0; // the browser says that the status is 422
    assert.equal(await page.getByLabel("Title").inputValue(), "Partners");
    assert.equal(await page.getByLabel("Begins with").inputValue(), "enterprise");
    await page.getByLabel("Id", { exact: false }).fill("partners");
    await page.getByRole("button", { name: "Make a draft" }).click();
    await page.waitForURL(/scorecards\/partners\/draft/);
    await page.getByRole("heading", { name: "Draft of Partners" }).waitFor();
    await close(page);
  });

for (const [how, as] of ways)
  test(`somebody changes a weight, sees who moves, publishes, and scores follow, ${how}`, async () => {
    const page = await open("/api/scorecards", as);
    await page.getByRole("link", { name: "Standard" }).click();
    await page.getByText("Share of the 5 features that were used").waitFor();
    await page.getByRole("link", { name: "Start a draft" }).click();
    await page.getByText("Nobody gets another score.").waitFor();

    await weight(page, "Logins").fill("55");
    await weight(page, "Features").fill("5");
    await weight(page, "Tickets").fill("10");
    await preview(page, as);
    await page.getByText("was 25").first().waitFor();
    const first = page.locator(".moves tbody tr").first();
    await first.waitFor();
    assert.equal(await page.locator("[data-sum]").innerText(), "100");
    const id = +(await first.locator("a").getAttribute("href")).split("/").pop();
    const [from, to] = (await first.locator("td.n").first().innerText()).split(" → ").map(Number);
    assert.equal((await scoreOf(id)).toFixed(1), from.toFixed(1));
    assert.match(await first.locator("small").innerText(), /^(Logins|Features|Tickets): [+-]\d/);

    await page.getByRole("button", { name: "Publish version 1" }).click();
    await page.getByText("Say who publishes it").waitFor();
    page.faults.length = 0; // the browser says that the status is 422
    assert.equal(await weight(page, "Logins").inputValue(), "55");
    await page.getByLabel("Your name").fill("Maya Ortiz");
    await page.getByLabel("What this version is for").fill("Logins first");
    await page.getByRole("button", { name: "Publish version 1" }).click();
    await page.getByText("Version 1 is in force.").waitFor();
    await page.getByText("Logins first").waitFor();
    await page.getByText("Maya Ortiz, 22 Nov 2026").first().waitFor();

    assert.equal((await scoreOf(id)).toFixed(1), to.toFixed(1));
    await page.goto(`${server.url}/api/customers/${id}`);
    assert.match(await page.locator("main").innerText(), new RegExp(to.toFixed(1).replace(".", "\\.")));
    await close(page);
  });

for (const [how, as] of ways)
  test(`what is wrong is said beside its field, and what was typed is kept, ${how}`, async () => {
    const page = await open(draft, as);
    await weight(page, "Tickets").fill("a lot");
    await page.locator(".edges input").first().fill("55");
    if (as.scripts) await page.getByText("The draft has a fault").waitFor();
    else await preview(page, as);
    const row = page.locator(".mrow").filter({ hasText: "Tickets" });
    await row.getByText("This should be a number").waitFor();
    await page.locator(".edges").getByText("each from a lower total on").waitFor();
    assert.equal(await weight(page, "Tickets").inputValue(), "a lot");
    assert.equal(await weight(page, "Tickets").getAttribute("aria-invalid"), "true");
    if (as.scripts) assert.deepEqual(await violations(page), []);
    await weight(page, "Tickets").fill("20");
    await page.locator(".edges input").first().fill("70");
    page.faults.length = 0; // the browser says that the status is 422
    await preview(page, as);
    await page.getByText("59 of 59 customers would be judged by it").waitFor();
    assert.equal(await page.locator(".wrong").count(), 0);
    await close(page);
  });

for (const [how, as] of ways)
  test(`steps and rules are added and taken away in plain fields, ${how}`, async () => {
    const page = await open(draft, as);
    const logins = page.locator(".mrow").filter({ hasText: "Logins a week" });
    await logins.locator("summary").click();
    const steps = logins.locator(".stepf").filter({ hasText: "or more" });
    assert.equal(await steps.count(), 5);
    await steps.nth(3).locator("input").nth(0).fill("");
    await steps.nth(3).locator("input").nth(1).fill("");
    await steps.nth(0).locator("input").nth(0).fill("30");
    await page.getByText("Rules", { exact: true }).click();
    const rule = page.locator(".rulef").last();
    await rule.getByLabel("Compared").selectOption("points of Tickets");
    await rule.getByLabel("under").fill("60");
    await rule.getByLabel("Points").fill("39");
    await rule.getByLabel("Reason").fill("Too many open tickets");
    await page.getByRole("button", { name: "Save draft" }).click();
    await page.getByText("The draft is saved.").waitFor();
    const { draft: saved } = await (await fetch(`${server.url}/api/scorecards/standard`)).json();
    assert.deepEqual(saved.document.factors[0].transform.steps, [
      { ">=": 30, points: 100 }, { ">=": 10, points: 75 }, { ">=": 5, points: 50 }]);
    assert.deepEqual(saved.document.rules, [{
      when: [{ of: "points:ticket_score", less_than: 60 }], then: { cap: 39 }, reason: "Too many open tickets" }]);
    assert.equal(saved.author, "dashboard");
    await page.locator("#changes").getByText("30 or more: 100").waitFor();

    await page.locator(".rulef").first().getByLabel("under").first().fill("");
    await page.locator(".rulef").first().getByLabel("Points").fill("");
    await page.locator(".rulef").first().getByLabel("Reason").fill("");
    await page.getByRole("button", { name: "Save draft" }).click();
    await page.waitForLoadState();
    const again = await (await fetch(`${server.url}/api/scorecards/standard`)).json();
    assert.deepEqual(again.draft.document.rules, []);
    await page.getByRole("button", { name: "Discard" }).click();
    await page.getByText("The draft is gone.").waitFor();
    await close(page);
  });

for (const [how, as] of ways)
  test(`what the form does not cover is written as JSON, ${how}`, async () => {
    const page = await open(draft, as);
    await weight(page, "Logins").fill("30");
    await page.getByRole("button", { name: "As JSON" }).click();
    const field = page.getByLabel("The whole card, as JSON");
    const text = await field.inputValue();
    assert.equal(JSON.parse(text).factors[0].weight, 0.3);
    await field.fill(text.replace('"login_score"', '"login_score", "colour": 1'));
    await page.getByRole("button", { name: "Save draft" }).click();
    await page.getByText("/factors/0/colour: There is no such member here").waitFor();
    page.faults.length = 0; // the browser says that the status is 422
    assert.match(await field.inputValue(), /"colour": 1/);
    await field.fill(text.replace('"name": "Logins"', '"name": "Sign-ins"'));
    await page.getByRole("button", { name: "As fields" }).click();
    await weight(page, "Sign-ins").waitFor();
    await close(page);
  });

for (const [how, as] of ways)
  test(`what somebody else saved meanwhile is not overwritten unseen, ${how}`, async () => {
    const page = await open(draft, as);
    await weight(page, "Logins").fill("40");
    const { document } = await (await fetch(`${server.url}/api/scorecards/standard`)).json();
    document.bands[0].from = 80;
    await fetch(`${server.url}/api/scorecards/standard?author=Jonas%20Weber`, {
      method: "PUT", headers: { "Content-Type": "application/json" }, body: JSON.stringify(document) });
    await page.getByRole("button", { name: "Save draft" }).click();
    await page.getByText("Jonas Weber saved another draft of this card").waitFor();
    page.faults.length = 0; // the browser says that the status is 409
    assert.equal(await weight(page, "Logins").inputValue(), "40");
    await page.locator("section", { hasText: "Jonas Weber saved another" }).last().getByText("Healthy, from").waitFor();
    await page.getByRole("button", { name: "Save draft" }).click();
    await page.getByText("The draft is saved.").waitFor();
    const { draft: saved } = await (await fetch(`${server.url}/api/scorecards/standard`)).json();
    assert.equal(saved.document.bands[0].from, 75);
    await close(page);
  });

for (const [how, as] of ways)
  test(`a version is brought back, and a card withdrawn, ${how}`, async () => {
    const put = (body) => fetch(`${server.url}/api/scorecards/standard`, {
      method: "PUT", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
    const publish = (author) => fetch(`${server.url}/api/scorecards/standard/publish`, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ author }) });
    const { document } = await (await fetch(`${server.url}/api/scorecards/standard`)).json();
    for (const from of [70, 80]) {
      document.bands[0].from = from;
      await put(document);
      await publish("Ada");
    }
    const page = await open("/api/scorecards/standard", as);
    await page.getByText("70 → 80").waitFor();
    await page.getByRole("link", { name: "Bring it back" }).click();
    await page.getByLabel("Your name").fill("Ada");
    await page.getByRole("button", { name: "Publish version 3" }).click();
    await page.getByText("Version 3 is in force.").waitFor();
    await page.getByText("70 to 100").waitFor();
    await page.getByText("Withdraw this card").click();
    await page.getByRole("button", { name: "Withdraw it" }).click();
    await page.getByText("Field required").waitFor();
    page.faults.length = 0; // the browser says that the status is 422
    await page.getByLabel("Your name").fill("Ada");
    await page.getByRole("button", { name: "Withdraw it" }).click();
    await page.getByText("The card is withdrawn.").waitFor();
    await page.getByText("75 to 100").waitFor();
    await close(page);
  });
