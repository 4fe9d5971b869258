// resample.h: how sure are we?
//
// The cluster bootstrap: as many customers as there are are drawn, with putting back, each
// with all of its cases; what is measured on many such draws lies, for 95 of 100, within
// the interval.  The draws come from a fixed seed, so the same report has the same
// intervals for ever.
//
// Pure: no clock, no memory, no I/O.
#pragma once

#include "base/arena.h"

#include <stdbool.h>
#include <stdint.h>

// A row of numbers that looks random; the same state gives the same row.
typedef struct {
    uint64_t state;
} Draws;

#define DRAWS_SEED UINT64_C(20260101)  // of every report

uint64_t draws_next(Draws *draws);

// Draw `customers` of as many: how often each was, in `times`.
void draws_customers(Draws *draws, int customers, int *times);

typedef struct {
    bool known;  // false: too few draws had an answer
    double low;
    double high;
} Interval;

#define MIDDLE_95 0.95
#define MIDDLE_99 0.99

// The middle of `count` measurements (of draws that had one).
Interval interval_of(const double *value, int count, double middle, Arena scratch);

// Where a share of the ordered numbers lies below, interpolated (type 7 of R).
double quantile_of(const double *sorted, int count, double share);
