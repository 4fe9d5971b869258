#include "memory.h"
#include "web/pages/charts.h"

static Trend trend_between(int first, int value, int step)
{
    Trend trend = {0};
    for (int i = 0; i < TREND_POINTS; i++)
        trend.point[i] = i < first ? TREND_NONE : (int16_t)(value + step * i);
    return trend;
}

TEST(a_spark_begins_where_the_scores_begin)
{
    Trend trend = trend_between(10, 500, 0);
    Spark spark = spark_of(memory(), &trend, S("at_risk"));
    assert_str_equal(spark.line, S("M90.9 14L100 14"));
    assert_str_equal(spark.area, S("M90.9 14L100 14V28H90.9Z"));
}

TEST(a_spark_of_one_point_or_none_is_not_drawn)
{
    Trend one = trend_between(11, 500, 0), none = trend_between(12, 500, 0);
    assert_int_equal(spark_of(memory(), &one, S("at_risk")).line.length, 0);
    assert_int_equal(spark_of(memory(), &none, S("no_data")).line.length, 0);
}

TEST(a_spark_stays_inside_its_box)
{
    Trend trend = trend_between(0, 0, 90);
    Spark spark = spark_of(memory(), &trend, S("healthy"));
    assert_true(str_starts(spark.line, S("M0 25L")));
    assert_true(str_ends(spark.line, S("L100 3")));
}

TEST(the_dial_is_full_at_100_and_beyond)
{
    Score full = {.scored = true, .total = 100}, over = {.scored = true, .total = 107};
    Dial a = dial_of(memory(), scorecard_standard(), &full, NULL);
    Dial b = dial_of(memory(), scorecard_original(), &over, NULL);
    assert_str_equal(a.value, a.track);
    assert_str_equal(b.value, b.track);
    assert_int_equal(a.rims, BAND_COUNT);
    assert_str_equal(b.spoken, S("Health score 107.0 of 100."));
}

TEST(without_a_score_the_dial_is_empty)
{
    Score none = {0}, zero = {.scored = true};
    assert_int_equal(dial_of(memory(), scorecard_standard(), &none, NULL).value.length, 0);
    assert_int_equal(dial_of(memory(), scorecard_standard(), &zero, NULL).value.length, 0);
}

TEST(the_steps_of_an_axis_are_round_and_few)
{
    const int64_t most[] = {1, 5, 6, 12, 25, 26, 10000, 10001};
    const int64_t step[] = {1, 1, 2, 5, 5, 10, 2000, 5000};
    for (size_t i = 0; i < sizeof most / sizeof *most; i++)
        assert_int_equal(chart_step(most[i]), step[i]);
}
