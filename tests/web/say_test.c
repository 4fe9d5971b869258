#include "memory.h"
#include "web/pages/say.h"

TEST(a_score_has_one_decimal_rounded_half_up)
{
    assert_str_equal(say_score(memory(), 65), S("65.0"));
    assert_str_equal(say_score(memory(), 36.25), S("36.3"));
    assert_str_equal(say_score(memory(), 99.96), S("100.0"));
}

TEST(points_have_one_decimal_or_two)
{
    assert_str_equal(say_points(memory(), 10), S("10.0"));
    assert_str_equal(say_points(memory(), 12.5), S("12.5"));
    assert_str_equal(say_points(memory(), 6.25), S("6.25"));
    assert_str_equal(say_points(memory(), 12.692), S("12.69"));
}

TEST(counts_are_grouped_in_threes)
{
    assert_str_equal(say_count(memory(), 0), S("0"));
    assert_str_equal(say_count(memory(), 999), S("999"));
    assert_str_equal(say_count(memory(), 12345678), S("12,345,678"));
    assert_str_equal(say_count(memory(), INT64_MIN), S("-9,223,372,036,854,775,808"));
    assert_str_equal(say_many(memory(), 1, "customer"), S("1 customer"));
    assert_str_equal(say_many(memory(), 0, "customer"), S("0 customers"));
}

TEST(money_shows_the_decimals_it_has)
{
    assert_str_equal(say_money(memory(), 1240000, S("USD")), S("$12,400"));
    assert_str_equal(say_money(memory(), 1990, S("EUR")), S("\xe2\x82\xac"
                                                            "19.90"));
    assert_str_equal(say_money(memory(), 5, S("USD")), S("$0.05"));
    assert_str_equal(say_money(memory(), 1200, S("JPY")), S("\xc2\xa5"
                                                            "1,200"));
    assert_str_equal(say_money(memory(), 120000, S("CHF")), S("CHF 1,200"));
}

TEST(money_in_short_keeps_three_digits)
{
    assert_str_equal(say_money_short(memory(), 598049, S("USD")), S("$5,980"));
    assert_str_equal(say_money_short(memory(), 1659000, S("USD")), S("$16.6k"));
    assert_str_equal(say_money_short(memory(), 30700000, S("USD")), S("$307k"));
    assert_str_equal(say_money_short(memory(), 99999900, S("USD")), S("$1M"));
    assert_str_equal(say_money_short(memory(), 123400000, S("USD")), S("$1.23M"));
}

TEST(days_are_said_by_their_distance)
{
    assert_str_equal(say_distance(memory(), 100, 100), S("today"));
    assert_str_equal(say_distance(memory(), 99, 100), S("yesterday"));
    assert_str_equal(say_distance(memory(), 97, 100), S("3 days ago"));
    assert_str_equal(say_distance(memory(), 101, 100), S("tomorrow"));
    assert_str_equal(say_distance(memory(), 147, 100), S("in 47 days"));
    Day day;
    assert_true(day_parse(S("2026-11-22"), &day));
    assert_str_equal(say_day(memory(), day), S("22 Nov 2026"));
    assert_str_equal(say_time(memory(), day_start(day) + 51780000),
                     S("22 Nov 2026, 14:23"));
}
