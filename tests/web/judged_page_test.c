#include "memory.h"
#include "visit.h"

#include <string.h>

// How a customer looks whom another card judges than `standard`, or none can.

#define FACTOR(id, weight, missing)                                                        \
    "{\"id\":\"" id "\",\"name\":\"Factor " id "\",\"weight\":" weight                     \
    ",\"metric\":{\"source\":\"" id "\",\"agg\":\"count\",\"window\":{\"days\":28}},"      \
    "\"transform\":{\"steps\":[{\">=\":1,\"points\":80}]},\"missing\":" missing "}"

static void publish(const char *more, const char *factors)
{
    const char *card = str_z(memory(), str_format(memory(),
                                                  "{\"id\":\"mine\",\"title\":\"Our own\","
                                                  "\"priority\":5,%s\"factors\":[%s]}",
                                                  more, factors));
    assert_int_equal(change(METHOD_PUT, "/api/scorecards/mine", card).status, 200);
    assert_int_equal(post("/api/scorecards/mine/publish", "{\"author\":\"Ada\"}").status,
                     201);
}

static void fresh(void)
{
    visit_new();
    assert_int_equal(add_customer("Acme"), 1);
    assert_int_equal(post("/api/customers/1/events", "{\"type\":\"login\"}").status, 201);
}

// What lists, table, profile and health say of it.
static void assert_status(const char *status, const char *coverage)
{
    Str said = str_format(memory(),
                          "\"health_score\":null,\"band\":null,\"status\":\"%s\","
                          "\"coverage\":%s,",
                          status, coverage);
    const char *text = str_z(memory(), said);
    assert_holds(get("/api/customers"), text);
    assert_holds(get("/api/customers?sort=name"), text);
    assert_holds(get("/api/customers/1"), text);
    assert_holds(get("/api/customers/1/health"), text);
    Str cells = str_format(memory(), ",,,%s,%s,,", status, coverage);
    assert_holds(get("/api/customers?format=csv"), str_z(memory(), cells));
    assert_holds(change(METHOD_PATCH, "/api/customers/1", "{\"owner\":\"Bo\"}"), text);
}

TEST(a_new_customer_is_onboarding_wherever_it_is_shown)
{
    fresh();
    assert_int_equal(
        post("/api/scorecards/onboarding/publish", "{\"author\":\"Ada\"}").status, 201);
    assert_status("onboarding", "0.55");
    assert_holds(get_page("/api/customers"), "Onboarding</span>");
    Answer page = get_page("/api/customers/1");
    assert_holds(page, "It is being onboarded, and is not judged yet.");
    assert_holds(page, "Scorecard Onboarding judges nobody in their first 7 days");
    assert_lacks(page, "No event has come in");
}

TEST(of_whom_too_little_is_known_it_is_said_how_much_and_how_much_it_takes)
{
    fresh();
    publish("\"min_coverage\":0.5,",
            FACTOR("login", "0.2", "\"skip\"") "," FACTOR("site_visit", "0.8", "\"skip\""));
    assert_status("insufficient_data", "0.2");
    assert_holds(get_page("/api/customers"), "Too little data</span>");
    Answer page = get_page("/api/customers/1");
    assert_holds(page, "Too little is known of it for a score.");
    assert_holds(page, "Only 20% of what scorecard Our own weighs rests on data, and it "
                       "takes 50%.");
    assert_holds(page, "Coverage 20%");
}

TEST(a_factor_without_which_nobody_is_judged_is_named)
{
    fresh();
    publish("", FACTOR("login", "1", "\"skip\"") "," FACTOR("site_visit", "1", "\"fail\""));
    assert_status("insufficient_data", "0.5");
    assert_holds(get_page("/api/customers/1"),
                 "judges nobody without data for Factor site_visit.");
}

TEST(who_has_sent_nothing_has_no_data_under_any_card)
{
    visit_new();
    (void)add_customer("Acme");
    publish("\"grace_days\":7,", FACTOR("login", "1", "\"skip\""));
    assert_status("no_data", "0");
    assert_holds(get_page("/api/customers/1"), "No event has come in");
}

TEST(a_customer_is_shown_under_the_card_that_holds_for_it)
{
    fresh();
    publish("\"bands\":[{\"id\":\"good\",\"name\":\"Splendid\",\"from\":50,"
            "\"kind\":\"healthy\"},{\"id\":\"bad\",\"name\":\"Dire\",\"from\":0,"
            "\"kind\":\"critical\"}],",
            FACTOR("login", "1", "\"skip\""));
    Answer page = get_page("/api/customers/1");
    assert_holds(page,
                 "<a href=\"/api/customers/1/health\" aria-current=\"page\">Our own</a>\n"
                 "<a href=\"/api/customers/1/health?scorecard=original\">Original</a>");
    assert_holds(page, "Splendid</span>");
    page = get_page("/api/customers/1/health?scorecard=standard");
    assert_holds(page, "<a href=\"/api/customers/1/health\">Our own</a>\n"
                       "<a href=\"/api/customers/1/health?scorecard=standard\" "
                       "aria-current=\"page\">Standard</a>");
    page = get_page("/api/customers/1/health?as_of=2026-11-01");
    assert_holds(page, "/health?as_of=2026-11-01\" aria-current=\"page\">Standard</a>\n"
                       "<a href=\"/api/customers/1/health?scorecard=original"
                       "&amp;as_of=2026-11-01\">Original</a>");
}

TEST(each_factor_of_a_card_has_its_line)
{
    fresh();
    publish(
        "",
        FACTOR("login", "1", "{\"value\":0}") "," FACTOR("b", "1", "{\"value\":0}") "," FACTOR("c", "1", "{\"value\":0}") "," FACTOR(
            "d", "1",
            "{\"value\":0}") "," FACTOR("e", "1",
                                        "{\"value\":0}") "," FACTOR("f", "1",
                                                                    "{\"value\":0}") "," FACTOR("g",
                                                                                                "1",
                                                                                                "{\"value\":0}"));
    Answer page = get_page("/api/customers/1");
    assert_holds(page, "<label class=\"k2 d2\"><input type=\"checkbox\" checked "
                       "class=\"t7\" data-line=\"7\"><i></i><small>7</small>Factor g"
                       "</label>");
    // Each five have dashes of their own, and every line its number at the end.
    assert_holds(page, "class=\"ln l2 k2\"");
    assert_holds(page, "class=\"ln l7 k2 d2\"");
    assert_holds(page, "class=\"le l1 k1\" x=\"100%\"");
}

TEST(a_rule_that_had_a_part_is_told_with_its_reason)
{
    fresh();
    publish("\"rules\":[{\"when\":[{\"of\":\"points:login\",\"at_least\":10}],"
            "\"then\":{\"cap\":39},\"reason\":\"Nobody <else> came\"}],",
            FACTOR("login", "1", "\"skip\""));
    Answer page = get_page("/api/customers/1");
    assert_holds(page, "<b>Nobody &lt;else&gt; came</b>: at most 39 points, by a rule");
    assert_holds(page, "<span><b>80.0</b></span>");
    assert_holds(page, "<span>\xe2\x88\x92 <b>41.0</b> by a rule</span>");
    assert_holds(page, "<span>= <b>39.0</b></span>");
}

TEST(the_points_add_up_to_what_the_card_says_whatever_somebody_says_instead)
{
    fresh();
    publish("", FACTOR("login", "1", "\"skip\""));
    assert_int_equal(post("/api/customers/1/overrides",
                          "{\"value\":12,\"reason\":\"They told us\","
                          "\"until\":\"2026-12-01\"}")
                         .status,
                     201);
    Answer page = get_page("/api/customers/1");
    assert_holds(page, ">12.0</text>");
    assert_holds(page, "Why 80.0</h2>");
    assert_holds(page, "<span>= <b>80.0</b></span>");
}

TEST(a_lifecycle_that_is_not_active_stands_beside_the_name)
{
    fresh();
    assert_lacks(get_page("/api/customers/1"), "<span class=\"tag\">Active</span>");
    assert_int_equal(
        change(METHOD_PATCH, "/api/customers/1", "{\"lifecycle\":\"churned\"}").status,
        200);
    assert_holds(get_page("/api/customers/1"), "<span class=\"tag\">Churned</span>");
}

TEST(a_history_tells_the_points_of_every_factor_of_its_card)
{
    fresh();
    publish("", FACTOR("login", "1", "\"skip\"") "," FACTOR("b", "1", "\"skip\""));
    Answer history = get("/api/customers/1/health/history?from=2026-11-22");
    assert_holds(history, "\"factors\":{\"login\":80,\"b\":null}");
    history = get("/api/customers/1/health/history?from=2026-11-21&scorecard=standard");
    assert_holds(history, "\"factors\":{\"login_score\":null,\"feature_score\":null,");
    assert_holds(history, "\"factors\":{\"login_score\":0,\"feature_score\":0,"
                          "\"ticket_score\":100,\"invoice_payment_score\":null,"
                          "\"api_score\":null}");
}

TEST(each_factor_has_a_line_of_what_it_earned)
{
    fresh();
    publish("", FACTOR("login", "1", "\"skip\""));
    for (int day = 1; day <= 20; day++)
        assert_int_equal(
            post("/api/customers/1/events",
                 str_z(memory(), str_format(memory(),
                                            "{\"type\":\"login\",\"timestamp\":"
                                            "\"2026-%02d-10T12:00:00Z\"}",
                                            1 + day % 10)))
                .status,
            201);
    assert_holds(get_page("/api/customers/1?period=90d"),
                 "<span class=\"fsp k1\">\n<svg class=\"spark\" data-band=\"\"");
}

TEST(what_many_seats_do_seldom_is_told_with_digits_that_mean_something)
{
    visit_new();
    assert_int_equal(post("/api/customers",
                          "{\"name\":\"Acme\",\"segment\":\"Enterprise\",\"seats\":180}")
                         .status,
                     201);
    for (int i = 0; i < 22; i++)
        assert_int_equal(post("/api/customers/1/events", "{\"type\":\"login\"}").status,
                         201);
    for (int i = 0; i < 2; i++)
        assert_int_equal(post("/api/customers/1/events",
                              i ? "{\"type\":\"ticket\"}"
                                : "{\"type\":\"feature\",\"details\":{\"feature_name\":"
                                  "\"export\"}}")
                             .status,
                         201);
    assert_int_equal(
        post("/api/scorecards/enterprise/publish", "{\"author\":\"Ada\"}").status, 201);
    Answer page = get_page("/api/customers/1");
    assert_holds(page, "0.031 per seat and week");
    assert_holds(page, "0.031 a week and seat");
    assert_holds(page, "Only 0.031 logins a week and seat");
    assert_lacks(page, " 0 logins a week and seat");
    assert_holds(get_page("/api/dashboard"), "0.031 logins a week and seat");
    assert_holds(get("/api/customers/1/health"), "0.031 a week and seat");
}
