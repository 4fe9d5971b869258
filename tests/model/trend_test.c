#include "history.h"
#include "model/trend.h"
#include "test.h"

static Trend trend(const History *history, Day day)
{
    Facts facts = history_facts(history, trend_from(&metrics_shipped, day));
    return trend_of(&facts, scorecard_standard(), day, *history->arena);
}

static double total(const History *history, Day day)
{
    Facts facts = history_all(history);
    Picture picture = picture_of(&facts, &metrics_shipped, day);
    return score_of(&picture, scorecard_standard(), day).total;
}

TEST(a_trend_is_the_same_score_asked_for_earlier_days)
{
    Day day = on("2026-11-22");
    History history = history_new();
    for (Day d = day - 200; d <= day; d += 3) {
        logins(&history, d, (d - day + 200) / 30);
        if (d % 2) feature(&history, d, d % 4 == 1 ? "export" : "reports");
    }
    Trend is = trend(&history, day);
    for (int i = 0; i < TREND_POINTS; i++) {
        double expected = total(&history, day - 7 * (TREND_POINTS - 1 - i)) * 10;
        assert_true(is.point[i] - expected <= 0.5 && is.point[i] - expected >= -0.5);
    }
    assert_true(is.point[0] < is.point[TREND_POINTS - 1]);
    assert_true(is.has_7d &&
                is.change_7d == total(&history, day) - total(&history, day - 7));
    assert_true(is.has_30d &&
                is.change_30d == total(&history, day) - total(&history, day - 30));
    assert_true(is.change_30d > 0);
}

TEST(there_is_no_change_from_a_day_without_a_score)
{
    Day day = on("2026-11-22");
    History history = history_new();
    logins(&history, day - 10, 1);
    Trend is = trend(&history, day);
    assert_true(is.has_7d);
    assert_false(is.has_30d);
    assert_true(is.change_7d == 0);
    assert_int_equal(is.point[TREND_POINTS - 3], TREND_NONE);
    assert_int_equal(is.point[TREND_POINTS - 2], is.point[TREND_POINTS - 1]);
}

TEST(a_customer_without_data_has_no_trend)
{
    Day day = on("2026-11-22");
    History history = history_new();
    Trend is = trend(&history, day);
    assert_false(is.has_7d || is.has_30d);
    for (int i = 0; i < TREND_POINTS; i++)
        assert_int_equal(is.point[i], TREND_NONE);
}

TEST(a_score_ages_without_events)
{
    Day day = on("2026-11-22");
    History history = history_new();
    logins(&history, day - 83, 240);
    feature(&history, day - 50, "export");
    assert_true(total(&history, day) > total(&history, day + 1));
    Trend is = trend(&history, day + 1);
    assert_true(is.change_7d == total(&history, day + 1) - total(&history, day - 6));
    assert_true(is.change_7d < -30);
}

TEST(an_enormous_score_of_the_original_fits_a_point)
{
    Day day = on("2026-11-22");
    History history = history_new();
    for (int i = 0; i < 700; i++)
        feature(&history, day, str_z(history.arena, str_format(history.arena, "f%d", i)));
    Facts facts = history_all(&history);
    Trend is = trend_of(&facts, scorecard_original(), day, *history.arena);
    assert_int_equal(is.point[TREND_POINTS - 1], INT16_MAX);
}
