// What the first implementation answered, against our card `original`.  The same
// cases stand in tests/cases/original-scores.json, from which these were taken.
#include "history.h"
#include "model/score.h"
#include "test.h"

#include <stdio.h>

typedef struct {
    const char *name;
    // L: login, F: feature, T: ticket, I: invoice due, paid, A: calls of the API; days
    // before today, "3M" three calendar months before, "*n": n times.
    const char *rows;
    bool listed;
    double expected[6];  // the five factors and the total
} Case;

static const Case cases[] = {
    {"no_rows", "", false, {0}},
    {"login_11", "L1*11", true, {0, 0, 100, 100, 25, 38.75}},
    {"login_12", "L1*12", true, {25, 0, 100, 100, 25, 45}},
    {"login_59", "L1*59", true, {25, 0, 100, 100, 25, 45}},
    {"login_60", "L1*60", true, {50, 0, 100, 100, 25, 51.25}},
    {"login_120", "L1*120", true, {75, 0, 100, 100, 25, 57.5}},
    {"login_240", "L1*240", true, {100, 0, 100, 100, 25, 63.75}},
    {"login_edge_3m", "L3M*12", false, {0}},
    {"login_edge_3m_plus1", "L3M+1*12", true, {25, 0, 100, 100, 25, 45}},
    {"login_old_only", "L200*300", false, {0}},
    {"feat_1", "F5:A", true, {0, 20, 100, 100, 25, 43.75}},
    {"feat_3_dups", "F5:A F5:A F5:B F5:B F5:C F5:C", true, {0, 60, 100, 100, 25, 53.75}},
    {"feat_5", "F5:A F5:B F5:C F5:D F5:E", true, {0, 100, 100, 100, 25, 63.75}},
    {"feat_6", "F5:A F5:B F5:C F5:D F5:E F5:F", true, {0, 120, 100, 100, 25, 68.75}},
    {"ticket_1", "T2:open", true, {0, 0, 75, 100, 25, 33.75}},
    {"ticket_2", "T2:open T2:pending", true, {0, 0, 75, 100, 25, 33.75}},
    {"ticket_5", "T2:open*5", true, {0, 0, 50, 100, 25, 28.75}},
    {"ticket_6", "T2:open*6", true, {0, 0, 25, 100, 25, 23.75}},
    {"ticket_closed_only", "T2:closed*4", false, {0}},
    {"ticket_old_open", "L1*12 T200:open*6", true, {25, 0, 100, 100, 25, 45}},
    {"inv_ontime", "I30:30", true, {0, 0, 100, 100, 25, 38.75}},
    {"inv_late_1day", "I30:29", true, {0, 0, 100, 0, 25, 23.75}},
    {"inv_unpaid_future", "I-30:-", true, {0, 0, 100, 0, 25, 23.75}},
    {"inv_unpaid_past", "I30:-", true, {0, 0, 100, 0, 25, 23.75}},
    {"inv_1_of_3", "I30:31 I30:10 I20:-", true, {0, 0, 100, 33.3333, 25, 28.749995}},
    {"inv_2_of_3", "I30:31 I30:30 I20:-", true, {0, 0, 100, 66.6667, 25, 33.750005}},
    {"api_0", "A3:0", true, {0, 0, 100, 100, 25, 38.75}},
    {"api_600", "A3:600", true, {0, 0, 100, 100, 25, 38.75}},
    {"api_601", "A3:601", true, {0, 0, 100, 100, 50, 42.5}},
    {"api_2400", "A3:2000 A10:400", true, {0, 0, 100, 100, 50, 42.5}},
    {"api_4801", "A3:4801", true, {0, 0, 100, 100, 100, 50}},
    {"perfect",
     "L1*240 F5:A F5:B F5:C F5:D F5:E I30:31 A3:4801",
     true,
     {100, 100, 100, 100, 100, 100}},
    {"mixed_thirds",
     "L60*15 F5:A F5:B T2:open*4 I60:61 I50:40 I40:- A30:900",
     true,
     {25, 40, 50, 33.3333, 50, 38.749995}},
};

static Day days_before(Day today, Str text)
{
    if (str_equal(text, S("3M"))) return day_minus_months(today, 3);
    if (str_equal(text, S("3M+1"))) return day_minus_months(today, 3) + 1;
    int64_t days;
    assert_true(str_int(text, &days));
    return today - (Day)days;
}

static void add_row(History *history, Day today, Str row)
{
    char kind = row.text[0];
    Str rest = str_from(row, 1), date = str_cut(&rest, ':');
    Day day = days_before(today, date);
    if (kind == 'F') feature(history, day, str_z(history->arena, rest));
    if (kind == 'L') logins(history, day, 1);
    if (kind == 'I')
        invoice(history, at_hour(today - 100, 1),
                str_z(history->arena, str_format(history->arena, "i%d", history->events)),
                day, str_equal(rest, S("-")) ? DAY_NONE : days_before(today, rest));
    if (kind == 'T') {
        TicketStatus status;
        assert_true(ticket_status_parse(rest, &status));
        ticket(history, at_hour(day, 1),
               str_z(history->arena, str_format(history->arena, "t%d", history->events)),
               status);
    }
    int64_t calls;
    if (kind == 'A') {
        assert_true(str_int(rest, &calls));
        api(history, day, calls);
    }
}

static History history_of(const Case *one, Day today)
{
    History history = history_new();
    Str rest = str_of(one->rows);
    while (rest.length) {
        Str times = str_cut(&rest, ' '), row = str_cut(&times, '*');
        int64_t repeat = 1;
        if (times.length) assert_true(str_int(times, &repeat));
        for (int64_t i = 0; i < repeat; i++)
            add_row(&history, today, row);
    }
    return history;
}

static void check(const Case *one, Day today)
{
    History history = history_of(one, today);
    Facts facts = history_all(&history);
    Picture picture = picture_of(&facts, &metrics_shipped, today);
    Score score = score_of(&picture, scorecard_original(), today);
    if (score.scored != one->listed) fail_msg("%s: listed", one->name);
    if (!score.scored) return;

    double difference = score.total - one->expected[5];
    if (difference > 1e-9 || difference < -1e-9)
        fail_msg("%s: total %.17g", one->name, score.total);
    for (int f = 0; f < score.factors; f++) {
        difference = score.factor[f].points - one->expected[f];
        if (difference > 1e-9 || difference < -1e-9)
            fail_msg("%s: factor %d is %.17g", one->name, f, score.factor[f].points);
    }
}

static void check_all_on(const char *today)
{
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check(&cases[i], on(today));
}

TEST(the_first_implementation_is_met_on_an_ordinary_day)
{
    assert_int_equal(sizeof cases / sizeof *cases, 33);
    check_all_on("2026-11-22");
}

TEST(the_first_implementation_is_met_where_the_month_three_back_is_shorter)
{
    check_all_on("2026-05-31");
    check_all_on("2026-05-29");
    check_all_on("2026-12-31");
}

TEST(the_first_implementation_is_met_around_a_leap_day)
{
    check_all_on("2024-02-29");
    check_all_on("2024-05-29");
    check_all_on("2024-05-31");
}
