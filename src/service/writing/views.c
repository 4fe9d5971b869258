#include "base/clock.h"
#include "service/inside.h"
#include "service/writing/order.h"

static Err add_view(Order *order, Store *store)
{
    order->view->at = clock_now();
    return store_add_view(store, order->view);
}

Err change_add_view(Service *service, Change change, ListView *view)
{
    const Order order = {.act = add_view, .view = view};
    return order_hand_over(service, change, &order);
}

static Err remove_view(Order *order, Store *store)
{
    return store_remove_view(store, order->said_id);
}

Err change_remove_view(Service *service, Change change, int64_t view)
{
    const Order order = {.act = remove_view, .said_id = view};
    return order_hand_over(service, change, &order);
}

Err get_views(Service *service, Arena *arena, ListView **out, int *count)
{
    *count = 0;
    *out = arena_new(arena, ListView, VIEWS_MOST);
    Reader *reader = NULL;
    Err err = readers_lend(service->readers, &reader);
    if (err) return err;
    err = store_views(reader->store, arena, *out, count);
    readers_return(service->readers, reader, err);
    return err;
}

// --- many at once --------------------------------------------------------

// They are all there, and stay so; nothing is changed before that is known.
static Err hold_all(Store *store, OwnerChange *owned)
{
    Err err = OK;
    for (int c = 0; !err && c < owned->customers; c++) {
        err = store_hold_customer(store, owned->customer[c]);
        if (!err) err = store_knows_customer(store, owned->customer[c]);
        if (err == ERR_NOT_FOUND) owned->absent = owned->customer[c];
    }
    return err;
}

static Err own_one(Store *store, int64_t customer, Str owner, Arena scratch)
{
    CustomerRow row;
    Err err = store_customer(store, &scratch, customer, clock_today(), &row);
    if (err || str_equal(row.customer.owner, owner)) return err;
    row.customer.owner = owner;
    return store_put_customer(store, &row.customer);
}

static Err own(Order *order, Store *store)
{
    OwnerChange *owned = order->owned;
    Arena scratch = committer_scratch(order->service->committer);
    Err err = hold_all(store, owned);
    for (int c = 0; !err && c < owned->customers; c++)
        err = own_one(store, owned->customer[c], owned->owner, scratch);
    return err;
}

Err change_owner(Service *service, Change change, OwnerChange *owned)
{
    const Order order = {.act = own, .owned = owned};
    return order_hand_over(service, change, &order);
}
