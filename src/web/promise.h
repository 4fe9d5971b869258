// promise.h: is this done once, however often it is sent?
//
// The way of every write from a request to its answer.  Under an Idempotency-Key, the
// answer is kept in the transaction of the write: sent again, the same request gets the
// same answer and does nothing.  A key with another body is refused (422), and so is one
// under which a request still runs (409).  What failed is not kept: it may be sent again.
#pragma once

#include "service/writing/changes.h"
#include "web/web.h"

typedef struct Write Write;

struct Write {
    App *app;
    const Request *request;
    Reply *reply;
    Change change;  // to be handed to the service

    // What the handler remembers, and how it answers.  `answer` is called when the write
    // is as good as done, and perhaps again; what it refuses is not kept.  `refuse` finds
    // words for an Err; NULL: there are none.
    void *what;
    Err (*answer)(Write *write);
    Err (*refuse)(Write *write, Err err);

    bool complete;  // the reply is complete already, and nothing was handed over

    // Of promise.c alone.
    Promise promise;
    bool answered;
};

// Read the request, say how it is answered, and hand the change over.  Not OK: nothing
// was handed over, and why.
typedef Err Begin(Write *write);

// What a handler that writes returns: the answer that was kept, or `begin` and what comes
// of it.
MUST_USE Err promise_keep(App *app, const Request *request, Reply *reply, Begin *begin);

// For writes that have a receipt of their own: it ends with this.
void promise_end(Write *write, Err err);
