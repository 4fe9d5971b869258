// views_standing.h: what do the tables of tickets and invoices need to know?
#pragma once

#include "http/html.h"
#include "web/pages/say.h"

enum { STANDING_CHANGES_SHOWN = 8 };

typedef struct {  // a change that led to how it stands
    Moment at;
    Str text;  // "open, high"
    Str link;  // the events of that day
} StandingChange;

typedef struct {  // a ticket, or an invoice
    Str id;
    Str text;  // the subject; the day it is due
    Str band;  // tint of its priority; of its status
    Str kind;  // "High"; "$4,800"
    Str status;
    Str age;  // "6 d"
    StandingChange change[STANDING_CHANGES_SHOWN];
    int changes;
} StandingLine;

typedef struct {
    int64_t customer;
    const StandingLine *ticket;
    int tickets;
    Str tickets_note;  // "3 open"
    Str tickets_all;   // "All 14 tickets"; empty: these are all
    const StandingLine *invoice;
    int invoices;
    Str invoices_note;  // "$17,200 overdue"
    Str invoices_all;
} StandingsView;

void view_tickets(Html *html, const StandingsView *page);
void view_invoices(Html *html, const StandingsView *page);
void view_moment(Html *html, const Moment *moment);
void view_standing_changes(Html *html, const StandingLine *line);
