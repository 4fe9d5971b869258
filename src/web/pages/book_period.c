#include "web/pages/book_period.h"

#include "base/clock.h"
#include "service/asking/past.h"
#include "web/pages/book_chart.h"
#include "web/pages/notices.h"
#include "web/pages/say.h"
#include "web/params.h"

#include <assert.h>

static const struct {
    const char *name, *word, *note;
    int days, step;
} periods[] = {
    {"30d", "30 d", "30 days, one point a day", 30, 1},
    {"12w", "12 w", "12 weeks, one point a week", 77, 7},
    {"90d", "90 d", "90 days, one point a day", 90, 1},
    {"12m", "12 mo", "12 months, one point a week", 364, 7},
};
static_assert(sizeof periods / sizeof *periods == BOOK_PERIODS, "each has its link");

enum { TREND_PERIOD = 1, PAST_PERIOD = 2 };  // what is shown of today, and of a past day

// Where it is not said, `*out` stays.
static Err query_period(const Request *request, Reply *reply, int *out)
{
    Str asked;
    if (!request_query(request, S("period"), &asked) || asked.length == 0) return OK;
    for (int i = 0; i < BOOK_PERIODS; i++)
        if (str_equal(asked, str_of(periods[i].name))) {
            *out = i;
            return OK;
        }
    return query_fault(reply, S("period"),
                       S("Input should be '30d', '12w', '90d' or '12m'"), S("enum"));
}

static void draw_trend(Arena *arena, const Dashboard *dashboard, BookChart *chart)
{
    const BookLine line = {.point = dashboard->trend, .points = TREND_POINTS, .step = 7};
    *chart = book_chart_of(arena, &line);
    chart->note = str_of(periods[TREND_PERIOD].note);
    chart->current = true;
}

static DaySpan trend_weeks(const Dashboard *dashboard)
{
    return (DaySpan){dashboard->trend[0].day, dashboard->today};
}

static void draw_history(Arena *arena, const BookHistory *history, int period,
                         BookChart *chart)
{
    BookPoint *point = arena_new(arena, BookPoint, history->days);
    for (int d = 0; d < history->days; d++)
        point[d] = (BookPoint){.day = history->day[d].day,
                               .scored = history->day[d].scored,
                               .portfolio_score = history->day[d].portfolio_score,
                               .mean_score = history->day[d].mean};
    const BookLine line = {
        .point = point, .points = history->days, .step = periods[period].step};
    *chart = book_chart_of(arena, &line);
    chart->current = history->complete;
    chart->note = str_of(periods[period].note);
    if (!history->complete)
        chart->note =
            str_format(arena, "%s; as was known at %.*s (%.*s)", periods[period].note,
                       STR(say_time(arena, history->as_at)), STR(clock_zone()));
}

static void mark_cards(App *app, Arena *arena, DaySpan days, BookChart *chart)
{
    CardMark *mark;
    int marks = service_card_marks(app->service, arena, days, &mark);
    book_chart_mark(arena, mark, marks, days, chart);
}

// What is kept reaches two years back; before that there is nothing to draw.
static Err read_history(App *app, Arena *arena, Day to, int period, BookChart *chart)
{
    BookHistory history;
    Day first = clock_today() - PAST_DAYS_MOST + 1, from = to - periods[period].days;
    if (from < first) from = first;
    if (from >= to) return OK;
    Err err = get_book_history(app->service, arena, (DaySpan){from, to},
                               periods[period].step, &history);
    if (err) return err;
    draw_history(arena, &history, period, chart);
    mark_cards(app, arena, (DaySpan){history.day[0].day, to}, chart);
    return OK;
}

Err fill_period(App *app, const Request *request, Reply *reply, const BookSpan *span,
                BookChart *chart)
{
    int period = span->now ? TREND_PERIOD : PAST_PERIOD;
    Err err = notice_or_refuse(request, query_period(request, reply, &period));
    if (err) return err;
    if (period == TREND_PERIOD && span->now) {
        draw_trend(reply->arena, span->now, chart);
        mark_cards(app, reply->arena, trend_weeks(span->now), chart);
    } else
        err = read_history(app, reply->arena, span->to, period, chart);
    for (int i = 0; i < BOOK_PERIODS; i++)
        chart->period[i] = (PeriodLink){.name = str_of(periods[i].name),
                                        .word = str_of(periods[i].word),
                                        .chosen = i == period};
    if (!span->now)
        chart->as_of =
            str_format(reply->arena, "&as_of=%.*s", STR(say_date(reply->arena, span->to)));
    return err;
}
