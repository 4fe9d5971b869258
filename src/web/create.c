#include "web/customer_in.h"
#include "web/customer_json.h"
#include "web/handlers.h"

typedef struct {
    Reply *reply;
    Customer customer;
} Creation;

// The committer calls this when the customer is on disk, or is not.
static void answer_created(void *context, Err err, Appended outcome)
{
    (void)outcome;
    Creation *creation = context;
    Reply *reply = creation->reply;

    if (err == ERR_CONFLICT) {
        err = reply_complain(reply, HTTP_CONFLICT,
                             "There is another customer with this external_id");
        complaint_add(&reply->complaint,
                      (Fault){S("body"), S("/external_id"), S("This external_id is taken"),
                              S("unique")});
    }
    if (!err) {
        CustomerRow row = {.customer = creation->customer};
        for (int i = 0; i < TREND_POINTS; i++)
            row.trend.point[i] = TREND_NONE;
        reply_header(
            reply, S("Location"),
            str_format(reply->arena, "/api/customers/%lld", (long long)row.customer.id));
        Json *json = reply_json(reply, HTTP_CREATED);
        json_open(json);
        write_customer_members(json, &row);
        json_close(json);
    }
    reply_done(reply, err);
}

// POST /api/customers
//
// Adds a customer.  Answers 201, and only once it is safely on disk.
Err create_customer(App *app, const Request *request, Reply *reply)
{
    Body body;
    Creation *creation = arena_new(reply->arena, Creation, 1);
    creation->reply = reply;

    Err err = body_read(request, reply, &body);
    if (!err)
        err = customer_read(reply->arena, body, app->currency, &creation->customer,
                            &reply->complaint);
    if (err) return err;

    creation->customer.created_at = request->received_at;
    reply_park(reply);
    err = ingest_customer(app->service, &creation->customer,
                          (Receipt){answer_created, creation});
    if (err) reply_done(reply, err);
    return OK;
}
