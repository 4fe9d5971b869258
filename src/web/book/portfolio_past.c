#include "base/clock.h"
#include "base/hash.h"
#include "model/money.h"
#include "web/book/portfolio.h"
#include "web/cursor.h"
#include "web/customers/customer_json.h"
#include "web/customers/health_in.h"
#include "web/handlers.h"
#include "web/params.h"
#include "web/stamp_json.h"

#include <string.h>

// One list a day and card.
static uint64_t list_of(const PastQuery *query)
{
    uint64_t hash = hash_str(HASH_START, S("the book on a day"));
    if (query->card) hash = hash_str(hash, query->card->id);
    return hash_int(hash, query->day);
}

static Err read_place(const Request *request, Reply *reply, PastQuery *query)
{
    Str text;
    Cursor cursor;
    if (!request_query(request, S("cursor"), &text) || text.length == 0) return OK;
    if (!cursor_read(reply->arena, text, list_of(query), &cursor))
        return reply_complain(reply, HTTP_BAD_REQUEST,
                              "This cursor is damaged, or of another list");
    query->after.set = true;
    memcpy(&query->after.sort_score, &cursor.place, sizeof cursor.place);
    query->after.customer = cursor.id;
    return OK;
}

static Err read_query(App *app, const Request *request, Reply *reply, PastQuery *query)
{
    Day today = clock_today();
    *query = (PastQuery){.day = today};
    Err err = query_day(request, reply, S("as_of"), today, &query->day);
    if (!err) err = query_card(app, request, reply, &query->card);
    if (!err) err = query_limit(request, reply, &query->most);
    return err ? err : read_place(request, reply, query);
}

// The one that was asked for, or that judges everybody; and all that judge anybody.
static void write_cards(Json *json, const PastQuery *query, const PastBook *book)
{
    Str only = {0};
    if (query->card)
        only = query->card->id;
    else if (book->cards <= 1)
        only = book->cards ? book->card[0].card->id : scorecard_standard()->id;
    json_str_or_null(json, S("scorecard"), only);
    json_open_array(json, S("scorecards"));
    for (int c = 0; c < book->cards; c++) {
        json_open_object(json, (Str){0});
        json_str(json, S("id"), book->card[c].card->id);
        json_int(json, S("version"), book->card[c].card->version);
        json_int(json, S("customers"), book->card[c].customers);
        json_close_object(json);
    }
    json_close_array(json);
}

static void write_row(Json *json, const PastRow *row)
{
    const BookRow *is = &row->row;
    int decimals = 2;
    (void)money_decimals(is->currency, &decimals);
    json_open_object(json, (Str){0});
    json_int(json, S("id"), is->customer);
    json_str(json, S("name"), is->name);
    json_str_or_null(json, S("segment"), is->segment);
    json_money(json, S("mrr"), is->mrr, decimals);
    json_str(json, S("currency"), is->currency);
    if (is->scored) {
        json_double(json, S("health_score"), is->score);
        json_str(json, S("band"), band_name(is->band));
    } else {
        json_null(json, S("health_score"));
        json_null(json, S("band"));
    }
    json_str(json, S("status"),
             score_status_name(is->scored ? STATUS_SCORED : row->status));
    json_str(json, S("scorecard"), row->card->id);
    json_bool(json, S("overridden"), row->overridden);
    json_close_object(json);
}

static void write_book(App *app, Reply *reply, const PastQuery *query, const PastBook *book)
{
    int decimals = 2;
    (void)money_decimals(app->currency, &decimals);
    const Scorecard **card = arena_new(reply->arena, const Scorecard *, book->cards);
    for (int c = 0; c < book->cards; c++)
        card[c] = book->card[c].card;
    Json *json = reply_json(reply, HTTP_OK);
    json_open(json);
    write_terms(json, query->day);
    write_cards(json, query, book);
    json_str(json, S("reporting_currency"), app->currency);
    write_book_day(json, &book->sum, decimals);
    write_stamp_of(json, card, book->cards, book->watermark);
    json_open_array(json, S("data"));
    for (int i = 0; i < book->rows; i++)
        write_row(json, &book->row[i]);
    json_close_array(json);
    Cursor next = {.list = list_of(query), .id = book->next.customer};
    memcpy(&next.place, &book->next.sort_score, sizeof next.place);
    Writer address = {.arena = reply->arena};
    writer_put(&address, S("/api/portfolio?as_of="));
    day_write(&address, query->day);
    if (query->card) writer_format(&address, "&scorecard=%.*s", STR(query->card->id));
    writer_format(&address, "&limit=%d", query->most);
    cursor_say(reply, writer_str(&address), book->has_more, next);
    json_close(json);
}

// GET /api/portfolio
//
// The whole book as of the end of a day, added up, and a page of it, the worst score first.
Err show_book(App *app, const Request *request, Reply *reply)
{
    PastQuery query;
    PastBook book;
    Err err = read_query(app, request, reply, &query);
    if (!err) err = get_past_book(app->service, reply->arena, &query, &book);
    if (err) return err;

    write_book(app, reply, &query, &book);
    reply->keep = true;
    return OK;
}
