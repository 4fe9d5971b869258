#include "fuzz.h"

#include "model/card_document.h"
#include "model/score.h"

#include <string.h>

// The input is a scorecard's document.

static void check_faults(const CardFaults *faults)
{
    assert(faults->faults > 0 && faults->faults <= CARD_FAULTS_MAX);
    for (int f = 0; f < faults->faults; f++) {
        assert(str_is_utf8(faults->fault[f].pointer));
        assert(faults->fault[f].message.length > 0 && faults->fault[f].type.length > 0);
    }
}

// What is written reads as the same card.
static void write_and_read(Arena *arena, const Scorecard *card)
{
    Scorecard *again = arena_new(arena, Scorecard, 1);
    CardFaults *faults = arena_new(arena, CardFaults, 1);
    Str document = scorecard_write(arena, card);
    assert(str_is_utf8(document));
    Err err = scorecard_read(arena, document, again, faults);
    assert(!err);
    Str rewritten = scorecard_write(arena, again);
    assert(str_equal(document, rewritten));
    assert(memcmp(card->hash, again->hash, sizeof card->hash) == 0);
}

// Whatever was measured, a score is one.
static void score_any(Arena *arena, Scorecard *card)
{
    Metrics *metrics = arena_new(arena, Metrics, 1);
    *metrics = metrics_shipped;
    if (!scorecard_bind(card, metrics)) return;
    const Customer customer = {.id = 1, .seats = 3, .created_at = 0};
    const Facts facts = {.customer = &customer, .from = DAY_FIRST};
    for (Day day = 20000; day < 20003; day++) {
        Picture picture = picture_of(&facts, metrics, day);
        for (int m = 0; m < metrics->count; m++)
            picture.measure[m].amount = (day - 20000) * 1000 + m;
        Score score = score_of(&picture, card, day);
        assert(!score.scored || (score.total >= 0 && score.total <= 100));
        assert(!score.scored || (score.coverage >= 0 && score.coverage <= 1 + 1e-9));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    Arena arena = fuzz_arena();
    Scorecard *card = arena_new(&arena, Scorecard, 1);
    CardFaults *faults = arena_new(&arena, CardFaults, 1);
    if (scorecard_read(&arena, fuzz_text(bytes, size), card, faults)) {
        check_faults(faults);
        return 0;
    }
    assert(faults->faults == 0 && card->factors >= 1 && card->bands >= BANDS_LEAST);
    write_and_read(&arena, card);
    score_any(&arena, card);
    return 0;
}
