// ranking.h: whom does a query fit, and in which order do they stand?
//
// For the files of this room only.
#pragma once

#include "service/asking/among.h"
#include "service/asking/roll.h"

// A query, with what it asks for as the roll has it.
typedef struct {
    const ListQuery *query;
    Str text;  // folded
    uint32_t word[WORD_COUNT];
    bool wants[WORD_COUNT];
    bool nobody;         // has a word that it wants
    const Among *among;  // NULL: whatever anybody's past is
    Day today;
    uint32_t left;   // the word of those who have left; 0: nobody has
    uint32_t never;  // the word of a currency that is not wanted; 0: nobody has it
} Wanted;

Wanted wanted_of(Arena *arena, const Roll *roll, const ListQuery *query);

bool wanted_fits(const Wanted *wanted, const RollEntry *entry);

// Those whom the query fits, and who are among these, in their order; returns how many.
int ranking_of(Arena *arena, const Roll *roll, const ListQuery *query, const Among *among,
               Rank **out);

// How many of them stand at the place or before it.
int ranking_through(const ListQuery *query, const Rank *rank, int ranks, const Rank *place);
