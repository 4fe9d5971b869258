#include "web/book/book_json.h"
#include "web/customers/customer_json.h"
#include "web/customers/health_in.h"
#include "web/handlers.h"
#include "web/pages/book_cards.h"
#include "web/pages/dashboard_page.h"
#include "web/pages/notices.h"
#include "web/pages/past_page.h"

#include "base/clock.h"
#include "model/money.h"

static void write_edges(Json *json, BandEdges edges)
{
    if (edges.agreed) {
        json_double(json, S("from"), edges.from);
        json_double(json, S("to"), edges.to);
    } else {
        json_null(json, S("from"));
        json_null(json, S("to"));
    }
}

static void write_bands(Json *json, const Dashboard *dashboard, int decimals)
{
    json_open_array(json, S("bands"));
    for (int band = BAND_COUNT - 1; band >= 0; band--) {
        const BandSum *sum = &dashboard->band[band];
        json_open_object(json, (Str){0});
        json_str(json, S("band"), band_name((Band)band));
        write_edges(json, book_edges(dashboard, (Band)band));
        json_int(json, S("customers"), sum->customers);
        json_money(json, S("mrr"), sum->mrr, decimals);
        if (sum->customers > 0)
            json_double(json, S("mean_score"), sum->mean_score);
        else
            json_null(json, S("mean_score"));
        json_close_object(json);
    }
    json_close_array(json);
}

// Bins are half open, but the last, which holds 100 too.
static void write_histogram(Json *json, const Dashboard *dashboard)
{
    json_open_array(json, S("histogram"));
    for (int i = 0; i < HISTOGRAM_BINS; i++) {
        json_open_object(json, (Str){0});
        json_int(json, S("from"), i * 100 / HISTOGRAM_BINS);
        json_int(json, S("to"), (i + 1) * 100 / HISTOGRAM_BINS);
        json_int(json, S("customers"), dashboard->histogram[i]);
        json_close_object(json);
    }
    json_close_array(json);
}

static void write_attention(Arena *arena, Json *json, const Dashboard *dashboard)
{
    json_open_array(json, S("attention"));
    for (int i = 0; i < dashboard->attentions; i++) {
        const CustomerRow *row = &dashboard->attention[i];
        json_open_object(json, (Str){0});
        write_customer_members(json, row);
        json_str_or_null(json, S("because"), why_of(arena, dashboard, i));
        json_close_object(json);
    }
    json_close_array(json);
}

static void write_mover_factor(Json *json, const BookMover *mover)
{
    if (!mover->factor) {
        json_null(json, S("factor"));
        return;
    }
    json_open_object(json, S("factor"));
    json_str(json, S("id"), mover->factor->id);
    json_double(json, S("points"), mover->by);
    json_close_object(json);
}

static void write_movers(Json *json, Str name, const BookMover *mover, int movers)
{
    json_open_array(json, name);
    for (int i = 0; i < movers; i++) {
        const BookRow *row = &mover[i].row;
        json_open_object(json, (Str){0});
        json_int(json, S("id"), row->customer);
        json_str(json, S("name"), row->name);
        json_double(json, S("health_score"), row->score);
        json_str(json, S("band"), band_name(row->band));
        json_double(json, S("change_30d"), row->change_30d);
        write_mover_factor(json, &mover[i]);
        json_close_object(json);
    }
    json_close_array(json);
}

static void write_scores(Json *json, const Dashboard *dashboard)
{
    if (dashboard->scored > 0) {
        json_double(json, S("portfolio_score"), dashboard->portfolio_score);
        json_double(json, S("mean_score"), dashboard->mean_score);
    } else {
        json_null(json, S("portfolio_score"));
        json_null(json, S("mean_score"));
    }
}

static void write_dashboard(Reply *reply, const Dashboard *dashboard)
{
    int decimals = 2;
    (void)money_decimals(dashboard->currency, &decimals);
    Json *json = reply_json(reply, HTTP_OK);
    json_open(json);
    write_terms(json, dashboard->today);
    json_str(json, S("currency"), dashboard->currency);
    json_int(json, S("customers"), dashboard->customers);
    json_int(json, S("scored"), dashboard->scored);
    write_unscored(json, dashboard->unscored);
    json_int(json, S("other_currency"), dashboard->other_currency);
    write_scores(json, dashboard);
    json_money(json, S("mrr"), dashboard->mrr, decimals);
    json_money(json, S("mrr_at_risk"), dashboard->mrr_at_risk, decimals);
    write_book_cards(json, dashboard, decimals);
    write_bands(json, dashboard, decimals);
    write_histogram(json, dashboard);
    write_attention(reply->arena, json, dashboard);
    json_open_object(json, S("movers"));
    write_movers(json, S("falling"), dashboard->falling, dashboard->fallings);
    write_movers(json, S("rising"), dashboard->rising, dashboard->risings);
    json_close_object(json);
    write_book(json, dashboard, decimals);
    write_freshness(json, dashboard->freshness);
    json_close(json);
}

// `as_of` is a day of the page alone: what the book was then has an answer of its own.
static Err read_day(const Request *request, Reply *reply, Day *out)
{
    Day today = clock_today();
    *out = today;
    Err err = query_day(request, reply, S("as_of"), today, out);
    if (request->accepts == MEDIA_HTML) return notice_or_refuse(request, err);
    if (err || *out == today) return err;
    return query_fault(reply, S("as_of"),
                       S("Input should be today: GET /api/portfolio?as_of= says what the "
                         "book was on another day"),
                       S("value_error"));
}

// GET /api/dashboard: the whole portfolio on one page.
Err show_dashboard(App *app, const Request *request, Reply *reply)
{
    Dashboard dashboard;
    Day day;
    Err err = read_day(request, reply, &day);
    if (!err) err = get_dashboard(app->service, reply->arena, &dashboard);
    if (err) return err;

    bool html = request->accepts == MEDIA_HTML;
    if (html && dashboard.customers == 0) {
        draw_first_run(request, reply);  // names the host that was asked
        return OK;
    }
    if (html && day < dashboard.today)
        return draw_past(app, request, reply, day, &dashboard);
    if (html) return draw_dashboard(app, request, reply, &dashboard);
    write_dashboard(reply, &dashboard);
    reply->keep = dashboard.freshness.stale_customers == 0;
    return OK;
}

// GET /
Err go_home(App *app, const Request *request, Reply *reply)
{
    (void)app;
    (void)request;
    reply_redirect(reply, HTTP_TEMPORARY_REDIRECT, S("/api/dashboard"));
    return OK;
}
