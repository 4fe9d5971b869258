// paint.js URL: the milliseconds to the first contentful paint, the median of seven loads in
// a browser that has seen nothing before.

import { openBrowser } from "./browser.js";

const loads = 7;
const browser = await openBrowser();
const seen = [];
for (let load = 0; load < loads; load++) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await page.goto(process.argv[2], { waitUntil: "load" });
  seen.push(await page.evaluate(() => new Promise((resolve) => {
    new PerformanceObserver((list) => {
      const paint = list.getEntriesByName("first-contentful-paint")[0];
      if (paint) resolve(paint.startTime);
    }).observe({ type: "paint", buffered: true });
  })));
  await context.close();
}
await browser.close();
console.log(seen.sort((a, b) => a - b)[loads >> 1]);
