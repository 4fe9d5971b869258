// counts.h: what do these events add up to?
//
// The daily counts and spans of one customer, counted from its events.  Databases
// keep them as events come in, in any order; counted anew, oldest first, they must
// come out the same.
//
// Pure: no clock, no I/O; memory only of the arena it is given.
#pragma once

#include "model/facts.h"

typedef struct {  // {0}: nothing counted yet
    DailyCount *daily;
    int dailies;
    int dailies_room;
    int day_begins;  // where the latest day's counts begin
    Span *span;
    int spans;
    int spans_room;
} Counts;

// Count one more event, none of an earlier day than the one before.  Its name is
// copied into the arena.
void counts_add(Arena *arena, Counts *counts, const Event *event);

// The daily counts and spans, in the order Facts want them.
Facts counts_facts(const Counts *counts);
