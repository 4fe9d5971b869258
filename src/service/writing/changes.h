// changes.h: what can one change?
//
// Each of these is one act: it is done in one transaction, whole or not at all, and its
// receipt is answered when it is on disk.  They are handed over as events are
// (service.h): what is given, and the arena, must stay until the receipt is answered, and
// ERR_BUSY at once, without a receipt, says that too many are waiting.
//
// With a promise, the answer that will be given is kept in the same transaction: so a
// request that comes again under its Idempotency-Key is answered the same, and done once.
#pragma once

#include "service/service.h"

typedef struct {
    Str key;          // as in KeptAnswer
    Str fingerprint;  // of the request's body
    // Fill in status, type, location and body of the answer, when the act has succeeded and
    // is not committed yet; called again where the transaction is tried again.  Texts must
    // stay until then.  A status of 0: this answer is not kept.
    void (*make)(void *context, KeptAnswer *out);
    void *context;
    bool taken;  // why a receipt says ERR_CONFLICT: another answer is kept under the key,
                 // and nothing was done
} Promise;

typedef struct {       // how a change is wanted
    Arena *arena;      // of the request, and of nobody else until the receipt is answered
    Promise *promise;  // NULL: none
    Receipt receipt;   // its outcome says nothing
} Change;

// Store an event, as ingest_event does, which is quicker; `*outcome` says what became of
// it.  ERR_NOT_FOUND: there is no such customer any more.
MUST_USE Err change_add_event(Service *service, Change change, Event *event,
                              Appended *outcome);

// Take back an event of the customer's, as store_void_event says.
MUST_USE Err change_void_event(Service *service, Change change, int64_t customer,
                               Str source, Str id);

// --- customers -----------------------------------------------------------

// Events that waited for a customer of a name are matched shortly after it has got that
// name, by whichever of these.

// A new customer, which gets its id.  ERR_CONFLICT: the external id is taken.
MUST_USE Err change_add_customer(Service *service, Change change, Customer *customer);

typedef struct {     // only if nobody has changed it since it was looked at
    bool there;      // only if there is one at all
    uint64_t print;  // customer_print() of what should be stored; 0: whatever is
    bool differs;    // why a receipt says ERR_CONFLICT: it is not so
} OnlyIf;

typedef struct {
    Customer customer;  // whole, by its external id; `id` and `created_at` become those
                        // of the stored one, where there is one
    OnlyIf only_if;
    bool made;        // there was none: it was made
    CustomerRow now;  // as it is afterwards, exactly
} CustomerPut;

// Put a customer in place of the one that is called by its external id, or make it.  One
// that is called so by another name keeps its own external id.  ERR_CONFLICT: `only_if`.
MUST_USE Err change_put_customer(Service *service, Change change, CustomerPut *put);

enum {  // the attributes of a customer, as bits
    PATCH_EXTERNAL_ID = 1 << 0,
    PATCH_NAME = 1 << 1,
    PATCH_EMAIL = 1 << 2,
    PATCH_SEGMENT = 1 << 3,
    PATCH_PLAN = 1 << 4,
    PATCH_OWNER = 1 << 5,
    PATCH_LIFECYCLE = 1 << 6,
    PATCH_CURRENCY = 1 << 7,
    PATCH_MRR = 1 << 8,
    PATCH_SEATS = 1 << 9,
    PATCH_RENEWS_ON = 1 << 10,
    PATCH_TRAITS = 1 << 11,
};

typedef struct {
    int64_t customer;
    unsigned fields;  // which of the values to put; the others stay as they are stored
    Customer values;
    OnlyIf only_if;
    CustomerRow now;  // as it is afterwards, exactly
} CustomerPatch;

// ERR_NOT_FOUND; ERR_CONFLICT: `only_if`, or the external id is another customer's.
MUST_USE Err change_patch_customer(Service *service, Change change, CustomerPatch *patch);

typedef struct {
    int64_t customer;
    OnlyIf only_if;
    int64_t events;  // out: how many of its events went with it
} Erasure;

// Erase a customer and everything known of it.  ERR_NOT_FOUND; ERR_CONFLICT: `only_if`.
MUST_USE Err change_erase_customer(Service *service, Change change, Erasure *erasure);

// Another name of a customer; once more is no change.  ERR_NOT_FOUND: no such customer;
// ERR_CONFLICT: it is another customer's.
MUST_USE Err change_add_alias(Service *service, Change change, int64_t customer,
                              Whose alias);

// ERR_NOT_FOUND where the customer has no such name.
MUST_USE Err change_remove_alias(Service *service, Change change, int64_t customer,
                                 Whose alias);

// Join two customers, as store_merge_customers says.
MUST_USE Err change_merge_customers(Service *service, Change change, int64_t from,
                                    int64_t into);

// --- the rest ------------------------------------------------------------

typedef struct {
    int64_t unmatched;  // the id of an event that waits
    int64_t customer;   // whose it is; 0: of a new customer, whose id this becomes
    Str name;           // of the new one; empty: the name in `whose`
    Whose whose;        // out: by which name it waited, which is the customer's from now on
    int64_t assigned;   // out: how many events of that name are the customer's now
    bool more;          // out: others of that name follow, in steps, within moments
} Assignment;

// Say whose an event is that waits: all that wait under the same name are the
// customer's, and all that come.  ERR_NOT_FOUND: there is no such event, or customer
// (`whose` is empty where it was the event); ERR_CONFLICT: the name has become another
// customer's.
MUST_USE Err change_assign_unmatched(Service *service, Change change,
                                     Assignment *assignment);

// Nothing but the promise: of something that is on disk already, keep what was answered.
MUST_USE Err change_keep_answer(Service *service, Change change);

// Keep a short text under a name: service_setting.
MUST_USE Err change_put_setting(Service *service, Change change, Str name, Str value);
