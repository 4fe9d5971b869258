#include "memory.h"
#include "visit.h"

#include <string.h>

#define ACME "/api/customers/1"
#define BY_X "/api/customers/by-external-id/x"
#define TEXT(...) str_z(memory(), str_format(memory(), __VA_ARGS__))

static void fresh(void)
{
    visit_new();
    Answer made =
        post("/api/customers",
             "{\"name\":\"Acme\",\"external_id\":\"a-1\",\"email\":\"a@b.example\","
             "\"segment\":\"SMB\",\"plan\":\"Pro\",\"owner\":\"Maya\",\"mrr\":"
             "\"420.50\",\"currency\":\"EUR\",\"seats\":5,\"renews_on\":"
             "\"2027-01-31\",\"traits\":{\"a\":[1]}}");
    assert_int_equal(made.status, 201);
}

static Answer patch(const char *json)
{
    return change(METHOD_PATCH, ACME, json);
}

// --- PATCH ---------------------------------------------------------------

TEST(only_what_is_given_changes)
{
    fresh();
    Answer answer = patch("{\"owner\":\"Sam\"}");
    assert_int_equal(answer.status, 200);
    const char *const rest[] = {
        "\"id\":1",
        "\"external_id\":\"a-1\"",
        "\"name\":\"Acme\"",
        "\"segment\":\"SMB\"",
        "\"plan\":\"Pro\"",
        "\"owner\":\"Sam\"",
        "\"mrr\":\"420.50\"",
        "\"currency\":\"EUR\"",
        "\"seats\":5",
        "\"lifecycle\":\"active\"",
        "\"renews_on\":\"2027-01-31\"",
        "\"traits\":{\"a\":[1]}",
        "\"email\":\"a@b.example\"",
        "\"created_at\":\"2026-11-22T12:00:00Z\"",
        "\"health\":{\"health_score\":null",
    };
    for (size_t i = 0; i < sizeof rest / sizeof *rest; i++) {
        assert_holds(answer, rest[i]);
        assert_holds(get(ACME), rest[i]);
    }
}

TEST(every_attribute_can_be_changed)
{
    fresh();
    const char *const members[] = {
        "\"name\":\"Beta\"",
        "\"external_id\":\"b-2\"",
        "\"email\":\"x@y.example\"",
        "\"segment\":\"Mid\"",
        "\"plan\":\"Free\"",
        "\"owner\":\"Kim\"",
        "\"lifecycle\":\"trial\"",
        "\"seats\":6",
        "\"renews_on\":\"2028-02-29\"",
        "\"traits\":{\"b\":2}",
    };
    for (size_t i = 0; i < sizeof members / sizeof *members; i++)
        assert_int_equal(patch(TEXT("{%s}", members[i])).status, 200);
    for (size_t i = 0; i < sizeof members / sizeof *members; i++)
        assert_holds(get(ACME), members[i]);
}

TEST(null_empties_what_can_be_empty)
{
    fresh();
    Answer answer = patch("{\"external_id\":null,\"email\":null,\"segment\":null,"
                          "\"plan\":null,\"owner\":null,\"renews_on\":null,"
                          "\"traits\":null}");
    assert_int_equal(answer.status, 200);
    assert_holds(answer, "\"external_id\":null,\"name\":\"Acme\",\"email\":null,"
                         "\"segment\":null,\"plan\":null,\"owner\":null,"
                         "\"mrr\":\"420.50\"");
    assert_holds(answer, "\"renews_on\":null");
    assert_holds(answer, "\"traits\":{}");
    assert_holds(get(ACME), "\"external_id\":null");
    // The name is free again.
    assert_int_equal(
        post("/api/customers", "{\"name\":\"B\",\"external_id\":\"a-1\"}").status, 201);
}

TEST(null_is_refused_where_nothing_can_be_empty)
{
    fresh();
    Answer answer = patch("{\"name\":null,\"lifecycle\":null,\"currency\":null,"
                          "\"mrr\":null,\"seats\":null,\"owner\":\"Sam\"}");
    assert_int_equal(answer.status, 422);
    const char *const pointers[] = {"/name", "/lifecycle", "/currency", "/mrr", "/seats"};
    for (size_t i = 0; i < sizeof pointers / sizeof *pointers; i++)
        assert_holds(answer, TEXT("\"pointer\":\"%s\"", pointers[i]));
    assert_lacks(answer, "\"pointer\":\"/owner\"");
    assert_holds(get(ACME), "\"owner\":\"Maya\"");
}

TEST(all_faults_of_a_patch_are_told_at_once)
{
    fresh();
    Answer answer =
        patch("{\"id\":7,\"health\":{},\"colour\":\"red\",\"name\":\" \","
              "\"email\":5,\"seats\":-1,\"mrr\":\"x\",\"renews_on\":\"soon\","
              "\"external_id\":\"a\\u0007\",\"traits\":[],\"currency\":\"euro\"}");
    assert_int_equal(answer.status, 422);
    const char *const pointers[] = {"/id",          "/health", "/colour",  "/name",
                                    "/email",       "/seats",  "/mrr",     "/renews_on",
                                    "/external_id", "/traits", "/currency"};
    for (size_t i = 0; i < sizeof pointers / sizeof *pointers; i++)
        assert_holds(answer, TEXT("\"pointer\":\"%s\"", pointers[i]));
}

TEST(an_amount_and_its_currency_change_together)
{
    fresh();
    Answer alone = patch("{\"currency\":\"JPY\"}");
    assert_int_equal(alone.status, 422);
    assert_holds(alone, "\"pointer\":\"/mrr\"");
    assert_int_equal(patch("{\"currency\":\"EUR\"}").status, 200);
    assert_int_equal(patch("{\"mrr\":\"99.995\"}").status, 422);
    assert_holds(patch("{\"mrr\":\"99.99\"}"), "\"mrr\":\"99.99\",\"currency\":\"EUR\"");
    assert_holds(patch("{\"mrr\":5000,\"currency\":\"JPY\"}"),
                 "\"mrr\":\"5000\",\"currency\":\"JPY\"");
    assert_int_equal(patch("{\"mrr\":0}").status, 200);
    assert_holds(patch("{\"currency\":\"USD\"}"), "\"mrr\":\"0.00\",\"currency\":\"USD\"");
}

TEST(an_empty_patch_changes_nothing)
{
    fresh();
    Answer before = get(ACME);
    assert_int_equal(patch("{}").status, 200);
    assert_str_equal(get(ACME).body, before.body);
}

TEST(an_external_id_is_not_taken_from_another)
{
    fresh();
    assert_int_equal(add_customer("B"), 2);
    Answer answer = change(METHOD_PATCH, "/api/customers/2", "{\"external_id\":\"a-1\"}");
    assert_int_equal(answer.status, 409);
    assert_holds(answer, "\"pointer\":\"/external_id\"");
    assert_int_equal(patch("{\"external_id\":\"a-1\"}").status, 200);
}

TEST(two_patches_of_two_fields_at_once_keep_both)
{
    fresh();
    visit_hold();
    Visit *owner = visit_begin(METHOD_PATCH, ACME, "{\"owner\":\"Sam\"}", NULL, S(""));
    Visit *plan = visit_begin(METHOD_PATCH, ACME, "{\"plan\":\"Free\"}", NULL, S(""));
    Visit *mrr = visit_begin(METHOD_PATCH, ACME, "{\"mrr\":\"7\"}", NULL, S(""));
    visit_release();
    assert_int_equal(visit_end(owner).status, 200);
    assert_int_equal(visit_end(plan).status, 200);
    Answer last = visit_end(mrr);
    assert_holds(last, "\"plan\":\"Free\",\"owner\":\"Sam\",\"mrr\":\"7.00\"");
    assert_holds(get(ACME), "\"plan\":\"Free\",\"owner\":\"Sam\",\"mrr\":\"7.00\"");
}

TEST(the_health_in_the_answer_is_of_this_moment)
{
    fresh();
    assert_int_equal(post(ACME "/events", "{\"type\":\"login\"}").status, 201);
    Answer answer = patch("{\"owner\":\"Sam\"}");
    assert_holds(answer, "\"status\":\"scored\"");
    assert_holds(answer, "\"last_seen_at\":\"2026-11-22T12:00:00Z\"");
}

// --- If-Match ------------------------------------------------------------

static Str tag_of(const char *target)
{
    return header(get(target), "ETag");
}

static Answer patch_if(const char *json, Str tag)
{
    return change_with(METHOD_PATCH, ACME, json, "If-Match", tag);
}

TEST(a_patch_of_what_was_seen_is_made)
{
    fresh();
    Str tag = tag_of(ACME);
    assert_true(tag.length > 0);
    assert_int_equal(patch_if("{\"owner\":\"Sam\"}", tag).status, 200);
    Answer late = patch_if("{\"plan\":\"Free\"}", tag);
    assert_int_equal(late.status, 412);
    assert_holds(late, "read it again");
    assert_holds(get(ACME), "\"plan\":\"Pro\",\"owner\":\"Sam\"");
    assert_int_equal(patch_if("{\"plan\":\"Free\"}", tag_of(ACME)).status, 200);
    assert_int_equal(patch_if("{\"plan\":\"Pro\"}", S("*")).status, 200);
}

TEST(an_event_in_between_hinders_no_patch_but_is_another_answer)
{
    fresh();
    Str tag = tag_of(ACME);
    assert_int_equal(post(ACME "/events", "{\"type\":\"login\"}").status, 201);
    assert_false(str_equal(tag, tag_of(ACME)));
    assert_int_equal(patch_if("{\"owner\":\"Sam\"}", tag).status, 200);
}

TEST(of_two_patches_at_once_of_what_was_seen_one_is_made)
{
    fresh();
    Str tag = tag_of(ACME);
    visit_hold();
    Visit *first = visit_begin(METHOD_PATCH, ACME, "{\"owner\":\"Sam\"}", "If-Match", tag);
    Visit *second = visit_begin(METHOD_PATCH, ACME, "{\"owner\":\"Kim\"}", "If-Match", tag);
    visit_release();
    assert_int_equal(visit_end(first).status, 200);
    assert_int_equal(visit_end(second).status, 412);
    assert_holds(get(ACME), "\"owner\":\"Sam\"");
}

TEST(a_tag_that_is_none_is_refused)
{
    fresh();
    Str tag = tag_of(ACME);
    const char *const json = "{\"owner\":\"Sam\"}";
    assert_int_equal(patch_if(json, S("abc")).status, 400);
    assert_int_equal(patch_if(json, S("\"")).status, 400);
    assert_int_equal(patch_if(json, str_format(memory(), "%.*s, \"b\"", STR(tag))).status,
                     400);
    assert_int_equal(patch_if(json, S("\"abc\"")).status, 412);
    assert_int_equal(patch_if(json, S("\"0000000000000000-0000000000000000\"")).status,
                     412);
    assert_int_equal(patch_if(json, S("\"zzzzzzzzzzzzzzzz-0000000000000000\"")).status,
                     412);
    assert_holds(get(ACME), "\"owner\":\"Maya\"");
    // As it is when the answer was compressed, here or by a proxy on its way.
    assert_int_equal(patch_if(json, str_format(memory(), "W/%.*s", STR(tag))).status, 200);
    tag = tag_of(ACME);
    tag = str_format(memory(), "%.*s-gz\"", STR(str_until(tag, tag.length - 1)));
    assert_int_equal(patch_if(json, tag).status, 200);
}

TEST(a_replacement_and_an_erasure_mind_if_match_too)
{
    fresh();
    Str tag = tag_of(ACME);
    assert_int_equal(patch("{\"owner\":\"Sam\"}").status, 200);
    const char *const by_a = "/api/customers/by-external-id/a-1";
    assert_int_equal(
        change_with(METHOD_PUT, by_a, "{\"name\":\"B\"}", "If-Match", tag).status, 412);
    assert_int_equal(change_with(METHOD_DELETE, ACME, NULL, "If-Match", tag).status, 412);
    assert_int_equal(
        change_with(METHOD_PUT, BY_X, "{\"name\":\"B\"}", "If-Match", S("*")).status, 412);
    assert_int_equal(
        change_with(METHOD_PUT, by_a, "{\"name\":\"B\"}", "If-Match", S("*")).status, 200);
    assert_int_equal(
        change_with(METHOD_DELETE, ACME, NULL, "If-Match", tag_of(ACME)).status, 200);
    assert_holds(get("/api/customers"), "\"total\":0");
}

// --- PUT -----------------------------------------------------------------

TEST(a_customer_is_made_under_its_external_id_or_replaced)
{
    fresh();
    Answer made = change(METHOD_PUT, BY_X, "{\"name\":\"X\",\"owner\":\"Sam\"}");
    assert_int_equal(made.status, 201);
    assert_str_equal(header(made, "Location"), S("/api/customers/2"));
    assert_holds(made, "\"external_id\":\"x\",\"name\":\"X\"");

    clock_set(NOON + 60000);
    Answer again = change(METHOD_PUT, BY_X, "{\"name\":\"Y\",\"external_id\":\"x\"}");
    assert_int_equal(again.status, 200);
    assert_int_equal(header(again, "Location").length, 0);
    assert_holds(again, "\"id\":2,\"external_id\":\"x\",\"name\":\"Y\"");
    assert_holds(again, "\"owner\":null");
    assert_holds(again, "\"created_at\":\"2026-11-22T12:00:00Z\"");
    assert_holds(get("/api/customers/2"), "\"name\":\"Y\"");
    assert_holds(get("/api/customers"), "\"total\":2");
}

TEST(the_events_of_who_is_replaced_stay)
{
    fresh();
    assert_int_equal(post(ACME "/events", "{\"type\":\"login\"}").status, 201);
    Answer answer =
        change(METHOD_PUT, "/api/customers/by-external-id/a-1", "{\"name\":\"Acme 2\"}");
    assert_int_equal(answer.status, 200);
    assert_holds(answer, "\"status\":\"scored\"");
    assert_int_equal(events_of(1), 1);
}

TEST(an_external_id_in_the_path_may_hold_anything_an_id_may)
{
    fresh();
    Answer made = change(METHOD_PUT, "/api/customers/by-external-id/a%2Fb%20%C3%A9%3F",
                         "{\"name\":\"X\"}");
    assert_int_equal(made.status, 201);
    assert_holds(made, "\"external_id\":\"a/b \xc3\xa9?\"");
    char id[300] = {0};
    memset(id, 'i', 255);
    assert_int_equal(
        change(METHOD_PUT, TEXT("/api/customers/by-external-id/%s", id), "{\"name\":\"X\"}")
            .status,
        201);
    memset(id, 'i', 256);
    Answer answer = change(METHOD_PUT, TEXT("/api/customers/by-external-id/%s", id),
                           "{\"name\":\"X\"}");
    assert_int_equal(answer.status, 422);
    assert_holds(answer, "[\"path\",\"external_id\"]");
    assert_int_equal(
        change(METHOD_PUT, "/api/customers/by-external-id/a%0Ab", "{\"name\":\"X\"}")
            .status,
        422);
}

TEST(a_bad_replacement_is_refused)
{
    fresh();
    assert_int_equal(change(METHOD_PUT, BY_X, "{").status, 422);
    assert_int_equal(change(METHOD_PUT, BY_X, "[]").status, 422);
    Answer answer = change(METHOD_PUT, BY_X, "{\"colour\":\"red\",\"seats\":\"many\"}");
    assert_int_equal(answer.status, 422);
    assert_holds(answer, "Missing required fields: name");
    assert_holds(answer, "\"pointer\":\"/colour\"");
    assert_holds(answer, "\"pointer\":\"/seats\"");
    answer = change(METHOD_PUT, BY_X, "{\"name\":\"X\",\"external_id\":\"y\"}");
    assert_int_equal(answer.status, 422);
    assert_holds(answer, "\"pointer\":\"/external_id\"");
    assert_int_equal(change(METHOD_POST, BY_X, "{\"name\":\"X\"}").status, 405);
    assert_holds(get("/api/customers"), "\"total\":1");
}

// --- who is not there ----------------------------------------------------

TEST(a_change_of_nobody_is_not_found)
{
    fresh();
    const struct {
        Method method;
        const char *target, *body;
    } changes[] = {
        {METHOD_PATCH, "/api/customers/9", "{\"owner\":\"Sam\"}"},
        {METHOD_PATCH, "/api/customers/0", "{\"colour\":\"red\"}"},
        {METHOD_PATCH, "/api/customers/-1", "{}"},
        {METHOD_PATCH, "/api/customers/99999999999999999999", "{}"},
        {METHOD_DELETE, "/api/customers/9", NULL},
        {METHOD_DELETE, "/api/customers/9223372036854775807", NULL},
        {METHOD_POST, "/api/customers/9/aliases", "{\"value\":\"x\"}"},
        {METHOD_DELETE, "/api/customers/9/aliases?value=x", NULL},
        {METHOD_POST, "/api/customers/9/merge", "{\"from\":1}"},
        {METHOD_DELETE, "/api/customers/9/events/e", NULL},
    };
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        Answer answer = change(changes[i].method, changes[i].target, changes[i].body);
        if (answer.status != 404) print_error("%s\n", changes[i].target);
        assert_int_equal(answer.status, 404);
        assert_holds(answer, "\"detail\":\"Customer not found\"");
    }
    assert_int_equal(change(METHOD_PATCH, "/api/customers/x", "{}").status, 422);
    assert_int_equal(change(METHOD_DELETE, "/api/customers/1.5", NULL).status, 422);
    assert_int_equal(change(METHOD_PATCH, "/api/customers/9", "{").status, 422);
}
