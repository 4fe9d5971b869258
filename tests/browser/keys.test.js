// The pages without a mouse, as the list of shortcuts promises.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ways } from "./browser.js";
import { close, stage } from "./stage.js";

const site = stage("--sample");

for (const [how, as] of ways.filter(([, { scripts }]) => scripts))
  test(`the keys do what the list of shortcuts says, ${how}`, async () => {
    const page = await site.open("/api/dashboard", as);
    await page.keyboard.press("?");
    await page.getByRole("dialog").getByText("Switch theme").waitFor();
    await page.keyboard.press("Escape");
    const theme = () => page.evaluate(() => document.documentElement.dataset.theme);
    await page.keyboard.press("t");
    const other = as.theme === "dark" ? "light" : "dark";
    assert.equal(await theme(), other);
    for (const [key, path] of [["m", "compare"], ["s", "scorecards"], ["p", "validation"], ["d", "sources"], ["o", "dashboard"], ["c", "customers"]]) {
      await page.keyboard.press("g");
      await page.keyboard.press(key);
      await page.waitForURL(new RegExp(`/api/${path}$`));
      assert.equal(await theme(), other);
    }
    const name = await page.locator("#results .who a").nth(1).innerText();
    for (const key of ["j", "j", "j", "k", "Enter"]) await page.keyboard.press(key);
    await page.getByRole("heading", { name, level: 1 }).waitFor();
    await close(page);
  });

for (const [how, as] of ways)
  test(`printed, a page is its content alone, ${how}`, async () => {
    const page = await site.open("/api/customers/3", as);
    await page.emulateMedia({ media: "print" });
    for (const part of [".side", ".acts", ".seg"])
      assert.equal(await page.locator(part).first().isVisible(), false, part);
    assert.ok(await page.locator("h1").isVisible());
    assert.ok(await page.locator(".fac").first().isVisible());
    await close(page);
  });
