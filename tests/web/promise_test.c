#include "memory.h"
#include "visit.h"

#include <string.h>

#define KEY "Idempotency-Key"
#define CUSTOMERS "/api/customers"
#define EVENTS "/api/customers/1/events"
#define TEXT(...) str_z(memory(), str_format(memory(), __VA_ARGS__))

static App *app;

static void fresh(void)
{
    app = visit_new();
    assert_int_equal(add_customer("Acme"), 1);
}

static Answer keyed(Method method, const char *target, const char *json, const char *key)
{
    return change_with(method, target, json, KEY, str_of(key));
}

static bool is_replay(Answer answer)
{
    return str_equal(header(answer, "Idempotency-Replayed"), S("true"));
}

TEST(a_customer_is_made_once_and_the_answer_is_the_same)
{
    fresh();
    Answer first = keyed(METHOD_POST, CUSTOMERS, "{\"name\":\"B\"}", "\"k-1\"");
    assert_int_equal(first.status, 201);
    assert_false(is_replay(first));

    clock_set(NOON + 5000);
    Answer again = keyed(METHOD_POST, CUSTOMERS, "{\"name\":\"B\"}", "\"k-1\"");
    assert_int_equal(again.status, 201);
    assert_true(is_replay(again));
    assert_str_equal(again.body, first.body);
    assert_str_equal(again.type, S("application/json"));
    assert_str_equal(header(again, "Location"), S("/api/customers/2"));
    assert_holds(get(CUSTOMERS), "\"total\":2");
}

TEST(a_bare_key_is_the_same_key)
{
    fresh();
    assert_int_equal(keyed(METHOD_POST, CUSTOMERS, "{\"name\":\"B\"}", "k-1").status, 201);
    assert_true(is_replay(keyed(METHOD_POST, CUSTOMERS, "{\"name\":\"B\"}", "\"k-1\"")));
}

TEST(another_body_under_the_same_key_is_refused)
{
    fresh();
    assert_int_equal(keyed(METHOD_POST, CUSTOMERS, "{\"name\":\"B\"}", "k").status, 201);
    Answer other = keyed(METHOD_POST, CUSTOMERS, "{\"name\":\"C\"}", "k");
    assert_int_equal(other.status, 422);
    assert_holds(other, "idempotency_key_reused");
    // White space is another body too: it is the bytes that are compared.
    assert_int_equal(keyed(METHOD_POST, CUSTOMERS, "{\"name\": \"B\"}", "k").status, 422);
    assert_holds(get(CUSTOMERS), "\"total\":2");
}

TEST(a_key_is_of_one_method_and_path)
{
    fresh();
    add_customer("B");
    const char *const body = "{\"type\":\"login\"}";
    assert_int_equal(keyed(METHOD_POST, EVENTS, body, "k").status, 201);
    assert_int_equal(keyed(METHOD_POST, "/api/customers/2/events", body, "k").status, 201);
    assert_false(is_replay(keyed(METHOD_POST, EVENTS "?a=1", body, "k")));
    assert_int_equal(events_of(1), 2);
    assert_int_equal(events_of(2), 1);
    assert_true(is_replay(keyed(METHOD_POST, EVENTS, body, "k")));
    assert_int_equal(events_of(1), 2);
}

TEST(an_event_without_an_id_counts_once_under_a_key)
{
    fresh();
    const char *const body = "{\"type\":\"api\",\"details\":{\"calls_count\":5}}";
    Answer first = keyed(METHOD_POST, EVENTS, body, "k");
    assert_int_equal(first.status, 201);
    for (int i = 0; i < 3; i++) {
        Answer again = keyed(METHOD_POST, EVENTS, body, "k");
        assert_int_equal(again.status, 201);
        assert_str_equal(again.body, first.body);
        assert_str_equal(header(again, "Location"), S(EVENTS));
    }
    assert_int_equal(events_of(1), 1);
    assert_holds(get("/api/customers/1/health"), "\"events_counted\":1");
}

TEST(an_event_that_was_known_is_a_duplicate_under_a_key_too)
{
    fresh();
    const char *const body =
        "{\"type\":\"login\",\"event_id\":\"e\",\"timestamp\":\"2026-11-20T09:30:00Z\"}";
    assert_int_equal(post(EVENTS, body).status, 201);
    for (int i = 0; i < 2; i++) {
        Answer again = keyed(METHOD_POST, EVENTS, body, "k");
        assert_int_equal(again.status, 200);
        assert_holds(again, "\"duplicate\":true");
        assert_int_equal(is_replay(again), i);
    }
    Answer clash = keyed(METHOD_POST, EVENTS, "{\"type\":\"api\",\"event_id\":\"e\"}", "j");
    assert_int_equal(clash.status, 409);
    assert_holds(clash, "id_conflict");
}

TEST(a_form_has_its_key_as_well)
{
    fresh();
    const Str form = S("type=login");
    for (int i = 0; i < 2; i++) {
        Answer answer = change_as(METHOD_POST, EVENTS, "application/x-www-form-urlencoded",
                                  form, KEY, S("k"));
        assert_int_equal(answer.status, 201);
        assert_int_equal(is_replay(answer), i);
    }
    assert_int_equal(events_of(1), 1);
}

TEST(what_was_refused_may_be_mended_and_sent_again)
{
    fresh();
    assert_int_equal(keyed(METHOD_POST, EVENTS, "{\"type\":\"invoice\"}", "k").status, 422);
    assert_int_equal(keyed(METHOD_POST, EVENTS, "{", "k").status, 422);
    assert_int_equal(
        keyed(METHOD_POST, "/api/customers/9/events", "{\"type\":\"login\"}", "k").status,
        404);
    Answer good = keyed(METHOD_POST, EVENTS, "{\"type\":\"login\"}", "k");
    assert_int_equal(good.status, 201);
    assert_false(is_replay(good));
    assert_int_equal(app->at_work.count, 0);
}

TEST(a_conflict_is_not_kept)
{
    fresh();
    const char *const body = "{\"name\":\"B\",\"external_id\":\"x\"}";
    assert_int_equal(post(CUSTOMERS, body).status, 201);
    Answer taken = keyed(METHOD_POST, CUSTOMERS, body, "k");
    assert_int_equal(taken.status, 409);
    assert_holds(taken, "another customer with this external_id");
    assert_int_equal(change(METHOD_DELETE, "/api/customers/2", NULL).status, 200);
    assert_int_equal(keyed(METHOD_POST, CUSTOMERS, body, "k").status, 201);
}

TEST(a_key_that_is_none_is_refused_before_anything_else)
{
    fresh();
    Answer answer = keyed(METHOD_POST, EVENTS, "{\"type\":\"login\"}", "a,b");
    assert_int_equal(answer.status, 400);
    assert_holds(answer, "Idempotency-Key should be");
    assert_int_equal(keyed(METHOD_POST, "/api/customers/x/events", "{", "").status, 400);
    assert_int_equal(events_of(1), 0);
}

TEST(while_a_request_runs_its_key_is_refused)
{
    fresh();
    const char *const body = "{\"type\":\"login\"}";
    visit_hold();
    Visit *first = visit_begin(METHOD_POST, EVENTS, body, KEY, S("k"));
    Answer early = keyed(METHOD_POST, EVENTS, body, "k");
    assert_int_equal(early.status, 409);
    assert_str_equal(header(early, "Retry-After"), S("1"));
    assert_holds(early, "still being worked on");
    Visit *other = visit_begin(METHOD_POST, EVENTS, body, KEY, S("another"));
    visit_release();
    assert_int_equal(visit_end(first).status, 201);
    assert_int_equal(visit_end(other).status, 201);

    assert_true(is_replay(keyed(METHOD_POST, EVENTS, body, "k")));
    assert_int_equal(events_of(1), 2);
}

static Err be_busy_once(__attribute__((unused)) Store *store, void *context)
{
    int *times = context;
    return (*times)++ ? OK : ERR_BUSY;
}

TEST(an_answer_that_is_made_twice_is_told_once)
{
    fresh();
    int times = 0;
    visit_hold();
    Visit *made = visit_begin(METHOD_POST, CUSTOMERS, "{\"name\":\"B\"}", KEY, S("k"));
    Visit *put = visit_begin(METHOD_PUT, "/api/customers/by-external-id/x",
                             "{\"name\":\"X\"}", KEY, S("k"));
    Receipt receipt = visit_receipt();
    assert_int_equal(ingest_act(app->service, be_busy_once, &times, receipt), OK);
    visit_release();
    assert_int_equal(visit_told(receipt), OK);
    assert_int_equal(times, 2);

    Answer first = visit_end(made), second = visit_end(put);
    assert_int_equal(first.status, 201);
    assert_int_equal(first.reply->headers, 1);
    assert_str_equal(header(first, "Location"), S("/api/customers/2"));
    assert_holds(first, "{\"id\":2,\"external_id\":null,\"name\":\"B\",");
    assert_int_equal(second.status, 201);
    assert_holds(second, "{\"id\":3,\"external_id\":\"x\",\"name\":\"X\",");
    Answer again = keyed(METHOD_POST, CUSTOMERS, "{\"name\":\"B\"}", "k");
    assert_str_equal(again.body, first.body);
    assert_holds(get(CUSTOMERS), "\"total\":3");
}

// What is read of the customer takes more memory the second time: enough to lie where the
// first answer was written, and not so much that it lies behind it.
enum { MORE = 150 };

static Err grow_at_last(Store *store, void *context)
{
    int *times = context;
    if ((*times)++ == 0) return OK;
    CustomerRow row;
    Err err = store_customer(store, memory(), 1, clock_today(), &row);
    if (err) return err;
    char *traits = arena_new(memory(), char, MORE + 1);
    memset(traits, 'x', MORE);
    row.customer.traits = str_format(memory(), "{\"a\":\"%s\"}", traits);
    return store_put_customer(store, &row.customer);
}

TEST(an_answer_that_is_made_anew_is_whole)
{
    fresh();
    int grown = 0, times = 0;
    visit_hold();
    Receipt growing = visit_receipt(), busy = visit_receipt();
    assert_int_equal(ingest_act(app->service, grow_at_last, &grown, growing), OK);
    Visit *patch =
        visit_begin(METHOD_PATCH, "/api/customers/1", "{\"owner\":\"Sam\"}", KEY, S("k"));
    assert_int_equal(ingest_act(app->service, be_busy_once, &times, busy), OK);
    visit_release();
    assert_int_equal(visit_told(growing), OK);
    assert_int_equal(visit_told(busy), OK);
    assert_int_equal(grown, 2);

    Answer answer = visit_end(patch);
    assert_int_equal(answer.status, 200);
    Str shown = get("/api/customers/1").body;
    size_t same = answer.body.length - 1;  // then GET says more
    assert_str_equal(str_until(shown, same), str_until(answer.body, same));
}

TEST(a_key_is_good_for_24_hours)
{
    fresh();
    const char *const body = "{\"type\":\"login\"}";
    assert_int_equal(keyed(METHOD_POST, EVENTS, body, "k").status, 201);
    clock_set(NOON + ((Millis)24 * 3600 - 1) * 1000);
    assert_true(is_replay(keyed(METHOD_POST, EVENTS, body, "k")));
    clock_set(NOON + ((Millis)24 * 3600 + 1) * 1000);
    Answer late = keyed(METHOD_POST, EVENTS, body, "k");
    assert_int_equal(late.status, 201);
    assert_false(is_replay(late));
    assert_int_equal(events_of(1), 2);
}

// Every write there is, each answered the same when it comes again under its key.
static const struct {
    Method method;
    const char *target;
    const char *body;
    int status;
} writes[] = {
    {METHOD_POST, "/api/customers", "{\"name\":\"C\"}", 201},
    {METHOD_PUT, "/api/customers/by-external-id/x", "{\"name\":\"X\"}", 201},
    {METHOD_PATCH, "/api/customers/1", "{\"owner\":\"Maya\"}", 200},
    {METHOD_POST, "/api/customers/1/aliases", "{\"value\":\"acme\"}", 201},
    {METHOD_DELETE, "/api/customers/1/aliases?value=acme", NULL, 200},
    {METHOD_POST, "/api/customers/1/events", "{\"type\":\"login\",\"event_id\":\"e\"}",
     201},
    {METHOD_DELETE, "/api/customers/1/events/e", NULL, 200},
    {METHOD_POST, "/api/customers/1/merge", "{\"from\":2}", 200},
    {METHOD_DELETE, "/api/customers/1", NULL, 200},
};

TEST(every_write_is_answered_the_same_again)
{
    fresh();
    add_customer("B");
    for (size_t i = 0; i < sizeof writes / sizeof *writes; i++) {
        Answer first = keyed(writes[i].method, writes[i].target, writes[i].body, "k");
        if (first.status != writes[i].status) print_error("%s\n", writes[i].target);
        assert_int_equal(first.status, writes[i].status);
        assert_false(is_replay(first));
        Answer again = keyed(writes[i].method, writes[i].target, writes[i].body, "k");
        assert_int_equal(again.status, writes[i].status);
        assert_true(is_replay(again));
        assert_str_equal(again.body, first.body);
        assert_str_equal(header(again, "Location"), header(first, "Location"));
    }
    assert_int_equal(app->at_work.count, 0);
}
