// views_sources.h: what does the page of data sources need to know?
//
// Everything is words or a coordinate already, as in views.h.
#pragma once

#include "web/pages/views.h"

enum {
    SOURCE_LINES = 8,
    SOURCE_BARS = 30,
    SOURCE_NAMES_SHOWN = 10,
    SOURCE_REFUSED_SHOWN = 10,
    SOURCE_REASONS_SHOWN = 8,
};

typedef struct {
    double x;  // percent
    double y;
    double height;
} SourceBar;

typedef struct {  // a door
    Str icon;
    Str name;
    Str path;   // "POST /api/events"
    Str band;   // the tint of its state
    Str state;  // "Receiving", "Quiet for 3 days"
    Str last;   // "21 min ago"
    Str note;   // "about 240 a day, 12 this hour"
    Str colour;
    SourceBar bar[SOURCE_BARS];
    Str spoken;  // the bars in words
    Str today;
    Str rejected;
    bool rejects;
} SourceLine;

typedef struct {  // a name that nobody has
    int64_t id;   // of the first event that waits under it
    Str name;
    Str text;     // "214 events (feature, login) by Segment, 4 min ago"
    Str typed;    // or who may be meant
    Str message;  // what is wrong with it; empty: nothing
} UnmatchedLine;

typedef struct {
    Str pointer;
    Str at;
    Str detail;
    Str reason;
    Str door;
    Str payload;  // empty: nothing of it is kept
} RefusedLine;

typedef struct {
    Str subtitle;
    Str notice;    // what was just done; empty: nothing was
    Str customer;  // for whom, and the id
    int64_t customer_id;
    SourceLine source[SOURCE_LINES];
    int sources;
    Str waiting;  // "262 waiting"
    UnmatchedLine name[SOURCE_NAMES_SHOWN];
    int names;
    const Str *called;  // customers to choose from
    int calleds;
    RefusedLine refused[SOURCE_REFUSED_SHOWN];
    int refusals;
    Str reason[SOURCE_REASONS_SHOWN];  // "invalid 4"
    int reasons;
    Str origin;  // "http://127.0.0.1:8000"
    Str path;    // where an event can be sent to
    Str begins;  // what is sent there, as far as it says whose it is
} SourcesPage;

void view_sources(Html *html, const Frame *frame, const SourcesPage *page);

// Parts of it.
void view_source(Html *html, const SourceLine *source);
void view_unmatched(Html *html, const UnmatchedLine *line);
void view_refused(Html *html, const RefusedLine *line);
