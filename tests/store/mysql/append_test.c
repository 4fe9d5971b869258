#include "../backends.h"
#include "../making.h"
#include "../mysql_server.h"
#include "base/clock.h"
#include "base/writer.h"
#include "child.h"
#include "store/mysql/session.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static Store *store;
static Str address;

static Arena *life(void)
{
    static Arena arena;
    if (!arena.next) arena = arena_map((size_t)1 << 26);
    return &arena;
}

static void begin(void)
{
    mysql_server_need();
    store_close(store);
    store = NULL;
    address = mysql_fresh_database(life());
    assert_ok(store_open(address, STORE_WRITER, &store));
}

// --- another process with the same events

typedef struct {
    int64_t customer;
    uint64_t fingerprint;
    Appended became;
} Repeat;

static int repeat(void *what)
{
    const Repeat *wanted = what;
    Store *own = NULL;
    if (store_open(address, STORE_WRITER, &own)) return 1;
    Event event = login(wanted->customer, "e-1", at(1, 1));
    event.fingerprint = wanted->fingerprint;
    Appended became;
    Arena scratch = *life();
    if (store_append(own, &event, 1, &became, scratch)) return 2;
    store_close(own);
    return became == wanted->became ? 0 : 3;
}

// Somebody has an event stored but not committed, and commits while we wait.
static void meet(uint64_t fingerprint, Appended became)
{
    begin();
    Repeat wanted = {add_customer(store, "Acme"), fingerprint, became};
    Arena *arena = test_arena();
    mysql_server_run("START TRANSACTION");
    mysql_server_run(
        str_z(arena, str_format(arena,
                                "INSERT INTO event (customer, type, name, at, received_at, "
                                "quantity, source, id, fingerprint, details) VALUES "
                                "(%d, 'login', '', 1, 1, 1, 'api', 'e-1', 4711, '{}')",
                                (int)wanted.customer)));
    pid_t child = child_start(repeat, &wanted);
    while (mysql_server_ask("SELECT count(*) FROM information_schema.processlist "
                            "WHERE info LIKE 'INSERT INTO event %'") == 0 &&
           child_runs(child))
        usleep(1000);
    mysql_server_run("COMMIT");
    assert_int_equal(child_answer(child), 0);
    assert_int_equal(mysql_server_ask("SELECT count(*) FROM event"), 1);
    assert_int_equal(mysql_server_ask("SELECT count(*) FROM daily"), 0);
}

TEST(an_event_another_process_stores_at_the_same_time_is_a_duplicate)
{
    meet(4711, APPEND_DUPLICATE);
}

TEST(an_event_whose_id_another_process_takes_at_the_same_time_clashes)
{
    meet(4712, APPEND_CLASH);
}

enum { SENT_TO = 5, EVENTS = 400, BATCH = 10 };

typedef struct {
    int64_t first_customer;
    bool backwards;
    _Atomic int *stored;
    _Atomic int *senders;  // that are still sending
} Sender;

static Event numbered(int64_t first_customer, int e)
{
    static char id[EVENTS][16];
    snprintf(id[e], sizeof id[e], "e-%d", e);
    int64_t customer = first_customer + e % SENT_TO;
    if (e % 3 == 0) return feature(customer, id[e], at(e % 9, e % 24), "export", e);
    if (e % 7 == 0) return ticket(customer, id[e], at(e % 9, e % 24), "T", TICKET_OPEN);
    return login(customer, id[e], at(e % 9, e % 24));
}

static int send_all(void *what)
{
    const Sender *sender = what;
    Store *own = NULL;
    if (store_open(address, STORE_WRITER, &own)) return 1;
    for (int begin = 0; begin < EVENTS; begin += BATCH) {
        Event events[BATCH];
        Appended became[BATCH];
        for (int e = 0; e < BATCH; e++)
            events[e] = numbered(sender->first_customer,
                                 sender->backwards ? EVENTS - 1 - begin - e : begin + e);
        Arena scratch = *life();
        Err err = ERR_BUSY;
        while (err == ERR_BUSY)
            err = store_append(own, events, BATCH, became, scratch);
        if (err) return 2;
        for (int e = 0; e < BATCH; e++) {
            if (became[e] == APPEND_CLASH) return 3;
            *sender->stored += became[e] == APPEND_STORED;
        }
    }
    store_close(own);
    --*sender->senders;
    return 0;
}

static Err derive_some(Store *own)
{
    enum { SOME = 3 };
    StaleMark marks[SOME];
    static PictureRow rows[SOME];
    int count;
    Err err = store_stale(own, on(10), SOME, marks, &count);
    for (int m = 0; !err && m < count; m++) {
        Arena scratch = *life();
        Facts facts;
        err = store_facts(own, &scratch, marks[m].customer,
                          trend_from(&metrics_shipped, on(10)), &facts);
        if (err) return err;
        rows[m] = (PictureRow){.mark = marks[m],
                               .picture = picture_of(&facts, &metrics_shipped, on(10))};
        rows[m].score = score_of(&rows[m].picture, scorecard_standard(), on(10));
    }
    return err ? err : store_put_pictures(own, rows, count);
}

static int derive_meanwhile(void *what)
{
    const Sender *sender = what;
    Store *own = NULL;
    if (store_open(address, STORE_WRITER, &own)) return 1;
    while (*sender->senders > 0) {
        Err err = derive_some(own);
        if (err && err != ERR_BUSY) return 2;
    }
    store_close(own);
    return 0;
}

static void assert_all_derived(int64_t first_customer)
{
    Staleness staleness = {.count = 1};
    while (staleness.count > 0) {
        assert_ok(derive_some(store));
        assert_ok(store_staleness(store, on(10), 100, &staleness));
    }
    for (int64_t c = first_customer; c < first_customer + SENT_TO; c++) {
        CustomerRow row;
        Facts facts;
        assert_ok(store_customer(store, test_arena(), c, on(10), &row));
        assert_ok(store_facts(store, test_arena(), c, trend_from(&metrics_shipped, on(10)),
                              &facts));
        Picture picture = picture_of(&facts, &metrics_shipped, on(10));
        unsigned char is[PICTURE_BYTES], should[PICTURE_BYTES];
        picture_pack(&row.picture, is);
        picture_pack(&picture, should);
        assert_memory_equal(is, should, PICTURE_BYTES);
    }
}

TEST(processes_that_append_and_derive_at_once_count_each_event_once)
{
    begin();
    _Atomic int *numbers = shared_numbers(2);
    numbers[1] = 2;
    Sender one = {.stored = &numbers[0], .senders = &numbers[1]};
    one.first_customer = add_customer(store, "1");
    for (int c = 1; c < SENT_TO; c++)
        assert_int_equal(add_customer(store, "more"), one.first_customer + c);
    Sender two = one;
    two.backwards = true;

    pid_t child[] = {child_start(send_all, &one), child_start(send_all, &two),
                     child_start(derive_meanwhile, &one),
                     child_start(derive_meanwhile, &one)};
    for (size_t c = 0; c < sizeof child / sizeof *child; c++)
        assert_int_equal(child_answer(child[c]), 0);

    assert_int_equal(*one.stored, EVENTS);
    assert_int_equal(mysql_server_ask("SELECT count(*) FROM event"), EVENTS);
    assert_int_equal(mysql_server_ask("SELECT CAST(sum(count) AS SIGNED) FROM daily"),
                     EVENTS);
    assert_all_derived(one.first_customer);
}

// --- many rows

static int64_t append_thousand(int64_t customer)
{
    enum { THOUSAND = 1000 };
    static Event events[THOUSAND];
    static Appended became[THOUSAND];
    Arena scratch = *life();
    for (int e = 0; e < THOUSAND; e++) {
        Str id = str_format(&scratch, "%d-%04d", (int)customer, e);
        events[e] = feature(customer, str_z(&scratch, id), at(e % 9, 1), "export", e);
    }
    assert_ok(store_append(store, events, THOUSAND, became, scratch));
    int64_t stored = 0;
    for (int e = 0; e < THOUSAND; e++)
        stored += became[e] == APPEND_STORED;
    return stored;
}

TEST(a_server_that_takes_no_arrays_of_rows_is_told_the_same)
{
    begin();
    int64_t array = add_customer(store, "array"), rows = add_customer(store, "rows");
    assert_int_equal(append_thousand(array), 1000);
    ((Session *)store)->takes_arrays = false;
    assert_int_equal(append_thousand(rows), 1000);
    Facts of_array = facts_of(store, array), of_rows = facts_of(store, rows);
    assert_facts_equal(&of_array, &of_rows);
    assert_int_equal(mysql_server_ask("SELECT count(*) FROM event"), 2000);
}

typedef struct {
    int64_t customer;
    int64_t added;
    Event *events;
    Appended *became;
} Repeated;

static Err add_and_append(Store *own, void *what)
{
    Repeated *repeated = what;
    Customer customer = customer_called("new");
    Err err = store_add_customer(own, &customer);
    repeated->added = customer.id;
    if (err) return err;
    return store_append(own, repeated->events, 2, repeated->became, *life());
}

TEST(an_event_that_was_stored_before_undoes_nothing_else_of_its_transaction)
{
    begin();
    int64_t customer = add_customer(store, "Acme");
    Event events[] = {login(customer, "new", at(1, 1)), login(customer, "old", at(1, 2))};
    assert_int_equal(append_one(store, events[1]), APPEND_STORED);
    Appended became[2];
    Repeated repeated = {.customer = customer, .events = events, .became = became};
    assert_ok(store_together(store, add_and_append, &repeated));
    assert_int_equal(became[0], APPEND_STORED);
    assert_int_equal(became[1], APPEND_DUPLICATE);
    assert_ok(store_knows_customer(store, repeated.added));
    assert_int_equal(mysql_server_ask("SELECT count(*) FROM event"), 2);
    assert_int_equal(mysql_server_ask("SELECT CAST(sum(count) AS SIGNED) FROM daily"), 2);
}

// --- another process takes back what is appended

// Takes back each event as soon as it is there.
static int take_all_back(void *what)
{
    const Sender *sender = what;
    Store *own = NULL;
    if (store_open(address, STORE_WRITER, &own)) return 1;
    for (int e = 0; e < EVENTS; e++) {
        if (e % 11 == 0) continue;  // some are left
        Event event = numbered(sender->first_customer, e);
        Err err = ERR_BUSY;
        while (err == ERR_BUSY || err == ERR_NOT_FOUND)
            err = store_void_event(own, event.customer, event.source, event.id, at(20, 0),
                                   *life());
        if (err) return 2;
    }
    store_close(own);
    return 0;
}

TEST(what_is_taken_back_while_more_is_appended_leaves_the_facts_of_what_is_left)
{
    begin();
    _Atomic int *numbers = shared_numbers(2);
    numbers[1] = 1;
    Sender sender = {.stored = &numbers[0], .senders = &numbers[1]};
    sender.first_customer = add_customer(store, "1");
    for (int c = 1; c < SENT_TO; c++)
        assert_int_equal(add_customer(store, "more"), sender.first_customer + c);

    pid_t child[] = {child_start(send_all, &sender), child_start(take_all_back, &sender),
                     child_start(take_all_back, &sender)};
    for (size_t c = 0; c < sizeof child / sizeof *child; c++)
        assert_int_equal(child_answer(child[c]), 0);

    for (int64_t c = sender.first_customer; c < sender.first_customer + SENT_TO; c++) {
        int count, left = 0;
        Event *events = events_of(store, c, EVENTS, &count);
        int64_t again = add_customer(store, "again");
        for (int e = 0; e < count; e++) {
            if (events[e].voided) continue;
            Event event = numbered(sender.first_customer,
                                   atoi(str_z(test_arena(), events[e].id) + 2));
            event.customer = again;
            event.source = S("bulk");
            assert_int_equal(append_one(store, event), APPEND_STORED);
            left++;
        }
        assert_true(left > 0);
        Facts facts = facts_of(store, c), expected = facts_of(store, again);
        assert_facts_equal(&facts, &expected);
    }
}

// --- texts

static const char *const hostile[] = {
    "",
    " ",
    "a",
    "a ",
    "A",
    " a",
    "\xC3\xA9",
    "e\xCC\x81",
    "\xF0\x9F\x9A\x80\xF0\x9F\x87\xAA\xF0\x9F\x87\xBA",
    "'; DROP TABLE event; -- ",
    "\\'\\\"\\0\\n",
    "%_?:@",
    "\x01\x1A\x7F",
    "<script>alert(1)</script>",
    "\xE2\x80\xAE\xEF\xBB\xBF\xEF\xBF\xBF",
};
enum { HOSTILE = sizeof hostile / sizeof *hostile };

TEST(every_text_comes_back_as_it_went_in_and_is_told_apart_from_every_other)
{
    begin();
    int64_t customer = add_customer(store, "Acme");
    for (int h = 1; h < HOSTILE; h++) {
        Event event = feature(customer, hostile[h], at(h, 1), hostile[h], h);
        event.source = str_of(hostile[h]);
        event.details = str_of(hostile[h]);
        assert_int_equal(append_one(store, event), APPEND_STORED);
        assert_ok(store_put_note(store, str_of(hostile[h]), str_of(hostile[h])));
    }
    EventQuery all = {
        .customer = customer, .from = at(0, 0), .to = at(99, 0), .oldest_first = true};
    Event events[HOSTILE];
    int count;
    assert_ok(store_events(store, test_arena(), &all, HOSTILE, events, &count));
    assert_int_equal(count, HOSTILE - 1);
    for (int h = 1; h < HOSTILE; h++) {
        assert_str_equal(events[h - 1].name, str_of(hostile[h]));
        assert_str_equal(events[h - 1].id, str_of(hostile[h]));
        assert_str_equal(events[h - 1].source, str_of(hostile[h]));
        assert_str_equal(events[h - 1].details, str_of(hostile[h]));
        Str note;
        Arena scratch = *life();
        assert_ok(store_note(store, &scratch, str_of(hostile[h]), &note));
        assert_str_equal(note, str_of(hostile[h]));
    }
    assert_int_equal(facts_of(store, customer).spans, HOSTILE - 1);
}

// --- another process that merges

enum { ROUNDS = 40 };

typedef struct {
    int64_t from, into;
    _Atomic bool *go;
} Joining;

static void *join(void *what)
{
    const Joining *joining = what;
    Store *own = NULL;
    Arena scratch = arena_map((size_t)1 << 24);
    assert_ok(store_open(address, STORE_WRITER, &own));
    *joining->go = true;
    for (int round = 0; round < ROUNDS; round++) {
        assert_ok(store_merge_customers(own, joining->from + 2 * round,
                                        joining->into + 2 * round, at(5, round), scratch));
        usleep(2000);
    }
    store_close(own);
    arena_unmap(scratch);
    return NULL;
}

TEST(what_is_added_to_a_customer_while_it_is_merged_away_is_with_who_took_it_in)
{
    begin();
    clock_set(at(5, 0));
    for (int c = 0; c < 2 * ROUNDS; c++)
        (void)add_customer(store, "Acme");
    _Atomic bool go = false;
    Joining joining = {1, 2, &go};
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, join, &joining), 0);
    while (!go)
        usleep(100);
    int sent = 0;
    for (int pass = 0; pass < 12; pass++)
        for (int round = 0; round < ROUNDS; round++) {
            char id[32];
            snprintf(id, sizeof id, "%d-%d", pass, round);
            Event event = login(1 + 2 * round, id, at(1, 1));
            assert_int_equal(append_one(store, event), APPEND_STORED);
            sent++;
        }
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_int_equal(mysql_server_ask("SELECT count(*) FROM event"), sent);
    assert_int_equal(mysql_server_ask("SELECT count(*) FROM event e JOIN customer c "
                                      "ON c.id = e.customer"),
                     sent);
    assert_int_equal(mysql_server_ask("SELECT CAST(sum(d.count) AS SIGNED) FROM daily d "
                                      "JOIN customer c ON c.id = d.customer"),
                     sent);
    clock_set(0);
}

static void *erase(void *what)
{
    _Atomic bool *go = what;
    Store *own = NULL;
    assert_ok(store_open(address, STORE_WRITER, &own));
    *go = true;
    for (int round = 0; round < ROUNDS; round++) {
        assert_ok(store_erase_customer(own, 1 + round));
        usleep(2000);
    }
    store_close(own);
    return NULL;
}

TEST(nothing_is_left_of_what_is_added_to_a_customer_while_it_is_erased)
{
    begin();
    clock_set(at(5, 0));
    for (int c = 0; c < ROUNDS; c++)
        (void)add_customer(store, "Acme");
    _Atomic bool go = false;
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, erase, &go), 0);
    while (!go)
        usleep(100);
    int gone = 0;
    for (int pass = 0; pass < 12; pass++)
        for (int round = 0; round < ROUNDS; round++) {
            char id[32];
            snprintf(id, sizeof id, "%d-%d", pass, round);
            Appended became = append_one(store, login(1 + round, id, at(1, 1)));
            assert_true(became == APPEND_STORED || became == APPEND_GONE);
            gone += became == APPEND_GONE;
        }
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_true(gone > 0);
    assert_int_equal(mysql_server_ask("SELECT count(*) FROM event"), 0);
    assert_int_equal(mysql_server_ask("SELECT count(*) FROM daily"), 0);
    assert_int_equal(mysql_server_ask("SELECT count(*) FROM stale"), 0);
    clock_set(0);
}

TEST(a_customer_may_be_called_anything)
{
    begin();
    for (int h = 0; h < HOSTILE; h++) {
        Customer was = customer_called(hostile[h]);
        was.external_id = was.email = was.segment = was.plan = was.name;
        was.owner = was.lifecycle = was.currency = was.traits = was.name;
        assert_ok(store_add_customer(store, &was));
        CustomerRow is;
        assert_ok(store_customer(store, test_arena(), was.id, on(0), &is));
        assert_str_equal(is.customer.external_id, was.name);
        assert_str_equal(is.customer.email, was.name);
        assert_str_equal(is.customer.segment, was.name);
        assert_str_equal(is.customer.plan, was.name);
        assert_str_equal(is.customer.name, was.name);
        assert_str_equal(is.customer.owner, was.name);
        assert_str_equal(is.customer.lifecycle, was.name);
        assert_str_equal(is.customer.currency, was.name);
        assert_str_equal(is.customer.traits, was.name);
    }
}

int test_tear_down(void)
{
    store_close(store);
    return 0;
}
