// events_page.h: a customer's events, and the form that adds one.
#pragma once

#include "service/counted_events.h"
#include "web/body.h"
#include "web/views.h"
#include "web/web.h"

typedef struct {  // a page of events, and where it stands
    int64_t customer;
    EventQuery query;
    const Scorecard *card;
    const Factor *factor;  // the events of one; NULL: all
    Day day;               // then: as of its end
    bool counted;          // and whether those that it counted, or those that it did not
    const Counting *counting;
    Event *event;
    int events;
    int limit;
    Str next;  // URL; empty: there is no more
} EventList;

// What the query asks for; ERR_NOT_FOUND where there is no such customer.
MUST_USE Err read_events(App *app, const Request *request, Reply *reply, EventList *out);

// The page; after a refusal with what was `typed` (else NULL), and with the reply's
// complaint beside it.
MUST_USE Err draw_events(App *app, const Request *request, Reply *reply,
                         const EventList *list, const Body *typed);
