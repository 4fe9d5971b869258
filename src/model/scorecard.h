// scorecard.h: what counts, and how much?
//
// A scorecard is a list of factors, each with a metric, a way to turn what was
// measured into points, and a weight.  Two are shipped: `standard`, the default,
// and `original`, the first implementation to the letter.  (design: scoring.md)
//
// Data, not code: constant once made.
#pragma once

#include "model/picture.h"

enum { FACTORS_MAX = 16, STEPS_MAX = 8, BANDS_MAX = 12 };

typedef enum {
    BAND_CRITICAL,
    BAND_AT_RISK,
    BAND_STABLE,
    BAND_HEALTHY,
    BAND_COUNT,
} Band;

typedef enum {
    TRANSFORM_AT_LEAST,  // steps from the top down, `value >= edge`
    TRANSFORM_ABOVE,     // steps from the top down, `value > edge`
    TRANSFORM_AT_MOST,   // steps from the bottom up, `value <= edge`
    TRANSFORM_SHARE,     // value * 100
    TRANSFORM_SHARE_4,   // the same, rounded half up to 4 decimals
} Transform;

typedef enum {
    MISSING_IS_A_VALUE,  // nothing there is measured like anything else: 0 logins
    MISSING_SKIP,        // its weight is shared out among the others, in proportion
    MISSING_POINTS,      // it earns `missing_points`
} Missing;

typedef struct {
    double edge;
    double points;
} Step;

typedef struct {
    Str id;    // "login_score"
    Str name;  // "Logins"
    Str unit;  // "per week"
    double weight;
    Metric metric;
    double divide_by;  // the measured amount is divided by this: weeks, features there
                       // are; 0: by what it is a part of (the invoices that count)
    Transform transform;
    bool capped;  // at most 100 points
    Step step[STEPS_MAX];
    int steps;
    double otherwise;  // points beyond the last step
    Missing missing;
    double missing_points;
} Factor;

typedef struct {
    Str id;
    Str title;
    // What makes a customer `no_data`: that no event ever came (standard), or that
    // nothing counts in any window (original).
    bool no_data_if_nothing_counts;
    Factor factor[FACTORS_MAX];
    int factors;
    double band_edge[BAND_COUNT];  // lower edges, inclusive
} Scorecard;

// The shipped cards.
const Scorecard *scorecard_standard(void);
const Scorecard *scorecard_original(void);

// A shipped card by its id; NULL where there is none.
const Scorecard *scorecard_find(Str id);

// The first of a factor's steps that `value` reaches; `factor->steps` where it
// reaches none.
int scorecard_step(const Factor *factor, double value);

Str band_name(Band band);
Band band_of(const Scorecard *card, double total);
