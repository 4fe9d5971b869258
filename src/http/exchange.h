// exchange.h: one request and its answer
//
// An exchange lives in its own arena, from the head to the last byte sent.  Its
// connection may go before it: then somebody may still be at work on the reply,
// and the exchange stays until they are done.
//
//     open ─► head ─► body ─► kept answer ───────────────────────────► sent
//                       │                                               ▲
//                       ├─► handler on the loop ────────────────────────┤
//                       ├─► the same, and again with news (watch.h) ────┤
//                       ├─► the same asked already: follow it ──────────┤
//                       ├─► handler in the pool ──► loop_return ────────┤
//                       └─► ... parked ─► reply_done ─► loop_return ────┘
//
// Where the row takes a stream, it goes that way once for each piece of the body, and
// the reply that is complete ends it.
#pragma once

#include "http/finish.h"
#include "http/loop.h"
#include "http/parser.h"
#include "http/stream.h"

// Address space.  The densest body, half a million numbers in a megabyte of JSON,
// takes ten of these when it is read, and what is written from it a few more.
enum { EXCHANGE_BYTES = 64 << 20 };

// An answer that goes out in pieces (outflow.h).
typedef enum {
    FLOW_NONE,     // it is whole
    FLOW_BEGINS,   // its head is not sent yet
    FLOW_GOES_ON,  // what is sent now is a further piece
    FLOW_BROKEN,   // there will be no end to it
} Flow;

struct Exchange {
    Job job;  // first: its place in the pool's queue, and on the way back
    Arena start;
    Arena arena;
    Loop *loop;
    Connection *connection;  // NULL: the client has left
    const RouteRow *row;     // NULL: the site has no such route
    Parser *parser;
    Stream *stream;  // NULL: the body comes whole
    Request request;
    Reply reply;
    Answer answer;
    uint64_t version;       // the site's, before the handler ran; 0: not to be kept
    Str key;                // to keep it by
    int64_t began;          // in ticks
    Err err;                // what reply_done said
    _Atomic int waits_for;  // the handler to return, and reply_done
    Exchange *next;         // among those asking, or among the followers of one (asking.h)
    Exchange *followers;    // who want the same answer
    bool leads;
    bool parked;
    bool is_kept;    // the answer was kept: it is not this exchange's own
    bool is_packed;  // its body is compressed
    bool is_whole;   // the request was read to its end
    bool ends_connection;
    bool watches;    // it is one of its loop's watchers
    uint64_t heard;  // the site's news when its handler was last called
    Flow flow;
    Arena before_piece;  // what every piece is made in
    size_t flowed;       // bytes of the pieces before
    uv_write_t write;
};

Exchange *exchange_open(Connection *connection, Loop *loop, bool loopback);
void exchange_close(Exchange *exchange);

// Read the whole head, and ask the site whether it admits the request.  Where it
// does not, the reply says so and `*admitted` is false.
Frame exchange_head(Exchange *exchange, Str head, bool *admitted);

// Read on in the body; `*used` of the bytes are read.
Frame exchange_read(Exchange *exchange, Str bytes, size_t *used);

// Is there something to answer: the whole request, or a piece of a stream?
bool exchange_is_ready(const Exchange *exchange);

// Answer it.  False where the answer comes later.
bool exchange_answer(Exchange *exchange);

// What never became a request: the answer is a refusal, and the connection ends.
void exchange_refuse(Exchange *exchange, int status, const char *why);

// Others are at work on it and keep it; what is returned can be answered in its place.
Exchange *exchange_leave(Exchange *at_work);

// The reply is complete, and only has to be made an answer.
void exchange_finish(Exchange *exchange);

// The pool's threads call this.
void exchange_work(Job *job, Gzip *gzip);

// On the loop, when others have done with it: send it, or read on in its stream, or if
// its client has left, close it; and the same for those who wanted the same answer.
void exchange_came_back(Exchange *exchange);

// On the loop, when nobody will be answered any more: close it and its followers.
void exchange_abandon(Exchange *exchange);

// The answer as bytes to send; returns how many buffers of the four are in use.
int exchange_buffers(Exchange *exchange, uv_buf_t buffers[4]);

// It was sent: count it, and write it into the access log.
void exchange_sent(const Exchange *exchange);
