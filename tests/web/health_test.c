#include "memory.h"
#include "visit.h"

#include "base/json_read.h"

static double number(JsonValue object, const char *name)
{
    double value = -1;
    assert_true(json_get_double(json_member(object, str_of(name)), &value));
    return value;
}

static JsonValue read(Answer answer)
{
    JsonValue value = {0};
    JsonFault fault;
    assert_int_equal(answer.status, 200);
    assert_int_equal(json_read(memory(), answer.body, &value, &fault), OK);
    return value;
}

static void send(const char *body)
{
    assert_int_equal(post("/api/customers/1/events", body).status, 201);
}

static void a_customer_with_a_bit_of_everything(void)
{
    visit_new();
    add_customer("Acme");
    for (int i = 0; i < 12; i++)
        send("{\"type\":\"login\"}");
    send(
        "{\"type\":\"feature\",\"details\":{\"feature_name\":\"export\",\"usage_count\":9}}");
    send("{\"type\":\"ticket\"}");
    send("{\"type\":\"invoice\",\"details\":{\"amount\":10,\"due_date\":\"2026-11-01\","
         "\"paid_date\":\"2026-10-30\"}}");
    send("{\"type\":\"invoice\",\"details\":{\"amount\":10,\"due_date\":\"2026-11-01\"}}");
    send("{\"type\":\"api\",\"details\":{\"calls_count\":1200}}");
}

TEST(health_says_all_that_the_score_is_made_from)
{
    a_customer_with_a_bit_of_everything();
    Answer answer = get("/api/customers/1/health");
    JsonValue health = read(answer);
    assert_true(answer.reply->keep);
    assert_true(number(health, "login_score") == 25);
    assert_true(number(health, "feature_score") == 20);
    assert_true(number(health, "ticket_score") == 75);
    assert_true(number(health, "invoice_payment_score") == 50);
    assert_true(number(health, "api_score") == 50);
    assert_true(number(health, "health_score") == 41.25);
    assert_holds(answer, "\"band\":\"at_risk\",\"status\":\"scored\",\"coverage\":1,");
    assert_holds(answer, "\"scorecard\":\"standard\"");
    assert_holds(answer, "\"rules_applied\":[],\"override\":null,\"next_drop\":{\"date\":"
                         "\"2027-02-14\",\"score\":");
    assert_holds(answer,
                 "}],\"stamp\":{\"scorecard_hash\":\"78f63cfb84664241d8102dd30893f90cb4"
                 "aa052738356747beeff17e61beaf6f\",\"engine\":\"" VERSION "\","
                 "\"watermark\":\"");
    assert_holds(answer, "\"text\":\"1:20");

    double sum = 0;
    int factors = 0;
    for (JsonWalk walk = {0}; json_next(json_member(health, S("factors")), &walk);) {
        sum += number(walk.value, "contribution");
        Str explanation;
        assert_true(json_get_text(json_member(walk.value, S("explanation")), &explanation));
        assert_true(explanation.length > 0);
        factors++;
    }
    assert_int_equal(factors, 5);
    assert_true(sum > 41.25 - 1e-9 && sum < 41.25 + 1e-9);
}

TEST(the_first_login_factor_reads_as_documented)
{
    a_customer_with_a_bit_of_everything();
    assert_holds(
        get("/api/customers/1/health"),
        "\"factors\":[{\"id\":\"login_score\",\"name\":\"Logins\",\"value\":1,"
        "\"unit\":\"per week\",\"score\":25,\"weight\":0.25,"
        "\"effective_weight\":0.25,\"contribution\":6.25,"
        "\"window\":{\"from\":\"2026-08-31\",\"to\":\"2026-11-22\"},"
        "\"events_counted\":12,\"events_not_counted\":null,\"missing\":false,\"explanation\":\"12 logins");
}

TEST(a_factor_that_is_skipped_has_no_score)
{
    visit_new();
    add_customer("Acme");
    send("{\"type\":\"login\"}");
    JsonValue health = read(get("/api/customers/1/health"));
    assert_int_equal(json_type(json_member(health, S("api_score"))), JSON_NULL);
    assert_int_equal(json_type(json_member(health, S("invoice_payment_score"))), JSON_NULL);
    assert_true(number(health, "coverage") < 1);
}

TEST(the_original_card_can_be_asked_for)
{
    a_customer_with_a_bit_of_everything();
    Answer answer = get("/api/customers/1/health?scorecard=original");
    assert_holds(answer, "\"scorecard\":\"original\"");
    Answer unknown = get("/api/customers/1/health?scorecard=mine");
    assert_int_equal(unknown.status, 422);
    assert_holds(unknown, "[\"query\",\"scorecard\"]");
}

TEST(without_events_there_is_no_score_and_no_colour)
{
    visit_new();
    add_customer("Acme");
    Answer answer = get("/api/customers/1/health");
    assert_holds(answer, "\"health_score\":null,\"band\":null,\"status\":\"no_data\"");
    assert_holds(answer, "\"login_score\":null");
    Answer page = get_page("/api/customers/1/health");
    assert_int_equal(page.status, 200);
    assert_holds(page, "No data");
    assert_lacks(page, "data-band=\"critical\" d=\"M37");
    assert_holds(get_page("/api/customers"), "data-band=\"no_data\"");
}

TEST(a_score_ages_without_events)
{
    visit_new();
    add_customer("Acme");
    for (int i = 0; i < 12; i++)
        send("{\"type\":\"login\"}");
    assert_true(number(read(get("/api/customers/1/health")), "login_score") == 25);
    clock_set(NOON + 84 * (Millis)MILLIS_A_DAY);
    assert_true(number(read(get("/api/customers/1/health")), "login_score") == 0);
    assert_holds(get("/api/customers"), "\"as_of\":\"2027-02-14\"");
}

TEST(the_dashboard_adds_up)
{
    a_customer_with_a_bit_of_everything();
    add_customer("Nobody");
    Answer answer = get("/api/dashboard");
    JsonValue dashboard = read(answer);
    assert_true(number(dashboard, "customers") == 2);
    assert_true(number(dashboard, "scored") == 1);
    assert_true(number(dashboard, "no_data") == 1);
    int64_t counted = 0, bins = 0;
    for (JsonWalk walk = {0}; json_next(json_member(dashboard, S("histogram")), &walk);) {
        counted += (int64_t)number(walk.value, "customers");
        assert_true(number(walk.value, "from") == (double)(5 * bins));
        bins++;
    }
    assert_int_equal(bins, 20);
    assert_int_equal(counted, 1);
    assert_holds(answer, "\"attention\":[{\"id\":1,");
    assert_holds(answer, "\"because\":\"");
    assert_true(answer.reply->keep);
}

// --- what was counted ------------------------------------------------------

TEST(the_events_of_a_factor_are_listed_and_the_others_with_a_reason)
{
    visit_new();
    (void)add_customer("Acme");
    const char *const moments[] = {"2026-11-20", "2026-10-01", "2026-01-05"};
    for (int i = 0; i < 3; i++) {
        Str body = str_format(
            memory(), "{\"type\":\"login\",\"timestamp\":\"%sT10:00:00Z\"}", moments[i]);
        assert_int_equal(post("/api/customers/1/events", str_z(memory(), body)).status,
                         201);
    }
    (void)post("/api/customers/1/events", "{\"type\":\"api\"}");
    Answer counted = get("/api/customers/1/events?factor=login_score");
    assert_holds(counted, "\"timestamp\":\"2026-11-20T10:00:00Z\"");
    assert_holds(counted, "\"timestamp\":\"2026-10-01T10:00:00Z\"");
    assert_holds(counted, "\"counted\":true,\"reason\":null");
    assert_lacks(counted, "2026-01-05");
    assert_lacks(counted, "\"type\":\"api\"");
    Answer others = get("/api/customers/1/events?factor=login_score&counted=false");
    assert_holds(others, "\"timestamp\":\"2026-01-05T10:00:00Z\"");
    assert_holds(others, "\"counted\":false,\"reason\":\"older than the window\"");
    assert_lacks(others, "2026-11-20");
    assert_holds(get("/api/customers/1/events?factor=login_score&counted=false"
                     "&as_of=2026-10-02"),
                 "\"reason\":\"later than the day\"");
    assert_holds(get("/api/customers/1/health?events=all"),
                 "\"events_counted\":2,\"events_not_counted\":1");

    Answer page = get("/api/customers/1/events?factor=login_score&limit=1");
    assert_holds(page, "\"has_more\":true");
    Str link = header(page, "Link");
    (void)str_cut(&link, '<');
    page = get(str_z(memory(), str_cut(&link, '>')));
    assert_holds(page, "2026-10-01");
    assert_lacks(page, "2026-11-20");
}

TEST(a_factor_that_is_not_there_is_refused)
{
    visit_new();
    (void)add_customer("Acme");
    const char *const refused[] = {
        "/api/customers/1/events?factor=mood",
        "/api/customers/1/events?factor=login_score&type=login",
        "/api/customers/1/events?factor=login_score&counted=maybe",
        "/api/customers/1/events?factor=login_score&as_of=2026-11-23",
        "/api/customers/1/events?factor=login_score&scorecard=best",
        "/api/customers/1/health?events=some",
    };
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        assert_int_equal(get(refused[i]).status, 422);
    assert_int_equal(get("/api/customers/9/events?factor=login_score").status, 404);
}
