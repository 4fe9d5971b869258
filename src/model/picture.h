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
#include "model/metrics.h"

typedef struct {
    int64_t amount;  // logins, features, tickets, invoices on time, calls, days, ...
    int64_t of;      // what it is a part of: invoices that count, the window before, the
                     // units of a number; 0 for the other metrics
    int64_t events;  // how many events (tickets, invoices, features ever) were counted
    bool known;      // has anything of this source ever come in, up to the day?
    bool stale;      // nothing has for so long that there is nothing to measure
    int16_t held;    // nothing to measure on the day: so it was so many days before
} Measure;

typedef struct {
    uint64_t metrics;  // the hash of the set it is made for
    int measures;
    Day day;
    Day since;        // the first day of its past: when it was made, or its first event
    bool onboarding;  // its lifecycle says so
    Day next_change;  // the first later day on which it or its trend may differ
    // Of the latest event up to the end of the day; 0: none.  Where the same was done
    // again after the day, only the day is known, and this is its first moment.
    Millis last_seen_at;
    bool any;                       // has any event ever come in, up to the day?
    Measure measure[MEASURES_MAX];  // by the metric's place in the set
} Picture;

// What the facts say as of `day`.  `facts->from` must not be later than
// metrics_from(metrics, day); what happened after `day` does not count.
Picture picture_of(const Facts *facts, const Metrics *metrics, Day day);

// A picture as bytes, the same on every machine, and back; how many there are is returned,
// at most PICTURE_BYTES.  picture_unpack answers false for bytes another version wrote:
// then it is made anew, as is one whose `metrics` are not those that are wanted.
enum { PICTURE_BYTES = 33 + MEASURES_MAX * 28 };
size_t picture_pack(const Picture *picture, unsigned char bytes[PICTURE_BYTES]);
bool picture_unpack(const unsigned char *bytes, size_t length, Picture *out);
