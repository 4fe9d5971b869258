#include "backends.h"
#include "making.h"
#include "sqlite_place.h"

#include <limits.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CUSTOMERS = 4 };

static Arena *own(void)
{
    static Arena arena;
    if (!arena.next) arena = arena_map((size_t)1 << 28);
    return &arena;
}

static Str fresh(void)
{
    return str_format(own(), "sqlite:%s", sqlite_fresh_path(own()));
}

static Store *opened(Str address)
{
    Store *store = NULL;
    assert_ok(store_open(address, STORE_WRITER, &store));
    return store;
}

static Store *with_customers(Str address)
{
    Store *store = opened(address);
    for (int c = 0; c < CUSTOMERS; c++)
        add_customer(store, "Acme");
    return store;
}

static int fold(Store *store, int most)
{
    int left = -1;
    assert_ok(store_fold(store, most, &left));
    return left;
}

static uint64_t dice = 7;

static int roll(int sides)
{
    dice = dice * UINT64_C(6364136223846793005) + 1442695040888963407;
    return (int)((dice >> 33) % (uint64_t)sides);
}

static Event any_event(int number)
{
    static const char *const names[] = {"search", "export", "Export", ""};
    int64_t customer = 1 + roll(CUSTOMERS);
    const char *id = str_z(own(), str_format(own(), "%d", number));
    Millis when = at(roll(30), roll(24));
    switch (roll(5)) {
    case 0: return login(customer, id, when);
    case 1: return api_calls(customer, id, when, roll(100));
    case 2: return ticket(customer, id, when, "t", (TicketStatus)roll(3));
    case 3: return invoice(customer, id, when, "i", (InvoiceStatus)roll(4), 100);
    default: return feature(customer, id, when, names[roll(3)], 1 + roll(9));
    }
}

static void assert_same_events(Store *a, Store *b, EventQuery query)
{
    Event of_a[50], of_b[50];
    int count_a, count_b;
    assert_ok(store_events(a, own(), &query, 50, of_a, &count_a));
    assert_ok(store_events(b, own(), &query, 50, of_b, &count_b));
    assert_int_equal(count_a, count_b);
    for (int i = 0; i < count_a; i++) {
        assert_int_equal(of_a[i].number, of_b[i].number);
        assert_int_equal(of_a[i].at, of_b[i].at);
        assert_str_equal(of_a[i].id, of_b[i].id);
        assert_str_equal(of_a[i].details, of_b[i].details);
    }
}

static void assert_same_book(Store *a, Store *b)
{
    for (int64_t customer = 1; customer <= CUSTOMERS; customer++) {
        Facts of_a = facts_of(a, customer), of_b = facts_of(b, customer);
        assert_facts_equal(&of_a, &of_b);
        EventQuery query = {.customer = customer, .from = at(0, 0), .to = at(40, 0)};
        assert_same_events(a, b, query);
        query.oldest_first = true;
        assert_same_events(a, b, query);
        query.has_type = true;
        query.type = EVENT_FEATURE;
        query.from = at(3, 5);
        assert_same_events(a, b, query);
        query = (EventQuery){.customer = customer,
                             .from = at(0, 0),
                             .to = at(25, 0),
                             .after_set = true,
                             .after_at = at(20, 7),
                             .after_number = 100 + roll(200)};
        assert_same_events(a, b, query);
    }
}

TEST(what_is_said_does_not_depend_on_what_is_folded)
{
    Store *never = with_customers(fresh()), *often = with_customers(fresh());
    for (int number = 0; number < 600;) {
        Event batch[20];
        Appended out[20];
        for (int e = 0; e < 20; e++)
            batch[e] = any_event(roll(10) ? number++ : roll(number + 1));
        Arena scratch = arena_map((size_t)1 << 22);
        assert_ok(store_append(never, batch, 20, out, scratch));
        assert_ok(store_append(often, batch, 20, out, scratch));
        arena_unmap(scratch);
        if (roll(2)) (void)fold(often, 1 + roll(CUSTOMERS));
        if (number % 5 == 0) assert_same_book(never, often);
    }
    assert_same_book(never, often);
    while (fold(often, INT_MAX))
        continue;
    assert_int_equal(store_unfolded(often), 0);
    assert_true(store_unfolded(never) > 0);
    assert_same_book(never, often);
    store_close(never);
    store_close(often);
}

TEST(a_customer_of_many_events_is_folded_in_steps_and_counted_once)
{
    enum { MANY = 7000 };
    Store *store = with_customers(fresh());
    for (int i = 0; i < MANY; i++) {
        const char *id = str_z(own(), str_format(own(), "%d", i));
        assert_int_equal(append_one(store, api_calls(1, id, at(i % 9, 0), 1)),
                         APPEND_STORED);
    }
    int steps = 0;
    while (fold(store, INT_MAX)) {
        Facts facts = facts_of(store, 1);
        int64_t sum = 0;
        for (int d = 0; d < facts.dailies; d++)
            sum += facts.daily[d].sum;
        assert_int_equal(sum, MANY);
        steps++;
    }
    assert_in_range(steps, 2, 20);
    store_close(store);
}

TEST(what_came_to_nothing_is_not_waited_for)
{
    Store *store = with_customers(fresh());
    assert_int_equal(append_one(store, login(1, "1", at(0, 0))), APPEND_STORED);
    assert_int_equal(append_one(store, login(1, "1", at(0, 0))), APPEND_DUPLICATE);
    assert_int_equal(store_unfolded(store), 1);
    assert_int_equal(fold(store, 1), 0);
    assert_int_equal(store_unfolded(store), 0);
    store_close(store);
}

static Err append_and_fail(Store *store, void *context)
{
    (void)context;
    assert_int_equal(append_one(store, login(2, "gone", at(0, 0))), APPEND_STORED);
    (void)fold(store, INT_MAX);
    return ERR_CONFLICT;
}

TEST(a_transaction_that_is_undone_leaves_the_tail_as_it_was)
{
    Store *store = with_customers(fresh());
    assert_int_equal(append_one(store, login(1, "1", at(0, 0))), APPEND_STORED);
    assert_int_equal(store_together(store, append_and_fail, NULL), ERR_CONFLICT);
    assert_int_equal(store_unfolded(store), 1);
    assert_int_equal(append_one(store, login(2, "2", at(1, 0))), APPEND_STORED);
    assert_int_equal(fold(store, INT_MAX), 0);
    assert_int_equal(facts_of(store, 1).dailies, 1);
    assert_int_equal(facts_of(store, 2).dailies, 1);
    assert_int_equal(facts_of(store, 2).daily[0].day, on(1));
    store_close(store);
}

TEST(an_event_is_in_the_next_answer_of_every_reader)
{
    Str address = fresh();
    Store *store = with_customers(address), *beside = NULL, *alone = NULL;
    assert_ok(store_open_beside(store, address, &beside));
    assert_ok(store_open(address, STORE_READER, &alone));
    for (int i = 0; i < 20; i++) {
        const char *id = str_z(own(), str_format(own(), "%d", i));
        assert_int_equal(append_one(store, login(1, id, at(i, 0))), APPEND_STORED);
        assert_int_equal(facts_of(beside, 1).dailies, i + 1);
        assert_int_equal(facts_of(alone, 1).dailies, i + 1);
        CustomerRow row;
        assert_ok(store_customer(beside, own(), 1, on(30), &row));
        assert_true(row.stale);
        Staleness staleness;
        assert_ok(store_staleness(beside, on(30), 10, &staleness));
        assert_int_equal(staleness.count, 1);
        if (i % 3 == 0) (void)fold(store, 1);
    }
    store_close(alone);
    store_close(beside);
    store_close(store);
}

// What a process stores and never folds, because it is killed.
static void store_and_die(Str address, int from)
{
    pid_t child = fork();
    assert_int_not_equal(child, -1);
    if (child == 0) {
        Store *store = NULL;
        Event batch[30];
        Appended out[30];
        Arena scratch = arena_map((size_t)1 << 22);
        for (int e = 0; e < 30; e++)
            batch[e] = login(1 + e % CUSTOMERS,
                             str_z(own(), str_format(own(), "%d", from + e)), at(e, 0));
        Err err = store_open(address, STORE_WRITER, &store);
        if (!err) err = store_append(store, batch, 20, out, scratch);
        int left;
        if (!err) err = store_fold(store, 2, &left);
        if (!err) err = store_append(store, batch + 20, 10, out, scratch);
        _exit(err != OK);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
}

TEST(what_a_killed_process_had_not_folded_is_folded_by_the_next)
{
    Str address = fresh();
    store_close(with_customers(address));
    for (int round = 0; round < 3; round++) {
        store_and_die(address, round * 30);
        Store *store = opened(address);
        int64_t logins = 0;
        for (int64_t customer = 1; customer <= CUSTOMERS; customer++) {
            Facts facts = facts_of(store, customer);
            for (int d = 0; d < facts.dailies; d++)
                logins += facts.daily[d].count;
        }
        assert_int_equal(logins, 30 * (round + 1));
        assert_true(store_unfolded(store) > 0);
        if (round == 1) (void)fold(store, INT_MAX);
        if (round == 1) assert_int_equal(store_unfolded(store), 0);
        store_close(store);
    }
}

TEST(a_number_of_an_erased_event_is_not_given_again)
{
    Str address = fresh();
    Store *store = with_customers(address);
    assert_int_equal(append_one(store, login(1, "1", at(0, 0))), APPEND_STORED);
    assert_int_equal(append_one(store, login(2, "2", at(0, 0))), APPEND_STORED);
    assert_ok(store_erase_customer(store, 2));
    assert_int_equal(store_unfolded(store), 1);
    store_close(store);

    store = opened(address);
    assert_int_equal(append_one(store, login(1, "3", at(1, 0))), APPEND_STORED);
    assert_int_equal(facts_of(store, 1).dailies, 2);
    store_close(store);
    store = opened(address);
    assert_int_equal(facts_of(store, 1).dailies, 2);
    store_close(store);
}

TEST(an_event_that_lost_its_place_is_missed_and_put_back)
{
    const char *path = sqlite_fresh_path(own());
    Str address = str_format(own(), "sqlite:%s", path);
    Store *store = with_customers(address);
    for (int i = 0; i < 5; i++)
        assert_int_equal(
            append_one(store, login(1, str_z(own(), str_format(own(), "%d", i)), at(i, 0))),
            APPEND_STORED);
    int64_t wrong = -1;
    assert_ok(store_check_log(store, &wrong));
    assert_int_equal(wrong, 0);
    store_close(store);

    sqlite3 *db;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db,
                                  "DELETE FROM timeline WHERE number = 2;"
                                  "UPDATE timeline SET at = at + 1 WHERE number = 4",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    sqlite3_close(db);
    store = opened(address);
    assert_ok(store_check_log(store, &wrong));
    assert_int_equal(wrong, 3);
    assert_ok(store_mend_log(store));
    assert_ok(store_check_log(store, &wrong));
    assert_int_equal(wrong, 0);
    store_close(store);
}

int test_tear_down(void)
{
    sqlite_clean();
    return 0;
}
