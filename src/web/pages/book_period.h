// book_period.h: over which time is the health of the book shown?
//
// `period=` chooses days of the book's history.  Where it is not said, it is `12w`: the weeks
// that every customer's trend holds, for which no history of today has to be made.
#pragma once

#include "web/pages/views.h"
#include "web/web.h"

typedef struct {
    Day to;
    const Dashboard *now;  // NULL: it is of a past day
} BookSpan;

// The chart up to that day, and the links that choose its period.
MUST_USE Err fill_period(App *app, const Request *request, Reply *reply,
                         const BookSpan *span, BookChart *chart);
