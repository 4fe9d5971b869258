#include "look.h"

#include "../memory.h"
#include "web/doors/senders.h"

#include <string.h>

#define TEXT(...) str_z(memory(), str_format(memory(), __VA_ARGS__))

static const Pair basic[] = {{{"Content-Type", 12}, {"application/json", 16}},
                             {{"Authorization", 13}, {"Basic d2tfdGVzdF8xMjM6", 22}}};

static Answer send(const char *call, const char *body)
{
    return post_as(TEXT("/v1/%s", call), basic, 2, str_of(body));
}

static void succeeds(const char *call, const char *body)
{
    Answer answer = send(call, body);
    assert_int_equal(answer.status, 200);
    assert_str_equal(answer.body, S("{\"success\":true}"));
}

// What the official Node client sent, and RudderStack's.
static const char segment_batch[] =
    "{\"batch\":[{\"timestamp\":\"2026-11-22T11:46:14.806Z\",\"integrations\":{},\"type\":"
    "\"identify\",\"userId\":\"u_1\",\"traits\":{\"email\":\"a@b.co\",\"name\":\"Ann\","
    "\"plan\":\"pro\"},\"context\":{\"library\":{\"name\":\"@segment/analytics-node\"}},"
    "\"messageId\":\"m-1\",\"_metadata\":{\"nodeVersion\":\"v20.20.2\"}},"
    "{\"timestamp\":\"2026-11-22T11:46:14.806Z\",\"event\":\"Report Exported\",\"type\":"
    "\"track\",\"properties\":{\"format\":\"csv\"},\"context\":{\"groupId\":\"acme\"},"
    "\"userId\":\"u_1\",\"messageId\":\"m-2\"},"
    "{\"timestamp\":\"2026-11-22T11:46:14.807Z\",\"type\":\"page\",\"properties\":"
    "{\"url\":\"http://x/\",\"category\":\"Docs\"},\"category\":\"Docs\",\"name\":\"API\","
    "\"context\":{},\"userId\":\"u_1\",\"messageId\":\"m-3\"},"
    "{\"timestamp\":\"2026-11-22T11:46:14.807Z\",\"type\":\"screen\",\"properties\":{},"
    "\"name\":\"Home\",\"userId\":\"u_1\",\"messageId\":\"m-4\"},"
    "{\"timestamp\":\"2026-11-22T11:46:14.807Z\",\"type\":\"group\",\"traits\":"
    "{\"name\":\"Acme\",\"plan\":\"enterprise\",\"mrr\":4200},\"groupId\":\"acme\","
    "\"userId\":\"u_1\",\"messageId\":\"m-5\"},"
    "{\"timestamp\":\"2026-11-22T11:46:14.807Z\",\"userId\":\"u_1\",\"type\":\"alias\","
    "\"previousId\":\"anon_1\",\"messageId\":\"m-6\"}],"
    "\"writeKey\":\"wk_test_123\",\"sentAt\":\"2026-11-22T11:46:14.813Z\"}";

TEST(a_batch_of_the_official_client_lands_at_its_group)
{
    visit_new();
    succeeds("batch", segment_batch);
    JsonValue acme = customer_called("acme");
    assert_str_equal(said(acme, "name"), S("Acme"));
    assert_str_equal(said(acme, "plan"), S("enterprise"));
    assert_str_equal(said(acme, "mrr"), S("4200.00"));
    assert_int_equal(events_of(id_of(acme)), 3);  // the track, the page, the screen
    Answer health = get(TEXT("/api/customers/%lld/health", (long long)id_of(acme)));
    assert_holds(health, "3 of 5 features used");
}

TEST(the_same_batch_again_changes_nothing)
{
    visit_new();
    succeeds("batch", segment_batch);
    succeeds("batch", segment_batch);
    assert_int_equal(events_of(id_of(customer_called("acme"))), 3);
}

TEST(every_call_by_itself_does_the_same)
{
    visit_new();
    succeeds("group", "{\"userId\":\"u\",\"groupId\":\"g\",\"traits\":{\"name\":\"G\"}}");
    succeeds("identify", "{\"userId\":\"u\",\"traits\":{\"email\":\"u@g.co\"}}");
    succeeds("track", "{\"userId\":\"u\",\"event\":\"Signed In\"}");
    succeeds("page", "{\"userId\":\"u\",\"name\":\"Home\"}");
    succeeds("screen", "{\"userId\":\"u\",\"name\":\"Start\"}");
    succeeds("track", "{\"userId\":\"u\",\"event\":\"API Call\","
                      "\"properties\":{\"calls_count\":7}}");
    int64_t customer = id_of(customer_called("g"));
    assert_int_equal(events_of(customer), 4);
    Answer events = get(TEXT("/api/customers/%lld/events", (long long)customer));
    assert_holds(events, "\"type\":\"login\"");
    assert_holds(events, "\"type\":\"api\"");
    assert_holds(events, "\"calls_count\":7");
}

TEST(an_alias_takes_its_group_along)
{
    visit_new();
    succeeds("group", "{\"anonymousId\":\"anon\",\"groupId\":\"g\"}");
    succeeds("alias", "{\"previousId\":\"anon\",\"userId\":\"u\"}");
    succeeds("track", "{\"userId\":\"u\",\"event\":\"E\"}");
    assert_int_equal(events_of(id_of(customer_called("g"))), 1);
    succeeds("track", "{\"userId\":\"v\",\"event\":\"E\"}");
    succeeds("batch", "{\"batch\":[{\"type\":\"track\",\"userId\":\"v\",\"event\":\"F\"},"
                      "{\"type\":\"alias\",\"previousId\":\"u\",\"userId\":\"v\"}]}");
    assert_int_equal(events_of(id_of(customer_called("g"))), 3);
}

TEST(identify_says_the_group_too)
{
    visit_new();
    succeeds("identify", "{\"userId\":\"u\",\"context\":{\"groupId\":\"g\"}}");
    succeeds("track", "{\"userId\":\"u\",\"event\":\"E\"}");
    assert_int_equal(events_of(id_of(customer_called("g"))), 1);
}

TEST(what_comes_before_its_group_waits_for_it)
{
    visit_new();
    succeeds("track", "{\"userId\":\"u\",\"event\":\"E\",\"messageId\":\"m\"}");
    assert_int_equal(rows_at("/api/events/unmatched"), 1);
    assert_holds(get("/api/events/unmatched"), "\"u\"");
    succeeds("group", "{\"userId\":\"u\",\"groupId\":\"g\"}");
    assert_int_equal(events_of(id_of(customer_called("g"))), 1);
    assert_lacks(get("/api/events/unmatched"), "\"u\"");
    // Sent again it is known, wherever it waited.
    succeeds("track", "{\"userId\":\"u\",\"event\":\"E\",\"messageId\":\"m\"}");
    assert_int_equal(events_of(id_of(customer_called("g"))), 1);
}

TEST(one_bad_call_fails_no_other)
{
    visit_new();
    Answer answer =
        send("batch", "{\"context\":{\"groupId\":\"g\"},\"batch\":["
                      "{\"type\":\"track\",\"userId\":\"u\",\"event\":\"A\"},"
                      "{\"type\":\"track\",\"event\":\"B\"},7,"
                      "{\"type\":\"charge\",\"userId\":\"u\"},"
                      "{\"type\":\"track\",\"userId\":\"u\",\"event\":\"API "
                      "Call\",\"properties\":{\"calls_count\":\"x\"}},"
                      "{\"type\":\"track\",\"userId\":\"u\",\"event\":\"C\"}]}");
    assert_int_equal(answer.status, 200);
    assert_holds(answer, "\"success\":true");
    assert_holds(answer, "{\"index\":1,\"pointer\":\"/userId\",\"reason\":\"missing\"");
    assert_holds(answer, "{\"index\":2,\"reason\":\"invalid\",\"detail\":\"Input");
    assert_holds(answer, "{\"index\":3,\"pointer\":\"/type\"");
    assert_holds(answer, "{\"index\":4,\"pointer\":\"/properties/calls_count\"");
    assert_int_equal(events_of(id_of(customer_called("g"))), 2);
    assert_int_equal(rows_at("/api/events/rejected"), 4);
}

TEST(the_same_id_for_something_else_is_refused)
{
    visit_new();
    succeeds("track", "{\"userId\":\"u\",\"event\":\"A\",\"messageId\":\"m\","
                      "\"context\":{\"groupId\":\"g\"}}");
    Answer answer = send("track", "{\"userId\":\"u\",\"event\":\"B\",\"messageId\":\"m\","
                                  "\"context\":{\"groupId\":\"g\"}}");
    assert_int_equal(answer.status, 200);
    assert_holds(answer, "id_conflict");
    assert_int_equal(events_of(id_of(customer_called("g"))), 1);
}

TEST(a_thousand_calls_and_more_are_one_request)
{
    visit_new();
    Writer body = {.arena = memory()};
    writer_put(&body, S("{\"context\":{\"groupId\":\"g\"},\"batch\":["));
    for (int i = 0; i < 2100; i++)
        writer_format(&body, "%s{\"type\":\"track\",\"userId\":\"u%d\",\"event\":\"E\"}",
                      i ? "," : "", i);
    writer_put(&body, S("]}"));
    succeeds("batch", str_z(memory(), writer_str(&body)));
    Answer health =
        get(TEXT("/api/customers/%lld/health", (long long)id_of(customer_called("g"))));
    assert_holds(health, "\"events_counted\":2100");
}

TEST(what_is_too_large_or_no_json_is_400)
{
    visit_new();
    char *large = arena_new(memory(), char, (600 << 10) + 1);
    for (size_t i = 0; i < 600 << 10; i++)
        large[i] = ' ';
    Str space = {large, 32 << 10};
    Str call = str_format(memory(), "{\"userId\":\"u\",\"event\":\"E\"%.*s}", STR(space));
    assert_int_equal(send("track", str_z(memory(), call)).status, 400);
    space.length = 500 << 10;
    Str batch = str_format(memory(), "{\"batch\":[]%.*s}", STR(space));
    assert_int_equal(send("batch", str_z(memory(), batch)).status, 400);
    assert_int_equal(send("track", "{").status, 400);
    assert_int_equal(send("track", "[]").status, 400);
    assert_int_equal(send("batch", "{}").status, 400);
    Writer many = {.arena = memory()};
    writer_put(&many, S("{\"batch\":[1"));
    for (int i = 0; i < 200000; i++)
        writer_put(&many, S(",1"));
    writer_put(&many, S("]}"));
    assert_int_equal(send("batch", str_z(memory(), writer_str(&many))).status, 400);
    assert_int_equal(send("charge", "{}").status, 404);
    succeeds("batch", "{\"batch\":[]}");
}

TEST(without_keys_only_this_machine_may_send)
{
    visit_new();
    const char *body = "{\"userId\":\"u\",\"event\":\"E\"}";
    Answer answer = post_from_afar("/v1/track", basic, 2, str_of(body));
    assert_int_equal(answer.status, 401);
    assert_holds(answer, "CUSTOMER_HEALTH_SEGMENT_WRITE_KEYS");
    assert_true(header(answer, "WWW-Authenticate").length > 0);
    assert_int_equal(post_as("/v1/track", basic, 2, str_of(body)).status, 200);
}

TEST(where_there_are_keys_one_of_them_is_needed)
{
    App *app = visit_new();
    senders_close(app->senders);
    const SenderSettings settings = {
        .secrets = {[SENDER_SEGMENT] = S("wk_other, wk_test_123")}};
    assert_int_equal(senders_open(&settings, &app->senders), OK);
    const char *body = "{\"userId\":\"u\",\"event\":\"E\"}";
    const char *keyed = "{\"userId\":\"u\",\"event\":\"E\",\"writeKey\":\"wk_other\"}";
    const char *wrong = "{\"userId\":\"u\",\"event\":\"E\",\"writeKey\":\"wk\"}";
    const Pair other[] = {{S("Authorization"), S("Basic d3JvbmdfMTIzOg==")}};
    assert_int_equal(post_from_afar("/v1/track", basic, 2, str_of(body)).status, 200);
    assert_int_equal(post_as("/v1/track", basic, 0, str_of(body)).status, 401);
    assert_int_equal(post_as("/v1/track", basic, 0, str_of(keyed)).status, 200);
    assert_int_equal(post_as("/v1/track", basic, 0, str_of(wrong)).status, 401);
    assert_int_equal(post_as("/v1/track", other, 1, str_of(body)).status, 401);
    assert_int_equal(post_as("/v1/track", other, 1, S("{")).status, 401);
}

TEST(a_group_may_have_a_name_of_500_characters)
{
    visit_new();
    char name[502] = {0};
    memset(name, 'n', 501);
    for (int length = 500; length <= 501; length++)
        succeeds("group", TEXT("{\"userId\":\"u\",\"groupId\":\"g\",\"traits\":"
                               "{\"name\":\"%.*s\"}}",
                               length, name));
    assert_str_equal(said(customer_called("g"), "name"), str_until(str_of(name), 500));
}

TEST(traits_that_are_no_attributes_are_kept)
{
    visit_new();
    succeeds("group", "{\"userId\":\"u\",\"groupId\":\"g\",\"traits\":{\"name\":\"G\","
                      "\"industry\":\"Tea\",\"mrr\":\"much\",\"seats\":5}}");
    succeeds("group", "{\"userId\":\"u\",\"groupId\":\"g\",\"traits\":{\"industry\":null,"
                      "\"website\":\"https://g\",\"mrr\":\"19.90\"}}");
    JsonValue customer =
        document(get(TEXT("/api/customers/%lld", (long long)id_of(customer_called("g")))));
    JsonValue traits = json_member(customer, S("traits"));
    assert_str_equal(said(customer, "name"), S("G"));
    assert_str_equal(said(customer, "mrr"), S("19.90"));
    assert_str_equal(said(customer, "seats"), S("5"));
    assert_str_equal(said(traits, "website"), S("https://g"));
    assert_int_equal(json_type(json_member(traits, S("industry"))), JSON_ABSENT);
    assert_int_equal(json_type(json_member(traits, S("mrr"))), JSON_ABSENT);
}
