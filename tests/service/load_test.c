#include "stage.h"

#include "base/clock.h"

#include <pthread.h>
#include <stdatomic.h>

// Many who write and many who ask, at the same time.

#define NOON ((Millis)20000 * MILLIS_A_DAY + MILLIS_A_DAY / 2)

enum { WRITERS = 4, ASKERS = 4, EVENTS = 60 };

static Service *service;
static int64_t shared_customer;
static _Atomic int faults;
static _Atomic bool done;

// Assertions of cmocka belong to the main thread; the others count.
static void expect(bool true_here)
{
    if (!true_here) faults++;
}

static int64_t logins_of(int64_t customer)
{
    HealthDetails details;
    Arena scratch = *stage_memory();
    expect(get_health_details(service, &scratch, customer, scorecard_standard(),
                              &details) == OK);
    return details.row.picture.measure[METRIC_LOGINS].amount;
}

static int64_t logins_listed(int64_t customer)
{
    HealthScores scores;
    Arena scratch = *stage_memory();
    expect(get_health_scores(service, &scratch, (ListPlace){0}, 100, &scores) == OK);
    expect(scores.freshness.stale_customers <= WRITERS + 1);
    for (int i = 0; i < scores.rows; i++)
        if (scores.row[i].customer.id == customer)
            return scores.row[i].picture.measure[METRIC_LOGINS].amount;
    return -1;
}

static void *write_and_look(void *context)
{
    int64_t mine = *(const int64_t *)context;
    for (int e = 1; e <= EVENTS; e++) {
        Event login = stage_event(e % 2 ? mine : shared_customer, EVENT_LOGIN, NOON);
        Appended outcome;
        expect(stage_send(service, &login, &outcome) == OK && outcome == APPEND_STORED);
        if (e % 2 == 0) continue;
        expect(logins_of(mine) == (e + 1) / 2);
        if (e % 6 == 1) expect(logins_listed(mine) == (e + 1) / 2);
    }
    return NULL;
}

static void *ask(void *context)
{
    int64_t seen = 0;
    while (!done) {
        Dashboard dashboard;
        Arena scratch = *stage_memory();
        expect(get_dashboard(service, &scratch, &dashboard) == OK);
        expect(dashboard.customers == WRITERS + 1);
        // What was there once does not go again.
        int64_t logins = logins_of(*(const int64_t *)context);
        expect(logins >= seen);
        seen = logins;
        (void)service_version(service);
        (void)service_figures(service);
        expect(service_ready(service) == OK);
    }
    return NULL;
}

TEST(what_a_writer_was_told_is_in_its_next_answer_under_load)
{
    service = stage_begin(NOON);
    shared_customer = stage_customer(service, S("Shared"), 100);
    int64_t customer[WRITERS];
    for (int w = 0; w < WRITERS; w++)
        customer[w] =
            stage_customer(service, str_format(stage_memory(), "Customer %d", w), 100);

    pthread_t writer[WRITERS], asker[ASKERS];
    for (int a = 0; a < ASKERS; a++)
        assert_int_equal(pthread_create(&asker[a], NULL, ask, &customer[a % WRITERS]), 0);
    for (int w = 0; w < WRITERS; w++)
        assert_int_equal(pthread_create(&writer[w], NULL, write_and_look, &customer[w]), 0);
    for (int w = 0; w < WRITERS; w++)
        pthread_join(writer[w], NULL);
    done = true;
    for (int a = 0; a < ASKERS; a++)
        pthread_join(asker[a], NULL);

    assert_int_equal(faults, 0);
    assert_int_equal(logins_of(shared_customer), WRITERS * EVENTS / 2);
    assert_int_equal(service_figures(service).stored[EVENT_LOGIN], WRITERS * EVENTS);
    stage_end();
}
