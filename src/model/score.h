// score.h: how healthy is a customer?
//
// A score is the weighted mean of its factors, each from 0 (worst) to 100
// (best).  What is measured, and how, stands in the scorecard; what the customer
// did stands in the picture; nothing else enters.  Under `original` a factor and
// the total can pass 100.
//
// Pure arithmetic: no clock, no memory, no I/O.
#pragma once

#include "model/scorecard.h"

typedef struct {
    double value;         // what was measured, in the factor's unit; 0 where missing
    double points;        // 0..100
    double weight;        // after missing factors gave theirs away
    double contribution;  // points * weight: these add up to the total
    bool missing;         // nothing to measure: the card decided what it earns
} FactorScore;

typedef struct {
    bool scored;      // false: no_data, and of the rest only `factors` means anything
    double total;     // 0..100
    double coverage;  // weight of the factors of whose source anything ever came, 0..1
    Band band;
    int factors;
    FactorScore factor[FACTORS_MAX];
} Score;

// The score of the customer in `picture` under `card`, as of `day`, which is the day
// of the picture.
Score score_of(const Picture *picture, const Scorecard *card, Day day);
