#include "service/proving/stamp.h"

#include "base/json_read.h"
#include "base/seal.h"
#include "service/inside.h"

#include <string.h>

enum { NUMBER_MOST = 32 };  // characters of a score

Str stamp_engine(void)
{
    return S(VERSION);
}

Str stamp_hash(Arena *arena, const Scorecard *card)
{
    Seal seal = {.length = sizeof card->hash};
    memcpy(seal.byte, card->hash, sizeof card->hash);
    return seal_hex(arena, seal);
}

Stamp stamp_of(Arena *arena, const HealthDetails *details)
{
    const Score *score = details->overridden ? &details->computed : &details->score;
    return (Stamp){.customer = details->row.customer.id,
                   .day = details->today,
                   .scored = score->scored,
                   .score = score->scored ? score->total : 0,
                   .hash = str_until(stamp_hash(arena, details->card), STAMP_HASH_DIGITS),
                   .engine = stamp_engine(),
                   .watermark = details->row.watermark};
}

void stamp_write(Writer *writer, const Stamp *stamp)
{
    writer_int(writer, stamp->customer);
    writer_char(writer, ':');
    day_write(writer, stamp->day);
    writer_char(writer, ':');
    if (stamp->scored)
        writer_double(writer, stamp->score);
    else
        writer_put(writer, S("none"));
    writer_format(writer, ":%.*s:%.*s:%lld", STR(stamp->hash), STR(stamp->engine),
                  (long long)stamp->watermark);
}

static bool read_score(Str text, Stamp *out, Arena scratch)
{
    JsonValue value;
    JsonFault fault;
    out->scored = !str_equal(text, S("none"));
    if (!out->scored) return true;
    return text.length <= NUMBER_MOST && json_read(&scratch, text, &value, &fault) == OK &&
           json_get_double(value, &out->score);
}

bool stamp_read(Str text, Stamp *out, Arena scratch)
{
    Str rest = text;
    *out = (Stamp){0};
    bool good = str_int(str_cut(&rest, ':'), &out->customer) && out->customer > 0;
    good = good && day_parse(str_cut(&rest, ':'), &out->day);
    good = good && read_score(str_cut(&rest, ':'), out, scratch);
    out->hash = str_cut(&rest, ':');
    out->engine = str_cut(&rest, ':');
    good = good && out->hash.length == STAMP_HASH_DIGITS && out->engine.length > 0;
    return good && str_int(rest, &out->watermark) && out->watermark >= 0;
}
