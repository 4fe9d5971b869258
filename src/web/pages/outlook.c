#include "web/pages/outlook.h"

#include "model/next_band.h"
#include "web/pages/frame.h"
#include "web/pages/say.h"

static Str because(Arena *arena, const HealthDetails *details)
{
    Writer writer = {.arena = arena};
    next_drop_because(&writer, details->card, &details->next_drop);
    return writer_str(&writer);
}

static Str change(Arena *arena, const HealthDetails *details, const Lift *lift)
{
    Writer writer = {.arena = arena};
    next_band_change(&writer, details->card, lift);
    return writer_str(&writer);
}

void write_next_drop(Arena *arena, Json *json, const HealthDetails *details)
{
    const NextDrop *drop = &details->next_drop;
    if (drop->reason == DROP_NONE) {
        json_null(json, S("next_drop"));
        return;
    }
    json_open_object(json, S("next_drop"));
    json_day(json, S("date"), drop->day);
    json_double(json, S("score"), drop->total);
    json_str(json, S("because"), because(arena, details));
    json_close_object(json);
}

void write_to_next_band(Arena *arena, Json *json, const HealthDetails *details)
{
    Lift lift[FACTORS_MAX];
    int lifts = next_band_of(&details->row.picture, details->card, lift);
    json_open_array(json, S("to_next_band"));
    for (int i = 0; i < lifts; i++) {
        json_open_object(json, (Str){0});
        json_str(json, S("factor"), details->card->factor[lift[i].factor].id);
        json_str(json, S("change"), change(arena, details, &lift[i]));
        json_double(json, S("score"), lift[i].total);
        json_close_object(json);
    }
    json_close_array(json);
}

Str say_next_drop(Arena *arena, const HealthDetails *details)
{
    const NextDrop *drop = &details->next_drop;
    if (drop->reason == DROP_NONE) return (Str){0};
    return str_format(arena,
                      "On %.*s the score falls to %.*s, if nothing more comes in: %.*s.",
                      STR(say_day(arena, drop->day)), STR(say_score(arena, drop->total)),
                      STR(because(arena, details)));
}

// "logins now: 7.4 per week"
static Str now_of(Arena *arena, const HealthDetails *details, int f)
{
    const Factor *factor = &details->card->factor[f];
    const FactorScore *score = &details->score.factor[f];
    if (score->missing) return str_format(arena, "%.*s: no data yet", STR(factor->name));
    Writer writer = {.arena = arena};
    writer_format(&writer, "%.*s now: ", STR(factor->name));
    const Measure *measure = &details->row.picture.measure[factor->measure];
    if (factor->metric.agg == AGG_RATIO) {
        int64_t of = measure->of > 0 ? measure->of : (int64_t)factor->divide_by;
        writer_format(&writer, "%lld of %lld", (long long)measure->amount, (long long)of);
        return writer_str(&writer);
    }
    writer_double(&writer, say_rounded(score->value, 1));
    writer_format(&writer, " %.*s", STR(factor->unit));
    return writer_str(&writer);
}

void fill_lifts(Arena *arena, const HealthDetails *details, CustomerPage *page)
{
    const Scorecard *card = details->card;
    const Score *score = details->overridden ? &details->computed : &details->score;
    Lift lift[FACTORS_MAX];
    if (!score->scored) {
        page->lift_heading = S("What would give it a score");
        page->lift_note = S("Something that its scorecard counts: a login, a feature that "
                            "is used, a ticket, an invoice, a call of the API.");
        return;
    }
    if (score->place + 1 >= card->bands) {
        page->lift_heading = S("In the highest band");
        page->lift_note = S("There is no band above this one.");
        return;
    }
    const CardBand *next = &card->band[score->place + 1];
    page->lift_heading = str_format(arena, "What would lift it to %.*s", STR(next->name));
    page->lifts = next_band_of(&details->row.picture, card, lift);
    page->lift_note =
        str_format(arena, "%.*s points to the edge at %g. %s",
                   STR(say_points(arena, next->edge - score->total)), next->edge,
                   page->lifts > 1    ? "Any one of these is enough."
                   : page->lifts == 1 ? "This alone is enough."
                                      : "No single factor can do it alone.");
    for (int i = 0; i < page->lifts; i++)
        page->lift[i] = (LiftLine){
            .change = capitalised(arena, change(arena, details, &lift[i])),
            .now = now_of(arena, details, lift[i].factor),
            .score = say_score(arena, lift[i].total),
        };
}
