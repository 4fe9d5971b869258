// said.h: what have the notes, overrides and outcomes of a customer in common?
//
// Each is said by somebody about one customer, listed with the latest first, and taken back
// by its id.
#pragma once

#include "web/body.h"
#include "web/fields.h"
#include "web/promise.h"

typedef struct {
    int64_t customer;
    int64_t id;
    const char *done;    // the member that says so: "removed"
    const char *absent;  // the sentence where there is none: "Note not found"
} TakingBack;

// What the body says, to be read.
Fields said_fields(Reply *reply, Body body);

// Who says it: `author`, else "api".
void said_author(Fields *fields, Str *out);

// Read whom the path is about, and the body, as far as all of them do.
MUST_USE Err said_begin(Write *write, Body *body, int64_t *customer);

// A person who filled in a form sees the customer's page: after it was taken, and true is
// returned; or again, with what was typed and what is wrong with it, where `err` says that
// it was refused.  Else the answer is the handler's, or the `err`.
bool said_show(Write *write, int64_t customer);
MUST_USE Err said_again(Write *write, int64_t customer, const Body *typed, Err err);

// Where what was added is listed: /api/customers/7/notes.
void said_location(Reply *reply, int64_t customer, const char *list);

// Read which one the path names, in `write->what` from then on; and how it is answered.
MUST_USE Err said_begin_taking_back(Write *write, TakingBack back);

// Find out whose list the path asks for, and how long it may be; `list` names it.
typedef struct {
    const char *list;  // "notes"
    int64_t customer;
    int limit;
    int64_t after;  // the id behind which the page begins; 0: at the latest
} SaidQuery;
MUST_USE Err said_query(const Request *request, Reply *reply, SaidQuery *query);

// The end of a list that is open: whether there is more, behind which id.
void said_close_list(Reply *reply, const SaidQuery *query, bool more, int64_t behind);
