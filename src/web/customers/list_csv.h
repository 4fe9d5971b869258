// list_csv.h: how does a list of customers read as a table?
//
// As RFC 4180 has it, in UTF-8, with a first row that names the columns.  A text that a
// spreadsheet would take for a formula, for it begins with = + - @ or a control character,
// gets an apostrophe before it.
#pragma once

#include "web/customers/list_in.h"
#include "web/web.h"

// The whole list, a piece at each call (http/outflow.h).  ERR_INVALID: what the URL says is
// no list; the complaint is complete.
MUST_USE Err write_list_csv(App *app, const Request *request, Reply *reply);
