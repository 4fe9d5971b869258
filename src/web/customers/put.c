#include "web/customers/customer_in.h"
#include "web/customers/customer_json.h"
#include "web/customers/if_match.h"
#include "web/fields.h"
#include "web/handlers.h"
#include "web/params.h"
#include "web/promise.h"
#include "web/refuse.h"

static Err read_external_id(const Request *request, Reply *reply, Str *out)
{
    *out = request_path_value(request, S("external_id"));
    if (is_id(*out)) return OK;
    return path_fault(reply, S("external_id"),
                      S("An id has 1 to 255 bytes, none of them a control character"),
                      S("string_pattern_mismatch"));
}

// The body may repeat what the path says, and say nothing else.
static Err name_it(Reply *reply, Str external_id, Customer *customer)
{
    bool same = str_equal(customer->external_id, external_id);
    if (customer->external_id.length > 0 && !same)
        return body_fault(reply, S("/external_id"), S("This differs from the path"),
                          S("value_error"));
    customer->external_id = external_id;
    return OK;
}

static Err say_put(Write *write)
{
    const CustomerPut *put = write->what;
    write_whole_customer(write->reply, put->made ? HTTP_CREATED : HTTP_OK, &put->now);
    return OK;
}

static Err refuse_put(Write *write, Err err)
{
    const CustomerPut *put = write->what;
    if (err == ERR_CONFLICT && put->only_if.differs) return refuse_changed(write->reply);
    return err;
}

static Err begin_put(Write *write)
{
    Body body;
    Str external_id;
    const Request *request = write->request;
    Reply *reply = write->reply;
    CustomerPut *put = arena_new(reply->arena, CustomerPut, 1);

    Err err = read_external_id(request, reply, &external_id);
    if (!err) err = body_read(request, reply, &body);
    if (!err)
        err = customer_read(reply->arena, body, write->app->currency, &put->customer,
                            &reply->complaint);
    if (!err) err = name_it(reply, external_id, &put->customer);
    if (!err) err = read_if_match(request, reply, &put->only_if);
    if (err) return err;

    put->customer.created_at = request->received_at;
    write->what = put;
    write->answer = say_put;
    write->refuse = refuse_put;
    return change_put_customer(write->app->service, write->change, put);
}

// PUT /api/customers/by-external-id/:external_id
//
// Puts a customer in place of the one that is called so, or makes it.
Err put_customer(App *app, const Request *request, Reply *reply)
{
    return promise_keep(app, request, reply, begin_put);
}
