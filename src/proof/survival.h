// survival.h: who is still there, and for how long?
//
// Kaplan and Meier's estimate of the share that is still a customer so many days on, with
// 95 % intervals after Greenwood on the log-log scale, and the log-rank test of whether
// groups differ.  A customer enters once; whoever is still there when we stop looking has
// left the estimate then, and not the business.
//
// Pure: no clock, no I/O; memory from the arena it is given.
#pragma once

#include "base/arena.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct {
    int days;  // until it left, or until we stop looking
    bool left;
    int group;  // 0, 1, ...
} Life;

typedef struct {
    int days;
    int there;  // just before
    int left;   // on that day
    double share;
    bool has_interval;  // false where the share is 1 or 0
    double low;
    double high;
} SurvivalStep;

// A step for each day on which somebody of the group left.
int survival_of(Arena *arena, const Life *life, int lives, int group, SurvivalStep **out);

enum { LOG_RANK_GROUPS_MAX = 12 };

typedef struct {
    bool known;  // false: there are not two groups to compare, or nobody left
    double chi_square;
    int degrees;
    double p;
} LogRank;

// Groups without anybody are left out.
LogRank log_rank_of(const Life *life, int lives, int groups, Arena scratch);

// How likely a chi-squared variable is that large or larger.
double chi_square_tail(double chi_square, int degrees);
