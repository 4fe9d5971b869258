#include "web/body.h"
#include "web/fields.h"
#include "web/handlers.h"
#include "web/params.h"
#include "web/promise.h"
#include "web/refuse.h"

typedef struct {
    int64_t customer;
    Whose alias;
} Naming;

static Err say_naming(Write *write, int status, const char *what)
{
    const Naming *naming = write->what;
    Json *json = reply_json(write->reply, status);
    json_open(json);
    json_int(json, S("customer_id"), naming->customer);
    json_str_or_null(json, S("source"), naming->alias.source);
    json_str(json, S("value"), naming->alias.value);
    if (what) json_bool(json, str_of(what), true);
    json_close(json);
    return OK;
}

// --- one more ------------------------------------------------------------

static Err say_added(Write *write)
{
    return say_naming(write, HTTP_CREATED, NULL);
}

static Err refuse_addition(Write *write, Err err)
{
    Reply *reply = write->reply;
    if (err == ERR_NOT_FOUND) reply->complaint.detail = S("Customer not found");
    if (err != ERR_CONFLICT) return err;
    complaint_add(&reply->complaint,
                  (Fault){S("body"), S("/value"), S("This name is taken"), S("unique")});
    return reply_complain(reply, HTTP_CONFLICT,
                          "Another customer is called so: merge the two, or take the name "
                          "away there first");
}

static Err read_alias(Arena *arena, Body body, Whose *out, Complaint *complaint)
{
    Fields fields = {.arena = arena, .complaint = complaint, .object = body.object};
    (void)field_id(&fields, S("source"), &out->source);
    if (!field_given(&fields, S("value"))) field_missing(&fields, S("value"));
    (void)field_id(&fields, S("value"), &out->value);
    fields_finish(&fields, true);
    return fields_conclude(&fields);
}

static Err begin_addition(Write *write)
{
    Body body;
    Reply *reply = write->reply;
    Naming *naming = arena_new(reply->arena, Naming, 1);
    const Request *request = write->request;

    Err err = path_customer(request, reply, &naming->customer);
    if (!err) err = body_read(request, reply, &body);
    if (!err) err = require_customer(write->app, request, reply, naming->customer);
    if (!err) err = read_alias(reply->arena, body, &naming->alias, &reply->complaint);
    if (err) return err;

    write->what = naming;
    write->answer = say_added;
    write->refuse = refuse_addition;
    return change_add_alias(write->app->service, write->change, naming->customer,
                            naming->alias);
}

// POST /api/customers/:customer/aliases
//
// Says what else a customer is called, by one source or by anybody.
Err add_alias(App *app, const Request *request, Reply *reply)
{
    return promise_keep(app, request, reply, begin_addition);
}

// --- one less ------------------------------------------------------------

static Err say_removed(Write *write)
{
    return say_naming(write, HTTP_OK, "removed");
}

static Err refuse_removal(Write *write, Err err)
{
    if (err == ERR_NOT_FOUND)
        write->reply->complaint.detail = S("This customer has no such name");
    return err;
}

static Err query_id(const Request *request, Reply *reply, Str name, bool needed, Str *out)
{
    bool given = request_query(request, name, out) && out->length > 0;
    if (!given && needed)
        return query_fault(reply, name, S("Field required"), S("missing"));
    if (!given || is_id(*out)) return OK;
    return query_fault(reply, name,
                       S("An id has 1 to 255 bytes, none of them a control character"),
                       S("string_pattern_mismatch"));
}

static Err begin_removal(Write *write)
{
    Reply *reply = write->reply;
    const Request *request = write->request;
    Naming *naming = arena_new(reply->arena, Naming, 1);

    Err err = path_customer(request, reply, &naming->customer);
    if (!err) err = query_id(request, reply, S("source"), false, &naming->alias.source);
    if (!err) err = query_id(request, reply, S("value"), true, &naming->alias.value);
    if (!err) err = require_customer(write->app, request, reply, naming->customer);
    if (err) return err;

    write->what = naming;
    write->answer = say_removed;
    write->refuse = refuse_removal;
    return change_remove_alias(write->app->service, write->change, naming->customer,
                               naming->alias);
}

// DELETE /api/customers/:customer/aliases?source=&value=
Err remove_alias(App *app, const Request *request, Reply *reply)
{
    return promise_keep(app, request, reply, begin_removal);
}
