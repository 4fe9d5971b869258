#include "base/clock.h"
#include "model/money.h"
#include "service/writing/said.h"
#include "web/customers/said.h"
#include "web/handlers.h"
#include "web/refuse.h"

static void write_outcome(Json *json, const Outcome *outcome)
{
    int decimals = 2;
    (void)money_decimals(outcome->currency, &decimals);
    json_int(json, S("id"), outcome->id);
    json_int(json, S("customer_id"), outcome->customer);
    json_str(json, S("outcome"), outcome_name(outcome->kind));
    json_day(json, S("date"), outcome->day);
    if (outcome->has_amount)
        json_money(json, S("amount"), outcome->amount, decimals);
    else
        json_null(json, S("amount"));
    json_str_or_null(json, S("currency"), outcome->currency);
    json_str_or_null(json, S("note"), outcome->note);
    json_str(json, S("author"), outcome->author);
    json_time(json, S("created_at"), outcome->at);
}

// --- one more ------------------------------------------------------------

static Err say_added(Write *write)
{
    const Outcome *outcome = write->what;
    if (said_show(write, outcome->customer)) return OK;
    said_location(write->reply, outcome->customer, "outcomes");
    Json *json = reply_json(write->reply, HTTP_CREATED);
    json_open(json);
    write_outcome(json, outcome);
    json_close(json);
    return OK;
}

static Err refuse_addition(Write *write, Err err)
{
    if (err != ERR_CONFLICT) return err;
    return reply_complain(write->reply, HTTP_CONFLICT,
                          "This customer has 1,000 outcomes, and can have no more: take "
                          "back those that were said in error");
}

static void read_kind(Fields *fields, Outcome *out)
{
    Choice kinds = {.words = OUTCOME_COUNT};
    for (int kind = 0; kind < OUTCOME_COUNT; kind++)
        kinds.word[kind] = outcome_name((OutcomeKind)kind);
    int kind;
    if (!field_given(fields, S("outcome")))
        field_missing(fields, S("outcome"));
    else if (field_choice(fields, S("outcome"), &kinds, &kind))
        out->kind = (OutcomeKind)kind;
}

static void read_date(Fields *fields, Outcome *out)
{
    if (!field_given(fields, S("date")))
        field_missing(fields, S("date"));
    else if (field_day(fields, S("date"), &out->day) && out->day > clock_today())
        field_fault(fields, S("date"),
                    S("Input should be a day that has begun: today, or earlier"),
                    S("less_than_equal"));
}

// Without a currency it is in the customer's.
static void read_amount(Fields *fields, Str currency, Outcome *out)
{
    (void)field_currency(fields, S("currency"), &currency);
    out->has_amount = field_money(fields, S("amount"), currency, &out->amount);
    if (out->has_amount) out->currency = currency;
}

static Err read_outcome(Reply *reply, Body body, Str currency, Outcome *out)
{
    Fields fields = said_fields(reply, body);
    read_kind(&fields, out);
    read_date(&fields, out);
    read_amount(&fields, currency, out);
    (void)field_text(&fields, S("note"), CUSTOMER_TEXT_MAX, &out->note);
    said_author(&fields, &out->author);
    fields_finish(&fields, true);
    return fields_conclude(&fields);
}

static Err begin_addition(Write *write)
{
    Body body = {0};
    HealthDetails found;
    Reply *reply = write->reply;
    Outcome *outcome = arena_new(reply->arena, Outcome, 1);
    Err err = said_begin(write, &body, &outcome->customer);
    if (!err)
        err = get_health_details(write->app->service, reply->arena, outcome->customer, NULL,
                                 &found);
    if (!err) err = read_outcome(reply, body, found.row.customer.currency, outcome);
    if (err) return said_again(write, outcome->customer, &body, err);

    write->what = outcome;
    write->answer = say_added;
    write->refuse = refuse_addition;
    return change_add_outcome(write->app->service, write->change, outcome);
}

// POST /api/customers/:customer/outcomes
//
// Says what became of the customer, and on which day.
Err add_outcome(App *app, const Request *request, Reply *reply)
{
    return promise_keep(app, request, reply, begin_addition);
}

// --- one less ------------------------------------------------------------

static Err begin_removal(Write *write)
{
    Err err = said_begin_taking_back(
        write, (TakingBack){.done = "removed", .absent = "Outcome not found"});
    const TakingBack *back = write->what;
    return err ? err
               : change_remove_outcome(write->app->service, write->change, back->customer,
                                       back->id);
}

// DELETE /api/customers/:customer/outcomes/:said
//
// And POST /api/customers/:customer/outcomes/:said/remove, for forms.
//
// It was said in error.
Err remove_outcome(App *app, const Request *request, Reply *reply)
{
    return promise_keep(app, request, reply, begin_removal);
}

// --- all of them ---------------------------------------------------------

// Of those behind the one of the id `after`, the last; where there is none, the last.
static int place_behind(const Outcome *outcome, int count, int64_t after)
{
    for (int i = count - 1; i >= 0; i--)
        if (outcome[i].id == after) return i - 1;
    return count - 1;
}

// GET /api/customers/:customer/outcomes
//
// The latest day first.
Err list_outcomes(App *app, const Request *request, Reply *reply)
{
    Outcome *outcome;
    int count;
    SaidQuery query = {.list = "outcomes"};
    Err err = said_query(request, reply, &query);
    if (err) return err;
    err = get_outcomes(app->service, reply->arena, query.customer, &outcome, &count);
    if (err == ERR_NOT_FOUND) return refuse_absent(app, request, reply, query.customer);
    if (err) return err;

    Json *json = reply_json(reply, HTTP_OK);
    json_open(json);
    json_open_array(json, S("data"));
    int i = place_behind(outcome, count, query.after), rows = 0;
    for (; i >= 0 && rows < query.limit; i--, rows++) {
        json_open_object(json, (Str){0});
        write_outcome(json, &outcome[i]);
        json_close_object(json);
    }
    json_close_array(json);
    said_close_list(reply, &query, i >= 0, i + 1 < count ? outcome[i + 1].id : 0);
    json_close(json);
    reply->keep = true;
    return OK;
}
