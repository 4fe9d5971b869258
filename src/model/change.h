// change.h: why is the score another than it was?
//
// What lies between the scores of two days is split exactly into steps, one after the
// other: what the days did by themselves, the weights that were shared anew, and what
// came in.  Each part is the score after its step minus the score before, so the parts
// add up to the whole.  docs/SCORING.md says how each is made, with an example.
//
// Pure: no clock, no I/O.
#pragma once

#include "model/score.h"

typedef enum {     // in the order in which the steps are taken
    PART_AGEING,   // the points of the later day, had nothing come in since the earlier one
    PART_MISSING,  // weights shared anew, where factors have no points or have them again
    PART_BEHAVIOUR,  // the points of the later day with what did come in
    PART_SCORECARD,  // the same card on both days: 0
    PART_RULES,      // the shipped cards have none: 0
    PART_COUNT,
} Part;

typedef struct {
    Day from;
    Day to;
    Picture picture_before;
    Picture picture_after;
    Score before;
    Score after;
    bool split;  // false: there is no score on one of the days, and all parts are 0
    double part[PART_COUNT];
    double of_factor[FACTORS_MAX][PART_COUNT];  // these add up to the parts
} ScoreChange;

// From the end of `from` to that of `to`, which is not earlier.  `facts->from` must not be
// later than metrics_from(card->metrics, from).
ScoreChange change_of(const Facts *facts, const Scorecard *card, Day from, Day to,
                      Arena scratch);

Str change_part_name(Part part);

// "Logins fell from 14.2 to 6.1 a week: -8.3 points"
void change_explain_factor(Writer *writer, const Scorecard *card, const ScoreChange *change,
                           int factor);

// "Down 8.3 points, from 73.3 to 65: -18.8 points by ageing, +10.5 points by new events"
void change_explain(Writer *writer, const ScoreChange *change);
