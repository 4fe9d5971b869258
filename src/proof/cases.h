// cases.h: who was judged how, and who left?
//
// A case is one customer on one day of evaluation: what the score said, and whether the
// customer left in the time after it that is asked about.  A customer has several cases,
// which are not independent of each other: so every statistic here also takes how often
// each customer was drawn (`times`, by customer; NULL: everybody once), and intervals come
// from drawing whole customers again and again (proof/resample.h).
//
// Pure: no clock, no I/O; memory from the arena it is given.
#pragma once

#include "base/arena.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct {
    int place;     // among the rows as they were given; cases_of says it
    int customer;  // 0, 1, ...
    int band;      // 0 is the worst
    double score;  // the lowest is the worst
    bool left;
} Case;

typedef struct {
    const Case *row;  // the worst score first
    int rows;
    int customers;
} Cases;

// The rows in the order of their scores; those of the same score stay as they stood.
Cases cases_of(Arena *arena, const Case *row, int rows, int customers);

// Rows of the same score cannot be told apart: they are a tie, and are counted together.
typedef struct {
    int next;  // the first row behind it
    double score;
    int64_t left;
    int64_t stayed;
} Tie;

// The tie that begins at row `from`, which there is.
Tie cases_tie(const Cases *cases, const int *times, int from);

// All of them, as if they were one tie.
Tie cases_all(const Cases *cases, const int *times);
