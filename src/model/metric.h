// metric.h: what is counted, and over which time?
//
// A metric says what of a customer is measured: what came in of one source, put
// together in one way, over a window of days; or an attribute.  Metrics are a set of
// distinct ones, the union of what the scorecards at work need, each at its place: a
// picture holds one measure for each, at the same place.  Every set begins with what the
// shipped cards `standard` and `original` measure, so that these can be asked of any.
//
// Plain values: constant once made; the texts are borrowed.
#pragma once

#include "model/attribute.h"
#include "model/event.h"

enum {
    MEASURES_MAX = 64,
    WINDOW_DAYS_MAX = 3650,
    WINDOW_MONTHS_MAX = 120,
    HOLD_DAYS_MAX = 365
};

typedef enum {
    AGG_COUNT,            // events
    AGG_SUM,              // their quantities: features, api, custom
    AGG_COUNT_DISTINCT,   // names: features
    AGG_RATIO,            // features: the names used, of the catalogue; invoices: those
                          // paid on time, of those that count (docs/SCORING.md)
    AGG_OPEN_COUNT,       // tickets opened in the window, open or pending as of the day
    AGG_DAYS_ACTIVE,      // days on which any came
    AGG_DAYS_SINCE_LAST,  // whole days since the last; as many as the window has: none
    AGG_VALUE,            // of an attribute, as of the day: it has no window
    AGG_ORIGINAL_RATIO,   // invoices as the first implementation counted them: in no
                          // document
    AGG_LAST_COUNT,
} Aggregate;

typedef struct {  // {0}: all time
    int days;     // the days D-days+1 .. D
    int months;   // the days after the same day so many months back, up to D
} Window;

typedef struct {
    Attribute attribute;  // where agg is AGG_VALUE; else the source is an event's:
    EventType type;
    Str name;  // of a custom type; empty for the others
    Aggregate agg;
    Window window;
    bool trend;       // this window over the one before it
    int stale_after;  // after so many days without an event of the source there is
                      // nothing to measure; 0: never
    int hold;         // where there is nothing, the latest value of so many days back
} Metric;

// Places of what the shipped cards measure.
enum {
    METRIC_LOGINS,           // logins in 84 days
    METRIC_FEATURES,         // distinct features used in 84 days
    METRIC_TICKETS,          // open or pending now, opened in 84 days
    METRIC_INVOICES,         // due in 365 days: paid by their due date, of those that count
    METRIC_API,              // API calls in 84 days
    METRIC_ORIGINAL_LOGINS,  // the same five as the first implementation counted them:
    METRIC_ORIGINAL_FEATURES,  // three calendar months instead of 84 days, and all time
    METRIC_ORIGINAL_TICKETS,   // for features and invoices
    METRIC_ORIGINAL_INVOICES,
    METRIC_ORIGINAL_API,
    METRIC_COUNT,
};

bool metric_equal(const Metric *a, const Metric *b);

// Does it tell names apart?
bool metric_counts_names(const Metric *metric);

// The first day of a window, or of a metric's, as of `day`; DAY_NONE where it has no start.
Day window_from(Window window, Day day);
Day metric_from(const Metric *metric, Day day);

// Why a metric cannot be counted: a sentence; NULL: it can.
const char *metric_fault(const Metric *metric);
