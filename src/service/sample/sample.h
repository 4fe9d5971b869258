// sample.h: what does a book look like that one can check?
//
// A made-up SaaS company's customers and all they did, so that the product can be
// seen in five minutes and tested against a truth that was planted: who pays late,
// whose tickets pile up, whose logins fade SAMPLE_LEAD_DAYS before they leave.  Of those
// who have left, seven in ten were in trouble as long before, two in ten later, and one
// left without a sign.  One customer has no data at all.  Each customer's traits tell its story:
// {"story": "fading", "leaves_on": "2026-12-04"}.
//
// The same options make the same book, to the last event.  A note in the database
// says how far it is, so that a run that was cut begins again from nothing.
#pragma once

#include "service/service.h"

enum {
    SAMPLE_CUSTOMERS = 60,
    SAMPLE_FORMER = 40,  // beside them, who have left meanwhile
    SAMPLE_DAYS = 400,
    SAMPLE_LEAD_DAYS = 45
};

typedef struct {
    int customers;
    int former;  // beside them, who have left; none where the days are too few for them
    int days;    // of history, up to the day of `now`
    uint64_t seed;
    Millis now;    // nothing happens later
    int events;    // about so many a customer; 0: as many as its story asks for
    Str currency;  // of their revenue and their invoices
} SampleOptions;

// Fill the database.  Where the sample is there already, nothing is done; what a cut
// run left behind is erased first.  ERR_CONFLICT: there are customers that are no
// sample; nothing is done.
MUST_USE Err sample_fill(Store *store, const SampleOptions *options, Progress *progress,
                         void *context);

// Erase all sample customers, whatever they have done meanwhile, and nobody else.
MUST_USE Err sample_remove(Store *store);
