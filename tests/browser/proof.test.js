// The proof as somebody runs it: begin it, see how far it is, cancel it, read what came of
// it; and that of a draft beside what is in force; however one looks at it.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openBrowser, openPage, violations, ways } from "./browser.js";
import { startServer } from "./server.js";

let browser;

before(async () => {
  browser = await openBrowser();
});

after(async () => {
  await browser.close();
});

// With scripts a page follows by itself; without, somebody asks again.
async function until(page, as, text, again) {
  page.setDefaultTimeout(60000);
  const wanted = page.getByText(text);
  for (let i = 0; !as.scripts && i < 600 && (await wanted.count()) === 0; i++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    await again();
  }
  await wanted.waitFor();
}

for (const [how, as] of ways)
  test(`a proof is begun, cancelled, begun again and read, ${how}`, async () => {
    const server = await startServer("--sample", "--time-zone", "America/New_York");
    const page = await openPage(browser, `${server.url}/api/validation`, as);
    await page.getByText("Nothing has been proved yet").waitFor();
    await page.getByRole("button", { name: "Prove it" }).click();
    await page.getByRole("progressbar", { name: "How far the proof is" }).waitFor();
    await page.getByRole("button", { name: "Cancel" }).click();
    await until(page, as, "The last proof was cancelled.", () => page.reload());
    await page.getByRole("button", { name: "Prove it" }).click();
    await until(page, as, /^Of \d+ customers who left/, async () => {
      const further = page.getByRole("link", { name: "See how far it is" });
      if ((await further.count()) > 0) await further.click();
    });
    await page.getByText("(America/New_York)").waitFor();
    const flagged = await page.locator("[aria-labelledby=h-cnt] tbody tr").nth(2).innerText();
    assert.equal(flagged.match(/\d% [\d.]+ to [\d.]+/g)?.length, 3, flagged);
    assert.equal(await page.getByRole("progressbar").count(), 0);

    // Each number of those who left opens who they are; so does the choice of a card.
    for (const words of [/\d+ at risk 30 days before/, /\d+ later than that/, /\d+ never/]) {
      const link = page.getByRole("link", { name: words });
      const said = parseInt(await link.innerText(), 10);
      await link.click();
      await page.waitForURL(/who=\w+#h-who/);
      assert.equal(await page.locator("[aria-labelledby=h-who] tbody tr").count(), said, String(words));
    }
    if (as.scripts) assert.deepEqual(await violations(page), []);
    await page.locator("[aria-labelledby=h-who] tbody a").first().click();
    await page.getByText("Churned").first().waitFor();
    await page.goBack();
    await page.getByLabel("Scorecards").selectOption("enterprise");
    await page.getByRole("button", { name: "Show" }).click();
    await page.getByText("Nothing has been proved yet").waitFor();
    assert.equal(await page.getByLabel("Scorecards").inputValue(), "enterprise");
    assert.deepEqual(page.faults, []);
    await page.context().close();
    assert.equal(await server.stop(), 0);
  });

for (const [how, as] of ways)
  test(`a draft is proved beside what is in force, and nothing is lost, ${how}`, async () => {
    const server = await startServer("--sample");
    const page = await openPage(browser, `${server.url}/api/scorecards/standard/draft`, as);
    const weight = (name) => page.locator(".mrow").filter({ hasText: name }).locator("input.pc");
    await weight("Logins").fill("45");
    await weight("Features").fill("5");
    await page.getByRole("button", { name: "Prove this draft" }).click();
    await until(page, as, "The live cards, and with this draft among them", () =>
      page.getByRole("button", { name: "Preview" }).last().click());
    const auc = page.locator(".proved tr").filter({ hasText: "AUC" }).locator("b");
    const [now, then] = (await auc.allInnerTexts()).map(Number);
    assert.ok(now > 0.5 && now <= 1 && then > 0.5 && then <= 1 && now !== then, `${now}, ${then}`);
    assert.equal(await weight("Logins").inputValue(), "45");
    const card = await (await fetch(`${server.url}/api/scorecards/standard`)).json();
    assert.equal(card.draft, null);
    assert.deepEqual(page.faults, []);
    await page.context().close();
    assert.equal(await server.stop(), 0);
  });
