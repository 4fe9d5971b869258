// change.h: why is the score another than it was?
//
// What lies between the scores of two days is split exactly into steps, one after the
// other: what the days did by themselves, the weights that were shared anew, and what
// came in.  Each part is the score after its step minus the score before, so the parts
// add up to the whole.  docs/SCORING.md says how each is made, with an example.
//
// Pure: no clock, no I/O.
#pragma once

#include "model/override.h"

typedef enum {     // in the order in which the steps are taken
    PART_AGEING,   // the points of the later day, had nothing come in since the earlier one
    PART_MISSING,  // weights shared anew, where factors have no points or have them again
    PART_BEHAVIOUR,  // the points of the later day with what did come in
    PART_SCORECARD,  // the same day under the card of the later one
    PART_RULES,      // what rules add or take away, on the later day and on the earlier
    PART_OVERRIDE,   // likewise what somebody said instead
    PART_COUNT,
} Part;

typedef struct {
    Day day;
    const Scorecard *card;  // that is asked for on this day
} ChangeEnd;

// The factors of the later card in its order, and then those only the earlier one has.
enum { CHANGE_FACTORS_MAX = 2 * FACTORS_MAX };

typedef struct {
    ChangeEnd from;
    ChangeEnd to;
    Picture picture_before;
    Picture picture_after;
    Score before;  // what the card makes of the customer
    Score after;
    Score shown_before;  // the same, or what an override says instead
    Score shown_after;
    int64_t watermark;  // as in facts.h
    bool split;         // false: there is no score on one of the days, and all parts are 0
    double part[PART_COUNT];
    int factors;
    int place_before[CHANGE_FACTORS_MAX];  // in the earlier card; -1: it has none like it
    int place_after[CHANGE_FACTORS_MAX];   // in the later card; -1
    double of_factor[CHANGE_FACTORS_MAX][PART_COUNT];  // these add up to the parts, but
                                                       // for what rules and overrides do
} ScoreChange;

// From the end of the day `from` to that of `to`, which is not earlier.  `facts->from` must
// not be later than metrics_from says of the first day, under either card.
ScoreChange change_of(const Facts *facts, ChangeEnd from, ChangeEnd to, Arena scratch);

// What is shown on the two days is as these overrides say; NULL: none holds.
void change_override(ScoreChange *change, const Override *before, const Override *after);

// The factor as the later card has it, or else the earlier one.
const Factor *change_factor(const ScoreChange *change, int factor);

Str change_part_name(Part part);

// "Logins fell from 14.2 to 6.1 a week: -8.3 points"
void change_explain_factor(Writer *writer, const ScoreChange *change, int factor);

// "Down 8.3 points, from 73.3 to 65: -18.8 points by ageing, +10.5 points by new events"
void change_explain(Writer *writer, const ScoreChange *change);
