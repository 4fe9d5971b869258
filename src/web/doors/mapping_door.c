#include "service/changes.h"
#include "web/doors/senders.h"
#include "web/handlers.h"

// GET /api/event-mapping
//
// The document that counts now, as it can be put again.
Err show_mapping(App *app, const Request *request, Reply *reply)
{
    (void)request;
    Str text;
    Err err = senders_mapping_text(app, reply->arena, &text);
    if (!err) json_raw(reply_json(reply, HTTP_OK), (Str){0}, text);
    return err;
}

typedef struct {
    App *app;
    Reply *reply;
    Str text;
} Putting;

static void answer_put(void *context, Err err, Appended outcome)
{
    (void)outcome;
    const Putting *putting = context;
    if (!err) {
        senders_forget_mapping(putting->app);
        json_raw(reply_json(putting->reply, HTTP_OK), (Str){0}, putting->text);
    }
    reply_done(putting->reply, err);
}

static Err read_document(const Request *request, Reply *reply, Str *out)
{
    JsonValue document;
    JsonFault fault;
    Mapping mapping;
    if (request->body.length > MAPPING_BYTES_MAX)
        return reply_complain(reply, HTTP_CONTENT_TOO_LARGE, "A mapping has at most 32 KB");
    if (json_read(reply->arena, request->body, &document, &fault)) {
        complaint_add(&reply->complaint, (Fault){.where = S("body"),
                                                 .message = S("JSON decode error"),
                                                 .type = S("json_invalid")});
        return reply_complain(reply, HTTP_UNPROCESSABLE,
                              "JSON decode error at byte %zu: %.*s", fault.at,
                              STR(fault.why));
    }
    Err err = mapping_read(reply->arena, document, &mapping, &reply->complaint);
    *out = json_text_of(reply->arena, document);
    return err;
}

// PUT /api/event-mapping
//
// Another document in its place: it counts for what comes from now on.
Err put_mapping(App *app, const Request *request, Reply *reply)
{
    Putting *putting = arena_new(reply->arena, Putting, 1);
    *putting = (Putting){.app = app, .reply = reply};
    Err err = read_document(request, reply, &putting->text);
    if (err) return err;

    const Change change = {.arena = reply->arena, .receipt = {answer_put, putting}};
    reply_park(reply);
    err = change_put_setting(app->service, change, S("event_mapping"), putting->text);
    if (err) reply_done(reply, err);
    return OK;
}
