#include "web/customers/said.h"
#include "web/events/meant.h"
#include "web/fields.h"
#include "web/handlers.h"
#include "web/pages/sources_page.h"
#include "web/params.h"
#include "web/promise.h"
#include "web/refuse.h"

static bool is_person(const Request *request)
{
    return request->accepts == MEDIA_HTML && body_is_form(request);
}

static Err say_assigned(Write *write)
{
    const Assignment *assignment = write->what;
    Reply *reply = write->reply;
    if (is_person(write->request)) {
        reply_redirect(reply, HTTP_SEE_OTHER,
                       sources_address(reply->arena, assignment->customer,
                                       assignment->assigned, assignment->more));
        return OK;
    }
    Json *json = reply_json(reply, HTTP_OK);
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

// A person may name the customer otherwise than by our id.
static Err read_meant(App *app, Fields *fields, Assignment *assignment)
{
    Str text, why;
    if (!field_text(fields, S("customer"), CUSTOMER_NAME_MAX, &text)) return OK;
    Err err = meant_customer(app, fields->arena, text, &assignment->customer, &why);
    if (err != ERR_INVALID) return err;
    field_fault(fields, S("customer"), why, S("not_found"));
    return OK;
}

// One of the two: a customer there is, or a new one.
static Err read_assignment(Write *write, Body body, Assignment *assignment)
{
    bool create = false;
    Fields fields = said_fields(write->reply, body);
    // Of a form's two buttons the one for a new customer asks for nobody who is there.
    if (body.pairs > 0) create = str_equal(field_typed(&fields, S("create")), S("true"));
    bool named = !create && body.pairs > 0 && field_given(&fields, S("customer"));
    bool given = named || field_given(&fields, S("customer_id"));
    Err err = named ? read_meant(write->app, &fields, assignment) : OK;
    if (err) return err;
    if (field_number(&fields, S("customer_id"), &assignment->customer) &&
        assignment->customer <= 0)
        field_fault(&fields, S("customer_id"), S("There is no customer with this id"),
                    S("not_found"));
    if (body.pairs == 0) (void)field_bool(&fields, S("create"), &create);
    if (field_text(&fields, S("name"), CUSTOMER_NAME_MAX, &assignment->name)) {
        if (str_trim(assignment->name).length == 0)
            field_fault(&fields, S("name"), S("String should not be blank"),
                        S("string_too_short"));
        else if (!create)
            field_fault(&fields, S("name"), S("Only a customer that is made is named here"),
                        S("value_error"));
    }
    if (!given && !create)
        field_missing(&fields, body.pairs > 0 ? S("customer") : S("customer_id"));
    if (given && create)
        field_fault(&fields, S("create"), S("A customer is either there or made"),
                    S("value_error"));
    fields_finish(&fields, true);
    return fields_conclude(&fields);
}

// The page again, with what was typed and what is wrong with it.
static Err show_again(Write *write, const Assignment *assignment, const Body *body, Err err)
{
    if (err != ERR_INVALID || body->pairs == 0 || !is_person(write->request)) return err;
    write->complete = true;
    const Refilled refilled = {assignment->unmatched, body};
    return draw_sources(write->app, write->request, write->reply, &refilled);
}

static Err begin_assignment(Write *write)
{
    Body body = {0};
    Reply *reply = write->reply;
    Assignment *assignment = arena_new(reply->arena, Assignment, 1);

    Err err = path_number(write->request, reply, S("unmatched"), S("unmatched_id"),
                          &assignment->unmatched);
    if (!err) err = body_read(write->request, reply, &body);
    if (!err) err = read_assignment(write, body, assignment);
    if (err) return show_again(write, assignment, &body, err);

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
