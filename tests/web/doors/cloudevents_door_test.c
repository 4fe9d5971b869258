#include "look.h"

#include "../memory.h"

#define TEXT(...) str_z(memory(), str_format(memory(), __VA_ARGS__))
#define DOOR "/api/cloudevents"

static Answer send_as(const char *type, const char *body)
{
    const Pair header[] = {{S("Content-Type"), str_of(type)}};
    return post_as(DOOR, header, 1, str_of(body));
}

static Answer send(const char *more)
{
    return send_as("application/cloudevents+json; charset=utf-8",
                   TEXT("{\"specversion\":\"1.0\",\"source\":\"/crm\",\"subject\":\"acme\","
                        "\"time\":\"2026-11-20T09:30:00Z\",%s}",
                        more));
}

static int64_t fresh(void)
{
    visit_new();
    Answer answer = post("/api/customers", "{\"name\":\"Acme\",\"external_id\":\"acme\"}");
    assert_int_equal(answer.status, 201);
    return 1;
}

TEST(the_suggested_types_are_understood)
{
    int64_t acme = fresh();
    assert_int_equal(send("\"id\":\"1\",\"type\":\"customer.login\"").status, 204);
    assert_int_equal(send("\"id\":\"2\",\"type\":\"customer.feature_used\","
                          "\"data\":{\"feature_name\":\"export\",\"usage_count\":3}")
                         .status,
                     204);
    assert_int_equal(send("\"id\":\"3\",\"type\":\"customer.api_calls\","
                          "\"data\":{\"calls_count\":41}")
                         .status,
                     204);
    assert_int_equal(send("\"id\":\"4\",\"type\":\"customer.ticket.opened\","
                          "\"data\":{\"ticket_id\":\"t\",\"priority\":\"high\"}")
                         .status,
                     204);
    assert_int_equal(send("\"id\":\"5\",\"type\":\"customer.invoice.paid\","
                          "\"data\":{\"invoice_id\":\"i\",\"amount\":19.90,"
                          "\"due_date\":\"2026-11-20\"}")
                         .status,
                     204);
    Answer events = get(TEXT("/api/customers/%lld/events", (long long)acme));
    assert_holds(events, "\"type\":\"login\"");
    assert_holds(events, "\"feature_name\":\"export\"");
    assert_holds(events, "\"calls_count\":41");
    assert_holds(events, "\"priority\":\"high\"");
    assert_holds(events, "2026-11-20T09:30:00Z");
    Answer health = get(TEXT("/api/customers/%lld/health", (long long)acme));
    assert_holds(health, "\"invoice_payment_score\":100");
    assert_holds(health, "\"ticket_score\":75");
}

TEST(a_customer_churns_and_comes_back_in_any_order)
{
    int64_t acme = fresh();
    const char *churned = "\"id\":\"1\",\"type\":\"customer.churned\"";
    const char *late = "{\"specversion\":\"1.0\",\"source\":\"/crm\",\"id\":\"0\","
                       "\"subject\":\"acme\",\"type\":\"customer.renewed\","
                       "\"time\":\"2026-11-19T09:30:00Z\"}";
    assert_int_equal(send(churned).status, 204);
    assert_holds(get(TEXT("/api/customers/%lld", (long long)acme)),
                 "\"lifecycle\":\"churned\"");
    // What was said before is older news, though it comes later.
    assert_int_equal(send_as("application/cloudevents+json", late).status, 204);
    assert_holds(get(TEXT("/api/customers/%lld", (long long)acme)),
                 "\"lifecycle\":\"churned\"");
}

TEST(source_and_id_are_stored_once)
{
    int64_t acme = fresh();
    const char *one = "\"id\":\"1\",\"type\":\"customer.login\"";
    assert_int_equal(send(one).status, 204);
    assert_int_equal(send(one).status, 204);
    assert_int_equal(events_of(acme), 1);
}

TEST(a_binary_event_is_taken_with_any_body)
{
    int64_t acme = fresh();
    const Pair header[] = {{S("content-type"), S("text/plain")},
                           {S("ce-id"), S("\xe9vt 2")},
                           {S("ce-source"), S("/s")},
                           {S("ce-specversion"), S("1.0")},
                           {S("ce-type"), S("Report Exported")},
                           {S("ce-subject"), S("acme")}};
    assert_int_equal(post_as(DOOR, header, 6, S("plain text")).status, 204);
    Answer events = get(TEXT("/api/customers/%lld/events", (long long)acme));
    assert_holds(events, "\"event_id\":\"/s évt 2\"");
    assert_holds(events, "\"data\":\"plain text\"");
    Answer answer = post_as(DOOR, header, 5, S("x"));
    assert_int_equal(answer.status, 422);
    assert_holds(answer, "external id");
    answer = post_as(DOOR, header, 1, S("x"));
    assert_int_equal(answer.status, 400);
    assert_holds(answer, "ce-id, ce-source, ce-specversion, ce-type");
}

#define ITEM(id, subject, type)                                                            \
    "{\"specversion\":\"1.0\",\"source\":\"/s\",\"id\":\"" id "\",\"subject\":\"" subject  \
    "\",\"type\":\"" type "\"}"

TEST(a_batch_says_what_became_of_each)
{
    int64_t acme = fresh();
    const char *type = "application/cloudevents-batch+json; charset=utf-8";
    Answer answer = send_as(
        type,
        "[" ITEM("1", "acme", "customer.login") "," ITEM("1", "acme", "customer.login") "," ITEM(
            "2", "nobody",
            "t") ","
                 "{\"id\":\"3\"}," ITEM("4", "acme", "customer.ticket.opened") "," ITEM(
                     "5", "acme", "customer.invoice.paid") "]");
    assert_int_equal(answer.status, 200);
    assert_holds(answer, "\"accepted\":2,\"duplicate\":1,\"unmatched\":1");
    assert_holds(answer, "{\"index\":3,\"pointer\":\"/source\",\"reason\":\"missing\"");
    assert_holds(answer,
                 "{\"index\":5,\"pointer\":\"/data/amount\",\"reason\":\"missing\"");
    assert_int_equal(events_of(acme), 2);
    assert_int_equal(rows_at("/api/events/unmatched"), 1);
    assert_int_equal(rows_at("/api/events/rejected"), 2);

    answer = send_as(type, "[]");
    assert_int_equal(answer.status, 200);
    assert_holds(answer, "\"accepted\":0");
    assert_int_equal(send_as(type, "[7]").status, 422);
    assert_int_equal(send_as(type, "{}").status, 400);
    assert_int_equal(send_as(type, "[").status, 400);
}

TEST(nobody_is_made_unless_that_is_wished)
{
    fresh();
    const char *type = "application/cloudevents+json", *event = ITEM("1", "new", "t");
    const Pair header[] = {{S("Content-Type"), str_of(type)}};
    Answer answer = send_as(type, event);
    assert_int_equal(answer.status, 200);
    assert_holds(answer, "\"unmatched\":1");
    answer = send_as(type, ITEM("2", "new", "customer.churned"));
    assert_int_equal(answer.status, 404);
    assert_holds(answer, "create=true");
    answer = post_as(DOOR "?create=true", header, 1, S(ITEM("3", "new", "t")));
    assert_int_equal(answer.status, 204);
    assert_true(id_of(customer_called("new")) > 0);
}

TEST(what_is_no_cloudevent_is_refused)
{
    fresh();
    assert_int_equal(send_as("application/cloudevents+avro", "x").status, 415);
    assert_int_equal(send_as("application/cloudevents+json", "{").status, 400);
    assert_int_equal(send_as("application/cloudevents+json", "[]").status, 400);
    Answer answer = send("\"id\":\"4\",\"type\":\"customer.invoice.paid\","
                         "\"data\":{\"amount\":-1}");
    assert_int_equal(answer.status, 422);
    assert_holds(answer, "/data/amount");
    assert_holds(answer, "/data/due_date");
    char *large = arena_new(memory(), char, 600 << 10);
    for (size_t i = 0; i < 600 << 10; i++)
        large[i] = ' ';
    const Pair header[] = {{S("Content-Type"), S("application/cloudevents+json")}};
    assert_int_equal(post_as(DOOR, header, 1, (Str){large, 600 << 10}).status, 413);
}
