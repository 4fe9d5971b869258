#include "service/writing/changes.h"

#include "base/clock.h"
#include "service/writing/making.h"
#include "service/writing/order.h"

static Arena scratch_of(const Order *order)
{
    return committer_scratch(order->service->committer);
}

// The customer of this id, or who took it in.
static Err find_customer(const Order *order, Store *store, int64_t *customer)
{
    const Whose whose = {.id = *customer};
    Err err = store_find_customers(store, &whose, 1, customer, scratch_of(order));
    return !err && *customer == 0 ? ERR_NOT_FOUND : err;
}

// --- events --------------------------------------------------------------

static Err add_event(Order *order, Store *store)
{
    Err err = find_customer(order, store, &order->event->customer);
    return err ? err
               : store_append(store, order->event, 1, order->outcome, scratch_of(order));
}

static void count_event(const Order *order)
{
    count_outcome(committer_counters(order->service->committer), order->event,
                  *order->outcome);
}

Err change_add_event(Service *service, Change change, Event *event, Appended *outcome)
{
    Order order = {.act = add_event, .after = count_event, .event = event};
    order.outcome = outcome;
    return order_hand_over(service, change, &order);
}

static Err void_event(Order *order, Store *store)
{
    return store_void_event(store, order->customer, order->whose.source, order->id,
                            clock_now(), scratch_of(order));
}

Err change_void_event(Service *service, Change change, int64_t customer, Str source, Str id)
{
    const Order order = {
        .act = void_event, .customer = customer, .whose = {.source = source}, .id = id};
    return order_hand_over(service, change, &order);
}

// The event that was pointed at; the others of its name are found as it is.
static Err find_waiting(Order *order, Store *store)
{
    Assignment *assignment = order->assignment;
    Unmatched waits;
    int count = 0;
    const UnmatchedQuery query = {NULL, assignment->unmatched - 1, 1};
    Err err = store_unmatched(store, order->change.arena, &query, &waits, &count);
    if (err) return err;
    if (count == 0 || waits.id != assignment->unmatched) return ERR_NOT_FOUND;
    assignment->whose = waits.whose;
    return OK;
}

// A new customer, who is called so from the beginning.
static Err make_customer(const Order *order, Store *store)
{
    Assignment *assignment = order->assignment;
    const Item item = {
        .whose = assignment->whose, .name = assignment->name, .create = true};
    int made;
    return make_customers(order->service, store, &item, 1, &assignment->customer, &made);
}

static Err name_customer(const Order *order, Store *store)
{
    Assignment *assignment = order->assignment;
    Err err = find_customer(order, store, &assignment->customer);
    return err ? err : store_add_alias(store, assignment->customer, assignment->whose);
}

static Err assign(Order *order, Store *store)
{
    Assignment *assignment = order->assignment;
    assignment->customer = order->customer;
    assignment->whose = (Whose){0};
    Err err = find_waiting(order, store);
    if (!err)
        err = order->customer ? name_customer(order, store) : make_customer(order, store);
    if (!err) err = order_match(order, store, assignment->whose);
    assignment->assigned = (int64_t)order->matching.events;
    assignment->more = order->matching.more;
    return err;
}

Err change_assign_unmatched(Service *service, Change change, Assignment *assignment)
{
    const Order order = {
        .act = assign, .customer = assignment->customer, .assignment = assignment};
    return order_hand_over(service, change, &order);
}

// --- names ---------------------------------------------------------------

static Err add_alias(Order *order, Store *store)
{
    Err err = store_add_alias(store, order->customer, order->whose);
    return err ? err : order_match(order, store, order->whose);
}

Err change_add_alias(Service *service, Change change, int64_t customer, Whose alias)
{
    const Order order = {.act = add_alias, .customer = customer, .whose = alias};
    return order_hand_over(service, change, &order);
}

static Err remove_alias(Order *order, Store *store)
{
    return store_remove_alias(store, order->customer, order->whose);
}

Err change_remove_alias(Service *service, Change change, int64_t customer, Whose alias)
{
    const Order order = {.act = remove_alias, .customer = customer, .whose = alias};
    return order_hand_over(service, change, &order);
}

static Err merge(Order *order, Store *store)
{
    return store_merge_customers(store, order->customer, order->into, clock_now(),
                                 scratch_of(order));
}

static void redirect(const Order *order)
{
    committer_redirect(order->service->committer, order->customer, order->into);
    bounds_forget(order->service->bounds, order->into);
    known_forget(order->service->known, order->customer);
}

Err change_merge_customers(Service *service, Change change, int64_t from, int64_t into)
{
    const Order order = {.act = merge, .after = redirect, .customer = from, .into = into};
    return order_hand_over(service, change, &order);
}

// --- answers -------------------------------------------------------------

static Err do_nothing(Order *order, Store *store)
{
    (void)order, (void)store;
    return OK;
}

Err change_keep_answer(Service *service, Change change)
{
    const Order order = {.act = do_nothing};
    return order_hand_over(service, change, &order);
}

// --- settings ------------------------------------------------------------

static Err put_setting(Order *order, Store *store)
{
    return store_put_note(store, order->id, order->value);
}

Err change_put_setting(Service *service, Change change, Str name, Str value)
{
    const Order order = {.act = put_setting, .id = name, .value = value};
    return order_hand_over(service, change, &order);
}
