// stage.js: the program with sample data and a browser, for all the tests of a file.

import assert from "node:assert/strict";
import { after, before } from "node:test";
import { openBrowser, openPage } from "./browser.js";
import { startServer } from "./server.js";

// Filled in before the first test: `server`, `browser`, and `open(path, look)`, a page.
export function stage(...flags) {
  const it = { open: (path, look) => openPage(it.browser, it.server.url + path, look) };
  before(async () => {
    it.server = await startServer(...flags);
    it.browser = await openBrowser();
  });
  after(async () => {
    await it.browser.close();
    assert.equal(await it.server.stop(), 0);
  });
  return it;
}

// Nothing may have gone wrong on it.
export async function close(page) {
  assert.deepEqual(page.faults, []);
  await page.context().close();
}
