// proof.h: did the score tell the truth?
//
// Everything that can be said of it from the evidence: for gaps of 0, 14, 30 and 60 days
// how well those who left were told from those who stayed (proof/gap.h), how early, who
// was still there after how many days, which factor knew first, and whether other weights
// would do better.  Made in steps, so that whoever makes it can stop in between.
//
// Pure: no clock, no I/O; memory from the arena it is given.
#pragma once

#include "proof/gap.h"
#include "proof/survival.h"

enum {
    GAPS = 4,
    LEAD_WARNED = 30,    // days: early enough to do something
    LEAD_BINS = 8,       // never, 0 to 14, 15 to 29, ... 75 to 89, 90 and more
    SURVIVAL_DAYS = 180  // so far it is followed
};

typedef struct {  // of those who left
    int customers;
    int warned;  // at risk for good LEAD_WARNED days before, or earlier
    int later;
    int never;
    int bin[LEAD_BINS];
    bool has_median;
    double median;  // days, of those who were at risk for good
} Leads;

typedef struct {
    int customers;  // who entered in this band
    SurvivalStep *step;
    int steps;
} BandSurvival;

typedef struct {
    const Evidence *evidence;
    Day first;      // the evaluations that could be followed to their end; DAY_NONE:
    Day last;       // there are none
    int customers;  // who were ever judged
    Gap gap[GAPS];
    Leads leads;
    BandSurvival survival[BAND_COUNT];
    LogRank log_rank;
    Estimate lag[FACTORS_MAX][LAGS];
    GapDraws *draws[GAPS];
    int done;  // steps
    int steps;
} Proof;

int gap_days(int gap);

// Is it among the leads?  Of whoever left right at the beginning nobody knows how it was
// LEAD_WARNED days before.
bool leads_count(const Evidence *evidence, const Leaver *leaver);

// All but the intervals.  The evidence must outlive it.
Proof *proof_of(Arena *arena, const Evidence *evidence);

// One step more towards the intervals; false: it is complete.
bool proof_step(Proof *proof, Arena scratch);

// Would other weights do better than those of now, as far as one can be sure?
bool proof_is_better(const Proof *proof);
