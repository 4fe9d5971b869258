// The pages without a mouse, as the list of shortcuts promises.

import assert from "node:assert/strict";
import { test } from "node:test";
import { close, stage } from "./stage.js";

const site = stage("--sample");
const wide = { width: 1440, theme: "light", scripts: true };

test("the keys do what the list of shortcuts says", async () => {
  const page = await site.open("/api/dashboard", wide);
  await page.keyboard.press("?");
  await page.getByRole("dialog").getByText("Switch theme").waitFor();
  await page.keyboard.press("Escape");
  const theme = () => page.evaluate(() => document.documentElement.dataset.theme);
  await page.keyboard.press("t");
  assert.equal(await theme(), "dark");
  for (const [key, path] of [["m", "compare"], ["s", "scorecards"], ["p", "validation"], ["d", "sources"], ["o", "dashboard"], ["c", "customers"]]) {
    await page.keyboard.press("g");
    await page.keyboard.press(key);
    await page.waitForURL(new RegExp(`/api/${path}$`));
    assert.equal(await theme(), "dark");
  }
  const name = await page.locator("#results .who a").nth(1).innerText();
  for (const key of ["j", "j", "j", "k", "Enter"]) await page.keyboard.press(key);
  await page.getByRole("heading", { name, level: 1 }).waitFor();
  await close(page);
});

test("printed, a page is its content alone", async () => {
  const page = await site.open("/api/customers/3", wide);
  await page.emulateMedia({ media: "print" });
  for (const part of [".side", ".acts", ".seg"])
    assert.equal(await page.locator(part).first().isVisible(), false, part);
  assert.ok(await page.locator("h1").isVisible());
  assert.ok(await page.locator(".fac").first().isVisible());
  await close(page);
});
