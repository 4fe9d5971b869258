// card_lines.h: what is different between two scorecards, in words?
//
// A card is told line by line, each under what it is about: two cards differ in the lines
// that say something else.
#pragma once

#include "model/scorecard.h"

typedef struct {
    Str about;   // "Logins, weight"
    Str before;  // "25%"; empty: it was not there
    Str after;
    bool is_brief;  // both are there, and short
} CardDifference;

// How many there are, in the order of the later card; 0: they say the same.
int card_differences(Arena *arena, const Scorecard *before, const Scorecard *after,
                     CardDifference **out);
