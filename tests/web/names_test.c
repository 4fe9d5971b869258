#include "memory.h"
#include "visit.h"

#include <string.h>

#define ALIASES "/api/customers/1/aliases"
#define MERGE "/api/customers/1/merge"
#define TEXT(...) str_z(memory(), str_format(memory(), __VA_ARGS__))

static void fresh(void)
{
    visit_new();
    assert_int_equal(
        post("/api/customers", "{\"name\":\"Acme\",\"external_id\":\"a\"}").status, 201);
    assert_int_equal(
        post("/api/customers", "{\"name\":\"Beta\",\"external_id\":\"b\"}").status, 201);
}

// --- aliases -------------------------------------------------------------

TEST(another_name_is_added_shown_and_taken_away)
{
    fresh();
    assert_holds(get("/api/customers/1"), "\"external_ids\":[]");
    Answer added = post(ALIASES, "{\"source\":\"stripe\",\"value\":\"cus_1\"}");
    assert_int_equal(added.status, 201);
    assert_str_equal(added.body,
                     S("{\"customer_id\":1,\"source\":\"stripe\",\"value\":\"cus_1\"}"));
    assert_int_equal(post(ALIASES, "{\"value\":\"acme\"}").status, 201);
    assert_holds(get("/api/customers/1"),
                 "\"external_ids\":[{\"source\":null,\"value\":\"acme\"},"
                 "{\"source\":\"stripe\",\"value\":\"cus_1\"}]");

    Answer gone = change(METHOD_DELETE, ALIASES "?source=stripe&value=cus_1", NULL);
    assert_int_equal(gone.status, 200);
    assert_str_equal(gone.body, S("{\"customer_id\":1,\"source\":\"stripe\","
                                  "\"value\":\"cus_1\",\"removed\":true}"));
    assert_int_equal(change(METHOD_DELETE, ALIASES "?source=&value=acme", NULL).status,
                     200);
    assert_holds(get("/api/customers/1"), "\"external_ids\":[]");
}

TEST(a_name_once_more_is_no_change)
{
    fresh();
    for (int i = 0; i < 2; i++)
        assert_int_equal(post(ALIASES, "{\"value\":\"acme\"}").status, 201);
    assert_holds(get("/api/customers/1"),
                 "\"external_ids\":[{\"source\":null,\"value\":\"acme\"}]");
}

TEST(a_name_of_another_customer_is_refused)
{
    fresh();
    assert_int_equal(post(ALIASES, "{\"source\":\"s\",\"value\":\"x\"}").status, 201);
    Answer taken = post("/api/customers/2/aliases", "{\"source\":\"s\",\"value\":\"x\"}");
    assert_int_equal(taken.status, 409);
    assert_holds(taken, "\"pointer\":\"/value\"");
    assert_int_equal(
        post("/api/customers/2/aliases", "{\"source\":\"t\",\"value\":\"x\"}").status, 201);
}

TEST(a_name_that_is_not_there_cannot_be_taken_away)
{
    fresh();
    assert_int_equal(post(ALIASES, "{\"source\":\"s\",\"value\":\"x\"}").status, 201);
    Answer answer = change(METHOD_DELETE, ALIASES "?value=x", NULL);
    assert_int_equal(answer.status, 404);
    assert_holds(answer, "This customer has no such name");
    assert_int_equal(
        change(METHOD_DELETE, "/api/customers/2/aliases?source=s&value=x", NULL).status,
        404);
    assert_holds(get("/api/customers/1"), "\"value\":\"x\"");
}

TEST(bad_names_are_refused_with_their_pointers)
{
    fresh();
    char id[257] = {0};
    memset(id, 'i', 256);
    const struct {
        const char *body, *holds;
    } refusals[] = {
        {"{}", "Missing required fields: value"},
        {"{\"value\":null}", "\"pointer\":\"/value\""},
        {"{\"value\":\"\"}", "\"pointer\":\"/value\""},
        {"{\"value\":\"a\\nb\"}", "\"pointer\":\"/value\""},
        {"{\"value\":[1]}", "\"pointer\":\"/value\""},
        {"{\"value\":\"x\",\"source\":{}}", "\"pointer\":\"/source\""},
        {"{\"value\":\"x\",\"source\":\"\\u0000\"}", "\"pointer\":\"/source\""},
        {"{\"value\":\"x\",\"sauce\":\"s\"}", "\"pointer\":\"/sauce\""},
        {"{", "json_invalid"},
        {"[]", "dict_type"},
    };
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        Answer answer = post(ALIASES, refusals[i].body);
        if (answer.status != 422) print_error("%s\n", refusals[i].body);
        assert_int_equal(answer.status, 422);
        assert_holds(answer, refusals[i].holds);
    }
    assert_int_equal(post(ALIASES, TEXT("{\"value\":\"%s\"}", id)).status, 422);
    assert_int_equal(change(METHOD_DELETE, ALIASES, NULL).status, 422);
    assert_int_equal(change(METHOD_DELETE, ALIASES "?value=", NULL).status, 422);
    assert_int_equal(change(METHOD_DELETE, ALIASES "?value=%00", NULL).status, 400);
    assert_int_equal(change(METHOD_DELETE, ALIASES "?value=a%0Ab", NULL).status, 422);
    assert_int_equal(
        change(METHOD_DELETE, TEXT(ALIASES "?value=x&source=%s", id), NULL).status, 422);
    assert_holds(get("/api/customers/1"), "\"external_ids\":[]");
}

TEST(who_is_called_so_by_nobody_in_particular_is_replaced_by_that_name)
{
    fresh();
    assert_int_equal(post(ALIASES, "{\"value\":\"acme\"}").status, 201);
    Answer answer =
        change(METHOD_PUT, "/api/customers/by-external-id/acme", "{\"name\":\"Acme 2\"}");
    assert_int_equal(answer.status, 200);
    assert_holds(answer, "\"id\":1,\"external_id\":\"a\",\"name\":\"Acme 2\"");
}

// --- merging -------------------------------------------------------------

static void send(int customer, const char *id)
{
    Str target = str_format(memory(), "/api/customers/%d/events", customer);
    Str body = str_format(memory(), "{\"type\":\"login\",\"event_id\":\"%s\"}", id);
    assert_int_equal(post(str_z(memory(), target), str_z(memory(), body)).status, 201);
}

TEST(two_customers_become_one)
{
    fresh();
    send(1, "e-1");
    send(2, "e-2");
    Answer answer = post(MERGE, "{\"from\":2}");
    assert_int_equal(answer.status, 200);
    assert_str_equal(answer.body, S("{\"merged\":true,\"customer_id\":1,\"from\":2}"));
    assert_int_equal(events_of(1), 2);
    assert_holds(get("/api/customers/1"), "\"name\":\"Acme\"");
    assert_holds(get("/api/customers/1"), "{\"source\":null,\"value\":\"b\"}");
    assert_holds(get("/api/customers"), "\"total\":1");
    assert_holds(get("/api/customers/1/health"), "\"events_counted\":2");
}

TEST(who_asks_for_the_one_that_is_gone_is_sent_on)
{
    fresh();
    assert_int_equal(post(MERGE, "{\"from\":2}").status, 200);
    const char *const moved[][2] = {
        {"/api/customers/2", "/api/customers/1"},
        {"/api/customers/2?a=b", "/api/customers/1?a=b"},
        {"/api/customers/2/health?scorecard=original",
         "/api/customers/1/health?scorecard=original"},
        {"/api/customers/2/events?type=login", "/api/customers/1/events?type=login"},
    };
    for (size_t i = 0; i < sizeof moved / sizeof *moved; i++) {
        Answer answer = get(moved[i][0]);
        assert_int_equal(answer.status, 308);
        assert_str_equal(header(answer, "Location"), str_of(moved[i][1]));
        assert_int_equal(get_page(moved[i][0]).status, 308);
    }
}

TEST(what_is_still_sent_to_the_one_that_is_gone_is_not_lost)
{
    fresh();
    send(2, "e-2");
    assert_int_equal(post(MERGE, "{\"from\":2}").status, 200);
    Answer again =
        post("/api/customers/2/events", "{\"type\":\"login\",\"event_id\":\"e-2\"}");
    assert_int_equal(again.status, 200);
    assert_holds(again, "\"customer_id\":1");
    assert_holds(again, "\"duplicate\":true");
    Answer more = post("/api/customers/2/events", "{\"type\":\"login\"}");
    assert_int_equal(more.status, 201);
    assert_str_equal(header(more, "Location"), S("/api/customers/1/events"));
    assert_int_equal(events_of(1), 2);
}

TEST(a_change_of_the_one_that_is_gone_is_told_where_it_went)
{
    fresh();
    assert_int_equal(post(MERGE, "{\"from\":2}").status, 200);
    const char *const told = "Customer not found: 2 was merged into /api/customers/1";
    Answer answer = change(METHOD_PATCH, "/api/customers/2", "{\"owner\":\"Sam\"}");
    assert_int_equal(answer.status, 404);
    assert_holds(answer, told);
    answer = change(METHOD_DELETE, "/api/customers/2", NULL);
    assert_int_equal(answer.status, 404);
    assert_holds(answer, told);
    answer = post("/api/customers/2/merge", "{\"from\":1}");
    assert_int_equal(answer.status, 404);
    assert_holds(answer, told);
}

TEST(the_name_of_the_one_that_is_gone_leads_on)
{
    fresh();
    assert_int_equal(post(MERGE, "{\"from\":2}").status, 200);
    Answer answer =
        change(METHOD_PUT, "/api/customers/by-external-id/b", "{\"name\":\"Both\"}");
    assert_int_equal(answer.status, 200);
    assert_holds(answer, "\"id\":1,\"external_id\":\"a\",\"name\":\"Both\"");
    assert_holds(get("/api/customers"), "\"total\":1");
}

TEST(merging_once_more_is_no_change)
{
    fresh();
    for (int i = 0; i < 2; i++) {
        Answer answer = post(MERGE, "{\"from\":2}");
        assert_int_equal(answer.status, 200);
        assert_str_equal(answer.body, S("{\"merged\":true,\"customer_id\":1,\"from\":2}"));
    }
}

TEST(what_cannot_be_merged_is_refused)
{
    fresh();
    assert_int_equal(add_customer("C"), 3);
    const struct {
        const char *body, *holds;
    } refusals[] = {
        {"{}", "Missing required fields: from"},
        {"{\"from\":1}", "cannot be merged with itself"},
        {"{\"from\":9}", "There is no customer with this id"},
        {"{\"from\":0}", "There is no customer with this id"},
        {"{\"from\":-2}", "There is no customer with this id"},
        {"{\"from\":9223372036854775807}", "There is no customer with this id"},
        {"{\"from\":1e30}", "\"pointer\":\"/from\""},
        {"{\"from\":2.5}", "\"pointer\":\"/from\""},
        {"{\"from\":\"2\"}", "\"pointer\":\"/from\""},
        {"{\"from\":2,\"into\":1}", "\"pointer\":\"/into\""},
        {"{", "json_invalid"},
        {"[2]", "dict_type"},
    };
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        Answer answer = post(MERGE, refusals[i].body);
        if (answer.status != 422) print_error("%s\n", refusals[i].body);
        assert_int_equal(answer.status, 422);
        assert_holds(answer, refusals[i].holds);
    }
    assert_int_equal(post("/api/customers/3/merge", "{\"from\":2}").status, 200);
    Answer other = post(MERGE, "{\"from\":2}");
    assert_int_equal(other.status, 422);
    assert_holds(other, "It was merged into customer 3 already");
    assert_holds(get("/api/customers"), "\"total\":2");
}

// --- erasing -------------------------------------------------------------

TEST(who_is_erased_leaves_a_receipt_and_nothing_else)
{
    fresh();
    send(1, "e-1");
    send(1, "e-2");
    assert_int_equal(post(ALIASES, "{\"value\":\"acme\"}").status, 201);
    Answer answer = change(METHOD_DELETE, "/api/customers/1", NULL);
    assert_int_equal(answer.status, 200);
    assert_str_equal(answer.body, S("{\"erased\":true,\"customer_id\":1,\"events\":2,"
                                    "\"at\":\"2026-11-22T12:00:00Z\"}"));
    assert_int_equal(get("/api/customers/1").status, 404);
    assert_int_equal(get("/api/customers/1/events").status, 404);
    assert_holds(get("/api/customers"), "\"total\":1");
    assert_int_equal(change(METHOD_DELETE, "/api/customers/1", NULL).status, 404);
    // Its names are free, and its id is not given again.
    Answer made =
        change(METHOD_PUT, "/api/customers/by-external-id/acme", "{\"name\":\"New\"}");
    assert_int_equal(made.status, 201);
    assert_holds(made, "\"id\":3");
}

TEST(events_for_who_was_there_and_is_erased_are_refused)
{
    fresh();
    send(1, "e-1");
    assert_int_equal(change(METHOD_DELETE, "/api/customers/1", NULL).status, 200);
    assert_int_equal(post("/api/customers/1/events", "{\"type\":\"login\"}").status, 404);
    Answer many = post("/api/events", "[{\"customer_id\":1,\"type\":\"login\"}]");
    assert_int_equal(many.status, 422);
    assert_holds(many, "\"rejected\"");
}

TEST(who_had_taken_in_another_is_erased_with_it)
{
    fresh();
    assert_int_equal(post(MERGE, "{\"from\":2}").status, 200);
    assert_int_equal(change(METHOD_DELETE, "/api/customers/1", NULL).status, 200);
    assert_int_equal(get("/api/customers/2").status, 404);
    assert_holds(get("/api/customers"), "\"total\":0");
}
