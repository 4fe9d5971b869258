// judging.h: by which card is each customer of the book judged?
//
// Walked in order of id.  While only what is part of the program is at work, nobody is
// asked who they are.
//
// For the files of this room only.
#pragma once

#include "model/judges.h"
#include "service/service.h"

typedef struct {
    const Cards *cards;
    Day today;
    const Customer *customer;  // ordered by id
    int customers;
    int next;
    Judges judges;  // who have judged somebody by now
} Judging;

MUST_USE Err judging_begin(Store *reader, Arena *arena, const Cards *cards, Day today,
                           Judging *out);

// Who judges the customer today, and one more now; `since` as its picture says.
Judge *judging_one(Judging *judging, int64_t customer, Day since);

// The one who judges most; NULL: nobody is judged.
const Judge *judging_first(const Judging *judging);

// The factors of all of them, by column.
int judging_factors(const Judging *judging, BookFactor out[FACTORS_MAX]);

// Does a customer that is in `band` fall into a lower one with what it loses next?
bool judging_slips(const Scorecard *card, Band band, const NextDrop *next);

// Can a stored picture be scored under the card as of `today`?  One that has not changed
// since its day is that of today, too, and is made so.
bool judging_fits(Picture *picture, const Scorecard *card, Day today);
