// order.h: in which order do these numbers stand?
//
// Pure: no clock, no I/O; memory from the arena it is given.
#pragma once

#include "base/arena.h"

// The places of `count` numbers, the smallest first; equal ones stay as they stood.
int *order_of(Arena *arena, const double *number, int count);
