// params.h: what do the path and the query say?
//
// Each reader answers ERR_INVALID with its fault in the complaint where a client
// wrote something else.
#pragma once

#include "http/reply.h"

enum { LIMIT_MOST = 500, LIMIT_DEFAULT = 50 };

// The customer in the path.  A number too large to be an id is one nobody has.
MUST_USE Err path_customer(const Request *request, Reply *reply, int64_t *out);

// The number in the path under `name`, called `told` in a fault; likewise.
MUST_USE Err path_number(const Request *request, Reply *reply, Str name, Str told,
                         int64_t *out);

// `limit`, from 1 to LIMIT_MOST; LIMIT_DEFAULT where it is not given.
MUST_USE Err query_limit(const Request *request, Reply *reply, int *out);

// A moment, or a day: its first moment, or with `through` the first one behind it.
// `*out` stays where it is not given.
MUST_USE Err query_moment(const Request *request, Reply *reply, Str name, bool through,
                          Millis *out);

// `cursor`, of a list that is walked by id: the id behind which the page begins, or 0.
MUST_USE Err query_after(const Request *request, Reply *reply, uint64_t list, int64_t *out);

// One fault of the query, of the path or of the body, as FastAPI words it, and its
// sentence.  In the body it is found by a pointer: "/from".
MUST_USE Err query_fault(Reply *reply, Str name, Str message, Str type);
MUST_USE Err path_fault(Reply *reply, Str name, Str message, Str type);
MUST_USE Err body_fault(Reply *reply, Str pointer, Str message, Str type);
