#include "service/writing/said.h"

#include "base/clock.h"
#include "service/derive.h"
#include "service/writing/order.h"

static Err add_outcome(Order *order, Store *store)
{
    Outcome *outcome = order->said;
    outcome->at = clock_now();
    return store_add_outcome(store, outcome);
}

Err change_add_outcome(Service *service, Change change, Outcome *outcome)
{
    const Order order = {.act = add_outcome, .said = outcome};
    return order_hand_over(service, change, &order);
}

static Err remove_outcome(Order *order, Store *store)
{
    return store_remove_outcome(store, order->customer, order->said_id);
}

Err change_remove_outcome(Service *service, Change change, int64_t customer,
                          int64_t outcome)
{
    const Order order = {.act = remove_outcome, .customer = customer, .said_id = outcome};
    return order_hand_over(service, change, &order);
}

Err get_outcomes(Service *service, Arena *arena, int64_t customer, Outcome **out,
                 int *count)
{
    *count = 0;
    Reader *reader = NULL;
    Err err = readers_lend(service->readers, &reader);
    if (err) return err;
    err = store_knows_customer(reader->store, customer);
    if (!err) err = store_outcomes(reader->store, arena, customer, out, count);
    readers_return(service->readers, reader, err);
    return err;
}

// --- overrides -------------------------------------------------------------------

// Its first day is today, which is known only when it is stored.
static Err add_override(Order *order, Store *store)
{
    Override *override = order->said;
    override->at = clock_now();
    override->since = clock_today();
    return store_add_override(store, override);
}

Err change_add_override(Service *service, Change change, Override *override)
{
    const Order order = {.act = add_override, .said = override};
    return order_hand_over(service, change, &order);
}

static Err end_override(Order *order, Store *store)
{
    const Override which = {.id = order->said_id, .customer = order->customer};
    return store_end_override(store, &which, clock_today(), clock_now());
}

Err change_end_override(Service *service, Change change, int64_t customer, int64_t override)
{
    const Order order = {.act = end_override, .customer = customer, .said_id = override};
    return order_hand_over(service, change, &order);
}

Err get_overrides(Service *service, Arena *arena, int64_t customer, Override **out,
                  int *count)
{
    *count = 0;
    Reader *reader = NULL;
    Err err = readers_lend(service->readers, &reader);
    if (err) return err;
    err = store_knows_customer(reader->store, customer);
    if (!err) err = store_overrides(reader->store, arena, customer, out, count);
    readers_return(service->readers, reader, err);
    return err;
}

// It is of the health a customer has, not of what other cards would say.
Err show_override(Store *reader, Arena *arena, HealthDetails *details)
{
    Overrides overrides;
    if (!details->own) return OK;
    Err err = derive_overrides(reader, arena, details->row.customer.id, &overrides);
    if (err) return err;
    details->overridden = override_on(overrides.override, overrides.count, details->today);
    if (!details->overridden) return OK;
    details->computed = details->score;
    details->score = override_apply(&details->score, details->overridden, details->card);
    return OK;
}

// --- notes -----------------------------------------------------------------------

static Err add_note(Order *order, Store *store)
{
    CustomerNote *note = order->said;
    note->at = clock_now();
    return store_add_customer_note(store, note);
}

Err change_add_note(Service *service, Change change, CustomerNote *note)
{
    const Order order = {.act = add_note, .said = note};
    return order_hand_over(service, change, &order);
}

static Err remove_note(Order *order, Store *store)
{
    return store_remove_customer_note(store, order->customer, order->said_id);
}

Err change_remove_note(Service *service, Change change, int64_t customer, int64_t note)
{
    const Order order = {.act = remove_note, .customer = customer, .said_id = note};
    return order_hand_over(service, change, &order);
}

Err get_notes(Service *service, Arena *arena, const CustomerNote *after, int most,
              NotePage *out)
{
    // One row more than was asked for tells whether there is a next page.
    *out = (NotePage){.row = arena_new(arena, CustomerNote, most + 1)};
    Reader *reader = NULL;
    Err err = readers_lend(service->readers, &reader);
    if (err) return err;
    err = store_knows_customer(reader->store, after->customer);
    if (!err)
        err = store_customer_notes(reader->store, arena, after, most + 1, out->row,
                                   &out->rows);
    readers_return(service->readers, reader, err);
    if (err) return err;

    out->has_more = out->rows > most;
    if (out->has_more) out->rows--;
    return OK;
}

// --- lifecycles ------------------------------------------------------------------

static bool is_churned(Str lifecycle)
{
    return str_equal(lifecycle, S("churned"));
}

// Who has all the outcomes it may have is called so all the same.
Err said_lifecycle(Store *store, const LifecyclePut *put)
{
    bool left = is_churned(put->after);
    if (left == is_churned(put->before)) return OK;

    Day today = clock_today();
    Outcome outcome = {.customer = put->customer,
                       .kind = left ? OUTCOME_CHURNED : OUTCOME_RENEWED,
                       .day = put->day < today ? put->day : today,
                       .author = put->author,
                       .at = clock_now()};
    Err err = store_add_outcome(store, &outcome);
    return err == ERR_CONFLICT ? OK : err;
}
