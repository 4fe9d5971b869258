// router.h: which handler answers, and may it?
//
// The site is one table of routes, which reads like a contents page.  The router
// finds the row, checks its preconditions (method, who may, host and origin, type
// and size of the body), negotiates the media type, calls the handler, and turns
// an Err into an answer.
#pragma once

#include "http/reply.h"

// What the site's handlers work on; the floor above defines it.
typedef struct App App;

typedef Err Handler(App *app, const Request *request, Reply *reply);

typedef enum {       // who may; 0 is no rule, and a route without a rule does not compile
    WHO_ANYONE = 1,  // probes, static files
    WHO_READER,      // may look
    WHO_WRITER,      // may change
    WHO_SENDER,      // may send events
} Who;

typedef enum {
    WHERE_LOOP,  // in a few microseconds, without a disk: on the connection's thread
    WHERE_POOL,  // may wait for the database: on a pool of threads
    // As WHERE_LOOP, and again whenever there is news, until its client leaves (watch.h).
    WHERE_WATCH,
} Where;

enum {  // what a route can answer with
    GIVES_JSON = 1 << MEDIA_JSON,
    GIVES_HTML = 1 << MEDIA_HTML,
    GIVES_CSV = 1 << MEDIA_CSV,
};

enum {  // what a route takes as a body
    TAKES_NOTHING = 0,
    TAKES_JSON = 1 << 0,
    TAKES_FORM = 1 << 1,
    TAKES_NDJSON = 1 << 2,       // application/x-ndjson, application/jsonl, ...
    TAKES_CSV = 1 << 3,          // text/csv
    TAKES_CLOUDEVENTS = 1 << 4,  // application/cloudevents+json, -batch+json
    TAKES_ANY = 1 << 5,          // whatever the client says it is, or does not say
    TAKES_GZIP = 1 << 6,  // compressed as well: `body` is what it was before; else 415
    // In pieces of at most PIECE_MAX bytes, of a body of any size.  The handler is called in
    // the pool, once for each, in their order, the last with `more` false (and maybe empty),
    // and for the next only after it has returned or, where it parked, reply_done was
    // called.  What it takes from the request's arena stays until the answer; room for a
    // piece alone it takes from a copy of the arena, so that the next begins where this one
    // did.  With `reply->again` it is called with the same piece once more, when others have
    // had their turn: so it need never wait.  An Err, or a reply with a status while `more`
    // is true, ends it: the answer is sent and the connection closed.  Where its client
    // leaves, is too slow or sends what cannot be read, and where the server stops, the
    // handler is not called again: what it remembers is the arena's, and what is not,
    // `reply->over` gives back.
    TAKES_STREAM = 1 << 7,
};

// A piece of a stream, in bytes.
enum { PIECE_MAX = 256 << 10 };

typedef struct {
    Method method;     // METHOD_GET answers HEAD too
    const char *path;  // "/api/customers/:customer/health"; "/static/*" takes the rest
    Who who;
    Where where;
    int gives;      // GIVES_...; 0: whatever the client accepts
    Media prefers;  // for clients that accept anything
    int takes;
    Handler *answer;
} RouteRow;

// A row of the table; does not compile without a rule for who may (an array cannot
// have fewer than no elements).
#define ROUTE(method, path, who, where, gives, prefers, takes, answer)                     \
    {                                                                                      \
        method, path, (Who)((int)(who) * sizeof(char[(who) > 0 ? 1 : -1])), where, gives,  \
            prefers, takes, answer                                                         \
    }

typedef struct {
    const RouteRow *route;
    int routes;
    App *app;
    // Moves whenever an answer could; 0: answers may not be kept.
    uint64_t (*version)(App *app);
    // Moves whenever a watch may have more to say; NULL: never.
    uint64_t (*news)(App *app);
    // Draws a problem as a page, for browsers.
    void (*draw_problem)(App *app, const Request *request, Reply *reply);
    bool check_host;  // refuse a Host that is not this machine's
} Site;

// The row for a request, with its path values set; NULL where there is none, and
// then `*allowed` says which methods the path has (bits of 1 << Method).  Of rows
// that match, the first counts; a value is never empty, and may hold a '/' that
// came percent-encoded.  What stood for "*" is the value of that name.
const RouteRow *router_find(const Site *site, Request *request, int *allowed);

// Check the request against the row (or its absence) before the body is read, and
// choose what it accepts.  Not OK: the reply is complete, and there is nothing to
// call.  Refused are a foreign Host, a write from another site's page (421, 403), no
// row (404, 405; 307 from "/a/" to "/a"), a query that cannot be decoded (400), and
// types of answer or body that the row does not have (406, 415).
MUST_USE Err router_admit(const Site *site, const RouteRow *row, Request *request,
                          int allowed, Reply *reply);

// Call the handler; whatever it returns, the reply is then complete or parked.
void router_answer(const Site *site, const RouteRow *row, const Request *request,
                   Reply *reply);

// Turn `err` and the reply's complaint into an answer: a page for those who asked
// for one, else a problem.  OK leaves the reply alone, and does not even look at it.
void router_conclude(const Site *site, const Request *request, Reply *reply, Err err);
