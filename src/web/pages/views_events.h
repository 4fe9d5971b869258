// views_events.h: what does a customer's timeline need to know?
#pragma once

#include "web/pages/views.h"

enum { FORM_FIELDS = 16, FACTOR_CHOICES_MAX = 17, TYPE_CHOICES_MAX = 8 };

typedef struct {
    Str value;
    Str word;
    bool chosen;
} Choosing;

typedef struct {
    Choosing type[TYPE_CHOICES_MAX];
    int types;
    Choosing factor[FACTOR_CHOICES_MAX];
    int factors;
    bool uncounted;  // what the factor does not count is asked for
    FormField from;
    FormField to;
    Str as_of;  // of the factor, as the URL has them; empty: they are not said
    Str scorecard;
    bool any;  // something is chosen
} TimelineFilter;

typedef struct {
    Frame frame;
    int64_t customer;
    Str name;
    Notices notices;
    TimelineFilter filter;
    Str heading;      // "89 events counted by Logins"; empty: all are shown
    Str explanation;  // what the factor made of them
    const EventLine *event;
    int events;
    Str next;  // URLs; empty: there is none
    Str latest;
    // The form that adds one.
    Str detail;  // why it was not stored; empty: a fresh form
    Str event_id;
    Str type;  // that is chosen in the form
    Str type_message;
    FormField field[FORM_FIELDS];
    int fields;
} EventsPage;

void view_events(Html *html, const EventsPage *page);
void view_timeline(Html *html, const EventsPage *page);
void view_timeline_filter(Html *html, const EventsPage *page);
void view_event_form(Html *html, const EventsPage *page);
