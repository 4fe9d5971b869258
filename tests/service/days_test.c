#include "service/asking/history.h"
#include "stage.h"

#include "base/clock.h"
#include "base/zone.h"
#include "store/store.h"

// A day is one of the installation's zone.  This is run in several of them, and some of
// these days are those of a change of clocks there.

static const char *const noted[] = {
    "2006-10-28", "2006-10-29", "2026-10-31", "2026-11-01", "2026-12-31", "2027-01-01",
    "2027-01-31", "2027-02-28", "2027-03-01", "2027-03-14", "2027-04-03", "2027-04-04",
    "2027-04-30", "2027-05-31", "2027-09-26", "2027-10-03", "2027-11-07", "2027-12-31",
    "2028-01-01", "2028-02-28", "2028-02-29", "2028-03-01", "2028-03-12",
};

enum { DAYS = sizeof noted / sizeof *noted, WINDOW = 84 };

static Day day_at(int i)
{
    Day day = 0;
    assert_true(day_parse(str_of(noted[i]), &day));
    return day;
}

static void look_away(void *context, int64_t done, int64_t of)
{
    (void)context;
    assert_true(done <= of);
}

static int64_t count_wrong(Str database)
{
    int64_t wrong = -1;
    assert_int_equal(check_all(database, look_away, NULL, &wrong), OK);
    return wrong;
}

static void login_at(Service *service, int64_t customer, Millis at)
{
    Event event = stage_event(customer, EVENT_LOGIN, at);
    stage_store(service, &event);
}

static int64_t logins_as_of(Service *service, int64_t customer, Day day)
{
    HealthDetails details;
    assert_int_equal(
        get_health(service, stage_memory(), customer, scorecard_standard(), day, &details),
        OK);
    return details.row.picture.measure[METRIC_LOGINS].amount;
}

// What is expected, of so many logins on each of the days.
static int64_t in_window(Day day, int each)
{
    int64_t count = 0;
    for (int i = 0; i < DAYS; i++)
        if (day_at(i) <= day && day_at(i) > day - WINDOW) count += each;
    return count;
}

TEST(the_first_and_the_last_moment_of_a_day_count_on_it)
{
    stage_end();
    Str database = stage_database();
    clock_set(day_start(day_at(DAYS - 1) + 10));
    Service *service = stage_open(database);
    int64_t acme = stage_customer(service, S("Acme"), 0);
    for (int i = 0; i < DAYS; i++) {
        login_at(service, acme, day_start(day_at(i)));
        login_at(service, acme, day_start(day_at(i)) + MILLIS_A_DAY / 2);
        login_at(service, acme, day_start(day_at(i) + 1) - 1);
    }
    for (int i = 0; i < DAYS; i++)
        for (Day day = day_at(i) - 1; day <= day_at(i) + 1; day++)
            assert_int_equal(logins_as_of(service, acme, day), in_window(day, 3));
    service_close(service);
    assert_int_equal(count_wrong(database), 0);
}

TEST(today_begins_where_the_day_begins)
{
    Service *service = stage_begin(day_start(day_at(0)));
    int64_t acme = stage_customer(service, S("Acme"), 0);
    for (int i = 0; i < DAYS; i++) {
        Day day = day_at(i);
        clock_set(day_start(day) - 1);
        assert_int_equal(clock_today(), day - 1);
        uint64_t version = service_version(service);
        clock_set(day_start(day));
        assert_int_equal(clock_today(), day);
        if (version) assert_true(service_version(service) != version);
        HealthScores scores = stage_list(service);
        assert_int_equal(scores.today, day);
        assert_int_equal(scores.freshness.stale_customers, 0);
        assert_in_range(scores.freshness.oldest_seconds, 0, 60);
    }
    (void)acme;
}

// --- another zone --------------------------------------------------------------

static Zone *zone_called(Str name)
{
    Zone *zone = NULL;
    if (!str_equal(name, S("UTC")))
        assert_int_equal(zone_load(stage_memory(), name, &zone), OK);
    return zone;
}

static Err open_there(Str database)
{
    const ServiceOptions options = {
        .database = database, .currency = S("USD"), .readers = 1};
    Service *service = NULL;
    Err err = service_open(&options, 0, &service);
    if (!err) service_close(service);
    return err;
}

TEST(a_database_keeps_to_its_zone_until_it_is_rebuilt_for_another)
{
    const Str home = clock_zone();
    stage_end();
    Str database = stage_database();
    const Day day = day_at(2);
    clock_set(day_start(day + 10));
    Service *service = stage_open(database);
    int64_t acme = stage_customer(service, S("Acme"), 0);
    for (int hour = 0; hour < 24; hour++)
        login_at(service, acme, day_start(day) + hour * (Millis)3600000);
    assert_int_equal(logins_as_of(service, acme, day), 24);
    service_close(service);

    clock_set_zone(zone_called(S("Asia/Tokyo")));
    int64_t wrong = 0, expected = 0;
    for (int hour = 0; hour < 24; hour++) {
        clock_set_zone(zone_called(home));
        Millis at = day_start(day) + hour * (Millis)3600000;
        clock_set_zone(zone_called(S("Asia/Tokyo")));
        expected += day_of(at) <= day;
    }
    assert_int_equal(open_there(database), ERR_CONFLICT);
    assert_int_equal(check_all(database, look_away, NULL, &wrong), ERR_CONFLICT);
    assert_int_equal(rebuild_all(database, look_away, NULL), OK);
    assert_int_equal(count_wrong(database), 0);
    service = stage_open(database);
    assert_int_equal(logins_as_of(service, acme, day), expected);
    assert_int_equal(logins_as_of(service, acme, day + 1), 24);
    service_close(service);

    clock_set_zone(zone_called(home));
    assert_int_equal(open_there(database), ERR_CONFLICT);
    assert_int_equal(rebuild_all(database, look_away, NULL), OK);
    assert_int_equal(open_there(database), OK);
    assert_int_equal(count_wrong(database), 0);
}

static void note_zone(Str database, Str zone)
{
    Store *store = NULL;
    assert_int_equal(store_open(database, STORE_WRITER, &store), OK);
    assert_int_equal(store_put_note(store, S("time_zone"), zone), OK);
    store_close(store);
}

TEST(while_a_rebuild_for_another_zone_is_not_done_nobody_opens_it)
{
    stage_end();
    Str database = stage_database();
    assert_int_equal(open_there(database), OK);
    note_zone(database, S("..."));
    assert_int_equal(open_there(database), ERR_CONFLICT);
    assert_int_equal(rebuild_all(database, look_away, NULL), OK);
    assert_int_equal(open_there(database), OK);
}

TEST(what_was_made_before_zones_were_noted_was_made_in_utc)
{
    const Str home = clock_zone();
    stage_end();
    Str empty = stage_database(), full = stage_database();
    Store *store = NULL;
    assert_int_equal(store_open(full, STORE_WRITER, &store), OK);
    Customer acme = {.name = S("Acme"),
                     .lifecycle = S("active"),
                     .currency = S("USD"),
                     .renews_on = DAY_NONE,
                     .traits = S("{}")};
    assert_int_equal(store_add_customer(store, &acme), OK);
    store_close(store);

    clock_set_zone(zone_called(S("Asia/Tokyo")));
    assert_int_equal(open_there(empty), OK);
    assert_int_equal(open_there(full), ERR_CONFLICT);
    clock_set_zone(NULL);
    assert_int_equal(open_there(empty), ERR_CONFLICT);
    assert_int_equal(open_there(full), OK);
    clock_set_zone(zone_called(home));
}
