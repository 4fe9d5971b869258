// What people say of a customer: notes, overrides, outcomes.
#include "memory.h"
#include "visit.h"

#include "base/clock.h"

#include <string.h>

#define ACME "/api/customers/1"
#define NOTES ACME "/notes"
#define OVERRIDES ACME "/overrides"
#define OUTCOMES ACME "/outcomes"
#define DAY_AFTER(days) (NOON + (Millis)(days)*MILLIS_A_DAY)
#define TEXT(...) str_z(memory(), str_format(memory(), __VA_ARGS__))

// On 22 November 2026.
static void fresh(void)
{
    visit_new();
    Answer made = post("/api/customers", "{\"name\":\"Acme\",\"mrr\":\"100\",\"currency\":"
                                         "\"EUR\"}");
    assert_int_equal(made.status, 201);
}

static void login(void)
{
    assert_int_equal(post(ACME "/events", "{\"type\":\"login\"}").status, 201);
}

// --- notes ---------------------------------------------------------------

TEST(a_note_is_kept_listed_and_removed)
{
    fresh();
    Answer made = post(NOTES, "{\"text\":\"Wants 'SSO'\\n\",\"author\":\"Maya\"}");
    assert_int_equal(made.status, 201);
    assert_str_equal(header(made, "Location"), S(NOTES));
    assert_str_equal(made.body,
                     S("{\"id\":1,\"customer_id\":1,\"text\":\"Wants 'SSO'\\n\","
                       "\"author\":\"Maya\",\"created_at\":\"2026-11-22T12:00:00Z\"}"));
    assert_int_equal(post(NOTES, "{\"text\":\"two\"}").status, 201);
    Answer list = get(NOTES);
    assert_int_equal(list.status, 200);
    assert_holds(list, "{\"data\":[{\"id\":2,");
    assert_holds(list, "\"author\":\"api\"");
    assert_holds(list, "\"next_cursor\":null,\"has_more\":false");

    Answer gone = change(METHOD_DELETE, NOTES "/1", NULL);
    assert_int_equal(gone.status, 200);
    assert_str_equal(gone.body, S("{\"id\":1,\"customer_id\":1,\"removed\":true}"));
    assert_lacks(get(NOTES), "SSO");
    assert_int_equal(change(METHOD_DELETE, NOTES "/1", NULL).status, 404);
}

static Str next_of(Answer answer)
{
    Str link = header(answer, "Link");
    if (link.length == 0) return link;
    (void)str_cut(&link, '<');
    return str_cut(&link, '>');
}

// Walk a list two at a time; how many it has.
static int walk(const char *target)
{
    int rows = 0;
    Str next = str_format(memory(), "%s?limit=2", target);
    while (next.length > 0) {
        Answer page = get(str_z(memory(), next));
        assert_int_equal(page.status, 200);
        for (size_t i = 0; i + 5 < page.body.length; i++)
            rows += memcmp(page.body.text + i, "\"id\":", 5) == 0;
        next = next_of(page);
    }
    return rows;
}

TEST(every_list_is_walked_page_by_page)
{
    fresh();
    for (int i = 0; i < 5; i++) {
        assert_int_equal(post(NOTES, "{\"text\":\"n\"}").status, 201);
        assert_int_equal(post(OVERRIDES, "{\"value\":5,\"reason\":\"r\",\"until\":"
                                         "\"2026-12-01\"}")
                             .status,
                         201);
        const char *outcome =
            TEXT("{\"outcome\":\"expanded\",\"date\":\"2026-11-0%d\"}", 1 + i * 3 % 5);
        assert_int_equal(post(OUTCOMES, outcome).status, 201);
    }
    assert_int_equal(walk(NOTES), 5);
    assert_int_equal(walk(OVERRIDES), 5);
    assert_int_equal(walk(OUTCOMES), 5);
    Answer foreign = get(NOTES "?limit=2");
    Str cursor = header(foreign, "Link");
    (void)str_cut(&cursor, '&');
    cursor = str_cut(&cursor, '>');
    assert_int_equal(get(TEXT(OUTCOMES "?%.*s", STR(cursor))).status, 400);
}

// --- overrides -----------------------------------------------------------

TEST(an_override_is_shown_with_what_is_computed_beside_it)
{
    fresh();
    login();
    assert_holds(get(ACME "/health"), "\"override\":null");
    assert_lacks(get(ACME "/health"), "\"health_score\":41.5");
    Answer made = post(OVERRIDES, "{\"value\":41.5,\"reason\":\"Their champion left\","
                                  "\"until\":\"2026-12-24\",\"author\":\"Maya\"}");
    assert_int_equal(made.status, 201);
    assert_str_equal(header(made, "Location"), S(OVERRIDES));
    assert_holds(made, "\"since\":\"2026-11-22\",\"until\":\"2026-12-24\"");
    assert_holds(made, "\"in_force\":true");

    Answer health = get(ACME "/health");
    assert_holds(health, "\"health_score\":41.5,\"band\":\"at_risk\"");
    assert_holds(health, "\"override\":{\"id\":1,\"value\":41.5,\"band\":null,\"reason\":"
                         "\"Their champion left\",\"author\":\"Maya\"");
    assert_holds(health, "\"computed\":");
    assert_holds(get("/api/customers"), "\"health_score\":41.5,\"band\":\"at_risk\"");
    assert_holds(get(ACME), "\"health_score\":41.5,\"band\":\"at_risk\"");
    assert_holds(get(ACME "/health?scorecard=original"), "\"override\":null");
    assert_lacks(get(ACME "/health?scorecard=original"), "\"health_score\":41.5");
}

TEST(an_override_holds_until_its_last_day_and_stays_in_the_past)
{
    fresh();
    login();
    (void)post(OVERRIDES, "{\"value\":41.5,\"reason\":\"r\",\"until\":\"2026-11-24\"}");
    assert_holds(get("/api/customers"), "\"health_score\":41.5");
    clock_set(DAY_AFTER(2));
    assert_holds(get(ACME "/health"), "\"health_score\":41.5");
    assert_holds(get("/api/customers"), "\"health_score\":41.5");
    clock_set(DAY_AFTER(3));
    assert_lacks(get(ACME "/health"), "\"health_score\":41.5");
    assert_lacks(get("/api/customers"), "\"health_score\":41.5");
    assert_holds(get(OVERRIDES), "\"in_force\":false");
    assert_holds(get(ACME "/health?as_of=2026-11-24"), "\"health_score\":41.5");
    assert_holds(get(ACME "/health?as_of=2026-11-21"), "\"override\":null");

    Answer history = get(ACME "/health/history?from=2026-11-21");
    assert_holds(history, "{\"date\":\"2026-11-24\",\"health_score\":41.5");
    assert_holds(history, "\"computed\":");
    assert_lacks(history, "{\"date\":\"2026-11-25\",\"health_score\":41.5");
}

TEST(an_override_is_ended_early_and_what_held_is_still_known)
{
    fresh();
    login();
    (void)post(OVERRIDES, "{\"value\":41.5,\"reason\":\"r\",\"until\":\"2026-12-24\"}");
    clock_set(DAY_AFTER(2));
    Answer ended = change(METHOD_DELETE, OVERRIDES "/1", NULL);
    assert_int_equal(ended.status, 200);
    assert_holds(ended, "\"ended\":true");
    assert_lacks(get(ACME "/health"), "\"health_score\":41.5");
    assert_lacks(get("/api/customers"), "\"health_score\":41.5");
    assert_holds(get(ACME "/health?as_of=2026-11-23"), "\"health_score\":41.5");
    assert_holds(get(OVERRIDES), "\"ended_on\":\"2026-11-24\"");
    assert_int_equal(change(METHOD_DELETE, OVERRIDES "/1", NULL).status, 404);
}

TEST(a_band_is_shown_beside_the_score)
{
    fresh();
    login();
    (void)post(OVERRIDES, "{\"band\":\"critical\",\"reason\":\"r\",\"until\":"
                          "\"2026-12-24\"}");
    assert_holds(get(ACME "/health"), "\"band\":\"critical\",\"status\":\"scored\"");
    assert_holds(get("/api/customers"), "\"band\":\"critical\"");
    assert_holds(visit(METHOD_GET, "/api/dashboard", "application/json", NULL, (Str){0}),
                 "\"scored\":1");
}

TEST(a_value_is_a_score_where_nothing_is_known)
{
    fresh();
    assert_holds(get(ACME "/health"), "\"status\":\"no_data\"");
    (void)post(OVERRIDES, "{\"value\":80,\"reason\":\"r\",\"until\":\"2026-12-24\"}");
    Answer health = get(ACME "/health");
    assert_holds(health, "\"health_score\":80,\"band\":\"healthy\",\"status\":\"scored\"");
    assert_holds(health, "\"login_score\":null");
    assert_holds(health, "\"computed\":null,\"computed_band\":null");
    assert_holds(get("/api/customers"), "\"health_score\":80,");
}

// --- outcomes ------------------------------------------------------------

TEST(an_outcome_is_kept_and_listed_the_latest_day_first)
{
    fresh();
    Answer made = post(OUTCOMES, "{\"outcome\":\"contracted\",\"date\":\"2026-11-01\","
                                 "\"amount\":\"12.50\",\"note\":\"two seats\"}");
    assert_int_equal(made.status, 201);
    assert_str_equal(header(made, "Location"), S(OUTCOMES));
    assert_str_equal(
        made.body,
        S("{\"id\":1,\"customer_id\":1,\"outcome\":\"contracted\",\"date\":\"2026-11-01\","
          "\"amount\":\"12.50\",\"currency\":\"EUR\",\"note\":\"two seats\",\"author\":"
          "\"api\",\"created_at\":\"2026-11-22T12:00:00Z\"}"));
    (void)post(OUTCOMES, "{\"outcome\":\"renewed\",\"date\":\"2026-10-01\"}");
    assert_holds(get(OUTCOMES), "{\"data\":[{\"id\":1,");
    assert_holds(get(OUTCOMES), "\"amount\":null,\"currency\":null,\"note\":null");
}

TEST(who_has_left_leaves_the_list_and_comes_back_when_it_renews)
{
    fresh();
    login();
    (void)post(OUTCOMES, "{\"outcome\":\"churned\",\"date\":\"2026-11-20\"}");
    assert_holds(get("/api/customers"), "\"data\":[],\"next_cursor\":null,\"has_more\":"
                                        "false,\"total\":0");
    assert_holds(visit(METHOD_GET, "/api/dashboard", "application/json", NULL, (Str){0}),
                 "\"scored\":0");
    assert_holds(get(ACME), "\"lifecycle\":\"churned\"");
    assert_int_equal(get(ACME "/health").status, 200);
    assert_int_equal(get(ACME "/health?as_of=2026-11-19").status, 200);

    (void)post(OUTCOMES, "{\"outcome\":\"renewed\",\"date\":\"2026-11-22\"}");
    assert_holds(get("/api/customers"), "\"total\":1");
    assert_int_equal(change(METHOD_DELETE, OUTCOMES "/2", NULL).status, 200);
    assert_holds(get("/api/customers"), "\"total\":0");
    assert_int_equal(change(METHOD_DELETE, OUTCOMES "/1", NULL).status, 200);
    assert_holds(get("/api/customers"), "\"total\":1");
    assert_holds(get(ACME), "\"lifecycle\":\"active\"");
}

TEST(a_lifecycle_is_one_of_four_and_churned_is_an_outcome_of_today)
{
    fresh();
    Answer refused = change(METHOD_PATCH, ACME, "{\"lifecycle\":\"lost\"}");
    assert_int_equal(refused.status, 422);
    assert_holds(refused, "'trial', 'onboarding', 'active' or 'churned'");
    assert_int_equal(change(METHOD_PATCH, ACME, "{\"lifecycle\":\"churned\"}").status, 200);
    assert_holds(get(OUTCOMES), "\"outcome\":\"churned\",\"date\":\"2026-11-22\"");
    assert_holds(get("/api/customers"), "\"total\":0");
}

// --- what is refused -----------------------------------------------------

typedef struct {
    const char *target;
    const char *body;
    int status;
    const char *holds;
} Refusal;

static const Refusal refusals[] = {
    {NOTES, "{}", 422, "\"pointer\":\"/text\""},
    {NOTES, "{\"text\":\" \"}", 422, "/text"},
    {NOTES, "{\"text\":5}", 422, "/text"},
    {NOTES, "{\"text\":\"a\",\"tag\":1}", 422, "/tag"},
    {NOTES, "[]", 422, "dict_type"},
    {"/api/customers/9/notes", "{\"text\":\"a\"}", 404, "Customer not found"},
    {"/api/customers/x/notes", "{\"text\":\"a\"}", 422, "int_parsing"},
    {OVERRIDES, "{\"value\":5,\"until\":\"2026-12-01\"}", 422, "/reason"},
    {OVERRIDES, "{\"value\":5,\"reason\":\"r\"}", 422, "/until"},
    {OVERRIDES, "{\"value\":5,\"reason\":\" \",\"until\":\"2026-12-01\"}", 422, "/reason"},
    {OVERRIDES, "{\"reason\":\"r\",\"until\":\"2026-12-01\"}", 422, "/value"},
    {OVERRIDES,
     "{\"value\":5,\"band\":\"critical\",\"reason\":\"r\",\"until\":"
     "\"2026-12-01\"}",
     422, "/band"},
    {OVERRIDES, "{\"value\":100.1,\"reason\":\"r\",\"until\":\"2026-12-01\"}", 422,
     "/value"},
    {OVERRIDES, "{\"value\":-1,\"reason\":\"r\",\"until\":\"2026-12-01\"}", 422, "/value"},
    {OVERRIDES, "{\"value\":\"5\",\"reason\":\"r\",\"until\":\"2026-12-01\"}", 422,
     "/value"},
    {OVERRIDES, "{\"band\":\"good\",\"reason\":\"r\",\"until\":\"2026-12-01\"}", 422,
     "/band"},
    {OVERRIDES, "{\"value\":5,\"reason\":\"r\",\"until\":\"2026-11-21\"}", 422, "/until"},
    {OVERRIDES, "{\"value\":5,\"reason\":\"r\",\"until\":\"2027-02-21\"}", 422, "/until"},
    {OVERRIDES, "{\"value\":5,\"reason\":\"r\",\"until\":\"2026-12-01\",\"x\":1}", 422,
     "/x"},
    {OUTCOMES, "{\"date\":\"2026-11-01\"}", 422, "/outcome"},
    {OUTCOMES, "{\"outcome\":\"left\",\"date\":\"2026-11-01\"}", 422, "/outcome"},
    {OUTCOMES, "{\"outcome\":\"churned\"}", 422, "/date"},
    {OUTCOMES, "{\"outcome\":\"churned\",\"date\":\"2026-11-23\"}", 422, "/date"},
    {OUTCOMES, "{\"outcome\":\"churned\",\"date\":\"2026-11-31\"}", 422, "/date"},
    {OUTCOMES, "{\"outcome\":\"churned\",\"date\":\"2026-11-01\",\"amount\":-5}", 422,
     "/amount"},
    {OUTCOMES, "{\"outcome\":\"churned\",\"date\":\"2026-11-01\",\"why\":\"x\"}", 422,
     "/why"},
};

TEST(every_refusal_has_its_status_and_pointer_and_stores_nothing)
{
    fresh();
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        Answer answer = post(refusals[i].target, refusals[i].body);
        if (answer.status != refusals[i].status) print_error("%s\n", refusals[i].body);
        assert_int_equal(answer.status, refusals[i].status);
        assert_holds(answer, refusals[i].holds);
    }
    assert_holds(get(NOTES), "\"data\":[]");
    assert_holds(get(OVERRIDES), "\"data\":[]");
    assert_holds(get(OUTCOMES), "\"data\":[]");
    assert_int_equal(get("/api/customers/9/outcomes").status, 404);
    assert_int_equal(change(METHOD_DELETE, NOTES "/x", NULL).status, 422);
    assert_int_equal(change(METHOD_DELETE, OUTCOMES "/9", NULL).status, 404);
}

TEST(ninety_days_are_the_longest_an_override_lasts)
{
    fresh();
    assert_int_equal(post(OVERRIDES, "{\"value\":0,\"reason\":\"r\",\"until\":"
                                     "\"2027-02-20\"}")
                         .status,
                     201);
    assert_int_equal(post(OVERRIDES, "{\"value\":100,\"reason\":\"r\",\"until\":"
                                     "\"2026-11-22\"}")
                         .status,
                     201);
}

TEST(what_is_sent_again_under_its_key_is_done_once)
{
    fresh();
    for (int i = 0; i < 2; i++) {
        Answer answer = change_with(METHOD_POST, NOTES, "{\"text\":\"once\"}",
                                    "Idempotency-Key", S("k1"));
        assert_int_equal(answer.status, 201);
        assert_holds(answer, "\"id\":1");
        assert_str_equal(header(answer, "Location"), S(NOTES));
    }
    assert_int_equal(walk(NOTES), 1);
}

TEST(a_form_says_the_same)
{
    fresh();
    assert_int_equal(post_form(OVERRIDES, "value=41.5&reason=r&until=2026-12-01").status,
                     303);
    assert_int_equal(post_form(OVERRIDES, "value=4x&reason=r&until=2026-12-01").status,
                     422);
    assert_holds(get(OVERRIDES), "\"value\":41.5");
}

TEST(a_form_leads_back_to_the_customer)
{
    visit_new();
    assert_int_equal(add_customer("Acme"), 1);
    Answer note = post_form("/api/customers/1/notes", "form=note&text=Spoke+to+A.+Berg");
    assert_int_equal(note.status, 303);
    assert_str_equal(header(note, "Location"), S("/api/customers/1#h-note"));
    assert_holds(get_page("/api/customers/1"), "<p>Spoke to A. Berg</p>");
    assert_int_equal(post_form("/api/customers/1/outcomes",
                               "form=outcome&outcome=renewed&date=2026-11-20&amount=")
                         .status,
                     303);
    assert_holds(get("/api/customers/1/outcomes"), "\"outcome\":\"renewed\"");
}

TEST(a_refused_form_keeps_what_was_typed_and_says_beside_it_what_is_wrong)
{
    visit_new();
    assert_int_equal(add_customer("Acme"), 1);
    Answer page = post_form("/api/customers/1/overrides",
                            "form=override&band=at_risk&reason=Because&until=2031-01-01");
    assert_int_equal(page.status, 422);
    assert_holds(page, "<details class=\"fold\" open>");
    assert_holds(page, "value=\"Because\"");
    assert_holds(page, "<option value=\"at_risk\" selected>At risk</option>");
    assert_holds(page, "id=\"wrong-until\">Input should be at most 90 days ahead</span>");
    assert_lacks(page, "wrong-reason");

    page = post_form("/api/customers/1/notes", "form=note&text=");
    assert_int_equal(page.status, 422);
    assert_holds(page, "id=\"wrong-text\">Field required</span>");
    assert_int_equal(post_form("/api/customers/9/notes", "form=note&text=a").status, 404);
}

TEST(an_override_is_shown_on_the_page_with_what_the_card_says)
{
    visit_new();
    assert_int_equal(add_customer("Acme"), 1);
    assert_int_equal(post("/api/customers/1/events", "{\"type\":\"login\"}").status, 201);
    assert_int_equal(
        post_form("/api/customers/1/overrides",
                  "form=override&author=Maya&band=healthy&reason=They+<b>said+so"
                  "&until=2026-12-01")
            .status,
        303);
    Answer page = get_page("/api/customers/1");
    assert_holds(page, "Overridden until 1 Dec 2026 by Maya: They &lt;b&gt;said so.");
    assert_lacks(page, "They <b>");
}

TEST(what_was_said_stands_on_the_page_and_is_taken_back_there)
{
    visit_new();
    assert_int_equal(add_customer("Acme"), 1);
    (void)post(OVERRIDES,
               "{\"value\":41.5,\"reason\":\"<i>Told</i> us\",\"author\":\"Maya\","
               "\"until\":\"2026-12-01\"}");
    (void)post(OUTCOMES, "{\"outcome\":\"renewed\",\"date\":\"2026-11-20\","
                         "\"amount\":\"12.50\",\"note\":\"two seats\",\"author\":\"Bo\"}");
    (void)post("/api/customers/1/notes", "{\"text\":\"Called\"}");
    Answer page = get_page("/api/customers/1");
    assert_holds(page, "<b>41.5</b> &lt;i&gt;Told&lt;/i&gt; us</p>");
    assert_holds(page, "Maya, from 22 Nov 2026 until 1 Dec 2026");
    assert_holds(page, "<b>Renewed</b> $12.50: two seats</p>");
    assert_holds(page, "Bo, of 20 Nov 2026");

    static const char *const back[] = {OVERRIDES "/1/end", OUTCOMES "/1/remove",
                                       "/api/customers/1/notes/1/remove"};
    for (int i = 0; i < 3; i++) {
        assert_holds(page, str_z(memory(), str_format(memory(), "action=\"%s\"", back[i])));
        assert_int_equal(post_form(back[i], "").status, 303);
        assert_int_equal(post_form(back[i], "").status, 404);
    }
    page = get_page("/api/customers/1");
    assert_holds(page, "until 1 Dec 2026, ended on 22 Nov 2026");
    assert_lacks(page, "Renewed</b>");
    assert_lacks(page, "Called");
    for (int i = 0; i < 3; i++)
        assert_lacks(page, back[i]);
}

TEST(a_form_says_a_score_or_a_band)
{
    visit_new();
    assert_int_equal(add_customer("Acme"), 1);
    Answer page = post_form("/api/customers/1/overrides",
                            "form=override&value=&band=&reason=r&until=2026-12-01");
    assert_int_equal(page.status, 422);
    assert_holds(page, "id=\"wrong-value\">Say a value from 0 to 100, or a band</span>");
    assert_int_equal(post_form("/api/customers/1/overrides",
                               "form=override&value=12&band=&reason=r&until=2026-12-01")
                         .status,
                     303);
    assert_holds(get(OVERRIDES), "\"value\":12,\"band\":null");
}
