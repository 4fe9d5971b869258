#include "memory.h"
#include "visit.h"

#include "web/bulk/cutter.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define MANY "/api/events"
#define NDJSON "application/x-ndjson"

static void fresh(void)
{
    visit_new();
    assert_int_equal(add_customer("Acme"), 1);
}

static Answer send(const char *type, const char *body)
{
    return post_stream(MANY, type, str_of(body), strlen(body));
}

// What was refused can be looked up soon after.
static void await_rejected(const char *text)
{
    for (int i = 0; i < 500 && !holds(get("/api/events/rejected"), text); i++)
        usleep(10000);
    assert_holds(get("/api/events/rejected"), text);
}

TEST(many_events_are_stored_from_every_format)
{
    fresh();
    Answer answer = send("application/json",
                         "[{\"customer_id\":1,\"type\":\"login\"},\n"
                         "{\"customer_id\":1,\"type\":\"api\",\"event_id\":\"a\"}]");
    assert_int_equal(answer.status, 200);
    assert_str_equal(answer.body, S("{\"accepted\":2,\"duplicate\":0,\"unmatched\":0,"
                                    "\"rejected\":[],\"rejected_total\":0}"));
    assert_int_equal(events_of(1), 2);
    answer = send(NDJSON, "{\"customer_id\":1,\"type\":\"login\"}\n\n"
                          "{\"customer_id\":1,\"type\":\"api\",\"event_id\":\"a\"}\n");
    assert_holds(answer, "\"accepted\":1,\"duplicate\":1,");
    answer = send("text/csv", "customer_id,type,feature_name\n1,feature,export\n");
    assert_holds(answer, "\"accepted\":1,");
    answer = send("application/json", "{\"customer_id\":1,\"type\":\"login\"}");
    assert_holds(answer, "\"accepted\":1,");
    assert_int_equal(events_of(1), 5);
}

TEST(the_very_next_read_shows_them)
{
    fresh();
    assert_int_equal(send("text/csv", "customer_id,type,timestamp\n"
                                      "1,login,2026-11-20T09:30:00Z\n")
                         .status,
                     200);
    assert_holds(get("/api/customers/1"), "\"last_seen_at\":\"2026-11-20T09:30:00Z\"");
    assert_holds(get("/api/customers"), "\"status\":\"scored\"");
}

// 10,000 rows, of which one is wrong.
static Str rows(int wrong)
{
    Writer text = {.arena = memory()};
    writer_put(&text, S("customer_id,type,timestamp,event_id,usage_count,feature_name\n"));
    for (int i = 0; i < 10000; i++)
        writer_format(&text, "1,feature,2026-11-%02dT09:30:00Z,e-%d,%s,export\n",
                      1 + i % 20, i, i == wrong ? "0" : "1");
    return writer_str(&text);
}

TEST(one_wrong_row_of_ten_thousand_is_named_and_the_others_are_stored)
{
    fresh();
    Answer answer = post_stream(MANY, "text/csv", rows(17), PIECE_MAX);
    assert_int_equal(answer.status, 200);
    assert_holds(answer, "{\"accepted\":9999,\"duplicate\":0,\"unmatched\":0,\"rejected\":["
                         "{\"index\":17,\"line\":19,\"pointer\":\"/details/usage_count\","
                         "\"detail\":\"usage_count: Input should be greater than or equal "
                         "to 1\",\"reason\":\"invalid\"}],\"rejected_total\":1}");
    // What was wrong is mended, and all of it sent again.
    answer = post_stream(MANY, "text/csv", rows(-1), 5000);
    assert_holds(answer, "{\"accepted\":1,\"duplicate\":9999,");
    await_rejected("\"reason\":\"invalid\"");
}

TEST(however_the_stream_is_cut_the_same_is_stored)
{
    const size_t sizes[] = {1, 7, 100, 4096};
    const char *body = "{\"customer_id\":1,\"type\":\"login\"}\n{\"customer_id\":1}\n"
                       "{\"external_id\":\"acme\",\"type\":\"login\"}\n"
                       "{\"customer_id\":1,\"type\":\"api\"}\n";
    for (int i = 0; i < 4; i++) {
        fresh();
        Answer answer = post_stream(MANY, NDJSON, str_of(body), sizes[i]);
        assert_holds(answer, "{\"accepted\":2,\"duplicate\":0,\"unmatched\":1,");
        assert_holds(answer, "\"index\":1,\"line\":2,\"pointer\":\"/type\"");
        assert_int_equal(events_of(1), 2);
    }
}

TEST(unknown_customers_wait_or_are_made)
{
    fresh();
    const char *body = "external_id,source,type\nnew-1,crm,login\nnew-2,,login\n";
    Answer answer = send("text/csv", body);
    assert_int_equal(answer.status, 200);
    assert_holds(answer, "\"accepted\":0,\"duplicate\":0,\"unmatched\":2,");
    assert_holds(get("/api/events/unmatched"), "\"new-1\"");

    answer = post_stream(MANY "?create=true", "text/csv",
                         S("external_id,type\nnew-3,login\nnew-3,api\n"), 9);
    assert_holds(answer, "\"accepted\":2,");
    assert_int_equal(events_of(2), 2);
    assert_holds(get("/api/customers/2"), "\"external_id\":\"new-3\"");
    answer = post_stream(MANY "?create=yes", "text/csv", str_of(body), 1000);
    assert_int_equal(answer.status, 422);
}

TEST(an_id_that_nobody_has_is_refused)
{
    fresh();
    Answer answer = post_stream(MANY "?create=true", "text/csv",
                                S("customer_id,type\n1,login\n77,login\n"), 1000);
    assert_int_equal(answer.status, 200);
    assert_holds(answer,
                 "{\"accepted\":1,\"duplicate\":0,\"unmatched\":0,\"rejected\":["
                 "{\"index\":1,\"line\":3,\"pointer\":\"/customer_id\","
                 "\"detail\":\"No customer has this id\",\"reason\":\"unknown_customer\"}");
    await_rejected("No customer has this id");
}

TEST(where_nothing_could_be_taken_the_answer_is_422)
{
    fresh();
    Answer answer = send(NDJSON, "{\"customer_id\":1}\n{\"type\":\"login\"}\nx\n");
    assert_int_equal(answer.status, 422);
    assert_str_equal(answer.type, S("application/problem+json"));
    assert_holds(answer, "\"status\":422,\"detail\":\"No item could be taken");
    assert_holds(answer, "\"accepted\":0,\"duplicate\":0,\"unmatched\":0,\"rejected\":[{");
    assert_holds(answer, "\"rejected_total\":3}");
    const char *const empty[][2] = {{"application/json", "[]"},
                                    {"application/json", ""},
                                    {NDJSON, "\n \n"},
                                    {"text/csv", "customer_id,type\n"}};
    for (int i = 0; i < 4; i++) {
        answer = send(empty[i][0], empty[i][1]);
        assert_int_equal(answer.status, 422);
        assert_holds(answer, "There is no item in the body");
    }
    assert_int_equal(events_of(1), 0);
}

TEST(a_wrong_header_is_refused_with_the_columns_it_wants)
{
    fresh();
    Answer answer = post_stream(MANY, "text/csv", S("foo,bar\n1,2\n1,2\n"), 8);
    assert_int_equal(answer.status, 422);
    assert_holds(answer, "type and customer_id (or external_id)");
    assert_holds(answer, "\"csv_header\"");
    answer = send("text/csv", "name,external_id\nAcme,a\n");
    assert_int_equal(answer.status, 422);
    assert_holds(answer, "customer-health import");
}

TEST(the_first_thousand_refusals_are_told_and_all_are_counted)
{
    fresh();
    Writer text = {.arena = memory()};
    for (int i = 0; i < 3000; i++)
        writer_format(&text, "{\"customer_id\":1,\"type\":\"%s\"}\n",
                      i % 2 ? "login" : "nonsense");
    Answer answer = post_stream(MANY, NDJSON, writer_str(&text), 20000);
    assert_int_equal(answer.status, 200);
    assert_holds(answer, "{\"accepted\":1500,");
    assert_holds(answer, "{\"index\":1998,\"line\":1999,");
    assert_lacks(answer, "{\"index\":2000,");
    assert_holds(answer, "\"rejected_total\":1500}");
}

TEST(another_event_under_the_same_id_is_refused_alone)
{
    fresh();
    Answer answer =
        send(NDJSON, "{\"customer_id\":1,\"type\":\"login\",\"event_id\":\"e\"}\n"
                     "{\"customer_id\":1,\"type\":\"api\",\"event_id\":\"e\"}\n"
                     "{\"customer_id\":1,\"type\":\"login\",\"event_id\":\"e\"}");
    assert_int_equal(answer.status, 200);
    assert_holds(answer, "{\"accepted\":1,\"duplicate\":1,");
    assert_holds(answer, "\"index\":1,\"line\":2,");
    assert_holds(answer, "\"reason\":\"id_conflict\"");
}

TEST(an_id_is_the_same_by_both_routes_and_by_whatever_name_of_the_customer)
{
    fresh();
    assert_int_equal(post("/api/customers/1/aliases", "{\"value\":\"acme\"}").status, 201);
    const char *const one = "{\"type\":\"api\",\"event_id\":\"e\","
                            "\"details\":{\"calls_count\":3}}";
    assert_int_equal(post("/api/customers/1/events", one).status, 201);
    Answer many =
        send(NDJSON, "{\"customer_id\":1,\"type\":\"api\",\"event_id\":\"e\","
                     "\"details\":{\"calls_count\":3}}\n"
                     "{\"external_id\":\"acme\",\"type\":\"api\",\"event_id\":\"e\","
                     "\"details\":{\"calls_count\":3}}\n"
                     "{\"customer_id\":1,\"type\":\"api\",\"event_id\":\"f\"}\n");
    assert_holds(many, "{\"accepted\":1,\"duplicate\":2,");
    many =
        send("text/csv", "customer_id,type,event_id,calls_count\n1,api,e,3\n1,api,e,4\n");
    assert_holds(many, "{\"accepted\":0,\"duplicate\":1,");
    assert_holds(many, "id_conflict");
    Answer again = post("/api/customers/1/events", "{\"type\":\"api\",\"event_id\":\"f\"}");
    assert_int_equal(again.status, 200);
    assert_holds(again, "\"duplicate\":true");
    assert_int_equal(events_of(1), 2);
}

TEST(an_item_that_is_too_long_is_refused_alone)
{
    fresh();
    Writer text = {.arena = memory()};
    writer_put(&text, S("[{\"customer_id\":1,\"type\":\"login\",\"details\":{\"x\":\""));
    for (int i = 0; i < CUT_MAX; i++)
        writer_char(&text, 'x');
    writer_put(&text, S("\"}},{\"customer_id\":1,\"type\":\"login\"}]"));
    Answer answer = post_stream(MANY, "application/json", writer_str(&text), 10000);
    assert_int_equal(answer.status, 200);
    assert_holds(answer, "{\"accepted\":1,");
    assert_holds(answer,
                 "\"index\":0,\"line\":1,\"pointer\":null,\"detail\":\"An item has");
}

TEST(an_array_that_is_cut_off_says_what_was_stored)
{
    fresh();
    Answer answer =
        send("application/json", "[{\"customer_id\":1,\"type\":\"login\"},\n{\"custo");
    assert_int_equal(answer.status, 200);
    assert_holds(answer, "{\"accepted\":1,");
    assert_holds(answer, "\"index\":1,\"line\":2,");
    assert_holds(answer, "\"reason\":\"unclosed\"");
    assert_int_equal(events_of(1), 1);
}

TEST(other_types_of_body_are_refused)
{
    fresh();
    assert_int_equal(send("text/plain", "x").status, 415);
    assert_int_equal(send("application/x-www-form-urlencoded", "type=login").status, 415);
}

// Hand over groups until the queue takes no more.
static void fill_queue(App *app)
{
    static Event event[GROUP_MAX];
    static Appended outcome[GROUP_MAX];
    for (int i = 0; i < GROUP_MAX; i++)
        event[i] = (Event){.customer = 1,
                           .type = EVENT_LOGIN,
                           .at = NOON,
                           .quantity = 1,
                           .source = S("test"),
                           .id = S("the same"),
                           .details = S("{}")};
    Receipt receipt;
    do
        receipt = visit_receipt();
    while (ingest_events(app->service, event, GROUP_MAX, outcome, receipt) == OK);
}

TEST(a_full_queue_is_said_before_anything_is_taken)
{
    App *app = visit_new();
    assert_int_equal(add_customer("Acme"), 1);
    const char *body = "{\"customer_id\":1,\"type\":\"login\",\"event_id\":\"e\"}";
    visit_hold();
    fill_queue(app);
    Answer answer = send(NDJSON, body);
    assert_int_equal(answer.status, 503);
    assert_str_equal(header(answer, "Retry-After"), S("1"));
    visit_release();
    do
        answer = send(NDJSON, body);
    while (answer.status == 503);
    assert_holds(answer, "{\"accepted\":1,");
    assert_int_equal(events_of(1), 2);
}
