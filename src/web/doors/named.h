// named.h: what event is this, by the mapping?
//
// A product said that something of a name happened, with properties.  The rule that the
// mapping has for the name makes an event of it.
#pragma once

#include "web/doors/mapping.h"

typedef struct {
    Str name;              // as the sender calls it
    JsonValue properties;  // an object, or nothing
    Str user;              // who did it; {0}: not said
    Str currency;          // of amounts without one
    Str pointer;           // where the properties stand in what was sent
} Named;

// Make the event of what was named; it says already when it was, how it is known and
// through which door it came.  A fingerprint is made of what was sent.  Properties that
// take too much room are left out, and the details say so.  ERR_INVALID: faults in the
// properties, which are named with their place below `properties` or `data`.
MUST_USE Err named_event(Arena *arena, const Rule *rule, const Named *named, Event *event,
                         Complaint *complaint);

// The moment that a sender said: RFC 3339, or a day for its first moment.  ERR_INVALID
// where it is none, or is more than a day ahead of `now`.
MUST_USE Err named_moment(Str text, Millis now, Millis *out, Complaint *complaint);

// A complaint as one sentence, and its first fault as a word for counting.
Str complaint_sentence(Arena *arena, const Complaint *complaint);
Str complaint_reason(const Complaint *complaint);
