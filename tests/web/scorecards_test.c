#include "memory.h"
#include "visit.h"

#include <string.h>

#define MINE "/api/scorecards/mine"

#define CARD(weight)                                                                       \
    "{\"id\":\"mine\",\"title\":\"Mine\",\"applies_to\":[{\"of\":\"attribute:segment\","   \
    "\"in\":[\"enterprise\"]}],\"priority\":5,\"factors\":["                               \
    "{\"id\":\"reports\",\"weight\":" weight                                               \
    ",\"metric\":{\"source\":\"report_sent\",\"agg\":\"count\",\"window\":{\"days\":28}}," \
    "\"transform\":{\"steps\":[{\">=\":2,\"points\":100}],\"otherwise\":20},"              \
    "\"missing\":{\"value\":0}},"                                                          \
    "{\"id\":\"logins\",\"weight\":1,\"metric\":{\"source\":\"login\",\"agg\":\"count\","  \
    "\"window\":{\"days\":28}},\"transform\":{\"steps\":[{\">=\":1,\"points\":80}]},"      \
    "\"missing\":{\"value\":0}}]}"

static void fresh(void)
{
    visit_new();
    assert_int_equal(
        post("/api/customers", "{\"name\":\"Acme\",\"segment\":\"enterprise\"}").status,
        201);
    assert_int_equal(
        post("/api/customers", "{\"name\":\"Bolt\",\"segment\":\"smb\"}").status, 201);
    assert_int_equal(post("/api/customers/1/events", "{\"type\":\"login\"}").status, 201);
    assert_int_equal(post("/api/customers/2/events", "{\"type\":\"login\"}").status, 201);
}

static void publish_mine(void)
{
    assert_int_equal(change(METHOD_PUT, MINE, CARD("1")).status, 200);
    assert_int_equal(post(MINE "/publish", "{\"author\":\"Ada\"}").status, 201);
}

TEST(at_first_only_standard_is_at_work_and_examples_can_be_asked_for)
{
    fresh();
    Answer list = get("/api/scorecards");
    assert_int_equal(list.status, 200);
    assert_holds(list, "{\"id\":\"standard\",\"title\":\"Standard\",\"live\":true,"
                       "\"built_in\":true,\"example\":true");
    assert_holds(list, "{\"id\":\"enterprise\",\"title\":\"Enterprise\",\"live\":false");
    assert_holds(list, "{\"id\":\"original\",\"title\":\"Original\",\"live\":true");
    assert_holds(get("/api/customers/1/health"), "\"scorecard\":\"standard\"");
    Answer enterprise = get("/api/customers/1/health?scorecard=enterprise");
    assert_holds(enterprise, "\"scorecard\":\"enterprise\"");
    assert_holds(enterprise, "\"id\":\"login_trend\"");
    assert_int_equal(get("/api/customers/1/health/history?scorecard=onboarding").status,
                     200);
    assert_int_equal(get("/api/customers/1/health/change?scorecard=usage-heavy").status,
                     200);
    assert_int_equal(get("/api/customers/1/health?scorecard=nobody").status, 422);
}

TEST(a_draft_counts_for_nobody_until_it_is_published)
{
    fresh();
    Answer saved = change(METHOD_PUT, MINE "?author=Ada", CARD("1"));
    assert_int_equal(saved.status, 200);
    assert_holds(saved, "\"author\":\"Ada\"");
    assert_holds(saved, "\"weight\":0.5");
    assert_holds(get(MINE), "\"live\":false");
    assert_holds(get("/api/customers/1/health"), "\"scorecard\":\"standard\"");
    assert_int_equal(get("/api/customers/1/health?scorecard=mine").status, 422);

    Answer published =
        post(MINE "/publish", "{\"author\":\"Ada\",\"note\":\"For a start\"}");
    assert_int_equal(published.status, 201);
    assert_str_equal(header(published, "Location"), S(MINE "/versions/1"));
    assert_holds(published, "\"version\":1");
    assert_holds(get(MINE), "\"live\":true");
    assert_holds(get(MINE), "\"draft\":null");
}

TEST(a_published_card_holds_for_those_it_applies_to_and_for_nobody_else)
{
    fresh();
    publish_mine();
    Answer acme = get("/api/customers/1/health"), bolt = get("/api/customers/2/health");
    assert_holds(acme, "\"scorecard\":\"mine\",\"health_score\":50,");
    assert_holds(bolt, "\"scorecard\":\"standard\"");
    assert_holds(get("/api/customers"), "\"health_score\":50,");
    assert_int_equal(
        change(METHOD_PATCH, "/api/customers/1", "{\"segment\":\"smb\"}").status, 200);
    assert_holds(get("/api/customers/1/health"), "\"scorecard\":\"standard\"");
}

TEST(a_type_that_a_published_card_counts_is_accepted_from_then_on)
{
    fresh();
    const char *sent = "{\"type\":\"report_sent\"}";
    assert_int_equal(post("/api/customers/1/events", sent).status, 400);
    publish_mine();
    assert_int_equal(post("/api/customers/1/events", sent).status, 201);
    assert_int_equal(
        post("/api/events", "[{\"customer_id\":1,\"type\":\"report_sent\"}]").status, 200);
    assert_holds(get("/api/customers/1/health"),
                 "\"scorecard\":\"mine\",\"health_score\":90,");
}

TEST(every_version_stays_and_tells_what_it_changed)
{
    fresh();
    publish_mine();
    assert_int_equal(change(METHOD_PUT, MINE, CARD("3")).status, 200);
    Answer difference = get(MINE "/diff");
    assert_holds(difference,
                 "\"pointer\":\"/factors/reports/weight\",\"from\":0.5,\"to\":0.75,"
                 "\"explanation\":\"factors/reports/weight was 0.5 and is 0.75\"");
    assert_int_equal(post(MINE "/publish", "{\"author\":\"Bo\"}").status, 201);
    assert_holds(get(MINE "/versions"), "\"total\":2");
    assert_holds(get(MINE "/versions/1"), "\"author\":\"Ada\"");
    assert_holds(get(MINE "/versions/1"), "\"weight\":0.5");
    assert_int_equal(get(MINE "/versions/3").status, 404);
    assert_holds(get(MINE "/diff?from=1&to=2"), "\"same\":false");
    assert_int_equal(get(MINE "/diff?from=1&to=7").status, 422);
    assert_holds(get("/api/customers/1/health"), "\"health_score\":35,");
}

TEST(a_card_that_is_withdrawn_holds_for_nobody)
{
    fresh();
    publish_mine();
    assert_int_equal(post(MINE "/publish", "{\"author\":\"Ada\",\"withdraw\":true}").status,
                     201);
    assert_holds(get("/api/customers/1/health"), "\"scorecard\":\"standard\"");
    assert_holds(get(MINE), "\"live\":false");
}

TEST(an_example_is_published_as_it_is)
{
    fresh();
    Str shown = get("/api/scorecards/enterprise").body;
    Str hash = str_until(
        str_from(shown, (size_t)(strstr(shown.text, "\"hash\"") - shown.text)), 73);
    assert_int_equal(
        post("/api/scorecards/enterprise/publish", "{\"author\":\"Ada\"}").status, 201);
    assert_holds(get("/api/customers/1/health"), "\"scorecard\":\"enterprise\"");
    assert_holds(get("/api/customers/2/health"), "\"scorecard\":\"standard\"");
    assert_holds(get("/api/scorecards/enterprise/versions/1"), str_z(memory(), hash));
}

TEST(a_version_is_asked_for_by_its_number)
{
    fresh();
    publish_mine();
    assert_int_equal(change(METHOD_PUT, MINE, CARD("2")).status, 200);
    assert_int_equal(post(MINE "/publish", "{\"author\":\"Bo\"}").status, 201);
    for (int version = 1; version <= 2; version++) {
        Str asked = str_format(memory(), MINE "?version=%d", version),
            own = str_format(memory(), MINE "/versions/%d", version);
        Answer answer = get(str_z(memory(), asked));
        assert_int_equal(answer.status, 200);
        assert_holds(answer, version == 1 ? "\"author\":\"Ada\"" : "\"author\":\"Bo\"");
        assert_str_equal(answer.body, get(str_z(memory(), own)).body);
    }
    assert_str_equal(get(MINE "?version=").body, get(MINE).body);
    Answer absent = get(MINE "?version=99");
    assert_int_equal(absent.status, 404);
    assert_holds(absent, "The scorecard has no such version: GET "
                         "/api/scorecards/mine/versions lists them");
    assert_int_equal(get("/api/scorecards/standard?version=0").status, 404);
    Answer wrong = get(MINE "?version=first");
    assert_int_equal(wrong.status, 422);
    assert_holds(wrong, "\"loc\":[\"query\",\"version\"]");
}

TEST(every_answer_with_scores_says_by_which_versions_they_are)
{
    static const char *const answers[] = {"/api/customers",
                                          "/api/customers?sort=name",
                                          "/api/dashboard",
                                          "/api/portfolio",
                                          "/api/portfolio/history",
                                          "/api/compare?by=segment",
                                          "/api/segments",
                                          "/api/customers/1/health/history",
                                          "/api/customers/1/health/change"};
    fresh();
    publish_mine();
    const char *stored =
        strstr(str_z(memory(), get(MINE "/versions/1").body), "\"hash\":\"");
    assert_non_null(stored);
    Str hash = {stored + 8, 64};
    Str version =
        str_format(memory(), "\"id\":\"mine\",\"version\":1,\"hash\":\"%.*s\"}", STR(hash));
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++)
        assert_holds(get(answers[i]), str_z(memory(), version));

    assert_holds(get("/api/customers?segment=enterprise"),
                 "\"scorecard\":\"mine\",\"band_id\":");
    assert_holds(get("/api/customers?segment=smb"),
                 "\"scorecard\":\"standard\",\"band_id\":");
    assert_holds(get("/api/customers?format=csv"),
                 str_z(memory(), str_format(memory(), ",mine,1,%.*s,", STR(hash))));
    Answer one = get("/api/customers/1");
    assert_holds(one, "\"scorecard\":\"mine\",\"band_id\":");
    assert_holds(one, str_z(memory(), str_format(memory(), "\"scorecard_hash\":\"%.*s\"",
                                                 STR(hash))));
}

TEST(what_is_wrong_with_a_card_is_told_all_at_once_and_nothing_is_stored)
{
    fresh();
    Answer refused =
        change(METHOD_PUT, MINE, "{\"id\":\"mine\",\"zone\":\"UTC\",\"factors\":[]}");
    assert_int_equal(refused.status, 422);
    assert_holds(refused, "\"pointer\":\"/zone\"");
    assert_holds(refused, "\"pointer\":\"/factors\"");
    assert_int_equal(change(METHOD_PUT, "/api/scorecards/other", CARD("1")).status, 422);
    assert_int_equal(get(MINE).status, 404);
    assert_int_equal(change(METHOD_PUT, MINE, "{").status, 422);
    assert_int_equal(change(METHOD_PUT, "/api/scorecards/A%20b", CARD("1")).status, 404);
    assert_int_equal(post(MINE "/publish", "{\"author\":\"Ada\"}").status, 409);
    assert_int_equal(post(MINE "/publish", "{}").status, 422);
    assert_int_equal(post("/api/scorecards/original/publish", "{\"author\":\"A\"}").status,
                     409);
}

TEST(what_is_at_work_already_is_not_published_again)
{
    fresh();
    publish_mine();
    assert_int_equal(change(METHOD_PUT, MINE, CARD("1")).status, 200);
    assert_int_equal(post(MINE "/publish", "{\"author\":\"Ada\"}").status, 409);
    assert_holds(get(MINE "/versions"), "\"total\":1");
}

TEST(a_card_is_published_once_however_often_it_is_sent)
{
    fresh();
    assert_int_equal(change(METHOD_PUT, MINE, CARD("1")).status, 200);
    for (int i = 0; i < 2; i++) {
        Answer answer = change_with(METHOD_POST, MINE "/publish", "{\"author\":\"Ada\"}",
                                    "Idempotency-Key", S("once"));
        assert_int_equal(answer.status, 201);
    }
    assert_holds(get(MINE "/versions"), "\"total\":1");
}

TEST(a_draft_can_be_dropped)
{
    fresh();
    assert_int_equal(change(METHOD_DELETE, MINE, NULL).status, 404);
    assert_int_equal(change(METHOD_PUT, MINE, CARD("1")).status, 200);
    assert_int_equal(change(METHOD_DELETE, MINE, NULL).status, 200);
    assert_int_equal(get(MINE).status, 404);
}

// --- what if ---------------------------------------------------------------------

#define PREVIEW "/api/scorecards/preview"

TEST(a_preview_says_who_would_move_and_writes_nothing)
{
    fresh();
    Answer whatif = post(PREVIEW, CARD("1"));
    assert_int_equal(whatif.status, 200);
    assert_holds(whatif, "\"customers\":2,\"applies\":1,\"changed\":1,"
                         "\"measured_from\":\"facts\"");
    assert_holds(whatif, "\"customer_id\":1,\"name\":\"Acme\"");
    assert_holds(whatif, "\"after\":50,");
    assert_int_equal(get(MINE).status, 404);
    assert_holds(get("/api/customers/1/health"), "\"scorecard\":\"standard\"");
    assert_int_equal(post(PREVIEW, "{\"id\":\"mine\"}").status, 422);
}

TEST(a_preview_of_weights_alone_needs_no_facts)
{
    fresh();
    publish_mine();
    (void)get("/api/customers");
    assert_holds(post(PREVIEW, CARD("3")), "\"applies\":1,\"changed\":1,"
                                           "\"measured_from\":\"pictures\"");
    assert_holds(post(PREVIEW, CARD("1")), "\"changed\":0,");
}

// --- over the whole book -------------------------------------------------------------

#define BANDED                                                                             \
    "{\"id\":\"mine\",\"title\":\"Mine\",\"applies_to\":[{\"of\":\"attribute:segment\","   \
    "\"in\":[\"enterprise\"]}],\"priority\":5,\"bands\":[{\"id\":\"fine\",\"name\":"       \
    "\"Fine <b>\",\"from\":90,\"kind\":\"healthy\"},{\"id\":\"rest\",\"from\":0,"          \
    "\"kind\":\"critical\"}],\"factors\":[{\"id\":\"visits\",\"weight\":1,\"metric\":{"    \
    "\"source\":\"login\",\"agg\":\"count\",\"window\":{\"days\":28}},\"transform\":{"     \
    "\"steps\":[{\">=\":1,\"points\":80}]},\"missing\":{\"value\":0}}]}"

static void publish_banded(void)
{
    assert_int_equal(change(METHOD_PUT, MINE, BANDED).status, 200);
    assert_int_equal(post(MINE "/publish", "{\"author\":\"Ada\"}").status, 201);
}

TEST(the_dashboard_judges_each_customer_by_its_card_and_says_by_which)
{
    fresh();
    Answer before = get("/api/dashboard");
    assert_holds(before, "\"scorecard\":\"standard\",\"scorecards\":[{\"id\":\"standard\"");
    publish_banded();
    Answer both = get("/api/dashboard");
    assert_holds(both, "\"scorecard\":null,");
    assert_holds(both, "{\"id\":\"mine\",\"version\":1,\"customers\":1,\"scored\":1,");
    assert_holds(both,
                 "{\"id\":\"rest\",\"name\":\"Rest\",\"band\":\"critical\",\"from\":0,"
                 "\"to\":90,\"customers\":1,");
    assert_holds(both, "{\"band\":\"healthy\",\"from\":null,\"to\":null,");
    assert_holds(both, "{\"id\":\"visits\",\"customers\":1,\"mean_points\":80}");
    assert_holds(both, "1 login in ");
    Answer page = get_page("/api/dashboard");
    assert_holds(page, "by its scorecard");
    assert_holds(both, "\"scorecard\":\"mine\",\"version\":1,\"withdrawn\":false}]");
    assert_holds(page, "Visits");

    assert_int_equal(change(METHOD_DELETE, "/api/customers/2", NULL).status, 200);
    Answer alone = get("/api/dashboard");
    assert_holds(alone, "\"scorecard\":\"mine\",");
    page = get_page("/api/dashboard");
    assert_holds(page, "Fine &lt;b&gt; <small>90 to 100</small>");
    assert_holds(page, "Rest <small>0 to 90</small>");
    assert_lacks(page, "Stable <small>");
}

TEST(the_past_of_the_book_says_which_cards_and_where_they_changed)
{
    fresh();
    publish_banded();
    Answer day = get("/api/portfolio");
    assert_holds(day, "\"scorecard\":null,\"scorecards\":[{");
    assert_holds(day, "{\"id\":\"mine\",\"version\":1,\"customers\":1}");
    assert_holds(day, "\"health_score\":80,\"band\":\"critical\",\"status\":\"scored\","
                      "\"scorecard\":\"mine\"");
    assert_holds(get("/api/portfolio?scorecard=original"), "\"scorecard\":\"original\"");
    Answer history = get("/api/portfolio/history");
    assert_holds(history,
                 "\"scorecards\":[{\"id\":\"mine\",\"version\":1},{\"id\":\"standard\"");
    assert_holds(history, "\"scorecard\":\"mine\",\"version\":1,\"withdrawn\":false,"
                          "\"author\":\"Ada\"}]");
    Answer own = get("/api/customers/1/health/history");
    assert_holds(own,
                 "\"scorecard\":\"mine\",\"version\":1,\"scorecard_before\":\"standard\","
                 "\"version_before\":0}]");
    assert_holds(get("/api/customers/2/health/history"), "\"markers\":[]");
    Answer page = get_page("/api/customers/1");
    assert_holds(page, "<line class=\"cc\" x1=\"100%\"");
    assert_holds(page, ": scorecard Mine instead of Standard</li>");
    assert_lacks(get_page("/api/customers/2"), "another card has held");
    Answer compared = get("/api/compare");
    assert_holds(compared, "\"scorecard\":null,");
    assert_holds(compared, "\"id\":\"visits\"");
}
