// signature.h: was this webhook sent by whom it says?
//
// Each vendor seals the very bytes of the body with a secret that we share, and says the
// seal in a header.  There may be several secrets, separated by commas: while one takes
// the place of another both are good.  Asked before anything is parsed.
#pragma once

#include "base/date.h"
#include "base/seal.h"

typedef enum {
    SIGNATURE_GOOD,
    SIGNATURE_WRONG,
    SIGNATURE_STALE,  // good, but made too long ago, or ahead of us: perhaps a replay
} Signature;

enum { SIGNATURE_AGE_MAX_S = 300 };

// "t=1767323045,v1=99cc...[,v1=...][,v0=...]" seals the time, a point and the body.
Signature stripe_signature(Str secrets, Str header, Str body, Millis now, Arena scratch);

// Base64 of a seal of the time, as it is written in a header of its own, and the body.
typedef struct {
    Str seal;
    Str time;
} ZendeskHeaders;
Signature zendesk_signature(Str secrets, ZendeskHeaders header, Str body, Millis now,
                            Arena scratch);

// "sha1=..." seals the body alone, and so is never stale.
Signature intercom_signature(Str secrets, Str header, Str body);
