#include "web/fields.h"
#include "web/handlers.h"
#include "web/params.h"
#include "web/promise.h"
#include "web/refuse.h"

typedef struct {
    int64_t customer;
    Str source;  // empty: not said
    Str id;
} Voiding;

static Err say_voided(Write *write)
{
    const Voiding *voiding = write->what;
    Json *json = reply_json(write->reply, HTTP_OK);
    json_open(json);
    json_str(json, S("event_id"), voiding->id);
    json_int(json, S("customer_id"), voiding->customer);
    json_bool(json, S("voided"), true);
    json_close(json);
    return OK;
}

static Err refuse_voiding(Write *write, Err err)
{
    Reply *reply = write->reply;
    if (err == ERR_NOT_FOUND) reply->complaint.detail = S("Event not found");
    if (err != ERR_CONFLICT) return err;
    complaint_add(&reply->complaint,
                  (Fault){S("query"), S("source"), S("Field required"), S("missing")});
    return reply_complain(reply, HTTP_CONFLICT,
                          "Several events of this customer have this id, from different "
                          "doors: say which with ?source=, as the list of events names it");
}

static Err begin_voiding(Write *write)
{
    const Request *request = write->request;
    Reply *reply = write->reply;
    Voiding *voiding = arena_new(reply->arena, Voiding, 1);
    voiding->id = request_path_value(request, S("event"));
    (void)request_query(request, S("source"), &voiding->source);

    Err err = path_customer(request, reply, &voiding->customer);
    if (!err) err = require_customer(write->app, request, reply, voiding->customer);
    if (err) return err;
    if (!is_id(voiding->id) || (voiding->source.length > 0 && !is_id(voiding->source)))
        return refuse_voiding(write, ERR_NOT_FOUND);  // nobody ever could have stored it

    write->what = voiding;
    write->answer = say_voided;
    write->refuse = refuse_voiding;
    return change_void_event(write->app->service, write->change, voiding->customer,
                             voiding->source, voiding->id);
}

// DELETE /api/customers/:customer/events/:event
//
// Takes back an event: it stays in the list, marked, and is counted no more.
Err void_event(App *app, const Request *request, Reply *reply)
{
    return promise_keep(app, request, reply, begin_voiding);
}
