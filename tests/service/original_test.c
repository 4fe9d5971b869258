#include "stage.h"

#include "base/clock.h"
#include "base/json_read.h"

#include <math.h>
#include <stdio.h>

// What the first implementation answered, row by row of tests/cases, against what the
// service answers under the card `original`, from the event to the score.

#define TODAY ((Day)20780)
#define NOON (day_start(TODAY) + MILLIS_A_DAY / 2)

static Service *service;

static Str read_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    char *text = arena_new(stage_memory(), char, 1 << 20);
    Str whole = {text, fread(text, 1, 1 << 20, file)};
    fclose(file);
    return whole;
}

// An integer n is n days before today; "3M" is three calendar months before.
static Day day_at(JsonValue date)
{
    Str text;
    int64_t days;
    if (json_get_int(date, &days)) return TODAY - (Day)days;
    assert_true(json_get_text(date, &text));
    bool next = str_equal(text, S("3M+1"));
    assert_true(next || str_equal(text, S("3M")));
    return day_minus_months(TODAY, 3) + (next ? 1 : 0);
}

static void add_row(int64_t customer, EventType type, JsonValue row)
{
    JsonValue date = json_member(row, S("date"));
    Day day = json_type(date) == JSON_ABSENT ? TODAY : day_at(date);
    Event event = stage_event(customer, type, day_start(day));
    Str status;
    if (type == EVENT_FEATURE)
        assert_true(json_get_text(json_member(row, S("name")), &event.name));
    if (type == EVENT_API)
        assert_true(json_get_int(json_member(row, S("calls")), &event.quantity));
    if (type == EVENT_TICKET) {
        assert_true(json_get_text(json_member(row, S("status")), &status));
        assert_true(ticket_status_parse(status, &event.ticket.status));
    }
    if (type == EVENT_INVOICE) {
        JsonValue paid = json_member(row, S("paid"));
        event.invoice.due = day_at(json_member(row, S("due")));
        event.invoice.paid = json_type(paid) == JSON_NULL ? DAY_NONE : day_at(paid);
        event.invoice.status = json_type(paid) == JSON_NULL ? INVOICE_OPEN : INVOICE_PAID;
    }
    stage_store(service, &event);
}

static void add_rows(int64_t customer, EventType type, JsonValue rows)
{
    JsonWalk walk = {0};
    while (json_next(rows, &walk)) {
        int64_t repeat = 1;
        (void)json_get_int(json_member(walk.value, S("repeat")), &repeat);
        for (int64_t i = 0; i < repeat; i++)
            add_row(customer, type, walk.value);
    }
}

static int64_t add_case(JsonValue one)
{
    static const char *const members[] = {[EVENT_LOGIN] = "logins",
                                          [EVENT_FEATURE] = "features",
                                          [EVENT_TICKET] = "tickets",
                                          [EVENT_INVOICE] = "invoices",
                                          [EVENT_API] = "api"};
    Str name;
    assert_true(json_get_text(json_member(one, S("name")), &name));
    int64_t customer = stage_customer(service, name, 100);
    JsonValue rows = json_member(one, S("rows"));
    for (int type = 0; type <= EVENT_API; type++)
        add_rows(customer, (EventType)type, json_member(rows, str_of(members[type])));
    return customer;
}

static void expect_near(double is, JsonValue expected, const char *what, Str name)
{
    double value = 0;
    assert_true(json_get_double(expected, &value));
    if (fabs(is - value) > 1e-9)
        fail_msg("%.*s: %s is %.17g and not %.17g", STR(name), what, is, value);
}

static void compare(int64_t customer, JsonValue one)
{
    HealthDetails details = stage_details(service, customer, scorecard_original());
    Str name = details.row.customer.name;
    JsonValue expected = json_member(one, S("expected"));
    if (json_type(expected) == JSON_NULL) {
        if (details.score.scored) fail_msg("%.*s must have no score", STR(name));
        return;
    }
    assert_true(details.score.scored);
    expect_near(details.score.total, json_member(expected, S("health_score")), "the total",
                name);
    for (int f = 0; f < details.score.factors; f++)
        expect_near(details.score.factor[f].points,
                    json_member(expected, details.card->factor[f].id),
                    str_z(stage_memory(), details.card->factor[f].id), name);
}

TEST(the_card_original_answers_what_was_measured_of_the_first_implementation)
{
    service = stage_begin(NOON);
    JsonValue document;
    JsonFault fault;
    assert_int_equal(json_read(stage_memory(), read_file(CASES "/original-scores.json"),
                               &document, &fault),
                     OK);
    JsonWalk walk = {0};
    int cases = 0;
    while (json_next(json_member(document, S("cases")), &walk)) {
        compare(add_case(walk.value), walk.value);
        cases++;
    }
    assert_int_equal(cases, 33);
    stage_end();
}
