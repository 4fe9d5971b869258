// gap.h: what was a score worth to whoever had so many days left to act?
//
// Of every evaluation: did the customer leave in the horizon behind a gap of so many days?
// Whoever left within the gap is left out, for it was too late; and so is whoever cannot
// have been followed to the horizon's end, however it went.
//
//     t          t + gap                         t + gap + horizon
//     |-- gap ----|------- horizon: left or not? --------|
//
// Pure: no clock, no I/O; memory from the arena it is given.
#pragma once

#include "proof/auc.h"
#include "proof/calibration.h"
#include "proof/evidence.h"
#include "proof/flags.h"
#include "proof/lift.h"
#include "proof/weights.h"

enum {
    RESAMPLES = 1000,
    LIFT_SHARES = 20,  // 5 %, 10 %, ... of the book
    LEAST_LEFT = 10,   // customers: with fewer there is no AUC
    FEW_LEFT = 30      // with fewer there is a warning
};

typedef struct {
    bool known;
    double value;
    Interval interval;
} Estimate;

typedef struct {
    int days;
    Cases cases;
    int months_left;     // cases that left: one customer has several
    int customers_left;  // who they are
    Estimate auc;
    Estimate roc[ROC_STEPS + 1];
    Estimate lift[LIFT_SHARES];
    Flag flag[BAND_COUNT];
    Estimate measure[BAND_COUNT][FLAG_COUNT];
    Calibration calibration;
    Estimate actual[CALIBRATION_GROUPS];
    Weights weights;
    Estimate gain;  // of the weights; its interval is of 99 %
} Gap;

typedef struct GapDraws GapDraws;

// All but the intervals.  Weights are only sought where `seek` says so.
void gap_of(Arena *arena, const Evidence *evidence, int days, bool seek, Gap *out);

// The intervals: after gap_draw was called RESAMPLES times.
GapDraws *gap_draws(Arena *arena, const Gap *gap);
void gap_draw(GapDraws *draws, const Gap *gap);
void gap_measure(const GapDraws *draws, Gap *gap, Arena scratch);
