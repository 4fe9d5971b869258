// What a factor has counted can be looked at, event by event.
#include "history.h"
#include "service/asking/counted_events.h"
#include "stage.h"

#include "base/clock.h"
#include "service/asking/history.h"

#define TODAY ((Day)20779)  // 2026-11-22
#define NOON (day_start(TODAY) + MILLIS_A_DAY / 2)

enum { CUSTOMERS = 4, EVENTS = 800 };

// Walk all of them, in pages; how many there are.
static int64_t walk(Service *service, CountedQuery query)
{
    int64_t seen = 0;
    for (bool more = true; more;) {
        CountedEvents found;
        assert_int_equal(get_counted_events(service, stage_memory(), &query, 7, &found),
                         OK);
        for (int e = 0; e < found.events; e++)
            assert_int_equal(found.counting[e] == COUNTING_COUNTS, query.counted);
        seen += found.events;
        more = found.has_more;
        query.events.after_set = true;
        query.events.after_at = found.behind_at;
        query.events.after_number = found.behind_number;
    }
    return seen;
}

static void assert_all_told(Service *service, const HealthDetails *details, int f)
{
    const Factor *factor = &details->card->factor[f];
    CountedQuery query = {.events = {.customer = details->row.customer.id,
                                     .has_type = true,
                                     .type = factor->metric.type,
                                     .from = day_start(DAY_FIRST),
                                     .to = INT64_MAX},
                          .metric = &factor->metric,
                          .day = details->today,
                          .counted = true};
    int64_t totals[FACTORS_MAX];
    assert_int_equal(
        get_event_totals(service, query.events.customer, details->card, totals), OK);
    int64_t counted = walk(service, query);
    query.counted = false;
    assert_int_equal(counted + walk(service, query), totals[f]);
    if (factor->measure == METRIC_ORIGINAL_FEATURES) return;
    assert_int_equal(counted, details->row.picture.measure[factor->measure].events);
}

TEST(as_many_events_are_listed_as_a_factor_has_counted_and_all_others_with_a_reason)
{
    history_begin(7);
    Service *service = stage_begin(NOON);
    for (int c = 0; c < CUSTOMERS; c++)
        (void)stage_customer(service, str_format(stage_memory(), "Customer %d", c), 0);
    Event *event = history_make(EVENTS, CUSTOMERS, NOON);
    stage_store_all(service, event, EVENTS);

    for (int i = 0; i < 12; i++) {
        const Scorecard *card = i % 3 ? scorecard_standard() : scorecard_original();
        HealthDetails details;
        Day day = TODAY - (i % 2 ? history_roll(300) : 0);
        assert_int_equal(
            get_health(service, stage_memory(), 1 + i % CUSTOMERS, card, day, &details),
            OK);
        for (int f = 0; f < card->factors; f++)
            assert_all_told(service, &details, f);
    }
}

TEST(nothing_is_counted_of_who_is_not_there)
{
    Service *service = stage_begin(NOON);
    CountedEvents found;
    const CountedQuery query = {.events = {.customer = 99, .to = INT64_MAX},
                                .metric = &scorecard_standard()->factor[0].metric,
                                .day = TODAY};
    assert_int_equal(get_counted_events(service, stage_memory(), &query, 5, &found),
                     ERR_NOT_FOUND);
}
