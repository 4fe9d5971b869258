#include "web/body.h"
#include "web/fields.h"
#include "web/handlers.h"
#include "web/params.h"
#include "web/promise.h"
#include "web/refuse.h"

static Err say_assigned(Write *write)
{
    const Assignment *assignment = write->what;
    Json *json = reply_json(write->reply, HTTP_OK);
    json_open(json);
    json_int(json, S("assigned"), assignment->assigned);
    json_int(json, S("customer_id"), assignment->customer);
    json_str_or_null(json, S("source"), assignment->whose.source);
    json_str(json, S("external_id"), assignment->whose.value);
    json_bool(json, S("more"), assignment->more);
    json_close(json);
    return OK;
}

static Err refuse_customer(Reply *reply)
{
    return body_fault(reply, S("/customer_id"), S("There is no customer with this id"),
                      S("not_found"));
}

static Err refuse_assignment(Write *write, Err err)
{
    const Assignment *assignment = write->what;
    Reply *reply = write->reply;
    if (err == ERR_NOT_FOUND && assignment->whose.value.length > 0)
        return refuse_customer(reply);
    if (err == ERR_NOT_FOUND) reply->complaint.detail = S("No event waits under this id");
    if (err != ERR_CONFLICT) return err;
    return reply_complain(reply, HTTP_CONFLICT,
                          "Another customer is called so meanwhile, and gets these events "
                          "within moments");
}

// One of the two: a customer there is, or a new one.
static Err read_assignment(Reply *reply, Body body, Assignment *assignment)
{
    bool create = false;
    Fields fields = {
        .arena = reply->arena, .complaint = &reply->complaint, .object = body.object};
    bool given = field_given(&fields, S("customer_id"));
    if (field_number(&fields, S("customer_id"), &assignment->customer) &&
        assignment->customer <= 0)
        field_fault(&fields, S("customer_id"), S("There is no customer with this id"),
                    S("not_found"));
    (void)field_bool(&fields, S("create"), &create);
    if (field_text(&fields, S("name"), CUSTOMER_TEXT_MAX, &assignment->name)) {
        if (str_trim(assignment->name).length == 0)
            field_fault(&fields, S("name"), S("String should not be blank"),
                        S("string_too_short"));
        else if (!create)
            field_fault(&fields, S("name"), S("Only a customer that is made is named here"),
                        S("value_error"));
    }
    if (!given && !create) field_missing(&fields, S("customer_id"));
    if (given && create)
        field_fault(&fields, S("create"), S("A customer is either there or made"),
                    S("value_error"));
    fields_finish(&fields, true);
    return fields_conclude(&fields);
}

static Err begin_assignment(Write *write)
{
    Body body;
    Reply *reply = write->reply;
    Assignment *assignment = arena_new(reply->arena, Assignment, 1);

    Err err = path_number(write->request, reply, S("unmatched"), S("unmatched_id"),
                          &assignment->unmatched);
    if (!err) err = body_read(write->request, reply, &body);
    if (!err) err = read_assignment(reply, body, assignment);
    if (err) return err;

    write->what = assignment;
    write->answer = say_assigned;
    write->refuse = refuse_assignment;
    return change_assign_unmatched(write->app->service, write->change, assignment);
}

// POST /api/events/unmatched/:unmatched/assign
//
// Says whose an event is that waits: all of that name are assigned, and all that come.
Err assign_unmatched(App *app, const Request *request, Reply *reply)
{
    return promise_keep(app, request, reply, begin_assignment);
}
