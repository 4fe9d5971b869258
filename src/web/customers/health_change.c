#include "base/clock.h"
#include "service/asking/history.h"
#include "web/customers/customer_json.h"
#include "web/customers/health_in.h"
#include "web/handlers.h"
#include "web/refuse.h"
#include "web/stamp_json.h"

enum { DAYS_DEFAULT = 30 };  // as change_30d

static void write_total(Json *json, Str total, Str band, const Score *score)
{
    if (score->scored) {
        json_double(json, total, score->total);
        json_str(json, band, band_name(score->band));
    } else {
        json_null(json, total);
        json_null(json, band);
    }
}

static void write_parts(Json *json, const double part[PART_COUNT])
{
    json_open_object(json, S("parts"));
    for (int p = 0; p < PART_COUNT; p++)
        json_double(json, change_part_name((Part)p), part[p]);
    json_close_object(json);
}

static void write_end(Json *json, Str name, const FactorScore *factor)
{
    bool has_points = !(factor->missing && factor->weight <= 0);
    json_open_object(json, name);
    if (factor->missing)
        json_null(json, S("value"));
    else
        json_double(json, S("value"), factor->value);
    if (has_points)
        json_double(json, S("score"), factor->points);
    else
        json_null(json, S("score"));
    json_double(json, S("effective_weight"), factor->weight);
    json_double(json, S("contribution"), factor->contribution);
    json_close_object(json);
}

// What a card that has no such factor makes of it.
static const FactorScore *factor_in(const Score *score, int place)
{
    static const FactorScore none = {.missing = true};
    return place >= 0 ? &score->factor[place] : &none;
}

static void write_factor(Arena *arena, Json *json, const ScoreChange *change, int f)
{
    const Factor *factor = change_factor(change, f);
    const FactorScore *before = factor_in(&change->before, change->place_before[f]);
    const FactorScore *after = factor_in(&change->after, change->place_after[f]);
    Writer explanation = {.arena = arena};
    change_explain_factor(&explanation, change, f);

    json_open_object(json, (Str){0});
    json_str(json, S("id"), factor->id);
    json_str(json, S("name"), factor->name);
    json_str(json, S("unit"), factor->unit);
    write_end(json, S("before"), before);
    write_end(json, S("after"), after);
    json_double(json, S("change"), after->contribution - before->contribution);
    write_parts(json, change->of_factor[f]);
    json_str(json, S("explanation"), writer_str(&explanation));
    json_close_object(json);
}

static void write_split(Arena *arena, Json *json, const ScoreChange *change)
{
    if (change->split) {
        json_double(json, S("change"),
                    change->shown_after.total - change->shown_before.total);
        write_parts(json, change->part);
    } else {
        json_null(json, S("change"));
        json_null(json, S("parts"));
    }
    json_open_array(json, S("factors"));
    for (int f = 0; f < change->factors && change->split; f++)
        write_factor(arena, json, change, f);
    json_close_array(json);
}

static void write_whole(Arena *arena, Json *json, int64_t customer,
                        const ScoreChange *change)
{
    Writer explanation = {.arena = arena};
    change_explain(&explanation, change);
    json_open(json);
    json_int(json, S("customer_id"), customer);
    json_str(json, S("scorecard"), change->to.card->id);
    json_day(json, S("from"), change->from.day);
    json_day(json, S("to"), change->to.day);
    json_str(json, S("time_zone"), clock_zone());
    json_str(json, S("direction"), S("higher_is_better"));
    write_total(json, S("before"), S("band_before"), &change->shown_before);
    write_total(json, S("after"), S("band_after"), &change->shown_after);
    write_split(arena, json, change);
    json_str(json, S("explanation"), writer_str(&explanation));
    const Scorecard *const card[] = {change->from.card, change->to.card};
    write_stamp_of(json, card, card[0] == card[1] ? 1 : 2, change->watermark);
    json_close(json);
}

// GET /api/customers/:customer/health/change
//
// What made the score of `to` another than that of `from`, split exactly.
Err show_change(App *app, const Request *request, Reply *reply)
{
    ChangeQuery query;
    DaySpan days;
    Err err = path_customer(request, reply, &query.customer);
    if (!err) err = query_card(app, request, reply, &query.card);
    if (!err) err = query_days(request, reply, DAYS_DEFAULT, &days);
    if (err) return err;

    query.from = days.from;
    query.to = days.to;
    ScoreChange *change = arena_new(reply->arena, ScoreChange, 1);
    err = get_change(app->service, &query, change);
    if (err == ERR_NOT_FOUND) return refuse_absent(app, request, reply, query.customer);
    if (err) return err;

    reply->keep = true;
    write_whole(reply->arena, reply_json(reply, HTTP_OK), query.customer, change);
    return OK;
}
