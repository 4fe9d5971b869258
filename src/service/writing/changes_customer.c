#include "service/writing/changes.h"

#include "base/clock.h"
#include "service/derive.h"
#include "service/writing/only_if.h"
#include "service/writing/order.h"
#include "service/writing/said.h"

// What waits for a customer of this external id.
static Err match_external_id(Order *order, Store *store, Str external_id)
{
    if (external_id.length == 0) return OK;
    return order_match(order, store, (Whose){.value = external_id});
}

// The customer as it is now, with all its facts.
static Err read_now(const Order *order, Store *store, int64_t customer, CustomerRow *out)
{
    Day today = clock_today();
    Arena scratch = committer_scratch(order->service->committer);
    const Cards *cards = live_cards_now(order->service->cards);
    Err err = store_customer(store, order->change.arena, customer, today, out);
    if (!err) out->card = derive_card_of(cards, out, today);
    if (err) return err;
    if (!out->stale) {
        derive_status(cards, today, out, 1);
        return OK;
    }

    Facts facts;
    Overrides overrides;
    err = store_facts(store, &scratch, customer, trend_from(cards->metrics, today), &facts);
    if (!err) err = derive_overrides(store, &scratch, customer, &overrides);
    if (err) return err;
    PictureRow made = derive_row(cards, &facts, today, scratch);
    out->card = derive_card(cards, &facts, today);
    derive_under(&made, out->card, overrides);
    derive_into(out, &made);
    return OK;
}

// What is said of its lifecycle here is said today.
static Err note_lifecycle(Store *store, const Customer *customer, Str before)
{
    const LifecyclePut put = {.customer = customer->id,
                              .before = before,
                              .after = customer->lifecycle,
                              .day = clock_today(),
                              .author = S("api")};
    return said_lifecycle(store, &put);
}

// --- adding --------------------------------------------------------------

static Err store_new(const Order *order, Store *store, Customer *customer)
{
    if (customer->lifecycle.length == 0) customer->lifecycle = S("active");
    Err err = store_add_customer(store, customer);
    if (!err) err = note_lifecycle(store, customer, (Str){0});
    if (!err) committer_added(order->service->committer, customer->id);
    return err;
}

static Err add(Order *order, Store *store)
{
    Err err = store_new(order, store, order->added);
    return err ? err : match_external_id(order, store, order->added->external_id);
}

Err change_add_customer(Service *service, Change change, Customer *customer)
{
    const Order order = {.act = add, .added = customer};
    return order_hand_over(service, change, &order);
}

// --- putting -------------------------------------------------------------

// Who is called so keeps its own external id, where it has one.  Who has left comes back
// only where that is said.
static Err put_over(const Order *order, Store *store, int64_t id)
{
    Customer customer = order->put->customer;
    CustomerRow row;
    Err err = store_hold_customer(store, id);
    if (!err) err = store_customer(store, order->change.arena, id, clock_today(), &row);
    if (!err) err = only_if_holds(&order->put->only_if, &row.customer);
    if (err) return err;

    customer.id = id;
    if (row.customer.external_id.length) customer.external_id = row.customer.external_id;
    if (customer.lifecycle.length == 0)
        customer.lifecycle = str_equal(row.customer.lifecycle, S("churned"))
                                 ? row.customer.lifecycle
                                 : S("active");
    err = store_put_customer(store, &customer);
    return err ? err : note_lifecycle(store, &customer, row.customer.lifecycle);
}

static Err put(Order *order, Store *store)
{
    CustomerPut *put = order->put;
    const Whose whose = {.value = put->customer.external_id};
    Customer customer = put->customer;
    int64_t id = 0;
    Err err = store_find_customers(store, &whose, 1, &id,
                                   committer_scratch(order->service->committer));
    if (err) return err;

    put->made = id == 0;
    if (put->made) err = only_if_holds(&put->only_if, NULL);
    if (!err)
        err = put->made ? store_new(order, store, &customer) : put_over(order, store, id);
    if (!err && put->made) err = match_external_id(order, store, whose.value);
    if (!err) err = read_now(order, store, put->made ? customer.id : id, &put->now);
    if (err) return err;

    put->customer.id = put->now.customer.id;
    put->customer.created_at = put->now.customer.created_at;
    return OK;
}

Err change_put_customer(Service *service, Change change, CustomerPut *wanted)
{
    const Order order = {.act = put, .put = wanted};
    return order_hand_over(service, change, &order);
}

// --- patching ------------------------------------------------------------

static void apply(const CustomerPatch *patch, Customer *to)
{
    const Customer *from = &patch->values;
    unsigned fields = patch->fields;
    if (fields & PATCH_EXTERNAL_ID) to->external_id = from->external_id;
    if (fields & PATCH_NAME) to->name = from->name;
    if (fields & PATCH_EMAIL) to->email = from->email;
    if (fields & PATCH_SEGMENT) to->segment = from->segment;
    if (fields & PATCH_PLAN) to->plan = from->plan;
    if (fields & PATCH_OWNER) to->owner = from->owner;
    if (fields & PATCH_LIFECYCLE) to->lifecycle = from->lifecycle;
    if (fields & PATCH_CURRENCY) to->currency = from->currency;
    if (fields & PATCH_MRR) to->mrr = from->mrr;
    if (fields & PATCH_SEATS) to->seats = from->seats;
    if (fields & PATCH_RENEWS_ON) to->renews_on = from->renews_on;
    if (fields & PATCH_TRAITS) to->traits = from->traits;
}

static Err patch(Order *order, Store *store)
{
    CustomerPatch *patch = order->patch;
    CustomerRow row;
    Arena *arena = order->change.arena;
    Err err = store_hold_customer(store, patch->customer);
    if (!err) err = store_customer(store, arena, patch->customer, clock_today(), &row);
    if (!err) err = only_if_holds(&patch->only_if, &row.customer);
    if (err) return err;

    Str before = row.customer.lifecycle;
    apply(patch, &row.customer);
    err = store_put_customer(store, &row.customer);
    if (!err) err = note_lifecycle(store, &row.customer, before);
    if (!err && patch->fields & PATCH_EXTERNAL_ID)
        err = match_external_id(order, store, row.customer.external_id);
    if (!err) err = read_now(order, store, patch->customer, &patch->now);
    return err;
}

Err change_patch_customer(Service *service, Change change, CustomerPatch *wanted)
{
    const Order order = {.act = patch, .patch = wanted};
    return order_hand_over(service, change, &order);
}
