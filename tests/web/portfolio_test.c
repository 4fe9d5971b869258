// The whole book on other days.
#include "memory.h"
#include "visit.h"

#include "base/clock.h"
#include "base/json_read.h"

#define TEXT(...) str_z(memory(), str_format(memory(), __VA_ARGS__))

// On 22 November 2026 at noon: two customers, one of whom left five days ago.
static void a_small_book(void)
{
    visit_new();
    (void)post("/api/customers",
               "{\"name\":\"Acme\",\"mrr\":\"100\",\"currency\":\"USD\"}");
    (void)post("/api/customers", "{\"name\":\"Gone\",\"mrr\":\"50\",\"currency\":\"USD\"}");
    for (int customer = 1; customer <= 2; customer++)
        assert_int_equal(post(TEXT("/api/customers/%d/events", customer),
                              "{\"type\":\"login\",\"timestamp\":\"2026-11-01T12:00:00Z\"}")
                             .status,
                         201);
    (void)post("/api/customers/2/outcomes",
               "{\"outcome\":\"churned\",\"date\":\"2026-11-17\"}");
}

static JsonValue read(Answer answer)
{
    JsonValue value = {0};
    JsonFault fault;
    assert_int_equal(answer.status, 200);
    assert_int_equal(json_read(memory(), answer.body, &value, &fault), OK);
    return value;
}

static int rows_of(JsonValue document)
{
    int rows = 0;
    for (JsonWalk walk = {0}; json_next(json_member(document, S("data")), &walk);)
        rows++;
    return rows;
}

TEST(the_history_of_the_book_has_a_point_a_day)
{
    a_small_book();
    Answer answer = get("/api/portfolio/history?from=2026-10-31");
    assert_int_equal(rows_of(read(answer)), 23);
    assert_holds(answer, "{\"date\":\"2026-10-31\",\"customers\":0,\"scored\":0,"
                         "\"no_data\":0,\"onboarding\":0,\"insufficient_data\":0,"
                         "\"portfolio_score\":null");
    assert_holds(answer, "{\"date\":\"2026-11-16\",\"customers\":2,\"scored\":2,");
    assert_holds(answer, "{\"date\":\"2026-11-17\",\"customers\":1,\"scored\":1,");
    assert_holds(answer, "\"mrr\":\"150.00\"");
    assert_holds(answer, "\"freshness\":{\"complete\":true,\"as_at\":"
                         "\"2026-11-22T12:00:00Z\",\"under_way\":false}");
    assert_int_equal(rows_of(read(get("/api/portfolio/history"))), 90);
    assert_int_equal(rows_of(read(get("/api/portfolio/history?step=week"))), 13);
}

TEST(what_has_just_come_is_in_the_history_of_a_small_book)
{
    a_small_book();
    assert_lacks(get("/api/portfolio/history?from=2026-11-22"), "\"customers\":2");
    (void)post("/api/customers/2/outcomes",
               "{\"outcome\":\"renewed\",\"date\":\"2026-11-22\"}");
    assert_holds(get("/api/portfolio/history?from=2026-11-22"), "\"customers\":2");
}

TEST(the_book_on_a_day_holds_who_was_a_customer_then)
{
    a_small_book();
    Answer before = get("/api/portfolio?as_of=2026-11-16");
    assert_int_equal(rows_of(read(before)), 2);
    assert_holds(before, "{\"as_of\":\"2026-11-16\",");
    assert_holds(before, "\"name\":\"Gone\"");
    Answer now = get("/api/portfolio");
    assert_int_equal(rows_of(read(now)), 1);
    assert_lacks(now, "\"name\":\"Gone\"");
    assert_int_equal(rows_of(read(get("/api/portfolio?as_of=2026-10-01"))), 0);
    assert_holds(get("/api/portfolio?scorecard=original"), "\"scorecard\":\"original\"");
}

TEST(the_book_on_a_day_is_walked)
{
    a_small_book();
    Answer page = get("/api/portfolio?as_of=2026-11-16&limit=1");
    assert_holds(page, "\"has_more\":true");
    Str link = header(page, "Link");
    (void)str_cut(&link, '<');
    Answer next = get(str_z(memory(), str_cut(&link, '>')));
    assert_int_equal(rows_of(read(next)), 1);
    assert_holds(next, "\"has_more\":false");
    JsonValue first = read(page);
    Str cursor = {0};
    assert_true(json_get_text(json_member(first, S("next_cursor")), &cursor));
    assert_int_equal(
        get(TEXT("/api/portfolio?as_of=2026-11-15&cursor=%.*s", STR(cursor))).status, 400);
}

TEST(days_that_cannot_be_asked_for_are_refused)
{
    a_small_book();
    const char *const refused[] = {
        "/api/portfolio/history?from=2024-11-20",
        "/api/portfolio/history?from=2026-11-23",
        "/api/portfolio/history?to=2026-11-23",
        "/api/portfolio/history?from=2026-11-20&to=2026-11-19",
        "/api/portfolio/history?step=month",
        "/api/portfolio/history?from=x",
        "/api/portfolio?as_of=2026-11-23",
        "/api/portfolio?as_of=today",
        "/api/portfolio?scorecard=best",
        "/api/portfolio?limit=0",
    };
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        assert_int_equal(get(refused[i]).status, 422);
    assert_int_equal(rows_of(read(get("/api/portfolio/history?from=2024-11-22"))), 731);
}
