#include "web/stamp_json.h"

static void write_parts(Arena *arena, Json *json, const Scorecard *card, int64_t watermark)
{
    json_str_or_null(json, S("scorecard_hash"), card ? stamp_hash(arena, card) : (Str){0});
    json_str(json, S("engine"), stamp_engine());
    json_str(json, S("watermark"), str_format(arena, "%lld", (long long)watermark));
}

void write_stamp(Arena *arena, Json *json, const HealthDetails *details)
{
    const Stamp stamp = stamp_of(arena, details);
    Writer text = {.arena = arena};
    stamp_write(&text, &stamp);
    json_open_object(json, S("stamp"));
    write_parts(arena, json, details->card, stamp.watermark);
    json_str(json, S("text"), writer_str(&text));
    json_close_object(json);
}

void write_stamp_of(Arena *arena, Json *json, const Scorecard *card, int64_t watermark)
{
    json_open_object(json, S("stamp"));
    write_parts(arena, json, card, watermark);
    json_close_object(json);
}
