#include "web/cursor.h"
#include "web/customer_json.h"
#include "web/frame.h"
#include "web/handlers.h"
#include "web/params.h"
#include "web/say.h"

#include "base/hash.h"

#include <string.h>

// The only list of customers there is: by score, the worst first.
static uint64_t list_of_customers(void)
{
    return hash_str(HASH_START, S("customers by score"));
}

static Err read_place(const Request *request, Reply *reply, ListPlace *out)
{
    Str text;
    Cursor cursor;
    *out = (ListPlace){0};
    if (!request_query(request, S("cursor"), &text) || text.length == 0) return OK;
    if (!cursor_read(text, list_of_customers(), &cursor))
        return reply_complain(reply, HTTP_BAD_REQUEST,
                              "This cursor is damaged, or of another list");
    out->set = true;
    memcpy(&out->sort_score, &cursor.place, sizeof out->sort_score);
    out->customer = cursor.id;
    return OK;
}

static Str cursor_of(Arena *arena, ListPlace place)
{
    Cursor cursor = {.list = list_of_customers(), .id = place.customer};
    memcpy(&cursor.place, &place.sort_score, sizeof cursor.place);
    return cursor_write(arena, cursor);
}

static Str next_url(Arena *arena, const HealthScores *scores, int limit)
{
    return str_format(arena, "/api/customers?limit=%d&cursor=%.*s", limit,
                      STR(cursor_of(arena, scores->next)));
}

static void write_list(Reply *reply, const HealthScores *scores)
{
    Json *json = reply_json(reply, HTTP_OK);
    json_open(json);
    json_open_array(json, S("data"));
    for (int i = 0; i < scores->rows; i++)
        write_customer(json, (Str){0}, &scores->row[i]);
    json_close_array(json);
    if (scores->has_more)
        json_str(json, S("next_cursor"), cursor_of(reply->arena, scores->next));
    else
        json_null(json, S("next_cursor"));
    json_bool(json, S("has_more"), scores->has_more);
    json_int(json, S("total"), scores->total);
    write_terms(json, scores->today);
    write_freshness(json, scores->freshness);
    json_close(json);
}

static void draw_list(const Request *request, Reply *reply, const HealthScores *scores,
                      Str next, bool first)
{
    Arena *arena = reply->arena;
    CustomerCard *card = arena_new(arena, CustomerCard, scores->rows);
    for (int i = 0; i < scores->rows; i++)
        card[i] = card_of(arena, &scores->row[i], scores->today);

    Str total = say_many(arena, scores->total, "customer");
    CustomersPage page = {
        .frame = frame_of(request, "Customers", "customers"),
        .subtitle = str_format(arena, "%.*s, the lowest score first \xc2\xb7 %.*s",
                               STR(total), STR(say_as_of(arena, scores->today))),
        .waiting = waiting_sentence(arena, scores->freshness),
        .card = card,
        .cards = scores->rows,
        .range = str_format(arena, "%d of %.*s", scores->rows, STR(total)),
        .next = next,
        .first = first,
    };
    Html html = page_begin(reply, HTTP_OK);
    view_customers(&html, &page);
}

// GET /api/customers
//
// All customers with their health, a page at a time.  A customer that was there
// during the whole walk is neither missed nor repeated.
Err list_customers(App *app, const Request *request, Reply *reply)
{
    int limit;
    ListPlace place;
    HealthScores scores;

    Err err = query_limit(request, reply, &limit);
    if (!err) err = read_place(request, reply, &place);
    if (!err) err = get_health_scores(app->service, reply->arena, place, limit, &scores);
    if (err) return err;

    Str next = {0};
    if (scores.has_more) {
        next = next_url(reply->arena, &scores, limit);
        reply_header(reply, S("Link"),
                     str_format(reply->arena, "<%.*s>; rel=\"next\"", STR(next)));
    }
    if (request->accepts == MEDIA_HTML)
        draw_list(request, reply, &scores, next, !place.set);
    else
        write_list(reply, &scores);
    reply->keep = scores.freshness.stale_customers == 0;
    return OK;
}
