#include "history.h"
#include "model/score.h"
#include "test.h"

#include <math.h>

enum { LOGIN, FEATURE, TICKET, INVOICE, API };

static const Day today = 20779;  // 2026-11-22

// A customer of whom everything is known, and everything is at its best.
static Picture best(void)
{
    Picture picture = {.day = today, .any = true};
    for (int m = 0; m < METRIC_COUNT; m++)
        picture.measure[m] = (Measure){.amount = 1000000, .events = 1, .known = true};
    picture.measure[METRIC_FEATURES].amount = 5;
    picture.measure[METRIC_ORIGINAL_FEATURES].amount = 5;
    picture.measure[METRIC_TICKETS].amount = 0;
    picture.measure[METRIC_ORIGINAL_TICKETS].amount = 0;
    picture.measure[METRIC_INVOICES].amount = picture.measure[METRIC_INVOICES].of = 3;
    picture.measure[METRIC_ORIGINAL_INVOICES] = picture.measure[METRIC_INVOICES];
    return picture;
}

static Score standard(const Picture *picture)
{
    return score_of(picture, scorecard_standard(), today);
}

static Score original(const Picture *picture)
{
    return score_of(picture, scorecard_original(), today);
}

static double points(int metric, int64_t amount, int factor)
{
    Picture picture = best();
    picture.measure[metric].amount = amount;
    bool is_original = metric >= METRIC_ORIGINAL_LOGINS;
    Score score = is_original ? original(&picture) : standard(&picture);
    return score.factor[factor].points;
}

TEST(the_best_customer_has_100)
{
    Picture picture = best();
    assert_true(standard(&picture).total == 100);
    assert_true(standard(&picture).coverage == 1);
    assert_int_equal(standard(&picture).band, BAND_HEALTHY);
    assert_true(original(&picture).total == 100);
}

TEST(logins_a_week_earn_by_steps_whose_edges_are_reached)
{
    static const int cases[][2] = {{0, 0},     {11, 0},    {12, 25},  {59, 25},
                                   {60, 50},   {119, 50},  {120, 75}, {239, 75},
                                   {240, 100}, {9999, 100}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_true(points(METRIC_LOGINS, cases[i][0], LOGIN) == cases[i][1]);
        assert_true(points(METRIC_ORIGINAL_LOGINS, cases[i][0], LOGIN) == cases[i][1]);
    }
}

TEST(features_earn_their_share_and_only_the_original_goes_beyond)
{
    for (int n = 0; n <= 8; n++) {
        assert_true(points(METRIC_FEATURES, n, FEATURE) == (n < 5 ? 20 * n : 100));
        assert_true(points(METRIC_ORIGINAL_FEATURES, n, FEATURE) == 20 * n);
    }
}

TEST(open_tickets_cost_by_steps)
{
    static const int cases[][2] = {{0, 100}, {1, 75}, {2, 75}, {3, 50},
                                   {5, 50},  {6, 25}, {99, 25}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_true(points(METRIC_TICKETS, cases[i][0], TICKET) == cases[i][1]);
        assert_true(points(METRIC_ORIGINAL_TICKETS, cases[i][0], TICKET) == cases[i][1]);
    }
}

TEST(api_calls_a_week_earn_by_steps_whose_edges_must_be_passed)
{
    static const int cases[][2] = {{0, 25},    {600, 25},  {601, 50},  {2400, 50},
                                   {2401, 75}, {4800, 75}, {4801, 100}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_true(points(METRIC_API, cases[i][0], API) == cases[i][1]);
        assert_true(points(METRIC_ORIGINAL_API, cases[i][0], API) == cases[i][1]);
    }
}

TEST(invoices_earn_their_share_and_the_original_rounds_it)
{
    Picture picture = best();
    picture.measure[METRIC_INVOICES].amount = 1;
    picture.measure[METRIC_ORIGINAL_INVOICES].amount = 1;
    assert_true(standard(&picture).factor[INVOICE].points == 100.0 / 3);
    assert_true(original(&picture).factor[INVOICE].points == 33.3333);
    picture.measure[METRIC_ORIGINAL_INVOICES].amount = 2;
    assert_true(original(&picture).factor[INVOICE].points == 66.6667);
    picture.measure[METRIC_ORIGINAL_INVOICES] = measured(1, 32, 32);  // 3.125
    assert_true(original(&picture).factor[INVOICE].points == 3.125);
    picture.measure[METRIC_ORIGINAL_INVOICES] = measured(1, 640, 640);  // .15625
    assert_true(original(&picture).factor[INVOICE].points == 0.1563);
    picture.measure[METRIC_ORIGINAL_INVOICES].amount = 0;
    assert_true(original(&picture).factor[INVOICE].points == 0);
}

TEST(a_customer_nobody_has_heard_of_has_no_score)
{
    Picture picture = {.day = today};
    assert_false(standard(&picture).scored);
    assert_false(original(&picture).scored);
    assert_int_equal(standard(&picture).factors, 5);
}

TEST(one_event_of_any_kind_makes_a_score)
{
    for (int m = METRIC_LOGINS; m <= METRIC_API; m++) {
        Picture picture = {.day = today, .any = true};
        picture.measure[m].known = true;
        Score score = standard(&picture);
        assert_true(score.scored);
        assert_true(score.coverage == scorecard_standard()->factor[m].weight);
    }
}

TEST(the_original_has_no_score_where_nothing_counts)
{
    Picture picture = {.day = today, .any = true};
    for (int m = 0; m < METRIC_COUNT; m++)
        picture.measure[m].known = true;
    assert_true(standard(&picture).scored);
    assert_false(original(&picture).scored);
    for (int m = METRIC_ORIGINAL_LOGINS; m < METRIC_COUNT; m++) {
        Picture one = picture;
        one.measure[m].events = 1;
        assert_true(original(&one).scored);
    }
}

TEST(a_skipped_factor_gives_its_weight_to_the_others)
{
    Picture picture = best();
    picture.measure[METRIC_API] = (Measure){0};
    picture.measure[METRIC_LOGINS].amount = 0;
    Score score = standard(&picture);
    assert_true(score.factor[API].missing);
    assert_true(score.factor[API].weight == 0);
    assert_true(score.factor[API].contribution == 0);
    assert_true(fabs(score.factor[LOGIN].weight - 0.25 / 0.85) < 1e-15);
    assert_true(fabs(score.factor[TICKET].weight - 0.20 / 0.85) < 1e-15);
    assert_true(fabs(score.total - 100 * 0.60 / 0.85) < 1e-12);
    assert_true(score.coverage == 0.85);
}

TEST(invoices_that_do_not_count_yet_are_skipped_but_known)
{
    Picture picture = best();
    picture.measure[METRIC_INVOICES] = (Measure){.known = true};
    Score score = standard(&picture);
    assert_true(score.factor[INVOICE].missing);
    assert_true(score.factor[INVOICE].weight == 0);
    assert_true(score.coverage == 1);
}

TEST(what_never_came_in_is_measured_as_nothing_where_the_card_says_so)
{
    Picture picture = {.day = today, .any = true};
    picture.measure[METRIC_LOGINS] = measured(240, 0, 240);
    Score score = standard(&picture);
    assert_true(score.factor[FEATURE].missing && score.factor[FEATURE].points == 0);
    assert_true(score.factor[TICKET].missing && score.factor[TICKET].points == 100);
    assert_true(fabs(score.total - 45 / 0.7) < 1e-12);
    assert_true(score.coverage == 0.25);
}

TEST(the_original_gives_points_for_what_is_missing)
{
    Picture picture = {.day = today, .any = true};
    picture.measure[METRIC_ORIGINAL_LOGINS] = measured(12, 0, 12);
    Score score = original(&picture);
    assert_true(score.factor[INVOICE].points == 100);
    assert_true(score.factor[API].points == 25);
    assert_true(score.factor[TICKET].points == 100);
    assert_true(score.total == 45);
}

TEST(the_original_is_the_plain_sum_to_the_bit)
{
    uint64_t row = 7;
    for (int i = 0; i < 20000; i++) {
        Picture picture = best();
        picture.measure[METRIC_ORIGINAL_LOGINS].amount = (int64_t)(next_number(&row) % 300);
        picture.measure[METRIC_ORIGINAL_FEATURES].amount = (int64_t)(next_number(&row) % 9);
        picture.measure[METRIC_ORIGINAL_TICKETS].amount = (int64_t)(next_number(&row) % 9);
        int64_t of = 1 + (int64_t)(next_number(&row) % 40);
        picture.measure[METRIC_ORIGINAL_INVOICES].of = of;
        picture.measure[METRIC_ORIGINAL_INVOICES].amount =
            (int64_t)(next_number(&row) % (uint64_t)(of + 1));
        picture.measure[METRIC_ORIGINAL_API].amount = (int64_t)(next_number(&row) % 6000);
        Score score = original(&picture);
        const FactorScore *f = score.factor;
        double sum = f[0].points * 0.25 + f[1].points * 0.25 + f[2].points * 0.20 +
                     f[3].points * 0.15 + f[4].points * 0.15;
        assert_true(score.total == sum);
    }
}

TEST(any_score_lies_between_0_and_100_and_is_the_sum_of_its_parts)
{
    uint64_t row = 11;
    for (int i = 0; i < 20000; i++) {
        Picture picture = {.day = today, .any = true};
        for (int m = 0; m < METRIC_COUNT; m++) {
            uint64_t size = next_number(&row) % 4 == 0 ? 6000 : 12;
            picture.measure[m].of = (int64_t)(next_number(&row) % 30);
            picture.measure[m].amount = (int64_t)(next_number(&row) % size);
            picture.measure[m].known = next_number(&row) % 3 != 0;
            picture.measure[m].events = 1;
        }
        Measure *paid = &picture.measure[METRIC_INVOICES];
        if (paid->amount > paid->of) paid->amount = paid->of;
        Score score = standard(&picture);
        double sum = 0, weights = 0;
        for (int f = 0; f < score.factors; f++) {
            sum += score.factor[f].contribution;
            weights += score.factor[f].weight;
            assert_true(score.factor[f].points >= 0 && score.factor[f].points <= 100);
        }
        assert_true(fabs(sum - score.total) < 1e-9);
        assert_true(fabs(weights - 1) < 1e-12);
        assert_true(score.total >= 0 && score.total <= 100);
        assert_true(score.coverage >= 0 && score.coverage <= 1);
        assert_int_equal(score.band, band_of(scorecard_standard(), score.total));
    }
}

TEST(one_event_more_is_worth_what_the_table_says)
{
    History history = history_new();
    logins(&history, today, 11);
    Facts facts = history_all(&history);
    Picture picture = picture_of(&facts, &metrics_shipped, today);
    assert_true(fabs(standard(&picture).total - 20 / 0.7) < 1e-12);
    logins(&history, today, 1);
    facts = history_all(&history);
    picture = picture_of(&facts, &metrics_shipped, today);
    assert_true(fabs(standard(&picture).total - 26.25 / 0.7) < 1e-12);
}
