#include "model/override.h"

bool override_holds(const Override *override, Day day)
{
    bool ended = override->ended != DAY_NONE && override->ended <= day;
    return override->since <= day && day <= override->until && !ended;
}

const Override *override_on(const Override *override, int count, Day day)
{
    const Override *last = NULL;
    for (int i = 0; i < count; i++)
        if (override_holds(&override[i], day) && (!last || override[i].id > last->id))
            last = &override[i];
    return last;
}

Day override_change(const Override *override, int count, Day day, Day otherwise)
{
    Day first = otherwise;
    for (int i = 0; i < count; i++) {
        const Override *is = &override[i];
        if (!override_holds(is, day)) continue;
        Day end = is->ended != DAY_NONE ? is->ended : is->until + 1;
        if (end < first) first = end;
    }
    return first;
}

Score override_apply(const Score *score, const Override *override, const Scorecard *card)
{
    Score shown = *score;
    if (override->has_value) {
        for (int f = 0; !score->scored && f < shown.factors; f++)
            shown.factor[f] = (FactorScore){.missing = true};
        shown.status = STATUS_SCORED;
        shown.scored = true;
        shown.total = override->value;
        shown.band = band_of(card, override->value);
        shown.place = scorecard_band(card, override->value);
    } else if (shown.scored) {
        shown.band = override->band;
        shown.place = scorecard_place(card, score->total, override->band);
    }
    return shown;
}
