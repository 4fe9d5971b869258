// store.h: what do we ask of a database?
//
// The verbs of the domain, the same on SQLite and on MySQL or MariaDB, with the
// same answers to the bit.  Facts are added, pictures are derived (design:
// storage.md).  There is no verb that runs SQL.
//
// A Store is one connection and is used by one thread at a time.  One connection
// of a process is its writer; on SQLite only that one writes or checkpoints, and
// while it is open no other process can have one.  A lost connection to a server
// is made again: verbs that read are tried again by themselves; a verb that
// writes answers ERR_BUSY, with nothing half done, and may simply be called again.
//
// Errors: ERR_BUSY (nothing happened, try again), ERR_STORE (logged), and those a
// verb names.  What a verb returns lives in the arena it was given.
#pragma once

#include "base/err.h"
#include "model/score.h"
#include "model/trend.h"

typedef struct Store Store;

typedef enum { STORE_READER, STORE_WRITER } StoreRole;

// Open `sqlite:PATH` or `mysql://user:password@host:port/name`.  The writer
// makes what is missing of the schema first; it refuses a schema newer than the
// program, and on SQLite a second writer.  ERR_BUSY: the server does not answer
// yet.  ERR_INVALID: not such an address.  Every failure is logged as a sentence
// that says what to do.
MUST_USE Err store_open(Str address, StoreRole role, Store **out);
void store_close(Store *store);

// May other processes write to the same database?
bool store_is_shared(const Store *store);

// Does the database answer?
MUST_USE Err store_ping(Store *store);

// --- customers -----------------------------------------------------------

// Store a new customer; `customer->id` is given by us.  It is listed at once, as
// `no_data`.  ERR_CONFLICT: the external id is taken.
MUST_USE Err store_add_customer(Store *store, Customer *customer);

// Erase a customer and everything known of it.  ERR_NOT_FOUND.
MUST_USE Err store_erase_customer(Store *store, int64_t customer);

// ERR_NOT_FOUND where there is no such customer.
MUST_USE Err store_knows_customer(Store *store, int64_t customer);

typedef struct {  // a customer, and the picture lists show of it
    Customer customer;
    bool stale;       // newer facts wait: what follows is out of date
    Picture picture;  // under no card: it is what was measured
    bool scored;      // the rest is under the default card; false: no_data
    double score;
    double coverage;
    Band band;
    Trend trend;
} CustomerRow;

// One customer with its picture as of `today`; `stale` also where the picture
// has aged, or is of another version.  ERR_NOT_FOUND.
MUST_USE Err store_customer(Store *store, Arena *arena, int64_t id, Day today,
                            CustomerRow *out);

typedef struct {  // a place in the list: behind this row
    bool set;     // false: from the beginning
    double sort_score;
    int64_t customer;
} ListPlace;

// The list sorts unscored customers behind all scores.
#define SORT_UNSCORED 1e9

// Up to `most` customers behind `after`, the worst score first, unscored ones
// last, ties by id.  `*count` says how many were written to `out`.
MUST_USE Err store_customers(Store *store, Arena *arena, ListPlace after, int most,
                             CustomerRow *out, int *count);

MUST_USE Err store_count_customers(Store *store, int64_t *out);

typedef struct {  // what a book is added up from
    int64_t customer;
    Str name;
    Str segment;
    Str currency;
    int64_t mrr;
    bool scored;
    double score;
    Band band;
    bool has_30d;
    double change_30d;
} BookRow;

// Every customer, ordered by id.
MUST_USE Err store_book(Store *store, Arena *arena, BookRow **out, int *count);

// --- facts ---------------------------------------------------------------

typedef enum {
    APPEND_STORED,
    APPEND_DUPLICATE,  // the same event was stored before; nothing changed
    APPEND_CLASH,      // another event has this id; nothing changed
} Appended;

// Add a batch of events: all of it is on disk when this returns OK, or none.
// `out[i]` says what became of `events[i]`; a duplicate's `at` becomes that of the event
// that is stored, for who repeats an event need not say its time.  An event's daily count, span, ticket
// or invoice change and its customer's stale mark are part of the same
// transaction.  Events may repeat within the batch.  The customers must exist.
MUST_USE Err store_append(Store *store, Event *events, size_t count, Appended *out,
                          Arena scratch);

typedef struct {
    int64_t customer;
    bool has_type;  // only events of `type`
    EventType type;
    Millis from;     // at >= from
    Millis to;       // at < to
    bool after_set;  // only those behind this place, as the walk goes
    Millis after_at;
    int64_t after_number;
    bool oldest_first;  // else newest first
} EventQuery;

// Up to `most` of a customer's events.  Only the fields of the log are filled in:
// `ticket` and `invoice` stay empty, `details` holds what was sent.
MUST_USE Err store_events(Store *store, Arena *arena, const EventQuery *query, int most,
                          Event *out, int *count);

// Has the customer fewer than `most` of what a feature, ticket or invoice event adds
// to: names of features, changes of tickets, changes of invoices?  An event that adds
// none, because its name or it itself is known, has room always.  ERR_CONFLICT: no.
MUST_USE Err store_has_room(Store *store, const Event *event, int64_t most);

// One customer's facts, all as of one moment; daily counts from `from` on.
MUST_USE Err store_facts(Store *store, Arena *arena, int64_t customer, Day from,
                         Facts *out);

// Put these in place of the customer's daily counts and spans, and mark it stale.
MUST_USE Err store_replace_counts(Store *store, int64_t customer, const Facts *counts);

// --- pictures ------------------------------------------------------------

typedef struct {
    int64_t count;  // how many customers wait to be derived, counted up to a limit
    Millis oldest;  // since when the first of them waits; 0: none does
} Staleness;

// What is stale as of `today`: marked, or aged since its picture was made.
MUST_USE Err store_staleness(Store *store, Day today, int most, Staleness *out);

typedef struct {
    int64_t customer;
    int64_t mark;  // changes with every new fact
} StaleMark;

// Up to `most` stale customers, those that wait longest first.  Pictures that
// have aged as of `today` are marked on the way.  For the writer.
MUST_USE Err store_stale(Store *store, Day today, int most, StaleMark *out, int *count);

typedef struct {
    StaleMark mark;  // as it was when the facts were read
    Picture picture;
    Score score;  // under the default card
    Trend trend;
} PictureRow;

// Store pictures and remove their stale marks, in one transaction.  A row whose
// mark has changed meanwhile is left out: newer facts have come, it stays stale.
MUST_USE Err store_put_pictures(Store *store, const PictureRow *rows, int count);

// --- marks of our own ----------------------------------------------------

// A short text kept under a name ("sample": "complete").  ERR_NOT_FOUND.
MUST_USE Err store_note(Store *store, Arena *arena, Str name, Str *out);
MUST_USE Err store_put_note(Store *store, Str name, Str value);
