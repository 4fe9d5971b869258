#include "stage.h"

#include "../store/backends.h"
#include "base/clock.h"
#include "service/writing/changes.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

static const TestBackend *const backends[] = {&test_backend_sqlite, &test_backend_mysql};

static Service *at_work;

static const TestBackend *chosen(void)
{
    const char *name = getenv("TEST_BACKEND");
    for (size_t b = 0; name && b < sizeof backends / sizeof *backends; b++)
        if (strcmp(backends[b]->name, name) == 0) return backends[b];
    assert_null(name);
    return &test_backend_sqlite;
}

Arena *stage_memory(void)
{
    static _Thread_local Arena memory;
    if (!memory.next) memory = arena_map((size_t)1 << 30);
    return &memory;
}

Str stage_database(void)
{
    if (!chosen()->is_here()) skip();
    return chosen()->fresh(stage_memory());
}

bool stage_is_shared(void)
{
    return chosen() != &test_backend_sqlite;
}

Service *stage_begin(Millis now)
{
    stage_end();
    clock_set(now);
    at_work = stage_open(stage_database());
    return at_work;
}

void stage_end(void)
{
    if (at_work) service_close(at_work);
    at_work = NULL;
    clock_set(0);
}

int test_tear_down(void)
{
    stage_end();
    chosen()->clean();
    return 0;
}

Service *stage_open(Str database)
{
    const ServiceOptions options = {
        .database = database, .currency = S("USD"), .readers = 3};
    Service *service = NULL;
    assert_int_equal(service_open(&options, 5, &service), OK);
    return service;
}

// --- writing, and waiting for it -----------------------------------------

typedef struct {
    pthread_mutex_t lock;
    pthread_cond_t answered;
    bool done;
    Err err;
    Appended outcome;
} Wait;

static _Thread_local Wait wait = {.lock = PTHREAD_MUTEX_INITIALIZER,
                                  .answered = PTHREAD_COND_INITIALIZER};

static void answer(void *context, Err err, Appended outcome)
{
    Wait *of = context;
    pthread_mutex_lock(&of->lock);
    of->done = true;
    of->err = err;
    of->outcome = outcome;
    pthread_cond_signal(&of->answered);
    pthread_mutex_unlock(&of->lock);
}

Receipt stage_receipt(void)
{
    wait.done = false;
    return (Receipt){answer, &wait};
}

Err stage_await(Err handed_over)
{
    if (handed_over) return handed_over;
    pthread_mutex_lock(&wait.lock);
    while (!wait.done)
        pthread_cond_wait(&wait.answered, &wait.lock);
    pthread_mutex_unlock(&wait.lock);
    return wait.err;
}

int64_t stage_customer(Service *service, Str name, int64_t mrr)
{
    Customer customer = {.name = name,
                         .external_id = name,
                         .lifecycle = S("active"),
                         .currency = S("USD"),
                         .mrr = mrr,
                         .renews_on = DAY_NONE,
                         .traits = S("{}"),
                         .created_at = clock_now()};
    const Arena start = arena_map(1 << 16);
    Arena room = start;
    const Change change = {.arena = &room, .receipt = stage_receipt()};
    assert_int_equal(stage_await(change_add_customer(service, change, &customer)), OK);
    arena_unmap(start);
    assert_true(customer.id > 0);
    return customer.id;
}

Event stage_event(int64_t customer, EventType type, Millis at)
{
    static _Atomic int events;
    int number = ++events;
    Str id = str_format(stage_memory(), "event-%d", number);
    Event event = {.customer = customer,
                   .type = type,
                   .at = at,
                   .received_at = at,
                   .quantity = 1,
                   .source = S("test"),
                   .id = id,
                   .fingerprint = (uint64_t)number,
                   .details = S("{}")};
    if (type == EVENT_FEATURE) event.name = S("reports");
    if (type == EVENT_TICKET)
        event.ticket = (TicketDetails){id, TICKET_OPEN, PRIORITY_MEDIUM};
    if (type == EVENT_INVOICE)
        event.invoice = (InvoiceDetails){.invoice = id,
                                         .amount = 10000,
                                         .currency = S("USD"),
                                         .due = day_of(at),
                                         .paid = DAY_NONE};
    return event;
}

Err stage_send(Service *service, Event *event, Appended *outcome)
{
    Err err = stage_await(ingest_event(service, event, stage_receipt()));
    *outcome = wait.outcome;
    return err;
}

void stage_store(Service *service, Event *event)
{
    Appended outcome;
    assert_int_equal(stage_send(service, event, &outcome), OK);
    assert_int_equal(outcome, APPEND_STORED);
}

void stage_store_all(Service *service, Event *event, int events)
{
    Appended outcome[GROUP_MAX];
    for (int done = 0, count; done < events; done += count) {
        count = events - done < GROUP_MAX ? events - done : GROUP_MAX;
        assert_int_equal(stage_await(ingest_events(service, event + done, (size_t)count,
                                                   outcome, stage_receipt())),
                         OK);
        for (int e = 0; e < count; e++)
            assert_int_equal(outcome[e], APPEND_STORED);
    }
}

// --- asking --------------------------------------------------------------

HealthScores stage_list(Service *service)
{
    HealthScores scores;
    assert_int_equal(
        get_health_scores(service, stage_memory(), (ListPlace){0}, 100, &scores), OK);
    assert_false(scores.has_more);
    return scores;
}

HealthDetails stage_details(Service *service, int64_t customer, const Scorecard *card)
{
    HealthDetails details;
    assert_int_equal(get_health_details(service, stage_memory(), customer, card, &details),
                     OK);
    return details;
}
