// facts.h: what do we know of one customer?
//
// Facts are what pictures are made from, and all that they are made from.  They
// only ever grow by operations that commute (insert with a unique key, add,
// earliest, latest), so the order in which events arrive leaves no trace.
//
// A Facts value holds one customer's facts back to some day: daily counts from
// `from` on, and all spans, ticket changes and invoice changes.
#pragma once

#include "model/event.h"

// The most that one customer may gather: whoever reads facts reads all of a customer's
// at once, so that without an end to them there would be none to the memory it takes.
// They are checked before an event is queued; those that wait there meanwhile come on
// top.
enum {
    FEATURE_NAMES_MAX = 1000,     // ever; a product has some hundred features
    TICKET_CHANGES_MAX = 100000,  // thirty a day for ten years
    INVOICE_CHANGES_MAX = 100000
};

typedef struct {  // what happened of one kind on one day
    Day day;
    EventType type;
    Str name;       // of the feature; empty for the other types
    int64_t count;  // events
    int64_t sum;    // of their quantities
} DailyCount;

typedef struct {  // the first and last time anything of one kind happened
    EventType type;
    Str name;
    Day first;
    Day last;
    Millis last_at;
} Span;

typedef struct {
    Str event;  // the id of the event that brought it
    Millis at;
    TicketDetails is;
} TicketChange;

typedef struct {
    Str event;
    Millis at;
    InvoiceDetails is;
} InvoiceChange;

typedef struct {
    const Customer *customer;  // whose they are, as it is now; NULL: that was not asked
    Day from;                  // daily counts are complete from this day on
    const DailyCount *daily;   // ordered by day, type, name
    int dailies;
    const Span *span;  // ordered by type, name
    int spans;
    const TicketChange *ticket;  // ordered by ticket, at, event
    int tickets;
    const InvoiceChange *invoice;  // ordered by invoice, at, event
    int invoices;
    int64_t watermark;  // the number of the last event, whoever's, that was known then
} Facts;

// Where the span of that kind stands; -1: there is none.
int facts_span(const Facts *facts, EventType type, Str name);

// The first day of the customer's past, as is known at the end of `day`: the day it was
// made here, or that of its first event, which may be long before; DAY_NONE: neither.
Day facts_since(const Facts *facts, Day day);

// Does its lifecycle say that the customer is being onboarded?
bool facts_onboarding(const Facts *facts);

// What we would know had nothing happened after `day`: events, and changes of tickets and
// invoices, that are of a later day are left out.  Of a span that went on after it, only
// the day is known on which it was last done.
Facts facts_until(Arena *arena, const Facts *facts, Day day);
