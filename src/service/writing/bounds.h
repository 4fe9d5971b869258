// bounds.h: may a customer gather what an event adds?
//
// What one customer may gather has an end (model/facts.h), and asking the database at
// each event whether it is reached would take longer than storing it.  So whoever has
// gathered less than half of it is asked for once and gets a lease: so many further
// events as cannot reach the end need no question.  Without a lease each event is asked
// for.
//
// The table of leases is of a fixed size; who is pushed out of it asks again.  Any thread
// may use it.
#pragma once

#include "store/store.h"

typedef struct Bounds Bounds;

// With `shared`, others grant leases for the same customers, and ours are small.
void bounds_open(Arena *life, bool shared, Bounds **out);
void bounds_close(Bounds *bounds);

// Is there room without a question: is the event of an unbounded type, or is there a lease,
// of which this takes one?
bool bounds_lend(Bounds *bounds, const Event *event);

// Is there room?  Asks the store where it must.  ERR_CONFLICT: there is none.
MUST_USE Err bounds_check(Bounds *bounds, Store *store, const Event *event);

// The customer may have gathered more than we know of: its leases end.
void bounds_forget(Bounds *bounds, int64_t customer);
