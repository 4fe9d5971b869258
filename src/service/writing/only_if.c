#include "service/writing/only_if.h"

#include "base/clock.h"
#include "service/writing/order.h"

Err only_if_holds(OnlyIf *only_if, const Customer *stored)
{
    bool wanted = stored ? only_if->print == 0 || only_if->print == customer_print(stored)
                         : !only_if->there && only_if->print == 0;
    only_if->differs = !wanted;
    return wanted ? OK : ERR_CONFLICT;
}

static Err erase(Order *order, Store *store)
{
    Erasure *erasure = order->erasure;
    CustomerRow row;
    Arena *arena = order->change.arena;
    Err err = store_hold_customer(store, erasure->customer);
    if (!err) err = store_customer(store, arena, erasure->customer, clock_today(), &row);
    if (!err) err = only_if_holds(&erasure->only_if, &row.customer);
    if (!err) err = store_count_events(store, erasure->customer, &erasure->events);
    return err ? err : store_erase_customer(store, erasure->customer);
}

static void forget(const Order *order)
{
    committer_redirect(order->service->committer, order->erasure->customer, 0);
    bounds_forget(order->service->bounds, order->erasure->customer);
    known_forget(order->service->known, order->erasure->customer);
}

Err change_erase_customer(Service *service, Change change, Erasure *erasure)
{
    const Order order = {.act = erase, .after = forget, .erasure = erasure};
    return order_hand_over(service, change, &order);
}
