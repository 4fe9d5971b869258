#include "web/customers/if_match.h"
#include "web/handlers.h"
#include "web/params.h"
#include "web/promise.h"
#include "web/refuse.h"

// The receipt: what there is left to say of who was erased.
static Err say_erased(Write *write)
{
    const Erasure *erasure = write->what;
    Json *json = reply_json(write->reply, HTTP_OK);
    json_open(json);
    json_bool(json, S("erased"), true);
    json_int(json, S("customer_id"), erasure->customer);
    json_int(json, S("events"), erasure->events);
    json_time(json, S("at"), write->request->received_at);
    json_close(json);
    return OK;
}

static Err refuse_erasure(Write *write, Err err)
{
    const Erasure *erasure = write->what;
    if (err == ERR_CONFLICT && erasure->only_if.differs)
        return refuse_changed(write->reply);
    if (err == ERR_NOT_FOUND) write->reply->complaint.detail = S("Customer not found");
    return err;
}

static Err begin_erasure(Write *write)
{
    const Request *request = write->request;
    Reply *reply = write->reply;
    Erasure *erasure = arena_new(reply->arena, Erasure, 1);

    Err err = path_customer(request, reply, &erasure->customer);
    if (!err) err = require_customer(write->app, request, reply, erasure->customer);
    if (!err) err = read_if_match(request, reply, &erasure->only_if);
    if (err) return err;

    write->what = erasure;
    write->answer = say_erased;
    write->refuse = refuse_erasure;
    return change_erase_customer(write->app->service, write->change, erasure);
}

// DELETE /api/customers/:customer
//
// Erases a customer and everything known of it, for good.
Err erase_customer(App *app, const Request *request, Reply *reply)
{
    return promise_keep(app, request, reply, begin_erasure);
}
