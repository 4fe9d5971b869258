#include "service/writing/order.h"

#include "base/clock.h"

static Err keep_promise(Promise *promise, Store *store)
{
    Millis now = clock_now();
    KeptAnswer answer = {
        .key = promise->key, .fingerprint = promise->fingerprint, .at = now};
    promise->make(promise->context, &answer);
    if (answer.status == 0) return OK;

    Err err = store_keep_answer(store, &answer, now);
    promise->taken = err == ERR_CONFLICT;
    return err;
}

static Err act(Store *store, void *context)
{
    Order *order = context;
    Promise *promise = order->change.promise;
    *order->change.arena = order->start;
    order->matching = (Matching){0};
    if (promise) promise->taken = false;

    Err err = order->act(order, store);
    return err || !promise ? err : keep_promise(promise, store);
}

static void done(void *context, Err err, Appended outcome)
{
    (void)outcome;
    const Order *order = context;
    if (!err) match_done(order->service, &order->matching);
    if (!err && order->after) order->after(order);
    order->change.receipt.done(order->change.receipt.context, err, APPEND_STORED);
}

Err order_hand_over(Service *service, Change change, const Order *order)
{
    Order *own = arena_new(change.arena, Order, 1);
    *own = *order;
    own->service = service;
    own->change = change;
    own->start = *change.arena;
    return ingest_act(service, act, own, (Receipt){done, own});
}

Err order_match(Order *order, Store *store, Whose whose)
{
    order->whose = whose;
    order->matching.whose = &order->whose;
    return match_some(order->service, store, order->change.arena, &order->matching);
}
