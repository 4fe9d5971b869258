// isotonic.h: how many of those who score so leave?
//
// The share that leaves, as a function of the score which never rises with it, fitted by
// least squares (pool adjacent violators).  Between two scores that were seen it goes
// straight; beyond the lowest and the highest it stays as it is there.
//
// Pure: no clock, no I/O; memory from the arena it is given.
#pragma once

#include "proof/cases.h"

// Replace `count` values, each with its weight (above 0), by the nearest ones that never
// rise.
void isotonic_falling(double *value, const double *weight, int count, Arena scratch);

typedef struct {  // by score, the lowest first
    int knots;
    double *score;
    double *share;
} Isotonic;

// Fitted to the cases; `times`, as everywhere, says how often each customer counts, so that
// some can be left out.  No knots where nobody counts.
Isotonic isotonic_of(Arena *arena, const Cases *cases, const int *times);

// The share at a score.  There must be a knot.
double isotonic_at(const Isotonic *fit, double score);
