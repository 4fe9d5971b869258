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

// The customer whose change docs/SCORING.md calculates by hand.
static History by_hand(void)
{
    History history = history_new();
    logins(&history, on("2026-08-10"), 60);
    logins(&history, on("2026-09-20"), 110);
    logins(&history, on("2026-11-05"), 39);
    feature(&history, on("2026-08-15"), "search");
    feature(&history, on("2026-10-01"), "export");
    feature(&history, on("2026-10-01"), "reports");
    feature(&history, on("2026-10-01"), "sso");
    feature(&history, on("2026-11-10"), "search");
    ticket(&history, at_hour(on("2026-09-01"), 9), "T1", TICKET_OPEN);
    ticket(&history, at_hour(on("2026-11-02"), 9), "T1", TICKET_CLOSED);
    ticket(&history, at_hour(on("2026-11-15"), 9), "T2", TICKET_OPEN);
    invoice(&history, at_hour(on("2026-08-01"), 9), "I1", on("2026-08-01"),
            on("2026-08-01"));
    invoice(&history, at_hour(on("2026-09-10"), 9), "I2", on("2026-09-01"),
            on("2026-09-10"));
    invoice(&history, at_hour(on("2026-10-01"), 9), "I3", on("2026-10-01"),
            on("2026-10-01"));
    invoice(&history, at_hour(on("2026-10-20"), 9), "I4", on("2026-11-15"), DAY_NONE);
    invoice(&history, at_hour(on("2026-11-18"), 9), "I4", on("2026-11-15"),
            on("2026-11-18"));
    api(&history, on("2026-11-03"), 590);
    return history;
}

static ScoreChange change_by_hand(void)
{
    History history = by_hand();
    return changed(&history, scorecard_standard(), on("2026-10-25"), on("2026-11-22"));
}

TEST(the_example_of_the_documentation_is_right)
{
    ScoreChange change = change_by_hand();
    assert_true(change.split);
    assert_true(near(change.before.total, 75));
    assert_true(near(change.after.total, 65));
    assert_true(near(change.part[PART_AGEING], 50 / 0.85 - 75));
    assert_true(near(change.part[PART_MISSING], 53.75 - 50 / 0.85));
    assert_true(near(change.part[PART_BEHAVIOUR], 11.25));
    assert_true(change.part[PART_SCORECARD] == 0 && change.part[PART_RULES] == 0);

    static const double of[5][3] = {
        // ageing, missing, behaviour
        {(50 - 75) * 0.25 / 0.85, 50 * (0.25 - 0.25 / 0.85), (75 - 50) * 0.25},
        {(60 - 80) * 0.25 / 0.85, 60 * (0.25 - 0.25 / 0.85), (80 - 60) * 0.25},
        {0, 75 * (0.2 - 0.2 / 0.85), 0},
        {(50 - 200.0 / 3) * 0.15 / 0.85, 50 * (0.15 - 0.15 / 0.85), 0},
        {0, 25 * 0.15, 0}};
    for (int f = 0; f < 5; f++)
        for (int part = 0; part < 3; part++)
            assert_true(near(change.of_factor[f][part], of[f][part]));
}

TEST(the_example_is_told_in_sentences)
{
    ScoreChange change = change_by_hand();
    assert_str_equal(said(&change),
                     S("Down 10 points, from 75 to 65: -16.2 points by ageing, -5.1 points "
                       "because weights were shared anew, +11.3 points by new events"));
    assert_str_equal(factor_said(&change, LOGIN),
                     S("Logins fell from 14.2 to 12.4 a week: -3.3 points, of which -2.2 "
                       "points because weights were shared anew"));
    assert_str_equal(factor_said(&change, FEATURE),
                     S("Features in use stayed at 4: -3.5 points, of which -2.6 points "
                       "because weights were shared anew"));
    assert_str_equal(
        factor_said(&change, TICKET),
        S("Open tickets stayed at 1: -2.6 points, of which -2.6 points because "
          "weights were shared anew"));
    assert_str_equal(factor_said(&change, INVOICE),
                     S("Invoices paid on time fell from 2 of 3 to 2 of 4: -4.3 points, of "
                       "which -1.3 points because weights were shared anew"));
    assert_str_equal(factor_said(&change, API),
                     S("API usage went from nothing to judge to 49.2 a week: +3.8 "
                       "points, of which +3.8 points because weights were shared anew"));
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
