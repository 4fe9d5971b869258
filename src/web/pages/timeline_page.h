// timeline_page.h: what a customer did, and which of it was chosen, for a person.
#pragma once

#include "web/events/events_in.h"
#include "web/pages/views_events.h"

typedef struct {
    const Request *request;
    const Complaint *complaint;  // of what was asked for
    const EventList *list;
    const HealthDetails *details;  // of the day and the card of the list
    Str currency;
} Timeline;

// The filter as it stands, and the events that it leaves.
void fill_timeline(Arena *arena, const Timeline *timeline, EventsPage *page);
