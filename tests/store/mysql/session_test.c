#include "../backends.h"
#include "../making.h"
#include "../mysql_server.h"
#include "base/writer.h"
#include "child.h"
#include "lossy.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static Store *store;
static Str address;

static Arena *life(void)
{
    static Arena arena;
    if (!arena.next) arena = arena_map((size_t)1 << 24);
    return &arena;
}

static void open_at(Str where, StoreRole role, Store **out)
{
    assert_ok(store_open(where, role, out));
}

// A store on a new database, with one customer.
static int64_t begin(void)
{
    mysql_server_need();
    store_close(store);
    store = NULL;
    address = mysql_fresh_database(life());
    open_at(address, STORE_WRITER, &store);
    return add_customer(store, "Acme");
}

// The same on a server that we may stop.
static int64_t begin_own(void)
{
    mysql_server_need_own();
    return begin();
}

static Err append(Store *to, Event *events, size_t count, Appended *out)
{
    Arena scratch = *life();
    return store_append(to, events, count, out, scratch);
}

static int64_t count_of(int64_t customer)
{
    int64_t count = 0;
    Facts facts = facts_of(store, customer);
    for (int d = 0; d < facts.dailies; d++)
        count += facts.daily[d].count;
    return count;
}

// --- a server that ends and begins again

static void restart_by(int signal)
{
    int64_t customer = begin_own();
    Store *reader;
    open_at(address, STORE_READER, &reader);
    assert_int_equal(append_one(store, login(customer, "e-1", at(1, 1))), APPEND_STORED);

    mysql_server_signal(signal);
    mysql_server_wait();
    Event event = login(customer, "e-2", at(1, 2));
    Appended became;
    int64_t customers;
    for (int i = 0; i < 3; i++) {
        assert_int_equal(append(store, &event, 1, &became), ERR_BUSY);
        assert_int_equal(store_count_customers(reader, &customers), ERR_BUSY);
        assert_int_equal(store_ping(reader), ERR_BUSY);
    }
    Facts facts;
    assert_int_equal(store_facts(reader, test_arena(), customer, on(0), &facts), ERR_BUSY);

    mysql_server_start();
    assert_ok(store_ping(reader));
    assert_ok(append(store, &event, 1, &became));
    assert_int_equal(became, APPEND_STORED);
    assert_ok(store_count_customers(reader, &customers));
    assert_int_equal(customers, 1);
    assert_ok(store_facts(reader, test_arena(), customer, on(0), &facts));
    assert_int_equal(facts.daily[0].count, 2);
    store_close(reader);
}

TEST(a_server_that_stopped_and_started_again_needs_no_new_store)
{
    restart_by(SIGTERM);
}

TEST(a_server_that_was_killed_and_started_again_needs_no_new_store)
{
    restart_by(SIGKILL);
}

enum { BATCHES = 300, BATCH = 7, KILLS = 5 };

typedef struct {
    int64_t customer;
    _Atomic int *batches;  // stored so far
} Sender;

static void fill_batch(Event events[BATCH], int64_t customer, int batch)
{
    static char id[BATCH][32];
    for (int e = 0; e < BATCH; e++) {
        snprintf(id[e], sizeof id[e], "%d-%d", batch, e);
        events[e] = login(customer, id[e], at(e, batch % 24));
    }
}

// Sends each batch until it is answered for.
static int send_all(void *what)
{
    const Sender *sender = what;
    Store *own = NULL;
    if (store_open(address, STORE_WRITER, &own)) return 1;
    for (int b = 0; b < BATCHES; b++) {
        Event events[BATCH];
        Appended became[BATCH];
        fill_batch(events, sender->customer, b);
        Err err = ERR_BUSY;
        while (err == ERR_BUSY) {
            err = append(own, events, BATCH, became);
            if (err) usleep(5000);
        }
        if (err) return 2;
        for (int e = 0; e < BATCH; e++)
            if (became[e] != APPEND_STORED) return 3;
        ++*sender->batches;
    }
    store_close(own);
    return 0;
}

TEST(nothing_is_lost_or_doubled_while_the_server_is_killed_again_and_again)
{
    Sender sender = {begin_own(), shared_numbers(1)};
    pid_t child = child_start(send_all, &sender);
    for (int k = 1; k <= KILLS; k++) {
        while (*sender.batches < k * BATCHES / (KILLS + 1) && child_runs(child))
            usleep(1000);
        mysql_server_signal(SIGKILL);
        mysql_server_wait();
        mysql_server_start();
    }
    assert_int_equal(child_answer(child), 0);
    assert_int_equal(count_of(sender.customer), BATCHES * BATCH);
    assert_int_equal(mysql_server_ask("SELECT count(*) FROM event"), BATCHES * BATCH);
}

// --- a connection that ends

TEST(a_connection_closed_between_two_calls_is_made_again_unnoticed)
{
    int64_t customer = begin();
    Facts facts;
    assert_int_equal(mysql_server_disconnect(), 1);
    assert_int_equal(append_one(store, login(customer, "e-1", at(1, 1))), APPEND_STORED);
    assert_int_equal(mysql_server_disconnect(), 1);
    assert_ok(store_knows_customer(store, customer));
    assert_int_equal(mysql_server_disconnect(), 1);
    assert_ok(store_facts(store, test_arena(), customer, on(0), &facts));
    assert_int_equal(facts.dailies, 1);
    assert_int_equal(mysql_server_disconnect(), 1);
    assert_ok(store_put_note(store, S("sample"), S("complete")));
    assert_int_equal(mysql_server_disconnect(), 1);
    assert_ok(store_ping(store));
}

TEST(a_connection_the_server_closed_for_being_idle_is_made_again_unnoticed)
{
    int64_t customer = begin_own();
    store_close(store);
    store = NULL;
    mysql_server_run("SET GLOBAL wait_timeout = 1");
    open_at(address, STORE_WRITER, &store);
    mysql_server_run("SET GLOBAL wait_timeout = 28800");
    while (mysql_server_ask("SELECT count(*) FROM information_schema.processlist "
                            "WHERE db = DATABASE()") > 1)
        usleep(50000);
    assert_int_equal(append_one(store, login(customer, "e-1", at(1, 1))), APPEND_STORED);
    assert_int_equal(count_of(customer), 1);
}

typedef struct {
    int64_t customer;
} Waiting;

static int append_behind_lock(void *what)
{
    const Waiting *waiting = what;
    Store *own = NULL;
    Err err = ERR_BUSY;  // on a busy machine the server may not take the first try
    for (int tries = 0; err == ERR_BUSY && tries < 20; tries++)
        err = store_open(address, STORE_WRITER, &own);
    if (err) return 1;
    Event event = login(waiting->customer, "behind", at(2, 2));
    Appended became;
    if (append(own, &event, 1, &became)) return 2;
    store_close(own);
    return became == APPEND_STORED ? 0 : 3;
}

TEST(a_transaction_whose_connection_ends_in_the_middle_is_run_again_whole)
{
    Waiting waiting = {begin()};
    assert_int_equal(append_one(store, login(waiting.customer, "first", at(1, 1))),
                     APPEND_STORED);
    store_close(store);
    store = NULL;

    mysql_server_run("START TRANSACTION");
    mysql_server_run("UPDATE stale SET since = 0");
    pid_t child = child_start(append_behind_lock, &waiting);
    while (mysql_server_ask("SELECT count(*) FROM information_schema.processlist "
                            "WHERE info LIKE 'INSERT INTO stale%'") == 0 &&
           child_runs(child))
        usleep(1000);
    assert_int_equal(mysql_server_disconnect(), 1);
    mysql_server_run("ROLLBACK");
    assert_int_equal(child_answer(child), 0);

    open_at(address, STORE_WRITER, &store);
    assert_int_equal(count_of(waiting.customer), 2);
}

// --- a COMMIT without an answer

TEST(events_stored_by_a_commit_without_an_answer_count_as_stored_once)
{
    int64_t customer = begin_own();
    pid_t between;
    Store *lossy;
    open_at(lossy_start(life(), address, 1, 0, &between), STORE_WRITER, &lossy);
    Event events[] = {login(customer, "e-1", at(1, 1)), login(customer, "e-2", at(1, 2)),
                      login(customer, "e-1", at(1, 1))};
    Appended became[3];
    assert_ok(append(lossy, events, 3, became));
    assert_int_equal(became[0], APPEND_STORED);
    assert_int_equal(became[1], APPEND_STORED);
    assert_int_equal(became[2], APPEND_DUPLICATE);
    assert_int_equal(count_of(customer), 2);

    assert_ok(append(lossy, events, 1, became));
    assert_int_equal(became[0], APPEND_DUPLICATE);
    store_close(lossy);
    lossy_stop(between);
}

TEST(they_do_also_when_the_server_comes_back_only_later)
{
    int64_t customer = begin_own();
    pid_t between;
    Store *lossy;
    open_at(lossy_start(life(), address, 1, 1, &between), STORE_WRITER, &lossy);
    Event event = login(customer, "e-1", at(1, 1));
    Appended became;
    assert_int_equal(append(lossy, &event, 1, &became), ERR_BUSY);
    assert_int_equal(count_of(customer), 1);
    assert_ok(append(lossy, &event, 1, &became));
    assert_int_equal(became, APPEND_STORED);
    assert_int_equal(count_of(customer), 1);
    store_close(lossy);
    lossy_stop(between);
}

TEST(a_customer_added_by_a_commit_without_an_answer_is_added_once)
{
    (void)begin_own();
    pid_t between;
    Store *lossy;
    open_at(lossy_start(life(), address, 1, 0, &between), STORE_WRITER, &lossy);
    int64_t customer = add_customer(lossy, "Twin"), customers;
    assert_ok(store_knows_customer(store, customer));
    assert_ok(store_count_customers(store, &customers));
    assert_int_equal(customers, 2);
    store_close(lossy);
    lossy_stop(between);
}

TEST(a_customer_erased_by_a_commit_without_an_answer_was_there)
{
    int64_t customer = begin_own();
    pid_t between;
    Store *lossy;
    open_at(lossy_start(life(), address, 1, 0, &between), STORE_WRITER, &lossy);
    assert_ok(store_erase_customer(lossy, customer));
    assert_int_equal(store_erase_customer(lossy, customer), ERR_NOT_FOUND);
    store_close(lossy);
    lossy_stop(between);
}

// --- several verbs at once

typedef struct {
    int64_t customer;
    int runs;
    int cut_off;  // the run in which the connection ends in the middle
    bool adds;    // a customer, too, whom nothing tells from another
    Appended became;
} Work;

static Err store_some(Store *to, void *context)
{
    Work *work = context;
    work->runs++;
    Event event = login(work->customer, "e-1", at(1, 1));
    Customer customer = customer_called("Twin");
    Err err = append(to, &event, 1, &work->became);
    if (work->runs == work->cut_off) assert_int_equal(mysql_server_disconnect(), 1);
    if (!err && work->adds) err = store_add_customer(to, &customer);
    return err;
}

static int64_t count_customers(void)
{
    int64_t customers = 0;
    assert_ok(store_count_customers(store, &customers));
    return customers;
}

TEST(what_is_done_together_is_done_again_whole_when_its_connection_ends_in_the_middle)
{
    Work work = {.customer = begin(), .cut_off = 1, .adds = true};
    assert_ok(store_together(store, store_some, &work));
    assert_int_equal(work.runs, 2);
    assert_int_equal(work.became, APPEND_STORED);
    assert_int_equal(count_of(work.customer), 1);
    assert_int_equal(count_customers(), 2);

    assert_int_equal(mysql_server_disconnect(), 1);
    work = (Work){.customer = work.customer, .adds = true};
    assert_ok(store_together(store, store_some, &work));
    assert_int_equal(work.runs, 1);
    assert_int_equal(work.became, APPEND_DUPLICATE);
    assert_int_equal(count_customers(), 3);
}

TEST(what_was_done_together_by_a_commit_without_an_answer_is_not_done_again)
{
    Work work = {.customer = begin_own(), .adds = true};
    pid_t between;
    Store *lossy;
    open_at(lossy_start(life(), address, 2, 0, &between), STORE_WRITER, &lossy);
    assert_ok(store_together(lossy, store_some, &work));
    assert_ok(store_together(lossy, store_some, &work));
    assert_int_equal(work.runs, 2);
    assert_int_equal(work.became, APPEND_DUPLICATE);
    assert_int_equal(count_of(work.customer), 1);
    assert_int_equal(count_customers(), 3);
    store_close(lossy);
    lossy_stop(between);
}

TEST(its_events_count_as_stored_also_when_the_server_comes_back_only_later)
{
    Work work = {.customer = begin_own()};
    pid_t between;
    Store *lossy;
    open_at(lossy_start(life(), address, 1, 1, &between), STORE_WRITER, &lossy);
    assert_int_equal(store_together(lossy, store_some, &work), ERR_BUSY);
    assert_int_equal(count_of(work.customer), 1);
    assert_ok(store_together(lossy, store_some, &work));
    assert_int_equal(work.became, APPEND_STORED);
    assert_ok(store_together(lossy, store_some, &work));
    assert_int_equal(work.became, APPEND_DUPLICATE);
    assert_int_equal(count_of(work.customer), 1);
    store_close(lossy);
    lossy_stop(between);
}

// --- corrections by a commit without an answer

TEST(what_was_corrected_by_a_commit_without_an_answer_was_there)
{
    int64_t customer = begin_own(), from = add_customer(store, "from");
    const Whose name = {0, S("s"), S("n")};
    assert_int_equal(append_one(store, login(customer, "e-1", at(1, 1))), APPEND_STORED);
    assert_ok(store_add_alias(store, customer, name));
    for (int verb = 0; verb < 4; verb++) {
        pid_t between;
        Store *lossy;
        open_at(lossy_start(life(), address, 1, 0, &between), STORE_WRITER, &lossy);
        KeptAnswer answer = {.key = S("k"), .status = 201, .at = at(1, 0)};
        switch (verb) {
        case 0: assert_ok(store_remove_alias(lossy, customer, name)); break;
        case 1: assert_ok(store_keep_answer(lossy, &answer, at(1, 0))); break;
        case 2:
            assert_ok(store_void_event(lossy, customer, S("api"), S("e-1"), at(2, 0),
                                       *test_arena()));
            break;
        default:
            assert_ok(
                store_merge_customers(lossy, from, customer, at(2, 0), *test_arena()));
        }
        store_close(lossy);
        lossy_stop(between);
    }
    assert_int_equal(count_of(customer), 0);
    assert_int_equal(store_knows_customer(store, from), ERR_NOT_FOUND);
    assert_int_equal(store_remove_alias(store, customer, name), ERR_NOT_FOUND);
}

TEST(an_event_kept_waiting_by_a_commit_without_an_answer_counts_as_kept_once)
{
    (void)begin_own();
    pid_t between;
    Store *lossy;
    open_at(lossy_start(life(), address, 1, 0, &between), STORE_WRITER, &lossy);
    Unmatched waiting = {.whose = {0, S("s"), S("n")}, .event = login(0, "e", at(1, 0))};
    Appended became;
    int64_t count;
    assert_ok(store_keep_unmatched(lossy, &waiting, 1, &became, *test_arena()));
    assert_int_equal(became, APPEND_STORED);
    assert_ok(store_keep_unmatched(lossy, &waiting, 1, &became, *test_arena()));
    assert_int_equal(became, APPEND_DUPLICATE);
    assert_ok(store_count_unmatched(store, &count));
    assert_int_equal(count, 1);
    store_close(lossy);
    lossy_stop(between);
}

int test_tear_down(void)
{
    store_close(store);
    return 0;
}
