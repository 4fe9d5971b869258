// key_in.h: under which Idempotency-Key was this sent?
//
// A structured-field string ("8e03978e", with its quotes; RFC 8941) or, as many clients
// write it, the bare text.
#pragma once

#include "http/reply.h"

enum { KEY_MAX = 255 };  // bytes

// The key; empty where the request has none.  ERR_INVALID, with status 400 in the
// complaint: there are two, or it is malformed, empty or longer than KEY_MAX.
MUST_USE Err key_read(const Request *request, Reply *reply, Str *out);
