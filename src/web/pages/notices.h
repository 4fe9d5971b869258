// notices.h: what of a page's address was left out?
//
// An answer of the API is refused where its URL says what cannot be.  A page goes on
// without it, and names it.
#pragma once

#include "http/reply.h"
#include "web/pages/views.h"

// What a reader of the query answered: for a page OK, the fault stays in the complaint and
// what was to be read as it was.
MUST_USE Err notice_or_refuse(const Request *request, Err err);

// The faults of the query, as sentences; and that of a cursor.
Notices notices_of(Arena *arena, const Complaint *complaint);
