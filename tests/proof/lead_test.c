#include "proof/lag.h"
#include "proof/lead.h"
#include "test.h"

#include <math.h>
#include <string.h>

static int days_from(const char *text,
                     bool at_risk[])  // "..30 !10": 30 days well, 10 at risk
{
    int days = 0;
    Str rest = str_of(text);
    while (rest.length) {
        Str one = str_cut(&rest, ' ');
        int64_t count;
        assert_true(str_int(str_from(one, 1), &count));
        for (int64_t i = 0; i < count; i++)
            at_risk[days++] = one.text[0] == '!';
    }
    return days;
}

static int lead(const char *text)
{
    bool at_risk[1000];
    return lead_days(at_risk, days_from(text, at_risk));
}

TEST(the_lead_counts_from_the_first_day_at_risk_for_good)
{
    assert_int_equal(lead(".100 !45"), 45);
    assert_int_equal(lead("!45"), 45);
    assert_int_equal(lead(".100"), 0);
    assert_int_equal(lead(""), 0);
}

TEST(a_break_of_less_than_a_week_does_not_end_a_stretch)
{
    assert_int_equal(lead(".100 !20 .6 !20"), 46);
    assert_int_equal(lead(".100 !20 .7 !20"), 20);
    assert_int_equal(lead(".100 !20 .6"), 26);
}

TEST(who_recovered_before_it_left_was_not_at_risk_for_good)
{
    assert_int_equal(lead(".100 !20 .7"), 0);
    assert_int_equal(lead(".10 !200 .30 !1"), 1);
}

static Alarms alarms(const char *text, bool left)
{
    bool at_risk[1000];
    return alarms_of(at_risk, days_from(text, at_risk), left, 90);
}

static void assert_alarms(Alarms is, int count, int unfounded)
{
    assert_int_equal(is.alarms, count);
    assert_int_equal(is.unfounded, unfounded);
}

TEST(an_alarm_is_true_if_the_customer_left_within_it_or_the_horizon)
{
    assert_alarms(alarms(".100 !45", true), 1, 0);
    assert_alarms(alarms(".100 !200", true), 1, 0);
    assert_alarms(alarms(".100 !20 .70", true), 1, 0);
    assert_alarms(alarms(".100 !20 .71", true), 1, 1);
    assert_alarms(alarms(".9 !20 .200 !45", true), 2, 1);
}

TEST(an_alarm_of_a_customer_who_stayed_is_false_once_the_horizon_is_over)
{
    assert_alarms(alarms(".100 !20 .71", false), 1, 1);
    assert_alarms(alarms(".100 !20 .70", false), 0, 0);
    assert_alarms(alarms(".100 !45", false), 0, 0);
}

TEST(a_stretch_of_less_than_a_week_is_no_alarm)
{
    assert_alarms(alarms(".100 !6 .200", false), 0, 0);
    assert_alarms(alarms(".100 !7 .200", false), 1, 1);
}

TEST(a_factor_is_judged_by_pairs_of_the_same_day)
{
    LagCount two[2] = {{0}};  // who left
    lag_add(&two[0], 20, 50);
    lag_add(&two[0], 20, 20);
    lag_add(&two[1], 60, 50);
    lag_add(&two[1], 60, 90);
    double auc;
    assert_true(lag_auc(two, 2, &auc));
    assert_true(auc == 2.5 / 4);
    assert_true(lag_auc(two, 1, &auc));
    assert_true(auc == 1.5 / 2);
    assert_false(lag_auc(two, 0, &auc));
}

enum { LEFT = 7, STAYED = 11 };

// What pROC's ci.auc(response, predictor, method = "delong") does, in two plain loops.
static double delong_error(const double *left, const double *stayed, double auc)
{
    double of_left = 0, of_stayed = 0;
    for (int i = 0; i < LEFT; i++) {
        double share = 0;
        for (int j = 0; j < STAYED; j++)
            share += (stayed[j] > left[i] ? 1 : stayed[j] < left[i] ? 0 : 0.5) / STAYED;
        of_left += (share - auc) * (share - auc) / (LEFT - 1);
    }
    for (int j = 0; j < STAYED; j++) {
        double share = 0;
        for (int i = 0; i < LEFT; i++)
            share += (stayed[j] > left[i] ? 1 : stayed[j] < left[i] ? 0 : 0.5) / LEFT;
        of_stayed += (share - auc) * (share - auc) / (STAYED - 1);
    }
    return 1.959963984540054 * sqrt(of_left / LEFT + of_stayed / STAYED);
}

TEST(the_interval_of_a_lag_is_delongs_for_both_who_left_and_who_stayed)
{
    const double left[LEFT] = {20, 35, 35, 50, 55, 60, 75};
    const double stayed[STAYED] = {30, 50, 60, 60, 75, 75, 80, 90, 95, 100, 100};
    LagCount count[LEFT] = {{0}};
    LagSums all = {0};
    for (int j = 0; j < STAYED; j++) {
        LagCount own = {0};
        for (int i = 0; i < LEFT; i++) {
            lag_add(&count[i], left[i], stayed[j]);
            lag_add(&own, left[i], stayed[j]);
        }
        lag_sum(&all, &own);
    }
    lag_sum(&all, &(LagCount){0});  // never there with anybody who left

    double auc;
    assert_true(lag_auc(count, LEFT, &auc));
    const double error = delong_error(left, stayed, auc);
    Interval is = lag_interval(count, LEFT, &all);
    assert_true(is.known);
    assert_true(fabs(is.low - (auc - error)) < 1e-12);
    assert_true(fabs(is.high - fmin(auc + error, 1)) < 1e-12);
    assert_false(lag_interval(count, 1, &all).known);
    assert_false(lag_interval(count, LEFT, &(LagSums){.customers = 1}).known);
}

// All who left earned the same, and so did all but a few who stayed: who stayed differs.
TEST(who_stayed_makes_an_interval_wide_as_well)
{
    LagCount count[LEFT] = {{0}};
    LagSums all = {0};
    for (int j = 0; j < STAYED; j++) {
        LagCount own = {0};
        for (int i = 0; i < LEFT; i++) {
            lag_add(&count[i], 50, j < 3 ? 50 : 75);
            lag_add(&own, 50, j < 3 ? 50 : 75);
        }
        lag_sum(&all, &own);
    }
    Interval is = lag_interval(count, LEFT, &all);
    assert_true(is.high - is.low > 0.2);
}

TEST(the_lags_grow)
{
    for (int lag = 1; lag < LAGS; lag++)
        assert_true(lag_days(lag - 1) < lag_days(lag));
    assert_int_equal(lag_days(0), 7);
    assert_int_equal(lag_days(LAGS - 1), 180);
}
