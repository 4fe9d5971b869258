#include "golden.h"

#include "memory.h"

#define TEXT(...) str_z(memory(), str_format(memory(), __VA_ARGS__))

static void send(int customer, const char *body)
{
    assert_int_equal(post(TEXT("/api/customers/%d/events", customer), body).status, 201);
}

static void log_in(int customer, int times, const char *day)
{
    for (int i = 0; i < times; i++)
        send(customer, TEXT("{\"type\":\"login\",\"event_id\":\"l-%d-%s-%d\",\"timestamp\":"
                            "\"%sT09:30:00Z\",\"details\":{\"user_id\":\"u-%d\"}}",
                            customer, day, i, day, i));
}

// Three customers: one in trouble, one that is well, one that nobody has heard of.
static void a_small_book(void)
{
    visit_new();
    const char *const customers[] = {
        ("{\"name\":\"Meridian Ports\",\"segment\":\"Enterprise\",\"plan\":\"Annual plan\","
         "\"owner\":\"Maya Ortiz\",\"mrr\":\"12400\",\"seats\":180,\"renews_on\":"
         "\"2027-01-08\",\"email\":\"ops@meridian-ports.example\",\"external_id\":\"m-1\"}"),
        ("{\"name\":\"Vantage Optics\",\"segment\":\"SMB\",\"owner\":\"Sam Okafor\","
         "\"mrr\":\"590.50\"}"),
        "{\"name\":\"Aster Biotech\"}",
    };
    for (int i = 0; i < 3; i++)
        assert_int_equal(post("/api/customers", customers[i]).status, 201);

    log_in(1, 40, "2026-09-01");
    log_in(1, 30, "2026-10-06");
    log_in(2, 250, "2026-11-20");
    const char *const ported[] = {
        "{\"type\":\"feature\",\"event_id\":\"f\",\"timestamp\":\"2026-11-01T08:00:00Z\","
        "\"details\":{\"feature_name\":\"Exports\",\"usage_count\":3}}",
        "{\"type\":\"ticket\",\"event_id\":\"t\",\"timestamp\":\"2026-11-16T14:22:00Z\","
        "\"details\":{\"ticket_id\":\"4182\",\"priority\":\"high\",\"subject\":"
        "\"Route import times out\"}}",
        "{\"type\":\"invoice\",\"event_id\":\"i\",\"timestamp\":\"2026-10-30T00:00:00Z\","
        "\"details\":{\"invoice_id\":\"INV-2041\",\"amount\":\"12400\",\"due_date\":"
        "\"2026-10-30\"}}",
        "{\"type\":\"api\",\"event_id\":\"a\",\"timestamp\":\"2026-11-19T12:00:00Z\","
        "\"details\":{\"calls_count\":2160}}",
    };
    for (int i = 0; i < 4; i++)
        send(1, ported[i]);
    for (int i = 0; i < 5; i++)
        send(2, TEXT("{\"type\":\"feature\",\"event_id\":\"v-%d\",\"timestamp\":"
                     "\"2026-11-21T08:00:00Z\",\"details\":{\"feature_name\":\"F%d\"}}",
                     i, i));
}

TEST(a_known_book_gives_the_known_answers)
{
    a_small_book();
    assert_golden(get("/api/customers"), "customers.json");
    assert_golden(get("/api/customers/1"), "customer.json");
    assert_golden(get("/api/customers/1/health"), "health.json");
    assert_golden(get("/api/customers/1/health?scorecard=original"), "original.json");
    assert_golden(get("/api/customers/3/health"), "no_data.json");
    assert_golden(get("/api/customers/1/events?limit=5"), "events.json");
    assert_golden(get("/api/dashboard"), "dashboard.json");
    assert_golden(get("/api/customers/9"), "not_found.json");
    assert_golden(post("/api/customers/1/events", "{\"type\":\"invoice\"}"),
                  "refused.json");
}

TEST(a_known_book_gives_the_known_pages)
{
    a_small_book();
    assert_golden(get_page("/api/dashboard"), "dashboard.html");
    assert_golden(get_page("/api/customers"), "customers.html");
    assert_golden(get_page("/api/customers/1"), "customer.html");
    assert_golden(get_page("/api/customers/3"), "no_data.html");
    assert_golden(get_page("/api/customers/9"), "not_found.html");
    assert_golden(
        post_form("/api/customers/1/events", "type=invoice&event_id=x&amount=ten"),
        "refused.html");
    visit_new();
    assert_golden(get_page("/api/dashboard"), "first_run.html");
}
