// events_page.h: a customer's timeline, and the form that adds to it, for a person.
#pragma once

#include "web/body.h"
#include "web/events/events_in.h"

// The page; after a refusal with what was `typed` (else NULL), and with the reply's
// complaint beside it.
MUST_USE Err draw_events(App *app, const Request *request, Reply *reply,
                         const EventList *list, const Body *typed);
