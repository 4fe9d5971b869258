#include "stage.h"

#include "base/clock.h"
#include "service/writing/changes.h"
#include "service/writing/intake.h"

#include <pthread.h>
#include <unistd.h>

#define NOON ((Millis)20000 * MILLIS_A_DAY + MILLIS_A_DAY / 2)

static Change change_with(Promise *promise)
{
    return (Change){
        .arena = stage_memory(), .promise = promise, .receipt = stage_receipt()};
}

static Change plain(void)
{
    return change_with(NULL);
}

static int64_t logins_of(Service *service, int64_t customer)
{
    HealthDetails details = stage_details(service, customer, scorecard_standard());
    return details.row.picture.measure[METRIC_LOGINS].amount;
}

static Customer customer_of(Service *service, int64_t customer)
{
    return stage_details(service, customer, scorecard_standard()).row.customer;
}

static Customer named(Str external_id)
{
    return (Customer){.name = S("Acme"),
                      .external_id = external_id,
                      .lifecycle = S("active"),
                      .currency = S("USD"),
                      .renews_on = DAY_NONE,
                      .traits = S("{}"),
                      .created_at = clock_now()};
}

static void wait_for(Service *service, Str value, int events)
{
    for (int e = 0; e < events; e++) {
        Item item = {.event = stage_event(0, EVENT_LOGIN, NOON),
                     .whose = {.source = S("segment"), .value = value}};
        assert_int_equal(
            stage_await(ingest_items(service, stage_memory(), &item, 1, stage_receipt())),
            OK);
        assert_int_equal(item.fate, FATE_UNMATCHED);
    }
}

static UnmatchedPage waiting(Service *service)
{
    UnmatchedPage page;
    assert_int_equal(get_unmatched(service, stage_memory(), NULL, 0, 10, &page), OK);
    return page;
}

// --- promises ------------------------------------------------------------

static void say_created(void *context, KeptAnswer *out)
{
    const Customer *customer = context;
    out->status = 201;
    out->type = S("application/json");
    out->location = str_format(stage_memory(), "/%lld", (long long)customer->id);
    out->body = S("{}");
}

static void say_nothing(void *context, KeptAnswer *out)
{
    (void)context, (void)out;
}

static Promise promise_of(Str key, Customer *customer)
{
    return (Promise){
        .key = key, .fingerprint = S("f"), .make = say_created, .context = customer};
}

TEST(an_answer_is_kept_with_what_it_answers)
{
    Service *service = stage_begin(NOON);
    Customer customer = named(S("acme"));
    Promise promise = promise_of(S("key"), &customer);
    assert_int_equal(
        stage_await(change_add_customer(service, change_with(&promise), &customer)), OK);
    KeptAnswer kept;
    assert_int_equal(service_kept_answer(service, stage_memory(), S("key"), &kept), OK);
    assert_int_equal(kept.status, 201);
    assert_str_equal(kept.fingerprint, S("f"));
    assert_str_equal(kept.location,
                     str_format(stage_memory(), "/%lld", (long long)customer.id));
    assert_int_equal(service_kept_answer(service, stage_memory(), S("other"), &kept),
                     ERR_NOT_FOUND);
}

TEST(where_the_key_is_taken_nothing_is_done)
{
    Service *service = stage_begin(NOON);
    Customer first = named(S("acme")), second = named(S("ajax"));
    Promise promise = promise_of(S("key"), &first);
    assert_int_equal(
        stage_await(change_add_customer(service, change_with(&promise), &first)), OK);
    promise = promise_of(S("key"), &second);
    assert_int_equal(
        stage_await(change_add_customer(service, change_with(&promise), &second)),
        ERR_CONFLICT);
    assert_true(promise.taken);
    assert_int_equal(stage_list(service).total, 1);

    // What is refused for another reason says so, and keeps no answer.
    Customer same = named(S("acme"));
    promise = promise_of(S("new"), &same);
    assert_int_equal(
        stage_await(change_add_customer(service, change_with(&promise), &same)),
        ERR_CONFLICT);
    assert_false(promise.taken);
    KeptAnswer kept;
    assert_int_equal(service_kept_answer(service, stage_memory(), S("new"), &kept),
                     ERR_NOT_FOUND);
}

TEST(an_event_is_stored_with_its_answer_or_not_at_all)
{
    Service *service = stage_begin(NOON);
    Customer acme = named(S("acme"));
    acme.id = stage_customer(service, S("acme"), 100);
    Event event = stage_event(acme.id, EVENT_LOGIN, NOON);
    Event other = stage_event(acme.id, EVENT_LOGIN, NOON);
    Appended outcome = APPEND_CLASH;
    Promise promise = promise_of(S("key"), &acme);
    assert_int_equal(
        stage_await(change_add_event(service, change_with(&promise), &event, &outcome)),
        OK);
    assert_int_equal(outcome, APPEND_STORED);
    assert_int_equal(
        stage_await(change_add_event(service, change_with(&promise), &other, &outcome)),
        ERR_CONFLICT);
    assert_true(promise.taken);
    assert_int_equal(logins_of(service, acme.id), 1);
    assert_int_equal(service_figures(service).stored[EVENT_LOGIN], 1);
    assert_int_equal(stage_await(change_add_event(service, plain(), &event, &outcome)), OK);
    assert_int_equal(outcome, APPEND_DUPLICATE);
    event.customer = 4711;
    assert_int_equal(stage_await(change_add_event(service, plain(), &event, &outcome)),
                     ERR_NOT_FOUND);
}

TEST(an_answer_without_a_status_is_not_kept)
{
    Service *service = stage_begin(NOON);
    Customer customer = named(S("acme"));
    Promise promise = {.key = S("key"), .fingerprint = S("f"), .make = say_nothing};
    assert_int_equal(
        stage_await(change_add_customer(service, change_with(&promise), &customer)), OK);
    KeptAnswer kept;
    assert_int_equal(service_kept_answer(service, stage_memory(), S("key"), &kept),
                     ERR_NOT_FOUND);
}

static _Atomic int answered, refused;

static void count_answer(void *context, Err err, Appended outcome)
{
    (void)context, (void)outcome;
    if (err) refused++;
    answered++;
}

TEST(of_requests_under_one_key_at_once_one_is_done)
{
    enum { REQUESTS = 12 };
    Service *service = stage_begin(NOON);
    static Customer customer[REQUESTS];
    static Promise promise[REQUESTS];
    static Arena own[REQUESTS];
    answered = refused = 0;
    for (int r = 0; r < REQUESTS; r++) {
        customer[r] = named(str_format(stage_memory(), "customer-%d", r));
        promise[r] = promise_of(S("key"), &customer[r]);
        own[r] = arena_map(1 << 20);
        const Change change = {
            .arena = &own[r], .promise = &promise[r], .receipt = {count_answer, NULL}};
        assert_int_equal(change_add_customer(service, change, &customer[r]), OK);
    }
    while (answered < REQUESTS)
        usleep(200);
    assert_int_equal(refused, REQUESTS - 1);
    assert_int_equal(stage_list(service).total, 1);
}

// --- customers -----------------------------------------------------------

TEST(a_put_makes_the_customer_and_then_replaces_it)
{
    Service *service = stage_begin(NOON);
    CustomerPut put = {.customer = named(S("acme"))};
    put.customer.plan = S("gold");
    assert_int_equal(stage_await(change_put_customer(service, plain(), &put)), OK);
    assert_true(put.made);
    int64_t acme = put.customer.id;
    assert_true(acme > 0);
    assert_int_equal(put.now.customer.id, acme);
    Event login = stage_event(acme, EVENT_LOGIN, NOON);
    stage_store(service, &login);

    clock_set(NOON + 1000);
    put = (CustomerPut){.customer = named(S("acme"))};
    put.customer.name = S("Acme Corp.");
    assert_int_equal(stage_await(change_put_customer(service, plain(), &put)), OK);
    assert_false(put.made);
    assert_int_equal(put.customer.id, acme);
    assert_int_equal(put.customer.created_at, NOON);
    assert_int_equal(put.now.picture.measure[METRIC_LOGINS].amount, 1);
    assert_false(put.now.stale);
    Customer stored = customer_of(service, acme);
    assert_str_equal(stored.name, S("Acme Corp."));
    assert_str_equal(stored.plan, S(""));
}

TEST(a_put_by_another_name_leaves_the_external_id)
{
    Service *service = stage_begin(NOON);
    int64_t acme = stage_customer(service, S("acme"), 100);
    const Whose alias = {.value = S("old-acme")};
    assert_int_equal(stage_await(change_add_alias(service, plain(), acme, alias)), OK);
    CustomerPut put = {.customer = named(S("old-acme"))};
    assert_int_equal(stage_await(change_put_customer(service, plain(), &put)), OK);
    assert_false(put.made);
    assert_int_equal(put.customer.id, acme);
    assert_str_equal(customer_of(service, acme).external_id, S("acme"));
}

TEST(two_patches_at_once_do_not_lose_each_others_fields)
{
    Service *service = stage_begin(NOON);
    int64_t acme = stage_customer(service, S("acme"), 100);
    Arena own[2] = {arena_map(1 << 20), arena_map(1 << 20)};
    CustomerPatch patch[2] = {
        {.customer = acme, .fields = PATCH_PLAN, .values.plan = S("gold")},
        {.customer = acme,
         .fields = PATCH_OWNER | PATCH_SEATS,
         .values = {.owner = S("Ann"), .seats = 7, .plan = S("not this")}}};
    answered = refused = 0;
    for (int p = 0; p < 2; p++) {
        const Change change = {.arena = &own[p], .receipt = {count_answer, NULL}};
        assert_int_equal(change_patch_customer(service, change, &patch[p]), OK);
    }
    while (answered < 2)
        usleep(200);
    Customer stored = customer_of(service, acme);
    assert_str_equal(stored.plan, S("gold"));
    assert_str_equal(stored.owner, S("Ann"));
    assert_int_equal(stored.seats, 7);
    assert_int_equal(stored.mrr, 100);
    assert_str_equal(stored.name, S("acme"));
}

TEST(a_patch_puts_every_field_it_names)
{
    Service *service = stage_begin(NOON);
    int64_t acme = stage_customer(service, S("acme"), 100);
    CustomerPatch patch = {.customer = acme,
                           .fields = (PATCH_TRAITS << 1) - 1,
                           .values = {.external_id = S("a"),
                                      .name = S("b"),
                                      .email = S("c"),
                                      .segment = S("d"),
                                      .plan = S("e"),
                                      .owner = S("f"),
                                      .lifecycle = S("g"),
                                      .currency = S("EUR"),
                                      .mrr = 1,
                                      .seats = 2,
                                      .renews_on = 3,
                                      .traits = S("{\"h\":1}")}};
    assert_int_equal(stage_await(change_patch_customer(service, plain(), &patch)), OK);
    Customer stored = customer_of(service, acme), now = patch.now.customer;
    assert_str_equal(stored.external_id, S("a"));
    assert_str_equal(stored.name, S("b"));
    assert_str_equal(stored.email, S("c"));
    assert_str_equal(stored.segment, S("d"));
    assert_str_equal(stored.plan, S("e"));
    assert_str_equal(stored.owner, S("f"));
    assert_str_equal(stored.lifecycle, S("g"));
    assert_str_equal(stored.currency, S("EUR"));
    assert_int_equal(stored.mrr, 1);
    assert_int_equal(stored.seats, 2);
    assert_int_equal(stored.renews_on, 3);
    assert_str_equal(stored.traits, S("{\"h\":1}"));
    assert_str_equal(now.name, S("b"));
    assert_int_equal(now.seats, 2);
}

TEST(a_patch_of_nobody_or_to_a_taken_name_is_refused)
{
    Service *service = stage_begin(NOON);
    int64_t acme = stage_customer(service, S("acme"), 100);
    (void)stage_customer(service, S("ajax"), 100);
    CustomerPatch patch = {.customer = 4711, .fields = PATCH_NAME, .values.name = S("x")};
    assert_int_equal(stage_await(change_patch_customer(service, plain(), &patch)),
                     ERR_NOT_FOUND);
    patch = (CustomerPatch){
        .customer = acme, .fields = PATCH_EXTERNAL_ID, .values.external_id = S("ajax")};
    assert_int_equal(stage_await(change_patch_customer(service, plain(), &patch)),
                     ERR_CONFLICT);
    assert_str_equal(customer_of(service, acme).external_id, S("acme"));
}

TEST(whatever_gives_a_name_matches_what_waits_for_it)
{
    Service *service = stage_begin(NOON);
    int64_t acme = stage_customer(service, S("acme"), 100);
    wait_for(service, S("one"), 1);
    wait_for(service, S("two"), 2);
    wait_for(service, S("three"), 3);
    const Whose one = {.source = S("segment"), .value = S("one")};
    const Whose foreign = {.source = S("stripe"), .value = S("three")};
    assert_int_equal(stage_await(change_add_alias(service, plain(), acme, one)), OK);
    assert_int_equal(logins_of(service, acme), 1);
    CustomerPatch patch = {
        .customer = acme, .fields = PATCH_EXTERNAL_ID, .values.external_id = S("two")};
    assert_int_equal(stage_await(change_patch_customer(service, plain(), &patch)), OK);
    assert_int_equal(logins_of(service, acme), 3);
    assert_int_equal(patch.now.picture.measure[METRIC_LOGINS].amount, 3);
    assert_int_equal(stage_await(change_add_alias(service, plain(), acme, foreign)), OK);
    assert_int_equal(waiting(service).total, 3);
    CustomerPut put = {.customer = named(S("three"))};
    assert_int_equal(stage_await(change_put_customer(service, plain(), &put)), OK);
    assert_true(put.made);
    assert_int_equal(logins_of(service, put.customer.id), 3);
    assert_int_equal(waiting(service).total, 0);
}

TEST(a_name_is_one_customers_until_it_is_removed)
{
    Service *service = stage_begin(NOON);
    int64_t acme = stage_customer(service, S("acme"), 100);
    int64_t ajax = stage_customer(service, S("ajax"), 100);
    const Whose name = {.source = S("stripe"), .value = S("cus_1")};
    assert_int_equal(stage_await(change_add_alias(service, plain(), 4711, name)),
                     ERR_NOT_FOUND);
    assert_int_equal(stage_await(change_add_alias(service, plain(), acme, name)), OK);
    assert_int_equal(stage_await(change_add_alias(service, plain(), acme, name)), OK);
    assert_int_equal(stage_await(change_add_alias(service, plain(), ajax, name)),
                     ERR_CONFLICT);
    assert_int_equal(stage_await(change_remove_alias(service, plain(), ajax, name)),
                     ERR_NOT_FOUND);
    assert_int_equal(stage_await(change_remove_alias(service, plain(), acme, name)), OK);
    assert_int_equal(stage_await(change_add_alias(service, plain(), ajax, name)), OK);
    Whose *alias;
    int count = 0;
    assert_int_equal(get_aliases(service, stage_memory(), ajax, &alias, &count), OK);
    assert_int_equal(count, 1);
    assert_str_equal(alias[0].value, S("cus_1"));
    assert_int_equal(get_aliases(service, stage_memory(), 4711, &alias, &count),
                     ERR_NOT_FOUND);
}

TEST(what_was_meant_for_a_customer_who_is_merged_away_is_not_lost)
{
    Service *service = stage_begin(NOON);
    int64_t from = stage_customer(service, S("from"), 100);
    int64_t into = stage_customer(service, S("into"), 100);
    Event before = stage_event(from, EVENT_LOGIN, NOON);
    Event after = stage_event(from, EVENT_LOGIN, NOON);
    Event third = stage_event(from, EVENT_LOGIN, NOON);
    stage_store(service, &before);
    assert_int_equal(stage_await(change_merge_customers(service, plain(), from, into)), OK);
    // A request that looked before the merge, and whose event comes behind it.
    stage_store(service, &after);
    assert_int_equal(after.customer, into);
    Appended outcome;
    assert_int_equal(stage_await(change_add_event(service, plain(), &third, &outcome)), OK);
    assert_int_equal(third.customer, into);
    assert_int_equal(logins_of(service, into), 3);
    assert_int_equal(stage_await(change_merge_customers(service, plain(), from, into)),
                     ERR_NOT_FOUND);
}

TEST(an_event_that_is_taken_back_is_counted_no_more)
{
    Service *service = stage_begin(NOON);
    int64_t acme = stage_customer(service, S("acme"), 100);
    Event login = stage_event(acme, EVENT_LOGIN, NOON);
    stage_store(service, &login);
    assert_int_equal(
        stage_await(change_void_event(service, plain(), acme, S("test"), login.id)), OK);
    assert_int_equal(logins_of(service, acme), 0);
    assert_int_equal(
        stage_await(change_void_event(service, plain(), acme, S("test"), S("none"))),
        ERR_NOT_FOUND);
}

// --- the rest ------------------------------------------------------------

TEST(an_event_that_is_assigned_takes_all_of_its_name_along)
{
    enum { WAITING = 130 };
    Service *service = stage_begin(NOON);
    int64_t acme = stage_customer(service, S("acme"), 100);
    wait_for(service, S("other"), 1);
    wait_for(service, S("initech"), WAITING);
    Assignment assignment = {.unmatched = waiting(service).row[5].id, .customer = acme};
    assert_int_equal(stage_await(change_assign_unmatched(service, plain(), &assignment)),
                     OK);
    assert_str_equal(assignment.whose.source, S("segment"));
    assert_str_equal(assignment.whose.value, S("initech"));
    assert_true(assignment.assigned > 0);
    assert_true(assignment.more);
    while (waiting(service).total > 1)
        usleep(1000);
    assert_int_equal(logins_of(service, acme), WAITING);

    Item item = {.event = stage_event(0, EVENT_LOGIN, NOON),
                 .whose = {.source = S("segment"), .value = S("initech")}};
    assert_int_equal(
        stage_await(ingest_items(service, stage_memory(), &item, 1, stage_receipt())), OK);
    assert_int_equal(item.fate, FATE_STORED);
    assert_int_equal(stage_await(change_assign_unmatched(service, plain(), &assignment)),
                     ERR_NOT_FOUND);
}

TEST(an_event_is_not_assigned_to_nobody)
{
    Service *service = stage_begin(NOON);
    wait_for(service, S("initech"), 1);
    Assignment assignment = {.unmatched = waiting(service).row[0].id, .customer = 4711};
    assert_int_equal(stage_await(change_assign_unmatched(service, plain(), &assignment)),
                     ERR_NOT_FOUND);
    assert_int_equal(assignment.whose.value.length, 7);
    assert_int_equal(waiting(service).total, 1);
}

TEST(a_setting_is_there_when_it_was_put)
{
    Service *service = stage_begin(NOON);
    Str value;
    assert_int_equal(service_setting(service, stage_memory(), S("mapping"), &value),
                     ERR_NOT_FOUND);
    for (int i = 0; i < 2; i++) {
        Str text = i ? S("{\"b\":1}") : S("{\"a\":1}");
        assert_int_equal(
            stage_await(change_put_setting(service, plain(), S("mapping"), text)), OK);
        assert_int_equal(service_setting(service, stage_memory(), S("mapping"), &value),
                         OK);
        assert_str_equal(value, text);
    }
}

// --- several processes -----------------------------------------------------

typedef struct {
    Service *service;
    unsigned field;
} Patcher;

static Str *field_of(Customer *customer, unsigned field)
{
    return field == PATCH_OWNER ? &customer->owner : &customer->plan;
}

// One field is ours alone: what was put there last is there still.
static void *patch_often(void *what)
{
    const Patcher *patcher = what;
    Str last = {0};
    for (int i = 0; i < 100; i++) {
        Customer stored = customer_of(patcher->service, 1);
        assert_str_equal(*field_of(&stored, patcher->field), last);
        last = str_format(stage_memory(), "%d", i);
        CustomerPatch patch = {.customer = 1, .fields = patcher->field};
        *field_of(&patch.values, patcher->field) = last;
        assert_int_equal(
            stage_await(change_patch_customer(patcher->service, plain(), &patch)), OK);
    }
    return NULL;
}

TEST(what_two_processes_patch_at_once_is_not_lost)
{
    if (!stage_is_shared()) skip();
    stage_end();
    clock_set(NOON);
    Str database = stage_database();
    Service *service = stage_open(database), *other = stage_open(database);
    assert_int_equal(stage_customer(service, S("Acme"), 0), 1);
    Patcher owner = {service, PATCH_OWNER}, plan = {other, PATCH_PLAN};
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, patch_often, &plan), 0);
    patch_often(&owner);
    assert_int_equal(pthread_join(thread, NULL), 0);
    service_close(other);
    service_close(service);
}
