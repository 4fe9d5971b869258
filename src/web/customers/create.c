#include "web/customers/customer_in.h"
#include "web/customers/customer_json.h"
#include "web/handlers.h"
#include "web/promise.h"
#include "web/refuse.h"

static Err refuse_creation(Write *write, Err err)
{
    return err == ERR_CONFLICT ? refuse_external_id(write->reply) : err;
}

static Err say_created(Write *write)
{
    Reply *reply = write->reply;
    CustomerRow row = {.customer = *(const Customer *)write->what};
    row.picture.since = day_of(row.customer.created_at);
    row.card = service_card_of(write->app->service, &row);
    for (int i = 0; i < TREND_POINTS; i++)
        row.trend.point[i] = TREND_NONE;
    write_whole_customer(reply, HTTP_CREATED, &row);
    return OK;
}

static Err begin_creation(Write *write)
{
    Body body;
    Reply *reply = write->reply;
    Customer *customer = arena_new(reply->arena, Customer, 1);

    Err err = body_read(write->request, reply, &body);
    if (!err)
        err = customer_read(reply->arena, body, write->app->currency, customer,
                            &reply->complaint);
    if (err) return err;

    customer->created_at = write->request->received_at;
    write->what = customer;
    write->answer = say_created;
    write->refuse = refuse_creation;
    return change_add_customer(write->app->service, write->change, customer);
}

// POST /api/customers
//
// Adds a customer.  Answers 201, and only once it is safely on disk.
Err create_customer(App *app, const Request *request, Reply *reply)
{
    return promise_keep(app, request, reply, begin_creation);
}
