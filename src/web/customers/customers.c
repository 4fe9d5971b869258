#include "web/customers/customer_json.h"
#include "web/customers/list_csv.h"
#include "web/handlers.h"
#include "web/pages/list_page.h"
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

static bool wants_table(const Request *request)
{
    Str format;
    if (request->accepts == MEDIA_CSV) return true;
    return request_query(request, S("format"), &format) && str_equal(format, S("csv"));
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
    if (wants_table(request)) return write_list_csv(app, request, reply);

    Err err = list_read(request, reply, LIMIT_DEFAULT, &asked);
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
