#include "look.h"

#include "../memory.h"

#define TEXT(...) str_z(memory(), str_format(memory(), __VA_ARGS__))
#define DOOR "/api/event-mapping"

TEST(the_standard_mapping_counts_until_another_is_put)
{
    visit_new();
    Answer answer = get(DOOR);
    assert_int_equal(answer.status, 200);
    assert_holds(answer, "{\"match\": \"Signed In\", \"type\": \"login\"}");
    answer =
        change(METHOD_PUT, DOOR, "{\"rules\":[{\"match\":\"In\",\"type\":\"login\"}]}");
    assert_int_equal(answer.status, 200);
    answer = get(DOOR);
    assert_str_equal(answer.body, S("{\"rules\":[{\"match\":\"In\",\"type\":\"login\"}]}"));
    // Under a key it is put once.
    const char *other = "{\"otherwise\":\"ignore\"}", *third = "{\"pages\":\"ignore\"}";
    assert_int_equal(change_with(METHOD_PUT, DOOR, other, "Idempotency-Key", S("k")).status,
                     200);
    assert_str_equal(get(DOOR).body, str_of(other));
    assert_int_equal(change(METHOD_PUT, DOOR, third).status, 200);
    assert_int_equal(change_with(METHOD_PUT, DOOR, other, "Idempotency-Key", S("k")).status,
                     200);
    assert_str_equal(get(DOOR).body, str_of(third));
    // What is given can be put again.
    assert_int_equal(change(METHOD_PUT, DOOR, str_z(memory(), answer.body)).status, 200);
}

static Answer track(const char *event)
{
    return post("/v1/track", TEXT("{\"userId\":\"u\",\"event\":\"%s\","
                                  "\"context\":{\"groupId\":\"g\"}}",
                                  event));
}

TEST(a_mapping_counts_for_what_comes_from_then_on)
{
    visit_new();
    assert_int_equal(track("In").status, 200);
    change(METHOD_PUT, DOOR,
           "{\"rules\":[{\"match\":\"In\",\"type\":\"login\"},"
           "{\"match\":\"Video *\",\"type\":\"video_watched\"},"
           "{\"match\":\"Gone\",\"type\":\"lifecycle\",\"status\":\"churned\"}],"
           "\"otherwise\":\"ignore\",\"custom\":[\"video_watched\"]}");
    assert_int_equal(track("In").status, 200);
    assert_int_equal(track("Video Watched").status, 200);
    assert_int_equal(track("Anything").status, 200);
    assert_int_equal(track("Gone").status, 200);
    JsonValue customer = customer_called("g");
    assert_str_equal(said(customer, "lifecycle"), S("churned"));
    Answer events = get(TEXT("/api/customers/%lld/events", (long long)id_of(customer)));
    assert_int_equal(events_of(id_of(customer)), 3);
    assert_holds(events, "\"type\":\"feature\"");
    assert_holds(events, "\"type\":\"login\"");
    assert_holds(events, "\"type\":\"video_watched\"");
    assert_holds(get("/metrics"),
                 "customer_health_events_ignored_total{source=\"segment\"} 1\n");
}

TEST(a_type_of_ones_own_is_taken_at_every_door)
{
    visit_new();
    int64_t acme = add_customer("Acme");
    const char *target = TEXT("/api/customers/%lld/events", (long long)acme);
    const char *event = "{\"type\":\"video_watched\",\"details\":{\"quantity\":3}}";
    Answer answer = post(target, event);
    assert_int_equal(answer.status, 400);
    assert_holds(answer, "Unknown event type: video_watched");
    change(METHOD_PUT, DOOR, "{\"custom\":[\"video_watched\"]}");
    answer = post(target, event);
    assert_int_equal(answer.status, 201);
    assert_holds(answer, "\"type\":\"video_watched\"");
    assert_holds(get(target), "\"type\":\"video_watched\"");
    assert_int_equal(post(target, "{\"type\":\"custom\"}").status, 400);
    answer = post_form(target, "type=video_watched&quantity=2");
    assert_int_equal(answer.status, 303);
    answer = post("/api/events", "[{\"customer_id\":1,\"type\":\"video_watched\"},"
                                 "{\"customer_id\":1,\"type\":\"video_shown\"}]");
    assert_holds(answer, "\"accepted\":1");
    assert_holds(answer, "unknown_type");
    assert_int_equal(events_of(acme), 3);
}

TEST(a_wrong_mapping_is_refused_and_the_old_one_stays)
{
    visit_new();
    Answer before = get(DOOR);
    Answer answer =
        change(METHOD_PUT, DOOR, "{\"rules\":[{\"match\":\"a\",\"type\":\"b\"}],\"x\":1}");
    assert_int_equal(answer.status, 422);
    assert_holds(answer, "/rules/0/type");
    assert_holds(answer, "\"pointer\":\"/x\"");
    assert_int_equal(change(METHOD_PUT, DOOR, "{").status, 422);
    assert_int_equal(change(METHOD_PUT, DOOR, "[]").status, 422);
    assert_str_equal(get(DOOR).body, before.body);
}
