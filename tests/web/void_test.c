#include "memory.h"
#include "visit.h"

#include <string.h>

#define EVENTS "/api/customers/1/events"

static App *app;

static void fresh(void)
{
    app = visit_new();
    assert_int_equal(add_customer("Acme"), 1);
}

static void send(const char *json)
{
    assert_int_equal(post(EVENTS, json).status, 201);
}

static Answer take_back(const char *target)
{
    return change(METHOD_DELETE, target, NULL);
}

TEST(a_wrong_event_is_shown_marked_and_counted_no_more)
{
    fresh();
    send("{\"type\":\"api\",\"event_id\":\"a\",\"details\":{\"calls_count\":500}}");
    send("{\"type\":\"api\",\"event_id\":\"b\",\"details\":{\"calls_count\":12}}");
    assert_holds(get("/api/customers/1/health"), "\"events_counted\":2");

    Answer answer = take_back(EVENTS "/a");
    assert_int_equal(answer.status, 200);
    assert_str_equal(answer.body,
                     S("{\"event_id\":\"a\",\"customer_id\":1,\"voided\":true}"));
    assert_holds(get("/api/customers/1/health"), "\"events_counted\":1");
    assert_holds(get(EVENTS), "{\"calls_count\":500},\"voided\":true}");
    assert_holds(get(EVENTS), "{\"calls_count\":12}}");
    assert_int_equal(events_of(1), 2);
}

TEST(voiding_once_more_is_no_change)
{
    fresh();
    send("{\"type\":\"login\",\"event_id\":\"a\"}");
    Answer first = take_back(EVENTS "/a");
    Answer again = take_back(EVENTS "/a");
    assert_int_equal(again.status, 200);
    assert_str_equal(again.body, first.body);
    assert_holds(get("/api/customers/1/health"), "\"status\":\"no_data\"");
}

TEST(sent_again_it_is_known_and_stays_voided)
{
    fresh();
    const char *const body = "{\"type\":\"login\",\"event_id\":\"a\"}";
    send(body);
    assert_int_equal(take_back(EVENTS "/a").status, 200);
    Answer again = post(EVENTS, body);
    assert_int_equal(again.status, 200);
    assert_holds(again, "\"duplicate\":true");
    assert_holds(get("/api/customers/1/health"), "\"status\":\"no_data\"");
}

// All of a customer's health but its stamp: that knows of one event more.
static Str health(void)
{
    const char *text = str_z(memory(), get("/api/customers/1/health").body);
    const char *stamp = strstr(text, "\"stamp\":");
    assert_non_null(stamp);
    return (Str){text, (size_t)(stamp - text)};
}

TEST(an_invoice_stands_as_it_did_before_the_wrong_event)
{
    fresh();
    send(
        "{\"type\":\"invoice\",\"event_id\":\"i-1\",\"timestamp\":\"2026-11-01T00:00:00Z\","
        "\"details\":{\"invoice_id\":\"I\",\"amount\":5,\"due_date\":\"2026-11-10\","
        "\"paid_date\":\"2026-11-05\"}}");
    Str before = health();
    send(
        "{\"type\":\"invoice\",\"event_id\":\"i-2\",\"timestamp\":\"2026-11-02T00:00:00Z\","
        "\"details\":{\"invoice_id\":\"I\",\"amount\":5,\"due_date\":\"2026-11-10\","
        "\"status\":\"uncollectible\"}}");
    assert_false(str_equal(health(), before));
    assert_int_equal(take_back(EVENTS "/i-2").status, 200);
    assert_str_equal(health(), before);
}

TEST(an_id_that_is_not_there_is_not_found)
{
    fresh();
    add_customer("B");
    send("{\"type\":\"login\",\"event_id\":\"a\"}");
    const char *const targets[] = {
        EVENTS "/b",     "/api/customers/2/events/a", EVENTS "/a?source=stripe",
        EVENTS "/a%0Ab", EVENTS "/a?source=%0A",
    };
    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++) {
        Answer answer = take_back(targets[i]);
        if (answer.status != 404) print_error("%s\n", targets[i]);
        assert_int_equal(answer.status, 404);
        assert_holds(answer, "Event not found");
    }
    assert_lacks(get(EVENTS), "voided");
    assert_int_equal(take_back("/api/customers/x/events/a").status, 422);
    assert_int_equal(get(EVENTS "/a").status, 405);
}

TEST(an_id_may_hold_a_slash_and_more)
{
    fresh();
    send("{\"type\":\"login\",\"event_id\":\"a/b c?\xc3\xa9\"}");
    assert_int_equal(take_back(EVENTS "/a%2Fb%20c%3F%C3%A9").status, 200);
    assert_holds(get(EVENTS), "\"voided\":true");
}

// As if it had come through another door.
static void send_through(const char *source, const char *id)
{
    Receipt receipt = visit_receipt();
    Event *event = arena_new(memory(), Event, 1);
    *event = (Event){.customer = 1,
                     .type = EVENT_LOGIN,
                     .at = NOON,
                     .received_at = NOON,
                     .quantity = 1,
                     .source = str_of(source),
                     .id = str_of(id),
                     .details = S("{}")};
    assert_int_equal(ingest_event(app->service, event, receipt), OK);
    assert_int_equal(visit_told(receipt), OK);
}

TEST(of_several_doors_the_one_has_to_be_named)
{
    fresh();
    send("{\"type\":\"login\",\"event_id\":\"a\"}");
    send_through("segment", "a");
    Answer answer = take_back(EVENTS "/a");
    assert_int_equal(answer.status, 409);
    assert_holds(answer, "?source=");
    assert_int_equal(take_back(EVENTS "/a?source=segment").status, 200);
    assert_holds(get("/api/customers/1/health"), "\"events_counted\":1");
    assert_int_equal(take_back(EVENTS "/a?source=api").status, 200);
    assert_holds(get("/api/customers/1/health"), "\"status\":\"no_data\"");
}

TEST(the_page_strikes_it_through_and_says_the_word)
{
    fresh();
    send("{\"type\":\"ticket\",\"event_id\":\"a\",\"details\":{\"ticket_id\":\"T\"}}");
    assert_lacks(get_page(EVENTS), "voided");
    assert_int_equal(take_back(EVENTS "/a").status, 200);
    Answer page = get_page(EVENTS);
    assert_holds(page, "<li class=\"voided\">");
    assert_holds(page, "<s>Ticket T open, medium</s> <small>voided</small>");
    assert_lacks(page, "<li data-band=\"critical\">");
    assert_holds(get_page("/api/customers/1"), "<li class=\"voided\">");
}
