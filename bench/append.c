// append.c: how many events a second can the store itself take?
//
//     append sqlite:PATH
//
// A bare loop of store_append over 1,000 customers, 256 events a commit, each
// commit on disk, for five seconds.  Prints events a second, and nothing else.
#include "base/clock.h"
#include "base/random.h"
#include "store/store.h"

#include <stdio.h>

enum { CUSTOMERS = 1000, BATCH = 256, LOOP_SECONDS = 5 };

static Err add_customers(Store *store, int64_t *id)
{
    for (int c = 0; c < CUSTOMERS; c++) {
        Customer customer = {
            .name = S("bench"), .renews_on = DAY_NONE, .currency = S("USD")};
        Err err = store_add_customer(store, &customer);
        if (err) return err;
        id[c] = customer.id;
    }
    return OK;
}

static Err append_batch(Store *store, const int64_t *id, Arena batch)
{
    Event *event = arena_new(&batch, Event, BATCH);
    Appended *out = arena_new(&batch, Appended, BATCH);
    Millis now = clock_now();
    for (int e = 0; e < BATCH; e++)
        event[e] = (Event){.customer = id[random_bits() % CUSTOMERS],
                           .type = EVENT_LOGIN,
                           .at = now,
                           .received_at = now,
                           .quantity = 1,
                           .source = S("bench"),
                           .id = random_uuid(&batch, now),
                           .details = S("{}")};
    return store_append(store, event, BATCH, out, batch);
}

int main(int argc, char **argv)
{
    Store *store;
    int64_t *id;
    if (argc != 2 || store_open(str_of(argv[1]), STORE_WRITER, &store)) return 1;

    Arena life = arena_map((size_t)64 << 20);
    id = arena_new(&life, int64_t, CUSTOMERS);
    Err err = add_customers(store, id);

    int64_t events = 0, began = clock_ticks();
    while (!err && clock_ticks() - began < LOOP_SECONDS * INT64_C(1000000000)) {
        err = append_batch(store, id, life);
        events += BATCH;
    }
    printf("%.0f\n", (double)events * 1e9 / (double)(clock_ticks() - began));
    store_close(store);
    return err != OK;
}
