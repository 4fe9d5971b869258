#include "base/clock.h"
#include "model/money.h"
#include "service/asking/past.h"
#include "service/cards/scorecards.h"
#include "web/book/portfolio.h"
#include "web/customers/customer_json.h"
#include "web/customers/health_in.h"
#include "web/handlers.h"
#include "web/pages/book_cards.h"
#include "web/stamp_json.h"

enum { DAYS_DEFAULT = 90, WEEK = 7 };

typedef struct {
    DaySpan days;
    int step;
} BookQuery;

void write_book_day(Json *json, const BookDay *day, int decimals)
{
    json_int(json, S("customers"), day->customers);
    json_int(json, S("scored"), day->scored);
    write_unscored(json, day->unscored);
    const struct {
        Str name;
        double value;
    } figures[] = {
        {S("portfolio_score"), day->portfolio_score}, {S("mean_score"), day->mean},
        {S("lower_quartile"), day->lower_quartile},   {S("median"), day->median},
        {S("upper_quartile"), day->upper_quartile},
    };
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++) {
        if (day->scored > 0)
            json_double(json, figures[i].name, figures[i].value);
        else
            json_null(json, figures[i].name);
    }
    json_money(json, S("mrr"), day->mrr, decimals);
    json_money(json, S("mrr_at_risk"), day->mrr_at_risk, decimals);
    json_open_object(json, S("bands"));
    for (int band = BAND_COUNT - 1; band >= 0; band--) {
        json_open_object(json, band_name((Band)band));
        json_int(json, S("customers"), day->band[band].customers);
        json_money(json, S("mrr"), day->band[band].mrr, decimals);
        json_close_object(json);
    }
    json_close_object(json);
}

static Err read_query(const Request *request, Reply *reply, BookQuery *out)
{
    Day today = clock_today();
    Err err = query_step(request, reply, &out->step);
    if (!err) err = query_days(request, reply, DAYS_DEFAULT - 1, &out->days);
    if (err) return err;
    if (out->days.from <= today - PAST_DAYS_MOST)
        return query_fault(reply, S("from"),
                           S("The history of the book goes back two years: ask for a later "
                             "'from'"),
                           S("greater_than_equal"));
    return OK;
}

// Those that were at work.
static void write_cards(Json *json, const Scorecard *const *card, int cards)
{
    json_str_or_null(json, S("scorecard"), cards == 1 ? card[0]->id : (Str){0});
    json_open_array(json, S("scorecards"));
    for (int c = 0; c < cards; c++) {
        json_open_object(json, (Str){0});
        json_str(json, S("id"), card[c]->id);
        json_int(json, S("version"), card[c]->version);
        json_close_object(json);
    }
    json_close_array(json);
}

// Where that changed.
static void write_marks(App *app, Json *json, DaySpan days)
{
    CardMark *mark;
    int marks = service_card_marks(app->service, json->to->arena, days, &mark);
    json_open_array(json, S("markers"));
    for (int m = 0; m < marks; m++) {
        json_open_object(json, (Str){0});
        json_day(json, S("date"), mark[m].day);
        json_str(json, S("scorecard"), mark[m].published->card);
        json_int(json, S("version"), mark[m].published->version);
        json_bool(json, S("withdrawn"), mark[m].withdrawn);
        json_str(json, S("author"), mark[m].published->author);
        json_close_object(json);
    }
    json_close_array(json);
}

static void write_terms_of(Json *json, const BookQuery *query, const BookHistory *history)
{
    json_day(json, S("from"), query->days.from);
    json_day(json, S("to"), query->days.to);
    json_str(json, S("step"), query->step == WEEK ? S("week") : S("day"));
    json_str(json, S("time_zone"), clock_zone());
    json_str(json, S("direction"), S("higher_is_better"));
    json_open_object(json, S("freshness"));
    json_bool(json, S("complete"), history->complete);
    json_time(json, S("as_at"), history->as_at);
    json_bool(json, S("under_way"), history->under_way);
    json_close_object(json);
}

static void write_history(App *app, Reply *reply, const BookQuery *query,
                          const BookHistory *history)
{
    const Scorecard **card;
    int cards = service_cards_within(app->service, reply->arena, query->days, &card);
    Json *json = reply_json(reply, HTTP_OK);
    int decimals = 2;
    (void)money_decimals(app->currency, &decimals);
    json_open(json);
    write_terms_of(json, query, history);
    write_cards(json, card, cards);
    write_marks(app, json, query->days);
    json_str(json, S("currency"), app->currency);
    json_open_array(json, S("data"));
    for (int i = 0; i < history->days; i++) {
        json_open_object(json, (Str){0});
        json_day(json, S("date"), history->day[i].day);
        write_book_day(json, &history->day[i], decimals);
        json_close_object(json);
    }
    json_close_array(json);
    write_stamp_of(json, card, cards, history->watermark);
    json_close(json);
}

// GET /api/portfolio/history
//
// What the whole book came to day by day, or week by week back from `to`.
Err show_book_days(App *app, const Request *request, Reply *reply)
{
    BookQuery query;
    BookHistory history;
    Err err = read_query(request, reply, &query);
    if (!err)
        err =
            get_book_history(app->service, reply->arena, query.days, query.step, &history);
    if (err) return err;

    write_history(app, reply, &query, &history);
    reply->keep = history.complete;
    return OK;
}
