#include "history.h"
#include "service/asking/history.h"
#include "stage.h"

#include "base/clock.h"

#include <math.h>

// What holds for every customer of a large book, on either database.

#define NOON ((Millis)20000 * MILLIS_A_DAY + MILLIS_A_DAY / 2)

enum { CUSTOMERS = 10000, EACH = 20, BATCH = 1000 };

static Err add_customers(Store *store, void *context)
{
    const int *first = context;
    for (int c = *first; c < *first + BATCH; c++) {
        Customer customer = {.name = str_format(stage_memory(), "Customer %d", c),
                             .currency = S("USD"),
                             .lifecycle = S("active"),
                             .traits = S("{}"),
                             .renews_on = DAY_NONE,
                             .created_at = NOON};
        Err err = store_add_customer(store, &customer);
        if (err) return err;
    }
    return OK;
}

static Service *open_book(void)
{
    static Appended outcome[BATCH];
    Str database = stage_database();
    Store *store = NULL;
    assert_int_equal(store_open(database, STORE_WRITER, &store), OK);
    for (int first = 1; first <= CUSTOMERS; first += BATCH)
        assert_int_equal(store_together(store, add_customers, &first), OK);
    for (int done = 0; done < CUSTOMERS * EACH; done += BATCH) {
        Arena before = *stage_memory();
        Event *event = history_make(BATCH, CUSTOMERS, NOON);
        assert_int_equal(store_append(store, event, BATCH, outcome, *stage_memory()), OK);
        *stage_memory() = before;
    }
    store_close(store);
    return stage_open(database);
}

static double sum_of(const Score *score)
{
    double sum = 0;
    for (int f = 0; f < score->factors; f++)
        sum += score->factor[f].contribution;
    return sum;
}

// True where there was something to split.
static bool adds_up(Service *service, int64_t customer, const Scorecard *card)
{
    ScoreChange change;
    Day to = day_of(NOON) - history_roll(60), from = to - history_roll(120);
    assert_int_equal(get_change(service, &(ChangeQuery){customer, card, from, to}, &change),
                     OK);
    assert_true(!change.before.scored ||
                fabs(sum_of(&change.before) - change.before.total) < 1e-9);
    assert_true(!change.after.scored ||
                fabs(sum_of(&change.after) - change.after.total) < 1e-9);
    if (!change.split) return false;
    double parts = 0;
    for (int part = 0; part < PART_COUNT; part++)
        parts += change.part[part];
    assert_true(fabs(parts - (change.after.total - change.before.total)) < 1e-9);
    return true;
}

TEST(contributions_and_parts_of_change_add_up_for_ten_thousand_customers)
{
    stage_end();
    clock_set(NOON);
    history_begin(88172645463325252u);
    Service *service = open_book();
    int split = 0;
    for (int64_t customer = 1; customer <= CUSTOMERS; customer++)
        split += adds_up(service, customer,
                         customer % 2 ? scorecard_original() : scorecard_standard());
    assert_true(split > CUSTOMERS / 2);
    service_close(service);
}
