// repeats.h: the how manieth of its kind is this row?
//
// A row without an event_id is called after what stands in it, and after how many rows
// like it came before: so the file may be read again, have grown, or have had a row mended,
// and every row that was there is still called the same.
//
// Of a file of any size only the last two hundred thousand different rows are remembered:
// a row that comes again later than that, to the letter, is taken for the same event.
#pragma once

#include "base/str.h"

typedef struct Repeats Repeats;

Repeats *repeats_new(Arena *life);

// How many rows of this print came before.
int64_t repeats_count(Repeats *repeats, uint64_t print);
