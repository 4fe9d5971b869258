#include "web/outlook.h"

#include "model/next_band.h"
#include "web/frame.h"
#include "web/say.h"

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

// Of several factors, the first one of the card.
Str say_next_band(Arena *arena, const HealthDetails *details)
{
    Lift lift[FACTORS_MAX];
    if (next_band_of(&details->row.picture, details->card, lift) == 0) return (Str){0};
    return str_format(arena, "%.*s would lift it to %.*s (%.*s).",
                      STR(capitalised(arena, change(arena, details, &lift[0]))),
                      STR(say_score(arena, lift[0].total)),
                      STR(band_word(band_of(details->card, lift[0].total))));
}
