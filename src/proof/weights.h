// weights.h: would other weights tell better who leaves?
//
// The suggestion is what logistic regression finds on all customers (proof/logistic.h), as
// weights that add up to 1.  Whether it is any better is judged by customers that were kept
// aside while weights were found from the others: the AUC of the score under those weights
// less that of the score now, on the same cases, with an interval over customers.  Unless
// the whole interval lies above 0, it is no better than now.  That interval is of 99 %: it
// takes the weights as given, though they too would differ with other customers, and at
// 95 % one book of pure noise in sixteen seemed to have better ones.
//
// Pure: no clock, no I/O; memory from the arena it is given.
#pragma once

#include "proof/cases.h"
#include "proof/logistic.h"
#include "proof/resample.h"

typedef struct {
    const double *points;  // by place of the cases: `factors` numbers from 0 to 100
    int factors;
    double ridge;
} WeightsInput;

#define WEIGHTS_RIDGE 1.0

typedef struct {
    bool known;  // false: nothing could be found, for too few left
    double weight[LOGISTIC_MAX];
    Cases aside;  // the cases under the weights that were found without their customer
} Weights;

// `cases` are scored as now.
Weights weights_of(Arena *arena, const Cases *cases, const WeightsInput *input);

// AUC under the suggestion less that now, of customers as often as they were drawn; false
// where nobody of them left, or nobody stayed.
bool weights_gain(const Weights *weights, const Cases *now, const int *times, double *out);
