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
};

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

// A row of the table; does not compile without a rule for who may.
#define ROUTE(method, path, who, where, gives, prefers, takes, answer)                     \
    {                                                                                      \
        method, path, (Who)((who) / !!(who)), where, gives, prefers, takes, answer         \
    }

typedef struct {
    const RouteRow *route;
    int routes;
    App *app;
    // Moves whenever an answer could; 0: answers may not be kept.
    uint64_t (*version)(App *app);
    // Draws a problem as a page, for browsers.
    void (*draw_problem)(App *app, const Request *request, Reply *reply);
    bool check_host;  // refuse a Host that is not this machine's
} Site;

// The row for a request, with its path values set; NULL where there is none, and
// then `*allowed` says which methods the path has (bits of 1 << Method).
const RouteRow *router_find(const Site *site, Request *request, int *allowed);

// Check the request against the row (or its absence) before the body is read:
// OK, or the status to refuse it with is in the reply.
MUST_USE Err router_admit(const Site *site, const RouteRow *row, Request *request,
                          int allowed, Reply *reply);

// Call the handler; whatever it returns, the reply is then complete or parked.
void router_answer(const Site *site, const RouteRow *row, const Request *request,
                   Reply *reply);

// Turn `err` and the reply's complaint into an answer.  OK leaves it as it is.
void router_conclude(const Site *site, const Request *request, Reply *reply, Err err);
