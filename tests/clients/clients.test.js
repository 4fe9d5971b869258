// The official clients, as their users use them, against the built program: what they send
// lands at the right customer and shows in its health.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Analytics } from "@segment/analytics-node";
import RudderAnalytics from "@rudderstack/rudder-sdk-node";
import { CloudEvent, HTTP, Mode, emitterFor, httpTransport } from "cloudevents";
import Stripe from "stripe";
import { ask, customerCalled, startServer, stripeSecret, writeKey } from "./server.js";

const program = process.env.PROGRAM ?? "../../build/customer-health";
let server;
let url;

before(async () => {
  server = await startServer(program);
  url = server.url;
});

after(async () => {
  assert.equal(await server.stop(), 0);
});

const factor = (health, id) => health.factors.find((one) => one.id === id);
const count = (events, type) => events.filter((event) => event.type === type).length;
const daysAgo = (days) => new Date(Date.now() - days * 86400000);

// --- Segment ---------------------------------------------------------------

test("segment: every call of the official client lands at its group", async () => {
  const analytics = new Analytics({ writeKey, host: url, maxRetries: 0 });
  const failures = [];
  analytics.on("error", (failure) => failures.push(failure));
  const userId = "s_1";
  analytics.identify({ userId, traits: { email: "a@b.co", plan: "pro" } });
  analytics.group({ userId, groupId: "segment-acme", traits: { name: "Acme", plan: "enterprise", mrr: 4200 } });
  analytics.track({ userId, event: "Signed In" });
  analytics.track({ userId, event: "Report Exported", properties: { format: "csv" }, context: { groupId: "segment-acme" } });
  analytics.track({ userId, event: "Signed In", timestamp: daysAgo(30) });
  analytics.page({ userId, category: "Docs", name: "API", properties: { url: "http://x/" } });
  analytics.screen({ userId, name: "Home" });
  analytics.alias({ userId: "s_2", previousId: userId });
  analytics.track({ userId: "s_2", event: "API Call", properties: { calls_count: 40 } });
  await analytics.closeAndFlush();
  assert.deepEqual(failures, []);

  const { customer, events, health } = await customerCalled(url, "segment-acme");
  assert.equal(customer.name, "Acme");
  assert.equal(customer.plan, "enterprise");
  assert.equal(customer.mrr, "4200.00");
  assert.equal(count(events, "login"), 2);
  assert.equal(count(events, "feature"), 3);
  assert.equal(factor(health, "login_score").events_counted, 2);
  assert.equal(factor(health, "feature_score").events_counted, 3);
});

test("segment: what an alias says holds for what follows", async () => {
  const analytics = new Analytics({ writeKey, host: url, maxRetries: 0 });
  analytics.track({ userId: "s_2", event: "API Call", properties: { calls_count: 40 } });
  await analytics.closeAndFlush();
  const { events, health } = await customerCalled(url, "segment-acme");
  assert.ok(count(events, "api") >= 1);
  assert.equal(factor(health, "api_score").missing, false);
});

test("segment: a long time ago is history", async () => {
  const { events } = await customerCalled(url, "segment-acme");
  const at = events.map((event) => Date.parse(event.timestamp)).sort((a, b) => a - b);
  assert.ok(Math.abs(at[0] - daysAgo(30)) < 60000);
});

test("segment: a wrong write key is refused", async () => {
  const analytics = new Analytics({ writeKey: "wk_wrong", host: url, maxRetries: 0 });
  const failures = [];
  analytics.on("error", (failure) => failures.push(failure));
  analytics.track({ userId: "s_1", event: "Refused" });
  await analytics.closeAndFlush();
  assert.equal(failures.length, 1);
});

// --- RudderStack -----------------------------------------------------------

async function rudder(options, group) {
  const client = new RudderAnalytics(writeKey, { dataPlaneUrl: url, flushAt: 20, ...options });
  const sent = [];
  const done = (failure) => sent.push(failure ?? null);
  const userId = `${group}-user`;
  client.identify({ userId, traits: { email: "a@b.co" } }, done);
  client.group({ userId, groupId: group, traits: { name: `${group} Ltd` } }, done);
  client.track({ userId, event: "Logged In" }, done);
  client.track({ userId, event: "Report Exported", properties: { format: "csv" }, context: { groupId: group } }, done);
  client.page({ userId, name: "Docs" }, done);
  client.screen({ userId, name: "Home" }, done);
  client.alias({ previousId: userId, userId: `${userId}-2` }, done);
  await client.flush();
  return sent;
}

for (const [name, options] of [["compressed", { gzip: true }], ["plain", { gzip: false }]]) {
  test(`rudderstack: every call lands at its group, ${name}`, async () => {
    const sent = await rudder(options, `rudder-${name}`);
    assert.deepEqual(sent.filter((failure) => failure), []);
    const { customer, events, health } = await customerCalled(url, `rudder-${name}`);
    assert.equal(customer.name, `rudder-${name} Ltd`);
    assert.equal(count(events, "login"), 1);
    assert.equal(count(events, "feature"), 3);
    assert.equal(factor(health, "feature_score").events_counted, 3);
  });
}

// --- CloudEvents -----------------------------------------------------------

const send = (message, query = "?create=true") =>
  fetch(`${url}/api/cloudevents${query}`, { method: "POST", headers: message.headers, body: message.body });

const cloudEvent = (more) =>
  new CloudEvent({ source: "/crm", subject: "cloud/acme", type: "customer.login", ...more });

test("cloudevents: binary and structured events are the same", async () => {
  assert.equal((await send(HTTP.binary(cloudEvent({ id: "c-1" })))).status, 204);
  assert.equal((await send(HTTP.structured(cloudEvent({ id: "c-1" })))).status, 204);
  const { events } = await customerCalled(url, "cloud/acme");
  assert.equal(events.length, 1);
  assert.equal(events[0].type, "login");
});

test("cloudevents: the client's own transports are understood", async () => {
  const data = { feature_name: "export", usage_count: 3 };
  const type = "customer.feature_used";
  for (const mode of [Mode.BINARY, Mode.STRUCTURED]) {
    const emit = emitterFor(httpTransport(`${url}/api/cloudevents`), { mode });
    await emit(cloudEvent({ id: `t-${mode}`, type, data }));
  }
  const { events, health } = await customerCalled(url, "cloud/acme");
  assert.equal(count(events, "feature"), 2);
  assert.equal(factor(health, "feature_score").events_counted, 2);
});

test("cloudevents: a batch is told of each", async () => {
  const batch = [
    cloudEvent({ id: "b-1", type: "customer.ticket.opened", data: { ticket_id: "t-1", priority: "high" } }),
    cloudEvent({ id: "b-2", type: "customer.invoice.issued", data: { invoice_id: "i-1", amount: "19.90", due_date: "2026-01-31" } }),
    cloudEvent({ id: "b-2", type: "customer.invoice.issued", data: { invoice_id: "i-1", amount: "19.90", due_date: "2026-01-31" } }),
    cloudEvent({ id: "b-3", type: "customer.invoice.issued" }),
  ];
  const response = await send({
    headers: { "content-type": "application/cloudevents-batch+json; charset=utf-8" },
    body: JSON.stringify(batch),
  });
  assert.equal(response.status, 200);
  const result = await response.json();
  assert.equal(result.accepted, 2);
  assert.equal(result.duplicate, 1);
  assert.deepEqual(result.rejected.map((one) => one.index), [3]);
  const { health } = await customerCalled(url, "cloud/acme");
  assert.equal(health.ticket_score, 75);
});

test("cloudevents: names of any language come through headers", async () => {
  const event = cloudEvent({ id: "évt 2", subject: 'Zürich "x" 50%', type: "t", datacontenttype: "text/plain", data: "plain text" });
  assert.equal((await send(HTTP.binary(event))).status, 204);
  const { events } = await customerCalled(url, 'Zürich "x" 50%');
  assert.equal(events[0].event_id, "/crm évt 2");
});

test("cloudevents: bytes are taken", async () => {
  const event = cloudEvent({ id: "e3", type: "Bytes Sent", datacontenttype: "application/octet-stream", data: new Uint8Array([1, 2, 3, 255]) });
  assert.equal((await send(HTTP.structured(event))).status, 204);
  assert.equal((await send(HTTP.binary(cloudEvent({ id: "e4", datacontenttype: "application/octet-stream", data: new Uint8Array([1, 255]) })))).status, 204);
});

test("cloudevents: a customer who churned says so", async () => {
  assert.equal((await send(HTTP.binary(cloudEvent({ id: "x", subject: "cloud/gone", type: "customer.churned" })))).status, 204);
  const { customer } = await customerCalled(url, "cloud/gone", "churned");
  assert.equal(customer.lifecycle, "churned");
});

// --- Stripe ----------------------------------------------------------------

const stripe = new Stripe("sk_test_x");

function webhook(event, secret = stripeSecret, timestamp = Math.floor(Date.now() / 1000)) {
  const payload = JSON.stringify({ object: "event", livemode: false, pending_webhooks: 1, ...event });
  const signature = stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp });
  return fetch(`${url}/api/webhooks/stripe`, {
    method: "POST",
    headers: { "Content-Type": "application/json; charset=utf-8", "Stripe-Signature": signature },
    body: payload,
  });
}

const seconds = (days) => Math.floor(daysAgo(days) / 1000);

const invoice = (status, transitions) => ({
  id: "in_1", object: "invoice", customer: "cus_acme", customer_name: "Acme", amount_due: 4200,
  currency: "eur", status, due_date: null, attempt_count: 1,
  status_transitions: { finalized_at: seconds(30), paid_at: null, voided_at: null, marked_uncollectible_at: null, ...transitions },
});

test("stripe: what its helper signs is taken, in any order", async () => {
  const paid = { id: "evt_3", type: "invoice.paid", created: seconds(1), data: { object: invoice("paid", { paid_at: seconds(1) }) } };
  const failed = { id: "evt_2", type: "invoice.payment_failed", created: seconds(20), data: { object: invoice("open") } };
  const final = { id: "evt_1", type: "invoice.finalized", created: seconds(30), data: { object: invoice("open") } };
  for (const event of [paid, failed, final, paid]) assert.equal((await webhook(event)).status, 200);
  const { customer, events, health } = await customerCalled(url, "cus_acme");
  assert.equal(customer.name, "Acme");
  assert.equal(events.length, 3);
  assert.equal(factor(health, "invoice_payment_score").events_counted, 1);
  assert.equal(health.invoice_payment_score, 0);
});

test("stripe: a wrong or an old signature is refused", async () => {
  const event = { id: "evt_9", type: "invoice.paid", created: seconds(0), data: { object: invoice("paid") } };
  assert.equal((await webhook(event, "whsec_wrong")).status, 401);
  assert.equal((await webhook(event, stripeSecret, seconds(1))).status, 400);
  assert.equal((await webhook(event, "whsec_old")).status, 200);
});

test("stripe: a subscription that ended is a customer who left", async () => {
  const object = {
    id: "sub_1", customer: "cus_left", status: "canceled", currency: "eur",
    items: { data: [{ quantity: 1, price: { unit_amount: 900, recurring: { interval: "month", interval_count: 1 } } }] },
  };
  const ended = { id: "evt_5", type: "customer.subscription.deleted", created: seconds(1), data: { object } };
  assert.equal((await webhook(ended)).status, 200);
  const { customer } = await customerCalled(url, "cus_left", "churned");
  assert.equal(customer.lifecycle, "churned");
});

test("nothing of all this was refused that should not have been", async () => {
  const rejected = (await ask(url, "/api/events/rejected")).data;
  const reasons = rejected.map((one) => one.reason).sort();
  assert.deepEqual(reasons, ["bad_signature", "missing", "stale"]);
});
