// counted.h: what came in between two days?
//
// The counters of a set of metrics, filled from daily counts in one pass; and a measure
// made of them.
//
// Pure: no clock, no memory, no I/O.
#pragma once

#include "model/picture.h"

typedef struct {
    int64_t events;
    int64_t sum;    // of quantities
    int64_t days;   // on which any came
    int64_t names;  // distinct ones, where the counter asks for them
    Day last;       // the latest of these days; DAY_NONE: there is none
} Counted;

// Sums stay where they are when they can grow no further.
void counted_add(int64_t *sum, int64_t more);

// What the counters say as of `day`, each at its place.
void counted_on(const Facts *facts, const Metrics *metrics, Day day,
                Counted out[COUNTERS_MAX]);

// Is a count of the kind that the counter counts?
bool counted_by(const Counter *counter, const DailyCount *count);

// The last day from `from` to `day` on which it was done; DAY_NONE: on none.
Day counted_last_day(const Facts *facts, const Span *span, Day from, Day day);

// The measure of a metric that is counted, as of `day`: all but what was ever known.
Measure measure_counted(const Measured *of, const Counted *tally, Day day);

// That of an attribute: all of it.
Measure measure_attribute(const Metric *metric, const Facts *facts, Day day);

// Is there anything to measure?
bool measure_is_there(const Metric *metric, const Measure *measure);
