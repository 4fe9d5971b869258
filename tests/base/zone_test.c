#include "base/zone.h"

#include "test.h"

#include "base/zone_rule.h"

#include <stdlib.h>
#include <time.h>

#define HOUR ((Millis)3600000)

static Zone *zone_at(const char *name)
{
    static Arena life;
    if (!life.next) life = arena_map((size_t)1 << 26);
    Zone *zone = NULL;
    Err err = zone_load(&life, str_of(name), &zone);
    if (err) print_error("%s\n", name);
    assert_int_equal(err, OK);
    return zone;
}

static Millis moment(const char *text)
{
    Millis at = 0;
    assert_true(millis_parse(str_of(text), &at));
    return at;
}

static Day day(const char *text)
{
    Day day = 0;
    assert_true(day_parse(str_of(text), &day));
    return day;
}

static void assert_starts(Zone *zone, const char *of, const char *at)
{
    Millis start = zone_day_start(zone, day(of)), wanted = moment(at);
    if (start != wanted) print_error("%s begins at %lld\n", of, (long long)start);
    assert_int_equal(start, wanted);
    assert_int_equal(zone_day_of(zone, start), day(of));
    assert_true(zone_day_of(zone, start - 1) < day(of));
}

TEST(a_day_begins_where_its_clocks_say_so)
{
    assert_starts(zone_at("Asia/Kathmandu"), "2026-11-22", "2026-11-21T18:15:00Z");
    assert_starts(zone_at("America/New_York"), "2026-11-22", "2026-11-22T05:00:00Z");
    assert_starts(zone_at("America/New_York"), "2026-07-01", "2026-07-01T04:00:00Z");
    assert_starts(zone_at("Pacific/Auckland"), "2028-02-29", "2028-02-28T11:00:00Z");
    assert_starts(zone_at("Etc/GMT+12"), "2026-01-01", "2026-01-01T12:00:00Z");
}

TEST(on_the_days_of_a_change_there_are_23_and_25_hours)
{
    Zone *zone = zone_at("America/New_York");
    Day spring = day("2026-03-08"), autumn = day("2026-11-01");
    assert_int_equal(zone_day_start(zone, spring + 1) - zone_day_start(zone, spring),
                     23 * HOUR);
    assert_int_equal(zone_day_start(zone, autumn + 1) - zone_day_start(zone, autumn),
                     25 * HOUR);
    Zone *lord_howe = zone_at("Australia/Lord_Howe");  // by half an hour
    spring = day("2026-10-04");
    assert_int_equal(zone_day_start(lord_howe, spring + 1) -
                         zone_day_start(lord_howe, spring),
                     23 * HOUR + HOUR / 2);
}

TEST(where_midnight_is_skipped_the_day_begins_behind_it)
{
    assert_starts(zone_at("America/Havana"), "2026-03-08", "2026-03-08T05:00:00Z");
    assert_starts(zone_at("America/Sao_Paulo"), "2018-11-04", "2018-11-04T03:00:00Z");
}

// Clocks in Newfoundland were set back at one minute past midnight, to 23:01 of the day
// before.
TEST(a_day_that_is_taken_back_begins_when_it_comes_to_stay)
{
    Zone *zone = zone_at("America/St_Johns");
    assert_starts(zone, "2006-10-29", "2006-10-29T03:30:00Z");
    assert_int_equal(zone_day_of(zone, moment("2006-10-29T02:30:30Z")), day("2006-10-28"));
}

TEST(a_day_that_was_skipped_is_empty)
{
    Zone *zone = zone_at("Pacific/Apia");
    Day skipped = day("2011-12-30");
    assert_int_equal(zone_day_start(zone, skipped), zone_day_start(zone, skipped + 1));
    assert_int_equal(zone_day_of(zone, zone_day_start(zone, skipped)), skipped + 1);
    assert_int_equal(zone_day_of(zone, zone_day_start(zone, skipped) - 1), skipped - 1);
}

TEST(the_rule_goes_on_for_ever)
{
    Zone *zone = zone_at("Europe/Berlin");
    assert_starts(zone, "2400-07-01", "2400-06-30T22:00:00Z");
    assert_starts(zone, "2999-07-01", "2999-06-30T22:00:00Z");
    assert_starts(zone, "9999-12-31", "9999-12-30T23:00:00Z");
    assert_starts(zone_at("Africa/Casablanca"), "9000-01-01", "8999-12-31T23:00:00Z");
}

TEST(no_moment_is_outside_the_days_there_are)
{
    const char *const names[] = {"Pacific/Kiritimati", "Etc/GMT+12", "Asia/Kathmandu"};
    for (int n = 0; n < 3; n++) {
        Zone *zone = zone_at(names[n]);
        Millis first = utc_day_start(DAY_FIRST), last = utc_day_start(DAY_LAST + 1) - 1;
        assert_int_equal(zone_day_of(zone, first), DAY_FIRST);
        assert_in_range(zone_day_of(zone, last), DAY_LAST - 1, DAY_LAST);
        assert_true(zone_day_start(zone, DAY_FIRST) <= first);
        assert_true(zone_day_start(zone, DAY_LAST + 1) > last);
    }
}

TEST(what_clocks_show_is_a_moment)
{
    Zone *zone = zone_at("America/New_York");
    assert_int_equal(zone_moment(zone, moment("2026-11-22T09:30:00Z")),
                     moment("2026-11-22T14:30:00Z"));
    assert_int_equal(zone_local(zone, moment("2026-11-22T14:30:00Z")),
                     moment("2026-11-22T09:30:00Z"));
    assert_int_equal(zone_moment(zone, moment("2026-07-01T00:00:00Z")),
                     moment("2026-07-01T04:00:00Z"));
    // Shown twice, and not at all.
    Millis twice = zone_moment(zone, moment("2026-11-01T01:30:00Z"));
    assert_int_equal(zone_local(zone, twice), moment("2026-11-01T01:30:00Z"));
    Millis never = zone_moment(zone, moment("2026-03-08T02:30:00Z"));
    assert_in_range(zone_local(zone, never), moment("2026-03-08T01:30:00Z"),
                    moment("2026-03-08T03:30:00Z"));
}

static const char *const places[] = {
    "UTC",
    "America/New_York",
    "America/St_Johns",
    "Asia/Kathmandu",
    "Pacific/Auckland",
    "Pacific/Apia",
    "Africa/Casablanca",
    "America/Havana",
    "Australia/Lord_Howe",
    "Asia/Tehran",
    "Europe/Dublin",
    "America/Nuuk",
    "Asia/Manila",
    "Antarctica/Troll",
    "Pacific/Chatham",
    "Asia/Gaza",
};

enum { PLACES = sizeof places / sizeof *places };

TEST(days_follow_each_other_without_a_gap_everywhere)
{
    for (int p = 0; p < PLACES; p++) {
        Zone *zone = zone_at(places[p]);
        for (Day d = day("1840-01-01"); d < day("2500-01-01"); d++) {
            Millis start = zone_day_start(zone, d), next = zone_day_start(zone, d + 1);
            if (start == next) continue;
            bool good = start < next && zone_day_of(zone, start) == d &&
                        zone_day_of(zone, next - 1) == d &&
                        zone_day_of(zone, (start + next) / 2) == d;
            if (!good) print_error("%s: day %d\n", places[p], d);
            assert_true(good);
        }
    }
}

// What the C library makes of the same database.
TEST(the_days_are_those_of_the_c_library)
{
    uint64_t dice = 1;
    for (int p = 0; p < PLACES; p++) {
        Zone *zone = zone_at(places[p]);
        assert_int_equal(setenv("TZ", places[p], 1), 0);
        tzset();
        for (int i = 0; i < 5000; i++) {
            dice = dice * 6364136223846793005u + 1442695040888963407u;
            Millis at = (Millis)(dice >> 20) % (600LL * 365 * MILLIS_A_DAY) -
                        130LL * 365 * MILLIS_A_DAY;
            time_t seconds = (time_t)(at >= 0 ? at / 1000 : (at - 999) / 1000);
            struct tm local;
            assert_non_null(localtime_r(&seconds, &local));
            Day wanted = 0;
            assert_true(day_from_civil(local.tm_year + 1900, local.tm_mon + 1,
                                       local.tm_mday, &wanted));
            if (zone_day_of(zone, at) != wanted)
                print_error("%s: %lld\n", places[p], (long long)at);
            assert_int_equal(zone_day_of(zone, at), wanted);
        }
    }
    unsetenv("TZ");
}

TEST(what_is_no_zone_is_not_found)
{
    Arena life = arena_map((size_t)1 << 22);
    Zone *zone;
    const char *const none[] = {"",       "Atlantis",       "../passwd",     "/etc/passwd",
                                "Europe", "Europe/Berlin ", "Europe/../UTC", "a\nb"};
    for (int n = 0; n < 8; n++)
        assert_int_equal(zone_load(&life, str_of(none[n]), &zone), ERR_NOT_FOUND);
    assert_int_equal(zone_load(&life, S("tzdata.zi"), &zone), ERR_NOT_FOUND);
    assert_int_equal(zone_load(&life, S("leapseconds"), &zone), ERR_INVALID);
    arena_unmap(life);
}

TEST(a_rule_is_read_in_every_form)
{
    ZoneRule rule;
    assert_true(zone_rule_parse(S("<+1245>-12:45<+1345>,M9.5.0/2:45,M4.1.0/3:45"), &rule));
    assert_int_equal(rule.standard, 12 * HOUR + HOUR * 3 / 4);
    assert_int_equal(rule.summer, 13 * HOUR + HOUR * 3 / 4);
    ZoneRange change[2];
    zone_rule_year(&rule, 2026, change);
    assert_int_equal(change[0].from, moment("2026-04-04T14:00:00Z"));
    assert_int_equal(change[1].from, moment("2026-09-26T14:00:00Z"));
    assert_true(zone_rule_parse(S("AAA1BBB-2:30:15,J60/-1,300/26"), &rule));
    zone_rule_year(&rule, 2028,
                   change);  // J60 is 1 March whether or not there is a 29 February
    assert_int_equal(change[0].from, moment("2028-03-01T00:00:00Z"));
    assert_int_equal(change[1].from, moment("2028-10-27T23:29:45Z"));
    assert_true(zone_rule_parse(S("UTC0"), &rule));

    const char *const wrong[] = {"",
                                 "E",
                                 "EST",
                                 "EST5EDT,M3.2.0",
                                 "EST5EDT",
                                 "<+05-5",
                                 "EST5X,M13.1.0,M1.1.0",
                                 "EST5EDT,M3.2.0,M11.1.0x",
                                 "EST999",
                                 "EST5EDT,J0,J1"};
    for (int w = 0; w < 10; w++)
        assert_false(zone_rule_parse(str_of(wrong[w]), &rule));
}
