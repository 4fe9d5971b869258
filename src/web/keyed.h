// keyed.h: was this asked before, under the same Idempotency-Key?
//
// A request under a key has the key to itself until it is over.  Where an answer was kept
// under it, that is the answer again, if what comes is the same: its bytes are told here,
// in pieces of any size, and compared when they have all come.
//
//     keyed_begin ─► keyed_add ... ─► is_kept ─► keyed_answer
//                                        └─► do it, and keep its answer
#pragma once

#include "base/seal.h"
#include "service/writing/changes.h"
#include "web/web.h"

typedef struct {
    App *app;
    Reply *reply;
    Str name;         // of the key, for whoever may ask, and what for
    Digest *digest;   // NULL: all is told
    Str fingerprint;  // of all that was told
    bool is_kept;
    KeptAnswer kept;
    Promise promise;
} Keyed;

// `*out` NULL: there is no key.  ERR_INVALID: it is none (400), or a request runs under
// it (409).  Whatever is answered, the key is free when the request is over.
MUST_USE Err keyed_begin(App *app, const Request *request, Reply *reply, Keyed **out);

// What has come of the body.
void keyed_add(Keyed *keyed, Str piece);

// Nothing more comes.
void keyed_end(Keyed *keyed);

// The three at once, for a body that is here whole.
MUST_USE Err keyed_whole(App *app, const Request *request, Reply *reply, Keyed **out);

// Where is_kept, in the end: the answer that was kept, or 422.
MUST_USE Err keyed_answer(const Keyed *keyed);

// What is answered where another process has kept an answer meanwhile.
MUST_USE Err keyed_refuse(Reply *reply);

// All is done and on disk, and the reply is written and parked: keep an answer, which is
// given again, and then the reply is done.  Not OK: nothing of that.
MUST_USE Err keyed_keep(Keyed *keyed, const KeptAnswer *answer);
