// body.h: does the route take what the client sends?
//
// By its type and its coding, before it is read; and what was compressed is made what
// it was, before a handler sees it.
#pragma once

#include "http/router.h"

typedef enum { CODING_NONE, CODING_GZIP, CODING_OTHER } Coding;

// How the body is compressed.  Two codings, one over the other, are another one.
Coding body_coding(const Request *request);

// 415 where the row does not take the body: the sentence says what it takes.
MUST_USE Err body_check(const RouteRow *row, const Request *request, Reply *reply);

// Make a compressed body that is here whole what it was: 413 where that is more than
// BODY_MAX, which costs no more than that; 400 where it is damaged or cut off.
MUST_USE Err body_inflate(Request *request, Reply *reply);
