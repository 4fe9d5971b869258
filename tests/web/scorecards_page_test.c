#include "claims.h"
#include "memory.h"
#include "visit.h"

#define STANDARD "/api/scorecards/standard"

static Str document_of(const char *card)
{
    Str body = get(card).body;
    ptrdiff_t at = 0;
    while (!str_starts(str_from(body, (size_t)at), S("\"document\":")))
        at++;
    Str text = str_from(body, (size_t)at + sizeof "\"document\":" - 1);
    return str_until(text, text.length - 1);  // the last member, but for the brace
}

// The document with `from` replaced, which stands in it once.
static const char *with(Str document, Str from, const char *to)
{
    size_t at = 0;
    while (!str_starts(str_from(document, at), from))
        at++;
    return str_z(memory(), str_format(memory(), "%.*s%s%.*s", STR(str_until(document, at)),
                                      to, STR(str_from(document, at + from.length))));
}

static void publish(const char *document, const char *author, const char *note)
{
    assert_int_equal(change(METHOD_PUT, STANDARD, document).status, 200);
    const char *said =
        str_z(memory(),
              str_format(memory(), "{\"author\":\"%s\",\"note\":\"%s\"}", author, note));
    assert_int_equal(post(STANDARD "/publish", said).status, 201);
}

TEST(the_page_of_the_model_lists_every_card_with_whom_it_is_for)
{
    visit_new();
    add_customer("Acme");
    add_customer("Bolt");
    Answer page = get_page("/api/scorecards");
    assert_int_equal(page.status, 200);
    assert_holds(page, "<a href=\"/api/scorecards/standard\">Standard</a>");
    assert_holds(page, "Everybody whom no other card is for");
    assert_holds(page, ">2</a><small>customers</small>");
    assert_holds(page, "Customers whose age in days is under 90");
    assert_holds(page, "Customers whose plan is usage or pay-as-you-go");
    assert_holds(page, "Nobody: it is asked for by its name");
    assert_holds(get("/api/scorecards"), "\"total\":5");
}

TEST(a_new_card_begins_as_a_draft_that_says_what_another_one_says)
{
    visit_new();
    assert_holds(get_page("/api/scorecards"),
                 "<form class=\"body newcard\" method=\"post\"");
    Answer made = post_form("/api/scorecards",
                            "id=partners&title=Partners+%26+resellers&from=enterprise");
    assert_int_equal(made.status, 303);
    assert_str_equal(header(made, "Location"),
                     S("/api/scorecards/partners/draft?done=made"));
    Answer draft = get_page("/api/scorecards/partners/draft?done=made");
    assert_int_equal(draft.status, 200);
    assert_holds(draft, "Draft of Partners &amp; resellers");
    assert_holds(draft, "The draft is made. Say for whom it is");
    Answer card = get("/api/scorecards/partners");
    assert_holds(card, "\"title\":\"Partners \\u0026 resellers\"");
    assert_holds(card, "\"draft\":{");
    assert_holds(get_page("/api/scorecards"), "a draft only");
}

TEST(a_new_card_that_cannot_be_keeps_what_was_typed_and_says_why_beside_it)
{
    visit_new();
    const struct {
        const char *typed, *kept, *says;
        int status;
    } cases[] = {
        {"id=Big+Ones&title=Big&from=enterprise",
         "name=\"id\" value=\"Big Ones\" autocomplete=\"off\" aria-invalid=\"true\"",
         "id=\"wrong-id\">An id has 1 to 64 small letters", 422},
        {"id=&title=Big&from=standard", "name=\"title\" value=\"Big\"", "id=\"wrong-id\">",
         422},
        {"id=big&title=&from=standard", "name=\"id\" value=\"big\"", "id=\"wrong-title\">",
         422},
        {"id=standard&title=Big&from=enterprise", "<option value=\"enterprise\" selected>",
         "id=\"wrong-id\">There is a scorecard of this id already", 409},
        {"id=preview&title=Big&from=standard", "name=\"id\" value=\"preview\"",
         "id=\"wrong-id\">There is a scorecard of this id already", 409},
        {"id=big&title=Big&from=original", "name=\"id\" value=\"big\"",
         "id=\"wrong-from\">There is no scorecard of this name", 422},
        {"title=%3Cscript%3E", "value=\"&lt;script&gt;\"", "id=\"wrong-from\">", 422},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Answer page = post_form("/api/scorecards", cases[i].typed);
        assert_int_equal(page.status, cases[i].status);
        assert_holds(page, cases[i].kept);
        assert_holds(page, cases[i].says);
    }
    assert_holds(get("/api/scorecards"), "\"total\":5");
}

TEST(who_is_judged_by_which_card_is_counted)
{
    visit_new();
    assert_int_equal(
        post("/api/customers", "{\"name\":\"Acme\",\"segment\":\"enterprise\"}").status,
        201);
    add_customer("Bolt");
    add_customer("Crane");
    assert_int_equal(
        post("/api/scorecards/enterprise/publish", "{\"author\":\"Ada\"}").status, 201);
    Answer page = get_page("/api/scorecards");
    assert_holds(page, ">1</a><small>customer</small>");
    assert_holds(page, ">2</a><small>customers</small>");
    assert_holds(page, "version 1, by Ada, 22 Nov 2026");
    assert_int_equal(follow_claims(page), 5);
    assert_holds(get("/api/customers?judged_by=enterprise"), "\"name\":\"Acme\"");
}

TEST(a_card_is_told_in_words)
{
    visit_new();
    Answer page = get_page(STANDARD);
    assert_holds(page, "Logins a week, in the last 84 days");
    assert_holds(page, "<span>20 or more</span> <b>100</b>");
    assert_holds(page, "Share of the 5 features that were used, in the last 84 days");
    assert_holds(page, "Every percent earns a point");
    assert_holds(page, "<span>none</span> <b>100</b>");
    assert_holds(page, "<span>more than 400</span> <b>100</b>");
    assert_holds(page,
                 "Where there is none to judge: its weight is shared out among the others");
    assert_holds(page, "60 to under 75");
    Answer other = get_page("/api/scorecards/enterprise");
    assert_holds(other, "Logins a week and seat, in the last 28 days");
    assert_holds(other, "Logins, in the last 56 days, against as long before");
    assert_holds(other, "Where days to renewal are under 90, and points of Trend of logins "
                        "are under 25");
    assert_holds(other, "at most 39 points");
    assert_int_equal(get_page("/api/scorecards/original").status, 200);
    assert_int_equal(get_page("/api/scorecards/nobody").status, 404);
    assert_int_equal(get_page(STANDARD "?version=1").status, 404);
}

TEST(versions_say_by_whom_and_what_they_changed)
{
    visit_new();
    Str shipped = document_of(STANDARD);
    publish(with(shipped, S("\"points\":25}],\"otherwise\":0"),
                 "\"points\":30}],\"otherwise\":0"),
            "Maya Ortiz", "Few logins count");
    publish(with(shipped, S("\"from\":75"), "\"from\":80"), "Jonas Weber", "Stricter");
    Answer page = get_page(STANDARD);
    assert_holds(page, "in force \xc2\xb7 version 2, by Jonas Weber, 22 Nov 2026");
    assert_holds(page, "<span>Few logins count</span>");
    assert_holds(page,
                 "Maya Ortiz,\n<time datetime=\"2026-11-22T12:00:00Z\">22 Nov 2026, 12:00");
    assert_holds(page, "From version 1 to version 2");
    assert_holds(page, "<h3>Healthy, from</h3><span class=\"num\"><del>75</del>");
    assert_holds(page, "1 or more: 30");
    Answer first = get_page(STANDARD "?from=shipped&to=1");
    assert_holds(first, "From as it comes with the program to version 1");
    assert_holds(first, "<h3>Logins, points</h3>");
    assert_lacks(first, "Healthy, from");
    assert_holds(get_page(STANDARD "?from=2&to=2"), "They say the same.");
    assert_holds(get_page(STANDARD "?from=2&to=9"), "There is no such version");
    Answer past = get_page(STANDARD "?version=1");
    assert_holds(past, "as it was in version 1, of 22 Nov 2026, by Maya Ortiz");
    assert_holds(past, "<span>1 or more</span> <b>30</b>");
    assert_holds(get(STANDARD "/diff?from=shipped&to=2"),
                 "\"pointer\":\"/bands/healthy/from\"");
}

TEST(what_a_card_is_called_is_shown_literally)
{
    visit_new();
    Str shipped = document_of(STANDARD);
    publish(with(shipped, S("\"title\":\"Standard\""),
                 "\"title\":\"<script>alert(1)</script>\""),
            "<b>Ada", "\\\"><img src=x>");
    const char *const pages[] = {"/api/scorecards", STANDARD,
                                 STANDARD "?from=shipped&to=1"};
    for (int p = 0; p < 3; p++) {
        Answer page = get_page(pages[p]);
        assert_holds(page, "&lt;script&gt;alert(1)");
        assert_lacks(page, "<script>alert");
        assert_lacks(page, "<img");
        assert_lacks(page, "<b>Ada");
    }
}

TEST(a_version_that_is_none_is_ignored_and_named)
{
    visit_new();
    Answer page = get_page("/api/scorecards/standard/draft?from=7");
    assert_int_equal(page.status, 200);
    assert_holds(page, "\xe2\x80\x9c"
                       "from\xe2\x80\x9d is ignored");
    assert_lacks(get_page("/api/scorecards/standard/draft"), "is ignored");
}
