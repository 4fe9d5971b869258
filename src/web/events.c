#include "web/cursor.h"
#include "web/event_json.h"
#include "web/events_page.h"
#include "web/handlers.h"
#include "web/params.h"
#include "web/refuse.h"

#include "base/hash.h"

// One list a customer, type and span of time.
static uint64_t list_of(const EventQuery *query)
{
    uint64_t hash = hash_str(HASH_START, S("events, newest first"));
    hash = hash_int(hash, query->customer);
    hash = hash_int(hash, query->has_type ? (int64_t)query->type : -1);
    return hash_int(hash_int(hash, query->from), query->to);
}

static Err read_type(const Request *request, Reply *reply, EventQuery *query)
{
    Str name;
    if (!request_query(request, S("type"), &name) || name.length == 0) return OK;
    query->has_type = event_type_parse(name, &query->type);
    if (query->has_type) return OK;
    return query_fault(
        reply, S("type"),
        S("Input should be 'login', 'feature', 'ticket', 'invoice' or 'api'"), S("enum"));
}

static Err read_cursor(const Request *request, Reply *reply, EventQuery *query)
{
    Str text;
    Cursor cursor;
    if (!request_query(request, S("cursor"), &text) || text.length == 0) return OK;
    if (!cursor_read(reply->arena, text, list_of(query), &cursor))
        return reply_complain(reply, HTTP_BAD_REQUEST,
                              "This cursor is damaged, or of another list");
    query->after_set = true;
    query->after_at = (Millis)cursor.place;
    query->after_number = cursor.id;
    return OK;
}

static Err read_query(const Request *request, Reply *reply, EventList *list)
{
    EventQuery *query = &list->query;
    *query = (EventQuery){
        .customer = list->customer, .from = day_start(DAY_FIRST), .to = INT64_MAX};
    Err err = query_limit(request, reply, &list->limit);
    if (!err) err = read_type(request, reply, query);
    if (!err) err = query_moment(request, reply, S("from"), false, &query->from);
    if (!err) err = query_moment(request, reply, S("to"), true, &query->to);
    if (!err) err = read_cursor(request, reply, query);
    return err;
}

// The same question, for what lies behind the last event.
static Str next_url(Arena *arena, const Request *request, const EventList *list)
{
    static const char *const repeated[] = {"type", "from", "to"};
    const Event *last = &list->event[list->events - 1];
    const Cursor cursor = {
        .list = list_of(&list->query), .place = (uint64_t)last->at, .id = last->number};

    Writer url = {.arena = arena};
    writer_format(&url, "/api/customers/%lld/events?limit=%d", (long long)list->customer,
                  list->limit);
    for (size_t i = 0; i < sizeof repeated / sizeof *repeated; i++) {
        Str value;
        if (!request_query(request, str_of(repeated[i]), &value)) continue;
        writer_format(&url, "&%s=%.*s", repeated[i], STR(url_part(arena, value)));
    }
    writer_format(&url, "&cursor=%.*s", STR(cursor_write(arena, cursor)));
    return writer_str(&url);
}

Err read_events(App *app, const Request *request, Reply *reply, EventList *out)
{
    *out = (EventList){0};
    Err err = path_customer(request, reply, &out->customer);
    if (!err) err = read_query(request, reply, out);
    if (err) return err;

    // One more than was asked for tells whether there is a next page.
    out->event = arena_new(reply->arena, Event, out->limit + 1);
    err = get_events(app->service, reply->arena, &out->query, out->limit + 1, out->event,
                     &out->events);
    if (err == ERR_NOT_FOUND) reply->complaint.detail = S("Customer not found");
    if (err) return err;
    if (out->events > out->limit) {
        out->events = out->limit;
        out->next = next_url(reply->arena, request, out);
    }
    return OK;
}

static void write_events(Reply *reply, const EventList *list)
{
    Str cursor = list->next;
    while (str_find(cursor, '=') >= 0)
        (void)str_cut(&cursor, '=');

    Json *json = reply_json(reply, HTTP_OK);
    json_open(json);
    json_open_array(json, S("data"));
    for (int i = 0; i < list->events; i++)
        write_event(json, (Str){0}, &list->event[i]);
    json_close_array(json);
    json_str_or_null(json, S("next_cursor"), cursor);
    json_bool(json, S("has_more"), list->next.length > 0);
    json_close(json);
}

// GET /api/customers/:customer/events
//
// What a customer did, the newest first; `type`, `from` and `to` choose among it.
Err list_events(App *app, const Request *request, Reply *reply)
{
    EventList list;
    Err err = read_events(app, request, reply, &list);
    if (err == ERR_NOT_FOUND) return refuse_absent(app, request, reply, list.customer);
    if (err) return err;

    if (list.next.length > 0)
        reply_header(reply, S("Link"),
                     str_format(reply->arena, "<%.*s>; rel=\"next\"", STR(list.next)));
    // The page holds an id of its own for the form.
    if (request->accepts == MEDIA_HTML)
        return draw_events(app, request, reply, &list, NULL);
    write_events(reply, &list);
    reply->keep = true;
    return OK;
}
