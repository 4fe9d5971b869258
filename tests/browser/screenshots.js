// screenshots.js FOLDER: pictures of the pages, for people.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { openBrowser, openPage } from "./browser.js";
import { pages } from "./pages.js";
import { prove, startServer } from "./server.js";

const folder = process.argv[2];
mkdirSync(folder, { recursive: true });
const server = await startServer("--sample");
await prove(server.url);
const browser = await openBrowser();
for (const { name, path, pictures } of pages)
  for (const picture of pictures ?? []) {
    const [width, theme] = picture.split("-");
    const page = await openPage(browser, server.url + path, { width: +width, theme, scripts: true });
    await page.screenshot({ path: join(folder, `${name}-${picture}.png`) });
    await page.context().close();
  }
await browser.close();
await server.stop();
