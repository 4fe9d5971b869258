// lift.h: is it worth calling the worst first?
//
// The lift at a share of the book is how many times more of those who left are reached by
// calling that share, the worst scores first, than by calling as many at random.  Where
// the share ends within a tie, its rows are reached in proportion.
//
// Pure: no clock, no memory, no I/O.
#pragma once

#include "proof/cases.h"

// The lift at each of `shares` shares, which are in 0..1, not 0, and grow.  False where
// nobody left.
bool lift_of(const Cases *cases, const int *times, const double *share, int shares,
             double *out);
