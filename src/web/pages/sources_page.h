// sources_page.h: the data sources, for a person.
#pragma once

#include "service/asking/sources.h"
#include "web/body.h"
#include "web/web.h"

// What was typed into the form of the event `unmatched`, and is refused.
typedef struct {
    int64_t unmatched;
    const Body *body;
} Refilled;

// `refilled` NULL: nothing was.  ERR_INVALID: the event waits no more where it was typed.
MUST_USE Err draw_sources(App *app, const Request *request, Reply *reply,
                          const Refilled *refilled);

// Where a browser finds the page once events have been assigned.
Str sources_address(Arena *arena, int64_t customer, int64_t assigned, bool more);
