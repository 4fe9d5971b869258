#include "base/clock.h"
#include "service/asking/history.h"
#include "web/customers/customer_json.h"
#include "web/customers/health_in.h"
#include "web/handlers.h"
#include "web/refuse.h"
#include "web/stamp_json.h"

enum { DAYS_MOST = 400, WEEKS_MOST = 2000, DAYS_DEFAULT = 90, WEEK = 7 };

static Err check_length(Reply *reply, const HistoryQuery *query)
{
    int points = (query->to - query->from) / query->step + 1;
    if (query->step == WEEK && points > WEEKS_MOST)
        return query_fault(reply, S("from"),
                           S("A history by week has at most 2,000 points: ask for a later "
                             "'from', or an earlier 'to'"),
                           S("too_long"));
    if (query->step == 1 && points > DAYS_MOST)
        return query_fault(reply, S("from"),
                           S("A history by day has at most 400 points: ask for a later "
                             "'from', or for step=week"),
                           S("too_long"));
    return OK;
}

static Err read_query(App *app, const Request *request, Reply *reply, HistoryQuery *out)
{
    DaySpan days;
    *out = (HistoryQuery){0};
    Err err = path_customer(request, reply, &out->customer);
    if (!err) err = query_card(app, request, reply, &out->card);
    if (!err) err = query_step(request, reply, &out->step);
    if (!err) err = query_days(request, reply, DAYS_DEFAULT - 1, &days);
    if (err) return err;
    out->from = days.from;
    out->to = days.to;
    return check_length(reply, out);
}

static bool is_among(const Scorecard *const *card, int cards, const Scorecard *wanted)
{
    for (int c = 0; c < cards; c++)
        if (card[c] == wanted) return true;
    return false;
}

static void write_cards(Json *json, const HealthHistory *history)
{
    int cards = 0;
    const Scorecard **card = arena_new(json->to->arena, const Scorecard *, history->points);
    for (int i = 0; i < history->points; i++)
        if (!is_among(card, cards, history->point[i].card))
            card[cards++] = history->point[i].card;
    write_stamp_of(json, card, cards, history->watermark);
}

// The points of each factor of the card of that day.
static void write_factors(Json *json, const HistoryPoint *point)
{
    json_open_object(json, S("factors"));
    for (int f = 0; f < point->card->factors; f++) {
        if (score_has_points(&point->score, f))
            json_double(json, point->card->factor[f].id, point->score.factor[f].points);
        else
            json_null(json, point->card->factor[f].id);
    }
    json_close_object(json);
}

// Where an override held: what the card made of the customer.
static void write_computed(Json *json, const HistoryPoint *point)
{
    if (!point->overridden) return;
    if (point->computed_scored)
        json_double(json, S("computed"), point->computed);
    else
        json_null(json, S("computed"));
}

static void write_marks(Json *json, const HealthHistory *history)
{
    json_open_array(json, S("markers"));
    for (int m = 0; m < history->marks; m++) {
        const HistoryMark *mark = &history->mark[m];
        json_open_object(json, (Str){0});
        json_day(json, S("date"), mark->day);
        json_str(json, S("scorecard"), mark->after->id);
        json_int(json, S("version"), mark->after->version);
        json_str(json, S("scorecard_before"), mark->before->id);
        json_int(json, S("version_before"), mark->before->version);
        json_close_object(json);
    }
    json_close_array(json);
}

static void write_history(Json *json, const HistoryQuery *query,
                          const HealthHistory *history)
{
    json_open(json);
    json_int(json, S("customer_id"), query->customer);
    json_str(json, S("scorecard"), history->point[history->points - 1].card->id);
    json_day(json, S("from"), query->from);
    json_day(json, S("to"), query->to);
    json_str(json, S("step"), query->step == WEEK ? S("week") : S("day"));
    json_str(json, S("time_zone"), clock_zone());
    json_str(json, S("direction"), S("higher_is_better"));
    write_marks(json, history);
    json_open_array(json, S("data"));
    for (int i = 0; i < history->points; i++) {
        json_open_object(json, (Str){0});
        json_day(json, S("date"), history->point[i].day);
        write_score(json, history->point[i].card, &history->point[i].score);
        write_factors(json, &history->point[i]);
        write_computed(json, &history->point[i]);
        json_close_object(json);
    }
    json_close_array(json);
    write_cards(json, history);
    json_close(json);
}

// GET /api/customers/:customer/health/history
//
// The score day by day, or week by week back from `to`, each as of the end of its day.
Err show_history(App *app, const Request *request, Reply *reply)
{
    HistoryQuery query;
    HealthHistory history;
    Err err = read_query(app, request, reply, &query);
    if (!err) err = get_history(app->service, reply->arena, &query, &history);
    if (err == ERR_NOT_FOUND) return refuse_absent(app, request, reply, query.customer);
    if (err) return err;

    reply->keep = true;
    write_history(reply_json(reply, HTTP_OK), &query, &history);
    return OK;
}
