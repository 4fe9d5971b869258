// counted_events.h: which events make a factor what it is, and which do not?
//
// Every event of a factor's source, with why it does not count where it does not.
#pragma once

#include "model/counting.h"
#include "service/service.h"

typedef struct {
    EventQuery events;  // newest first; its type is that of the factor's source
    const Metric *metric;
    Day day;       // as of its end
    bool counted;  // those that count; else those that do not
} CountedQuery;

typedef struct {
    Event *event;
    Counting *counting;
    int events;
    bool has_more;
    Millis behind_at;  // then: the place from which on more may be found
    int64_t behind_number;
} CountedEvents;

// Of each factor's source of the card, how many events the customer has, those that were
// taken back among them; at the place of the factor.
MUST_USE Err get_event_totals(Service *service, int64_t customer, const Scorecard *card,
                              int64_t out[FACTORS_MAX]);

// Up to `most` of them.  It may be fewer though there are more: so many events are looked
// at for one answer, and no more.  ERR_NOT_FOUND: there is no such customer.
MUST_USE Err get_counted_events(Service *service, Arena *arena, const CountedQuery *query,
                                int most, CountedEvents *out);
