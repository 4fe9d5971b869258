// events_in.h: which events of a customer does a URL ask for?
//
// An answer of the API is refused where it asks for what cannot be; a page leaves that out,
// and the fault stays in the reply's complaint.
#pragma once

#include "service/asking/counted_events.h"
#include "web/web.h"

typedef struct {  // a page of events, and where it stands
    int64_t customer;
    EventQuery query;
    const Scorecard *card;
    const Factor *factor;  // the events of one; NULL: all
    Day day;               // then: as of its end
    bool counted;          // and whether those that it counted, or those that it did not
    bool bounded;          // by `from` or `to`
    const Counting *counting;
    Event *event;
    int events;
    int limit;
    Str next;  // URL; empty: there is no more
} EventList;

// What the query asks for; ERR_NOT_FOUND where there is no such customer.
MUST_USE Err read_events(App *app, const Request *request, Reply *reply, EventList *out);

// The URL of the list, from its first page on.
Str events_url(Arena *arena, const Request *request, const EventList *list);
