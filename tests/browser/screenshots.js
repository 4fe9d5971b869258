// screenshots.js FOLDER: pictures of the pages for people, wide in both themes and narrow.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { openBrowser, openPage } from "./browser.js";
import { pages } from "./pages.js";
import { startServer } from "./server.js";

const folder = process.argv[2];
mkdirSync(folder, { recursive: true });
const server = await startServer("--sample");
const browser = await openBrowser();
for (const { name, path } of pages.filter((page) => page.picture))
  for (const [width, theme] of [[1440, "light"], [1440, "dark"], [390, "light"]]) {
    const page = await openPage(browser, server.url + path, { width, theme, scripts: true });
    await page.screenshot({ path: join(folder, `${name}-${width}-${theme}.png`) });
    await page.context().close();
  }
await browser.close();
await server.stop();
