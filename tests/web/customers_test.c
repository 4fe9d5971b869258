#include "memory.h"
#include "visit.h"

#include "base/json_read.h"

static JsonValue read(Answer answer)
{
    JsonValue value = {0};
    JsonFault fault;
    assert_int_equal(json_read(memory(), answer.body, &value, &fault), OK);
    return value;
}

static Str text_of(JsonValue object, const char *name)
{
    Str text = {0};
    (void)json_get_text(json_member(object, str_of(name)), &text);
    return text;
}

TEST(a_new_customer_is_listed_at_once_without_a_score)
{
    visit_new();
    Answer made = post("/api/customers", "{\"name\":\"Acme\",\"external_id\":\"a-1\","
                                         "\"mrr\":1200,\"renews_on\":\"2027-01-31\"}");
    assert_int_equal(made.status, 201);
    assert_str_equal(header(made, "Location"), S("/api/customers/1"));
    assert_str_equal(
        made.body,
        S("{\"id\":1,\"external_id\":\"a-1\",\"name\":\"Acme\",\"email\":null,"
          "\"segment\":null,\"plan\":null,\"owner\":null,\"mrr\":\"1200.00\","
          "\"currency\":\"USD\",\"seats\":0,\"lifecycle\":\"active\","
          "\"renews_on\":\"2027-01-31\",\"created_at\":\"2026-11-22T12:00:00Z\","
          "\"last_seen_at\":null,\"traits\":{},\"health\":{\"health_score\":null,"
          "\"band\":null,\"status\":\"no_data\",\"coverage\":0,\"change_7d\":null,"
          "\"change_30d\":null,\"sparkline\":[null,null,null,null,null,null,null,null,"
          "null,null,null,null],\"scorecard\":\"standard\",\"band_id\":null,"
          "\"band_name\":null}}"));
    Answer list = get("/api/customers");
    assert_int_equal(list.status, 200);
    assert_str_equal(
        list.body,
        str_format(
            memory(),
            "{\"data\":[%.*s],\"next_cursor\":null,\"has_more\":false,\"total\":1,"
            "\"as_of\":\"2026-11-22\",\"time_zone\":\"UTC\","
            "\"direction\":\"higher_is_better\",\"freshness\":{\"complete\":true,"
            "\"stale_customers\":0,\"oldest_seconds\":0},\"stamp\":{\"scorecard_hash\":"
            "\"78f63cfb84664241d8102dd30893f90cb4aa052738356747beeff17e61beaf6f\","
            "\"engine\":\"" VERSION "\",\"watermark\":\"0\",\"scorecards\":[{\"id\":"
            "\"standard\",\"version\":0,\"hash\":"
            "\"78f63cfb84664241d8102dd30893f90cb4aa052738356747beeff17e61beaf6f\"}]}}",
            STR(made.body)));
    assert_true(list.reply->keep);
}

TEST(an_external_id_is_taken_once)
{
    visit_new();
    const char *body = "{\"name\":\"Acme\",\"external_id\":\"a-1\"}";
    assert_int_equal(post("/api/customers", body).status, 201);
    Answer again = post("/api/customers", body);
    assert_int_equal(again.status, 409);
    assert_holds(again, "external_id");
    assert_holds(get("/api/customers"), "\"total\":1");
}

TEST(a_bad_customer_is_refused_and_not_stored)
{
    visit_new();
    assert_int_equal(post("/api/customers", "{\"name\":").status, 422);
    assert_int_equal(post("/api/customers", "[]").status, 422);
    Answer answer = post("/api/customers", "{\"mrr\":\"x\",\"id\":7}");
    assert_int_equal(answer.status, 422);
    assert_holds(answer, "Missing required fields: name; ");
    assert_holds(answer, "\"pointer\":\"/id\"");
    assert_holds(get("/api/customers"), "\"total\":0");
}

TEST(pages_follow_each_other_and_miss_nobody)
{
    visit_new();
    for (int i = 0; i < 7; i++)
        add_customer(str_z(memory(), str_format(memory(), "Customer %d", i)));
    (void)post("/api/customers/4/events", "{\"type\":\"login\"}");
    (void)post("/api/customers/6/events",
               "{\"type\":\"feature\",\"details\":{\"feature_name\":\"a\"}}");

    const int expected[] = {4, 6, 1, 2, 3, 5, 7};  // scored ones first, the worst first
    int seen = 0;
    Str target = S("/api/customers?limit=3");
    for (bool more = true; more;) {
        Answer page = get(str_z(memory(), target));
        assert_int_equal(page.status, 200);
        JsonValue list = read(page);
        for (JsonWalk walk = {0}; json_next(json_member(list, S("data")), &walk);) {
            int64_t id = 0;
            assert_true(json_get_int(json_member(walk.value, S("id")), &id));
            assert_int_equal(id, expected[seen++]);
        }
        assert_true(json_get_bool(json_member(list, S("has_more")), &more));
        target = str_format(memory(), "/api/customers?limit=3&cursor=%.*s",
                            STR(text_of(list, "next_cursor")));
        Str link = str_format(memory(), "<%.*s>; rel=\"next\"", STR(target));
        assert_str_equal(header(page, "Link"), more ? link : S(""));
    }
    assert_int_equal(seen, 7);
}

TEST(limits_and_cursors_are_checked)
{
    visit_new();
    add_customer("A");
    add_customer("B");
    assert_int_equal(get("/api/customers?limit=0").status, 422);
    assert_int_equal(get("/api/customers?limit=501").status, 422);
    assert_int_equal(get("/api/customers?limit=x").status, 422);
    assert_int_equal(get("/api/customers?limit=-1").status, 422);
    assert_int_equal(get("/api/customers?limit=500").status, 200);
    assert_int_equal(get("/api/customers?cursor=abc").status, 400);
    assert_int_equal(get("/api/customers?cursor=%00").status, 400);

    (void)post("/api/customers/1/events", "{\"type\":\"login\"}");
    (void)post("/api/customers/1/events", "{\"type\":\"login\"}");
    Str cursor = text_of(read(get("/api/customers/1/events?limit=1")), "next_cursor");
    assert_true(cursor.length > 0);
    Str foreign = str_format(memory(), "/api/customers?cursor=%.*s", STR(cursor));
    assert_int_equal(get(str_z(memory(), foreign)).status, 400);
    foreign =
        str_format(memory(), "/api/customers/2/events?limit=1&cursor=%.*s", STR(cursor));
    assert_int_equal(get(str_z(memory(), foreign)).status, 400);
    foreign =
        str_format(memory(), "/api/customers/1/events?limit=1&cursor=%.*s", STR(cursor));
    assert_int_equal(get(str_z(memory(), foreign)).status, 200);
}

TEST(an_unknown_customer_is_not_found)
{
    visit_new();
    const char *const targets[] = {"/api/customers/1", "/api/customers/1/health",
                                   "/api/customers/1/events",
                                   "/api/customers/99999999999999999999"};
    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++) {
        Answer answer = get(targets[i]);
        assert_int_equal(answer.status, 404);
        assert_holds(answer, "\"detail\":\"Customer not found\"");
    }
    assert_int_equal(get("/api/customers/x").status, 422);
    assert_holds(get("/api/customers/x/health"), "[\"path\",\"customer_id\"]");
}

TEST(events_are_listed_newest_first_and_chosen_by_type_and_time)
{
    visit_new();
    add_customer("A");
    const char *const bodies[] = {
        "{\"type\":\"login\",\"event_id\":\"a\",\"timestamp\":\"2026-11-01T10:00:00Z\"}",
        "{\"type\":\"api\",\"event_id\":\"b\",\"timestamp\":\"2026-11-03T10:00:00Z\"}",
        ("{\"type\":\"login\",\"event_id\":\"c\",\"timestamp\":\"2026-11-02T10:00:00Z\","
         "\"details\":{\"user_id\":\"u\",\"more\":[1,{}]}}"),
    };
    for (int i = 0; i < 3; i++)
        assert_int_equal(post("/api/customers/1/events", bodies[i]).status, 201);

    Answer answer = get("/api/customers/1/events?type=login&from=2026-11-02&to=2026-11-02");
    assert_str_equal(
        answer.body,
        S("{\"data\":[{\"event_id\":\"c\",\"type\":\"login\",\"customer_id\":1,"
          "\"timestamp\":\"2026-11-02T10:00:00Z\",\"received_at\":\"2026-11-22T12:00:00Z\","
          "\"source\":\"api\",\"quantity\":1,\"details\":{\"user_id\":\"u\","
          "\"more\":[1,{}]}}],\"next_cursor\":null,\"has_more\":false}"));
    answer = get("/api/customers/1/events?limit=2");
    JsonWalk walk = {0};
    JsonValue data = json_member(read(answer), S("data"));
    assert_true(json_next(data, &walk));
    assert_str_equal(text_of(walk.value, "event_id"), S("b"));
    assert_true(json_next(data, &walk));
    assert_str_equal(text_of(walk.value, "event_id"), S("c"));
    Answer next = get(
        str_z(memory(), str_format(memory(), "/api/customers/1/events?limit=2&cursor=%.*s",
                                   STR(text_of(read(answer), "next_cursor")))));
    assert_holds(next, "\"event_id\":\"a\"");
    assert_lacks(next, "\"event_id\":\"b\"");
    assert_int_equal(get("/api/customers/1/events?type=purchase").status, 422);
    assert_int_equal(get("/api/customers/1/events?from=yesterday").status, 422);
}
