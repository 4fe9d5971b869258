#include "web/customers/customer_json.h"
#include "web/customers/list_csv.h"
#include "web/handlers.h"
#include "web/pages/list_page.h"
#include "web/pages/notices.h"
#include "web/params.h"

#include <math.h>

// Everybody by score is read where the store has them in this order.
static Err read_plain(Service *service, Arena *arena, const ListPage *page,
                      CustomerList *out)
{
    HealthScores scores;
    const Rank *place = &page->place;
    ListPlace after = {.set = page->behind,
                       .sort_score = isinf(place->key) ? SORT_UNSCORED : place->key,
                       .customer = place->customer};
    Err err = get_health_scores(service, arena, after, page->most, &scores);
    if (err) return err;

    double key = scores.next.sort_score;
    *out = (CustomerList){
        .row = scores.row,
        .rows = scores.rows,
        .total = scores.total,
        .has_more = scores.has_more,
        .next = {.key = key == SORT_UNSCORED ? (double)INFINITY : key,
                 .customer = scores.next.customer},
        .freshness = scores.freshness,
        .today = scores.today,
    };
    return OK;
}

static Str next_url(Arena *arena, const ListAsked *asked, const CustomerList *list)
{
    Str query = list_query_text(arena, &asked->query);
    return str_format(arena, "/api/customers?%.*s%slimit=%d&cursor=%.*s", STR(query),
                      query.length ? "&" : "", asked->page.most,
                      STR(list_cursor(arena, &asked->query, list->next)));
}

static void write_list(Reply *reply, const ListAsked *asked, const CustomerList *list)
{
    Json *json = reply_json(reply, HTTP_OK);
    json_open(json);
    json_open_array(json, S("data"));
    for (int i = 0; i < list->rows; i++)
        write_customer(json, (Str){0}, &list->row[i]);
    json_close_array(json);
    if (list->has_more)
        json_str(json, S("next_cursor"),
                 list_cursor(reply->arena, &asked->query, list->next));
    else
        json_null(json, S("next_cursor"));
    json_bool(json, S("has_more"), list->has_more);
    json_int(json, S("total"), list->total);
    write_terms(json, list->today);
    write_freshness(json, list->freshness);
    json_close(json);
}

// What `format` says; else what is accepted.
static Err read_format(const Request *request, Reply *reply, bool *is_table)
{
    Str format;
    *is_table = request->accepts == MEDIA_CSV;
    if (!request_query(request, S("format"), &format) || format.length == 0) return OK;
    if (str_equal(format, S("csv"))) *is_table = true;
    if (str_equal(format, S("csv"))) return OK;
    return notice_or_refuse(
        request, query_fault(reply, S("format"), S("Input should be 'csv'"), S("enum")));
}

// GET /api/customers
//
// Customers with their health: those that fit, in the order that was asked for, a page at
// a time.  One that fits during the whole walk is neither missed nor repeated.
Err list_customers(App *app, const Request *request, Reply *reply)
{
    ListAsked asked;
    CustomerList list;
    Arena *arena = reply->arena;
    bool is_table;
    Err err = read_format(request, reply, &is_table);
    if (err) return err;
    if (is_table) return write_list_csv(app, request, reply);

    err = list_read(app, request, reply, LIMIT_DEFAULT, &asked);
    if (request->accepts == MEDIA_HTML && (!err || err == ERR_INVALID))
        return draw_list(app, request, reply, &asked, NULL);
    if (err) return err;
    if (list_query_text(arena, &asked.query).length == 0)
        err = read_plain(app->service, arena, &asked.page, &list);
    else
        err = get_list(app->service, arena, &asked.query, &asked.page, &list);
    if (err) return err;

    if (list.has_more)
        reply_header(
            reply, S("Link"),
            str_format(arena, "<%.*s>; rel=\"next\"", STR(next_url(arena, &asked, &list))));
    write_list(reply, &asked, &list);
    reply->keep = list.freshness.stale_customers == 0;
    return OK;
}
