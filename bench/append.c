// append.c: how many events a second can the store itself take?
//
//     append ADDRESS CUSTOMERS BATCH SECONDS IDS
//
// A bare loop of store_append over the first so many customers, which are made in an
// empty database: BATCH events a commit, each commit on disk, for so many seconds.  IDS
// is `ordered` (UUIDs that grow with the time) or `random`.  Where a million events wait
// to be folded, they are, as in the server.  Prints events a second, and nothing else.
#include "load.h"

#include "base/clock.h"
#include "base/random.h"
#include "store/store.h"

#include <stdio.h>

enum { CUSTOMERS_A_COMMIT = 1000, FOLD_AT = 1000000, FOLD_MOST = 1000 };

typedef struct {
    int64_t customers;
    int64_t batch;
    int64_t seconds;
    bool random_ids;
} Loop;

typedef struct {
    int64_t from;
    int64_t to;
} Some;

static Err add_some(Store *store, void *what)
{
    const Some *some = what;
    Err err = OK;
    for (int64_t c = some->from; !err && c < some->to; c++) {
        char name[32];
        snprintf(name, sizeof name, "c-%09lld", (long long)c);
        Customer customer = {.name = str_of(name),
                             .external_id = str_of(name),
                             .renews_on = DAY_NONE,
                             .currency = S("USD")};
        err = store_add_customer(store, &customer);
    }
    return err;
}

static Err add_customers(Store *store, const Loop *loop)
{
    int64_t there = 0;
    Err err = store_count_customers(store, &there);
    for (int64_t c = there + 1; !err && c <= loop->customers; c += CUSTOMERS_A_COMMIT) {
        Some some = {c, c + CUSTOMERS_A_COMMIT};
        if (some.to > loop->customers) some.to = loop->customers + 1;
        err = store_together(store, add_some, &some);
    }
    return err;
}

static Str next_id(Arena *arena, Millis now, bool is_random, uint64_t *dice)
{
    char *text = arena_new(arena, char, UUID_LENGTH);
    uuid_put(text, now, is_random, dice);
    return (Str){text, UUID_LENGTH};
}

static Err append_batch(Store *store, const Loop *loop, uint64_t *dice, Arena batch)
{
    size_t count = (size_t)loop->batch;
    Event *event = arena_new(&batch, Event, count);
    Appended *out = arena_new(&batch, Appended, count);
    Millis now = clock_now();
    for (size_t e = 0; e < count; e++)
        event[e] =
            (Event){.customer = 1 + (int64_t)(dice_throw(dice) % (uint64_t)loop->customers),
                    .type = EVENT_LOGIN,
                    .at = now,
                    .received_at = now,
                    .quantity = 1,
                    .source = S("bench"),
                    .id = next_id(&batch, now, loop->random_ids, dice),
                    .details = S("{}")};
    return store_append(store, event, count, out, batch);
}

static Err fold_down(Store *store)
{
    Err err = OK;
    int left = 1;
    while (!err && left > 0 && store_unfolded(store) >= FOLD_AT)
        err = store_fold(store, FOLD_MOST, &left);
    return err;
}

static bool read_loop(char **argument, Loop *loop)
{
    loop->random_ids = str_equal(str_of(argument[5]), S("random"));
    return str_int(str_of(argument[2]), &loop->customers) &&
           str_int(str_of(argument[3]), &loop->batch) &&
           str_int(str_of(argument[4]), &loop->seconds);
}

int main(int argc, char **argv)
{
    Store *store;
    Loop loop;
    if (argc != 6 || !read_loop(argv, &loop)) return 2;
    if (store_open(str_of(argv[1]), STORE_WRITER, &store)) return 1;

    Arena life = arena_map((size_t)64 << 20);
    Err err = add_customers(store, &loop);

    uint64_t dice = random_bits() | 1;
    int64_t events = 0, began = clock_ticks();
    while (!err && clock_ticks() - began < loop.seconds * INT64_C(1000000000)) {
        err = append_batch(store, &loop, &dice, life);
        if (!err) err = fold_down(store);
        events += loop.batch;
    }
    printf("%.0f\n", (double)events * 1e9 / (double)(clock_ticks() - began));
    store_close(store);
    return err != OK;
}
