// docs/SCORING.md is read, and what it calculates is calculated again: neither the page nor
// the score can change alone.
#include "history.h"
#include "model/next_band.h"
#include "page.h"
#include "test.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { LOGIN, FEATURE, TICKET, INVOICE, API, FACTORS };

static const Day today = 20779;  // 2026-11-22

static Str scoring_page(void)
{
    return page_read(SCORING_PAGE);
}

// --- `standard`, the default -----------------------------------------------------

// "≥ 20: 100", "> 50: 50", "≤ 2: 75", "0: 100"
static Transform kind_of(Str clause)
{
    if (str_starts(clause, S("≥"))) return TRANSFORM_AT_LEAST;
    if (str_starts(clause, S(">"))) return TRANSFORM_ABOVE;
    return TRANSFORM_AT_MOST;
}

static void assert_steps(Str said, const Factor *factor)
{
    int steps = 0;
    while (said.length > 0) {
        Str clause = str_trim(str_cut(&said, ','));
        if (str_starts(clause, S("else"))) {
            page_says(&clause, factor->otherwise);
            continue;
        }
        assert_true(steps < factor->steps);
        assert_int_equal(kind_of(clause), factor->transform);
        page_says(&clause, factor->step[steps].edge);
        page_says(&clause, factor->step[steps++].points);
    }
    assert_int_equal(steps, factor->steps);
}

TEST(the_page_has_the_default_card)
{
    Str cell[PAGE_CELLS];
    Str part = page_part(scoring_page(), "## `standard`, the default");
    Str table = page_table(part, "| factor |");
    const Scorecard *card = scorecard_standard();
    for (int f = 0; f < card->factors; f++) {
        const Factor *factor = &card->factor[f];
        assert_true(page_row(&table, cell));
        assert_str_equal(page_before(str_from(cell[0], 1), "`"), factor->id);
        page_says(&cell[1], factor->weight);
        page_says(&cell[2], factor->metric.window.days);
        if (f == FEATURE) page_says(&cell[2], card->catalogue);
        if (factor->transform < TRANSFORM_LINEAR) assert_steps(cell[3], factor);
        bool skipped = str_starts(cell[4], S("left out"));
        assert_int_equal(skipped, factor->missing == MISSING_SKIP);
        if (str_starts(cell[4], S("none open")))
            page_says(&cell[4], factor->step[0].points);
        else if (!skipped)
            page_says(&cell[4], factor->missing_value);
    }
    assert_false(page_row(&table, cell));

    Str bands = page_behind(part, "Bands, lower edge inclusive:");
    for (int b = card->bands - 1; b >= 0; b--) {
        bands = page_behind(bands, "`");
        assert_str_equal(page_before(bands, "`"), card->band[b].id);
        page_says(&bands, card->band[b].edge);
    }
}

// --- by hand ---------------------------------------------------------------------

static Measure measure(double amount, double of)
{
    return measured((int64_t)amount, (int64_t)of, (int64_t)amount);
}

// "Customer: 149 logins in 84 days, 4 of 5 features used, ..."
static Picture customer_of(Str part)
{
    Str said = page_behind(part, "Customer:");
    Picture picture = {.day = today, .any = true};
    picture.measure[METRIC_LOGINS] = measure(page_number(&said), 0);
    page_says(&said, scorecard_standard()->factor[LOGIN].metric.window.days);
    picture.measure[METRIC_FEATURES] = measure(page_number(&said), 0);
    page_says(&said, scorecard_standard()->catalogue);
    picture.measure[METRIC_TICKETS] = measure(page_number(&said), 0);
    double paid = page_number(&said);
    picture.measure[METRIC_INVOICES] = measure(paid, page_number(&said));
    picture.measure[METRIC_API] = measure(page_number(&said), 0);
    return picture;
}

// "149 / 12 = 12.4 a week"
static void assert_measured(Str cell, double value)
{
    assert_true(fabs(page_sum(&cell) - value) < 1e-9);
    if (str_starts(str_trim(cell), S("="))) page_says(&cell, value);
}

TEST(the_customer_calculated_by_hand_has_what_the_page_says)
{
    Str cell[PAGE_CELLS];
    Str part = page_part(scoring_page(), "## By hand");
    Picture picture = customer_of(part);
    Score score = score_of(&picture, scorecard_standard(), today);
    Str table = page_table(part, "| factor | measured | points | weight | contribution |");
    double sum = 0;
    for (int f = 0; f < FACTORS; f++) {
        const FactorScore *factor = &score.factor[f];
        assert_true(page_row(&table, cell));
        assert_measured(cell[1], factor->value);
        page_says(&cell[2], factor->points);
        page_says(&cell[3], factor->weight);
        Str contribution = cell[4];
        page_says(&cell[4], factor->contribution);
        sum += page_number(&contribution);
    }
    assert_true(page_row(&table, cell));
    page_says(&cell[3], 1);
    Str total = cell[4];
    page_says(&cell[4], score.total);
    assert_true(page_number(&total) == sum && score.total == sum);
    assert_str_equal(page_before(page_behind(cell[4], "`"), "`"), band_name(score.band));
}

TEST(without_an_invoice_it_has_what_the_page_says)
{
    Str part = page_part(scoring_page(), "## By hand");
    Picture picture = customer_of(part);
    picture.measure[METRIC_INVOICES] = (Measure){0};
    Score score = score_of(&picture, scorecard_standard(), today);
    Str said = page_behind(part, "the weights would be divided by");
    page_says(&said, 1 - scorecard_standard()->factor[INVOICE].weight);
    for (int f = 0; f < FACTORS; f++)
        if (f != INVOICE) page_says(&said, score.factor[f].weight);
    said = page_behind(said, "the total ");
    assert_true(fabs(page_sum(&said) - score.total) < 1e-9);
    page_says(&said, score.total);
}

TEST(what_lifts_it_into_the_next_band_is_as_the_page_says)
{
    Str page = scoring_page();
    Picture picture = customer_of(page_part(page, "## By hand"));
    const Scorecard *card = scorecard_standard();
    Score score = score_of(&picture, card, today);
    Lift lift[FACTORS_MAX];
    assert_int_equal(next_band_of(&picture, card, lift), 1);
    assert_int_equal(lift[0].factor, API);

    Str said = page_behind(page_part(page, "## To the next band"), "is lifted to");
    page_says(&said, lift[0].total);
    page_says(&said, (double)lift[0].measure.amount);
    page_says(&said, card->factor[API].metric.window.days);
    page_says(&said, card->factor[API].step[0].edge);
    page_says(&said, card->band[score.place + 1].edge);
    Writer change = {.arena = test_arena()};
    next_band_change(&change, card, &lift[0]);
    assert_str_equal(writer_str(&change), S("more than 400 calls a week"));
}

TEST(the_stamp_of_the_page_names_its_card_and_score)
{
    Str page = scoring_page();
    Picture picture = customer_of(page_part(page, "## By hand"));
    Score score = score_of(&picture, scorecard_standard(), today);
    Str stamp = page_behind(page_part(page, "## Stamp"), "--stamp 7:2026-11-22:");
    page_says(&stamp, score.total);
    char hash[17];
    for (int i = 0; i < 8; i++)
        snprintf(hash + 2 * i, 3, "%02x", scorecard_standard()->hash[i]);
    assert_str_equal(str_until(str_from(stamp, 1), 16), str_of(hash));
}

// --- points ----------------------------------------------------------------------

// What `now` beside `before` earns as a trend.
static double trend_points(double now, double before)
{
    static Metrics metrics;
    metrics = metrics_shipped;
    Scorecard card = {.id = S("one"), .factors = 1};
    card.band = scorecard_bands(&card.bands);
    card.factor[0] = (Factor){.id = S("trend"), .weight = 1};
    card.factor[0].metric = (Metric){
        .type = EVENT_LOGIN, .agg = AGG_COUNT, .window = {.days = 28}, .trend = true};
    card.factor[0].transform = TRANSFORM_LOG2_TREND;
    assert_true(scorecard_bind(&card, &metrics));
    Picture picture = {.day = today, .any = true};
    picture.measure[card.factor[0].measure] = measure(now, before);
    return score_of(&picture, &card, today).factor[0].points;
}

TEST(a_trend_earns_what_the_page_says)
{
    Str said = page_part(scoring_page(), "### Points");
    said = page_behind(said, "as much as before is");
    page_says(&said, trend_points(7, 7));
    said = page_behind(said, "twice as much");
    page_says(&said, trend_points(14, 7));
    said = page_behind(said, "half");
    page_says(&said, trend_points(7, 14));
}

// --- `original` ------------------------------------------------------------------

static double original_points(int metric, Measure measure)
{
    Picture picture = {.day = today, .any = true};
    picture.measure[METRIC_ORIGINAL_LOGINS] = measured(1, 0, 1);
    picture.measure[metric] = measure;
    Score score = score_of(&picture, scorecard_original(), today);
    return score.factor[metric - METRIC_ORIGINAL_LOGINS].points;
}

TEST(the_original_differs_as_the_page_says)
{
    Str part = page_part(scoring_page(), "## `original`");
    Str said = page_behind(part, "month ends clamp (");
    Day day = page_day(&said, 2026);
    assert_int_equal(page_day(&said, 2026), day_minus_months(day, 3));
    said = page_behind(said, "without API calls");
    page_says(&said, original_points(METRIC_ORIGINAL_API, (Measure){0}));
    said = page_behind(said, "**not capped**:");
    double used = page_number(&said);
    page_says(&said, original_points(METRIC_ORIGINAL_FEATURES, measure(used, 0)));
    said = page_behind(said, "none:");
    page_says(&said, original_points(METRIC_ORIGINAL_TICKETS, (Measure){0}));
    said = page_behind(said, "half up to 4 decimals (");
    double paid = page_number(&said);
    Measure invoices = measure(paid, page_number(&said));
    Str exactly = said;
    page_says(&said, original_points(METRIC_ORIGINAL_INVOICES, invoices));
    assert_true(page_number(&exactly) ==
                original_points(METRIC_ORIGINAL_INVOICES, invoices));
    said = page_behind(said, "none:");
    page_says(&said, original_points(METRIC_ORIGINAL_INVOICES, (Measure){0}));
}
