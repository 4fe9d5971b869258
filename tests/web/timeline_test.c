#include "memory.h"
#include "visit.h"

#include "base/clock.h"

#define TEXT(...) str_z(memory(), str_format(memory(), __VA_ARGS__))
#define ZONE STR(clock_zone())
#define EVENTS "/api/customers/1/events"

static void send(const char *body)
{
    assert_int_equal(post(EVENTS, body).status, 201);
}

static void log_in(const char *user, const char *at)
{
    send(TEXT("{\"type\":\"login\",\"timestamp\":\"%s\",\"details\":{\"user_id\":\"%s\"}}",
              at, user));
}

static void somebody(void)
{
    visit_new();
    assert_int_equal(add_customer("Acme"), 1);
    log_in("today", "2026-11-22T08:00:00Z");
    log_in("autumn", "2026-10-01T08:00:00Z");
    log_in("spring", "2026-04-01T08:00:00Z");
    send("{\"type\":\"ticket\",\"timestamp\":\"2026-11-20T08:00:00Z\",\"details\":"
         "{\"ticket_id\":\"t-1\"}}");
}

TEST(what_is_chosen_is_shown_and_stays_chosen)
{
    somebody();
    Answer page = get_page(EVENTS "?type=login&from=2026-05-01&to=2026-11-01");
    assert_holds(page, "by autumn");
    assert_lacks(page, "by today");
    assert_lacks(page, "by spring");
    assert_lacks(page, "Ticket t-1");
    assert_holds(page, "<option value=\"login\" selected>Logins</option>");
    assert_holds(page, "name=\"from\" value=\"2026-05-01\"");
    assert_holds(page, "name=\"to\" value=\"2026-11-01\"");
}

TEST(from_a_factor_one_comes_to_as_many_events_as_it_says)
{
    somebody();
    assert_holds(
        get_page("/api/customers/1"),
        "href=\"/api/customers/1/events?factor=login_score\">2 events counted</a>");
    Answer page = get_page(EVENTS "?factor=login_score");
    assert_holds(page, TEXT("2 events counted by Logins, as of 22 Nov 2026 (%.*s)", ZONE));
    assert_holds(page, "by autumn");
    assert_holds(page, "by today");
    assert_lacks(page, "by spring");
}

TEST(what_a_factor_does_not_count_is_shown_with_the_reason)
{
    somebody();
    Answer page = get_page(EVENTS "?factor=login_score&counted=false");
    assert_holds(page, TEXT("Not counted by Logins, as of 22 Nov 2026 (%.*s)", ZONE));
    assert_holds(page, "by spring");
    assert_lacks(page, "by today");
    assert_holds(page, "Not counted: older than the window");
    assert_holds(page, "<option value=\"false\" selected>");
}

TEST(the_factors_of_a_past_day_lead_to_the_events_of_that_day)
{
    somebody();
    assert_holds(get_page("/api/customers/1/health?as_of=2026-10-05"),
                 "/events?factor=login_score&amp;as_of=2026-10-05\">1 event counted</a>");
    Answer page = get_page(EVENTS "?factor=login_score&as_of=2026-10-05");
    assert_holds(page, TEXT("1 event counted by Logins, as of 5 Oct 2026 (%.*s)", ZONE));
    assert_holds(page, "name=\"as_of\" value=\"2026-10-05\"");
    assert_lacks(page, "by today");
}

TEST(the_pages_of_a_choice_follow_one_another)
{
    somebody();
    Answer page = get_page(EVENTS "?type=login&limit=2");
    assert_holds(page, "by today");
    assert_lacks(page, "by spring");
    Str rest = page.body, href = S("rel=\"next\" href=\"");
    while (!str_starts(rest, href))
        rest = str_from(rest, 1);
    rest = str_from(rest, href.length);
    Str url = str_cut(&rest, '"');
    Writer plain = {.arena = memory()};
    for (size_t i = 0; i < url.length; i++) {
        writer_char(&plain, url.text[i]);
        if (str_starts(str_from(url, i), S("&amp;"))) i += 4;
    }
    page = get_page(str_z(memory(), writer_str(&plain)));
    assert_holds(page, "by spring");
    assert_lacks(page, "by today");
    assert_holds(page, ">Latest</a>");
    assert_holds(page, "<option value=\"login\" selected>");
}

TEST(what_cannot_be_chosen_is_ignored_and_named)
{
    somebody();
    const struct {
        const char *query, *notice;
    } cases[] = {
        {"type=dance", "“type” is ignored: Input should be &#39;login&#39;"},
        {"factor=mood", "“factor” is ignored: Input should be a factor"},
        {"from=soon", "“from” is ignored: Input should be a date"},
        {"to=2026-13-01", "“to” is ignored: Input should be a date"},
        {"limit=none", "“limit” is ignored: Input should be a valid integer"},
        {"factor=login_score&counted=maybe", "“counted” is ignored: Input should be"},
        {"factor=login_score&type=ticket", "“type” is ignored: A factor has a type"},
        {"factor=login_score&as_of=2027-01-01", "“as_of” is ignored: Input should be"},
        {"factor=login_score&scorecard=best", "“scorecard” is ignored: There is no such"},
        {"cursor=x", "The page that was asked for is of another list"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *target = TEXT(EVENTS "?%s", cases[i].query);
        Answer page = get_page(target);
        assert_int_equal(page.status, 200);
        assert_holds(page, cases[i].notice);
        assert_holds(page, "by today");
        assert_true(get(target).status == 422 || get(target).status == 400);
    }
}

TEST(the_page_of_a_customer_ignores_what_cannot_be_and_names_it)
{
    somebody();
    const struct {
        const char *query, *name;
    } cases[] = {
        {"as_of=soon", "as_of"},         {"as_of=2027-01-01", "as_of"},
        {"scorecard=best", "scorecard"}, {"from=soon", "from"},
        {"to=1900-01-01", "to"},         {"from=2026-11-22&to=2026-11-01", "from"},
        {"period=9y", "period"},         {"tickets=some", "tickets"},
        {"invoices=9", "invoices"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Answer page = get_page(TEXT("/api/customers/1/health?%s", cases[i].query));
        assert_int_equal(page.status, 200);
        assert_holds(page, TEXT("“%s” is ignored: ", cases[i].name));
        assert_holds(page, TEXT("as of 22 Nov 2026 (%.*s)", ZONE));
    }
    assert_int_equal(get("/api/customers/1/health?as_of=soon").status, 422);
    assert_int_equal(get("/api/customers/1/health?scorecard=best").status, 422);
}

TEST(the_form_begins_with_the_type_that_is_asked_for)
{
    somebody();
    Answer page = get_page(EVENTS "?new=ticket");
    assert_holds(page, "<option value=\"ticket\" selected>Support ticket</option>");
    assert_holds(page, TEXT("in %.*s; now if left empty", ZONE));
    assert_int_equal(get_page(EVENTS "?new=dance").status, 200);
}
