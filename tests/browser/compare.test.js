// The page that compares, as somebody uses it who wants to know whom its numbers mean.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ways } from "./browser.js";
import { close, stage } from "./stage.js";

const site = stage("--sample");

const { open } = site;

async function counted(link) {
  const answer = await fetch(new URL(link, site.server.url));
  assert.equal(answer.status, 200);
  return (await answer.json()).total;
}

for (const [how, look] of ways) {
  test(`a group opens as many customers as it says, ${how}`, async () => {
    const page = await open("/api/compare?by=owner", look);
    const groups = await page.locator(".heat tbody th, .boxt tbody tr").all();
    assert.ok(groups.length >= 4);
    for (const group of groups) {
      const said = await group.locator("small, td.n").first().textContent();
      const link = await group.locator("a").first().getAttribute("href");
      assert.equal(await counted(link), parseInt(said, 10), link);
    }
    const cell = page.locator(".heat td:not(.tot) a").first();
    const said = (await cell.getAttribute("title")).match(/of (\d+) customers(?:, and (\d+) without)?$/);
    await cell.click();
    assert.match(await page.textContent(".pager"), new RegExp(`of ${+said[1] + +(said[2] ?? 0)}$`, "m"));
    await close(page);
  });

  test(`each part of a box opens as many customers as it says, ${how}`, async () => {
    const page = await open("/api/compare", look);
    const parts = await page.locator(".box a").all();
    assert.ok(parts.length >= 8);
    for (const part of parts) {
      const said = (await part.getAttribute("aria-label")).match(/: (\d+) customers?, from/);
      const link = await part.getAttribute("href");
      assert.equal(await counted(link), +said[1], link);
    }
    await parts[1].focus();
    await page.keyboard.press("Enter");
    await page.waitForURL(/min_score=[\d.]+&max_score=/);
    await close(page);
  });

  test(`each cell of a cohort opens as many customers as it says, ${how}`, async () => {
    const page = await open("/api/compare", look);
    const cells = await page.locator(".tri a").all();
    assert.ok(cells.length >= 10);
    for (const cell of cells) {
      const link = await cell.getAttribute("href");
      assert.equal(await counted(link), +(await cell.getAttribute("data-customers")), link);
    }
    await close(page);
  });

  test(`who fares better or worse is found by the number that says so, ${how}`, async () => {
    const page = await open("/api/compare", look);
    for (const way of ["up", "down"]) {
      const number = page.locator(`[aria-labelledby=h-flow] header a.${way}`);
      const said = await number.innerText();
      assert.equal(await counted(await number.getAttribute("href")), +said);
      await number.click();
      await page.getByText(way === "up" ? /^In a better band/ : /^In a worse band/).waitFor();
      await page.goBack();
    }
    await close(page);
  });

  test(`a stream opens who is in it, ${how}`, async () => {
    const page = await open("/api/compare", look);
    await page.getByText("As a table").click();
    const stream = page.locator(".flow .dn a").first();
    const said = parseInt(await stream.textContent(), 10);
    await stream.click();
    assert.match(await page.textContent("#h-chg"), /^From \w.* to \w/);
    assert.equal(await page.locator("[aria-labelledby=h-chg] tbody tr").count(), said);
    const list = page.getByRole("link", { name: "as a list" });
    assert.equal(await counted(await list.getAttribute("href")), said);
    await page.locator("[aria-labelledby=h-chg] tbody a").first().click();
    assert.match(page.url(), /\/api\/customers\/\d+\?from=/);
    await close(page);
  });
}
