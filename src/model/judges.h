// judges.h: by which scorecards is a book judged, and what do they look at together?
//
// Each card judges some of the customers.  Their factors stand in columns, which two cards
// share where a factor of both has the same id; what finds no room is left out.
//
// Pure: no clock, no I/O; memory only of the arena it is given.
#pragma once

#include "model/cards.h"

typedef struct {
    const Scorecard *card;
    int64_t customers;        // counted by who goes through the book
    int column[FACTORS_MAX];  // by factor; -1: it found none
} Judge;

typedef struct {
    Judge *judge;  // in the order in which they came
    int count;
    const Factor *factor[FACTORS_MAX];  // by column: as the first card has it
    int factors;
} Judges;

// None yet, and room for all that may come of `cards`; NULL: for one card.
Judges judges_new(Arena *arena, const Cards *cards);

// The card's place among them, which it takes with its first customer.
Judge *judges_find(Judges *judges, const Scorecard *card);
