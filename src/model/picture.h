// picture.h: what do the facts say of a customer, as of a day?
//
// A picture holds what scorecards measure, each already counted over its own
// window: so a score is arithmetic on a picture, and a list never reads history.
// Pictures are a pure function of the facts; they can be thrown away and made
// again, and come out the same to the bit.
//
// Pure: no clock, no memory, no I/O.
#pragma once

#include "model/facts.h"

typedef enum {
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
} Metric;

typedef struct {
    int64_t amount;  // logins, features, tickets, invoices on time, calls
    int64_t of;      // invoices that count; 0 for the other metrics
    int64_t events;  // how many events (tickets, invoices, features ever) were counted
    bool known;      // has anything of this source ever come in, up to the day?
} Measure;

typedef struct {
    Day day;
    Day next_change;  // the first later day on which it or its trend may differ
    // Of the latest event up to the end of the day; 0: none.  Where the same was done
    // again after the day, only the day is known, and this is its first moment.
    Millis last_seen_at;
    bool any;  // has any event ever come in, up to the day?
    Measure measure[METRIC_COUNT];
} Picture;

enum {
    WINDOW_DAYS = 84,
    INVOICE_WINDOW_DAYS = 365,
    PICTURE_REACH_DAYS = 92  // the longest window over daily counts: three months
};

// The first day of a metric's window as of `day`; DAY_NONE where it has no start.
Day metric_from(Metric metric, Day day);

// What the facts say as of `day`.  `facts->from` must not be later than
// `day - PICTURE_REACH_DAYS`; what happened after `day` does not count.
Picture picture_of(const Facts *facts, Day day);

// A picture as bytes, the same on every machine, and back.  picture_unpack
// answers false for bytes another version wrote: then it is made anew.
enum { PICTURE_BYTES = 320 };
void picture_pack(const Picture *picture, unsigned char bytes[PICTURE_BYTES]);
bool picture_unpack(const unsigned char *bytes, size_t length, Picture *out);
