#include "web/doors/senders.h"
#include "web/handlers.h"
#include "web/promise.h"

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
    Str text;
    Receipt receipt;  // of the write
} Putting;

// It is on disk: only now may it be asked for again.
static void end_put(void *context, Err err, Appended outcome)
{
    const Putting *putting = context;
    if (!err) senders_forget_mapping(putting->app);
    putting->receipt.done(putting->receipt.context, err, outcome);
}

static Err say_put(Write *write)
{
    const Putting *putting = write->what;
    json_raw(reply_json(write->reply, HTTP_OK), (Str){0}, putting->text);
    return OK;
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

static Err begin_put(Write *write)
{
    Putting *putting = arena_new(write->reply->arena, Putting, 1);
    *putting = (Putting){.app = write->app, .receipt = write->change.receipt};
    Err err = read_document(write->request, write->reply, &putting->text);
    if (err) return err;

    write->what = putting;
    write->answer = say_put;
    Change change = write->change;
    change.receipt = (Receipt){end_put, putting};
    return change_put_setting(write->app->service, change, S("event_mapping"),
                              putting->text);
}

// PUT /api/event-mapping
//
// Another document in its place: it counts for what comes from now on.
Err put_mapping(App *app, const Request *request, Reply *reply)
{
    return promise_keep(app, request, reply, begin_put);
}
