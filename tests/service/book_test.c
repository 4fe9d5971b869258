#include "stage.h"

#include "base/clock.h"
#include "service/cards/judging.h"
#include "service/writing/changes.h"

#include <math.h>

#define TODAY ((Day)20000)
#define NOON (day_start(TODAY) + MILLIS_A_DAY / 2)

// A customer of that segment that renews on that day.
static int64_t add(Service *service, const char *name, const char *segment, Day renews_on)
{
    Customer customer = {.name = str_of(name),
                         .segment = str_of(segment),
                         .lifecycle = S("active"),
                         .currency = S("USD"),
                         .mrr = 1000,
                         .renews_on = renews_on,
                         .traits = S("{}"),
                         .created_at = clock_now()};
    const Change change = {.arena = stage_memory(), .receipt = stage_receipt()};
    assert_int_equal(stage_await(change_add_customer(service, change, &customer)), OK);
    return customer.id;
}

static void log_in(Service *service, int64_t customer, Day day, int times)
{
    for (int i = 0; i < times; i++) {
        Event login = stage_event(customer, EVENT_LOGIN, day_start(day) + i);
        stage_store(service, &login);
    }
}

static Dashboard dashboard_of(Service *service)
{
    Dashboard dashboard;
    assert_int_equal(get_dashboard(service, stage_memory(), &dashboard), OK);
    return dashboard;
}

TEST(renewals_are_those_of_the_next_60_days)
{
    Service *service = stage_begin(NOON);
    add(service, "Passed", "", TODAY - 1);
    add(service, "Today", "", TODAY);
    int64_t last = add(service, "Last", "", TODAY + RENEWAL_DAYS);
    add(service, "Later", "", TODAY + RENEWAL_DAYS + 1);
    add(service, "Never", "", DAY_NONE);
    log_in(service, last, TODAY - 1, 1);
    Dashboard dashboard = dashboard_of(service);
    assert_int_equal(dashboard.renewals.customers, 2);
    assert_int_equal(dashboard.renewals.mrr, 2000);
    assert_int_equal(dashboard.renewals.at_risk, 1);
    assert_int_equal(dashboard.renewals.mrr_at_risk, 1000);
}

// Whoever's stored next drop leads into a lower band is there, and nobody else.
TEST(whom_ageing_puts_a_band_lower_is_said_the_soonest_first)
{
    Service *service = stage_begin(NOON);
    for (int i = 0; i < 5; i++) {
        int64_t customer =
            add(service, str_z(stage_memory(), str_format(stage_memory(), "C%d", i)), "",
                DAY_NONE);
        log_in(service, customer, TODAY - 82 + 6 * i, 200);
        log_in(service, customer, TODAY - 1, 61);
        Event feature = stage_event(customer, EVENT_FEATURE, NOON);
        feature.name = S("one");
        stage_store(service, &feature);
    }
    Dashboard dashboard = dashboard_of(service);
    HealthScores list = stage_list(service);
    int lower = 0, soon = 0;
    for (int i = 0; i < list.rows; i++) {
        const NextDrop *next = &list.row[i].next_drop;
        bool falls = next->reason != DROP_NONE &&
                     band_of(scorecard_standard(), next->total) < list.row[i].band;
        if (!falls) continue;
        lower++;
        if (next->day - TODAY <= SLIP_DAYS) soon++;
    }
    assert_true(lower > 0 && soon > 0 && soon < lower);
    assert_int_equal(dashboard.drops, lower < DROPS_MAX ? lower : DROPS_MAX);
    assert_int_equal(dashboard.slipping, soon);
    for (int i = 1; i < dashboard.drops; i++)
        assert_true(dashboard.drop[i - 1].day <= dashboard.drop[i].day);
    assert_true(dashboard.drop[0].to_band < dashboard.drop[0].band);
}

TEST(a_picture_is_of_every_day_until_the_one_on_which_it_may_change)
{
    const Scorecard *card = scorecard_standard();
    const Picture made = {.metrics = metrics_shipped.hash,
                          .measures = METRIC_COUNT,
                          .day = TODAY - 3,
                          .next_change = TODAY + 1};
    Picture picture = made;
    assert_true(judging_fits(&picture, card, TODAY));
    assert_int_equal(picture.day, TODAY);
    picture = made;
    assert_false(judging_fits(&picture, card, TODAY + 1));
    assert_false(judging_fits(&picture, card, TODAY - 4));
}

TEST(a_segment_has_the_means_of_those_in_it)
{
    Service *service = stage_begin(NOON);
    int64_t few = add(service, "Few", "Small", DAY_NONE);
    int64_t many = add(service, "Many", "Small", DAY_NONE);
    int64_t other = add(service, "Other", "Large", DAY_NONE);
    add(service, "Silent", "Small", DAY_NONE);
    add(service, "Nowhere", "", DAY_NONE);
    log_in(service, few, TODAY - 1, 1);
    log_in(service, many, TODAY - 1, 250);
    log_in(service, other, TODAY - 1, 250);
    Dashboard dashboard = dashboard_of(service);
    assert_int_equal(dashboard.segments, 2);
    const SegmentSum *small = &dashboard.segment[0];
    assert_str_equal(small->segment, S("Small"));
    assert_int_equal(small->customers, 3);
    assert_int_equal(small->scored, 2);
    assert_int_equal(small->counted[0], 2);
    const Scorecard *card = scorecard_standard();
    HealthDetails a = stage_details(service, few, card);
    HealthDetails b = stage_details(service, many, card);
    double logins = (a.score.factor[0].points + b.score.factor[0].points) / 2;
    assert_true(fabs(small->points[0] - logins) < 1e-9);
    assert_true(fabs(small->mean_score - (a.score.total + b.score.total) / 2) < 1e-9);
}

TEST(the_trend_ends_with_today_and_says_what_changed_within_30_days)
{
    Service *service = stage_begin(NOON);
    int64_t customer = add(service, "Falling", "", DAY_NONE);
    log_in(service, customer, TODAY - 84 - 10, 250);
    int64_t fresh = add(service, "Fresh", "", DAY_NONE);
    log_in(service, fresh, TODAY, 250);
    Dashboard dashboard = dashboard_of(service);
    const BookPoint *last = &dashboard.trend[TREND_POINTS - 1];
    assert_int_equal(last->day, TODAY);
    assert_int_equal(last->scored, 2);
    assert_true(fabs(last->portfolio_score - dashboard.portfolio_score) <= 0.05);
    assert_int_equal(dashboard.trend[0].scored, 1);
    assert_true(dashboard.has_30d);
    HealthDetails details = stage_details(service, customer, scorecard_standard());
    assert_true(fabs(dashboard.portfolio_change - details.row.trend.change_30d) < 1e-9);
}

TEST(an_empty_book_has_neither_trend_nor_change)
{
    Service *service = stage_begin(NOON);
    Dashboard dashboard = dashboard_of(service);
    assert_false(dashboard.has_30d);
    assert_int_equal(dashboard.trend[TREND_POINTS - 1].scored, 0);
    assert_int_equal(dashboard.segments, 0);
    assert_int_equal(dashboard.drops, 0);
}
