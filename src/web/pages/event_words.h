// event_words.h: how does a person read an event?
//
// "Ticket T-4182 opened, high"; "Invoice INV-2077, $4,800", "due 13 Nov 2026".
#pragma once

#include "model/event.h"
#include "web/pages/views.h"

// The words for an event as it lies in the log: what was sent with it is read from
// its details.  An amount without a currency is in `currency`.
EventLine event_words(Arena *arena, const Event *event, Str currency, Arena scratch);

// Room for reading one event's details, to be lent to event_words as its scratch: a
// page of events needs it once.
Arena event_words_room(Arena *arena);
