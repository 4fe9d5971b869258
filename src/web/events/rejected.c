#include "web/cursor.h"
#include "web/handlers.h"
#include "web/params.h"

#include "base/hash.h"

static uint64_t list_of_rejected(void)
{
    return hash_str(HASH_START, S("rejected, latest first"));
}

static void write_row(Json *json, const Rejected *row)
{
    json_open_object(json, (Str){0});
    json_int(json, S("id"), row->id);
    json_time(json, S("at"), row->at);
    json_str(json, S("source"), row->source);
    json_str(json, S("reason"), row->reason);
    json_str(json, S("detail"), row->detail);
    json_str_or_null(json, S("pointer"), row->pointer);
    json_str(json, S("payload"), row->payload);
    json_close_object(json);
}

// GET /api/events/rejected
//
// What was refused within the last 30 days, the latest first, and why.
Err list_rejected(App *app, const Request *request, Reply *reply)
{
    int limit;
    int64_t after;
    RejectedPage page;

    Err err = query_limit(request, reply, &limit);
    if (!err) err = query_after(request, reply, list_of_rejected(), &after);
    if (!err) err = get_rejected(app->service, reply->arena, after, limit, &page);
    if (err) return err;

    Json *json = reply_json(reply, HTTP_OK);
    json_open(json);
    json_open_array(json, S("data"));
    for (int i = 0; i < page.rows; i++)
        write_row(json, &page.row[i]);
    json_close_array(json);
    const Cursor next = {.list = list_of_rejected(), .id = page.next};
    cursor_say(reply, str_format(reply->arena, "/api/events/rejected?limit=%d", limit),
               page.has_more, next);
    json_close(json);
    return OK;
}
