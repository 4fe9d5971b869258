#include "claims.h"
#include "memory.h"
#include "visit.h"

#define TEXT(...) str_z(memory(), str_format(memory(), __VA_ARGS__))

static void log_in(int customer, int times, const char *day)
{
    for (int i = 0; i < times; i++)
        assert_int_equal(
            post(TEXT("/api/customers/%d/events", customer),
                 TEXT("{\"type\":\"login\",\"timestamp\":\"%sT09:30:00Z\"}", day))
                .status,
            201);
}

// Acme was busy in summer and is silent since; Busy came in autumn.
static void a_book(void)
{
    visit_new();
    (void)post("/api/customers", "{\"name\":\"Acme\",\"segment\":\"SMB\",\"mrr\":\"900\","
                                 "\"renews_on\":\"2026-12-24\"}");
    (void)post("/api/customers", "{\"name\":\"Busy\",\"segment\":\"SMB\",\"mrr\":\"100\"}");
    (void)post("/api/customers", "{\"name\":\"Quiet\"}");
    log_in(1, 60, "2026-08-01");
    log_in(2, 90, "2026-11-20");
}

TEST(the_health_of_the_book_is_shown_over_the_time_that_is_chosen)
{
    a_book();
    Answer page = get_page("/api/dashboard");
    assert_holds(page, "12 weeks, one point a week; under the card");
    assert_holds(page, "<a href=\"/api/dashboard?period=90d#trend\" data-swap=\"#trend\">");
    assert_holds(page, "?period=12w#trend\" data-swap=\"#trend\" aria-current=\"true\">");
    const char *const notes[][2] = {{"30d", "30 days, one point a day"},
                                    {"12w", "12 weeks, one point a week"},
                                    {"90d", "90 days, one point a day"},
                                    {"12m", "12 months, one point a week"}};
    for (int i = 0; i < 4; i++) {
        page = get_page(TEXT("/api/dashboard?period=%s", notes[i][0]));
        assert_int_equal(page.status, 200);
        assert_holds(page, notes[i][1]);
        assert_holds(page, TEXT("?period=%s#trend\" data-swap=\"#trend\" "
                                "aria-current=\"true\">",
                                notes[i][0]));
    }
}

TEST(revenue_in_other_currencies_leads_to_whose_it_is)
{
    a_book();
    (void)post("/api/customers", "{\"name\":\"Elan\",\"mrr\":\"70\",\"currency\":\"EUR\"}");
    (void)post("/api/customers", "{\"name\":\"Fuji\",\"mrr\":\"0\",\"currency\":\"JPY\"}");
    Answer page = get_page("/api/dashboard");
    assert_holds(page,
                 "href=\"/api/customers?currency_not=USD\" data-customers=\"1\">1 in other "
                 "currencies</a>, not counted.");
    assert_true(follow_claims(page) >= 10);
    assert_holds(get("/api/customers?currency_not=USD"), "\"name\":\"Elan\"");
    assert_holds(get("/api/customers?currency=EUR"), "\"total\":1,");
    assert_holds(get("/api/customers?currency=CHF"), "\"total\":0,");
    assert_holds(get("/api/customers?currency_not=CHF"), "\"total\":3,");
}

TEST(on_a_past_day_the_overview_is_as_it_was_and_leads_back)
{
    a_book();
    Answer page = get_page("/api/dashboard?as_of=2026-08-03");
    assert_int_equal(page.status, 200);
    assert_holds(page, "<b>On 3 Aug 2026 it looked so.</b>");
    assert_holds(page, "<a class=\"btn\" href=\"/api/dashboard\">Back to today</a>");
    assert_holds(page, "href=\"/api/customers/1/health?as_of=2026-08-03\">Acme</a>");
    assert_lacks(page, ">Busy</a>");
    assert_holds(page, "?period=30d&amp;as_of=2026-08-03#trend");
    assert_holds(page, "?period=90d&amp;as_of=2026-08-03#trend\" data-swap=\"#trend\" "
                       "aria-current=\"true\">");
    assert_holds(get_page("/api/dashboard?as_of=2026-08-03&period=12w"),
                 "12 weeks, one point a week");
    assert_holds(page, "name=\"as_of\" value=\"2026-08-03\" max=\"2026-11-22\"");
    assert_holds(page, "/api/customers?was=2026-08-03:");
    assert_true(follow_claims(page) >= 6);
    page = get_page("/api/dashboard?as_of=2010-01-01");
    assert_int_equal(page.status, 200);
    assert_holds(page, "Nobody was a customer yet");
}

TEST(as_of_today_it_is_the_overview)
{
    a_book();
    assert_holds(get_page("/api/dashboard?as_of=2026-11-22"), "Needs attention");
    assert_lacks(get_page("/api/dashboard?as_of=2026-11-22"), "it looked so");
    assert_int_equal(get("/api/dashboard?as_of=2026-11-22").status, 200);
}

TEST(what_cannot_be_shown_is_ignored_and_named)
{
    a_book();
    const char *const cases[][2] = {{"as_of=soon", "as_of"},
                                    {"as_of=2027-01-01", "as_of"},
                                    {"period=9y", "period"},
                                    {"as_of=2026-08-03&period=9y", "period"}};
    for (int i = 0; i < 4; i++) {
        Answer page = get_page(TEXT("/api/dashboard?%s", cases[i][0]));
        assert_int_equal(page.status, 200);
        assert_holds(page, TEXT("“%s” is ignored: Input should be ", cases[i][1]));
    }
    assert_int_equal(get("/api/dashboard?as_of=soon").status, 422);
    Answer past = get("/api/dashboard?as_of=2026-08-03");
    assert_int_equal(past.status, 422);
    assert_holds(past, "GET /api/portfolio?as_of= says what the book was");
}

TEST(every_number_leads_to_as_many_customers)
{
    a_book();
    (void)post("/api/customers", "{\"name\":\"Fading\"}");
    log_in(4, 90, "2026-09-01");
    Answer page = get_page("/api/dashboard");
    assert_holds(page, "/api/customers?renews_after=2026-11-21&amp;renews_before="
                       "2027-01-22&amp;sort=renews_on\" data-customers=\"1\">1</a>");
    assert_holds(page, "/api/customers?band=no_data\" data-customers=\"1\">");
    assert_holds(page, "/api/customers?slips_within=14\" data-customers=\"1\">1</a>");
    assert_holds(page, "&amp;score_below=");
    assert_true(follow_claims(page) >= 22);
}
