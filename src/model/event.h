// event.h: what did a customer do, and when?
//
// Whatever door it came through, it becomes an Event: checked, typed, and the
// same for everybody who comes after.  Quantities are integers and money is in
// minor units, so that sums come out the same in any order.
//
// Plain values: the texts are borrowed from an arena.
#pragma once

#include "model/customer.h"

typedef enum {
    EVENT_LOGIN,
    EVENT_FEATURE,
    EVENT_TICKET,
    EVENT_INVOICE,
    EVENT_API,
    EVENT_CUSTOM,  // a type of the installation's own, called `name`
    EVENT_TYPE_COUNT,
} EventType;

typedef enum {  // in the order in which one of the same moment wins
    TICKET_OPEN,
    TICKET_PENDING,
    TICKET_CLOSED,
    TICKET_STATUS_COUNT,
} TicketStatus;

typedef enum { PRIORITY_LOW, PRIORITY_MEDIUM, PRIORITY_HIGH, PRIORITY_COUNT } Priority;

typedef enum {  // in the order in which one of the same moment wins
    INVOICE_OPEN,
    INVOICE_PAID,
    INVOICE_UNCOLLECTIBLE,
    INVOICE_VOID,
    INVOICE_STATUS_COUNT,
} InvoiceStatus;

typedef struct {
    Str ticket;  // the client's id of the ticket; without one, the event's own id
    TicketStatus status;
    Priority priority;
} TicketDetails;

typedef struct {
    Str invoice;  // the client's id of the invoice; without one, the event's own id
    InvoiceStatus status;
    int64_t amount;  // minor units
    Str currency;
    Day due;
    Day paid;  // DAY_NONE: not paid
} InvoiceDetails;

typedef struct {
    int64_t number;  // its place in the log; 0 until it is stored
    int64_t customer;
    EventType type;
    Str name;  // of the feature or the custom type; empty for the other types
    Millis at;
    Millis received_at;
    int64_t quantity;        // uses, calls; 1 for the other types
    Str source;              // the door it came through
    Str id;                  // unique within its source
    uint64_t fingerprint;    // of what the client sent, for telling a repeat from a clash
    Str details;             // as sent, a JSON object as text
    TicketDetails ticket;    // where type is EVENT_TICKET
    InvoiceDetails invoice;  // where type is EVENT_INVOICE
    bool voided;             // taken back: shown, and counted no more
} Event;

enum {
    EVENT_ID_MAX = 255,        // bytes of an event's, ticket's or invoice's id
    EVENT_NAME_MAX = 100,      // characters of a feature's name
    EVENT_DETAILS_MAX = 16384  // bytes of details
};

// How far ahead of us a client's clock may be.
#define EVENT_AHEAD_MAX ((Millis)24 * 3600 * 1000)

// "login": the one name under which a type is stored.
Str event_type_name(EventType type);

// Under which it is shown: the same, but a custom type's own name.
Str event_shown_type(const Event *event);

// A type by its name or an alias of it ("logins", "feature_usage"); false where
// there is none.  "custom" is how types of the installation's own are stored.
bool event_type_parse(Str name, EventType *out);

// May it be the name of a type of the installation's own: none of ours, and plain enough
// for a label of a metric or a member of a scorecard?
bool event_type_is_free(Str name);

Str ticket_status_name(TicketStatus status);
bool ticket_status_parse(Str name, TicketStatus *out);
Str priority_name(Priority priority);
bool priority_parse(Str name, Priority *out);
Str invoice_status_name(InvoiceStatus status);
bool invoice_status_parse(Str name, InvoiceStatus *out);

// The day an event counts on.
Day event_day(const Event *event);
