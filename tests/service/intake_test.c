#include "stage.h"

#include "base/clock.h"
#include "service/writing/changes.h"
#include "service/writing/intake.h"

#include <unistd.h>

#define NOON ((Millis)20000 * MILLIS_A_DAY + MILLIS_A_DAY / 2)

// A login of whoever is called so, through a door.
static Item item_of(Str source, Str value)
{
    Item item = {.event = stage_event(0, EVENT_LOGIN, NOON),
                 .whose = {.source = source, .value = value},
                 .fate = FATE_CROWDED};
    return item;
}

static void take_in(Service *service, Item *items, size_t count)
{
    assert_int_equal(
        stage_await(ingest_items(service, stage_memory(), items, count, stage_receipt())),
        OK);
}

static Fate fate_of_one(Service *service, Item item)
{
    take_in(service, &item, 1);
    return item.fate;
}

static int64_t logins_of(Service *service, int64_t customer)
{
    HealthDetails details = stage_details(service, customer, scorecard_standard());
    return details.row.picture.measure[METRIC_LOGINS].amount;
}

static int64_t find(Service *service, Str source, Str value)
{
    const Whose whose = {.source = source, .value = value};
    int64_t customer = -1;
    assert_int_equal(service_find_customers(service, &whose, 1, &customer, *stage_memory()),
                     OK);
    return customer;
}

static int64_t count_waiting(Service *service)
{
    UnmatchedPage page;
    assert_int_equal(get_unmatched(service, stage_memory(), NULL, 0, 10, &page), OK);
    return page.total;
}

// What was refused is kept soon, and nobody waits for it.
static RejectedPage await_rejected(Service *service, int count)
{
    RejectedPage page = {0};
    for (int i = 0; i < 20000 && page.rows < count; i++) {
        usleep(1000);
        Arena room = *stage_memory();
        assert_int_equal(get_rejected(service, &room, 0, count + 1, &page), OK);
    }
    assert_int_equal(get_rejected(service, stage_memory(), 0, count + 1, &page), OK);
    assert_int_equal(page.rows, count);
    return page;
}

static uint64_t rejected_for(Service *service, Str reason)
{
    ServiceFigures figures = service_figures(service);
    for (int r = 0; r < REASON_COUNT; r++)
        if (str_equal(reason_word(r), reason)) return figures.rejected[r];
    return UINT64_MAX;
}

static void add_alias(Service *service, int64_t customer, Str source, Str value)
{
    const Change change = {.arena = stage_memory(), .receipt = stage_receipt()};
    const Whose alias = {.source = source, .value = value};
    assert_int_equal(stage_await(change_add_alias(service, change, customer, alias)), OK);
}

TEST(items_are_stored_by_our_id_by_external_id_and_by_alias)
{
    Service *service = stage_begin(NOON);
    int64_t acme = stage_customer(service, S("acme"), 100);
    add_alias(service, acme, S("stripe"), S("cus_1"));
    Item items[] = {item_of(S(""), S("")), item_of(S(""), S("acme")),
                    item_of(S("stripe"), S("cus_1")), item_of(S("segment"), S("acme"))};
    items[0].whose.id = acme;
    take_in(service, items, 4);
    for (int i = 0; i < 4; i++) {
        assert_int_equal(items[i].fate, FATE_STORED);
        assert_int_equal(items[i].event.customer, acme);
    }
    assert_int_equal(logins_of(service, acme), 4);
}

TEST(an_item_that_comes_again_is_a_duplicate_and_another_of_its_id_a_clash)
{
    Service *service = stage_begin(NOON);
    int64_t acme = stage_customer(service, S("acme"), 100);
    Item item = item_of(S(""), S("acme"));
    Item again = item, other = item;
    other.event.fingerprint++;
    other.event.details = S("{\"other\":true}");
    again.event.at = NOON + 5;
    assert_int_equal(fate_of_one(service, item), FATE_STORED);
    take_in(service, &again, 1);
    assert_int_equal(again.fate, FATE_DUPLICATE);
    assert_int_equal(again.event.at, NOON);
    assert_int_equal(fate_of_one(service, other), FATE_CLASH);
    assert_int_equal(logins_of(service, acme), 1);

    RejectedPage page = await_rejected(service, 1);
    assert_str_equal(page.row[0].reason, S("id_conflict"));
    assert_str_equal(page.row[0].payload, S("{\"other\":true}"));
    assert_str_equal(page.row[0].source, S("test"));
    assert_int_equal(service_figures(service).clash, 1);
    assert_int_equal(service_figures(service).duplicate, 1);
}

TEST(an_item_of_nobody_waits_until_somebody_is_called_so)
{
    Service *service = stage_begin(NOON);
    Item item = item_of(S("segment"), S("initech"));
    assert_int_equal(fate_of_one(service, item), FATE_UNMATCHED);
    assert_int_equal(fate_of_one(service, item), FATE_UNMATCHED);
    assert_int_equal(count_waiting(service), 1);

    Customer customer = {.name = S("Initech"),
                         .external_id = S("initech"),
                         .currency = S("USD"),
                         .traits = S("{}"),
                         .renews_on = DAY_NONE};
    const Change change = {.arena = stage_memory(), .receipt = stage_receipt()};
    assert_int_equal(stage_await(change_add_customer(service, change, &customer)), OK);
    assert_int_equal(logins_of(service, customer.id), 1);
    assert_int_equal(count_waiting(service), 0);
    assert_int_equal(service_figures(service).stored[EVENT_LOGIN], 1);
    assert_int_equal(fate_of_one(service, item), FATE_DUPLICATE);
}

TEST(an_item_of_an_id_nobody_has_is_not_kept)
{
    Service *service = stage_begin(NOON);
    Item item = item_of(S(""), S(""));
    item.whose.id = 4711;
    assert_int_equal(fate_of_one(service, item), FATE_UNMATCHED);
    item.whose = (Whose){0};
    assert_int_equal(fate_of_one(service, item), FATE_UNMATCHED);
    assert_int_equal(count_waiting(service), 0);
}

TEST(another_event_of_an_id_that_waits_is_a_clash)
{
    Service *service = stage_begin(NOON);
    Item item = item_of(S(""), S("nobody")), other = item;
    other.event.fingerprint++;
    assert_int_equal(fate_of_one(service, item), FATE_UNMATCHED);
    assert_int_equal(fate_of_one(service, other), FATE_CLASH);
    (void)await_rejected(service, 1);
}

TEST(a_customer_is_made_once_for_all_items_of_a_name)
{
    Service *service = stage_begin(NOON);
    Item items[] = {item_of(S("segment"), S("hooli")), item_of(S("segment"), S("hooli")),
                    item_of(S(""), S("hooli")), item_of(S("stripe"), S("raviga"))};
    for (int i = 0; i < 4; i++)
        items[i].create = i != 2;
    items[0].name = S("Hooli Inc.");
    take_in(service, items, 4);
    for (int i = 0; i < 4; i++)
        assert_int_equal(items[i].fate, FATE_STORED);

    HealthScores list = stage_list(service);
    assert_int_equal(list.total, 2);
    int64_t hooli = find(service, S(""), S("hooli"));
    assert_int_equal(logins_of(service, hooli), 3);
    HealthDetails details = stage_details(service, hooli, scorecard_standard());
    assert_str_equal(details.row.customer.name, S("Hooli Inc."));
    assert_str_equal(details.row.customer.external_id, S("hooli"));
    assert_str_equal(details.row.customer.currency, S("USD"));
    Whose *alias;
    int aliases = 0;
    assert_int_equal(get_aliases(service, stage_memory(), hooli, &alias, &aliases), OK);
    assert_int_equal(aliases, 1);
    assert_str_equal(alias[0].source, S("segment"));
    int64_t raviga = find(service, S("stripe"), S("raviga"));
    details = stage_details(service, raviga, scorecard_standard());
    assert_str_equal(details.row.customer.name, S("raviga"));
}

static _Atomic int both;

static void count_done(void *context, Err err, Appended outcome)
{
    (void)context, (void)outcome;
    both += err ? 100 : 1;
}

TEST(two_groups_that_make_the_same_customer_at_once_make_one)
{
    enum { GROUPS = 40 };
    Service *service = stage_begin(NOON);
    Item item[GROUPS];
    both = 0;
    for (int g = 0; g < GROUPS; g++) {
        item[g] = item_of(g % 2 ? S("segment") : S("stripe"), S("hooli"));
        item[g].create = true;
    }
    for (int g = 0; g < GROUPS; g++)
        assert_int_equal(
            ingest_items(service, stage_memory(), &item[g], 1, (Receipt){count_done, NULL}),
            OK);
    while (both < GROUPS)
        usleep(200);
    assert_int_equal(both, GROUPS);
    assert_int_equal(stage_list(service).total, 1);
    assert_int_equal(logins_of(service, find(service, S(""), S("hooli"))), GROUPS);
}

TEST(a_customer_that_is_made_gets_what_waited_for_it)
{
    enum { WAITING = 120 };
    Service *service = stage_begin(NOON);
    Item item[WAITING];
    for (int i = 0; i < WAITING; i++)
        item[i] = item_of(S("zendesk"), S("hooli"));
    take_in(service, item, WAITING);
    Item maker = item_of(S("segment"), S("hooli"));
    maker.create = true;
    assert_int_equal(fate_of_one(service, maker), FATE_STORED);
    while (count_waiting(service) > 0)
        usleep(1000);
    assert_int_equal(logins_of(service, find(service, S(""), S("hooli"))), WAITING + 1);
}

TEST(what_waited_for_a_name_is_matched_when_the_server_starts)
{
    enum { WAITING = 120 };
    stage_end();
    clock_set(NOON);
    Str database = stage_database();
    Service *service = stage_open(database);
    Item item[WAITING];
    for (int i = 0; i < WAITING; i++)
        item[i] = item_of(S("zendesk"), i % 2 ? S("hooli") : S("nobody"));
    take_in(service, item, WAITING);
    service_close(service);

    Store *writer = NULL;
    assert_int_equal(store_open(database, STORE_WRITER, &writer), OK);
    Customer customer = {.name = S("Hooli"),
                         .external_id = S("hooli"),
                         .currency = S("USD"),
                         .traits = S("{}"),
                         .renews_on = DAY_NONE};
    assert_int_equal(store_add_customer(writer, &customer), OK);
    store_close(writer);

    service = stage_open(database);
    while (count_waiting(service) > WAITING / 2)
        usleep(1000);
    assert_int_equal(logins_of(service, customer.id), WAITING / 2);
    assert_int_equal(count_waiting(service), WAITING / 2);
    service_close(service);
}

static Item feature_item(int number)
{
    Item item = item_of(S(""), S("acme"));
    item.event = stage_event(0, EVENT_FEATURE, NOON);
    item.event.name = str_format(stage_memory(), "feature %d", number);
    return item;
}

// Leases that were taken while a group was under way may let a few more pass.
static int fill_up(Service *service)
{
    int number = FEATURE_NAMES_MAX;
    while (fate_of_one(service, feature_item(number)) == FATE_STORED)
        number++;
    return number;
}

TEST(what_a_customer_has_no_room_for_is_kept_with_the_rejected)
{
    Service *service = stage_begin(NOON);
    (void)stage_customer(service, S("acme"), 100);
    Item *items = arena_new(stage_memory(), Item, FEATURE_NAMES_MAX);
    for (int i = 0; i < FEATURE_NAMES_MAX; i++)
        items[i] = feature_item(i);
    take_in(service, items, FEATURE_NAMES_MAX);
    assert_int_equal(items[FEATURE_NAMES_MAX - 1].fate, FATE_STORED);

    int number = fill_up(service);
    assert_true(number < FEATURE_NAMES_MAX + FEATURE_NAMES_MAX / 2);
    (void)await_rejected(service, 1);

    Item mixed[] = {feature_item(number + 1), feature_item(7), item_of(S(""), S("acme"))};
    take_in(service, mixed, 3);
    assert_int_equal(mixed[0].fate, FATE_NO_ROOM);
    assert_int_equal(mixed[1].fate, FATE_STORED);
    assert_int_equal(mixed[2].fate, FATE_STORED);
    RejectedPage page = await_rejected(service, 2);
    assert_str_equal(page.row[0].reason, S("too_many"));
    assert_int_equal(rejected_for(service, S("too_many")), 2);
}

static void fill_waiting(Str database)
{
    Service *service = stage_open(database);
    service_close(service);
    Store *writer = NULL;
    assert_int_equal(store_open(database, STORE_WRITER, &writer), OK);
    Arena memory = *stage_memory();
    Unmatched *waiting = arena_new(&memory, Unmatched, GROUP_MAX);
    Appended *out = arena_new(&memory, Appended, GROUP_MAX);
    for (int begin = 0; begin < UNMATCHED_MOST; begin += GROUP_MAX) {
        Arena arena = memory;
        for (int i = 0; i < GROUP_MAX; i++) {
            waiting[i] = (Unmatched){.whose = {.value = S("nobody")},
                                     .event = stage_event(0, EVENT_LOGIN, NOON)};
            waiting[i].event.id = str_format(&arena, "waiting-%d", begin + i);
        }
        assert_int_equal(store_keep_unmatched(writer, waiting, GROUP_MAX, out, arena), OK);
    }
    store_close(writer);
}

TEST(where_too_many_wait_another_item_of_nobody_is_rejected)
{
    stage_end();
    clock_set(NOON);
    Str database = stage_database();
    if (stage_is_shared()) skip();  // a server takes minutes for so many
    fill_waiting(database);
    Service *service = stage_open(database);
    (void)stage_customer(service, S("acme"), 100);
    Item items[] = {item_of(S(""), S("nobody")), item_of(S(""), S("acme"))};
    take_in(service, items, 2);
    assert_int_equal(items[0].fate, FATE_CROWDED);
    assert_int_equal(items[1].fate, FATE_STORED);
    RejectedPage page = await_rejected(service, 1);
    assert_str_equal(page.row[0].reason, S("crowded"));
    service_close(service);
}

TEST(each_item_of_a_mixed_group_has_its_own_fate)
{
    Service *service = stage_begin(NOON);
    (void)stage_customer(service, S("acme"), 100);
    Item known = item_of(S(""), S("acme")), clash = known;
    clash.event.fingerprint++;
    Item made = item_of(S("segment"), S("hooli"));
    made.create = true;
    Item foreign = item_of(S(""), S(""));
    foreign.whose.id = 4711;
    Item items[] = {known, clash, made, foreign, item_of(S("intercom"), S("nobody")),
                    known};
    const Fate fates[] = {FATE_STORED,    FATE_CLASH,     FATE_STORED,
                          FATE_UNMATCHED, FATE_UNMATCHED, FATE_DUPLICATE};
    take_in(service, items, 6);
    for (int i = 0; i < 6; i++)
        assert_int_equal(items[i].fate, fates[i]);
    assert_int_equal(count_waiting(service), 1);
    ServiceFigures figures = service_figures(service);
    assert_int_equal(figures.stored[EVENT_LOGIN], 2);
    assert_int_equal(figures.clash, 1);
    assert_int_equal(figures.duplicate, 1);
}

TEST(what_a_door_refuses_is_counted_by_reason_and_kept)
{
    Service *service = stage_begin(NOON);
    Rejected one = {.at = NOON,
                    .source = S("stripe"),
                    .reason = S("bad_signature"),
                    .detail = S("The signature is wrong"),
                    .payload = S("{")};
    Rejected two = one;
    two.reason = S("a reason of nobody's");
    note_rejected(service, &one, 1);
    note_rejected(service, &two, 1);
    RejectedPage page = await_rejected(service, 2);
    assert_str_equal(page.row[1].reason, S("bad_signature"));
    assert_str_equal(page.row[1].detail, S("The signature is wrong"));
    assert_int_equal(rejected_for(service, S("bad_signature")), 1);
    assert_int_equal(rejected_for(service, S("other")), 1);
}

TEST(what_was_refused_before_a_close_is_kept)
{
    enum { REFUSED = 700 };
    stage_end();
    clock_set(NOON);
    Str database = stage_database();
    Service *service = stage_open(database);
    const Rejected refused = {.at = NOON,
                              .source = S("bulk"),
                              .reason = S("missing"),
                              .detail = S("Missing required fields: type"),
                              .payload = S("{}")};
    for (int r = 0; r < REFUSED; r++) {
        note_rejected(service, &refused, 1);
        // All of them, for what is noted faster than it is kept finds no room in the end.
        if (r == REFUSED / 2) (void)await_rejected(service, r + 1);
    }
    service_close(service);

    service = stage_open(database);
    RejectedPage page;
    assert_int_equal(get_rejected(service, stage_memory(), 0, REFUSED, &page), OK);
    assert_int_equal(page.rows, REFUSED);
    service_close(service);
}
