#include "memory.h"
#include "visit.h"

#include "base/json_read.h"
#include "service/writing/intake.h"

#include <string.h>
#include <unistd.h>

#define REJECTED "/api/events/rejected"
#define UNMATCHED "/api/events/unmatched"
#define TEXT(...) str_z(memory(), str_format(memory(), __VA_ARGS__))

static App *app;

static void fresh(void)
{
    app = visit_new();
    assert_int_equal(add_customer("Acme"), 1);
}

static JsonValue document(Answer answer)
{
    JsonValue value = {0};
    JsonFault fault;
    assert_int_equal(answer.status, 200);
    assert_int_equal(json_read(memory(), answer.body, &value, &fault), OK);
    return value;
}

static Str next_of(Answer answer)
{
    Str cursor = {0};
    (void)json_get_text(json_member(document(answer), S("next_cursor")), &cursor);
    return cursor;
}

// As a door hands over what it was sent.
static void send(const char *source, const char *who, const char *id)
{
    Receipt receipt = visit_receipt();
    Item *item = arena_new(memory(), Item, 1);
    *item = (Item){.event = {.type = EVENT_LOGIN,
                             .at = NOON - 1000,
                             .received_at = NOON,
                             .quantity = 1,
                             .source = S("bulk"),
                             .id = str_of(id),
                             .details = S("{\"user_id\":\"u\"}")},
                   .whose = {.source = str_of(source), .value = str_of(who)}};
    assert_int_equal(ingest_items(app->service, memory(), item, 1, receipt), OK);
    assert_int_equal(visit_told(receipt), OK);
    assert_int_equal(item->fate, FATE_UNMATCHED);
}

static int rows_of(Answer answer)
{
    int count = 0;
    JsonValue list = json_member(document(answer), S("data"));
    for (JsonWalk walk = {0}; json_next(list, &walk);)
        count++;
    return count;
}

// --- refused -------------------------------------------------------------

static void refuse(int number)
{
    const Rejected row = {.at = NOON + number,
                          .source = S("stripe"),
                          .reason = S("bad_signature"),
                          .detail = S("The signature does not match: check the secret."),
                          .payload = str_format(memory(), "{\"n\":%d}\xff<", number)};
    note_rejected(app->service, &row, 1);
}

// It is kept as soon as the committer comes to it.
static Answer when_refused(int rows)
{
    for (int i = 0; i < 2000; i++) {
        Answer answer = get(REJECTED);
        if (rows_of(answer) == rows) return answer;
        usleep(5000);
    }
    fail();
    return (Answer){0};
}

TEST(nothing_is_refused_at_first)
{
    fresh();
    assert_str_equal(get(REJECTED).body,
                     S("{\"data\":[],\"next_cursor\":null,\"has_more\":false}"));
}

TEST(what_was_refused_is_told_with_its_reason_the_latest_first)
{
    fresh();
    for (int i = 1; i <= 3; i++) {
        refuse(i);
        (void)when_refused(i);
    }
    Answer answer = get(REJECTED "?limit=1");
    assert_holds(
        answer,
        "{\"data\":[{\"id\":3,\"at\":\"2026-11-22T12:00:00.003Z\",\"source\":"
        "\"stripe\",\"reason\":\"bad_signature\",\"detail\":\"The signature does "
        "not match: check the secret.\",\"pointer\":null,\"payload\":\"{\\\"n\\\":3}\xef\xbf\xbd"
        "\\u003c\"}],\"next_cursor\":\"");
    assert_holds(answer, "\"has_more\":true");
}

TEST(the_pages_of_what_was_refused_follow_each_other)
{
    fresh();
    for (int i = 1; i <= 5; i++) {
        refuse(i);
        (void)when_refused(i);
    }
    Answer page = get(REJECTED "?limit=2");
    Str next = next_of(page);
    assert_str_equal(header(page, "Link"),
                     str_format(memory(),
                                "<" REJECTED "?limit=2&cursor=%.*s>; rel=\"next\"",
                                STR(next)));
    refuse(6);  // what comes meanwhile moves nothing
    (void)when_refused(6);
    page = get(TEXT(REJECTED "?limit=2&cursor=%.*s", STR(next)));
    assert_holds(page, "{\"data\":[{\"id\":3,");
    page = get(TEXT(REJECTED "?limit=2&cursor=%.*s", STR(next_of(page))));
    assert_holds(page, "{\"data\":[{\"id\":1,");
    assert_holds(page, "\"next_cursor\":null,\"has_more\":false");
    assert_int_equal(header(page, "Link").length, 0);
}

TEST(what_a_single_event_was_refused_for_is_told_too)
{
    fresh();
    const char *const events = "/api/customers/1/events";
    const struct {
        const char *target, *body, *reason;
    } refusals[] = {
        {"/api/customers/9/events", "{\"type\":\"login\"}", "no_customer"},
        {events, "{\"type\":", "json_invalid"},
        {events, "{\"type\":\"nonsense\"}", "unknown_type"},
        {events, "{\"type\":\"invoice\"}", "missing"},
        {events, "{\"type\":\"api\",\"event_id\":\"e\"}", "id_conflict"},
    };
    assert_int_equal(post(events, "{\"type\":\"login\",\"event_id\":\"e\"}").status, 201);
    for (int i = 0; i < 5; i++) {
        assert_true(post(refusals[i].target, refusals[i].body).status >= 400);
        Answer told = when_refused(i + 1);
        assert_holds(told, TEXT("{\"data\":[{\"id\":%d,\"at\":\"2026-11-22T12:00:00Z\","
                                "\"source\":\"api\",\"reason\":\"%s\"",
                                i + 1, refusals[i].reason));
    }
    assert_holds(get(REJECTED), "\"payload\":\"{\\\"type\\\":\\\"nonsense\\\"}\"");
    assert_holds(get("/metrics"),
                 "customer_health_events_rejected_total{reason=\"unknown_type\"} 1\n");
    // Under a key it is noted once as well.
    assert_int_equal(change_with(METHOD_POST, events,
                                 "{\"type\":\"api\",\"event_id\":\"e\"}", "Idempotency-Key",
                                 S("k"))
                         .status,
                     409);
    (void)when_refused(6);
}

// --- waiting -------------------------------------------------------------

TEST(what_waits_is_told_the_oldest_first)
{
    fresh();
    send("segment", "acme", "e-1");
    send("", "beta", "e-2");
    Answer answer = get(UNMATCHED);
    assert_str_equal(
        answer.body,
        S("{\"data\":[{\"id\":1,\"source\":\"segment\",\"external_id\":\"acme\",\"event\":{"
          "\"event_id\":\"e-1\",\"type\":\"login\",\"timestamp\":\"2026-11-22T11:59:59Z\","
          "\"received_at\":\"2026-11-22T12:00:00Z\",\"source\":\"bulk\",\"quantity\":1,"
          "\"details\":{\"user_id\":\"u\"}}},{\"id\":2,\"source\":null,\"external_id\":"
          "\"beta\",\"event\":{\"event_id\":\"e-2\",\"type\":\"login\",\"timestamp\":"
          "\"2026-11-22T11:59:59Z\",\"received_at\":\"2026-11-22T12:00:00Z\",\"source\":"
          "\"bulk\",\"quantity\":1,\"details\":{\"user_id\":\"u\"}}}],\"next_cursor\":null,"
          "\"has_more\":false,\"total\":2}"));
}

TEST(what_waits_can_be_chosen_by_its_name)
{
    fresh();
    send("segment", "acme", "e-1");
    send("", "acme", "e-2");
    send("segment", "b&c", "e-3");
    assert_int_equal(rows_of(get(UNMATCHED "?external_id=acme")), 2);
    assert_int_equal(rows_of(get(UNMATCHED "?external_id=acme&source=segment")), 1);
    assert_int_equal(rows_of(get(UNMATCHED "?external_id=b%26c")), 1);
    assert_int_equal(rows_of(get(UNMATCHED "?external_id=nobody")), 0);
    assert_holds(get(UNMATCHED "?external_id=nobody"), "\"total\":3");
    Answer alone = get(UNMATCHED "?source=segment");
    assert_int_equal(alone.status, 422);
    assert_holds(alone, "[\"query\",\"external_id\"]");
}

TEST(the_pages_of_what_waits_follow_each_other)
{
    fresh();
    for (int i = 1; i <= 5; i++)
        send("segment", "b&c", TEXT("e-%d", i));
    Answer page = get(UNMATCHED "?limit=2&external_id=b%26c");
    Str link = header(page, "Link");
    assert_str_equal(link,
                     str_format(memory(),
                                "<" UNMATCHED "?limit=2&external_id=b%%26c&cursor=%.*s"
                                ">; rel=\"next\"",
                                STR(next_of(page))));
    page =
        get(TEXT(UNMATCHED "?limit=2&external_id=b%%26c&cursor=%.*s", STR(next_of(page))));
    assert_holds(page, "{\"data\":[{\"id\":3,");
    Str next = next_of(page);
    assert_int_equal(get(TEXT(UNMATCHED "?cursor=%.*s", STR(next))).status, 400);
    assert_int_equal(get(TEXT(REJECTED "?cursor=%.*s", STR(next))).status, 400);
    page = get(TEXT(UNMATCHED "?limit=2&external_id=b%%26c&cursor=%.*s", STR(next)));
    assert_int_equal(rows_of(page), 1);
    assert_holds(page, "\"has_more\":false");
}

TEST(limits_and_cursors_of_both_lists_are_checked)
{
    fresh();
    const char *const lists[] = {REJECTED, UNMATCHED};
    for (int i = 0; i < 2; i++) {
        assert_int_equal(get(TEXT("%s?limit=0", lists[i])).status, 422);
        assert_int_equal(get(TEXT("%s?limit=501", lists[i])).status, 422);
        assert_int_equal(get(TEXT("%s?limit=x", lists[i])).status, 422);
        assert_int_equal(get(TEXT("%s?cursor=abc", lists[i])).status, 400);
        assert_int_equal(get(TEXT("%s?limit=500", lists[i])).status, 200);
        assert_int_equal(change(METHOD_DELETE, lists[i], NULL).status, 405);
    }
}

// --- assigning -----------------------------------------------------------

TEST(all_that_wait_under_a_name_are_assigned_and_so_is_all_that_comes)
{
    fresh();
    send("segment", "acme", "e-1");
    send("segment", "acme", "e-2");
    send("segment", "beta", "e-3");
    Answer answer = post(UNMATCHED "/1/assign", "{\"customer_id\":1}");
    assert_int_equal(answer.status, 200);
    assert_holds(answer, "{\"assigned\":2,\"customer_id\":1,\"source\":\"segment\","
                         "\"external_id\":\"acme\"");
    assert_int_equal(events_of(1), 2);
    assert_holds(get("/api/customers/1"),
                 "\"external_ids\":[{\"source\":\"segment\",\"value\":\"acme\"}]");
    assert_int_equal(rows_of(get(UNMATCHED)), 1);
    assert_holds(get("/api/customers/1/health"), "\"status\":\"scored\"");
}

TEST(a_customer_is_made_for_what_waits)
{
    fresh();
    send("", "beta", "e-1");
    send("stripe", "cus_1", "e-2");
    Answer beta = post(UNMATCHED "/1/assign", "{\"create\":true}");
    assert_int_equal(beta.status, 200);
    assert_holds(beta, "{\"assigned\":1,\"customer_id\":2,");
    assert_holds(get("/api/customers/2"), "\"name\":\"beta\"");
    Answer named =
        post(UNMATCHED "/2/assign", "{\"create\":true,\"name\":\"Gamma & Sons\"}");
    assert_int_equal(named.status, 200);
    assert_holds(get("/api/customers/3"), "\"name\":\"Gamma \\u0026 Sons\"");
    assert_holds(get("/api/customers/3"), "\"lifecycle\":\"active\"");
    assert_int_equal(events_of(3), 1);
    assert_int_equal(rows_of(get(UNMATCHED)), 0);
}

TEST(a_bad_assignment_is_refused)
{
    fresh();
    send("segment", "acme", "e-1");
    const struct {
        const char *body, *holds;
    } refusals[] = {
        {"{}", "Missing required fields: customer_id"},
        {"{\"create\":false}", "Missing required fields: customer_id"},
        {"{\"customer_id\":1,\"create\":true}", "\"pointer\":\"/create\""},
        {"{\"customer_id\":9}", "There is no customer with this id"},
        {"{\"customer_id\":0}", "There is no customer with this id"},
        {"{\"customer_id\":\"1\"}", "\"pointer\":\"/customer_id\""},
        {"{\"customer_id\":1e300}", "\"pointer\":\"/customer_id\""},
        {"{\"create\":1}", "\"pointer\":\"/create\""},
        {"{\"create\":true,\"name\":\" \"}", "\"pointer\":\"/name\""},
        {"{\"customer_id\":1,\"name\":\"A\"}", "\"pointer\":\"/name\""},
        {"{\"customer_id\":1,\"who\":\"A\"}", "\"pointer\":\"/who\""},
        {"{", "json_invalid"},
        {"7", "dict_type"},
    };
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        Answer answer = post(UNMATCHED "/1/assign", refusals[i].body);
        if (answer.status != 422) print_error("%s\n", refusals[i].body);
        assert_int_equal(answer.status, 422);
        assert_holds(answer, refusals[i].holds);
    }
    const char *const body = "{\"customer_id\":1}";
    assert_int_equal(post(UNMATCHED "/x/assign", body).status, 422);
    Answer gone = post(UNMATCHED "/9/assign", body);
    assert_int_equal(gone.status, 404);
    assert_holds(gone, "No event waits under this id");
    assert_int_equal(post(UNMATCHED "/99999999999999999999/assign", body).status, 404);
    assert_int_equal(post(UNMATCHED "/-1/assign", body).status, 404);
    assert_int_equal(get(UNMATCHED "/1/assign").status, 405);
    assert_int_equal(rows_of(get(UNMATCHED)), 1);
    assert_holds(get("/api/customers"), "\"total\":1");
}

TEST(an_assignment_comes_once_under_a_key)
{
    fresh();
    send("segment", "acme", "e-1");
    for (int i = 0; i < 2; i++) {
        Answer answer = change_with(METHOD_POST, UNMATCHED "/1/assign",
                                    "{\"customer_id\":1}", "Idempotency-Key", S("k"));
        assert_int_equal(answer.status, 200);
        assert_holds(answer, "\"assigned\":1");
    }
    assert_int_equal(post(UNMATCHED "/1/assign", "{\"customer_id\":1}").status, 404);
}

TEST(what_waits_is_counted_in_the_metrics)
{
    fresh();
    send("segment", "acme", "e-1");
    send("segment", "acme", "e-2");
    assert_holds(get("/metrics"), "customer_health_events_unmatched 2\n");
    assert_int_equal(post(UNMATCHED "/1/assign", "{\"customer_id\":1}").status, 200);
    assert_holds(get("/metrics"), "customer_health_events_unmatched 0\n");
}
