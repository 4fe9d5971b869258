// logistic.h: which weights tell best who leaves?
//
// Logistic regression with a ridge, and weights that are not negative: of all such, those
// that make what happened likeliest.  A weight below 0 would say that a customer is safer
// for earning less.
//
// Pure: no clock, no I/O; memory from the arena it is given.
#pragma once

#include "base/arena.h"

#include <stdbool.h>

enum { LOGISTIC_MAX = 16 };  // weights

typedef struct {
    const double *x;  // by row: `weights` numbers each
    const bool *left;
    const double *times;  // by row, how often it counts; 0: not at all
    int rows;
    int weights;
    double ridge;  // half of it times the squares of the weights is what they cost
} LogisticInput;

typedef struct {
    double intercept;
    double weight[LOGISTIC_MAX];
    int rounds;
} Logistic;

// False where all who count left, or none did: then there is nothing to fit.
bool logistic_fit(const LogisticInput *input, Logistic *out);
