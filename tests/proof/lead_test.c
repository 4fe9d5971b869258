#include "proof/lag.h"
#include "proof/lead.h"
#include "test.h"

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
    assert_true(lag_auc(two, 2, NULL, &auc));
    assert_true(auc == 2.5 / 4);
    assert_true(lag_auc(two, 2, (int[]){2, 0}, &auc));
    assert_true(auc == 3.0 / 4);
    assert_false(lag_auc(two, 0, NULL, &auc));
}

TEST(the_lags_grow)
{
    for (int lag = 1; lag < LAGS; lag++)
        assert_true(lag_days(lag - 1) < lag_days(lag));
    assert_int_equal(lag_days(0), 7);
    assert_int_equal(lag_days(LAGS - 1), 180);
}
