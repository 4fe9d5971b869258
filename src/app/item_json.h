// item_json.h: how is a row sent on?
//
// As a line of NDJSON that says the same, to the fingerprint, whatever the row was: so an
// event is the same event, sent to a server or stored without one.
#pragma once

#include "web/bulk/bulk.h"

// Without the line break.
void send_item(Writer *to, const BulkItem *row);

// The body of a PUT.
void send_customer(Writer *to, const Customer *customer);
