// metrics.h: which measures does a picture hold?
//
// A set of distinct metrics, and beside it what is made from them once so that a picture
// needs one pass over the facts: the edges of their windows, and the counters between two
// edges which they read.
//
// Pure: no clock, no memory, no I/O.
#pragma once

#include "model/metric.h"

enum {
    COUNTERS_MAX = MEASURES_MAX * 3,
    EDGES_MAX = MEASURES_MAX * 3,
    NO_PLACE = 255  // no counter, no edge: neither leads anywhere
};

typedef struct {  // what came of a type between two edges
    EventType type;
    Str name;             // of a custom type
    unsigned char enter;  // the edge behind which it counts
    unsigned char leave;  // and the one behind which it counts no more; NO_PLACE: never
    bool names;           // distinct names too
    unsigned char next;   // the next counter of the type; NO_PLACE: none
} Counter;

typedef struct {
    Metric metric;
    unsigned char counter;  // what of it is counted; NO_PLACE: nothing is
    unsigned char before;   // the window before, where it is a trend
    unsigned char fresh;    // the days after which it is stale
} Measured;

typedef struct {
    uint64_t hash;  // of the metrics in their order: the same for the same set, for ever
    int count;
    Measured of[MEASURES_MAX];
    int counters;
    Counter counter[COUNTERS_MAX];
    unsigned char first[EVENT_TYPE_COUNT];  // the first counter of a type
    int edges;
    Window edge[EDGES_MAX];  // edge 0 is the end of the day
    int reach;               // daily counts must be known of so many days before that of a
                             // picture; REACH_ALL: of all
    int settled;             // days after which an event is counted the same on every day
    int hold;                // the longest time for which one of them is held
    int settled_due;         // the same of an invoice's due date
    bool ages;               // something may be another every day, even where nothing moves
} Metrics;

enum { REACH_ALL = 100000000 };

// What `standard` and `original` measure.
extern const Metrics metrics_shipped;

// One without any metric.
Metrics metrics_empty(void);

// The place of a metric; -1: it is not in the set.
int metrics_find(const Metrics *metrics, const Metric *metric);

// Add a metric, or find it where it is; its place, or -1: the set is full.  A set is
// begun as a copy of metrics_shipped.
int metrics_add(Metrics *metrics, const Metric *metric);

// The first day of which daily counts must be known for pictures from `day` on.
Day metrics_from(const Metrics *metrics, Day day);
