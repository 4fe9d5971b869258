// calibration.h: does the score mean what it says?
//
// For each case, the share that is expected to leave of those who score so, learnt from
// other customers than its own (proof/folds.h): learnt from the case itself, it would only
// repeat what happened.  Then expected and actual shares are set side by side in up to ten
// groups of about the same size.
//
// Pure: no clock, no I/O; memory from the arena it is given.
#pragma once

#include "proof/isotonic.h"
#include "proof/resample.h"

enum { CALIBRATION_GROUPS = 10 };

typedef struct {
    int64_t cases;
    int64_t left;
    double expected;  // the mean of the shares expected
    double actual;    // the share that left
} CalibrationGroup;

typedef struct {
    double brier;  // the mean squared difference between what was expected and what came
    double ece;    // the mean difference between expected and actual share of the groups
    int groups;    // the lowest share expected first; 0: there are too few customers
    CalibrationGroup group[CALIBRATION_GROUPS];
    const double *expected;  // by row of the cases
    int *group_of;           // by row
} Calibration;

Calibration calibration_of(Arena *arena, const Cases *cases);

// From shares that are expected already, by row.
Calibration calibration_judge(Arena *arena, const Cases *cases, const double *expected);

// The share of each group that left, with customers as often as they were drawn; below 0
// where none of the group was.
void calibration_actual(const Calibration *is, const Cases *cases, const int *times,
                        double out[CALIBRATION_GROUPS]);
