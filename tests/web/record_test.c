#include "memory.h"
#include "visit.h"

#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

#define EVENTS "/api/customers/1/events"

static void fresh(void)
{
    visit_new();
    assert_int_equal(add_customer("Acme"), 1);
}

TEST(an_event_is_stored_and_the_very_next_read_shows_it)
{
    fresh();
    Answer answer = post(EVENTS, "{\"type\":\"login\",\"event_id\":\"e-1\","
                                 "\"timestamp\":\"2026-11-20T10:30:00+01:00\"}");
    assert_int_equal(answer.status, 201);
    assert_str_equal(answer.body, S("{\"event_id\":\"e-1\",\"type\":\"login\","
                                    "\"customer_id\":1,"
                                    "\"timestamp\":\"2026-11-20T09:30:00Z\"}"));
    assert_str_equal(header(answer, "Location"), S(EVENTS));
    assert_int_equal(events_of(1), 1);
    assert_holds(get("/api/customers/1"), "\"last_seen_at\":\"2026-11-20T09:30:00Z\"");
    assert_holds(get("/api/customers/1/health"), "\"status\":\"scored\"");
    assert_holds(get("/api/customers"), "\"status\":\"scored\"");
    assert_holds(visit(METHOD_GET, "/api/dashboard", "application/json", NULL, (Str){0}),
                 "\"scored\":1");
}

// In the order of the checks: a request that breaks several rules is refused for the
// first of them.
typedef struct {
    const char *target;
    const char *body;
    int status;
    const char *holds;
} Refusal;

static const Refusal refusals[] = {
    {"/api/customers/abc/events", "{", 422, "int_parsing"},
    {"/api/customers/1.5/events", "{}", 422, "int_parsing"},
    {"/api/customers/9/events", "{", 422, "json_invalid"},
    {"/api/customers/9/events", "", 422, "json_invalid"},
    {"/api/customers/9/events", "[]", 422, "dict_type"},
    {"/api/customers/9/events", "null", 422, "dict_type"},
    {"/api/customers/9/events", "{\"type\":\"nonsense\"}", 404,
     "\"detail\":\"Customer not found\""},
    {"/api/customers/-1/events", "{\"type\":\"login\"}", 404, "Customer not found"},
    {"/api/customers/0/events", "{\"type\":\"login\"}", 404, "Customer not found"},
    {"/api/customers/99999999999999999999999/events", "{\"type\":\"login\"}", 404,
     "Customer not found"},
    {EVENTS, "{\"type\":\"nonsense\",\"timestamp\":5}", 400,
     "\"detail\":\"Unknown event type: nonsense\""},
    {EVENTS, "{\"timestamp\":5}", 400, "Unknown event type"},
    {EVENTS, "{\"type\":\"invoice\"}", 422,
     "\"detail\":\"Missing required fields: amount, due_date\""},
    {EVENTS, "{\"type\":\"login\",\"timestamp\":5}", 422, "[\"body\",\"timestamp\"]"},
    {EVENTS, "{\"type\":\"api\",\"details\":{\"calls_count\":1e400}}", 422, "errors"},
    {EVENTS, "{\"type\":\"api\",\"details\":{\"calls_count\":NaN}}", 422, "json_invalid"},
    {EVENTS, "{\"type\":\"login\",\"details\":{\"user_id\":\"\\ud800\"}}", 422,
     "json_invalid"},
    {EVENTS, "{\"type\":\"login\",\"details\":{\"user_id\":\"\xff\"}}", 422,
     "json_invalid"},
    {EVENTS, "{\"type\":\"login\",\"type\":\"api\"}", 422, "json_invalid"},
};

TEST(every_refusal_has_its_status_and_stores_nothing)
{
    fresh();
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        const Refusal *refusal = &refusals[i];
        Answer answer = post(refusal->target, refusal->body);
        if (answer.status != refusal->status) print_error("%s\n", refusal->body);
        assert_int_equal(answer.status, refusal->status);
        assert_str_equal(answer.type, S("application/problem+json"));
        assert_holds(answer, refusal->holds);
    }
    assert_int_equal(events_of(1), 0);
    assert_holds(get("/api/customers/1/health"), "\"status\":\"no_data\"");
}

TEST(a_number_of_5000_digits_is_refused)
{
    fresh();
    char digits[5001] = {0};
    memset(digits, '9', 5000);
    Str body =
        str_format(memory(), "{\"type\":\"api\",\"details\":{\"calls_count\":%s}}", digits);
    assert_int_equal(post(EVENTS, str_z(memory(), body)).status, 422);
    body = str_format(memory(),
                      "{\"type\":\"invoice\",\"details\":{\"amount\":\"%s\","
                      "\"due_date\":\"2026-11-30\"}}",
                      digits);
    assert_int_equal(post(EVENTS, str_z(memory(), body)).status, 422);
    assert_int_equal(events_of(1), 0);
}

TEST(deep_nesting_is_refused)
{
    fresh();
    enum { DEPTH = 100000 };
    char *deep = arena_new(memory(), char, 2 * DEPTH + 1);
    memset(deep, '[', DEPTH);
    memset(deep + DEPTH, ']', DEPTH);
    assert_int_equal(post(EVENTS, deep).status, 422);
}

TEST(the_same_event_again_is_a_duplicate_and_counts_once)
{
    fresh();
    const char *body =
        "{\"type\":\"api\",\"event_id\":\"e\",\"details\":{\"calls_count\":5}}";
    assert_int_equal(post(EVENTS, body).status, 201);
    clock_set(NOON + 1000);
    Answer again = post(EVENTS, body);
    assert_int_equal(again.status, 200);
    assert_holds(again, "\"timestamp\":\"2026-11-22T12:00:00Z\",\"duplicate\":true");
    assert_int_equal(events_of(1), 1);
}

static Str repeated(const char *what, size_t times)
{
    Writer text = {.arena = memory()};
    for (size_t i = 0; i < times; i++)
        writer_put(&text, str_of(what));
    return writer_str(&text);
}

TEST(the_largest_event_is_stored)
{
    fresh();
    Str id = repeated("i", EVENT_ID_MAX),
        name = repeated("\xF0\x9F\x9A\x80", EVENT_NAME_MAX);
    Str details = str_format(memory(),
                             "{\"feature_name\":\"%.*s\",\"usage_count\":1000000000,"
                             "\"nul\":\"\\u0000\",\"more\":\"",
                             STR(name));
    Str more = repeated("m", EVENT_DETAILS_MAX - details.length - 2);
    Str body = str_format(memory(),
                          "{\"type\":\"feature\",\"timestamp\":\"0001-01-01T00:00:00Z\","
                          "\"event_id\":\"%.*s\",\"details\":%.*s%.*s\"}}",
                          STR(id), STR(details), STR(more));
    assert_int_equal(post(EVENTS, str_z(memory(), body)).status, 201);
    assert_int_equal(events_of(1), 1);

    body = str_format(memory(), "{\"type\":\"feature\",\"details\":%.*s%.*sm\"}}",
                      STR(details), STR(more));
    Answer answer = post(EVENTS, str_z(memory(), body));
    assert_int_equal(answer.status, 422);
    assert_holds(answer, "Object should have at most 16384 bytes");
}

TEST(other_content_under_the_same_id_is_a_conflict)
{
    fresh();
    assert_int_equal(post(EVENTS, "{\"type\":\"login\",\"event_id\":\"e\"}").status, 201);
    Answer clash = post(EVENTS, "{\"type\":\"api\",\"event_id\":\"e\"}");
    assert_int_equal(clash.status, 409);
    assert_holds(clash, "id_conflict");
    assert_int_equal(add_customer("Other"), 2);
    assert_int_equal(
        post("/api/customers/2/events", "{\"type\":\"login\",\"event_id\":\"e\"}").status,
        409);
    assert_int_equal(events_of(1), 1);
}

TEST(another_type_of_body_is_refused)
{
    fresh();
    Answer answer =
        visit(METHOD_POST, EVENTS, "*/*", "text/plain", S("{\"type\":\"login\"}"));
    assert_int_equal(answer.status, 415);
    answer =
        visit(METHOD_POST, EVENTS, "*/*", "multipart/form-data; boundary=x", S("--x--"));
    assert_int_equal(answer.status, 415);
    assert_int_equal(events_of(1), 0);
}

// Where a browser is led after a form was sent, as it asks for it.
static Answer led(Answer answer)
{
    assert_int_equal(answer.status, 303);
    Str to = header(answer, "Location");
    if (str_find(to, '#') >= 0) to = str_cut(&to, '#');
    return get_page(str_z(memory(), to));
}

TEST(a_form_leads_to_the_customer_whose_page_says_so)
{
    fresh();
    Answer page =
        led(post_form(EVENTS, "type=feature&feature.feature_name=export&"
                              "feature.usage_count=3&ticket.status=open&timestamp="));
    assert_int_equal(page.status, 200);
    assert_holds(page, "Event added successfully! Used export, 22 Nov 2026, 12:00 (UTC). "
                       "It is on disk, and the score counts it.");
    assert_holds(get(EVENTS),
                 "\"details\":{\"feature_name\":\"export\",\"usage_count\":3}");
}

TEST(a_page_says_of_no_event_that_it_was_added_but_of_one_that_is_there)
{
    fresh();
    assert_int_equal(post_form(EVENTS, "type=login&event_id=here").status, 303);
    const char *const asked[] = {
        "/api/customers/1?added=gone&at=2026-11-22T12:00:00Z",
        "/api/customers/1?added=here&at=2026-11-22T11:59:59Z",
        "/api/customers/1?added=here&at=soon",
        "/api/customers/1?added=here",
    };
    assert_holds(get_page("/api/customers/1?added=here&at=2026-11-22T12:00:00Z"),
                 "Event added successfully!");
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++)
        assert_lacks(get_page(asked[i]), "Event added");
}

TEST(a_refused_form_keeps_what_was_typed_and_says_what_is_wrong)
{
    fresh();
    Answer answer = post_form(
        EVENTS, "type=invoice&invoice.amount=%3Cscript%3E&invoice.invoice_id=INV-1");
    assert_int_equal(answer.status, 422);
    assert_holds(answer, "Missing required fields: due_date");
    assert_holds(answer, "value=\"&lt;script&gt;\"");
    assert_holds(answer, "value=\"INV-1\"");
    assert_holds(answer, "<option value=\"invoice\" selected>");
    assert_holds(answer, "id=\"wrong-invoice.due_date\">Field required");
    assert_lacks(answer, "<script>");
    assert_int_equal(events_of(1), 0);

    answer = post_form(EVENTS, "type=nonsense");
    assert_int_equal(answer.status, 400);
    assert_holds(answer, "Unknown event type: nonsense");
    answer = post_form("/api/customers/9/events", "type=login");
    assert_int_equal(answer.status, 404);
    assert_holds(answer, "Customer not found");
    answer = post_form(EVENTS, "type=%ff");
    assert_int_equal(answer.status, 422);
}

TEST(a_form_sent_twice_adds_one_event)
{
    fresh();
    const char *form = "type=login&event_id=0190-f";
    assert_holds(led(post_form(EVENTS, form)), "Event added successfully!");
    assert_holds(led(post_form(EVENTS, form)), "This event had been added before.");
    assert_int_equal(events_of(1), 1);
}

TEST(a_form_sent_again_with_other_content_is_kept_to_be_sent_as_another)
{
    fresh();
    assert_int_equal(post_form(EVENTS, "type=login&event_id=f").status, 303);
    Answer page =
        led(post_form(EVENTS, "type=invoice&event_id=f&invoice.invoice_id=I%261&"
                              "invoice.amount=19.90&invoice.due_date=2026-11-30"));
    assert_int_equal(page.status, 200);
    assert_holds(page, "Another event was stored from this form before.");
    assert_holds(page, "<option value=\"invoice\" selected>");
    assert_holds(page, "value=\"I&amp;1\"");
    assert_holds(page, "value=\"19.90\"");
    assert_lacks(page, "name=\"event_id\" value=\"f\"");
    assert_int_equal(events_of(1), 1);
}

TEST(a_form_may_be_sent_by_a_program)
{
    fresh();
    Answer answer = visit(METHOD_POST, EVENTS, "*/*", "application/x-www-form-urlencoded",
                          S("type=login"));
    assert_int_equal(answer.status, 201);
    assert_str_equal(answer.type, S("application/json"));
    answer = visit(METHOD_POST, EVENTS, "*/*", "application/x-www-form-urlencoded",
                   S("type=invoice"));
    assert_int_equal(answer.status, 422);
    assert_str_equal(answer.type, S("application/problem+json"));
}

TEST(an_invoice_or_ticket_with_a_known_id_is_updated)
{
    fresh();
    assert_int_equal(post(EVENTS,
                          "{\"type\":\"ticket\",\"timestamp\":\"2026-11-01T00:00:00Z\","
                          "\"details\":{\"ticket_id\":\"T-1\"}}")
                         .status,
                     201);
    assert_holds(get("/api/customers/1/health"), "\"ticket_score\":75,");
    assert_int_equal(post(EVENTS,
                          "{\"type\":\"ticket\",\"timestamp\":\"2026-11-02T00:00:00Z\","
                          "\"details\":{\"ticket_id\":\"T-1\",\"status\":\"closed\"}}")
                         .status,
                     201);
    assert_holds(get("/api/customers/1/health"), "\"ticket_score\":100,");
}

static void count_stored(void *context, Err err, Appended outcome)
{
    _Atomic int *stored = context;
    if (!err && outcome == APPEND_STORED) (*stored)++;
}

// Customer 1 uses features of `names` names.
static void gather(Service *service, int names)
{
    _Atomic int stored = 0;
    for (int i = 0; i < names; i++) {
        Event *event = arena_new(memory(), Event, 1);
        *event = (Event){.customer = 1, .type = EVENT_FEATURE, .at = NOON, .quantity = 1};
        event->source = S("api");
        event->id = event->name = str_format(memory(), "name-%d", i);
        event->details = S("{}");
        assert_int_equal(ingest_event(service, event, (Receipt){count_stored, &stored}),
                         OK);
    }
    while (stored < names)
        usleep(200);
}

TEST(a_customer_may_use_features_of_a_thousand_names)
{
    App *app = visit_new();
    assert_int_equal(add_customer("Acme"), 1);
    gather(app->service, FEATURE_NAMES_MAX - 1);
    const char *fresh = "{\"type\":\"feature\",\"event_id\":\"last\","
                        "\"details\":{\"feature_name\":\"last\"}}";
    assert_int_equal(post(EVENTS, fresh).status, 201);

    Answer answer = post(EVENTS, "{\"type\":\"feature\","
                                 "\"details\":{\"feature_name\":\"one more\"}}");
    assert_int_equal(answer.status, 422);
    assert_holds(answer, "\"detail\":\"This customer has used features of 1,000 names");
    assert_holds(answer, "[\"body\",\"details\",\"feature_name\"]");
    answer = post_form(EVENTS, "type=feature&feature.feature_name=one+more");
    assert_int_equal(answer.status, 422);
    assert_holds(answer, "value=\"one more\"");

    assert_int_equal(post(EVENTS, fresh).status, 200);
    assert_int_equal(post(EVENTS, "{\"type\":\"feature\","
                                  "\"details\":{\"feature_name\":\"name-7\"}}")
                         .status,
                     201);
    assert_int_equal(post(EVENTS, "{\"type\":\"login\"}").status, 201);
}
