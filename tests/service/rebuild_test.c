#include "history.h"
#include "stage.h"

#include "base/clock.h"
#include "service/derive.h"

#include <string.h>

// Derived in any order = rebuilt from the events, to the bit.

#define TODAY ((Day)20000)
#define NOON (day_start(TODAY) + MILLIS_A_DAY / 2)

enum { CUSTOMERS = 6, EVENTS = 900 };

static void stand_still(void)
{
    stage_end();
    clock_set(NOON);
}

static void look_away(void *context, int64_t done, int64_t of)
{
    assert_true(done <= of);
    *(int64_t *)context = done;
}

static int64_t count_wrong(Str database)
{
    int64_t wrong = -1, done = 0;
    assert_int_equal(check_all(database, look_away, &done, &wrong), OK);
    assert_true(done > 0);
    return wrong;
}

static void make_anew(Str database)
{
    int64_t done = 0;
    assert_int_equal(rebuild_all(database, look_away, &done), OK);
}

// Straight into the store, in batches of any size, deriving now and then.
static void append_all(Store *store, Event *event, int count)
{
    static Appended outcome[200];
    int found;
    for (int begin = 0, batch; begin < count; begin += batch) {
        batch = 1 + history_roll(history_roll(2) ? 3 : 150);
        if (batch > count - begin) batch = count - begin;
        assert_int_equal(
            store_append(store, event + begin, (size_t)batch, outcome, *stage_memory()),
            OK);
        if (history_roll(4) == 0)
            assert_int_equal(derive_stale(store,
                                          (Deriving){.today = TODAY, .most = DERIVE_MOST},
                                          &found, *stage_memory()),
                             OK);
    }
    assert_int_equal(derive_stale(store, (Deriving){.today = TODAY, .most = DERIVE_MOST},
                                  &found, *stage_memory()),
                     OK);
}

static Str fill(Event *event, int count)
{
    Str database = stage_database();
    Service *service = stage_open(database);
    for (int c = 0; c < CUSTOMERS; c++)
        (void)stage_customer(service, str_format(stage_memory(), "Customer %d", c), 100);
    service_close(service);

    Store *store = NULL;
    assert_int_equal(store_open(database, STORE_WRITER, &store), OK);
    append_all(store, event, count);
    store_close(store);
    return database;
}

static Str dump(Str database)
{
    Service *service = stage_open(database);
    Str pictures = history_pictures(service);
    service_close(service);
    return pictures;
}

static void compare(uint64_t seed)
{
    history_begin(seed);
    Event *history = history_make(EVENTS, CUSTOMERS, NOON);
    Str expected = {0};
    for (int order = 0; order < 3; order++) {
        int count;
        Event *shuffled = history_shuffle(history, EVENTS, &count);
        Str database = fill(shuffled, count);
        assert_int_equal(count_wrong(database), 0);
        Str derived = dump(database);
        if (order == 0) expected = derived;
        assert_int_equal(derived.length, expected.length);
        assert_memory_equal(derived.text, expected.text, expected.length);

        make_anew(database);
        assert_int_equal(count_wrong(database), 0);
        Str rebuilt = dump(database);
        assert_int_equal(rebuilt.length, expected.length);
        assert_memory_equal(rebuilt.text, expected.text, expected.length);
    }
}

TEST(derived_in_any_order_equals_rebuilt_to_the_bit)
{
    stand_still();
    compare(88172645463325252u);
    compare(20261122u);
}

// Every third event is taken back, and two customers become one.
static void correct(Str database, const Event *event, int count)
{
    Store *store = NULL;
    int found;
    assert_int_equal(store_open(database, STORE_WRITER, &store), OK);
    for (int e = 0; e < count; e += 3)
        assert_int_equal(store_void_event(store, event[e].customer, event[e].source,
                                          event[e].id, NOON, *stage_memory()),
                         OK);
    assert_int_equal(store_merge_customers(store, 2, 1, NOON, *stage_memory()), OK);
    assert_int_equal(derive_stale(store, (Deriving){.today = TODAY, .most = DERIVE_MOST},
                                  &found, *stage_memory()),
                     OK);
    store_close(store);
}

TEST(what_was_taken_back_or_merged_equals_what_is_rebuilt_to_the_bit)
{
    stand_still();
    history_begin(4711);
    Event *history = history_make(EVENTS, CUSTOMERS, NOON);
    Str database = fill(history, EVENTS);
    correct(database, history, EVENTS);
    assert_int_equal(count_wrong(database), 0);
    Str derived = dump(database);

    make_anew(database);
    assert_int_equal(count_wrong(database), 0);
    Str rebuilt = dump(database);
    assert_int_equal(rebuilt.length, derived.length);
    assert_memory_equal(rebuilt.text, derived.text, derived.length);
}

// --- finding what is wrong -----------------------------------------------

static Str one_customer(void)
{
    Str database = stage_database();
    Service *service = stage_open(database);
    int64_t acme = stage_customer(service, S("Acme"), 100);
    for (int i = 0; i < 40; i++) {
        Event login = stage_event(acme, EVENT_LOGIN, NOON - (Millis)i * MILLIS_A_DAY);
        stage_store(service, &login);
    }
    (void)stage_list(service);
    service_close(service);
    return database;
}

static Store *open_writer(Str database)
{
    Store *store = NULL;
    assert_int_equal(store_open(database, STORE_WRITER, &store), OK);
    return store;
}

TEST(a_wrong_count_is_found_and_rebuild_makes_it_right)
{
    stand_still();
    Str database = one_customer();
    assert_int_equal(count_wrong(database), 0);

    Store *store = open_writer(database);
    DailyCount daily = {.day = TODAY, .type = EVENT_LOGIN, .count = 41, .sum = 41};
    Span span = {.type = EVENT_LOGIN, .first = TODAY, .last = TODAY, .last_at = NOON};
    Facts wrong = {
        .from = DAY_FIRST, .daily = &daily, .dailies = 1, .span = &span, .spans = 1};
    assert_int_equal(store_replace_counts(store, 1, &wrong), OK);
    store_close(store);
    assert_int_equal(count_wrong(database), 1);

    make_anew(database);
    assert_int_equal(count_wrong(database), 0);
}

TEST(a_wrong_picture_is_found_and_rebuild_makes_it_right)
{
    stand_still();
    Str database = one_customer();
    Store *store = open_writer(database);
    Facts facts;
    assert_int_equal(store_facts(store, stage_memory(), 1, DAY_FIRST, &facts), OK);
    // Mark the customer stale, and store a picture with one login too many.
    assert_int_equal(store_replace_counts(store, 1, &facts), OK);
    StaleMark mark;
    int count = 0;
    assert_int_equal(store_stale(store, TODAY, 1, &mark, &count), OK);
    assert_int_equal(count, 1);
    PictureRow row = derive_row(cards_shipped(), &facts, TODAY, *stage_memory());
    row.mark = mark;
    row.picture.measure[METRIC_LOGINS].amount++;
    assert_int_equal(store_put_pictures(store, &row, 1), OK);
    store_close(store);
    assert_int_equal(count_wrong(database), 1);

    make_anew(database);
    assert_int_equal(count_wrong(database), 0);
}

TEST(pictures_that_have_aged_are_not_wrong)
{
    stand_still();
    Str database = one_customer();
    clock_set(NOON + (Millis)50 * MILLIS_A_DAY);
    assert_int_equal(count_wrong(database), 0);
    make_anew(database);
    assert_int_equal(count_wrong(database), 0);
}

TEST(who_has_no_events_is_right_and_stays_without_data)
{
    stand_still();
    Str database = stage_database();
    Service *service = stage_open(database);
    (void)stage_customer(service, S("Quiet"), 100);
    service_close(service);
    assert_int_equal(count_wrong(database), 0);
    make_anew(database);
    assert_int_equal(count_wrong(database), 0);
    service = stage_open(database);
    HealthScores scores = stage_list(service);
    assert_int_equal(scores.rows, 1);
    assert_false(scores.row[0].scored);
    service_close(service);
}

TEST(where_there_is_no_database_none_is_made)
{
    stand_still();
    Str database = stage_database();
    int64_t done = 0, wrong = 0;
    assert_true(check_all(database, look_away, &done, &wrong) != OK);
    assert_true(rebuild_all(database, look_away, &done) != OK);
    assert_true(check_all(database, look_away, &done, &wrong) != OK);
}

TEST(a_database_in_use_is_not_rebuilt)
{
    stand_still();
    Str database = stage_database();
    Service *service = stage_open(database);
    if (!stage_is_shared()) {
        int64_t done = 0;
        assert_int_equal(rebuild_all(database, look_away, &done), ERR_CONFLICT);
    }
    service_close(service);
}
