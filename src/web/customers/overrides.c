#include "base/clock.h"
#include "service/writing/said.h"
#include "web/customers/customer_json.h"
#include "web/customers/said.h"
#include "web/handlers.h"
#include "web/refuse.h"

void write_override(Json *json, const Override *override)
{
    json_int(json, S("id"), override->id);
    if (override->has_value)
        json_double(json, S("value"), override->value);
    else
        json_null(json, S("value"));
    json_str_or_null(json, S("band"),
                     override->has_value ? (Str){0} : band_name(override->band));
    json_str(json, S("reason"), override->reason);
    json_str(json, S("author"), override->author);
    json_day(json, S("since"), override->since);
    json_day(json, S("until"), override->until);
}

static void write_whole(Json *json, const Override *override)
{
    write_override(json, override);
    json_int(json, S("customer_id"), override->customer);
    if (override->ended == DAY_NONE)
        json_null(json, S("ended_on"));
    else
        json_day(json, S("ended_on"), override->ended);
    json_bool(json, S("in_force"), override_holds(override, clock_today()));
    json_time(json, S("created_at"), override->at);
}

// --- one more ------------------------------------------------------------

static Err say_added(Write *write)
{
    const Override *override = write->what;
    if (said_show(write, override->customer)) return OK;
    said_location(write->reply, override->customer, "overrides");
    Json *json = reply_json(write->reply, HTTP_CREATED);
    json_open(json);
    write_whole(json, override);
    json_close(json);
    return OK;
}

static Err refuse_addition(Write *write, Err err)
{
    if (err != ERR_CONFLICT) return err;
    return reply_complain(
        write->reply, HTTP_CONFLICT,
        "This customer has had 1,000 overrides, and can have no more: say "
        "what is the matter in its scorecard");
}

static void read_judgement(Fields *fields, Override *out)
{
    Choice bands = {.words = BAND_COUNT};
    for (int band = 0; band < BAND_COUNT; band++)
        bands.word[band] = band_name((Band)band);
    int band;
    out->has_value = field_double(fields, S("value"), 0, 100, &out->value);
    bool banded = field_choice(fields, S("band"), &bands, &band);
    if (banded) out->band = (Band)band;
    bool two = field_given(fields, S("value")) && field_given(fields, S("band"));
    bool none = !field_given(fields, S("value")) && !field_given(fields, S("band"));
    if (two)
        field_fault(fields, S("band"), S("Say a value or a band, not both"),
                    S("value_error"));
    if (none)
        field_fault(fields, S("value"), S("Say a value from 0 to 100, or a band"),
                    S("missing"));
}

static void read_reason(Fields *fields, Override *out)
{
    if (!field_given(fields, S("reason")))
        field_missing(fields, S("reason"));
    else if (field_text(fields, S("reason"), CUSTOMER_TEXT_MAX, &out->reason) &&
             str_trim(out->reason).length == 0)
        field_fault(fields, S("reason"), S("String should not be blank"),
                    S("string_too_short"));
}

static void read_until(Fields *fields, Override *out)
{
    Day today = clock_today();
    if (!field_given(fields, S("until")))
        field_missing(fields, S("until"));
    else if (!field_day(fields, S("until"), &out->until))
        return;
    else if (out->until < today)
        field_fault(fields, S("until"), S("Input should be today or later"),
                    S("greater_than_equal"));
    else if (out->until > today + OVERRIDE_DAYS_MOST)
        field_fault(fields, S("until"), S("Input should be at most 90 days ahead"),
                    S("less_than_equal"));
}

static Err read_override(Reply *reply, Body body, Override *out)
{
    Fields fields = said_fields(reply, body);
    read_judgement(&fields, out);
    read_reason(&fields, out);
    read_until(&fields, out);
    said_author(&fields, &out->author);
    fields_finish(&fields, true);
    return fields_conclude(&fields);
}

static Err begin_addition(Write *write)
{
    Body body = {0};
    Override *override = arena_new(write->reply->arena, Override, 1);
    Err err = said_begin(write, &body, &override->customer);
    if (!err) err = read_override(write->reply, body, override);
    if (err) return said_again(write, override->customer, &body, err);

    write->what = override;
    write->answer = say_added;
    write->refuse = refuse_addition;
    return change_add_override(write->app->service, write->change, override);
}

// POST /api/customers/:customer/overrides
//
// Says what the customer's health is, until a day; the override that holds ends.
Err add_override(App *app, const Request *request, Reply *reply)
{
    return promise_keep(app, request, reply, begin_addition);
}

// --- one less ------------------------------------------------------------

static Err begin_ending(Write *write)
{
    Err err = said_begin_taking_back(
        write, (TakingBack){.done = "ended",
                            .absent = "There is no override of this id that holds today"});
    const TakingBack *back = write->what;
    return err ? err
               : change_end_override(write->app->service, write->change, back->customer,
                                     back->id);
}

// DELETE /api/customers/:customer/overrides/:said
//
// And POST /api/customers/:customer/overrides/:said/end, for forms.
//
// From today on it holds no more; of the days before it is still known.
Err end_override(App *app, const Request *request, Reply *reply)
{
    return promise_keep(app, request, reply, begin_ending);
}

// --- all of them ---------------------------------------------------------

// GET /api/customers/:customer/overrides
//
// All there ever were, the latest first.
Err list_overrides(App *app, const Request *request, Reply *reply)
{
    Override *override;
    int count;
    SaidQuery query = {.list = "overrides"};
    Err err = said_query(request, reply, &query);
    if (err) return err;
    err = get_overrides(app->service, reply->arena, query.customer, &override, &count);
    if (err == ERR_NOT_FOUND) return refuse_absent(app, request, reply, query.customer);
    if (err) return err;

    Json *json = reply_json(reply, HTTP_OK);
    json_open(json);
    json_open_array(json, S("data"));
    int i = count - 1, rows = 0;
    while (query.after && i >= 0 && override[i].id >= query.after)
        i--;
    for (; i >= 0 && rows < query.limit; i--, rows++) {
        json_open_object(json, (Str){0});
        write_whole(json, &override[i]);
        json_close_object(json);
    }
    json_close_array(json);
    said_close_list(reply, &query, i >= 0, i + 1 < count ? override[i + 1].id : 0);
    json_close(json);
    reply->keep = true;
    return OK;
}
