// What a form answers that is refused: nothing is wrong with that page either, however one
// looks at it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { invalid, looks, sideways, violations } from "./browser.js";
import { prove } from "./server.js";
import { close, stage } from "./stage.js";

const it = stage("--sample");
const note = { form: "note", author: "dashboard", text: "Call them" };
const longest = "W".repeat(300);
let waiting;

// What is refused, whereto it is sent, and with which status.
const forms = [
  ["an event without its details", "/api/customers/3/events", { type: "invoice", amount: "much" }, 422],
  ["a note without words", "/api/customers/3/notes", { ...note, text: " " }, 422],
  ["a note of somebody who is gone", "/api/customers/99999/notes", note, 404],
  ["a note that is gone", "/api/customers/3/notes/99999/remove", {}, 404],
  ["an override without a reason", "/api/customers/3/overrides", { form: "override", band: "at_risk" }, 422],
  ["an override that is too long", "/api/customers/3/overrides", { form: "override", band: "at_risk", reason: longest, until: "2026-12-01" }, 422],
  ["an outcome in the future", "/api/customers/3/outcomes", { form: "outcome", outcome: "churned", date: "2031-01-01" }, 422],
  ["a view without a name", "/api/views", { name: " ", query: "band=at_risk" }, 422],
  ["a view whose name is taken", "/api/views", { name: "Taken", query: "band=at_risk" }, 409],
  ["a view that is gone", "/api/views/99999/remove", {}, 404],
  ["an owner of nobody", "/api/customers/owner", { customers: "99999", owner: "Maya Ortiz" }, 422],
  ["a card without a title", "/api/scorecards", { id: "partners", title: "", from: "standard" }, 422],
  ["a card whose id is taken", "/api/scorecards", { id: "standard", title: "Standard", from: "standard" }, 409],
  ["a draft that is none", "/api/scorecards/standard/draft", { do: "save", json: "{" }, 422],
  ["a publication of nothing", "/api/scorecards/standard/publish", { author: "Maya Ortiz" }, 409],
  ["a publication by nobody", "/api/scorecards/enterprise/publish", { author: "" }, 422],
  ["an assignment to nobody", () => `/api/events/unmatched/${waiting}/assign`, { customer: longest }, 422],
  ["an assignment of nothing", "/api/events/unmatched/99999/assign", { customer: "3" }, 404],
  ["a proof of too short a time", "/api/validation", { horizon_days: "5" }, 422],
  ["a job that is none", "/api/jobs/99999/cancel", {}, 404],
];

let ready;

// What they refer to: made once.
const prepared = () => (ready ??= prepare());

async function prepare() {
  await prove(it.server.url);
  const send = (path, body) => fetch(it.server.url + path, {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  assert.equal((await send("/api/scorecards/standard/publish", { author: "Ada" })).status, 201);
  assert.equal((await send("/api/views", { name: "Taken", query: "q=a" })).status, 201);
  assert.equal((await send("/api/events", [{ external_id: "acct_nobody", type: "login" }])).status, 200);
  waiting = (await (await fetch(`${it.server.url}/api/events/unmatched`)).json()).data[0].id;
}

// As a person's browser sends a form that was on a page of ours.
async function send(page, path, form) {
  const [answer] = await Promise.all([
    page.waitForResponse((response) => response.request().method() === "POST"),
    page.waitForEvent("load"),
    page.evaluate(([action, fields]) => {
      const made = document.createElement("form");
      Object.assign(made, { method: "post", action });
      for (const [name, value] of Object.entries(fields)) {
        const input = document.createElement("input");
        Object.assign(input, { type: "hidden", name, value });
        made.append(input);
      }
      document.body.append(made);
      HTMLFormElement.prototype.submit.call(made);
    }, [path, form]),
  ]);
  return answer.status();
}

for (const [what, where, form, status] of forms)
  test(`${what}: nothing is wrong with the answer, however one looks at it`, async () => {
    await prepared();
    const path = typeof where === "string" ? where : where();
    for (const as of looks) {
      const page = await it.open("/api/scorecards", as);
      assert.equal(await send(page, path, form), status, path);
      page.faults = page.faults.filter((fault) => !fault.includes(`status of ${status}`));
      assert.ok((await sideways(page)) <= 0, `${path} ${as.width}`);
      if (as.scripts) assert.deepEqual(await violations(page), [], `${path} ${as.width} ${as.theme}`);
      await close(page);
    }
    assert.deepEqual(await invalid(it.server.url + path, form), []);
  });
