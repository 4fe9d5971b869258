// outflow.h: how does an answer go out that is longer than one would hold in memory?
//
// In chunks.  A handler in the pool that leaves `reply->more` set is called again when all
// it has written so far is on its way to the client, until it leaves it unset.  So no more
// than one piece of it is in memory, and who reads slowly is waited for.
//
//     handler ─► piece ─► sent ─► handler, in the pool ─► piece ─► sent ... ─► last chunk
//                                     │
//                                     └─ an Err: the connection is closed, so that its
//                                        client knows that it has not all
//
// A watch goes the same way, but on the loop (watch.h).
//
// Such an answer has no ETag, is not compressed and not kept.
#pragma once

#include "http/exchange.h"

// The answer is made of the first piece, and there is more.
void outflow_begin(Exchange *exchange);

// In the pool, or of a watch on the loop: make the next piece.
void outflow_add(Exchange *exchange);

// Nothing more comes: what is sent next is the end of it.
void outflow_end(Exchange *exchange);

// On the loop, what there was is sent: have the next piece made.  False where nobody can,
// for too many wait: then the connection must end.
bool outflow_ask(Exchange *exchange);
