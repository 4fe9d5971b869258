#include "claims.h"
#include "memory.h"
#include "visit.h"

#include "base/clock.h"

// Who has no score is told apart by why, wherever customers are counted or chosen.

#define TEXT(...) str_z(memory(), str_format(memory(), __VA_ARGS__))

#define FACTOR(source)                                                                     \
    "{\"id\":\"" source "\",\"weight\":1,\"metric\":{\"source\":\"" source                 \
    "\",\"agg\":\"count\",\"window\":{\"days\":84}},\"transform\":{\"steps\":[{\">=\":1,"  \
    "\"points\":80}]},\"missing\":{\"value\":0}}"
#define CARD(grace)                                                                        \
    "{\"id\":\"careful\",\"title\":\"Careful\",\"priority\":5,\"grace_days\":" grace       \
    ",\"min_coverage\":0.6,\"bands\":[{\"id\":\"good\",\"name\":\"Splendid\","             \
    "\"from\":50,\"kind\":\"healthy\"},{\"id\":\"bad\",\"name\":\"Dire\",\"from\":0,"      \
    "\"kind\":\"critical\"}],\"factors\":[" FACTOR("login") "," FACTOR("api") "]}"

static void send(int customer, const char *type, const char *day)
{
    const char *event = TEXT("{\"type\":\"%s\",\"timestamp\":\"%sT09:00:00Z\"}", type, day);
    const char *target = TEXT("/api/customers/%d/events", customer);
    assert_int_equal(post(target, event).status, 201);
}

// Of whom nothing is known, one who is new, two of whom too little is, and a good one.
static void a_book(void)
{
    visit_new();
    const char *const names[] = {"Silent", "Young", "Thin", "Thinner", "Known"};
    for (int c = 0; c < 5; c++)
        assert_int_equal(add_customer(names[c]), c + 1);
    send(2, "login", "2026-11-20");
    send(3, "login", "2026-10-01");
    send(4, "login", "2026-10-02");
    send(5, "login", "2026-10-01");
    send(5, "api", "2026-10-01");
    assert_int_equal(change(METHOD_PUT, "/api/scorecards/careful", CARD("30")).status, 200);
    assert_int_equal(post("/api/scorecards/careful/publish", "{\"author\":\"Ada\"}").status,
                     201);
}

static const char *const reasons[] = {"no_data", "onboarding", "insufficient_data"};
static const int counts[] = {1, 1, 2};

TEST(a_list_is_chosen_by_why_there_is_no_score)
{
    a_book();
    for (int r = 0; r < 3; r++) {
        Answer list = get(TEXT("/api/customers?band=%s", reasons[r]));
        assert_holds(list, TEXT("\"total\":%d,", counts[r]));
        assert_holds(list, TEXT("\"status\":\"%s\"", reasons[r]));
        for (int other = 0; other < 3; other++)
            if (other != r) assert_lacks(list, TEXT("\"status\":\"%s\"", reasons[other]));
    }
    assert_holds(get("/api/customers?band=no_data,onboarding,insufficient_data"),
                 "\"total\":4,");
    assert_holds(get("/api/customers?format=csv&band=onboarding"), "Young");
    assert_lacks(get("/api/customers?format=csv&band=onboarding"), "Thin");
    assert_holds(get("/api/customers?was=2026-11-22:insufficient_data"), "\"total\":2,");
    assert_holds(get("/api/customers?band=nobody"), "'onboarding' or 'insufficient_data'");
}

TEST(the_page_of_the_list_offers_each_reason_that_somebody_has)
{
    a_book();
    Answer page = get_page("/api/customers?band=onboarding");
    assert_holds(page, "name=\"band\" value=\"onboarding\" checked>");
    assert_holds(page, "Onboarding <b>1</b></span>");
    assert_holds(page, "Too little data <b>2</b></span>");
    assert_holds(page, "No data <b>1</b></span>");
    Answer view = post_form("/api/views", "name=new&query=band%3Donboarding%26sort%3Dname");
    assert_holds(get_page("/api/customers"),
                 "/api/customers?band=onboarding&amp;sort=name");
    assert_int_equal(view.status, 303);
    visit_new();
    (void)add_customer("Silent");
    assert_lacks(get_page("/api/customers"), "name=\"band\" value=\"onboarding\"");
    assert_holds(get_page("/api/customers?band=onboarding"),
                 "value=\"onboarding\" checked");
}

TEST(the_dashboard_counts_each_reason_and_leads_to_whom_it_counts)
{
    a_book();
    const char *const said = "\"scored\":1,\"no_data\":1,\"onboarding\":1,"
                             "\"insufficient_data\":2,";
    assert_holds(get("/api/dashboard"), said);
    assert_holds(get("/api/portfolio"), said);
    assert_holds(get("/api/portfolio/history?from=2026-11-22"), said);
    assert_holds(get("/api/portfolio"), "\"status\":\"insufficient_data\"");
    Answer page = get_page("/api/dashboard");
    assert_holds(page,
                 "/api/customers?band=no_data\" data-customers=\"1\">1 without data</a>,");
    assert_holds(page, "/api/customers?band=onboarding\" data-customers=\"1\">1 being "
                       "onboarded</a>,");
    assert_holds(page, "/api/customers?band=insufficient_data\" data-customers=\"2\">2 of "
                       "whom too little is known</a>:");
    (void)follow_claims(page);
    clock_set(NOON + 2 * (Millis)MILLIS_A_DAY);
    page = get_page("/api/dashboard?as_of=2026-11-22");
    assert_holds(page, "was=2026-11-22:onboarding\" data-customers=\"1\">");
    (void)follow_claims(page);
}

TEST(a_comparison_and_a_preview_tell_the_reasons_apart)
{
    a_book();
    assert_holds(get("/api/compare?from=2026-11-19"),
                 "{\"from\":\"absent\",\"to\":\"onboarding\",\"customers\":1}");
    Answer page = get_page("/api/compare?from=2026-11-19&moved=absent-onboarding");
    assert_holds(page, "From New to Onboarding");
    (void)follow_claims(page);
    Answer preview = post("/api/scorecards/preview", CARD("0"));
    assert_holds(preview,
                 "{\"from\":\"onboarding\",\"to\":\"insufficient_data\",\"customers\":1}");
    assert_holds(preview, "{\"band\":\"onboarding\",\"customers\":1,");
}

TEST(a_score_says_which_of_its_cards_own_bands_it_is_in)
{
    a_book();
    const char *const own = "\"band_id\":\"good\",\"band_name\":\"Splendid\"";
    assert_holds(get("/api/customers/5/health"), own);
    assert_holds(get("/api/customers?q=Known"), own);
    assert_holds(get("/api/customers/5"), own);
    assert_holds(get("/api/customers/1"), "\"band_id\":null,\"band_name\":null");
    assert_holds(get("/api/customers/5/health?scorecard=standard"),
                 "\"band_id\":\"critical\",\"band_name\":\"Critical\"");
}
