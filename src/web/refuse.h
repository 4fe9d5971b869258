// refuse.h: why can a change not be made?
//
// What stands in the way of a change, and what to do then: words that several routes
// share.  Each returns the Err to pass on.
#pragma once

#include "web/web.h"

// The external id is another customer's: 409.
MUST_USE Err refuse_external_id(Reply *reply);

// The customer is not what If-Match says it was: 412.
MUST_USE Err refuse_changed(Reply *reply);

// Who took in a customer that was merged away; ERR_NOT_FOUND: nobody did.
MUST_USE Err find_merged(App *app, int64_t customer, int64_t *into, Arena scratch);

// There is no such customer.  Where it was merged into another one, a GET is sent on
// there (308, and OK), and a write is told where that is; else 404 without more.
MUST_USE Err refuse_absent(App *app, const Request *request, Reply *reply,
                           int64_t customer);

// For a write: OK where there is such a customer; else as refuse_absent.
MUST_USE Err require_customer(App *app, const Request *request, Reply *reply,
                              int64_t customer);
