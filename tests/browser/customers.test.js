// The list of customers as somebody uses it: search, choose, sort, turn pages, keep a view,
// give customers an owner; however one looks at it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ways } from "./browser.js";
import { close, stage } from "./stage.js";

const site = stage("--sample");

const look = { width: 1440, theme: "light", scripts: true };
const without = { ...look, scripts: false };

const { open } = site;

const names = (page) => page.locator("#results .who a").allInnerTexts();

for (const [how, as] of ways) {
  test(`somebody finds who is at risk and pays most, ${how}`, async () => {
    const page = await open("/api/customers", as);
    const all = await names(page);
    assert.equal(all.length, 25);
    await page.locator("input[value=at_risk]").check();
    if (!as.scripts) await page.getByRole("button", { name: "Apply" }).click();
    await page.waitForURL(/band=at_risk/);
    await page.getByRole("columnheader", { name: "MRR" }).getByRole("link").click();
    await page.waitForURL(/sort=-mrr/);
    await page.locator("th[aria-sort=descending]").waitFor();
    const amounts = (await page.locator("td.c-mrr").allInnerTexts()).map((each) => +each.replace(/\D/g, ""));
    assert.ok(amounts.length > 1 && amounts.length < 25);
    assert.deepEqual(amounts, [...amounts].sort((a, b) => b - a));
    await page.reload();
    assert.equal(await page.locator("input[value=at_risk]").isChecked(), true);
    await page.locator("#results .who a").first().click();
    await page.waitForURL(/customers\/\d+$/);
    await close(page);
  });

  test(`the pages follow one another and back, ${how}`, async () => {
    const page = await open("/api/customers?sort=name", as);
    const seen = await names(page);
    await page.getByRole("link", { name: "Next" }).click();
    await page.getByText(/^26–50 of/).waitFor();
    seen.push(...(await names(page)));
    assert.equal(new Set(seen).size, 50);
    await page.getByRole("link", { name: "Previous" }).click();
    await page.getByText(/^1–25 of/).waitFor();
    assert.deepEqual(await names(page), seen.slice(0, 25));
    await close(page);
  });

  test(`a view is kept under a name and removed, ${how}`, async () => {
    const name = `Mine, ${how}`;
    const page = await open("/api/customers?segment=SMB&sort=-mrr", as);
    await page.getByText("Save view").click();
    await page.getByLabel("Name of this view").fill(name);
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("link", { name }).waitFor();
    assert.equal(new URL(page.url()).search, "?segment=SMB&sort=-mrr");
    assert.equal(await page.getByRole("link", { name }).getAttribute("aria-current"), "page");
    await page.getByRole("link", { name: /^All/ }).click();
    await page.getByText("Save view").click();
    await page.getByLabel("Name of this view").fill(name);
    page.faults.length = 0;
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("A view of this name is there already").waitFor();
    assert.equal(await page.getByLabel("Name of this view").inputValue(), name);
    page.faults.length = 0; // the browser says that the status is 409
    await page.getByRole("link", { name }).click();
    await page.getByRole("button", { name: "Remove view" }).click();
    await page.waitForURL(/customers$/);
    assert.equal(await page.getByRole("link", { name }).count(), 0);
    await close(page);
  });

  test(`several customers are given an owner at once, ${how}`, async () => {
    const owner = `Ada ${how}`;
    const page = await open("/api/customers?sort=name&band=healthy", as);
    const button = page.getByRole("button", { name: "Change owner" });
    assert.equal(await button.isVisible(), false);
    const chosen = (await names(page)).slice(1, 3);
    for (const each of chosen) await page.getByLabel(`Choose ${each}`, { exact: true }).check();
    await page.getByLabel("Owner of the chosen").fill(owner);
    await button.click();
    await page.waitForLoadState();
    assert.equal(new URL(page.url()).search, "?band=healthy&sort=name");
    await page.locator("select[name=owner]").selectOption(owner);
    if (!as.scripts) await page.getByRole("button", { name: "Apply" }).click();
    await page.waitForURL(/owner=Ada/);
    await page.getByText("1–2 of 2").waitFor();
    assert.deepEqual(await names(page), chosen);
    await close(page);
  });
}

for (const [how, as] of ways.filter(([, { scripts }]) => scripts))
  test(`what is typed is looked for as it is typed, and the address follows, ${how}`, async () => {
    const page = await open("/api/customers?sort=name", as);
    const field = page.getByLabel("Search customers");
    await page.keyboard.press("/");
    await page.keyboard.type("fARm");
    await page.waitForURL(/q=fARm/);
    await page.waitForFunction(() => document.querySelectorAll("#results tbody tr").length < 25);
    assert.ok((await names(page)).every((each) => /farm/i.test(each)));
    assert.equal(await field.inputValue(), "fARm");
    assert.match(page.url(), /sort=name/);
    assert.match(await page.getByRole("link", { name: "CSV" }).getAttribute("href"), /q=fARm/);
    const table = await (await fetch(site.server.url + (await page.getByRole("link", { name: "CSV" }).getAttribute("href")))).text();
    assert.equal(table.trim().split("\r\n").length - 1, (await names(page)).length);
    await field.fill("nobody is called so");
    await page.getByText("No customer matches").waitFor();
    await page.getByRole("link", { name: "Clear all filters" }).click();
    await page.getByText(/^1–25 of/).waitFor();
    await close(page);
  });

for (const [how, as] of ways)
  test(`a filter that is no filter is ignored with a notice, ${how}`, async () => {
    const page = await open("/api/customers?band=fine&sort=age&renews_before=soon&cursor=x", as);
    for (const name of ["band", "sort", "renews_before"])
      await page.getByText(`“${name}” is ignored`).waitFor();
    assert.equal((await names(page)).length, 25);
    await close(page);
  });
