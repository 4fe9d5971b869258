// screenshots.js FOLDER: pictures of the pages, for people.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { openBrowser, openPage } from "./browser.js";
import { pages } from "./pages.js";
import { prove, startServer } from "./server.js";

// So that the page of sources has something to tell: events that are taken, that wait and
// that are refused.
async function sendSome() {
  const send = (path, kind, body) =>
    fetch(server.url + path, { method: "POST", headers: { "Content-Type": kind }, body: JSON.stringify(body) });
  const ids = Array.from({ length: 40 }, (_, i) => i + 1);
  await send("/api/events", "application/json", [
    ...ids.map((customer_id) => ({ customer_id, type: "api", details: { calls_count: 1 } })),
    ...ids.slice(0, 7).map(() => ({ external_id: "acct_meridian-emea", type: "login" })),
    ...ids.slice(0, 3).map(() => ({ external_id: "org-58812", type: "api" })),
    { customer_id: 3, type: "invoice", details: { amount: "-12400", due_date: "2026-12-01" } },
    { customer_id: 3, type: "invoice", details: { amount: "80", due_date: "31/12/2026" } },
  ]);
  await send("/api/cloudevents", "application/cloudevents-batch+json", ids.slice(0, 12).map((id) => ({
    specversion: "1.0", id: `c-${id}`, source: "billing-bus", type: "customer.login", subject: "acct_meridian-emea",
  })));
}

const folder = process.argv[2];
mkdirSync(folder, { recursive: true });
const server = await startServer("--sample");
await prove(server.url);
const browser = await openBrowser();
for (const { name, path, pictures } of pages) {
  if (name === "sources") await sendSome();
  for (const picture of pictures ?? []) {
    const [width, theme] = picture.split("-");
    const page = await openPage(browser, server.url + path, { width: +width, theme, scripts: true });
    await page.screenshot({ path: join(folder, `${name}-${picture}.png`) });
    await page.context().close();
  }
}
await browser.close();
await server.stop();
