// body.h: which members did the client send?
//
// A body is one JSON object or the pairs of a form; what they hold is not looked
// at here.
#pragma once

#include "http/json_read.h"
#include "http/reply.h"

typedef struct {
    JsonValue object;  // {NULL} where it is a form
    const Pair *pair;
    int pairs;
} Body;

bool body_is_form(const Request *request);

// ERR_INVALID, with where and why in the complaint: it is neither.
MUST_USE Err body_read(const Request *request, Reply *reply, Body *out);
