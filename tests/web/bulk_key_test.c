#include "memory.h"
#include "visit.h"

#include <string.h>

#define MANY "/api/events"
#define NDJSON "application/x-ndjson"
#define CSV "text/csv"
#define KEY "Idempotency-Key"

static App *app;

static void fresh(void)
{
    app = visit_new();
    assert_int_equal(add_customer("Acme"), 1);
}

static bool is_replay(Answer answer)
{
    return str_equal(header(answer, "Idempotency-Replayed"), S("true"));
}

TEST(under_a_key_a_repeated_request_is_answered_the_same)
{
    fresh();
    const Str body = S("customer_id,type\n1,login\n1,nonsense\n1,api\n");
    Answer first = post_stream_under("k-1", CSV, body, body.length);
    assert_int_equal(first.status, 200);
    assert_false(is_replay(first));
    assert_holds(first, "{\"accepted\":2,\"duplicate\":0,\"unmatched\":0,\"rejected\":[{");
    for (int i = 0; i < 2; i++) {
        Answer again = post_stream_under("\"k-1\"", CSV, body, body.length);
        assert_int_equal(again.status, 200);
        assert_true(is_replay(again));
        assert_str_equal(again.body, first.body);
        assert_str_equal(again.type, S("application/json"));
    }
    assert_int_equal(events_of(1), 2);
    assert_false(is_replay(post_stream_under("k-2", CSV, body, body.length)));
    assert_int_equal(events_of(1), 4);
    assert_int_equal(post_stream_under("a b", CSV, body, body.length).status, 400);
    assert_int_equal(app->at_work.count, 0);
}

TEST(the_same_body_in_other_pieces_is_the_same)
{
    fresh();
    const Str body = S("{\"customer_id\":1,\"type\":\"login\"}\n"
                       "{\"customer_id\":1,\"type\":\"api\"}\n");
    Answer first = post_stream_under("k", NDJSON, body, 7);
    assert_int_equal(first.status, 200);
    const size_t sizes[] = {1, 13, 40, 1000};
    for (int i = 0; i < 4; i++) {
        Answer again = post_stream_under("k", NDJSON, body, sizes[i]);
        assert_true(is_replay(again));
        assert_str_equal(again.body, first.body);
    }
    assert_int_equal(events_of(1), 2);
}

TEST(another_body_under_the_key_is_refused_and_nothing_of_it_is_stored)
{
    fresh();
    const Str body = S("customer_id,type\n1,login\n1,api\n");
    assert_int_equal(post_stream_under("k", CSV, body, 9).status, 200);
    const Str others[] = {
        S("customer_id,type\n1,login\n1,api\n1,api\n"),  // more
        S("customer_id,type\n1,login\n"),                // less
        S("customer_id,type\n1,login\n1,apI\n"),         // something else
        {0},
    };
    for (int i = 0; i < 4; i++) {
        Answer other = post_stream_under("k", CSV, others[i], 9);
        assert_int_equal(other.status, 422);
        assert_holds(other, "idempotency_key_reused");
    }
    assert_int_equal(events_of(1), 2);
    assert_true(is_replay(post_stream_under("k", CSV, body, 9)));
    assert_int_equal(app->at_work.count, 0);
}

TEST(while_a_request_runs_its_key_is_refused)
{
    fresh();
    const char *const body = "{\"customer_id\":1,\"type\":\"login\"}";
    visit_hold();
    Visit *first = visit_begin(METHOD_POST, MANY, body, KEY, S("k"));
    Answer early = change_with(METHOD_POST, MANY, body, KEY, S("k"));
    assert_int_equal(early.status, 409);
    assert_str_equal(header(early, "Retry-After"), S("1"));
    Visit *other = visit_begin(METHOD_POST, MANY, body, KEY, S("another"));
    visit_release();
    assert_int_equal(visit_end(first).status, 200);
    assert_int_equal(visit_end(other).status, 200);
    assert_true(is_replay(change_with(METHOD_POST, MANY, body, KEY, S("k"))));
    assert_int_equal(events_of(1), 2);
}

TEST(a_body_that_was_cut_off_keeps_nothing_and_a_second_run_completes_it)
{
    fresh();
    const Str body = S("customer_id,type\n1,login\n1,login\n1,api\n");
    post_stream_cut("k", CSV, str_until(body, 28));
    assert_int_equal(app->at_work.count, 0);
    assert_int_equal(events_of(1), 1);
    Answer again = post_stream_under("k", CSV, body, 10);
    assert_false(is_replay(again));
    assert_holds(again, "{\"accepted\":2,\"duplicate\":1,");
    assert_true(is_replay(post_stream_under("k", CSV, body, 10)));
    assert_int_equal(events_of(1), 3);
}

TEST(what_could_not_be_taken_may_be_mended_and_sent_again)
{
    fresh();
    const Str wrong = S("customer_id,type\n1,nonsense\n"), none = S("name,x\n1,2\n");
    assert_int_equal(post_stream_under("k", CSV, wrong, 100).status, 422);
    assert_int_equal(post_stream_under("k", CSV, none, 100).status, 422);
    Answer good = post_stream_under("k", CSV, S("customer_id,type\n1,login\n"), 100);
    assert_int_equal(good.status, 200);
    assert_false(is_replay(good));
    assert_int_equal(app->at_work.count, 0);
}

// 1,000 refusals are more than is kept of an answer.
TEST(of_a_long_list_of_refusals_the_beginning_is_told_again)
{
    fresh();
    Writer text = {.arena = memory()};
    for (int i = 0; i < 2000; i++)
        writer_format(&text, "{\"customer_id\":1,\"type\":\"%s\"}\n",
                      i % 2 ? "login" : "nonsense");
    const Str body = writer_str(&text);
    Answer first = post_stream_under("k", NDJSON, body, 20000);
    assert_true(first.body.length > ANSWER_BODY_MAX);
    assert_holds(first, "{\"index\":1998,");
    Answer again = post_stream_under("k", NDJSON, body, 20000);
    assert_int_equal(again.status, 200);
    assert_true(is_replay(again));
    assert_true(again.body.length > ANSWER_BODY_MAX / 2);
    assert_true(again.body.length <= ANSWER_BODY_MAX);
    assert_holds(again, "{\"accepted\":1000,");
    assert_holds(again, "{\"index\":98,\"line\":99,");
    assert_lacks(again, "{\"index\":1998,");
    assert_holds(again, "],\"rejected_total\":1000}");
    assert_int_equal(events_of(1), 500);
}

// What others send has ids of its own, but not always.
TEST(the_doors_of_others_answer_the_same_again)
{
    fresh();
    const struct {
        const char *target, *body;
        int status;
    } sent[] = {
        {"/v1/batch",
         "{\"batch\":[{\"type\":\"track\",\"event\":\"Signed In\",\"userId\":\"u\","
         "\"context\":{\"groupId\":\"acme\"}}]}",
         200},
        {"/api/cloudevents",
         "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"login\","
         "\"subject\":\"acme\"}",
         204},
    };
    assert_int_equal(post("/api/customers/1/aliases", "{\"value\":\"acme\"}").status, 201);
    for (int i = 0; i < 2; i++) {
        const char *type = i ? "application/cloudevents+json" : "application/json";
        Str body = str_of(sent[i].body);
        Answer first = change_as(METHOD_POST, sent[i].target, type, body, KEY, S("k"));
        assert_int_equal(first.status, sent[i].status);
        assert_false(is_replay(first));
        int events = events_of(1);
        Answer again = change_as(METHOD_POST, sent[i].target, type, body, KEY, S("k"));
        assert_int_equal(again.status, sent[i].status);
        assert_true(is_replay(again));
        assert_str_equal(again.body, first.body);
        body = str_format(memory(), "%s ", sent[i].body);
        assert_int_equal(
            change_as(METHOD_POST, sent[i].target, type, body, KEY, S("k")).status, 422);
        assert_int_equal(events_of(1), events);
    }
    assert_int_equal(app->at_work.count, 0);
}
