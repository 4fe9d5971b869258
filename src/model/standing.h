// standing.h: which tickets are open, and which invoices count?
//
// What is said by the changes of tickets and invoices, and not by how many events came.
//
// Pure: no clock, no memory, no I/O.
#pragma once

#include "model/picture.h"

// Is it measured from the changes of tickets; of invoices?
bool standing_of_tickets(const Metric *metric);
bool standing_of_invoices(const Metric *metric);

// Fill in the measures of both kinds, as of `day`: all but what was ever known.
void standing_measure(const Facts *facts, const Metrics *metrics, Day day, Measure *out);
