// courier.h: what does the server at that socket say?
//
// One connection to a server of this machine, over its socket file; one request at a
// time.  All that is libcurl's is in courier.c.
#pragma once

#include "base/err.h"
#include "base/writer.h"

typedef struct Courier Courier;

// ERR_NOT_FOUND: nobody listens there.
MUST_USE Err courier_open(Arena *life, const char *socket, Courier **out);
void courier_close(Courier *courier);

typedef struct {
    const char *method;
    const char *target;  // path and query
    const char *type;    // of the body; NULL: there is none
    Str body;
} Errand;

// Send it, and write what is answered behind what `answer` holds.  ERR_BUSY: there was no
// answer, or not all of it; it is not said why.
MUST_USE Err courier_send(Courier *courier, const Errand *errand, Writer *answer,
                          int *status);
