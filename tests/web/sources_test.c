#include "memory.h"
#include "visit.h"

#include "base/json_read.h"
#include "service/writing/intake.h"
#include "store/arrivals.h"

#include <unistd.h>

#define SOURCES "/api/sources"
#define HOSTILE "<script>alert(1)</script>\"'>&amp;{{x}}"
#define TEXT(...) str_z(memory(), str_format(memory(), __VA_ARGS__))

static JsonValue document(void)
{
    JsonValue value = {0};
    JsonFault fault;
    Answer answer = get(SOURCES);
    assert_int_equal(answer.status, 200);
    assert_int_equal(json_read(memory(), answer.body, &value, &fault), OK);
    return value;
}

static int64_t number(JsonValue of, const char *name)
{
    int64_t value = -1;
    assert_true(json_get_int(json_member(of, str_of(name)), &value));
    return value;
}

static Str text(JsonValue of, const char *name)
{
    Str value = {0};
    (void)json_get_text(json_member(of, str_of(name)), &value);
    return value;
}

// The door of that name.
static JsonValue door(const char *name)
{
    JsonWalk walk = {0};
    JsonValue list = json_member(document(), S("data"));
    while (json_next(list, &walk))
        if (str_equal(text(walk.value, "source"), str_of(name))) return walk.value;
    fail_msg("there is no door %s", name);
    return list;
}

static int log_in(const char *id)
{
    const char *event = TEXT("{\"type\":\"login\",\"event_id\":\"%s\"}", id);
    return post("/api/customers/1/events", event).status;
}

// What is refused is kept as soon as the committer comes to it.
static void wait_for_refused(int64_t count)
{
    int64_t is = -1;
    for (int i = 0; i < 2000 && is != count; i++) {
        JsonWalk walk = {0};
        is = 0;
        JsonValue list = json_member(document(), S("rejected"));
        while (json_next(list, &walk))
            is += number(walk.value, "count");
        if (is != count) usleep(1000);
    }
    assert_int_equal(is, count);
}

static void send_unmatched(const char *who, const char *id)
{
    Answer answer = post("/api/events", TEXT("[{\"external_id\":\"%s\",\"type\":\"login\","
                                             "\"event_id\":\"%s\"}]",
                                             who, id));
    assert_int_equal(answer.status, 200);
    assert_holds(answer, "\"unmatched\":1");
}

// --- doors ---------------------------------------------------------------

TEST(a_door_nothing_came_through_is_unused)
{
    visit_new();
    assert_str_equal(text(door("stripe"), "state"), S("unused"));
    assert_holds(get(SOURCES), "\"last_event_at\":null");
    assert_holds(get_page(SOURCES), "Not used yet");
    assert_lacks(get_page(SOURCES), "Sample data");
}

TEST(what_comes_is_counted_at_its_door)
{
    visit_new();
    assert_int_equal(add_customer("Acme"), 1);
    assert_int_equal(log_in("one"), 201);
    assert_int_equal(log_in("two"), 201);
    assert_int_equal(log_in("two"), 200);
    JsonValue api = door("api");
    assert_str_equal(text(api, "state"), S("receiving"));
    assert_str_equal(text(api, "last_event_at"), S("2026-11-22T12:00:00Z"));
    assert_int_equal(number(api, "events_today"), 2);
    assert_int_equal(number(api, "events_this_hour"), 2);
    assert_int_equal(number(api, "repeated_30d"), 1);
    assert_int_equal(number(door("segment"), "events_30d"), 0);
    assert_int_equal(number(document(), "events_today"), 2);
    assert_holds(get_page(SOURCES), "2 events today");
}

TEST(what_is_refused_is_counted_by_its_reason)
{
    visit_new();
    assert_int_equal(add_customer("Acme"), 1);
    assert_int_equal(post("/api/customers/1/events",
                          "{\"type\":\"invoice\",\"details\":{\"amount\":-1,\"due_date\":"
                          "\"2026-11-01\"}}")
                         .status,
                     422);
    assert_int_equal(post("/api/customers/1/events", "{\"type\":\"sing\"}").status, 400);
    wait_for_refused(2);
    assert_int_equal(number(door("api"), "rejected_30d"), 2);
    Answer page = get_page(SOURCES);
    assert_holds(page, "<code class=\"ptr\">/details/amount</code>");
    assert_holds(page, "HTTP API and files: unknown_type 1");
    assert_holds(page, "{&quot;type&quot;:&quot;sing&quot;}");
    assert_holds(get("/api/events/rejected"), "\"pointer\":\"/details/amount\"");
}

// One event each day from so many days ago to so many, as if they had come then.
typedef struct {
    Str door;
    int from;
    int to;
} Days;

static Err come(Store *store, void *context)
{
    Err err = OK;
    const Days *days = context;
    for (int day = days->from; !err && day >= days->to; day--) {
        Millis then = NOON - (Millis)day * MILLIS_A_DAY;
        const Arrival came = {then / (MILLIS_A_DAY / 24), days->door, 24, 0, 0, then};
        err = store_add_arrivals(store, &came, 1, NOON);
    }
    return err;
}

TEST(a_door_that_used_to_be_busy_is_quiet_and_another_is_used_now_and_then)
{
    App *app = visit_new();
    Days days[] = {{S("stripe"), 29, 3},
                   {S("zendesk"), 9, 3},
                   {S("intercom"), 12, 0},
                   {S("api"), 31, 31}};
    for (int i = 0; i < 4; i++) {
        Receipt receipt = visit_receipt();
        assert_int_equal(ingest_act(app->service, come, &days[i], receipt), OK);
        assert_int_equal(visit_told(receipt), OK);
    }
    assert_str_equal(text(door("stripe"), "state"), S("quiet"));
    assert_str_equal(text(door("zendesk"), "state"), S("at_times"));
    assert_str_equal(text(door("intercom"), "state"), S("receiving"));
    assert_str_equal(text(door("api"), "state"), S("at_times"));
    assert_int_equal(number(door("api"), "events_30d"), 0);
    assert_int_equal(number(door("stripe"), "events_30d"), 27 * 24);
    assert_holds(get_page(SOURCES), "Quiet for 3 days");
    assert_holds(get_page(SOURCES), "about 24 a day, 0 this hour");
}

// --- what waits ----------------------------------------------------------

TEST(names_nobody_has_are_listed_with_who_may_be_meant)
{
    visit_new();
    assert_int_equal(add_customer("Meridian Ports"), 1);
    assert_int_equal(add_customer("Kestrel Air"), 2);
    send_unmatched("acct_meridian-emea", "a");
    send_unmatched("acct_meridian-emea", "b");
    send_unmatched("org-58812", "c");

    Answer page = get_page(SOURCES);
    assert_holds(page, "<code class=\"strong\">acct_meridian-emea</code>");
    assert_holds(page, "2 events (login) by HTTP API and files, just now");
    assert_holds(page, "name=\"customer\" value=\"Meridian Ports\"");
    assert_holds(page, "name=\"customer\" value=\"\"");
    assert_holds(page, "<option value=\"Kestrel Air\">");
    assert_int_equal(number(document(), "unmatched_total"), 3);
}

TEST(a_form_assigns_what_waits_and_leads_back)
{
    visit_new();
    assert_int_equal(add_customer("Meridian Ports"), 1);
    send_unmatched("emea", "a");
    send_unmatched("emea", "b");
    Answer answer = post_form("/api/events/unmatched/1/assign", "customer=Meridian+Ports");
    assert_int_equal(answer.status, 303);
    assert_str_equal(header(answer, "Location"),
                     S("/api/sources?assigned=2&customer_id=1#h-um"));
    Answer page = get_page("/api/sources?assigned=2&customer_id=1");
    assert_holds(page, "2 events assigned to");
    assert_holds(page, "href=\"/api/customers/1\">Meridian Ports</a>");
    assert_holds(page, "Every event found its customer.");
    assert_int_equal(events_of(1), 2);
}

TEST(a_form_makes_a_new_customer)
{
    visit_new();
    send_unmatched("newcomer", "a");
    Answer answer =
        post_form("/api/events/unmatched/1/assign", "customer=Somebody&create=true");
    assert_int_equal(answer.status, 303);
    assert_holds(get("/api/customers/1"), "\"name\":\"newcomer\"");
}

TEST(a_customer_is_meant_by_id_external_id_or_enough_of_its_name)
{
    visit_new();
    assert_int_equal(post("/api/customers", "{\"name\":\"Meridian Ports\"}").status, 201);
    assert_int_equal(
        post("/api/customers", "{\"name\":\"Kestrel\",\"external_id\":\"crm-2\"}").status,
        201);
    assert_int_equal(post("/api/customers", "{\"name\":\"Kestrel Air\"}").status, 201);
    static const char *const typed[] = {"1", "crm-2", "+meridian+", "Kestrel",
                                        "kestrel+air"};
    static const int meant[] = {1, 2, 1, 2, 3};
    for (int i = 0; i < 5; i++) {
        send_unmatched(TEXT("who-%d", i), TEXT("id-%d", i));
        Answer answer = post_form(TEXT("/api/events/unmatched/%d/assign", i + 1),
                                  TEXT("customer=%s", typed[i]));
        assert_int_equal(answer.status, 303);
        assert_str_equal(
            header(answer, "Location"),
            str_format(memory(), "/api/sources?assigned=1&customer_id=%d#h-um", meant[i]));
    }
}

TEST(what_is_wrong_is_said_beside_the_field_and_what_was_typed_stays)
{
    visit_new();
    assert_int_equal(add_customer("Kestrel Air"), 1);
    assert_int_equal(add_customer("Kestrel Rail"), 2);
    send_unmatched("who", "a");
    static const char *const typed[] = {"nobody", "kestrel", "77", ""};
    static const char *const wrong[] = {
        "No customer is called so", "2 customers are called so: write the id of one",
        "There is no customer with this id", "Field required"};
    for (int i = 0; i < 4; i++) {
        Answer page =
            post_form("/api/events/unmatched/1/assign", TEXT("customer=%s", typed[i]));
        assert_int_equal(page.status, 422);
        assert_holds(page, TEXT("<span class=\"wrong\" id=\"wrong1\">%s</span>", wrong[i]));
        assert_holds(page, TEXT("name=\"customer\" value=\"%s\"", typed[i]));
    }
    assert_int_equal(number(document(), "unmatched_total"), 1);
}

TEST(what_waits_no_more_is_told_on_a_page_of_its_own)
{
    visit_new();
    assert_int_equal(add_customer("Acme"), 1);
    assert_int_equal(post_form("/api/events/unmatched/5/assign", "customer=1").status, 404);
    assert_int_equal(post_form("/api/events/unmatched/5/assign", "customer=x").status, 422);
}

TEST(only_numbers_are_taken_from_the_address)
{
    visit_new();
    assert_int_equal(add_customer("Acme"), 1);
    assert_lacks(get_page("/api/sources?assigned=<b>1&customer_id=1"), "assigned to");
    assert_lacks(get_page("/api/sources?assigned=1&customer_id=9"), "assigned to");
    assert_lacks(get_page("/api/sources?assigned=-1&customer_id=1"), "assigned to");
}

TEST(hostile_names_are_shown_literally)
{
    App *app = visit_new();
    assert_int_equal(post("/api/customers", "{\"name\":\"<script>x</script>\"}").status,
                     201);
    Receipt receipt = visit_receipt();
    Item item = {.event = {.type = EVENT_LOGIN,
                           .at = NOON,
                           .received_at = NOON,
                           .source = S("bulk"),
                           .id = S("h"),
                           .details = S("{}")},
                 .whose = {.value = S(HOSTILE)}};
    assert_int_equal(ingest_items(app->service, memory(), &item, 1, receipt), OK);
    assert_int_equal(visit_told(receipt), OK);
    const Rejected refused = {.at = NOON,
                              .source = S("segment"),
                              .reason = S(HOSTILE),
                              .detail = S(HOSTILE),
                              .pointer = S(HOSTILE),
                              .payload = S(HOSTILE)};
    note_rejected(app->service, &refused, 1);
    wait_for_refused(1);
    Answer page = get_page(SOURCES);
    assert_lacks(page, "<script>");
    assert_lacks(page, "\"'>");
    assert_holds(page,
                 "&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&gt;&amp;amp;{{x}}");
}

TEST(the_command_names_this_server_and_a_customer_there_is)
{
    visit_new();
    assert_holds(get_page(SOURCES), "/api/events?create=true");
    assert_int_equal(add_customer("Acme"), 1);
    assert_holds(get_page(SOURCES),
                 "curl -X POST 'http://127.0.0.1:8000/api/customers/1/events'");
}
