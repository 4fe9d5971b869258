#include "app/import.h"

#include "model/card_document.h"

static bool is_among(const TypeList *types, Str name)
{
    for (int t = 0; t < types->names; t++)
        if (str_equal(types->name[t], name)) return true;
    return false;
}

void types_add(Arena *arena, TypeList *types, Str name)
{
    if (types->names < MEASURES_MAX && !is_among(types, name))
        types->name[types->names++] = str_copy(arena, name);
}

void types_add_card(Arena *arena, TypeList *types, Str document, Arena scratch)
{
    Scorecard *card = arena_new(&scratch, Scorecard, 1);
    CardFaults *faults = arena_new(&scratch, CardFaults, 1);
    if (document.length == 0 || scorecard_read(&scratch, document, card, faults)) return;
    for (int f = 0; f < card->factors; f++) {
        const Metric *metric = &card->factor[f].metric;
        if (metric->type == EVENT_CUSTOM && metric->attribute.kind == 0)
            types_add(arena, types, metric->name);
    }
}
