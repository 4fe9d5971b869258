// append.c: how many events a second can the store itself take?
//
//     append ADDRESS CUSTOMERS BATCH SECONDS IDS
//
// A bare loop of store_append over so many customers of its own, BATCH events a commit,
// each commit on disk, for so many seconds.  IDS is `ordered` (UUIDs that grow with the
// time) or `random`.  Prints events a second, and nothing else.
#include "base/clock.h"
#include "base/random.h"
#include "store/store.h"

#include <stdio.h>

enum { CUSTOMERS_A_COMMIT = 1000 };

typedef struct {
    int64_t customers;
    int64_t batch;
    int64_t seconds;
    bool random_ids;
    int64_t *id;  // of the customers
} Load;

static Customer customer_called(Str name)
{
    return (Customer){.name = name, .renews_on = DAY_NONE, .currency = S("USD")};
}

typedef struct {
    int64_t *id;
    int64_t count;
} Some;

static Err add_some(Store *store, void *what)
{
    Some *some = what;
    Err err = OK;
    for (int64_t c = 0; !err && c < some->count; c++) {
        Customer customer = customer_called(S("bench"));
        err = store_add_customer(store, &customer);
        some->id[c] = customer.id;
    }
    return err;
}

static Err add_customers(Store *store, const Load *load)
{
    Err err = OK;
    for (int64_t at = 0; !err && at < load->customers; at += CUSTOMERS_A_COMMIT) {
        int64_t left = load->customers - at;
        Some some = {load->id + at, left < CUSTOMERS_A_COMMIT ? left : CUSTOMERS_A_COMMIT};
        err = store_together(store, add_some, &some);
    }
    return err;
}

// Cheap, and good enough to spread load.
static uint64_t next_random(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

static Str next_uuid(Arena *arena, Millis now, bool is_random, uint64_t *state)
{
    uint64_t high = next_random(state), low = next_random(state);
    uint64_t time = is_random ? high : (uint64_t)now;
    return str_format(arena, "%08x-%04x-7%03x-%04x-%012llx",
                      (unsigned)(time >> 16 & 0xFFFFFFFF), (unsigned)(time & 0xFFFF),
                      (unsigned)(high & 0xFFF), (unsigned)(0x8000 | (high >> 12 & 0x3FFF)),
                      (unsigned long long)(low & 0xFFFFFFFFFFFF));
}

static Err append_batch(Store *store, const Load *load, uint64_t *state, Arena batch)
{
    size_t count = (size_t)load->batch;
    Event *event = arena_new(&batch, Event, count);
    Appended *out = arena_new(&batch, Appended, count);
    Millis now = clock_now();
    for (size_t e = 0; e < count; e++)
        event[e] =
            (Event){.customer = load->id[next_random(state) % (uint64_t)load->customers],
                    .type = EVENT_LOGIN,
                    .at = now,
                    .received_at = now,
                    .quantity = 1,
                    .source = S("bench"),
                    .id = next_uuid(&batch, now, load->random_ids, state),
                    .details = S("{}")};
    return store_append(store, event, count, out, batch);
}

static bool read_load(char **argument, Load *load)
{
    load->random_ids = str_equal(str_of(argument[5]), S("random"));
    return str_int(str_of(argument[2]), &load->customers) &&
           str_int(str_of(argument[3]), &load->batch) &&
           str_int(str_of(argument[4]), &load->seconds);
}

int main(int argc, char **argv)
{
    Store *store;
    Load load;
    if (argc != 6 || !read_load(argv, &load)) return 2;
    if (store_open(str_of(argv[1]), STORE_WRITER, &store)) return 1;

    Arena life = arena_map((size_t)64 << 20);
    load.id = arena_new(&life, int64_t, (size_t)load.customers);
    Err err = add_customers(store, &load);

    uint64_t state = random_bits() | 1;
    int64_t events = 0, began = clock_ticks();
    while (!err && clock_ticks() - began < load.seconds * INT64_C(1000000000)) {
        err = append_batch(store, &load, &state, life);
        events += load.batch;
    }
    printf("%.0f\n", (double)events * 1e9 / (double)(clock_ticks() - began));
    store_close(store);
    return err != OK;
}
