#include "web/customers/list_in.h"
#include "web/fields.h"
#include "web/handlers.h"
#include "web/pages/list_page.h"
#include "web/promise.h"

// --- who -----------------------------------------------------------------

typedef struct {
    Reply *reply;
    int64_t *customer;
    int customers;
} Chosen;

static Err refuse_one(Reply *reply, int place, const char *message, const char *type)
{
    complaint_add(&reply->complaint,
                  (Fault){S("body"), str_format(reply->arena, "/customers/%d", place),
                          str_of(message), str_of(type)});
    return reply_complain(reply, HTTP_UNPROCESSABLE, "customers: %s", message);
}

static Err choose(Chosen *chosen, Str number)
{
    int64_t customer;
    if (chosen->customers == OWNED_MOST)
        return refuse_one(chosen->reply, OWNED_MOST, "At most 500 customers at once",
                          "too_long");
    if (!str_int(number, &customer) || customer < 1)
        return refuse_one(chosen->reply, chosen->customers,
                          "Input should be the id of a customer", "int_parsing");
    chosen->customer[chosen->customers++] = customer;
    return OK;
}

static Err choose_boxes(Chosen *chosen, const Body *body)
{
    Err err = OK;
    for (int i = 0; !err && i < body->pairs; i++)
        if (str_equal(body->pair[i].name, S("customer")))
            err = choose(chosen, body->pair[i].value);
    return err;
}

static Err choose_items(Chosen *chosen, const Body *body)
{
    Err err = OK;
    JsonWalk walk = {0};
    JsonValue list = json_member(body->object, S("customers"));
    if (json_type(list) != JSON_ARRAY) return OK;
    while (!err && json_next(list, &walk))
        err = choose(chosen, json_number_text(walk.value));
    return err;
}

static Err read_customers(Write *write, const Body *body, OwnerChange *owned)
{
    Reply *reply = write->reply;
    Chosen chosen = {reply, arena_new(reply->arena, int64_t, OWNED_MOST), 0};
    Err err = body->object.at ? choose_items(&chosen, body) : choose_boxes(&chosen, body);
    owned->customer = chosen.customer;
    owned->customers = chosen.customers;
    if (err || chosen.customers > 0) return err;
    complaint_add(&reply->complaint,
                  (Fault){S("body"), S("/customers"),
                          S("Input should be a list of ids, one at least"), S("missing")});
    return reply_complain(reply, HTTP_UNPROCESSABLE, "Choose at least one customer");
}

// --- whose ---------------------------------------------------------------

// Nobody's is said as null, or by a field that is left empty.
static Err read_owner(Write *write, const Body *body, OwnerChange *owned)
{
    Fields fields = {.arena = write->reply->arena,
                     .complaint = &write->reply->complaint,
                     .object = body->object,
                     .pair = body->pair,
                     .pairs = body->pairs};
    bool said = field_given(&fields, S("owner")) || field_null(&fields, S("owner"));
    if (!said && body->object.at) field_missing(&fields, S("owner"));
    (void)field_text(&fields, S("owner"), CUSTOMER_TEXT_MAX, &owned->owner);
    fields.known[fields.knowns++] = body->object.at ? S("customers") : S("customer");
    if (!body->object.at) fields.known[fields.knowns++] = S("back");
    fields_finish(&fields, true);
    return fields_conclude(&fields);
}

static Err refuse_owner(Write *write, Err err)
{
    const OwnerChange *owned = write->what;
    int place = 0;
    if (err != ERR_NOT_FOUND) return err;
    while (place < owned->customers - 1 && owned->customer[place] != owned->absent)
        place++;
    return refuse_one(write->reply, place, "There is no such customer", "value_error");
}

// Back to the list that was there, in our words.
static Str list_behind(Write *write)
{
    Body body;
    Reply trial = {.arena = write->reply->arena};
    ListAsked asked = {.query = list_everybody()};
    Str back = {0};
    if (!body_read(write->request, &trial, &body))
        for (int i = 0; i < body.pairs; i++)
            if (str_equal(body.pair[i].name, S("back"))) back = body.pair[i].value;
    if (list_read_text(write->app, write->request, back, &trial, &asked)) trial.status = 0;
    return list_query_text(write->reply->arena, &asked.query);
}

static Err say_owned(Write *write)
{
    const OwnerChange *owned = write->what;
    Reply *reply = write->reply;
    if (list_is_person(write->request)) {
        Str query = list_behind(write);
        reply_redirect(reply, HTTP_SEE_OTHER,
                       str_format(reply->arena, "/api/customers%s%.*s",
                                  query.length ? "?" : "", STR(query)));
        return OK;
    }
    Json *json = reply_json(reply, HTTP_OK);
    json_open(json);
    json_int(json, S("customers"), owned->customers);
    json_str_or_null(json, S("owner"), owned->owner);
    json_close(json);
    return OK;
}

static Err begin_owning(Write *write)
{
    Body body;
    OwnerChange *owned = arena_new(write->reply->arena, OwnerChange, 1);
    Err err = body_read(write->request, write->reply, &body);
    if (!err) err = read_owner(write, &body, owned);
    if (!err) err = read_customers(write, &body, owned);
    if (err) return err;

    write->what = owned;
    write->answer = say_owned;
    write->refuse = refuse_owner;
    return change_owner(write->app->service, write->change, owned);
}

// POST /api/customers/owner
//
// Gives up to 500 customers an owner, all of them or none.
Err change_owners(App *app, const Request *request, Reply *reply)
{
    return promise_keep(app, request, reply, begin_owning);
}
