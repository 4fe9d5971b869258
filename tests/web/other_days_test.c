// Health as of other days, its history, and its change.
#include "memory.h"
#include "visit.h"

#include "base/clock.h"
#include "base/json_read.h"

static double number(JsonValue object, const char *name)
{
    double value = -1;
    assert_true(json_get_double(json_member(object, str_of(name)), &value));
    return value;
}

static JsonValue read(Answer answer)
{
    JsonValue value = {0};
    JsonFault fault;
    assert_int_equal(answer.status, 200);
    assert_int_equal(json_read(memory(), answer.body, &value, &fault), OK);
    return value;
}

static void send(const char *body)
{
    assert_int_equal(post("/api/customers/1/events", body).status, 201);
}

static void logins(int times, const char *at)
{
    const char *body = str_z(
        memory(), str_format(memory(), "{\"type\":\"login\",\"timestamp\":\"%s\"}", at));
    for (int i = 0; i < times; i++)
        send(body);
}

// 25 of 70 points on 1 October, fewer when the first logins have left the window.
static void a_customer_who_fades(void)
{
    visit_new();
    add_customer("Acme");
    logins(60, "2026-09-10T12:00:00Z");
    logins(60, "2026-10-10T12:00:00Z");
}

TEST(the_score_of_a_past_day_is_what_it_was_then)
{
    a_customer_who_fades();
    JsonValue now = read(get("/api/customers/1/health"));
    assert_true(number(now, "login_score") == 75);
    Answer then = get("/api/customers/1/health?as_of=2026-10-09");
    assert_holds(then, "\"as_of\":\"2026-10-09\"");
    assert_holds(then, "\"window\":{\"from\":\"2026-07-18\",\"to\":\"2026-10-09\"}");
    assert_true(number(read(then), "login_score") == 50);
    assert_true(then.reply->keep);
    assert_holds(get("/api/customers/1/health?as_of=2026-10-09&scorecard=original"),
                 "\"scorecard\":\"original\"");
    assert_holds(get_page("/api/customers/1/health?as_of=2026-10-09"),
                 str_z(memory(),
                       str_format(memory(), "as of 9 Oct 2026 (%.*s)", STR(clock_zone()))));
    assert_lacks(get_page("/api/customers/1/health?as_of=2026-10-09"), "10 Oct 2026");
    assert_holds(get_page("/api/customers/1/health"), "10 Oct 2026");
}

TEST(before_the_first_event_there_was_no_data)
{
    a_customer_who_fades();
    assert_holds(get("/api/customers/1/health?as_of=2026-09-09"),
                 "\"health_score\":null,\"band\":null,\"status\":\"no_data\"");
    assert_holds(get("/api/customers/1/health?as_of=1986-11-22"), "\"status\":\"no_data\"");
    assert_int_equal(get_page("/api/customers/1/health?as_of=1986-11-22").status, 200);
}

TEST(today_is_as_of_today)
{
    a_customer_who_fades();
    Answer live = get("/api/customers/1/health");
    Answer today = get("/api/customers/1/health?as_of=2026-11-22");
    assert_str_equal(live.body, today.body);
    assert_str_equal(get("/api/customers/1/health?as_of=").body, live.body);
}

static void assert_refused(const char *target, const char *where)
{
    Answer answer = get(target);
    if (answer.status != 422) print_error("%s\n", target);
    assert_int_equal(answer.status, 422);
    assert_holds(answer, where);
}

TEST(days_that_cannot_be_asked_for_are_refused)
{
    a_customer_who_fades();
#define HEALTH "/api/customers/1/health"
    assert_refused(HEALTH "?as_of=2026-11-23", "[\"query\",\"as_of\"]");
    assert_refused(HEALTH "?as_of=9999-12-31", "[\"query\",\"as_of\"]");
    assert_refused(HEALTH "?as_of=1986-11-21", "[\"query\",\"as_of\"]");
    assert_refused(HEALTH "?as_of=0001-01-01", "[\"query\",\"as_of\"]");
    assert_refused(HEALTH "/change?from=0001-01-01", "[\"query\",\"from\"]");
    assert_refused(HEALTH "/history?to=0001-01-01", "[\"query\",\"to\"]");
    assert_refused(HEALTH "?as_of=2026-02-29", "[\"query\",\"as_of\"]");
    assert_refused(HEALTH "?as_of=2026-11-22T00:00:00Z", "[\"query\",\"as_of\"]");
    assert_refused(HEALTH "?as_of=yesterday", "[\"query\",\"as_of\"]");
    assert_refused(HEALTH "/history?from=2026-13-01", "[\"query\",\"from\"]");
    assert_refused(HEALTH "/history?to=2026-11-23", "[\"query\",\"to\"]");
    assert_refused(HEALTH "/history?from=2026-11-02&to=2026-11-01", "[\"query\",\"from\"]");
    assert_refused(HEALTH "/history?from=2025-10-18", "[\"query\",\"from\"]");
    assert_refused(HEALTH "/history?step=week&from=1988-07-24", "[\"query\",\"from\"]");
    assert_refused(HEALTH "/history?step=month", "[\"query\",\"step\"]");
    assert_refused(HEALTH "/history?scorecard=mine", "[\"query\",\"scorecard\"]");
    assert_refused(HEALTH "/change?from=2026-11-23", "[\"query\",\"from\"]");
    assert_refused(HEALTH "/change?from=2026-11-02&to=2026-11-01", "[\"query\",\"from\"]");
    assert_refused(HEALTH "/change?scorecard=mine", "[\"query\",\"scorecard\"]");
    assert_refused("/api/customers/x/health/history", "[\"path\",\"customer_id\"]");
    assert_refused("/api/customers/x/health/change", "[\"path\",\"customer_id\"]");
    assert_int_equal(get("/api/customers/2/health?as_of=2026-11-01").status, 404);
    assert_int_equal(get("/api/customers/2/health/history").status, 404);
    assert_int_equal(get("/api/customers/2/health/change").status, 404);
    assert_int_equal(get(HEALTH "/history?from=2025-10-19").status, 200);
    assert_int_equal(get(HEALTH "/change?from=1986-11-22").status, 200);
    assert_int_equal(get(HEALTH "/history?to=1986-11-22").status, 200);
    assert_int_equal(get(HEALTH "/history?step=week&from=1988-07-25").status, 200);
}

TEST(a_history_holds_the_score_of_every_day)
{
    a_customer_who_fades();
    Answer answer = get("/api/customers/1/health/history?from=2026-09-08&to=2026-11-22");
    JsonValue data = json_member(read(answer), S("data"));
    assert_true(answer.reply->keep);
    Day day;
    assert_true(day_parse(S("2026-09-08"), &day));
    for (JsonWalk walk = {0}; json_next(data, &walk); day++) {
        Writer target = {.arena = memory()};
        writer_put(&target, S("/api/customers/1/health?as_of="));
        day_write(&target, day);
        Str text;
        assert_true(json_get_text(json_member(walk.value, S("date")), &text));
        assert_str_equal(text, str_from(writer_str(&target), target.length - 10));
        JsonValue then = read(get(str_z(memory(), writer_str(&target))));
        double login = 0, is = 0;
        bool scored = json_get_double(json_member(then, S("login_score")), &login);
        assert_int_equal(json_get_double(json_member(walk.value, S("login_score")), &is),
                         scored);
        assert_true(login == is);
        if (scored)
            assert_true(number(walk.value, "health_score") == number(then, "health_score"));
    }
    assert_int_equal(day, day_of(NOON) + 1);
    assert_holds(answer,
                 "\"data\":[{\"date\":\"2026-09-08\",\"health_score\":null,\"band\":"
                 "null,\"status\":\"no_data\",\"coverage\":0,");
}

static int points(const char *target)
{
    int count = 0;
    JsonValue data = json_member(read(get(target)), S("data"));
    for (JsonWalk walk = {0}; json_next(data, &walk);)
        count++;
    return count;
}

TEST(a_history_is_of_ninety_days_unless_it_is_said_otherwise)
{
    a_customer_who_fades();
    assert_int_equal(points("/api/customers/1/health/history"), 90);
    assert_holds(get("/api/customers/1/health/history"),
                 "\"from\":\"2026-08-25\",\"to\":\"2026-11-22\",\"step\":\"day\"");
    assert_int_equal(points("/api/customers/1/health/history?step=week"), 13);
    assert_int_equal(points("/api/customers/1/health/history?from=2025-11-23"), 365);
    assert_int_equal(points("/api/customers/1/health/history?to=2026-10-01"), 90);
    // By week: the last point is as of `to`.
    Answer weeks = get("/api/customers/1/health/history?step=week&from=2026-11-01");
    assert_holds(weeks, "\"data\":[{\"date\":\"2026-11-01\",");
    assert_holds(weeks, "{\"date\":\"2026-11-22\",");
    assert_lacks(weeks, "{\"date\":\"2026-11-02\",");
}

TEST(a_change_is_split_into_parts_that_add_up)
{
    a_customer_who_fades();
    logins(9, "2026-11-21T12:00:00Z");
    clock_set(NOON + 14 * (Millis)MILLIS_A_DAY);  // 6 December: 60 have left the window
    Answer answer = get("/api/customers/1/health/change?from=2026-11-20&to=2026-12-06");
    JsonValue change = read(answer), parts = json_member(change, S("parts"));
    double sum = number(parts, "ageing") + number(parts, "missing") +
                 number(parts, "behaviour") + number(parts, "scorecard") +
                 number(parts, "rules") + number(parts, "override");
    double whole = number(change, "after") - number(change, "before");
    assert_true(sum - whole < 1e-9 && whole - sum < 1e-9);
    assert_true(number(change, "change") == whole);
    assert_true(number(parts, "ageing") < 0);
    assert_holds(answer,
                 "\"explanation\":\"Logins fell from 10 to 5.8 a week: -8.9 points");
    assert_holds(answer, "\"band_before\":\"at_risk\"");
    assert_holds(get("/api/customers/1/health/change"),
                 "\"from\":\"2026-11-06\",\"to\":\"2026-12-06\"");
}

TEST(where_there_was_no_score_there_is_no_change)
{
    a_customer_who_fades();
    Answer answer = get("/api/customers/1/health/change?from=2026-09-01");
    assert_int_equal(answer.status, 200);
    assert_holds(answer, "\"before\":null,\"band_before\":null,");
    assert_holds(answer, "\"change\":null,\"parts\":null,\"factors\":[],\"explanation\":\""
                         "There is no score as of 2026-09-01");
}

TEST(health_says_when_it_falls_by_itself_and_what_would_help)
{
    a_customer_who_fades();
    Answer answer = get("/api/customers/1/health");
    assert_holds(answer, "\"next_drop\":{\"date\":\"2026-12-03\",\"score\":");
    assert_holds(answer, "\"because\":\"logins up to 10 September have left the window\"}");
    assert_holds(answer, "\"to_next_band\":[{\"factor\":\"login_score\",\"change\":\"20 or "
                         "more logins a week\",\"score\":64.28");
    JsonValue now = read(answer);
    double score = number(json_member(now, S("next_drop")), "score");
    clock_set(NOON + 10 * (Millis)MILLIS_A_DAY);
    assert_true(number(read(get("/api/customers/1/health")), "health_score") > score);
    clock_set(NOON + 11 * (Millis)MILLIS_A_DAY);
    assert_true(number(read(get("/api/customers/1/health")), "health_score") == score);
    clock_set(NOON + 400 * (Millis)MILLIS_A_DAY);
    assert_holds(get("/api/customers/1/health"), "\"next_drop\":null");
}

TEST(a_past_day_does_not_know_what_came_later)
{
    a_customer_who_fades();
    // As of 1 October the logins of the 10th were still to come.
    assert_holds(get("/api/customers/1/health?as_of=2026-10-01"),
                 "\"next_drop\":{\"date\":\"2026-12-03\",\"score\":28.57");
}

TEST(the_page_says_what_is_to_come)
{
    a_customer_who_fades();
    Answer page = get_page("/api/customers/1");
    assert_holds(page, "On 3 Dec 2026 the score falls to 46.4, if nothing more comes in: "
                       "logins up to 10 September have left the window.");
    assert_holds(page, "What would lift it to Stable");
    assert_holds(page, "<span class=\"w\">20 or more logins a week</span>");
    assert_holds(page, "<span class=\"sr\">to</span> 64.3</span>");
}

TEST(the_page_says_what_moved_the_score_and_draws_its_history)
{
    visit_new();
    assert_int_equal(add_customer("Acme"), 1);
    assert_int_equal(post("/api/customers/1/events",
                          "{\"type\":\"login\",\"timestamp\":\"2026-10-01T12:00:00Z\"}")
                         .status,
                     201);
    Answer page = get_page("/api/customers/1?from=2026-11-01&to=2026-11-20&period=30d");
    assert_int_equal(page.status, 200);
    assert_holds(page, "What moved it since 1 Nov");
    assert_holds(page, "value=\"2026-11-20\"");
    assert_holds(page, "<th scope=\"row\">Ageing");
    assert_holds(page, "<a href=\"?period=30d#h-hist\" aria-current=\"true\">");
    assert_holds(page, "What would lift it to ");
    assert_holds(page, "class=\"ln l1 k1\"");
    assert_holds(get_page("/api/customers/1?period=nonsense"),
                 "<a href=\"?period=90d#h-hist\" aria-current=\"true\">");
    assert_holds(get_page("/api/customers/1?from=2026-12-01"), "“from” is ignored: ");
}
