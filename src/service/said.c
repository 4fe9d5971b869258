#include "service/said.h"

#include "base/clock.h"
#include "service/order.h"

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
