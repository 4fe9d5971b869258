// Who has no score is counted, found and followed by why that is so, wherever bands are.
#include "stage.h"

#include "base/clock.h"
#include "model/card_document.h"
#include "service/asking/lists.h"
#include "service/asking/moves.h"
#include "service/asking/past.h"
#include "service/cards/scorecards.h"
#include "service/cards/whatif.h"
#include "service/writing/changes.h"
#include "service/writing/said.h"

#define TODAY ((Day)20000)
#define NOON (day_start(TODAY) + MILLIS_A_DAY / 2)

// Judges nobody in their first 30 days, nor who is known by less than half of it.
#define CAREFUL                                                                            \
    "{\"id\":\"careful\",\"title\":\"Careful\",\"priority\":5,\"grace_days\":%d,"          \
    "\"min_coverage\":%s,\"factors\":[" FACTOR("login") "," FACTOR("api") "]}"
#define FACTOR(source)                                                                     \
    "{\"id\":\"" source "\",\"weight\":1,\"metric\":{\"source\":\"" source                 \
    "\",\"agg\":\"count\",\"window\":{\"days\":84}},\"transform\":{\"steps\":[{\">=\":1,"  \
    "\"points\":80}]},\"missing\":{\"value\":0}}"

static Change change(void)
{
    return (Change){.arena = stage_memory(), .receipt = stage_receipt()};
}

static Str careful(int grace, const char *coverage)
{
    Scorecard card;
    CardFaults faults;
    Str document = str_format(stage_memory(), CAREFUL, grace, coverage);
    if (scorecard_read(stage_memory(), document, &card, &faults))
        fail_msg("%s", str_z(stage_memory(), faults.fault[0].message));
    return scorecard_write(stage_memory(), &card);
}

static void publish(Service *service, Str document)
{
    Drafting *drafting = arena_new(stage_memory(), Drafting, 1);
    drafting->draft =
        (CardDraft){.card = S("careful"), .document = document, .author = S("Ada")};
    assert_int_equal(stage_await(change_save_draft(service, change(), drafting)), OK);
    Publishing publishing = {.card = S("careful"), .author = S("Ada")};
    assert_int_equal(stage_await(change_publish(service, change(), &publishing)), OK);
}

static void send(Service *service, int64_t customer, EventType type, Day day)
{
    Event event = stage_event(customer, type, day_start(day) + MILLIS_A_DAY / 2);
    stage_store(service, &event);
}

// One of each: without data, new, of whom too little is known, and two with a score.
enum { SILENT = 1, YOUNG, THIN, KNOWN, WELL, CUSTOMERS = WELL };

static Service *a_book(void)
{
    Service *service = stage_begin(NOON);
    for (int c = 1; c <= CUSTOMERS; c++)
        assert_int_equal(stage_customer(service, str_format(stage_memory(), "c-%d", c), 0),
                         c);
    send(service, YOUNG, EVENT_LOGIN, TODAY - 3);
    send(service, THIN, EVENT_LOGIN, TODAY - 50);
    for (int c = KNOWN; c <= WELL; c++) {
        send(service, c, EVENT_LOGIN, TODAY - 40);
        send(service, c, EVENT_API, TODAY - 40);
    }
    publish(service, careful(30, "0.6"));
    return service;
}

static int64_t in_list(Service *service, unsigned states)
{
    CustomerList list;
    ListQuery query = list_everybody();
    query.states = states;
    const ListPage page = {.most = 50};
    assert_int_equal(get_list(service, stage_memory(), &query, &page, &list), OK);
    for (int i = 0; i < list.rows; i++) {
        const CustomerRow *row = &list.row[i];
        assert_true(states & 1U << score_state(row->scored, row->band, row->status));
    }
    return list.total;
}

static void assert_unscored(const int64_t unscored[STATUS_SCORED], int64_t no_data,
                            int64_t onboarding, int64_t insufficient)
{
    assert_int_equal(unscored[STATUS_NO_DATA], no_data);
    assert_int_equal(unscored[STATUS_ONBOARDING], onboarding);
    assert_int_equal(unscored[STATUS_INSUFFICIENT_DATA], insufficient);
}

TEST(each_reason_for_no_score_is_a_list_of_its_own)
{
    Service *service = a_book();
    ListAround around;
    assert_int_equal(in_list(service, (1U << STATES) - 1), CUSTOMERS);
    assert_int_equal(get_list_around(service, stage_memory(), &around), OK);
    for (int reason = STATE_UNSCORED; reason < STATES; reason++) {
        assert_int_equal(in_list(service, 1U << reason), 1);
        assert_int_equal(around.in[reason], 1);
    }
    assert_int_equal(in_list(service, (1U << BAND_COUNT) - 1), 2);
}

TEST(the_dashboard_and_a_past_day_count_each_reason_apart)
{
    Service *service = a_book();
    Dashboard *dashboard = arena_new(stage_memory(), Dashboard, 1);
    assert_int_equal(get_dashboard(service, stage_memory(), dashboard), OK);
    assert_unscored(dashboard->unscored, 1, 1, 1);
    assert_int_equal(dashboard->cards, 1);
    assert_unscored(dashboard->card[0].unscored, 1, 1, 1);

    BookHistory history;
    const DaySpan days = {TODAY, TODAY};
    assert_int_equal(get_book_history(service, stage_memory(), days, 1, &history), OK);
    assert_unscored(history.day[0].unscored, 1, 1, 1);
}

TEST(what_becomes_of_each_with_time_is_followed)
{
    Service *service = a_book();
    clock_set(NOON + 30 * (Millis)MILLIS_A_DAY);
    Dashboard *dashboard = arena_new(stage_memory(), Dashboard, 1);
    assert_int_equal(get_dashboard(service, stage_memory(), dashboard), OK);
    assert_unscored(dashboard->unscored, 1, 0, 2);
    assert_int_equal(in_list(service, 1U << (STATE_UNSCORED + STATUS_ONBOARDING)), 0);
    assert_int_equal(in_list(service, 1U << (STATE_UNSCORED + STATUS_INSUFFICIENT_DATA)),
                     2);

    Moves *moves = arena_new(stage_memory(), Moves, 1);
    const MovesQuery query = {.days = {TODAY, TODAY + 30}};
    assert_int_equal(get_moves(service, stage_memory(), &query, moves), OK);
    assert_int_equal(moves->flow[STATE_UNSCORED + STATUS_ONBOARDING]
                                [STATE_UNSCORED + STATUS_INSUFFICIENT_DATA],
                     1);
    assert_int_equal(moves->flow[STATE_UNSCORED][STATE_UNSCORED], 1);
    assert_int_equal(moves->better + moves->worse, 0);
}

TEST(a_preview_says_who_would_be_judged_and_who_would_not)
{
    Service *service = a_book();
    WhatIf *whatif = arena_new(stage_memory(), WhatIf, 1);
    assert_int_equal(
        get_whatif(service, stage_memory(), S("careful"), careful(0, "0.6"), whatif), OK);
    assert_unscored(whatif->before.customers + STATE_UNSCORED, 1, 1, 1);
    assert_unscored(whatif->after.customers + STATE_UNSCORED, 1, 0, 2);
    assert_int_equal(whatif->changed, 1);
    assert_int_equal(whatif->flow[STATE_UNSCORED + STATUS_ONBOARDING]
                                 [STATE_UNSCORED + STATUS_INSUFFICIENT_DATA],
                     1);
    publish(service, careful(0, "0.6"));
    assert_int_equal(in_list(service, 1U << (STATE_UNSCORED + STATUS_INSUFFICIENT_DATA)),
                     2);
}

// As the list shows it, whatever the card makes of it.
TEST(in_a_preview_somebody_who_is_overruled_is_where_somebody_put_it)
{
    Service *service = a_book();
    Override override = {.customer = WELL,
                         .has_value = true,
                         .value = 12,
                         .reason = S("They told us"),
                         .author = S("Ada"),
                         .since = TODAY,
                         .until = TODAY + 10,
                         .ended = DAY_NONE};
    assert_int_equal(stage_await(change_add_override(service, change(), &override)), OK);
    WhatIf *whatif = arena_new(stage_memory(), WhatIf, 1);
    assert_int_equal(
        get_whatif(service, stage_memory(), S("careful"), careful(30, "0.6"), whatif), OK);
    assert_int_equal(whatif->before.customers[BAND_CRITICAL], 1);
    assert_int_equal(whatif->after.customers[BAND_CRITICAL], 1);
    assert_int_equal(whatif->changed, 0);
}
