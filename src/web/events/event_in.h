// event_in.h: is this an event?
//
// Whatever a client wrote becomes an Event here, checked and typed, or is refused
// with all its faults at once.
#pragma once

#include "model/event.h"
#include "web/body.h"

typedef struct {  // types of the installation's own
    const Str *name;
    int names;
} OwnTypes;

// Where the body's type is one of these, it is the event's.
void event_own_type(const OwnTypes *own, const Body *body, Event *event);

// Read the body into `*event`, which already says whose it is, through which door
// it came and when, and where its type is one of the installation's own also that
// (event_own_type); amounts without a currency are in `currency`.  What the client
// left out is filled in, and does not enter the fingerprint; but an event without an id
// that `*event` has one for keeps that, as if the client had said it.
//
// ERR_INVALID: no such type (status 400), or faults in the fields (422).
MUST_USE Err event_read(Arena *arena, Body body, Str currency, Event *event,
                        Complaint *complaint);
