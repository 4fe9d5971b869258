#include "web/body.h"
#include "web/fields.h"
#include "web/handlers.h"
#include "web/params.h"
#include "web/promise.h"
#include "web/refuse.h"

typedef struct {
    int64_t from;
    int64_t into;
} Merging;

static Err say_merged(Write *write)
{
    const Merging *merging = write->what;
    Json *json = reply_json(write->reply, HTTP_OK);
    json_open(json);
    json_bool(json, S("merged"), true);
    json_int(json, S("customer_id"), merging->into);
    json_int(json, S("from"), merging->from);
    json_close(json);
    return OK;
}

static Err refuse_from(Reply *reply)
{
    return body_fault(reply, S("/from"), S("There is no customer with this id"),
                      S("not_found"));
}

static Err refuse_merging(Write *write, Err err)
{
    return err == ERR_NOT_FOUND ? refuse_from(write->reply) : err;
}

static Err read_from(Reply *reply, Body body, Merging *merging)
{
    Fields fields = {
        .arena = reply->arena, .complaint = &reply->complaint, .object = body.object};
    if (!field_given(&fields, S("from"))) field_missing(&fields, S("from"));
    bool read = field_number(&fields, S("from"), &merging->from);
    fields_finish(&fields, true);
    if (read && merging->from == merging->into)
        field_fault(&fields, S("from"), S("A customer cannot be merged with itself"),
                    S("value_error"));
    return fields_conclude(&fields);
}

// Whom `from` leads to: itself, where it was not merged yet; `into`, where this has been
// done before.
static Err find_from(Write *write, const Merging *merging, bool *done)
{
    const Whose whose = {.id = merging->from};
    int64_t found = 0;
    Reply *reply = write->reply;
    if (merging->from <= 0) return refuse_from(reply);
    Err err = service_find_customers(write->app->service, &whose, 1, &found, *reply->arena);
    *done = found == merging->into;
    if (err || *done || found == merging->from) return err;
    if (found == 0) return refuse_from(reply);
    return body_fault(reply, S("/from"),
                      str_format(reply->arena, "It was merged into customer %lld already",
                                 (long long)found),
                      S("not_found"));
}

static Err begin_merging(Write *write)
{
    Body body;
    bool done = false;
    Reply *reply = write->reply;
    App *app = write->app;
    Merging *merging = arena_new(reply->arena, Merging, 1);

    Err err = path_customer(write->request, reply, &merging->into);
    if (!err) err = body_read(write->request, reply, &body);
    if (!err) err = require_customer(app, write->request, reply, merging->into);
    if (!err) err = read_from(reply, body, merging);
    if (!err) err = find_from(write, merging, &done);
    if (err) return err;

    write->what = merging;
    write->answer = say_merged;
    write->refuse = refuse_merging;
    write->complete = done;
    if (done) return say_merged(write);
    return change_merge_customers(app->service, write->change, merging->from,
                                  merging->into);
}

// POST /api/customers/:customer/merge
//
// Joins another customer into this one, whose attributes stay.
Err merge_customers(App *app, const Request *request, Reply *reply)
{
    return promise_keep(app, request, reply, begin_merging);
}
