#include "faulty.h"

#include "store/backend.h"

#include <stdlib.h>

typedef struct {
    Store store;  // first, so that a Store is one of us
    Store *inner;
    Fault *fault;
} Faulty;

static Store *inner_of(const Store *store)
{
    return ((const Faulty *)store)->inner;
}

static bool fails_now(const Store *store)
{
    Fault *fault = ((const Faulty *)store)->fault;
    int call = fault->calls++;
    return fault->at >= 0 && (call == fault->at || (fault->lasts && call > fault->at));
}

// What the caller of `store` is told, where `call` is how it passes on.
#define PASS(store, call)                                                                  \
    do {                                                                                   \
        const Fault *fault = ((const Faulty *)(store))->fault;                             \
        bool fails = fails_now(store);                                                     \
        Err err = fails && !fault->done ? OK : (call);                                     \
        return fails ? fault->err : err;                                                   \
    } while (0)

static void close_both(Store *store)
{
    store_close(inner_of(store));
    free(store);
}

static bool is_shared(const Store *store)
{
    return store_is_shared(inner_of(store));
}

static Err ping(Store *store)
{
    PASS(store, store_ping(inner_of(store)));
}

static Err add_customer(Store *store, Customer *customer)
{
    PASS(store, store_add_customer(inner_of(store), customer));
}

static Err erase_customer(Store *store, int64_t customer)
{
    PASS(store, store_erase_customer(inner_of(store), customer));
}

static Err knows_customer(Store *store, int64_t customer)
{
    PASS(store, store_knows_customer(inner_of(store), customer));
}

static Err customer(Store *store, Arena *arena, int64_t id, Day today, CustomerRow *out)
{
    PASS(store, store_customer(inner_of(store), arena, id, today, out));
}

static Err customers(Store *store, Arena *arena, ListPlace after, int most,
                     CustomerRow *out, int *count)
{
    PASS(store, store_customers(inner_of(store), arena, after, most, out, count));
}

static Err count_customers(Store *store, int64_t *out)
{
    PASS(store, store_count_customers(inner_of(store), out));
}

static Err book(Store *store, Arena *arena, BookRow **out, int *count)
{
    PASS(store, store_book(inner_of(store), arena, out, count));
}

static Err append(Store *store, Event *events, size_t count, Appended *out, Arena scratch)
{
    PASS(store, store_append(inner_of(store), events, count, out, scratch));
}

static Err events(Store *store, Arena *arena, const EventQuery *query, int most, Event *out,
                  int *count)
{
    PASS(store, store_events(inner_of(store), arena, query, most, out, count));
}

static Err has_room(Store *store, const Event *event, int64_t most)
{
    PASS(store, store_has_room(inner_of(store), event, most));
}

static Err facts(Store *store, Arena *arena, int64_t id, Day from, Facts *out)
{
    PASS(store, store_facts(inner_of(store), arena, id, from, out));
}

static Err replace_counts(Store *store, int64_t id, const Facts *counts)
{
    PASS(store, store_replace_counts(inner_of(store), id, counts));
}

static Err staleness(Store *store, Day today, int most, Staleness *out)
{
    PASS(store, store_staleness(inner_of(store), today, most, out));
}

static Err stale(Store *store, Day today, int most, StaleMark *out, int *count)
{
    PASS(store, store_stale(inner_of(store), today, most, out, count));
}

static Err put_pictures(Store *store, const PictureRow *rows, int count)
{
    PASS(store, store_put_pictures(inner_of(store), rows, count));
}

static Err note(Store *store, Arena *arena, Str name, Str *out)
{
    PASS(store, store_note(inner_of(store), arena, name, out));
}

static Err put_note(Store *store, Str name, Str value)
{
    PASS(store, store_put_note(inner_of(store), name, value));
}

static const Backend backend = {
    .close = close_both,
    .is_shared = is_shared,
    .ping = ping,
    .add_customer = add_customer,
    .erase_customer = erase_customer,
    .knows_customer = knows_customer,
    .customer = customer,
    .customers = customers,
    .count_customers = count_customers,
    .book = book,
    .append = append,
    .events = events,
    .has_room = has_room,
    .facts = facts,
    .replace_counts = replace_counts,
    .staleness = staleness,
    .stale = stale,
    .put_pictures = put_pictures,
    .note = note,
    .put_note = put_note,
};

Store *faulty_store(Store *inner, Fault *fault)
{
    Faulty *faulty = calloc(1, sizeof *faulty);
    if (!faulty) abort();
    *faulty = (Faulty){{&backend}, inner, fault};
    return &faulty->store;
}
