#include "model/override.h"

#include "test.h"

static Override from_to(int64_t id, Day since, Day until)
{
    return (Override){.id = id, .since = since, .until = until, .ended = DAY_NONE};
}

TEST(an_override_holds_from_its_first_day_to_its_last)
{
    Override override = from_to(1, 10, 20);
    assert_false(override_holds(&override, 9));
    assert_true(override_holds(&override, 10));
    assert_true(override_holds(&override, 20));
    assert_false(override_holds(&override, 21));

    override.ended = 15;
    assert_true(override_holds(&override, 14));
    assert_false(override_holds(&override, 15));
    override.ended = 10;  // on the day it was said
    assert_false(override_holds(&override, 10));
}

TEST(of_several_the_one_said_last_holds)
{
    const Override override[] = {from_to(1, 10, 30), from_to(2, 12, 14)};
    assert_null(override_on(override, 2, 9));
    assert_ptr_equal(override_on(override, 2, 11), &override[0]);
    assert_ptr_equal(override_on(override, 2, 12), &override[1]);
    assert_ptr_equal(override_on(override, 2, 15), &override[0]);
    assert_null(override_on(NULL, 0, 15));
}

TEST(the_day_is_known_on_which_another_holds)
{
    Override override[] = {from_to(1, 10, 30), from_to(2, 12, 14)};
    assert_int_equal(override_change(override, 2, 12, 1000), 15);
    assert_int_equal(override_change(override, 2, 15, 1000), 31);
    assert_int_equal(override_change(override, 2, 15, 20), 20);
    assert_int_equal(override_change(override, 2, 40, 1000), 1000);
    override[0].ended = 17;
    assert_int_equal(override_change(override, 2, 15, 1000), 17);
}

TEST(a_value_is_a_score_with_its_band_and_the_parts_stay)
{
    const Scorecard *card = scorecard_standard();
    Score score = {.scored = true, .total = 90, .coverage = 0.5, .band = BAND_HEALTHY};
    score.factor[2].contribution = 12;
    Override override = {.has_value = true, .value = 41.5};
    Score shown = override_apply(&score, &override, card);
    assert_true(shown.scored && shown.total == 41.5 && shown.coverage == 0.5);
    assert_int_equal(shown.band, BAND_AT_RISK);
    assert_int_equal(shown.place, 1);
    assert_int_equal(shown.status, STATUS_SCORED);
    assert_true(shown.factor[2].contribution == 12);

    const Score nothing = {0};
    shown = override_apply(&nothing, &override, card);
    assert_true(shown.scored && shown.total == 41.5);
}

TEST(a_band_is_of_a_score_that_there_is)
{
    const Scorecard *card = scorecard_standard();
    const Score score = {.scored = true, .total = 90, .band = BAND_HEALTHY, .place = 3},
                nothing = {0};
    const Override override = {.band = BAND_CRITICAL};
    Score shown = override_apply(&score, &override, card);
    assert_true(shown.total == 90);
    assert_int_equal(shown.band, BAND_CRITICAL);
    assert_int_equal(shown.place, 0);
    assert_false(override_apply(&nothing, &override, card).scored);
}
