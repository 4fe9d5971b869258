#include "stage.h"

#include "../store/faulty.h"
#include "base/clock.h"
#include "service/writing/bounds.h"

#include <unistd.h>

// A customer who has gathered as much as one may is read, derived, checked and rebuilt
// like any other; and how few questions it takes to know that there is room.

#define TODAY ((Day)20000)
#define NOON (day_start(TODAY) + MILLIS_A_DAY / 2)

enum { BATCH = 1000, REQUEST_BYTES = 64 << 20 };

// How many changes there are of tickets, and of invoices.  A server takes a minute for
// all that there may be; there a tenth must do.
static int changes(int most)
{
    return stage_is_shared() ? most / 10 : most;
}

// The longest id there can be.
static Str longest_id(Arena *arena, const char *of, int number)
{
    return str_format(arena, "%s-%0*d", of, EVENT_ID_MAX - 2, number);
}

// The longest name: each character takes four bytes.
static Str longest_name(Arena *arena, int number)
{
    Writer name = {.arena = arena};
    for (int i = 0; i < EVENT_NAME_MAX - 4; i++)
        writer_put(&name, S("\xF0\x9F\x9A\x80"));
    writer_format(&name, "%04d", number % FEATURE_NAMES_MAX);
    return writer_str(&name);
}

static Event event_at(Arena *arena, int64_t customer, int number)
{
    int tickets = changes(TICKET_CHANGES_MAX), invoices = changes(INVOICE_CHANGES_MAX);
    EventType type = number < tickets              ? EVENT_TICKET
                     : number < tickets + invoices ? EVENT_INVOICE
                                                   : EVENT_FEATURE;
    Event event = stage_event(customer, type, NOON - number % 80 * (Millis)MILLIS_A_DAY);
    event.id = longest_id(arena, "e", number);
    if (type == EVENT_TICKET) event.ticket.ticket = longest_id(arena, "t", number);
    if (type == EVENT_INVOICE) event.invoice.invoice = longest_id(arena, "i", number);
    if (type == EVENT_FEATURE) event.name = longest_name(arena, number);
    return event;
}

static void fill(Store *store, int64_t customer)
{
    static Appended outcome[BATCH];
    const Arena start = arena_map((size_t)64 << 20);
    int events =
        changes(TICKET_CHANGES_MAX) + changes(INVOICE_CHANGES_MAX) + FEATURE_NAMES_MAX;
    for (int begin = 0; begin < events; begin += BATCH) {
        Arena arena = start;
        Event *event = arena_new(&arena, Event, BATCH);
        for (int e = 0; e < BATCH; e++)
            event[e] = event_at(&arena, customer, begin + e);
        assert_int_equal(store_append(store, event, BATCH, outcome, arena), OK);
    }
    arena_unmap(start);
}

static Str fill_database(int64_t *customer)
{
    Str database = stage_database();
    Service *service = stage_open(database);
    *customer = stage_customer(service, S("Everything"), 100);
    service_close(service);

    Store *writer = NULL;
    assert_int_equal(store_open(database, STORE_WRITER, &writer), OK);
    fill(writer, *customer);
    int left = 1;
    while (left > 0)
        assert_int_equal(store_fold(writer, 1, &left), OK);
    store_close(writer);
    return database;
}

static void look_away(void *context, int64_t done, int64_t of)
{
    (void)context, (void)done, (void)of;
}

static void assert_measured(const Picture *picture)
{
    assert_int_equal(picture->measure[METRIC_TICKETS].amount, changes(TICKET_CHANGES_MAX));
    assert_int_equal(picture->measure[METRIC_ORIGINAL_INVOICES].of,
                     changes(INVOICE_CHANGES_MAX));
    assert_int_equal(picture->measure[METRIC_FEATURES].amount, FEATURE_NAMES_MAX);
}

static void assert_full(Service *service, int64_t customer)
{
    for (EventType type = 0; type < EVENT_TYPE_COUNT; type++) {
        bool full = type == EVENT_FEATURE || type == EVENT_TICKET || type == EVENT_INVOICE;
        if (stage_is_shared()) full = type == EVENT_FEATURE;
        Event event = stage_event(customer, type, NOON);
        assert_int_equal(service_has_room(service, &event), full ? ERR_CONFLICT : OK);
    }
}

// A list waits for whoever is derived, but not as long as it may take with that much.
static HealthScores await_list(Service *service)
{
    HealthScores scores = stage_list(service);
    while (scores.freshness.stale_customers > 0) {
        usleep(10000);
        scores = stage_list(service);
    }
    return scores;
}

TEST(a_customer_who_has_gathered_all_one_may_is_read_derived_checked_and_rebuilt)
{
    stage_end();
    clock_set(NOON);
    int64_t customer = 0;
    Str database = fill_database(&customer);

    Service *service = stage_open(database);
    Arena request = arena_map(REQUEST_BYTES), rest = request;
    HealthDetails details;
    assert_int_equal(
        get_health_details(service, &rest, customer, scorecard_standard(), &details), OK);
    assert_measured(&details.row.picture);
    assert_measured(&await_list(service).row[0].picture);
    assert_full(service, customer);
    service_close(service);
    arena_unmap(request);

    int64_t wrong = -1;
    assert_int_equal(check_all(database, look_away, NULL, &wrong), OK);
    assert_int_equal(wrong, 0);
    assert_int_equal(rebuild_all(database, look_away, NULL), OK);
    assert_int_equal(check_all(database, look_away, NULL, &wrong), OK);
    assert_int_equal(wrong, 0);
}

// --- leases --------------------------------------------------------------

typedef struct {
    Fault questions;  // which are counted
    Store *store;
    Arena life;
    Bounds *bounds;
} Leases;

static Leases lease_from(Str database, bool shared)
{
    Leases leases = {.questions = {.at = -1}, .life = arena_map((size_t)8 << 20)};
    Arena rest = leases.life;
    assert_int_equal(store_open(database, STORE_WRITER, &leases.store), OK);
    bounds_open(&rest, shared, &leases.bounds);
    return leases;
}

static void end_leases(Leases *leases)
{
    bounds_close(leases->bounds);
    store_close(leases->store);
    arena_unmap(leases->life);
}

static Event feature(int64_t customer, int number)
{
    Event event = stage_event(customer, EVENT_FEATURE, NOON);
    event.name = str_format(stage_memory(), "feature %d", number);
    return event;
}

static void store_features(Store *store, int64_t customer, int begin, int end)
{
    static Appended outcome[FEATURE_NAMES_MAX];
    Event *event = arena_new(stage_memory(), Event, end - begin);
    for (int e = begin; e < end; e++)
        event[e - begin] = feature(customer, e);
    assert_int_equal(
        store_append(store, event, (size_t)(end - begin), outcome, *stage_memory()), OK);
}

static Str two_customers(int64_t customer[2])
{
    stage_end();
    clock_set(NOON);
    Str database = stage_database();
    Service *service = stage_open(database);
    customer[0] = stage_customer(service, S("Acme"), 100);
    customer[1] = stage_customer(service, S("Ajax"), 100);
    service_close(service);
    return database;
}

// How many questions it takes to have room for `events` of the customer's.
static int ask_for(Leases *leases, int64_t customer, int events)
{
    leases->store = faulty_store(leases->store, &leases->questions);
    leases->questions.calls = 0;
    for (int e = 0; e < events; e++) {
        Event event = feature(customer, e);
        assert_int_equal(bounds_check(leases->bounds, leases->store, &event), OK);
    }
    return leases->questions.calls;
}

TEST(one_question_is_enough_for_half_of_what_a_customer_may_gather)
{
    int64_t customer[2];
    Leases leases = lease_from(two_customers(customer), false);
    Event login = stage_event(customer[0], EVENT_LOGIN, NOON);
    assert_true(bounds_lend(leases.bounds, &login));
    Event first = feature(customer[0], 0);
    assert_false(bounds_lend(leases.bounds, &first));
    assert_int_equal(ask_for(&leases, customer[0], FEATURE_NAMES_MAX / 2), 1);
    assert_false(bounds_lend(leases.bounds, &first));
    // A lease is one customer's, and of one type.
    Event ticket = stage_event(customer[0], EVENT_TICKET, NOON);
    Event other = feature(customer[1], 0);
    assert_false(bounds_lend(leases.bounds, &ticket));
    assert_false(bounds_lend(leases.bounds, &other));
    end_leases(&leases);
}

TEST(who_has_gathered_half_is_asked_for_at_each_event)
{
    int64_t customer[2];
    Leases leases = lease_from(two_customers(customer), false);
    store_features(leases.store, customer[0], 0, FEATURE_NAMES_MAX / 2 - 1);
    Event known = feature(customer[0], 0), fresh = feature(customer[0], 9999);
    assert_int_equal(bounds_check(leases.bounds, leases.store, &known), OK);
    assert_true(bounds_lend(leases.bounds, &fresh));

    bounds_forget(leases.bounds, customer[0]);
    store_features(leases.store, customer[0], 700, 701);
    // That a name is known does not mean that there is room for others.
    assert_int_equal(bounds_check(leases.bounds, leases.store, &known), OK);
    assert_false(bounds_lend(leases.bounds, &fresh));
    assert_int_equal(bounds_check(leases.bounds, leases.store, &fresh), OK);

    store_features(leases.store, customer[0], 1000, 1000 + FEATURE_NAMES_MAX / 2);
    assert_int_equal(bounds_check(leases.bounds, leases.store, &known), OK);
    assert_int_equal(bounds_check(leases.bounds, leases.store, &fresh), ERR_CONFLICT);
    end_leases(&leases);
}

TEST(leases_on_a_shared_database_are_small)
{
    int64_t customer[2];
    Leases leases = lease_from(two_customers(customer), true);
    assert_int_equal(ask_for(&leases, customer[0], FEATURE_NAMES_MAX / 16), 1);
    Event event = feature(customer[0], 0);
    assert_false(bounds_lend(leases.bounds, &event));
    end_leases(&leases);
}
