#include "history.h"
#include "stage.h"

#include "base/clock.h"
#include "service/writing/changes.h"
#include "service/writing/intake.h"

#include <stdatomic.h>
#include <unistd.h>

// The same events give the same pictures, however they are split over single events,
// groups, items and changes, and in whatever order they come.

#define NOON ((Millis)20000 * MILLIS_A_DAY + MILLIS_A_DAY / 2)

enum { CUSTOMERS = 4, EVENTS = 300 };

static _Atomic int waiting;
static _Atomic int failed;

static void count_done(void *context, Err err, Appended outcome)
{
    (void)context, (void)outcome;
    failed += err != OK;
    waiting--;
}

static const Receipt counted = {count_done, NULL};

static Str name_of(int64_t customer)
{
    return str_format(stage_memory(), "customer-%lld", (long long)customer);
}

static Err send_single(Service *service, Event *event)
{
    return ingest_event(service, event, counted);
}

static Err send_change(Service *service, Event *event)
{
    Change change = {.arena = arena_new(stage_memory(), Arena, 1), .receipt = counted};
    char *room = arena_new(stage_memory(), char, 8192);
    *change.arena = (Arena){room, room + 8192};
    return change_add_event(service, change, event, arena_new(stage_memory(), Appended, 1));
}

static Err send_group(Service *service, Event *event, int count)
{
    return ingest_events(service, event, (size_t)count,
                         arena_new(stage_memory(), Appended, count), counted);
}

// By name.
static Err send_items(Service *service, const Event *event, int count)
{
    Item *item = arena_new(stage_memory(), Item, count);
    for (int i = 0; i < count; i++) {
        item[i] = (Item){.event = event[i], .whose.value = name_of(event[i].customer)};
        item[i].event.customer = 0;
    }
    return ingest_items(service, stage_memory(), item, (size_t)count, counted);
}

static void send_split(Service *service, Event *event, int count)
{
    for (int begin = 0, part; begin < count; begin += part) {
        int way = history_roll(4);
        part = way < 2 ? 1 : 1 + history_roll(40);
        if (part > count - begin) part = count - begin;
        Event *first = &event[begin];
        waiting++;
        Err err = way == 0   ? send_single(service, first)
                  : way == 1 ? send_change(service, first)
                  : way == 2 ? send_group(service, first, part)
                             : send_items(service, first, part);
        assert_int_equal(err, OK);
        if (history_roll(10) == 0) (void)stage_list(service);
    }
    while (waiting > 0)
        usleep(200);
    assert_int_equal(failed, 0);
}

static Service *open_with_customers(Str database)
{
    Service *service = stage_open(database);
    for (int64_t c = 1; c <= CUSTOMERS; c++)
        assert_int_equal(stage_customer(service, name_of(c), 100), c);
    return service;
}

static void look_away(void *context, int64_t done, int64_t of)
{
    (void)context, (void)done, (void)of;
}

TEST(any_split_of_the_same_events_in_any_order_gives_the_same_pictures)
{
    stage_end();
    clock_set(NOON);
    history_begin(20261125);
    Event *history = history_make(EVENTS, CUSTOMERS, NOON);
    Str expected = {0};
    for (int split = 0; split < 6; split++) {
        int count = EVENTS;
        Event *event = history_shuffle(history, EVENTS, &count);
        Str database = stage_database();
        Service *service = open_with_customers(database);
        send_split(service, event, count);
        Str pictures = history_pictures(service);
        uint64_t stored = 0;
        for (int type = 0; type < EVENT_TYPE_COUNT; type++)
            stored += service_figures(service).stored[type];
        assert_int_equal(stored, EVENTS);
        service_close(service);

        if (split == 0) expected = pictures;
        assert_int_equal(pictures.length, expected.length);
        assert_memory_equal(pictures.text, expected.text, expected.length);
        int64_t wrong = -1;
        assert_int_equal(check_all(database, look_away, NULL, &wrong), OK);
        assert_int_equal(wrong, 0);
    }
}

TEST(events_that_come_before_their_customers_give_the_same_pictures)
{
    stage_end();
    clock_set(NOON);
    history_begin(4711);
    Event *history = history_make(EVENTS, CUSTOMERS, NOON);
    Str pictures[2];
    for (int late = 0; late < 2; late++) {
        Str database = stage_database();
        Service *service = late ? stage_open(database) : open_with_customers(database);
        waiting = 1;
        assert_int_equal(send_items(service, history, EVENTS), OK);
        while (waiting > 0)
            usleep(200);
        for (int64_t c = 1; late && c <= CUSTOMERS; c++) {
            Customer customer = {.name = name_of(c),
                                 .external_id = name_of(c),
                                 .currency = S("USD"),
                                 .mrr = 100,
                                 .renews_on = DAY_NONE,
                                 .created_at = clock_now(),
                                 .traits = S("{}")};
            const Change change = {.arena = stage_memory(), .receipt = stage_receipt()};
            assert_int_equal(stage_await(change_add_customer(service, change, &customer)),
                             OK);
            assert_int_equal(customer.id, c);
        }
        UnmatchedPage page = {.total = 1};
        while (page.total > 0)
            assert_int_equal(get_unmatched(service, stage_memory(), NULL, 0, 1, &page), OK);
        pictures[late] = history_pictures(service);
        service_close(service);
    }
    assert_int_equal(pictures[0].length, pictures[1].length);
    assert_memory_equal(pictures[0].text, pictures[1].text, pictures[0].length);
}
