// if_match.h: is it still as the client saw it?
//
// The ETag of a customer has two halves: the first stands for what clients can say of it,
// the second for the whole answer, health and all.  A change that names the ETag in
// If-Match is made if the first half is still true: an event in between hinders nobody.
#pragma once

#include "service/writing/changes.h"
#include "web/web.h"

// Give the answer, which is complete, its ETag.
void tag_customer(Reply *reply, const Customer *customer);

// What If-Match asks for; nothing where it is not given, or is "*".  ERR_INVALID: it is
// not one ETag (400), or none that a customer could have (412).
MUST_USE Err read_if_match(const Request *request, Reply *reply, OnlyIf *out);
