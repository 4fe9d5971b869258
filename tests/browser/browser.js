// browser.js: a page in a real browser, and everything that is wrong with it.

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export const executable = process.env.CHROMIUM ?? "/usr/bin/chromium";
export const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

// What a page is looked at as: wide and narrow, light and dark, with scripts and without.
export const looks = [1440, 390].flatMap((width) =>
  ["light", "dark"].flatMap((theme) => [true, false].map((scripts) => ({ width, theme, scripts }))),
);

// The same with words, for a story that is lived through in each.
export const ways = looks.map((as) => [
  `${as.width}, ${as.theme}, ${as.scripts ? "with" : "without"} scripts`, as,
]);

export function openBrowser(more = []) {
  return chromium.launch({ executablePath: executable, args: [...flags, ...more] });
}

// Open a page as `look` says; `page.faults` gathers what goes wrong on it from then on.
export async function openPage(browser, url, look) {
  const context = await browser.newContext({
    viewport: { width: look.width, height: look.width < 500 ? 844 : 900 },
    colorScheme: look.theme,
    javaScriptEnabled: look.scripts,
    reducedMotion: "reduce",
    deviceScaleFactor: look.scale ?? 1,
    timezoneId: look.zone ?? "UTC",
  });
  const page = await context.newPage();
  const origin = new URL(url).origin;
  page.faults = [];
  const expected = look.status ?? 200;
  page.on("console", (message) => {
    const ofStatus = expected >= 400 && message.text().includes(`status of ${expected}`);
    if (message.type() === "error" && !ofStatus) page.faults.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => page.faults.push(`script: ${error.message}`));
  page.on("request", (request) => {
    const outside = !request.url().startsWith(origin) && !request.url().startsWith("data:");
    if (outside) page.faults.push(`asks ${request.url()}`);
  });
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) =>
      console.error(`policy: ${event.violatedDirective} ${event.sourceFile}:${event.lineNumber}`),
    );
  });
  const response = await page.goto(url, { waitUntil: "load" });
  if (response.status() !== expected) page.faults.push(`status ${response.status()}`);
  return page;
}

// How far it can be scrolled sideways; 0: not at all.
export function sideways(page) {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

// What axe-core finds, by WCAG 2.2 AA and its best practices: a line each.
export async function violations(page) {
  await page.evaluate(axe);
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  const found = await page.evaluate(
    (values) => globalThis.axe.run(document, { runOnly: { type: "tag", values } }),
    tags,
  );
  return found.violations.map((one) => `${one.id}: ${one.nodes[0].target} (${one.nodes.length})`);
}

// What tidy says of the page's source.  It knows neither SVG nor all of HTML 5; what it
// says of those does not count.  With `form` it is what is answered to that.
export async function invalid(url, form) {
  const answer = await fetch(url, {
    headers: { Accept: "text/html" },
    ...(form && { method: "POST", body: new URLSearchParams(form) }),
  });
  let said = "";
  try {
    execFileSync("tidy", ["-e", "-q"], { input: await answer.text(), stdio: ["pipe", "pipe", "pipe"] });
  } catch (error) {
    if (error.code === "ENOENT") throw error;
    said = error.stderr.toString();
  }
  const known = /proprietary attribute|trimming empty|lacks value/;
  return said.split("\n").filter((line) => line && !known.test(line));
}
