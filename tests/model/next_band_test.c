#include "history.h"
#include "model/next_band.h"
#include "test.h"

enum { LOGIN, FEATURE, TICKET, INVOICE, API };

static const Day today = 20779;

static Picture plain(void)
{
    Picture picture = {.day = today, .any = true};
    for (int m = 0; m < METRIC_COUNT; m++)
        picture.measure[m].known = true;
    return picture;
}

static Str change(const Scorecard *card, const Lift *lift)
{
    Writer writer = {.arena = test_arena()};
    next_band_change(&writer, card, lift);
    return writer_str(&writer);
}

// The least change of one measure that reaches the edge, tried one after the other.
static int64_t tried(const Picture *picture, const Scorecard *card, int f, double edge)
{
    int metric = card->factor[f].measure;
    for (int64_t by = 1; by <= 5000; by++) {
        Picture changed = *picture;
        Measure *measure = &changed.measure[metric];
        measure->known = true;
        if (f == TICKET && measure->amount < by) return 0;
        if (f == INVOICE && by > MORE_INVOICES_MAX) return 0;
        if (f == INVOICE) measure->of += by;
        measure->amount += f == TICKET ? -by : by;
        measure->events = f == TICKET || f == INVOICE ? measure->amount : measure->events;
        if (score_of(&changed, card, changed.day).total >= edge) return by;
    }
    return 0;
}

static const Lift *lift_of(const Lift *lift, int lifts, int f)
{
    for (int i = 0; i < lifts; i++)
        if (lift[i].factor == f) return &lift[i];
    return NULL;
}

static int assert_as_tried(const Picture *picture, const Scorecard *card)
{
    Lift lift[FACTORS_MAX];
    int lifts = next_band_of(picture, card, lift);
    Score score = score_of(picture, card, picture->day);
    if (!score.scored || score.band == BAND_HEALTHY) {
        assert_int_equal(lifts, 0);
        return 0;
    }
    for (int f = 0; f < card->factors; f++) {
        const Lift *is = lift_of(lift, lifts, f);
        assert_int_equal(is ? is->by : 0,
                         tried(picture, card, f, card->band[score.place + 1].edge));
        if (!is) continue;
        assert_true(is->total >= card->band[score.place + 1].edge);
        assert_true(change(card, is).length > 0);
    }
    return lifts;
}

TEST(every_lift_is_the_least_that_is_found_by_trying)
{
    Day middle = on("2026-11-22");
    int lifts = 0;
    for (uint64_t seed = 1; seed <= 40; seed++) {
        History history = history_lively(middle, seed);
        Facts facts = history_all(&history);
        Picture picture = picture_of(&facts, &metrics_shipped, middle);
        lifts += assert_as_tried(&picture, scorecard_standard());
        lifts += assert_as_tried(&picture, scorecard_original());
    }
    assert_true(lifts > 40);
}

TEST(each_change_is_said_in_its_own_unit)
{
    Picture picture = plain();
    picture.measure[METRIC_TICKETS].amount = 9;
    picture.measure[METRIC_INVOICES] = measured(4, 10, 10);
    picture.measure[METRIC_LOGINS].amount = 120;
    Lift lift[FACTORS_MAX];  // 18.75 + 0 + 5 + 6 + 3.75 = 33.5
    assert_int_equal(next_band_of(&picture, scorecard_standard(), lift), 4);
    const Scorecard *card = scorecard_standard();
    assert_str_equal(change(card, &lift[0]), S("2 more features in use"));
    assert_str_equal(change(card, &lift[1]), S("at most 2 open tickets"));
    assert_str_equal(change(card, &lift[2]), S("26 more invoices paid on time"));
    assert_str_equal(change(card, &lift[3]), S("more than 200 calls a week"));

    picture.measure[METRIC_LOGINS].amount = 119;
    picture.measure[METRIC_TICKETS].amount = 1;  // 12.5 + 0 + 15 + 6 + 3.75 = 37.25
    assert_int_equal(next_band_of(&picture, scorecard_standard(), lift), 5);
    assert_str_equal(change(card, &lift[0]), S("10 or more logins a week"));
    assert_str_equal(change(card, &lift[1]), S("1 more feature in use"));
    assert_str_equal(change(card, &lift[2]), S("no open ticket"));
}

TEST(a_factor_without_data_can_lift_by_getting_some)
{
    Picture picture = plain();
    picture.measure[METRIC_LOGINS].amount = 240;  // 25 + 0 + 20 of 0.7: 64.3
    picture.measure[METRIC_INVOICES].known = picture.measure[METRIC_API].known = false;
    Lift lift[FACTORS_MAX];
    int lifts = next_band_of(&picture, scorecard_standard(), lift);
    const Lift *api = lift_of(lift, lifts, API), *invoice = lift_of(lift, lifts, INVOICE);
    assert_null(api);  // (45 + 15) / 0.85 = 70.6
    assert_null(invoice);
    picture.measure[METRIC_FEATURES].amount = 1;  // 50 of 0.7: 71.4
    lifts = next_band_of(&picture, scorecard_standard(), lift);
    invoice = lift_of(lift, lifts, INVOICE);
    assert_non_null(invoice);
    assert_int_equal(invoice->by, 1);
    assert_str_equal(change(scorecard_standard(), invoice),
                     S("1 more invoice paid on time"));
}

TEST(the_highest_band_and_no_data_have_nothing_to_reach)
{
    Lift lift[FACTORS_MAX];
    Picture picture = {.day = today};
    assert_int_equal(next_band_of(&picture, scorecard_standard(), lift), 0);
    picture = plain();
    picture.measure[METRIC_LOGINS].amount = 240;
    picture.measure[METRIC_FEATURES].amount = 5;
    picture.measure[METRIC_API].amount = 5000;
    assert_int_equal(next_band_of(&picture, scorecard_standard(), lift), 0);
    picture.measure[METRIC_LOGINS].amount = INT64_MAX;
    picture.measure[METRIC_FEATURES].amount = 0;
    picture.measure[METRIC_API].amount = INT64_MAX;
    picture.measure[METRIC_TICKETS].amount = INT64_MAX;
    assert_int_equal(next_band_of(&picture, scorecard_standard(), lift), 3);
}
