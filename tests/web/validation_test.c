#include "memory.h"
#include "visit.h"

#include "base/clock.h"
#include "base/json_read.h"
#include "service/proving/validation.h"

#include <time.h>

#define TEXT(...) str_z(memory(), str_format(memory(), __VA_ARGS__))

static int64_t id_of(Answer answer)
{
    int64_t id = 0;
    Str rest = str_from(answer.body, S("{\"id\":").length);
    assert_true(str_int(str_until(rest, (size_t)str_find(rest, ',')), &id));
    return id;
}

static Answer await_end(int64_t job)
{
    const struct timespec pause = {.tv_nsec = 5000000};
    Answer answer = get(TEXT("/api/jobs/%lld", (long long)job));
    for (int i = 0; i < 4000 && holds(answer, "\"status\":\"running\""); i++) {
        nanosleep(&pause, NULL);
        answer = get(TEXT("/api/jobs/%lld", (long long)job));
    }
    return answer;
}

static JsonValue read(Answer answer)
{
    JsonValue value = {0};
    JsonFault fault;
    assert_int_equal(json_read(memory(), answer.body, &value, &fault), OK);
    return value;
}

// Of whom one has left.
static void a_small_book(void)
{
    visit_new();
    for (int customer = 1; customer <= 2; customer++) {
        add_customer(customer == 1 ? "Stays" : "Leaves <b>");
        for (int month = 1; month <= 10; month++)
            assert_int_equal(
                post(TEXT("/api/customers/%d/events", customer),
                     TEXT("{\"type\":\"login\",\"event_id\":\"%d-%d\",\"timestamp\":"
                          "\"2026-%02d-05T09:30:00Z\"}",
                          customer, month, month))
                    .status,
                201);
    }
    assert_int_equal(post("/api/customers/2/outcomes",
                          "{\"outcome\":\"churned\",\"date\":\"2026-11-10\"}")
                         .status,
                     201);
}

TEST(before_anything_was_proved_it_says_so)
{
    visit_new();
    Answer answer = get("/api/validation");
    assert_int_equal(answer.status, 200);
    assert_str_equal(answer.body, S("{\"job\":null,\"report\":null}"));
    assert_holds(get_page("/api/validation"), "Nothing has been proved yet");
    assert_holds(get_page("/api/validation"), ">Prove it</button>");
}

TEST(a_proof_is_begun_followed_and_read)
{
    a_small_book();
    Answer begun = post("/api/validation", "{\"horizon_days\":60}");
    assert_int_equal(begun.status, 202);
    assert_holds(begun, "\"kind\":\"validation\",\"status\":\"running\"");
    int64_t job = id_of(begun);
    assert_str_equal(header(begun, "Location"),
                     str_format(memory(), "/api/jobs/%lld", (long long)job));
    assert_holds(await_end(job), "\"status\":\"complete\",\"progress\":1,");

    Answer answer = get("/api/validation");
    assert_holds(answer, "\"summary\":\"Of 1 customer who left, 1 was at risk 30 days");
    assert_holds(answer, "\"horizon_days\":60");
    assert_holds(answer, "\"gaps\":[{\"gap_days\":0,");
    assert_holds(answer, "\"code\":\"too_few_left\"");
    assert_int_equal(
        change(METHOD_DELETE, TEXT("/api/jobs/%lld", (long long)job), NULL).status, 409);
}

TEST(the_page_says_what_the_report_says)
{
    a_small_book();
    assert_holds(await_end(id_of(post("/api/validation", "{}"))), "complete");
    Answer page = get_page("/api/validation?gap=30");
    assert_int_equal(page.status, 200);
    assert_holds(page, "Of 1 customer who left, <em>1 was at risk 30 days before.</em>");
    assert_holds(page, "<option value=\"30\" selected>30 days</option>");
    assert_holds(page, "How early");
    assert_holds(page, "With fewer than 10 there is no AUC");
    assert_lacks(page, "Told apart");
    assert_lacks(page, "style=");
    assert_lacks(page, "nan");
}

TEST(a_browser_that_begins_one_is_sent_back_to_the_page)
{
    a_small_book();
    Answer answer = post_form("/api/validation", "horizon_days=90");
    assert_int_equal(answer.status, 303);
    assert_str_equal(header(answer, "Location"), S("/api/validation"));
    assert_int_equal(get_page("/proof").status, 307);
    answer = get("/api/validation");
    Str job = str_from(answer.body, S("{\"job\":").length);
    (void)await_end(id_of((Answer){.body = job}));
}

TEST(a_browser_that_cancels_one_is_sent_back_to_the_page)
{
    a_small_book();
    int64_t id = id_of(post("/api/validation", "{}"));
    const char *cancel = TEXT("/api/jobs/%lld/cancel", (long long)id);
    Answer answer = post_form(cancel, "");
    assert_int_equal(answer.status, 303);
    assert_str_equal(header(answer, "Location"), S("/api/validation"));
    (void)await_end(id);
    assert_int_equal(post_form(cancel, "").status, 303);  // it has ended: no matter
    assert_int_equal(post_form("/api/jobs/7/cancel", "").status, 404);
}

TEST(a_wish_that_is_wrong_is_refused_whole)
{
    visit_new();
    Answer answer = post("/api/validation", "{\"horizon_days\":7,\"scorecard\":\"none\","
                                            "\"colour\":\"red\"}");
    assert_int_equal(answer.status, 422);
    assert_holds(answer, "/horizon_days");
    assert_holds(answer, "/scorecard");
    assert_holds(answer, "/colour");
    assert_str_equal(get("/api/validation").body, S("{\"job\":null,\"report\":null}"));
    assert_int_equal(post("/api/validation", "[]").status, 422);
    assert_int_equal(post("/api/validation", "{\"horizon_days\":null}").status, 202);
}

TEST(a_job_that_is_none_is_not_found)
{
    visit_new();
    assert_int_equal(get("/api/jobs/1").status, 404);
    assert_int_equal(get("/api/jobs/x").status, 422);
    assert_int_equal(change(METHOD_DELETE, "/api/jobs/99999999999999999999", NULL).status,
                     404);
}

TEST(under_a_key_it_is_begun_once)
{
    a_small_book();
    const Str key = S("prove-it");
    Answer first =
        change_with(METHOD_POST, "/api/validation", "{}", "Idempotency-Key", key);
    assert_int_equal(first.status, 202);
    int64_t job = id_of(first);
    assert_holds(await_end(job), "complete");
    Answer again =
        change_with(METHOD_POST, "/api/validation", "{}", "Idempotency-Key", key);
    assert_int_equal(again.status, 202);
    assert_int_equal(id_of(again), job);
    assert_str_equal(header(again, "Location"),
                     str_format(memory(), "/api/jobs/%lld", (long long)job));
    assert_holds(get("/api/validation"), TEXT("\"job\":{\"id\":%lld,", (long long)job));
    assert_int_equal(change_with(METHOD_POST, "/api/validation", "{\"horizon_days\":30}",
                                 "Idempotency-Key", key)
                         .status,
                     422);
}

// --- other cards -------------------------------------------------------------------

#define CARD(points)                                                                       \
    "{\"id\":\"mine\",\"title\":\"Mine\",\"factors\":[{\"id\":\"logins\",\"weight\":1,"    \
    "\"metric\":{\"source\":\"login\",\"agg\":\"count\",\"window\":{\"days\":28}},"        \
    "\"transform\":{\"steps\":[{\">=\":1,\"points\":" points                               \
    "}]},\"missing\":{\"value\":0}}]}"
#define MINE CARD("80")

TEST(any_card_can_be_proved_and_its_report_stands_beside_that_of_the_live_ones)
{
    a_small_book();
    assert_holds(await_end(id_of(post("/api/validation", "{}"))), "complete");
    assert_holds(get("/api/validation?scorecard=enterprise"), "\"report\":null,\"live\":{");
    assert_holds(
        await_end(id_of(post("/api/validation", "{\"scorecard\":\"enterprise\"}"))),
        "complete");
    Answer answer = get("/api/validation?scorecard=enterprise");
    assert_holds(answer, "\"scorecard\":\"enterprise\"");
    assert_holds(answer, "\"id\":\"login_trend\"");
    assert_holds(answer, "\"live\":{\"summary\":");
    assert_lacks(get("/api/validation"), "enterprise");
    assert_int_equal(get("/api/validation?scorecard=nobody").status, 422);
    assert_holds(get_page("/api/validation?scorecard=enterprise"), "scorecard enterprise");
}

TEST(a_card_that_is_not_published_is_proved_beside_the_live_one)
{
    a_small_book();
    Answer first = post("/api/scorecards/preview?proof=true", MINE);
    assert_holds(first, "\"proof\":{\"job\":null,\"report\":null,\"live\":null}");
    assert_lacks(post("/api/scorecards/preview", MINE), "\"proof\":");

    Answer begun = post("/api/scorecards/preview/proof?horizon_days=60", MINE);
    assert_int_equal(begun.status, 202);
    assert_holds(await_end(id_of(begun)), "\"status\":\"complete\",\"progress\":1,");
    Answer answer = post("/api/scorecards/preview?proof=true", MINE);
    assert_holds(answer, "\"proof\":{\"job\":{");
    assert_holds(answer,
                 "\"scorecards\":[{\"id\":\"mine\",\"version\":1,\"customers\":2}]");
    assert_holds(answer, "\"horizon_days\":60");
    assert_holds(answer, "\"live\":{\"summary\":");
    assert_holds(get("/api/validation?scorecard=preview"), "\"id\":\"mine\"");
    assert_holds(get("/api/validation"), "\"scorecard\":\"standard\"");
    assert_lacks(get("/api/scorecards"), "mine");  // nothing was published

    assert_holds(post("/api/scorecards/preview?proof=true", CARD("70")),
                 "\"report\":null,\"live\":{");
}

TEST(a_card_that_is_none_is_not_proved)
{
    visit_new();
    Answer answer = post("/api/scorecards/preview/proof", "{\"id\":\"mine\"}");
    assert_int_equal(answer.status, 422);
    assert_holds(answer, "/factors");
    assert_int_equal(post("/api/scorecards/preview/proof?horizon_days=3", MINE).status,
                     422);
    assert_int_equal(post("/api/scorecards/preview/proof?horizon_days=x", MINE).status,
                     422);
    assert_str_equal(get("/api/validation").body, S("{\"job\":null,\"report\":null}"));
}

TEST(what_the_page_cannot_show_is_ignored_and_named)
{
    a_small_book();
    Answer begun = post("/api/validation", "{}");
    assert_holds(await_end(id_of(begun)), "\"status\":\"complete\"");
    Answer page = get_page("/api/validation?gap=9&scorecard=nobody");
    assert_int_equal(page.status, 200);
    assert_holds(page, "\xe2\x80\x9cgap\xe2\x80\x9d is ignored: Input should be 0, 14, 30");
    assert_holds(page, "\xe2\x80\x9cscorecard\xe2\x80\x9d is ignored");
    assert_lacks(get_page("/api/validation?gap=60"), "is ignored");
    assert_int_equal(get("/api/validation?scorecard=nobody").status, 422);
}

TEST(who_left_is_listed_as_the_report_counts_them)
{
    a_small_book();
    assert_int_equal(
        post("/api/customers", "{\"name\":\"Late\",\"external_id\":\"late\"}").status, 201);
    for (int day = 1; day <= 9; day++)
        assert_int_equal(
            post("/api/customers/3/events",
                 TEXT("{\"type\":\"login\",\"timestamp\":\"2026-09-%02dT09:30:00Z\"}", day))
                .status,
            201);
    assert_int_equal(post("/api/customers/3/outcomes",
                          "{\"outcome\":\"churned\",\"date\":\"2026-11-12\"}")
                         .status,
                     201);
    assert_holds(await_end(id_of(post("/api/validation", "{}"))), "complete");
    JsonValue leads =
        json_member(json_member(read(get("/api/validation")), S("report")), S("leads"));
    int64_t left, listed = 0;
    assert_true(json_get_int(json_member(leads, S("customers_left")), &left));
    for (JsonWalk walk = {0}; json_next(json_member(leads, S("customers")), &walk);)
        listed++;
    assert_int_equal(left, 2);
    assert_int_equal(listed, left);

    Answer page = get_page("/api/validation?who=left");
    assert_holds(page, "<h2 id=\"h-who\">Who left</h2>");
    assert_holds(page, "2 customers</span>");
    assert_holds(page, "<a href=\"/api/customers/2\">Leaves &lt;b&gt;</a>");
    static const struct {
        const char *who, *counted;
    } part[] = {{"warned", "at_risk_30_days_before"},
                {"later", "at_risk_later"},
                {"never", "never_at_risk"}};
    for (size_t i = 0; i < sizeof part / sizeof *part; i++) {
        int64_t count;
        assert_true(json_get_int(json_member(leads, str_of(part[i].counted)), &count));
        page = get_page(TEXT("/api/validation?who=%s", part[i].who));
        assert_holds(
            page, TEXT("%lld customer%s</span>", (long long)count, count == 1 ? "" : "s"));
        assert_holds(page, TEXT("who=%s#h-who\">%lld ", part[i].who, (long long)count));
    }

    // Whoever is erased leaves no name.
    assert_int_equal(change(METHOD_DELETE, "/api/customers/2", NULL).status, 200);
    page = get_page("/api/validation?who=left");
    assert_holds(page, "Customer 2, who is gone");
    assert_lacks(page, "Leaves");
    assert_holds(get_page("/api/validation?who=everybody"),
                 "\xe2\x80\x9cwho\xe2\x80\x9d is ignored");
}

TEST(the_page_offers_every_card_and_proves_the_one_that_is_chosen)
{
    a_small_book();
    Answer page = get_page("/api/validation?scorecard=enterprise");
    assert_holds(page, "<option value=\"\">all at work</option>");
    assert_holds(page, "<option value=\"enterprise\" selected>");
    assert_holds(page, "<input type=\"hidden\" name=\"scorecard\" value=\"enterprise\">");
    Answer begun = post_form("/api/validation", "scorecard=enterprise&horizon_days=90");
    assert_str_equal(header(begun, "Location"), S("/api/validation?scorecard=enterprise"));
    Answer answer = get("/api/validation");
    (void)await_end(id_of((Answer){.body = str_from(answer.body, S("{\"job\":").length)}));
    assert_holds(get_page("/api/validation?scorecard=enterprise"), "scorecard enterprise");
    assert_holds(get_page("/api/validation"), "Nothing has been proved yet");
    assert_int_equal(get("/api/validation?gap=9").status, 422);
    assert_int_equal(get("/api/validation?gap=14").status, 200);
}
