#include "stage.h"

#include "../store/faulty.h"
#include "base/clock.h"
#include "service/inside.h"
#include "service/writing/changes.h"

#include <stdatomic.h>
#include <unistd.h>

// For n = 0, 1, 2... until nothing fails, the n-th call of the store fails: afterwards
// no acknowledged event is missing, and none is counted twice.

#define NOON ((Millis)20000 * MILLIS_A_DAY + MILLIS_A_DAY / 2)

enum { CUSTOMERS = 2, EVENTS = 15, ROUNDS = 3 };

typedef struct {
    _Atomic bool answered;
    _Atomic int err;
} Answer;

static void answer(void *context, Err err, Appended outcome)
{
    (void)outcome;
    Answer *to = context;
    to->err = (int)err;
    to->answered = true;
}

static void await(const Answer *one)
{
    while (!one->answered)
        usleep(100);
}

static void add_customers(Str database)
{
    Service *service = stage_open(database);
    for (int c = 0; c < CUSTOMERS; c++)
        (void)stage_customer(service, str_format(stage_memory(), "Customer %d", c), 100);
    service_close(service);
}

static void hand_in(Committer *committer, Event *event, Answer *to)
{
    assert_int_equal(
        committer_accept(committer,
                         (Write){.events = event, .weight = 1, .receipt = {answer, to}}),
        OK);
}

// Hand all events in, a few at a time, asking for pictures between.
static void send_all(Committer *committer, Event *event, Answer *answers)
{
    for (int round = 0; round < ROUNDS; round++) {
        int begin = round * EVENTS / ROUNDS, end = (round + 1) * EVENTS / ROUNDS;
        for (int e = begin; e < end; e++)
            hand_in(committer, &event[e], &answers[e]);
        for (int e = begin; e < end; e++)
            await(&answers[e]);
        committer_freshen(committer);
    }
}

static int count_stored(Str database, const Event *event)
{
    Store *reader = NULL;
    assert_int_equal(store_open(database, STORE_READER, &reader), OK);
    Event found[EVENTS * 2];
    EventQuery query = {.customer = event->customer, .from = 0, .to = NOON * 2};
    int count = 0, same = 0;
    assert_int_equal(
        store_events(reader, stage_memory(), &query, EVENTS * 2, found, &count), OK);
    for (int i = 0; i < count; i++)
        same += str_equal(found[i].id, event->id);
    store_close(reader);
    return same;
}

static void look_away(void *context, int64_t done, int64_t of)
{
    (void)context, (void)done, (void)of;
}

TEST(where_nothing_can_be_written_the_committer_says_so)
{
    stage_end();
    clock_set(NOON);
    Str database = stage_database();
    add_customers(database);
    Store *writer = NULL;
    assert_int_equal(store_open(database, STORE_WRITER, &writer), OK);
    Fault disk_full = {.at = 0, .lasts = true, .err = ERR_BUSY};
    const Arena start = arena_map(8 << 20);
    Arena life = start;
    Committer *committer = NULL;
    assert_int_equal(committer_open(&life, faulty_store(writer, &disk_full), NULL,
                                    (Chore){0}, &committer),
                     OK);
    assert_true(committer_keeps_up(committer));
    Event event = stage_event(1, EVENT_LOGIN, NOON);
    Answer wait = {0};
    hand_in(committer, &event, &wait);
    await(&wait);
    assert_int_equal(wait.err, ERR_BUSY);
    assert_false(committer_keeps_up(committer));
    committer_close(committer);
    arena_unmap(start);
}

// One run with one fault; answers whether it came to that call at all.
static bool run_with(Fault fault)
{
    Str database = stage_database();
    add_customers(database);
    Store *writer = NULL;
    assert_int_equal(store_open(database, STORE_WRITER, &writer), OK);

    Event event[EVENTS];
    Answer answers[EVENTS] = {0};
    for (int e = 0; e < EVENTS; e++)
        event[e] = stage_event(1 + e % CUSTOMERS, (EventType)(e % EVENT_TYPE_COUNT), NOON);

    const Arena start = arena_map(8 << 20);
    Arena life = start;
    Committer *committer = NULL;
    assert_int_equal(
        committer_open(&life, faulty_store(writer, &fault), NULL, (Chore){0}, &committer),
        OK);
    send_all(committer, event, answers);
    committer_close(committer);
    arena_unmap(start);

    for (int e = 0; e < EVENTS; e++) {
        int stored = count_stored(database, &event[e]);
        assert_true(stored <= 1);
        if (!answers[e].err) assert_int_equal(stored, 1);
    }
    int64_t wrong = -1;
    assert_int_equal(check_all(database, look_away, NULL, &wrong), OK);
    assert_int_equal(wrong, 0);
    return fault.calls > fault.at;
}

static void run_until_nothing_fails(Err err, bool done)
{
    stage_end();
    clock_set(NOON);
    int n = 0;
    while (run_with((Fault){.at = n, .err = err, .done = done}))
        n++;
    assert_true(n > ROUNDS);
}

TEST(a_busy_database_loses_no_acknowledged_event)
{
    run_until_nothing_fails(ERR_BUSY, false);
}

TEST(a_lost_answer_loses_no_event_and_counts_none_twice)
{
    run_until_nothing_fails(ERR_BUSY, true);
}

TEST(a_failing_database_loses_no_acknowledged_event)
{
    run_until_nothing_fails(ERR_STORE, false);
    run_until_nothing_fails(ERR_STORE, true);
}

// --- the same for items and changes --------------------------------------

enum { GROUPS = 5, PER_GROUP = 4 };

// Of each group one item is known, one makes a customer, one waits, and one waits for a
// name that is given later.
static void make_items(Item item[GROUPS][PER_GROUP])
{
    for (int g = 0; g < GROUPS; g++)
        for (int i = 0; i < PER_GROUP; i++)
            item[g][i] = (Item){
                .event = stage_event(0, EVENT_LOGIN, NOON),
                .create = i == 1,
                .whose = {.source = S("segment"),
                          .value = i == 0   ? S("Customer 0")
                                   : i == 1 ? str_format(stage_memory(), "made-%d", g / 2)
                                   : i == 2 ? S("nobody")
                                            : S("later")}};
}

static void send_items(Service *service, Item item[GROUPS][PER_GROUP], Err *told)
{
    for (int g = 0; g < GROUPS; g++)
        told[g] = stage_await(
            ingest_items(service, stage_memory(), item[g], PER_GROUP, stage_receipt()));
}

static int64_t count_waiting(Service *service)
{
    UnmatchedPage page;
    assert_int_equal(get_unmatched(service, stage_memory(), NULL, 0, 1, &page), OK);
    return page.total;
}

// All once more, as a sender would: what was acknowledged is there already.
static void send_again(Service *service, Item item[GROUPS][PER_GROUP], const Err *told)
{
    int acknowledged = 0;
    for (int g = 0; g < GROUPS; g++)
        acknowledged += told[g] == OK;
    assert_true(count_waiting(service) >= acknowledged);

    Err now[GROUPS];
    send_items(service, item, now);
    for (int g = 0; g < GROUPS; g++) {
        assert_int_equal(now[g], OK);
        for (int i = 0; i < PER_GROUP; i++) {
            Fate fate = item[g][i].fate;
            bool there = fate == FATE_DUPLICATE || fate == FATE_UNMATCHED;
            assert_true(there || (fate == FATE_STORED && told[g] != OK));
        }
    }
}

static Err give_name(Service *service)
{
    const Change change = {.arena = stage_memory(), .receipt = stage_receipt()};
    const Whose later = {.value = S("later")};
    return stage_await(change_add_alias(service, change, 2, later));
}

static void say_added(void *context, KeptAnswer *out)
{
    (void)context;
    out->status = 201;
    out->body = S("{}");
}

// Under one key: it is done once, however often it is tried.
static Err add_once(Service *service)
{
    Promise promise = {.key = S("key"), .fingerprint = S("f"), .make = say_added};
    Customer customer = {
        .name = S("Once"), .currency = S("USD"), .renews_on = DAY_NONE, .traits = S("{}")};
    const Change change = {
        .arena = stage_memory(), .promise = &promise, .receipt = stage_receipt()};
    Err err = stage_await(change_add_customer(service, change, &customer));
    return err == ERR_CONFLICT && promise.taken ? OK : err;
}

static int64_t find(Service *service, Str name)
{
    const Whose whose = {.source = S("segment"), .value = name};
    int64_t customer = 0;
    assert_int_equal(service_find_customers(service, &whose, 1, &customer, *stage_memory()),
                     OK);
    return customer;
}

static bool is_called(Service *service, Str name)
{
    return find(service, name) != 0;
}

static bool is_kept(Service *service)
{
    KeptAnswer answer;
    return service_kept_answer(service, stage_memory(), S("key"), &answer) == OK;
}

static int64_t logins_of(Service *service, Str name)
{
    HealthDetails details =
        stage_details(service, find(service, name), scorecard_standard());
    return details.row.picture.measure[METRIC_LOGINS].amount;
}

static void assert_all_once(Service *service)
{
    for (int i = 0; i < 5000 && count_waiting(service) > GROUPS; i++)
        usleep(200);
    assert_int_equal(count_waiting(service), GROUPS);
    assert_int_equal(logins_of(service, S("Customer 0")), GROUPS);
    assert_int_equal(logins_of(service, S("later")), GROUPS);
    assert_int_equal(logins_of(service, S("made-0")), 2);
    // Two there were, three are made of names, and one under a key.
    assert_int_equal(stage_list(service).total, 6);
}

static Service *start_with(Str database, Fault *fault)
{
    Store *writer = NULL;
    Service *service = NULL;
    assert_int_equal(store_open(database, STORE_WRITER, &writer), OK);
    const ServiceOptions options = {
        .database = database, .currency = S("USD"), .readers = 2};
    assert_int_equal(service_start(&options, faulty_store(writer, fault), &service), OK);
    return service;
}

// One run with one fault, and then once more without; answers whether it came to that
// call at all.
static bool run_service_with(Fault fault)
{
    Str database = stage_database();
    add_customers(database);
    Service *service = start_with(database, &fault);
    Item item[GROUPS][PER_GROUP];
    Err told[GROUPS];
    make_items(item);
    send_items(service, item, told);
    Err named = give_name(service), added = add_once(service);
    service_close(service);
    bool met = fault.calls > fault.at;

    service = stage_open(database);
    if (!named) assert_true(is_called(service, S("later")));
    if (!added) assert_true(is_kept(service));
    send_again(service, item, told);
    assert_int_equal(give_name(service), OK);
    assert_int_equal(add_once(service), OK);
    assert_all_once(service);
    service_close(service);
    int64_t wrong = -1;
    assert_int_equal(check_all(database, look_away, NULL, &wrong), OK);
    assert_int_equal(wrong, 0);
    return met;
}

// Every third call, beginning with `first`: a run is long.
static void run_service_until_nothing_fails(int first, Err err, bool done)
{
    stage_end();
    clock_set(NOON);
    int n = first;
    while (run_service_with((Fault){.at = n, .err = err, .done = done}))
        n += 3;
    assert_true(n > GROUPS);
}

TEST(a_busy_database_loses_no_item_and_no_change)
{
    run_service_until_nothing_fails(0, ERR_BUSY, false);
}

TEST(a_lost_answer_loses_no_item_and_does_no_change_twice)
{
    run_service_until_nothing_fails(1, ERR_BUSY, true);
}

TEST(a_failing_database_loses_no_acknowledged_item_and_no_change)
{
    run_service_until_nothing_fails(2, ERR_STORE, false);
}
