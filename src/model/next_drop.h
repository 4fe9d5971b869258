// next_drop.h: when does the score fall by itself, and why?
//
// Scores age without events: so the first day on which the total is lower than now, if
// nothing more arrives, is known today.  What has arrived and is dated ahead counts.
//
// Pure: no clock, no I/O.
#pragma once

#include "model/score.h"

enum { NEXT_DROP_DAYS = 400 };  // how far ahead is looked

// What sums in doubles can differ by without anything having changed.
#define NEXT_DROP_LEAST 1e-9

typedef struct {
    bool drops;  // false: not within NEXT_DROP_DAYS, or there is no score now
    Day day;
    double total;    // on that day
    int factor;      // the one that loses most from the day before to that day
    Measure before;  // of its metric, the day before
    Measure after;   // and on that day
} NextDrop;

// `facts->from` must not be later than `day - PICTURE_REACH_DAYS`.
NextDrop next_drop_of(const Facts *facts, const Scorecard *card, Day day, Arena scratch);

// "logins up to 10 September have left the window"
void next_drop_because(Writer *writer, const Scorecard *card, const NextDrop *drop);
