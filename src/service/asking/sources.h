// sources.h: where do events come from, and what becomes of them?
//
// Each door with what came through it, what was refused there and why, and whose events
// wait for a customer.
#pragma once

#include "service/service.h"
#include "store/arrivals.h"

enum {
    SOURCE_DAYS = 30,     // of which is told day by day, and together
    SOURCE_NAMES = 10,    // under which events wait
    SOURCE_REFUSED = 10,  // of what was refused
};

typedef enum {
    SOURCE_UNUSED,     // nothing ever came
    SOURCE_RECEIVING,  // something came within a day
    SOURCE_QUIET,      // nothing did, though it came on most days before
    SOURCE_AT_TIMES,   // nothing did, which is nothing new
} SourceState;

// "unused", "receiving", "quiet", "at_times".
Str source_state_name(SourceState state);

typedef struct {
    Str door;  // "api", "segment", ...; "other": none that we have
    SourceState state;
    Millis last_at;            // when the latest event came, whoever's it is; 0: never
    int64_t day[SOURCE_DAYS];  // events stored; the last is today
    int64_t hour;              // of them within this hour
    int64_t stored;            // in all these days, as what follows
    int64_t repeated;
    int64_t rejected;
} Source;

typedef struct {
    Day today;
    Millis hour;  // when this hour began
    Source source[DOOR_COUNT];
    Source all;  // of all of them together
    RejectedCount *reason;
    int reasons;
    Rejected *refused;  // the latest of it
    int refusals;
    bool more_refused;
    UnmatchedName name[SOURCE_NAMES];  // those of the most events
    int names;
    int64_t unmatched;  // events that wait, of whatever name
} Sources;

MUST_USE Err get_sources(Service *service, Arena *arena, Sources *out);
