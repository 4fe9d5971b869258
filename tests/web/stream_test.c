#include "memory.h"
#include "visit.h"

#define STREAM "/api/stream"
#define TEXT(...) str_z(memory(), str_format(memory(), __VA_ARGS__))

// The id of the last event in an answer.
static const char *last_id(Answer answer)
{
    Str rest = answer.body, id = {0};
    while (rest.length > 0) {
        Str line = str_cut(&rest, '\n');
        if (str_starts(line, S("id: "))) id = str_from(line, 4);
    }
    assert_true(id.length > 17);
    return str_z(memory(), id);
}

static Answer listen_after(const char *id)
{
    return get(TEXT(STREAM "?after=%s", id));
}

static void log_in(int64_t customer, int times)
{
    for (int i = 0; i < times; i++)
        assert_int_equal(post(TEXT("/api/customers/%lld/events", (long long)customer),
                              "{\"type\":\"login\"}")
                             .status,
                         201);
    // What is acknowledged is derived when somebody asks.
    assert_int_equal(get("/api/customers").status, 200);
}

TEST(a_score_that_changes_is_told_with_what_it_was)
{
    visit_new();
    int64_t customer = add_customer("Acme");
    Answer begin = get(STREAM);
    assert_int_equal(begin.status, 200);
    assert_str_equal(begin.type, S("text/event-stream"));
    assert_str_equal(header(begin, "Cache-Control"), S("no-store"));
    assert_holds(begin, "retry: 3000\n\n");
    assert_holds(begin, "\nevent: begin\ndata: {}\n\n");
    assert_lacks(begin, "event: score");

    log_in(customer, 1);
    Answer first = listen_after(last_id(begin));
    assert_holds(first, "event: score\ndata: {\"customer_id\":1,\"at\":\"2026-11-22T12:");
    assert_holds(first, "\"before\":{\"health_score\":null,\"band\":\"no_data\"},"
                        "\"after\":{\"health_score\":");
    assert_lacks(first, "event: missed");

    log_in(customer, 130);
    Answer second = listen_after(last_id(first));
    assert_holds(second, "\"band\":\"critical\"},\"after\":{\"health_score\":");
    assert_lacks(second, "no_data");
    assert_lacks(listen_after(last_id(second)), "event: score");
    // Who has seen nothing is told both.
    Answer both = listen_after(last_id(begin));
    assert_holds(both, "no_data");
    assert_holds(both, str_z(memory(), str_from(second.body, 60)));
}

TEST(a_customer_that_is_new_is_told_before_it_has_a_score)
{
    visit_new();
    Answer begin = get(STREAM);
    int64_t customer = add_customer("Acme");
    Answer first = listen_after(last_id(begin));
    assert_holds(first,
                 "event: customer\ndata: {\"customer_id\":1,\"at\":\"2026-11-22T12:");
    assert_lacks(first, "health_score");
    assert_lacks(first, "event: missed");

    log_in(customer, 1);
    Answer second = listen_after(last_id(first));
    assert_holds(second, "event: score\ndata: {\"customer_id\":1,");
    assert_lacks(second, "event: customer");

    assert_int_equal(
        post("/api/events?create=true",
             "[{\"external_id\":\"b\",\"type\":\"login\"},{\"external_id\":\"c\","
             "\"type\":\"login\"},{\"external_id\":\"b\",\"type\":\"login\"}]")
            .status,
        200);
    Answer third = listen_after(last_id(second));
    assert_holds(third, "event: customer\ndata: {\"customer_id\":2,");
    assert_holds(third, "event: customer\ndata: {\"customer_id\":3,");
    assert_lacks(third, "\"customer_id\":4");
}

TEST(a_customer_that_was_refused_is_no_news)
{
    visit_new();
    assert_int_equal(
        post("/api/customers", "{\"name\":\"Acme\",\"external_id\":\"a\"}").status, 201);
    Answer begin = get(STREAM);
    assert_int_equal(
        post("/api/customers", "{\"name\":\"Bolt\",\"external_id\":\"a\"}").status, 409);
    assert_lacks(listen_after(last_id(begin)), "event: customer");
}

TEST(a_picture_that_is_made_anew_and_is_the_same_is_no_news)
{
    visit_new();
    int64_t customer = add_customer("Acme");
    log_in(customer, 400);
    Answer begin = get(STREAM);
    log_in(customer, 1);
    assert_lacks(listen_after(last_id(begin)), "event: score");
}

TEST(what_came_while_nobody_listened_was_missed)
{
    visit_new();
    log_in(add_customer("Acme"), 1);
    Answer now = get(STREAM);
    assert_lacks(now, "missed");
    const char *origin = str_z(memory(), str_until(str_of(last_id(now)), 16));
    Answer late = listen_after(TEXT("%s-0", origin));
    assert_holds(late, "event: missed\ndata: {}\n\n");
    assert_str_equal(str_of(last_id(late)), str_of(last_id(now)));
}

TEST(an_id_of_elsewhere_is_told_that_it_missed_some)
{
    visit_new();
    Answer answer = listen_after("0123456789abcdef-1");
    assert_int_equal(answer.status, 200);
    assert_holds(answer, "event: missed\n");
    Answer later = get(STREAM);
    assert_holds(listen_after(TEXT("%s9", last_id(later))), "event: missed\n");
    assert_lacks(get(STREAM "?after="), "missed");
}

TEST(an_id_that_is_none_is_refused_where_it_is_asked_for)
{
    visit_new();
    static const char *const ids[] = {"x", "-", "1", "%20x",
                                      "99999999999999999999999999-1"};
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
        Answer answer = listen_after(ids[i]);
        assert_int_equal(answer.status, 422);
        assert_holds(answer, "after: Input should be the id of an event of this stream");
    }
    // A browser may send any, by itself.
    assert_int_equal(get_page_with(STREAM, "Last-Event-ID", "x").status, 200);
}
