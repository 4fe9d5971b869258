#include "base/writer.h"
#include "proof/auc.h"
#include "proof/flags.h"
#include "proof/lift.h"
#include "reference.h"
#include "test.h"

static Cases cases_from(Arena *arena,
                        const char *text)  // "L10 S20": left with 10, stayed with 20
{
    static const int most = 64;
    Case *row = arena_new(arena, Case, most);
    int rows = 0;
    Str rest = str_of(text);
    while (rest.length) {
        Str one = str_cut(&rest, ' ');
        int64_t score;
        assert_true(str_int(str_from(one, 1), &score));
        row[rows] =
            (Case){.customer = rows, .score = (double)score, .left = one.text[0] == 'L'};
        rows++;
    }
    return cases_of(arena, row, rows, rows);
}

static double auc(Arena *arena, const char *text)
{
    Cases cases = cases_from(arena, text);
    double value = -1;
    (void)auc_of(&cases, NULL, &value);
    return value;
}

TEST(an_auc_is_the_share_of_pairs_told_apart)
{
    Arena *arena = test_arena();
    assert_true(auc(arena, "L10 S20") == 1);
    assert_true(auc(arena, "S10 L20") == 0);
    assert_true(auc(arena, "L10 S10") == 0.5);
    assert_true(auc(arena, "L10 S20 L30 S40") == 0.75);
    assert_true(auc(arena, "S50 L50 S50 L10 S60") == (1 + 1 + 1 + 0.5 + 0.5 + 1) / 6);
}

TEST(there_is_no_auc_where_nobody_left_or_nobody_stayed)
{
    Arena *arena = test_arena();
    double value;
    RocPoint *point;
    Cases all_left = cases_from(arena, "L1 L2"), none_left = cases_from(arena, "S1 S2");
    assert_false(auc_of(&all_left, NULL, &value));
    assert_false(auc_of(&none_left, NULL, &value));
    assert_int_equal(roc_of(arena, &none_left, &point), 0);
    double step[ROC_STEPS + 1];
    assert_false(roc_steps(&none_left, NULL, step));
    assert_false(lift_of(&none_left, NULL, (double[]){0.5}, 1, &value));
}

TEST(the_auc_is_what_mann_and_whitney_say)
{
    Arena *arena = test_arena();
    Cases cases = reference_cases(arena);
    double value;
    assert_true(auc_of(&cases, NULL, &value));
    assert_close(value, reference_one(arena, "auc"));
}

TEST(a_customer_drawn_twice_counts_as_two)
{
    Arena *arena = test_arena();
    Cases once = cases_from(arena, "L10 S20 L30 S40"),
          twice = cases_from(arena, "L10 L10 S20 S40 S40");
    double drawn, written;
    assert_true(auc_of(&once, (int[]){2, 1, 0, 2}, &drawn));
    assert_true(auc_of(&twice, NULL, &written));
    assert_true(drawn == written);

    double of_drawn[ROC_STEPS + 1], of_written[ROC_STEPS + 1];
    assert_true(roc_steps(&once, (int[]){2, 1, 0, 2}, of_drawn));
    assert_true(roc_steps(&twice, NULL, of_written));
    assert_memory_equal(of_drawn, of_written, sizeof of_drawn);
}

TEST(the_curve_has_a_point_for_every_score)
{
    Arena *arena = test_arena();
    Cases cases = reference_cases(arena);
    double *score, *left, *stayed;
    RocPoint *point = NULL;
    int points = roc_of(arena, &cases, &point);
    assert_int_equal(reference(arena, "roc.score", &score), points);
    reference(arena, "roc.left", &left);
    reference(arena, "roc.stayed", &stayed);
    for (int i = 0; i < points; i++) {
        assert_close(point[i].score, score[i]);
        assert_close(point[i].left, left[i]);
        assert_close(point[i].stayed, stayed[i]);
    }
    assert_true(point[points - 1].left == 1 && point[points - 1].stayed == 1);
}

TEST(the_curve_is_the_same_at_fixed_places)
{
    Arena *arena = test_arena();
    Cases cases = reference_cases(arena);
    double *expected, step[ROC_STEPS + 1];
    assert_int_equal(reference(arena, "roc.steps", &expected), ROC_STEPS + 1);
    assert_true(roc_steps(&cases, NULL, step));
    for (int i = 0; i <= ROC_STEPS; i++)
        assert_close(step[i], expected[i]);
}

TEST(lift_takes_a_tie_in_proportion)
{
    Arena *arena = test_arena();
    Cases cases = reference_cases(arena);
    double *share, *expected, lift[16];
    int shares = reference(arena, "lift.share", &share);
    assert_int_equal(reference(arena, "lift", &expected), shares);
    assert_true(lift_of(&cases, NULL, share, shares, lift));
    for (int i = 0; i < shares; i++)
        assert_close(lift[i], expected[i]);

    Cases tied = cases_from(arena, "L10 S10 S10 S10 L90");
    assert_true(lift_of(&tied, NULL, (double[]){0.2, 0.8}, 2, lift));
    assert_close(lift[0], 0.25 / 0.2 / 2);
    assert_close(lift[1], 1 / 0.8 / 2);
}

TEST(a_band_flags_itself_and_the_worse_ones)
{
    Arena *arena = test_arena();
    Cases cases = reference_cases(arena);
    Flag flag[4];
    flags_of(&cases, NULL, 4, flag);
    for (int b = 0; b < 4; b++) {
        double *expected;
        Str text = str_format(arena, "flags.%d", b);
        assert_int_equal(reference(arena, str_z(arena, text), &expected), 6);
        assert_true((double)flag[b].cases == expected[0]);
        assert_true((double)flag[b].left == expected[1]);
        for (int m = 0; m < FLAG_COUNT; m++) {
            assert_true(flag[b].known[m]);
            assert_close(flag[b].value[m], expected[2 + m]);
        }
    }
}

TEST(a_band_without_anybody_has_no_share)
{
    Arena *arena = test_arena();
    Cases cases = cases_from(arena, "L10 S20");
    Flag flag[2];
    flags_of(&cases, (int[]){0, 1}, 2, flag);
    assert_int_equal(flag[0].cases, 1);
    assert_false(flag[1].known[FLAG_SHARE]);
    assert_true(flag[1].known[FLAG_PRECISION]);
    assert_false(flag[0].known[FLAG_RECALL]);
}
