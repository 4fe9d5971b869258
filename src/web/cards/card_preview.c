#include "model/money.h"
#include "service/cards/whatif.h"
#include "web/book/validation.h"
#include "web/cards/cards.h"
#include "web/customers/customer_json.h"
#include "web/handlers.h"
#include "web/params.h"

static void write_side(Json *json, Str name, const WhatIfSide *side, int decimals)
{
    json_open_object(json, name);
    json_int(json, S("scored"), side->scored);
    if (side->scored > 0)
        json_double(json, S("mean_score"), side->mean_score);
    else
        json_null(json, S("mean_score"));
    json_open_array(json, S("bands"));
    for (int state = 0; state < STATES; state++) {
        json_open_object(json, (Str){0});
        json_str(json, S("band"), score_state_name(state));
        json_int(json, S("customers"), side->customers[state]);
        json_money(json, S("mrr"), side->mrr[state], decimals);
        json_close_object(json);
    }
    json_close_array(json);
    json_open_array(json, S("histogram"));
    for (int bin = 0; bin < HISTOGRAM_BINS; bin++)
        json_int(json, (Str){0}, side->histogram[bin]);
    json_close_array(json);
    json_close_object(json);
}

static void write_flow(Json *json, const WhatIf *whatif)
{
    json_open_array(json, S("flow"));
    for (int from = 0; from < STATES; from++)
        for (int to = 0; to < STATES; to++) {
            json_open_object(json, (Str){0});
            json_str(json, S("from"), score_state_name(from));
            json_str(json, S("to"), score_state_name(to));
            json_int(json, S("customers"), whatif->flow[from][to]);
            json_close_object(json);
        }
    json_close_array(json);
}

static void write_movers(Json *json, Str name, const WhatIfMover *mover, int count)
{
    json_open_array(json, name);
    for (int m = 0; m < count; m++) {
        json_open_object(json, (Str){0});
        json_int(json, S("customer_id"), mover[m].customer);
        json_str(json, S("name"), mover[m].name);
        json_double(json, S("before"), mover[m].before);
        json_double(json, S("after"), mover[m].after);
        json_double(json, S("change"), mover[m].after - mover[m].before);
        json_str(json, S("from"), band_name(mover[m].from));
        json_str(json, S("to"), band_name(mover[m].to));
        json_str(json, S("because"), mover[m].because);
        json_close_object(json);
    }
    json_close_array(json);
}

static void write_whatif(App *app, Json *json, const WhatIf *whatif)
{
    int decimals = 2;
    (void)money_decimals(app->currency, &decimals);
    json_str(json, S("currency"), app->currency);
    json_int(json, S("customers"), whatif->customers);
    json_int(json, S("applies"), whatif->applies);
    json_int(json, S("changed"), whatif->changed);
    json_str(json, S("measured_from"), whatif->from_facts ? S("facts") : S("pictures"));
    write_side(json, S("before"), &whatif->before, decimals);
    write_side(json, S("after"), &whatif->after, decimals);
    write_flow(json, whatif);
    write_movers(json, S("up"), whatif->up, whatif->ups);
    write_movers(json, S("down"), whatif->down, whatif->downs);
    write_movers(json, S("across"), whatif->across, whatif->acrosses);
}

bool cards_proved(Arena scratch, Str report, Str hash)
{
    JsonValue value;
    JsonFault fault;
    Str preview = {0};
    if (report.length == 0 || json_read(&scratch, report, &value, &fault)) return false;
    return json_get_text(json_member(value, S("preview")), &preview) &&
           str_equal(preview, hash);
}

// Where `proof=true` asks for it.
static Err write_proof(App *app, const Request *request, Reply *reply, Json *json, Str hash)
{
    Str wanted;
    Validation validation;
    if (!request_query(request, S("proof"), &wanted) || !str_equal(wanted, S("true")))
        return OK;
    Err err =
        get_validation(app->service, reply->arena, S(VALIDATION_PREVIEW), &validation);
    if (err) return err;
    if (!cards_proved(*reply->arena, validation.report, hash)) validation.report = (Str){0};
    json_open_object(json, S("proof"));
    validation_write(json, &validation, true);
    json_close_object(json);
    return OK;
}

// POST /api/scorecards/preview
//
// The whole book as it is, and as it would be if the card in the body were published now;
// nothing is written.
Err preview_scorecard(App *app, const Request *request, Reply *reply)
{
    Scorecard *card = arena_new(reply->arena, Scorecard, 1);
    WhatIf *whatif = arena_new(reply->arena, WhatIf, 1);
    Err err = card_in(reply, request->body, card);
    if (err) return err;
    err = get_whatif(app->service, reply->arena, card->id,
                     scorecard_write(reply->arena, card), whatif);
    if (err == ERR_CONFLICT)
        return reply_complain(reply, HTTP_CONFLICT,
                              "The scorecards at work would measure more than 64 different "
                              "things together: let some measure the same");
    if (err) return err;

    Json *json = reply_json(reply, HTTP_OK);
    json_open(json);
    write_terms(json, whatif->today);
    json_str(json, S("scorecard"), card->id);
    Str hash = scorecard_hash(reply->arena, scorecard_write(reply->arena, card));
    json_str(json, S("hash"), hash);
    write_whatif(app, json, whatif);
    err = write_proof(app, request, reply, json, hash);
    json_close(json);
    return err;
}

static Err read_horizon(const Request *request, Reply *reply, int *out)
{
    Str text;
    int64_t horizon = HORIZON_DEFAULT;
    if (request_query(request, S("horizon_days"), &text) && text.length > 0)
        if (!str_int(text, &horizon) || horizon < HORIZON_LEAST || horizon > HORIZON_MOST)
            return query_fault(reply, S("horizon_days"),
                               S("Input should be from 14 to 365"), S("out_of_range"));
    *out = (int)horizon;
    return OK;
}

static Err read_wish(__attribute__((unused)) App *app, const Request *request, Reply *reply,
                     ValidationWish *out)
{
    Scorecard *card = arena_new(reply->arena, Scorecard, 1);
    Err err = read_horizon(request, reply, &out->horizon);
    if (!err) err = card_in(reply, request->body, card);
    if (err) return err;
    out->scorecard = card->id;
    out->document = scorecard_write(reply->arena, card);
    return OK;
}

// POST /api/scorecards/preview/proof
//
// Begins to prove the score as it would be if the card in the body were published now, and
// the live one beside it: 202, with the job.
Err prove_preview(App *app, const Request *request, Reply *reply)
{
    return validation_begin(app, request, reply, read_wish);
}
