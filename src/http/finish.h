// finish.h: what does every reply get before it is sent?
//
// The headers that keep a browser safe, an ETag, compression, and the short answer
// to a client that has it already.  An Answer is what stays of a reply then:
//
//     front    HTTP/1.1 200 OK, Date, X-Request-Id, Connection   new each time
//     fields   Cache-Control, Vary, ETag, the handler's own      200 and 304 alike
//     content  Content-Type, -Encoding, -Length, the empty line
//     body
//
// What a handler said itself (Cache-Control, its own Content-Security-Policy) stands.
#pragma once

#include "http/gzip.h"
#include "http/reply.h"

typedef struct {
    int status;
    Str fields;
    Str content;
    Str body;
    Str etag;  // {0}: none
} Answer;

typedef enum { CONNECTION_STAYS, CONNECTION_STAYS_1_0, CONNECTION_ENDS } ConnectionOption;

// Finish a reply, on any thread.
Answer finish_reply(Arena *arena, const Request *request, const Reply *reply, Gzip *gzip);

// A client that has the answer already gets no more than 304; returns whether it was so.
bool finish_not_modified(const Request *request, Answer *answer);

// The lines that are new each time; `date` as HTTP writes it.
Str finish_front(Arena *arena, int status, Str date, Str id, ConnectionOption connection);

// "Not Found"
Str finish_reason(int status);
