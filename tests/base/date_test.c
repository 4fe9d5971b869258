#include "base/date.h"
#include "test.h"

static Day day(const char *text)
{
    Day out;
    assert_true(day_parse(str_of(text), &out));
    return out;
}

static Str written(Millis at)
{
    Writer writer = {.arena = test_arena()};
    millis_write(&writer, at);
    return writer_str(&writer);
}

TEST(a_day_is_counted_from_1970)
{
    assert_int_equal(day("1970-01-01"), 0);
    assert_int_equal(day("2000-03-01"), 11017);
    assert_int_equal(day("0001-01-01"), DAY_FIRST);
    assert_int_equal(day("9999-12-31"), DAY_LAST);
}

TEST(every_day_survives_the_way_to_the_calendar_and_back)
{
    for (Day d = DAY_FIRST; d <= DAY_LAST; d += 13) {
        int year, month, of_month;
        Day back;
        day_to_civil(d, &year, &month, &of_month);
        assert_true(day_from_civil(year, month, of_month, &back));
        assert_int_equal(back, d);
    }
}

TEST(a_day_that_the_calendar_does_not_have_is_refused)
{
    static const char *const wrong[] = {"2026-02-29", "2026-02-30", "1900-02-29",
                                        "2026-13-01", "2026-00-10", "2026-04-31",
                                        "0000-01-01", "2026-1-01",  "2026-01-01 ",
                                        "",           "+026-01-01", "2026-01-0x"};
    Day out;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_false(day_parse(str_of(wrong[i]), &out));
    assert_true(day_parse(S("2024-02-29"), &out));
    assert_true(day_parse(S("2000-02-29"), &out));
}

TEST(three_months_back_clamps_to_the_end_of_a_short_month)
{
    assert_int_equal(day_minus_months(day("2026-05-31"), 3), day("2026-02-28"));
    assert_int_equal(day_minus_months(day("2024-05-31"), 3), day("2024-02-29"));
    assert_int_equal(day_minus_months(day("2026-02-15"), 3), day("2025-11-15"));
    assert_int_equal(day_minus_months(day("2026-01-31"), 3), day("2025-10-31"));
}

TEST(a_moment_is_read_with_any_offset)
{
    Millis utc, east, west;
    assert_true(millis_parse(S("2026-11-20T09:30:00Z"), &utc));
    assert_true(millis_parse(S("2026-11-20T11:30:00.000+02:00"), &east));
    assert_true(millis_parse(S("2026-11-20t04:30:00-05:00"), &west));
    assert_true(utc == east && utc == west);
    assert_str_equal(written(utc), S("2026-11-20T09:30:00Z"));
}

TEST(a_fraction_is_kept_to_the_millisecond)
{
    Millis at;
    assert_true(millis_parse(S("2026-11-20T09:30:00.123999999Z"), &at));
    assert_str_equal(written(at), S("2026-11-20T09:30:00.123Z"));
    assert_true(millis_parse(S("1969-12-31T23:59:59.5Z"), &at));
    assert_true(at == -500);
    assert_str_equal(written(at), S("1969-12-31T23:59:59.500Z"));
    assert_int_equal(day_of(at), -1);
}

TEST(a_malformed_moment_is_refused)
{
    static const char *const wrong[] = {"2026-11-20",
                                        "2026-11-20T09:30:00",
                                        "2026-11-20T24:00:00Z",
                                        "2026-11-20T09:60:00Z",
                                        "2026-11-20T09:30:61Z",
                                        "2026-11-20T09:30:00.Z",
                                        "2026-02-30T00:00:00Z",
                                        "2026-11-20T09:30:00+2:00",
                                        "2026-11-20T09:30:00+24:00",
                                        "1e400",
                                        "0001-01-01T00:00:00+01:00"};
    Millis out;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_false(millis_parse(str_of(wrong[i]), &out));
}
