#include "web/cursor.h"
#include "web/events/event_json.h"
#include "web/handlers.h"
#include "web/params.h"

#include "base/hash.h"
#include "http/html.h"

static uint64_t list_of(const Whose *whose)
{
    uint64_t hash = hash_str(HASH_START, S("unmatched, oldest first"));
    return whose ? hash_str(hash_str(hash, whose->source), whose->value) : hash;
}

// Events of which name?  Of any, where none is said.
static Err read_whose(const Request *request, Reply *reply, Whose *whose, bool *said)
{
    *whose = (Whose){0};
    (void)request_query(request, S("source"), &whose->source);
    (void)request_query(request, S("external_id"), &whose->value);
    *said = whose->value.length > 0;
    if (*said || whose->source.length == 0) return OK;
    return query_fault(reply, S("external_id"), S("Field required beside source"),
                       S("missing"));
}

static void write_row(Json *json, const Unmatched *row)
{
    json_open_object(json, (Str){0});
    json_int(json, S("id"), row->id);
    json_str_or_null(json, S("source"), row->whose.source);
    json_str(json, S("external_id"), row->whose.value);
    write_event(json, S("event"), &row->event);
    json_close_object(json);
}

static Str address_of(Arena *arena, const Whose *whose, int limit)
{
    Writer url = {.arena = arena};
    writer_format(&url, "/api/events/unmatched?limit=%d", limit);
    if (!whose) return writer_str(&url);
    writer_format(&url, "&external_id=%.*s", STR(url_part(arena, whose->value)));
    if (whose->source.length > 0)
        writer_format(&url, "&source=%.*s", STR(url_part(arena, whose->source)));
    return writer_str(&url);
}

static void write_page(Reply *reply, const UnmatchedPage *page, const Whose *whose,
                       int limit)
{
    Json *json = reply_json(reply, HTTP_OK);
    json_open(json);
    json_open_array(json, S("data"));
    for (int i = 0; i < page->rows; i++)
        write_row(json, &page->row[i]);
    json_close_array(json);
    const Cursor next = {.list = list_of(whose), .id = page->next};
    cursor_say(reply, address_of(reply->arena, whose, limit), page->has_more, next);
    json_int(json, S("total"), page->total);
    json_close(json);
}

// GET /api/events/unmatched
//
// Events that wait for a customer, the oldest first; `external_id`, with or without
// `source`, chooses those of one name.
Err list_unmatched(App *app, const Request *request, Reply *reply)
{
    int limit;
    bool said = false;
    int64_t after;
    Whose whose;
    UnmatchedPage page;

    Err err = query_limit(request, reply, &limit);
    if (!err) err = read_whose(request, reply, &whose, &said);
    const Whose *wanted = said ? &whose : NULL;
    if (!err) err = query_after(request, reply, list_of(wanted), &after);
    if (!err) err = get_unmatched(app->service, reply->arena, wanted, after, limit, &page);
    if (err) return err;
    write_page(reply, &page, wanted, limit);
    return OK;
}
