#include "model/judges.h"

Judges judges_new(Arena *arena, const Cards *cards)
{
    return (Judges){.judge = arena_new(arena, Judge, cards ? cards->versions + 1 : 1)};
}

static int column_of(Judges *judges, const Factor *factor)
{
    for (int f = 0; f < judges->factors; f++)
        if (str_equal(judges->factor[f]->id, factor->id)) return f;
    if (judges->factors == FACTORS_MAX) return -1;
    judges->factor[judges->factors] = factor;
    return judges->factors++;
}

Judge *judges_find(Judges *judges, const Scorecard *card)
{
    for (int j = 0; j < judges->count; j++)
        if (judges->judge[j].card == card) return &judges->judge[j];
    Judge *judge = &judges->judge[judges->count++];
    *judge = (Judge){.card = card};
    for (int f = 0; f < card->factors; f++)
        judge->column[f] = column_of(judges, &card->factor[f]);
    return judge;
}
