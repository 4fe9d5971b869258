#include "proof/weights.h"

#include "proof/auc.h"
#include "reference.h"
#include "test.h"

#include <math.h>

static LogisticInput reference_input(Arena *arena, double ridge)
{
    double *x, *times;
    int *left;
    int rows = reference_ints(arena, "logistic.left", &left);
    assert_int_equal(reference(arena, "logistic.x", &x), rows * 5);
    assert_int_equal(reference(arena, "logistic.times", &times), rows);
    bool *gone = arena_new(arena, bool, rows);
    for (int i = 0; i < rows; i++)
        gone[i] = left[i] == 1;
    return (LogisticInput){
        .x = x, .left = gone, .times = times, .rows = rows, .weights = 5, .ridge = ridge};
}

static void check(Arena *arena, double ridge, const char *name)
{
    LogisticInput input = reference_input(arena, ridge);
    double *expected;
    Logistic fit;
    assert_int_equal(reference(arena, name, &expected), 6);
    assert_true(logistic_fit(&input, &fit));
    assert_close(fit.intercept, expected[0]);
    for (int w = 0; w < 5; w++)
        assert_close(fit.weight[w], expected[w + 1]);
}

TEST(the_best_weights_are_those_of_all_choices_that_could_be_held_at_0)
{
    Arena *arena = test_arena();
    check(arena, 1, "logistic.ridge_1");
    check(arena, 0.01, "logistic.ridge_0.01");
    check(arena, 100, "logistic.ridge_100");
}

TEST(without_a_ridge_it_is_what_glm_says)
{
    Arena *arena = test_arena();
    check(arena, 0, "logistic.glm");
}

TEST(nothing_is_fitted_where_nobody_left_or_nobody_stayed)
{
    bool left[] = {true, true};
    LogisticInput input = {.x = (double[]){0, 1},
                           .left = left,
                           .times = (double[]){1, 1},
                           .rows = 2,
                           .weights = 1,
                           .ridge = 1};
    Logistic fit;
    assert_false(logistic_fit(&input, &fit));
    left[0] = false;
    assert_true(logistic_fit(&input, &fit));
    input.times = (double[]){0, 1};
    assert_false(logistic_fit(&input, &fit));
}

TEST(who_can_be_told_apart_without_fail_still_gets_finite_weights)
{
    bool left[40];
    double x[40], times[40];
    for (int i = 0; i < 40; i++) {
        left[i] = i >= 20;
        x[i] = i >= 20;
        times[i] = 1;
    }
    LogisticInput input = {
        .x = x, .left = left, .times = times, .rows = 40, .weights = 1, .ridge = 1};
    Logistic fit;
    assert_true(logistic_fit(&input, &fit));
    assert_true(isfinite(fit.weight[0]) && fit.weight[0] > 1 && fit.rounds < 50);
}

// A book of 300 customers with six months each.  Only the first factor knows who leaves,
// as far as `truth` says; the score weighs all alike.
enum { CUSTOMERS = 300, MONTHS = 6, FACTORS = 4, ROWS = CUSTOMERS * MONTHS, DRAWS = 500 };

static Cases book(Arena *arena, double truth, uint64_t seed, double *points)
{
    Case *row = arena_new(arena, Case, ROWS);
    Draws draws = {.state = seed};
    for (int i = 0; i < ROWS; i++) {
        double score = 0;
        for (int f = 0; f < FACTORS; f++) {
            points[i * FACTORS + f] = (double)(draws_next(&draws) % 5) * 25;
            score += points[i * FACTORS + f] / FACTORS;
        }
        double chance = 0.15 + truth * (50 - points[i * FACTORS]) / 400;
        double drawn = (double)(draws_next(&draws) >> 11) / 9007199254740992.0;
        row[i] = (Case){.customer = i / MONTHS, .score = score, .left = drawn < chance};
    }
    return cases_of(arena, row, ROWS, CUSTOMERS);
}

static Interval gain_of(Arena *arena, const Weights *weights, const Cases *now)
{
    double *gain = arena_new(arena, double, DRAWS);
    int known = 0, times[CUSTOMERS];
    Draws draws = {.state = 1};
    for (int i = 0; i < DRAWS; i++) {
        draws_customers(&draws, CUSTOMERS, times);
        known += weights_gain(weights, now, times, &gain[known]);
    }
    return interval_of(gain, known, MIDDLE_99, *arena);
}

TEST(weights_go_to_the_factor_that_knows_and_the_gain_shows)
{
    Arena *arena = test_arena();
    double *points = arena_new(arena, double, ROWS *FACTORS);
    Cases now = book(arena, 1, 11, points);
    WeightsInput input = {.points = points, .factors = FACTORS, .ridge = WEIGHTS_RIDGE};
    Weights weights = weights_of(arena, &now, &input);
    assert_true(weights.known);
    assert_true(weights.weight[0] > 0.7);
    double sum = 0;
    for (int f = 0; f < FACTORS; f++)
        sum += weights.weight[f];
    assert_close(sum, 1);
    assert_true(gain_of(arena, &weights, &now).low > 0.02);
}

TEST(on_pure_noise_other_weights_are_no_better)
{
    Arena *arena = test_arena();
    for (uint64_t seed = 1; seed <= 20; seed++) {
        double *points = arena_new(arena, double, ROWS *FACTORS);
        Cases now = book(arena, 0, seed * 1000, points);
        WeightsInput input = {.points = points, .factors = FACTORS, .ridge = WEIGHTS_RIDGE};
        Weights weights = weights_of(arena, &now, &input);
        assert_true(weights.known);
        Interval gain = gain_of(arena, &weights, &now);
        assert_true(gain.low < 0 && gain.high > 0);
    }
}

// Judged on its own customers, noise would always seem to help a little.
TEST(noise_judged_on_its_own_customers_would_have_seemed_to_help)
{
    Arena *arena = test_arena();
    int better = 0;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        double *points = arena_new(arena, double, ROWS *FACTORS);
        Cases now = book(arena, 0, seed * 1000, points);
        WeightsInput input = {.points = points, .factors = FACTORS, .ridge = WEIGHTS_RIDGE};
        Weights weights = weights_of(arena, &now, &input);
        Case *row = arena_new(arena, Case, ROWS);
        for (int i = 0; i < ROWS; i++) {
            row[i] = now.row[i];
            row[i].score = 0;
            for (int f = 0; f < FACTORS; f++)
                row[i].score += weights.weight[f] * points[now.row[i].place * FACTORS + f];
        }
        Cases own = cases_of(arena, row, ROWS, CUSTOMERS);
        double before, after;
        assert_true(auc_of(&now, NULL, &before) && auc_of(&own, NULL, &after));
        better += after > before;
    }
    assert_true(better >= 15);
}

TEST(where_no_factor_speaks_for_leaving_all_weigh_alike)
{
    Arena *arena = test_arena();
    double *points = arena_new(arena, double, ROWS *FACTORS);
    Case *row = arena_new(arena, Case, ROWS);
    for (int i = 0; i < ROWS; i++) {
        bool left = i % 3 == 0;
        for (int f = 0; f < FACTORS; f++)
            points[i * FACTORS + f] = left ? 100 : 50;
        row[i] = (Case){.customer = i / MONTHS, .score = points[i * FACTORS], .left = left};
    }
    Cases now = cases_of(arena, row, ROWS, CUSTOMERS);
    WeightsInput input = {.points = points, .factors = FACTORS, .ridge = WEIGHTS_RIDGE};
    Weights weights = weights_of(arena, &now, &input);
    assert_true(weights.known);
    for (int f = 0; f < FACTORS; f++)
        assert_true(weights.weight[f] == 1.0 / FACTORS);
}
