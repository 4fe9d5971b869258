// cloudevents.h: is this a CloudEvent?
//
// CloudEvents 1.0 over HTTP: an event in JSON (structured, or one of a batch), or one
// whose attributes are headers and whose data is the body (binary).  Pure.
#pragma once

#include "base/json_read.h"
#include "http/reply.h"
#include "model/event.h"

enum { CLOUDEVENTS_BYTES = 512 << 10, CLOUDEVENTS_MOST = 1000 };

typedef enum {
    CLOUD_BINARY,
    CLOUD_STRUCTURED,
    CLOUD_BATCH,
    CLOUD_NONE,  // of a format we do not know
} CloudMode;

typedef struct {
    Str key;  // of its source and its id, which together are never given twice
    Str type;
    Str subject;  // whose it is; {0}: not said
    Millis at;
    JsonValue data;  // an object, or nothing; what is no object is its member "data"
} CloudEvent;

// How a body of this type holds events.
CloudMode cloud_mode(Str body_type);

// Read one event.  ERR_INVALID: with its faults; the status is 400.
MUST_USE Err cloud_read_json(Arena *arena, JsonValue event, Millis now, CloudEvent *out,
                             Complaint *complaint);
MUST_USE Err cloud_read_binary(Arena *arena, const Request *request, CloudEvent *out,
                               Complaint *complaint);

// What the value of a header says: bytes that are no UTF-8 are Latin-1; then one pair of
// double quotes around all of it is undone, with its backslashes, and then percent-encoding
// once.  A '%' that begins no encoding stands for itself.  False: it is no UTF-8 then, or
// holds a control character.
bool cloud_header(Arena *arena, Str value, Str *out);
