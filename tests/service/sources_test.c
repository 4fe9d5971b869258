#include "stage.h"

#include "base/clock.h"
#include "service/asking/sources.h"
#include "service/writing/intake.h"

#define NOON ((Millis)1795348800000)  // 2026-11-22T12:00:00Z

static Sources *sources_of(Service *service)
{
    Sources *sources = arena_new(stage_memory(), Sources, 1);
    assert_int_equal(get_sources(service, stage_memory(), sources), OK);
    return sources;
}

static const Source *door_of(const Sources *sources, const char *name)
{
    for (int door = 0; door < DOOR_COUNT; door++)
        if (str_equal(sources->source[door].door, str_of(name)))
            return &sources->source[door];
    fail_msg("there is no door %s", name);
    return NULL;
}

static void log_in(Service *service, int64_t customer, Str door, Millis received_at)
{
    Event event = stage_event(customer, EVENT_LOGIN, NOON);
    event.source = door;
    event.received_at = received_at;
    stage_store(service, &event);
}

TEST(what_came_is_known_after_a_restart_and_counted_once)
{
    clock_set(NOON);
    Str database = stage_database();
    Service *service = stage_open(database);
    int64_t customer = stage_customer(service, S("Acme"), 0);
    log_in(service, customer, S("segment"), NOON - 5000);
    log_in(service, customer, S("segment"), NOON - 3000);
    log_in(service, customer, S("cloudevents:factory"), NOON - 1000);
    service_close(service);

    clock_set(NOON + MILLIS_A_DAY);
    service = stage_open(database);
    log_in(service, customer, S("segment"), NOON + MILLIS_A_DAY);
    for (int look = 0; look < 2; look++) {
        const Sources *sources = sources_of(service);
        const Source *segment = door_of(sources, "segment");
        assert_int_equal(segment->stored, 3);
        assert_int_equal(segment->day[SOURCE_DAYS - 2], 2);
        assert_int_equal(segment->day[SOURCE_DAYS - 1], 1);
        assert_int_equal(segment->hour, 1);
        assert_int_equal(segment->last_at, NOON + MILLIS_A_DAY);
        assert_int_equal(door_of(sources, "cloudevents")->last_at, NOON - 1000);
        assert_int_equal(door_of(sources, "cloudevents")->hour, 0);
        assert_int_equal(sources->all.stored, 4);
    }
    service_close(service);
    clock_set(0);
}

TEST(an_event_that_waits_has_come_but_is_not_stored)
{
    Service *service = stage_begin(NOON);
    Item item = {.event = stage_event(0, EVENT_LOGIN, NOON), .whose = {.value = S("acme")}};
    item.event.source = S("stripe");
    item.event.received_at = NOON - 7;
    assert_int_equal(
        stage_await(ingest_items(service, stage_memory(), &item, 1, stage_receipt())), OK);
    const Sources *sources = sources_of(service);
    assert_int_equal(door_of(sources, "stripe")->last_at, NOON - 7);
    assert_int_equal(door_of(sources, "stripe")->stored, 0);
    assert_int_equal(sources->unmatched, 1);
    assert_int_equal(sources->names, 1);
    assert_str_equal(sources->name[0].door, S("stripe"));
}
