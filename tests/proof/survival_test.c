#include "base/writer.h"
#include "proof/survival.h"
#include "reference.h"
#include "test.h"

static double *named(Arena *arena, const char *what, int group, int expected)
{
    double *number;
    Str name = str_format(arena, "survival.%s.%d", what, group);
    assert_int_equal(reference(arena, str_z(arena, name), &number), expected);
    return number;
}

TEST(who_is_still_there_is_what_survfit_says)
{
    Arena *arena = test_arena();
    Life *life;
    int lives = reference_lives(arena, &life);
    for (int group = 0; group < 4; group++) {
        SurvivalStep *step;
        int steps = survival_of(arena, life, lives, group, &step);
        const double *days = named(arena, "days", group, steps),
                     *low = named(arena, "low", group, steps);
        const double *there = named(arena, "there", group, steps);
        const double *left = named(arena, "left", group, steps);
        const double *share = named(arena, "share", group, steps);
        const double *high = named(arena, "high", group, steps);
        for (int i = 0; i < steps; i++) {
            assert_close(step[i].days, days[i]);
            assert_close(step[i].there, there[i]);
            assert_close(step[i].left, left[i]);
            assert_close(step[i].share, share[i]);
            assert_close(step[i].low, low[i]);
            assert_close(step[i].high, high[i]);
        }
    }
}

TEST(nobody_left_is_no_step_and_everybody_left_has_no_interval)
{
    Arena *arena = test_arena();
    Life life[] = {{.days = 5, .left = false}, {.days = 9, .left = true}};
    SurvivalStep *step;
    assert_int_equal(survival_of(arena, life, 1, 0, &step), 0);
    assert_int_equal(survival_of(arena, life, 2, 0, &step), 1);
    assert_true(step[0].share == 0 && !step[0].has_interval);
    assert_int_equal(survival_of(arena, life, 2, 1, &step), 0);
}

TEST(the_log_rank_test_is_what_survdiff_says)
{
    Arena *arena = test_arena();
    Life *life;
    int lives = reference_lives(arena, &life);
    LogRank test = log_rank_of(life, lives, 4, *arena);
    assert_true(test.known);
    assert_int_equal(test.degrees, 3);
    assert_close(test.chi_square, reference_one(arena, "log_rank.chi_square"));
    assert_close(test.p, reference_one(arena, "log_rank.p"));

    Life *two = arena_new(arena, Life, lives);
    int kept = 0;
    for (int i = 0; i < lives; i++)
        if (life[i].group >= 2) two[kept++] = life[i];
    double *expected;
    assert_int_equal(reference(arena, "log_rank.two", &expected), 2);
    test = log_rank_of(two, kept, 4, *arena);
    assert_int_equal(test.degrees, 1);
    assert_close(test.chi_square, expected[0]);
    assert_close(test.p, expected[1]);
}

TEST(a_published_trial_comes_out_as_it_was_published)
{
    Arena *arena = test_arena();
    int *days, *left, *group;
    int lives = reference_ints(arena, "ovarian.days", &days);
    assert_int_equal(reference_ints(arena, "ovarian.left", &left), lives);
    assert_int_equal(reference_ints(arena, "ovarian.group", &group), lives);
    Life life[64];
    for (int i = 0; i < lives; i++)
        life[i] = (Life){.days = days[i], .left = left[i] == 1, .group = group[i]};
    double *expected;
    assert_int_equal(reference(arena, "ovarian.log_rank", &expected), 2);
    LogRank test = log_rank_of(life, lives, 2, *arena);
    assert_close(test.chi_square, expected[0]);
    assert_close(test.p, expected[1]);
}

TEST(one_group_has_nothing_to_be_compared_with)
{
    Arena *arena = test_arena();
    Life life[] = {{.days = 5, .left = true}, {.days = 9, .left = true}};
    assert_false(log_rank_of(life, 2, 3, *arena).known);
    life[1].group = 2;
    assert_true(log_rank_of(life, 2, 3, *arena).known);
    life[0].left = life[1].left = false;
    assert_false(log_rank_of(life, 2, 3, *arena).known);
}

TEST(the_tail_of_chi_squared_is_what_pchisq_says)
{
    Arena *arena = test_arena();
    static const double x[] = {0.01, 0.5, 1, 3, 7.5, 20, 60};
    double *expected;
    assert_int_equal(reference(arena, "chi_square.tails", &expected), 77);
    for (int degrees = 1; degrees <= 11; degrees++)
        for (int i = 0; i < 7; i++)
            assert_close(chi_square_tail(x[i], degrees), expected[(degrees - 1) * 7 + i]);
    assert_true(chi_square_tail(0, 3) == 1);
}
