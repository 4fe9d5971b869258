// standings.h: how does each ticket and each invoice of a customer stand?
//
// What the factors count, one by one: what the latest change of each says, as of the end of
// a day, and which changes led there.  What needs somebody comes first.
#pragma once

#include "service/service.h"

enum { STANDING_CHANGES = 8, OWED_MAX = 4 };

typedef struct {
    TicketChange is;  // the change that holds
    Str subject;      // empty: none of the latest changes named one
    Millis opened;
    TicketChange change[STANDING_CHANGES];  // the latest first
    int changes;
} TicketStanding;

typedef struct {
    InvoiceChange is;
    Day paid;     // DAY_NONE: it is not
    int overdue;  // days; 0: it is not
    InvoiceChange change[STANDING_CHANGES];
    int changes;
} InvoiceStanding;

typedef struct {  // what is overdue in one currency
    Str currency;
    int64_t amount;  // minor units
} Owed;

typedef struct {
    TicketStanding *ticket;  // open ones first, the most urgent first, then the oldest;
    int tickets;             // then closed ones, the latest first
    int all_tickets;         // of which those above are the first
    int open_tickets;
    InvoiceStanding *invoice;  // overdue ones first, the longest first; then open ones, the
    int invoices;              // next due first; then the others, the latest first
    int all_invoices;
    int overdue_invoices;
    Owed owed[OWED_MAX];  // where there are more currencies, not all of it
    int owes;
} Standings;

typedef struct {
    int64_t customer;
    Day day;           // as of its end
    int most_tickets;  // so many of them are told one by one
    int most_invoices;
} StandingsQuery;

// ERR_NOT_FOUND where there is no such customer.
MUST_USE Err get_standings(Service *service, Arena *arena, const StandingsQuery *query,
                           Standings *out);
