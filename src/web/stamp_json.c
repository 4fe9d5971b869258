#include "web/stamp_json.h"

static void write_parts(Json *json, const Scorecard *card, int64_t watermark)
{
    Arena *arena = json->to->arena;
    json_str_or_null(json, S("scorecard_hash"), card ? stamp_hash(arena, card) : (Str){0});
    json_str(json, S("engine"), stamp_engine());
    json_str(json, S("watermark"), str_format(arena, "%lld", (long long)watermark));
}

void write_stamp(Json *json, const HealthDetails *details)
{
    Arena *arena = json->to->arena;
    const Stamp stamp = stamp_of(arena, details);
    Writer text = {.arena = arena};
    stamp_write(&text, &stamp);
    json_open_object(json, S("stamp"));
    write_parts(json, details->card, stamp.watermark);
    json_str(json, S("text"), writer_str(&text));
    json_close_object(json);
}

static void write_cards(Json *json, const Scorecard *const *card, int cards)
{
    json_open_array(json, S("scorecards"));
    for (int c = 0; c < cards; c++) {
        json_open_object(json, (Str){0});
        json_str(json, S("id"), card[c]->id);
        json_int(json, S("version"), card[c]->version);
        json_str(json, S("hash"), stamp_hash(json->to->arena, card[c]));
        json_close_object(json);
    }
    json_close_array(json);
}

void write_stamp_of(Json *json, const Scorecard *const *card, int cards, int64_t watermark)
{
    json_open_object(json, S("stamp"));
    write_parts(json, cards == 1 ? card[0] : NULL, watermark);
    write_cards(json, card, cards);
    json_close_object(json);
}
