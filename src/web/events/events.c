#include "web/events/event_json.h"
#include "web/events/events_in.h"
#include "web/handlers.h"
#include "web/pages/events_page.h"
#include "web/refuse.h"

static void write_counting(Json *json, Counting counting)
{
    json_bool(json, S("counted"), counting == COUNTING_COUNTS);
    json_str_or_null(json, S("reason"), counting_reason(counting));
}

static void write_events(Reply *reply, const EventList *list)
{
    Str cursor = list->next;
    while (str_find(cursor, '=') >= 0)
        (void)str_cut(&cursor, '=');

    Json *json = reply_json(reply, HTTP_OK);
    json_open(json);
    json_open_array(json, S("data"));
    for (int i = 0; i < list->events; i++) {
        json_open_object(json, (Str){0});
        write_event_members(json, &list->event[i]);
        if (list->factor) write_counting(json, list->counting[i]);
        json_close_object(json);
    }
    json_close_array(json);
    json_str_or_null(json, S("next_cursor"), cursor);
    json_bool(json, S("has_more"), list->next.length > 0);
    json_close(json);
}

// GET /api/customers/:customer/events
//
// What a customer did, the newest first; `type`, `from` and `to` choose among it, and so
// does `factor`: what one has counted, as of a day, or what it has not, and why.
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
