#include "history.h"
#include "model/change.h"
#include "test.h"

#include <math.h>

enum { LOGIN, FEATURE, TICKET, INVOICE, API };

static ScoreChange changed(const History *history, const Scorecard *card, Day from, Day to)
{
    Facts facts = history_facts(history, metrics_from(&metrics_shipped, from));
    return change_of(&facts, (ChangeEnd){from, card}, (ChangeEnd){to, card},
                     *history->arena);
}

static bool near(double a, double b)
{
    return fabs(a - b) < 1e-9;
}

static Str factor_said(const ScoreChange *change, int factor)
{
    Writer writer = {.arena = test_arena()};
    change_explain_factor(&writer, change, factor);
    return writer_str(&writer);
}

static Str said(const ScoreChange *change)
{
    Writer writer = {.arena = test_arena()};
    change_explain(&writer, change);
    return writer_str(&writer);
}

TEST(without_weights_to_share_only_points_are_told)
{
    Day day = on("2026-11-22");
    History history = history_new();
    logins(&history, day - 100, 170);
    logins(&history, day - 5, 73);
    ticket(&history, at_hour(day - 3, 9), "t-1", TICKET_OPEN);
    ScoreChange change = changed(&history, scorecard_standard(), day - 30, day);
    assert_str_equal(factor_said(&change, LOGIN),
                     S("Logins fell from 14.2 to 6.1 a week: -8.9 points"));
    assert_str_equal(factor_said(&change, FEATURE),
                     S("Features in use stayed at 0: no change"));
    assert_str_equal(factor_said(&change, TICKET),
                     S("Open tickets rose from 0 to 1: -7.1 points"));
    assert_str_equal(factor_said(&change, API),
                     S("API usage had nothing to judge on either day: no change"));
    assert_true(change.part[PART_MISSING] == 0);
    assert_true(near(change.part[PART_AGEING], -75 * 0.25 / 0.7));
    assert_true(near(change.part[PART_BEHAVIOUR], 50 * 0.25 / 0.7 - 25 * 0.2 / 0.7));
}

TEST(what_a_factor_lost_by_having_nothing_to_judge_is_shared_weight)
{
    Day day = on("2026-11-22");
    History history = history_new();
    logins(&history, day - 5, 240);
    invoice(&history, at_hour(day - 380, 9), "i-1", day - 364, DAY_NONE);
    ScoreChange change = changed(&history, scorecard_standard(), day, day + 1);
    assert_true(change.part[PART_AGEING] == 0);
    assert_true(near(change.part[PART_MISSING], 45 / 0.7 - 45 / 0.85));
    assert_true(change.part[PART_BEHAVIOUR] == 0);
    assert_str_equal(factor_said(&change, INVOICE),
                     S("Invoices paid on time went from 0 of 1 to nothing to judge: no "
                       "change"));
}

TEST(a_factor_that_has_no_points_any_more_keeps_them_until_weights_are_shared)
{
    Day day = on("2026-11-22");
    History history = history_new();
    logins(&history, day - 5, 240);
    invoice(&history, at_hour(day - 380, 9), "i-1", day - 364, day - 370);
    ScoreChange change = changed(&history, scorecard_standard(), day, day + 1);
    assert_true(near(change.before.total, 60 / 0.85));
    assert_true(near(change.after.total, 45 / 0.7));
    assert_true(near(change.part[PART_AGEING], 0));
    assert_true(near(change.part[PART_MISSING], 45 / 0.7 - 60 / 0.85));
    assert_true(near(change.part[PART_BEHAVIOUR], 0));
}

TEST(a_day_without_a_score_cannot_be_compared_with)
{
    Day day = on("2026-11-22");
    History history = history_new();
    logins(&history, day, 1);
    ScoreChange change = changed(&history, scorecard_standard(), day - 1, day);
    // Under the original nothing counts any more, once the login has left its window.
    ScoreChange original = changed(&history, scorecard_original(), day, day + 100);
    assert_false(change.split || original.split);
    assert_str_equal(said(&change), S("There is no score as of 2026-11-21, so there is "
                                      "nothing to compare with"));
    assert_str_equal(said(&original), S("There is no score as of 2027-03-02, so there is "
                                        "nothing to compare with"));
}
