#include "stage.h"

#include "../store/faulty.h"
#include "base/clock.h"
#include "service/committer.h"

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
    assert_int_equal(
        committer_open(&life, faulty_store(writer, &disk_full), (Chore){0}, &committer),
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
        committer_open(&life, faulty_store(writer, &fault), (Chore){0}, &committer), OK);
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
