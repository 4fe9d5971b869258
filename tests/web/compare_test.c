#include "claims.h"
#include "memory.h"
#include "visit.h"

#define COMPARE "/api/compare"
#define HOSTILE "<script>alert(1)</script>\\\"'><img src=x>{{x}}"
#define TEXT(...) str_z(memory(), str_format(memory(), __VA_ARGS__))

static void add(const char *name, const char *segment)
{
    const char *json =
        TEXT("{\"name\":\"%s\",\"segment\":\"%s\",\"owner\":\"Maya\"}", name, segment);
    assert_int_equal(post("/api/customers", json).status, 201);
}

static void log_in(int customer, int times, const char *day)
{
    for (int i = 0; i < times; i++) {
        const char *event =
            TEXT("{\"type\":\"login\",\"timestamp\":\"%sT09:%02d:00Z\"}", day, i % 60);
        const char *path = TEXT("/api/customers/%d/events", customer);
        assert_int_equal(post(path, event).status, 201);
    }
}

// One that has fallen, one that is well, one without a score.
static void a_book(void)
{
    visit_new();
    add("Meridian Ports", "Enterprise");
    add("Vantage", "SMB");
    add("Aster", "SMB");
    log_in(1, 400, "2026-07-20");
    log_in(1, 1, "2026-10-25");
    log_in(2, 90, "2026-11-20");
}

TEST(groups_are_told_with_their_factors_and_the_spread_of_their_scores)
{
    a_book();
    Answer answer = get(COMPARE);
    assert_int_equal(answer.status, 200);
    assert_holds(answer, "\"by\":\"segment\"");
    assert_holds(answer, "{\"name\":\"SMB\",\"customers\":2,\"scored\":1,\"mean_score\":");
    assert_holds(answer, "{\"id\":\"login_score\",\"customers\":1,\"mean_score\":");
    assert_holds(answer, "{\"id\":\"api_score\",\"customers\":0,\"mean_score\":null}");
    assert_holds(answer, "\"spread\":{\"low\":");
    assert_holds(answer, "\"without\":0");
    assert_holds(get(COMPARE "?by=owner"), "\"name\":\"Maya\",\"customers\":3");
    assert_holds(get(COMPARE "?by=plan"), "\"groups\":[],\"other_groups\":0,\"without\":3");
}

TEST(each_group_leads_to_its_customers)
{
    a_book();
    Answer page = get_page(COMPARE);
    assert_holds(page, "href=\"/api/customers?segment=Enterprise\"");
    assert_holds(page, "href=\"/api/customers?segment=SMB&amp;min_score=0\"");
    assert_holds(page, "SMB</a><small>2 customers</small>");
    assert_holds(get("/api/customers?segment=SMB"), "\"total\":2");
    assert_holds(get("/api/customers?segment=SMB&min_score=0"), "\"total\":1");
    assert_holds(page, "<th scope=\"col\">Logins</th>");
    assert_holds(page, "Enterprise: median");
    assert_holds(get_page(COMPARE "?by=owner"), "href=\"/api/customers?owner=Maya\"");
    assert_holds(get_page(COMPARE "?by=plan"), "3 without a plan</a>");
}

TEST(each_number_of_a_group_leads_to_as_many_customers)
{
    a_book();
    add("Quay", "SMB");
    log_in(3, 20, "2026-11-18");
    log_in(4, 3, "2026-11-18");
    Answer page = get_page(COMPARE);
    assert_holds(page, "SMB, middle half: 1 customer, from ");
    assert_holds(page, "SMB, lower quarter: 1 customer, from ");
    assert_true(follow_claims(page) >= 20);
    assert_true(follow_claims(get_page(COMPARE "?by=owner")) >= 10);
}

TEST(who_moved_and_who_began_together_is_found_as_a_list)
{
    a_book();
    assert_int_equal(post("/api/customers/2/outcomes",
                          "{\"outcome\":\"churned\",\"date\":\"2026-11-21\"}")
                         .status,
                     201);
    const char *const moved[] = {"stable-critical", "critical-", "-absent",  "absent-",
                                 "absent-no_data",  "stable-",   "-critical"};
    for (size_t i = 0; i < sizeof moved / sizeof *moved; i++) {
        Answer page = get_page(TEXT(COMPARE "?from=2026-07-21&moved=%s", moved[i]));
        assert_holds(page, "as a list</a>");
        assert_true(follow_claims(page) >= 10);
    }
    assert_holds(get("/api/customers?was=2026-07-21:stable&was=2026-11-22:critical"),
                 "\"total\":1,");
    assert_holds(get("/api/customers?was=2026-11-20:customer&was=2026-11-22:absent"),
                 "\"name\":\"Vantage\"");
    assert_holds(get("/api/customers?began_after=2026-07-19&began_before=2026-07-21"),
                 "\"total\":1,");
    assert_true(follow_claims(get_page(COMPARE "?cohorts=month")) >= 10);
}

TEST(who_fares_better_or_worse_is_found_as_a_list)
{
    a_book();
    Answer page = get_page(COMPARE "?from=2026-07-21");
    assert_holds(page, "href=\"/api/customers?moved=2026-07-21:2026-11-22:worse\" "
                       "data-customers=\"1\">1</a> worse");
    assert_true(follow_claims(page) >= 10);
    assert_holds(get("/api/customers?moved=2026-07-21:2026-11-22:worse"),
                 "\"name\":\"Meridian Ports\"");
    assert_holds(get("/api/customers?moved=2026-11-21:2026-11-22:worse"), "\"total\":0,");
    assert_holds(get_page("/api/customers?moved=2026-07-21:2026-11-22:worse"),
                 "In a worse band on 22 Nov 2026 than on 21 Jul 2026");
    // Who has left since was worse all the same.
    assert_int_equal(post("/api/customers/1/outcomes",
                          "{\"outcome\":\"churned\",\"date\":\"2026-11-22\"}")
                         .status,
                     201);
    assert_true(follow_claims(get_page(COMPARE "?from=2026-07-21&to=2026-11-20")) >= 10);
}

TEST(who_is_in_no_group_is_found_as_a_list)
{
    a_book();
    add("Nameless", "");
    Answer page = get_page(COMPARE);
    assert_holds(page, "href=\"/api/customers?without=segment\" data-customers=\"1\">");
    assert_true(follow_claims(page) >= 10);
    assert_true(follow_claims(get_page(COMPARE "?by=plan")) >= 3);
    assert_holds(get("/api/customers?without=segment"), "\"name\":\"Nameless\"");
    assert_holds(get("/api/customers?without=segment&segment=SMB"), "\"total\":0,");
    assert_holds(get("/api/customers?without=owner"), "\"total\":0,");
}

TEST(who_changed_band_is_told_with_both_bands)
{
    a_book();
    Answer answer = get(COMPARE "?from=2026-07-21&to=2026-11-22");
    assert_holds(answer, "\"flow\":{\"from\":\"2026-07-21\",\"to\":\"2026-11-22\","
                         "\"better\":0,\"worse\":1,");
    assert_holds(answer, "{\"from\":\"stable\",\"to\":\"critical\",\"customers\":1}");
    assert_holds(answer, "{\"from\":\"absent\",\"to\":\"no_data\",\"customers\":1}");
    assert_holds(answer, "\"changed\":[{\"id\":1,\"name\":\"Meridian Ports\","
                         "\"band_before\":\"stable\",\"band_after\":\"critical\",");
    Answer page = get_page(COMPARE "?from=2026-07-21&to=2026-11-22");
    assert_holds(page, "<title>1 from Stable to Critical</title>");
    assert_holds(page, "href=\"/api/customers/1?from=2026-07-21&amp;to=2026-11-22#h-chg\"");
    assert_holds(page, "data-customers=\"0\">0</a> better");
    assert_holds(page, "21 Jul");
}

TEST(segments_are_told_by_themselves)
{
    a_book();
    Answer answer = get("/api/segments");
    assert_int_equal(answer.status, 200);
    assert_holds(answer, "\"data\":[{\"name\":\"SMB\",\"customers\":2,\"scored\":1,");
    assert_holds(answer, "{\"name\":\"Enterprise\",\"customers\":1,\"scored\":1,");
    assert_holds(answer, "\"without\":0,\"freshness\":{");
}

TEST(who_is_in_a_stream_is_told_one_by_one)
{
    a_book();
    const char *const days = "from=2026-07-21&to=2026-11-22";
    Answer fallen = get(TEXT(COMPARE "?%s&moved=stable-critical", days));
    assert_holds(fallen, "\"changed_total\":1,\"changed\":[{\"id\":1,");
    Answer came = get(TEXT(COMPARE "?%s&moved=absent-", days));
    assert_holds(came, "\"changed_total\":2,\"changed\":[{\"id\":2,");
    assert_holds(came,
                 "\"band_before\":\"absent\",\"band_after\":\"no_data\",\"before\":null,"
                 "\"after\":null}");
    assert_holds(get(TEXT(COMPARE "?%s&moved=-stable", days)), "\"changed_total\":0,");

    Answer page = get_page(TEXT(COMPARE "?%s&moved=absent-no_data", days));
    assert_holds(page, "<h2 id=\"h-chg\">From New to No data</h2>");
    assert_holds(page, "data-customers=\"1\">1 customer as a list</a>");
    assert_holds(page, TEXT("href=\"?by=segment&amp;%s&amp;cohorts=quarter&amp;moved="
                            "stable-critical#h-chg\">1</a>",
                            "from=2026-07-21&amp;to=2026-11-22"));
}

TEST(cohorts_go_by_quarter_or_by_month)
{
    a_book();
    assert_holds(get(COMPARE), "{\"from\":\"2026-07-01\",\"customers\":1,\"periods\":[");
    assert_holds(get(COMPARE "?cohorts=month"),
                 "{\"from\":\"2026-07-01\",\"customers\":1,\"periods\":[{\"after\":0,"
                 "\"customers\":1,\"scored\":1,\"mean_score\":");
    assert_holds(get_page(COMPARE), "<th scope=\"row\">Q3 2026</th>");
    Answer page = get_page(COMPARE "?cohorts=month");
    assert_holds(page, "<th scope=\"row\">Jul 2026</th>");
    assert_holds(page, "1 of 1 still customers, average score ");
    assert_holds(page, "&amp;cohorts=quarter#h-tri\">By quarter</a>");
}

TEST(what_is_not_understood_is_refused_and_a_page_goes_on_without)
{
    a_book();
    static const char *const asked[] = {"by=colour",
                                        "cohorts=day",
                                        "from=then",
                                        "to=2027-01-01",
                                        "from=2026-11-22&to=2026-11-01",
                                        "moved=-",
                                        "moved=stable",
                                        "moved=up-down"};
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        assert_int_equal(get(TEXT(COMPARE "?%s", asked[i])).status, 422);
        Answer page = get_page(TEXT(COMPARE "?%s", asked[i]));
        assert_int_equal(page.status, 200);
        assert_holds(page, "\xe2\x80\x9d is ignored: ");
        assert_holds(page, "<option value=\"segment\" selected>");
    }
    assert_lacks(get_page(COMPARE), "is ignored");
    Answer page = get_page(COMPARE "?by=owner&cohorts=day&moved=up-down");
    assert_holds(page, "<option value=\"owner\" selected>");
    assert_holds(page, "\xe2\x80\x9c"
                       "cohorts\xe2\x80\x9d is ignored");
    assert_holds(page, "\xe2\x80\x9cmoved\xe2\x80\x9d is ignored");
}

TEST(an_empty_book_is_no_failure)
{
    visit_new();
    assert_int_equal(get(COMPARE).status, 200);
    Answer page = get_page(COMPARE);
    assert_int_equal(page.status, 200);
    assert_holds(page, "No customer is in a group.");
    assert_holds(page, "There was no customer on either day.");
    assert_holds(page, "Nobody began within the time that is looked at.");
}

TEST(hostile_names_are_shown_literally)
{
    visit_new();
    add(HOSTILE, HOSTILE);
    log_in(1, 400, "2026-07-20");
    log_in(1, 1, "2026-10-25");
    Answer page = get_page(COMPARE "?from=2026-07-21");
    assert_lacks(page, "<script>");
    assert_lacks(page, "<img");
    assert_holds(page, "&lt;script&gt;alert(1)&lt;/script&gt;");
}
