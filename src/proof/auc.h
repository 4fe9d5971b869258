// auc.h: does the score tell those who leave from those who stay?
//
// The AUC is the share of pairs of one who left and one who stayed in which the one who
// left scored lower; a pair with the same score counts half (mid-ranks).  0.5 is a coin,
// 1 is certainty.
//
// Pure: no clock, no I/O; memory from the arena it is given.
#pragma once

#include "proof/cases.h"

// False where nobody left or nobody stayed.
bool auc_of(const Cases *cases, const int *times, double *out);

typedef struct {  // whoever scores `score` or lower is flagged
    double score;
    double left;    // the share of those who left that is flagged
    double stayed;  // the share of those who stayed that is
} RocPoint;

// The curve, a point for every score there is; the point (0, 0) before it is left out.
// None where nobody left or nobody stayed.
int roc_of(Arena *arena, const Cases *cases, RocPoint **out);

enum { ROC_STEPS = 20 };

// The same curve at fixed places: the share of those who left that is flagged, where
// 0, 1/20, ... 20/20 of those who stayed are.  Along a tie it goes straight; where it
// climbs straight up, its upper end.
bool roc_steps(const Cases *cases, const int *times, double out[ROC_STEPS + 1]);
