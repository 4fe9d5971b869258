#include "stage.h"

#include "base/clock.h"

#include <math.h>

#define TODAY ((Day)20000)
#define NOON (day_start(TODAY) + MILLIS_A_DAY / 2)

static const char *name_of(int number)
{
    return str_z(stage_memory(), str_format(stage_memory(), "Number %d", number));
}

// A customer with that many logins yesterday.
static int64_t add(Service *service, const char *name, int64_t mrr, int logins)
{
    int64_t customer = stage_customer(service, str_of(name), mrr);
    for (int i = 0; i < logins; i++) {
        Event login = stage_event(customer, EVENT_LOGIN, NOON - MILLIS_A_DAY + i);
        stage_store(service, &login);
    }
    return customer;
}

TEST(pages_follow_one_another_without_gap_or_repeat)
{
    Service *service = stage_begin(NOON);
    for (int i = 0; i < 17; i++)
        add(service, name_of(i), 100, i % 5 * 20);

    int64_t seen[32];
    int count = 0;
    ListPlace place = {0};
    HealthScores page = {.has_more = true};
    double worst = -1;
    while (page.has_more) {
        assert_int_equal(get_health_scores(service, stage_memory(), place, 3, &page), OK);
        assert_int_equal(page.total, 17);
        assert_true(page.rows == 3 || !page.has_more);
        for (int i = 0; i < page.rows; i++) {
            double score = page.row[i].scored ? page.row[i].score : SORT_UNSCORED;
            assert_true(score >= worst);
            worst = score;
            for (int s = 0; s < count; s++)
                assert_int_not_equal(seen[s], page.row[i].customer.id);
            seen[count++] = page.row[i].customer.id;
        }
        place = page.next;
    }
    assert_int_equal(count, 17);
}

TEST(a_page_that_ends_with_the_last_customer_has_no_next)
{
    Service *service = stage_begin(NOON);
    add(service, "A", 100, 1);
    add(service, "B", 100, 1);
    HealthScores page;
    assert_int_equal(get_health_scores(service, stage_memory(), (ListPlace){0}, 2, &page),
                     OK);
    assert_int_equal(page.rows, 2);
    assert_false(page.has_more);
}

TEST(at_midnight_what_leaves_a_window_leaves_the_score)
{
    Service *service = stage_begin(NOON);
    int64_t acme = add(service, "Acme", 100, 0);
    for (int i = 0; i < 240; i++) {
        Event login = stage_event(acme, EVENT_LOGIN, day_start(TODAY - 84 + 1) + i);
        stage_store(service, &login);
    }
    HealthScores today = stage_list(service);
    assert_int_equal(today.row[0].picture.measure[METRIC_LOGINS].amount, 240);
    double before = today.row[0].score;
    uint64_t version = service_version(service);

    clock_set(day_start(TODAY + 1) - 1);
    assert_int_equal(service_version(service), version);
    clock_set(day_start(TODAY + 1));
    assert_true(stage_is_shared() || service_version(service) != version);
    HealthScores tomorrow = stage_list(service);
    assert_int_equal(tomorrow.today, TODAY + 1);
    assert_int_equal(tomorrow.row[0].picture.measure[METRIC_LOGINS].amount, 0);
    assert_true(tomorrow.row[0].score < before);
    HealthDetails details = stage_details(service, acme, scorecard_standard());
    assert_memory_equal(&details.score.total, &tomorrow.row[0].score, sizeof(double));
}

// Not only the score of the day: what a list shows of the past moves on too.
TEST(after_each_midnight_a_list_shows_what_would_be_derived_anew)
{
    Service *service = stage_begin(NOON);
    const Millis long_ago = NOON - (Millis)900 * MILLIS_A_DAY;
    int64_t acme = add(service, "Acme", 100, 30);
    Event first = stage_event(acme, EVENT_LOGIN, long_ago);
    stage_store(service, &first);
    for (int day = 1; day <= 130; day++) {
        clock_set(NOON + (Millis)day * MILLIS_A_DAY);
        HealthScores list = stage_list(service);
        const CustomerRow *row = &list.row[0];
        // An event that counts in no window: the picture must be made anew for it.
        Event old = stage_event(acme, EVENT_LOGIN, long_ago);
        stage_store(service, &old);
        HealthDetails anew = stage_details(service, acme, scorecard_standard());
        assert_memory_equal(&row->score, &anew.row.score, sizeof(double));
        assert_memory_equal(row->trend.point, anew.row.trend.point,
                            sizeof row->trend.point);
        assert_int_equal(row->trend.has_30d, anew.row.trend.has_30d);
        assert_memory_equal(&row->trend.change_7d, &anew.row.trend.change_7d,
                            sizeof(double));
        assert_memory_equal(&row->trend.change_30d, &anew.row.trend.change_30d,
                            sizeof(double));
    }
}

TEST(a_dashboard_adds_up_what_the_list_shows)
{
    Service *service = stage_begin(NOON);
    add(service, "None", 700, 0);
    add(service, "Few", 100000, 1);
    add(service, "Some", 200, 30);
    add(service, "Many", 300, 300);
    Event feature;
    int64_t best = add(service, "Best", 400, 300);
    const char *const names[] = {"a", "b", "c", "d", "e"};
    for (int f = 0; f < 5; f++) {
        feature = stage_event(best, EVENT_FEATURE, NOON);
        feature.name = str_of(names[f]);
        stage_store(service, &feature);
    }

    Dashboard dashboard;
    assert_int_equal(get_dashboard(service, stage_memory(), &dashboard), OK);
    HealthScores list = stage_list(service);

    double sum = 0, weighted = 0;
    int64_t mrr = 0, at_risk = 0, bin[HISTOGRAM_BINS] = {0};
    for (int i = 0; i < list.rows; i++) {
        const CustomerRow *row = &list.row[i];
        if (!row->scored) continue;
        sum += row->score;
        weighted += row->score * (double)row->customer.mrr;
        mrr += row->customer.mrr;
        if (row->band <= BAND_AT_RISK) at_risk += row->customer.mrr;
        bin[row->score >= 100 ? 19 : (int)(row->score / 5)]++;
    }
    assert_int_equal(dashboard.customers, 5);
    assert_int_equal(dashboard.scored, 4);
    assert_int_equal(dashboard.unscored[STATUS_NO_DATA], 1);
    assert_int_equal(dashboard.mrr, mrr + 700);
    assert_int_equal(dashboard.mrr_at_risk, at_risk);
    assert_true(fabs(dashboard.mean_score - sum / 4) < 1e-9);
    assert_true(fabs(dashboard.portfolio_score - weighted / (double)mrr) < 1e-9);
    assert_memory_equal(dashboard.histogram, bin, sizeof bin);
    assert_int_equal(dashboard.histogram[HISTOGRAM_BINS - 1], 1);  // the best has 100

    int64_t in_bands = 0;
    for (int band = 0; band < BAND_COUNT; band++)
        in_bands += dashboard.band[band].customers;
    assert_int_equal(in_bands, 4);
    assert_true(dashboard.attentions >= 1);
    assert_str_equal(dashboard.attention[0].customer.name, S("Few"));
}

static size_t room_of_dashboard(Service *service)
{
    Arena *arena = stage_memory();
    const char *before = arena->next;
    Dashboard dashboard;
    assert_int_equal(get_dashboard(service, arena, &dashboard), OK);
    return (size_t)(arena->next - before);
}

TEST(a_dashboard_of_a_larger_book_takes_no_more_of_a_request)
{
    Service *service = stage_begin(NOON);
    for (int i = 10; i < 30; i++)
        add(service, name_of(i), 100, 1);
    size_t room = room_of_dashboard(service);
    for (int i = 30; i < 50; i++)
        add(service, name_of(i), 100, 1);
    assert_int_equal(room_of_dashboard(service), room);
}

TEST(revenue_that_cannot_be_added_up_stays_at_the_largest_sum)
{
    Service *service = stage_begin(NOON);
    add(service, "A", INT64_MAX, 1);
    add(service, "B", INT64_MAX, 1);
    Dashboard dashboard;
    assert_int_equal(get_dashboard(service, stage_memory(), &dashboard), OK);
    assert_int_equal(dashboard.mrr, INT64_MAX);
    assert_int_equal(dashboard.mrr_at_risk, INT64_MAX);
}

TEST(attention_goes_to_the_largest_revenue_times_what_is_missing)
{
    Service *service = stage_begin(NOON);
    // All are scored alike: revenue decides, and without revenue the id.
    for (int i = 0; i < 14; i++)
        add(service, name_of(i), i % 7 * 100, 1);
    Dashboard dashboard;
    assert_int_equal(get_dashboard(service, stage_memory(), &dashboard), OK);
    assert_int_equal(dashboard.attentions, ATTENTION_MAX);
    for (int i = 1; i < ATTENTION_MAX; i++) {
        const Customer *a = &dashboard.attention[i - 1].customer;
        const Customer *b = &dashboard.attention[i].customer;
        assert_true(a->mrr > b->mrr || (a->mrr == b->mrr && a->id < b->id));
    }
}

TEST(revenue_in_another_currency_is_counted_and_not_added)
{
    stage_end();
    clock_set(NOON);
    // A book whose customers pay in dollars, added up in euros.
    const ServiceOptions options = {
        .database = stage_database(), .currency = S("EUR"), .readers = 1};
    Service *service = NULL;
    assert_int_equal(service_open(&options, 0, &service), OK);
    add(service, "There", 500, 1);
    add(service, "Nothing", 0, 1);
    Dashboard dashboard;
    assert_int_equal(get_dashboard(service, stage_memory(), &dashboard), OK);
    assert_int_equal(dashboard.other_currency, 1);
    assert_int_equal(dashboard.mrr, 0);
    assert_int_equal(dashboard.mrr_at_risk, 0);
    assert_true(dashboard.portfolio_score == dashboard.mean_score);
    assert_int_equal(dashboard.attentions, 2);
    service_close(service);
}

TEST(who_rose_and_who_fell_is_said_with_the_largest_change_first)
{
    Service *service = stage_begin(NOON);
    int64_t faller = add(service, "Faller", 100, 0), riser = add(service, "Riser", 100, 1);
    for (int i = 0; i < 240; i++) {
        Event login = stage_event(faller, EVENT_LOGIN, day_start(TODAY - 84 - 10) + i);
        stage_store(service, &login);
    }
    Event old = stage_event(riser, EVENT_LOGIN, day_start(TODAY - 60));
    stage_store(service, &old);
    for (int i = 0; i < 240; i++) {
        Event login = stage_event(riser, EVENT_LOGIN, day_start(TODAY) + i);
        stage_store(service, &login);
    }
    Dashboard dashboard;
    assert_int_equal(get_dashboard(service, stage_memory(), &dashboard), OK);
    assert_int_equal(dashboard.fallings, 1);
    assert_int_equal(dashboard.falling[0].row.customer, faller);
    assert_true(dashboard.falling[0].row.change_30d < 0);
    assert_int_equal(dashboard.risings, 1);
    assert_int_equal(dashboard.rising[0].row.customer, riser);
    assert_ptr_equal(dashboard.falling[0].factor,
                     &scorecard_standard()->factor[0]);  // logins
    assert_true(dashboard.falling[0].by < 0);
    assert_ptr_equal(dashboard.rising[0].factor, &scorecard_standard()->factor[0]);
}
