// body.h: which members did the client send?
//
// A body is one JSON object, the pairs of a form, or the cells of a table's row as pairs;
// what they hold is not looked at here.
#pragma once

#include "base/json_read.h"
#include "http/reply.h"

typedef struct {
    JsonValue object;  // {NULL} where it is a form or a row
    const Pair *pair;
    int pairs;
    bool is_row;  // a table's row: what no reader asks for is kept too
} Body;

bool body_is_form(const Request *request);

// ERR_INVALID, with where and why in the complaint: it is neither.
MUST_USE Err body_read(const Request *request, Reply *reply, Body *out);
