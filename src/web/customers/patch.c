#include "web/customers/customer_in.h"
#include "web/customers/customer_json.h"
#include "web/customers/if_match.h"
#include "web/handlers.h"
#include "web/params.h"
#include "web/promise.h"
#include "web/refuse.h"

static Err say_patched(Write *write)
{
    const CustomerPatch *patch = write->what;
    write_whole_customer(write->reply, HTTP_OK, &patch->now);
    return OK;
}

static Err refuse_patch(Write *write, Err err)
{
    const CustomerPatch *patch = write->what;
    Reply *reply = write->reply;
    if (err == ERR_NOT_FOUND) reply->complaint.detail = S("Customer not found");
    if (err != ERR_CONFLICT) return err;
    return patch->only_if.differs ? refuse_changed(reply) : refuse_external_id(reply);
}

static Err begin_patch(Write *write)
{
    Body body;
    HealthDetails found;
    const Request *request = write->request;
    Reply *reply = write->reply;
    Service *service = write->app->service;
    CustomerPatch *patch = arena_new(reply->arena, CustomerPatch, 1);

    Err err = path_customer(request, reply, &patch->customer);
    if (!err) err = body_read(request, reply, &body);
    if (err) return err;
    err = get_health_details(service, reply->arena, patch->customer, NULL, &found);
    if (err == ERR_NOT_FOUND)
        return refuse_absent(write->app, request, reply, patch->customer);
    if (!err)
        err = customer_patch_read(reply->arena, body, &found.row.customer, patch,
                                  &reply->complaint);
    if (!err) err = read_if_match(request, reply, &patch->only_if);
    if (err) return err;

    write->what = patch;
    write->answer = say_patched;
    write->refuse = refuse_patch;
    return change_patch_customer(service, write->change, patch);
}

// PATCH /api/customers/:customer
//
// Changes what is given of a customer, and leaves the rest.
Err patch_customer(App *app, const Request *request, Reply *reply)
{
    return promise_keep(app, request, reply, begin_patch);
}
