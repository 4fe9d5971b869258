#include "proof/calibration.h"
#include "proof/folds.h"
#include "reference.h"
#include "test.h"

#include <math.h>

TEST(falling_shares_are_what_the_minimax_formula_says)
{
    Arena *arena = test_arena();
    double *value, *weight, *expected;
    int count = reference(arena, "isotonic.value", &value);
    assert_int_equal(reference(arena, "isotonic.weight", &weight), count);
    assert_int_equal(reference(arena, "isotonic.falling", &expected), count);
    isotonic_falling(value, weight, count, *arena);
    for (int i = 0; i < count; i++)
        assert_close(value[i], expected[i]);
}

TEST(falling_shares_of_equal_weight_are_what_isoreg_says)
{
    Arena *arena = test_arena();
    double *value, *expected, one[60];
    int count = reference(arena, "isotonic.value", &value);
    assert_int_equal(reference(arena, "isotonic.unweighted", &expected), count);
    for (int i = 0; i < count; i++)
        one[i] = 1;
    isotonic_falling(value, one, count, *arena);
    for (int i = 0; i < count; i++)
        assert_close(value[i], expected[i]);
}

TEST(between_two_scores_the_share_goes_straight_and_beyond_them_it_stays)
{
    Arena *arena = test_arena();
    Cases cases = reference_cases(arena);
    Isotonic fit = isotonic_of(arena, &cases, NULL);
    double *at, *expected;
    int count = reference(arena, "isotonic.at", &at);
    assert_int_equal(reference(arena, "isotonic.share", &expected), count);
    for (int i = 0; i < count; i++)
        assert_close(isotonic_at(&fit, at[i]), expected[i]);
}

TEST(shares_that_are_given_are_judged_as_in_r)
{
    Arena *arena = test_arena();
    Cases cases = reference_cases(arena);
    double *given, *expected, *by_row = arena_new(arena, double, cases.rows);
    assert_int_equal(reference(arena, "calibration.expected", &given), cases.rows);
    for (int i = 0; i < cases.rows; i++)
        by_row[i] = given[cases.row[i].place];
    Calibration is = calibration_judge(arena, &cases, by_row);
    assert_close(is.brier, reference_one(arena, "calibration.brier"));
    assert_close(is.ece, reference_one(arena, "calibration.ece"));
    assert_int_equal(reference(arena, "calibration.groups", &expected), is.groups);
    int once[120];
    double actual[CALIBRATION_GROUPS];
    for (int c = 0; c < 120; c++)
        once[c] = 1;
    calibration_actual(&is, &cases, once, actual);
    for (int g = 0; g < is.groups; g++) {
        assert_close(is.group[g].actual, expected[g]);
        assert_close(actual[g], expected[g]);
    }
}

TEST(customers_are_dealt_into_folds_whole_and_evenly)
{
    Arena *arena = test_arena();
    Cases cases = reference_cases(arena);
    const int *fold = folds_of(arena, &cases);
    int customers[FOLDS] = {0}, leavers[FOLDS] = {0}, all = 0;
    bool left[120] = {false};
    for (int i = 0; i < cases.rows; i++)
        left[cases.row[i].customer] |= cases.row[i].left;
    for (int c = 0; c < 120; c++) {
        customers[fold[c]]++;
        leavers[fold[c]] += left[c];
        all += left[c];
    }
    for (int f = 0; f < FOLDS; f++) {
        assert_int_equal(customers[f], 120 / FOLDS);
        assert_in_range(leavers[f], all / FOLDS, all / FOLDS + 1);
    }
}

// Fitted to its own cases, isotonic regression is right in every group by construction.
TEST(what_is_expected_of_a_customer_was_learnt_from_others)
{
    Arena *arena = test_arena();
    enum { ROWS = 400 };
    Case *row = arena_new(arena, Case, ROWS);
    Draws draws = {.state = 3};
    for (int i = 0; i < ROWS; i++)
        row[i] = (Case){.customer = i,
                        .score = (double)(draws_next(&draws) % 1000) / 10,
                        .left = draws_next(&draws) % 4 == 0};
    Cases cases = cases_of(arena, row, ROWS, ROWS);
    Isotonic fit = isotonic_of(arena, &cases, NULL);
    double *own = arena_new(arena, double, ROWS);
    for (int i = 0; i < ROWS; i++)
        own[i] = isotonic_at(&fit, cases.row[i].score);
    Calibration flattered = calibration_judge(arena, &cases, own);
    Calibration honest = calibration_of(arena, &cases);
    assert_true(flattered.ece < 1e-12);
    assert_true(honest.ece > 0.005);
    assert_true(honest.brier > flattered.brier);
}

TEST(too_few_customers_have_no_calibration)
{
    Arena *arena = test_arena();
    Case row[] = {{.customer = 0, .score = 1, .left = true}, {.customer = 1, .score = 2}};
    Cases cases = cases_of(arena, row, 2, 2);
    assert_int_equal(calibration_of(arena, &cases).groups, 0);
}
