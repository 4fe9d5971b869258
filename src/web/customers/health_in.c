#include "web/customers/health_in.h"

#include "service/asking/history.h"
#include "service/cards/scorecards.h"

enum { WEEK_DAYS = 7 };

Err query_card(App *app, const Request *request, Reply *reply, const Scorecard **out)
{
    Str id;
    *out = NULL;
    if (!request_query(request, S("scorecard"), &id) || id.length == 0) return OK;
    *out = service_scorecard(app->service, id);
    if (*out) return OK;
    return query_fault(reply, S("scorecard"),
                       S("There is no such scorecard: GET /api/scorecards lists them"),
                       S("enum"));
}

Err query_day(const Request *request, Reply *reply, Str name, Day today, Day *out)
{
    Str text;
    Day day;
    if (!request_query(request, name, &text) || text.length == 0) return OK;
    if (!day_parse(text, &day))
        return query_fault(reply, name, S("Input should be a date, like 2026-11-22"),
                           S("date_parsing"));
    if (day > today)
        return query_fault(reply, name,
                           S("Input should be a day that has begun: today, or earlier"),
                           S("less_than_equal"));
    if (day < today - HISTORY_DAYS_MOST)
        return query_fault(reply, name, S("Input should be a day of the last 40 years"),
                           S("greater_than_equal"));
    *out = day;
    return OK;
}

static DaySpan days_before(Day to, int days, Day today)
{
    Day first = today - HISTORY_DAYS_MOST;
    return (DaySpan){to - days < first ? first : to - days, to};
}

Err query_days(const Request *request, Reply *reply, int days, DaySpan *out)
{
    Day today = clock_today(), to = today;
    *out = days_before(today, days, today);
    Err err = query_day(request, reply, S("to"), today, &to);
    DaySpan asked = days_before(to, days, today);
    if (!err) err = query_day(request, reply, S("from"), today, &asked.from);
    if (!err && asked.from > asked.to)
        err = query_fault(reply, S("from"), S("Input should not be later than 'to'"),
                          S("less_than_equal"));
    if (!err) *out = asked;
    return err;
}

Err query_step(const Request *request, Reply *reply, int *out)
{
    Str step;
    *out = 1;
    if (!request_query(request, S("step"), &step) || step.length == 0) return OK;
    if (str_equal(step, S("day"))) return OK;
    *out = WEEK_DAYS;
    if (str_equal(step, S("week"))) return OK;
    return query_fault(reply, S("step"), S("Input should be 'day' or 'week'"), S("enum"));
}
