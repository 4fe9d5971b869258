// latest.h: which change of a ticket or an invoice holds?
//
// Each is what its latest change says.  Changes may come in any order, and several of
// one moment may come: then the rank of what they say decides (docs/SCORING.md), and if
// that is the same too, one of them whatever the order they came in.
//
// Pure: no clock, no memory, no I/O.
#pragma once

#include "model/facts.h"

// Behind the last change of the ticket (the invoice) whose first one is at `i`.
int ticket_end(const Facts *facts, int i);
int invoice_end(const Facts *facts, int i);

// Does `a` win over `b`, of the same ticket (invoice)?
bool ticket_wins(const TicketChange *a, const TicketChange *b);
bool invoice_wins(const InvoiceChange *a, const InvoiceChange *b);

// The day it was paid; one that is paid without saying when was paid when it said so.
// DAY_NONE: it is not paid.
Day invoice_paid_on(const InvoiceChange *invoice);
