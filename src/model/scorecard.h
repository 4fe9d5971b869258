// scorecard.h: what counts, and how much?
//
// A scorecard is a list of factors, each with a metric, a way to turn what was
// measured into points, and a weight; rules that are applied to their sum; and the bands
// the total falls into.  Two are part of the program: `standard`, the default, and
// `original`, the first implementation to the letter.  The others are documents that
// somebody published.  (design: scoring.md)
//
// Data, not code: constant once it is bound to the set of metrics it is used with.
#pragma once

#include "base/err.h"
#include "model/condition.h"
#include "model/facts.h"
#include "model/metrics.h"

enum {
    FACTORS_MAX = 16,
    STEPS_MAX = 32,
    RULES_MAX = 16,
    BANDS_LEAST = 2,
    BANDS_MAX = 12,
    GRACE_DAYS_MAX = 365,
    CATALOGUE_MAX = FEATURE_NAMES_MAX
};

#define SCORECARD_HASH_BYTES 32

typedef enum {  // what a band of a card says of a customer: its colour
    BAND_CRITICAL,
    BAND_AT_RISK,
    BAND_STABLE,
    BAND_HEALTHY,
    BAND_COUNT,
} Band;

typedef enum {
    TRANSFORM_AT_LEAST,    // steps from the top down, `value >= edge`
    TRANSFORM_ABOVE,       // steps from the top down, `value > edge`
    TRANSFORM_AT_MOST,     // steps from the bottom up, `value <= edge`
    TRANSFORM_LINEAR,      // straight lines between the steps, the edges ascending; the
                           // first and the last hold beyond them
    TRANSFORM_LOG2_TREND,  // 50 + 25 * log2(value), from 0 to 100
    TRANSFORM_TABLE,       // the points of the row that is the value, else `otherwise`
    TRANSFORM_IDENTITY,    // the value itself, from 0 to 100
    TRANSFORM_SHARE,       // value * 100, of `original`: may be more than 100
    TRANSFORM_SHARE_4,     // the same, rounded half up to 4 decimals
    TRANSFORM_COUNT,
} Transform;

typedef enum {
    MISSING_IS_A_VALUE,  // it counts as `missing_value`: 0 logins
    MISSING_SKIP,        // its weight is shared out among the others, in proportion; so
                         // it is where nothing is held (metric.h) any more
    MISSING_POINTS,      // it earns `missing_points`: in no document
    MISSING_FAIL,        // then there is no score
} Missing;

typedef struct {
    double edge;
    double points;
} Step;

typedef struct {
    Literal value;
    double points;
} TableRow;

typedef struct {
    Str id;     // "login_score"
    Str name;   // "Logins"
    Str group;  // empty: none
    Str unit;   // "per week"; made by scorecard_bind where it is empty
    double weight;
    Metric metric;
    bool per_week;  // the measured amount is divided by the weeks of the window
    bool per_seat;  // and by the customer's seats
    Transform transform;
    const Step *step;
    int steps;
    const TableRow *row;
    int rows;
    double otherwise;  // points beyond the last step, or of what is in no row
    Missing missing;
    double missing_value;
    double missing_points;
    // Made by scorecard_bind:
    int measure;       // the metric's place in the set
    int seats;         // that of the seats, where it is per seat
    double divide_by;  // the amount is divided by this: weeks, features there are; 0: by
                       // what it is a part of (invoices that count, the window before)
} Factor;

typedef enum { RULE_CAP, RULE_FLOOR, RULE_SET } RuleKind;

typedef struct {
    const Condition *when;  // all must hold
    int whens;
    RuleKind kind;
    double to;  // the total is at most, at least, or just this
    Str reason;
} CardRule;

typedef struct {
    Str id;       // "healthy"
    Str name;     // "Healthy"
    double edge;  // the lowest total in it; 0 for the first
    Band band;    // how it is coloured, and counted over several cards
} CardBand;

typedef struct {
    Str id;
    Str title;
    int version;  // counted up from 1 with each that is published; 0: part of the program
    unsigned char hash[SCORECARD_HASH_BYTES];  // the SHA-256 of its canonical document
    const Condition *applies_to;               // over attributes; none: to everybody
    int applies;
    int priority;
    Factor factor[FACTORS_MAX];
    int factors;
    const CardRule *rule;
    int rules;
    const CardBand *band;  // the lowest first
    int bands;
    double min_coverage;  // below, there is insufficient data
    int grace_days;       // younger customers are being onboarded
    int catalogue;        // how many features there are to adopt
    // What makes a customer `no_data`: that no event ever came, or (original) that
    // nothing counts in any window.
    bool no_data_if_nothing_counts;
    const Metrics *metrics;  // the set it is bound to; NULL: none yet
    bool shares_out;         // made by scorecard_bind: the weights are not shares of one
} Scorecard;

// The two that are part of the program, bound to metrics_shipped.
const Scorecard *scorecard_standard(void);
const Scorecard *scorecard_original(void);

// One of them by its id; NULL where there is none.
const Scorecard *scorecard_find(Str id);

// The four bands of a card that says nothing of them: 0, 40, 60, 75.
const CardBand *scorecard_bands(int *count);

// Put what the card measures into the set, and note in the card where it stands: from
// then on it can score pictures of this set, and of any that begins like it.  The set
// must stay where it is as long as the card.  False, with both as they were before: the
// set would have more than MEASURES_MAX.
MUST_USE bool scorecard_bind(Scorecard *card, Metrics *metrics);

// The first of a factor's steps that `value` reaches; `factor->steps` where it
// reaches none.
int scorecard_step(const Factor *factor, double value);

// "at_risk": a kind of band by the name under which it is stored and counted.
Str band_name(Band band);

// From how many points on a factor, or the total, is healthy; 100 where no band is.
double scorecard_healthy(const Scorecard *card);

// Which of the card's bands the total is in, by its place; and of what kind that is.
int scorecard_band(const Scorecard *card, double total);
Band band_of(const Scorecard *card, double total);

// Which of them is shown where the total is said to be of this kind, as an override may:
// the one it is in, or the first of the kind; the one it is in where there is none.
int scorecard_place(const Scorecard *card, double total, Band kind);
