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
#include "model/next_drop.h"
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

// A reader of the database of `writer`, which is at `address` and is closed after it:
// the two may share what the writer keeps in memory.  NULL: no writer is in this process.
MUST_USE Err store_open_beside(const Store *writer, Str address, Store **out);

// May other processes write to the same database?
bool store_is_shared(const Store *store);

// Does the database answer?
MUST_USE Err store_ping(Store *store);

// --- several verbs at once -----------------------------------------------

// What is to be done with `store` in one transaction.  It may be called several times,
// where another process was in the way: so it begins by forgetting what it has noted.
typedef Err StoreWork(Store *store, void *context);

// Everything that `work` does is on disk when this returns OK, or nothing is: where
// `work` fails, and where the commit does, all of it is undone.  A verb that answers
// ERR_NOT_FOUND, ERR_CONFLICT or ERR_INVALID has changed nothing, so `work` may go on
// after it; ERR_BUSY and ERR_STORE it must pass on.  For the writer; not nested.
MUST_USE Err store_together(Store *store, StoreWork *work, void *context);

// --- customers -----------------------------------------------------------

// Store a new customer; `customer->id` is given by us.  It is listed at once, as
// `no_data`.  ERR_CONFLICT: the external id is taken, be it as an alias of no source.
MUST_USE Err store_add_customer(Store *store, Customer *customer);

// Put these attributes in place of what is stored; `id` and `created_at` stay.  Its picture
// is out of date then, for a scorecard may look at any of them.
// ERR_NOT_FOUND; ERR_CONFLICT: the external id is another customer's.
MUST_USE Err store_put_customer(Store *store, const Customer *customer);

// Erase a customer and everything known of it.  ERR_NOT_FOUND.
MUST_USE Err store_erase_customer(Store *store, int64_t customer);

// In a transaction: from here on to its end no other process changes this customer, so that
// what is read of it may be put back.  One that is not there is no failure.
MUST_USE Err store_hold_customer(Store *store, int64_t customer);

// ERR_NOT_FOUND where there is no such customer.
MUST_USE Err store_knows_customer(Store *store, int64_t customer);

// Who is meant: by our id, or by a name that others have for the customer.  A name that is
// to be stored has a source of at most EVENT_ID_MAX bytes, and CUSTOMER_TEXT_MAX characters.
typedef struct {
    int64_t id;  // > 0: by our id, and the rest is not looked at
    Str source;  // who calls it so: "segment", "stripe", ...; empty: nobody in particular
    Str value;
} Whose;

// Find who is meant: `out[i]` is the id of the customer at `wanted[i]`, or 0.  A name is
// looked for among the aliases of its source, then among those of no source, then among
// the customers' own external ids; an id that was merged away leads to who took it in.
MUST_USE Err store_find_customers(Store *store, const Whose *wanted, size_t count,
                                  int64_t *out, Arena scratch);

// Another name of a customer; once more is no change.  ERR_NOT_FOUND: there is no such
// customer; ERR_CONFLICT: it is another's, also where an alias of no source would be the
// external id of another.  `id` of the address is not looked at.
MUST_USE Err store_add_alias(Store *store, int64_t customer, Whose alias);

// ERR_NOT_FOUND where the customer has no such name.
MUST_USE Err store_remove_alias(Store *store, int64_t customer, Whose alias);

// The first ALIASES_MOST of a customer's other names, ordered by source and value.
enum { ALIASES_MOST = 1000 };
MUST_USE Err store_aliases(Store *store, Arena *arena, int64_t customer, Whose **out,
                           int *count);

// Join two customers: everything known of `from` is `into`'s, whose attributes stay; the
// id and the names of `from` lead to `into` from now on.  ERR_NOT_FOUND: there are not
// two such customers.
MUST_USE Err store_merge_customers(Store *store, int64_t from, int64_t into, Millis now,
                                   Arena scratch);

// The group a user was last said to be in (Segment's `group` call), by source; a later
// `at` wins, and of the same moment the larger name.  store_group: ERR_NOT_FOUND.
MUST_USE Err store_put_group(Store *store, Whose user, Str group, Millis at);
MUST_USE Err store_group(Store *store, Arena *arena, Whose user, Str *out);

typedef struct {  // a customer, and the picture lists show of it
    Customer customer;
    bool stale;          // newer facts wait: what follows is out of date
    Picture picture;     // under no card: it is what was measured
    bool scored;         // the rest is under the card that holds for it
    ScoreStatus status;  // where it is not scored: why, if the service says so
    double score;
    double coverage;
    Band band;
    Trend trend;
    NextDrop next_drop;
    int64_t watermark;      // as in facts.h; 0 in a list
    const Scorecard *card;  // by which it is judged: for who asks the store to say
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

// Up to `most` customers behind `after` that have not left, the worst score first,
// unscored ones last, ties by id.  `*count` says how many were written to `out`.
MUST_USE Err store_customers(Store *store, Arena *arena, ListPlace after, int most,
                             CustomerRow *out, int *count);

MUST_USE Err store_count_customers(Store *store, int64_t *out);

// Those that have not left.
MUST_USE Err store_count_live(Store *store, int64_t *out);

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
    bool churned;  // it has left: of the live book no more
    Millis created_at;
    Day renews_on;
    Str packed;  // its picture and the points of its trend, as columns_read takes them
    Str points;
} BookRow;

// Every customer, ordered by id, those that have left among them.
MUST_USE Err store_book(Store *store, Arena *arena, BookRow **out, int *count);

// What scorecards are chosen by: the attributes of every customer, ordered by id.
MUST_USE Err store_attributes(Store *store, Arena *arena, Customer **out, int *count);

typedef struct {  // what a customer is looked for by, and stands in a list by
    int64_t customer;
    Str external_id;
    Str name;
    Str email;
    Str segment;
    Str plan;
    Str owner;
    Str lifecycle;
    Str currency;
    int64_t mrr;
    Day renews_on;        // DAY_NONE: not said
    Millis last_seen_at;  // 0: never
    bool scored;
    double score;
    Band band;
    bool has_30d;
    double change_30d;
    Picture *picture;  // of nothing, where that cannot be read
    Day since;         // as it says; DAY_NONE where it cannot be read
    NextDrop next_drop;
} RollRow;

// Called with one customer after the other, ordered by id; its texts stay until it returns.
typedef void RollVisit(void *context, const RollRow *row);

// Show `visit` every customer, all as of one moment.
MUST_USE Err store_roll(Store *store, RollVisit *visit, void *context, Arena scratch);

// --- facts ---------------------------------------------------------------

typedef enum {
    APPEND_STORED,
    APPEND_DUPLICATE,  // the same event was stored before; nothing changed
    APPEND_CLASH,      // another event has this id; nothing changed
    APPEND_GONE,       // another process erased its customer meanwhile; nothing changed
} Appended;

// Add a batch of events: all of it is on disk when this returns OK, or none.
// `out[i]` says what became of `events[i]`; a duplicate's `at` becomes that of the event
// that is stored, for who repeats an event need not say its time.  An event's daily count, span, ticket
// or invoice change and its customer's stale mark are part of the same
// transaction.  Events may repeat within the batch.  The customers must exist.
MUST_USE Err store_append(Store *store, Event *events, size_t count, Appended *out,
                          Arena scratch);

// Take back an event of the customer's: it stays in the log, marked, and is counted no
// more.  Sent again it is still known, and answers as a repeat.  ERR_NOT_FOUND; voiding
// it once more is no change.  ERR_CONFLICT: `source` is empty and events of several doors
// have this id.
MUST_USE Err store_void_event(Store *store, int64_t customer, Str source, Str id,
                              Millis now, Arena scratch);

// Facts that were acknowledged and are not yet where lists are made from: move those of
// up to `most` customers there, and mark them stale.  `*left` says how many customers
// are left.  A database that puts every fact in its place at once has none, ever.
MUST_USE Err store_fold(Store *store, int most, int *left);

// About how many events wait for store_fold: to be asked by the writer's thread.
MUST_USE int64_t store_unfolded(const Store *store);

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

// How many events a customer has, those that were taken back among them.
MUST_USE Err store_count_events(Store *store, int64_t customer, int64_t *out);

// How many of them are of a type, and of a custom one of a name.
MUST_USE Err store_count_events_of(Store *store, int64_t customer, EventType type, Str name,
                                   int64_t *out);

// Has the customer fewer than `most` of what a feature, ticket or invoice event adds
// to: names of features, changes of tickets, changes of invoices?  An event that adds
// none, because its name or it itself is known, has room always.  ERR_CONFLICT: no.
MUST_USE Err store_has_room(Store *store, const Event *event, int64_t most);

// One customer's facts, all as of one moment, and who it is; daily counts from `from` on.
MUST_USE Err store_facts(Store *store, Arena *arena, int64_t customer, Day from,
                         Facts *out);

// The same with no daily counts that are of a day behind `days.to`: enough for pictures of
// days up to it.
MUST_USE Err store_facts_within(Store *store, Arena *arena, int64_t customer, DaySpan days,
                                Facts *out);

// Is every event of the log found among its customer's, and nothing else?  `*wrong`
// counts those that are not; store_mend_log puts all in their places anew.  Both read
// everything there is.
MUST_USE Err store_check_log(Store *store, int64_t *wrong);
MUST_USE Err store_mend_log(Store *store);

// Put these in place of the customer's daily counts and spans, and mark it stale.
MUST_USE Err store_replace_counts(Store *store, int64_t customer, const Facts *counts);

// --- pictures ------------------------------------------------------------

typedef struct {
    int64_t count;  // how many customers wait to be derived, counted up to a limit
    Millis oldest;  // since when the first of them waits; 0: none does
} Staleness;

// What is stale as of `today`: marked, with facts that wait for store_fold, or aged since
// its picture was made.
MUST_USE Err store_staleness(Store *store, Day today, int most, Staleness *out);

typedef struct {
    int64_t customer;
    int64_t mark;     // changes with every new fact
    bool overridden;  // there are overrides of it (said.h), now or once
} StaleMark;

// Up to `most` stale customers, those that wait longest first.  Pictures that have aged
// as of `today` are marked on the way, and the facts of some customers folded.  For the
// writer.
MUST_USE Err store_stale(Store *store, Day today, int most, StaleMark *out, int *count);

typedef struct {
    StaleMark mark;  // as it was when the facts were read
    Picture picture;
    Score score;  // under the default card, as what follows
    Trend trend;
    NextDrop next_drop;
} PictureRow;

// Store pictures and remove their stale marks, in one transaction.  A row whose
// mark has changed meanwhile is left out: newer facts have come, it stays stale.  Facts
// that wait for store_fold do not hinder it, and keep the customer stale.
MUST_USE Err store_put_pictures(Store *store, const PictureRow *rows, int count);

// --- what could not be stored as an event -------------------------------

typedef struct {
    int64_t id;   // ours; 0 until it is stored
    Millis at;    // when it came
    Str source;   // the door
    Str reason;   // a word, for counting: "unknown_type", "bad_signature", ...
    Str detail;   // a sentence
    Str payload;  // what was sent, or its beginning; not always JSON
    Str pointer;  // to what is wrong in it, "/details/amount"; empty: to no one thing
} Rejected;

enum {
    REJECTED_MOST = 10000,
    BAD_SIGNATURES_MOST = 500,  // of them: anybody can send those
    REJECTED_DAYS = 30,
    REJECTED_PAYLOAD_MAX = 2048,
};

// Keep what was refused; of what is older than REJECTED_DAYS, or comes before the last
// REJECTED_MOST, or BAD_SIGNATURES_MOST of that reason, some goes at every call.
MUST_USE Err store_keep_rejected(Store *store, const Rejected *rejected, size_t count,
                                 Millis now);

// Up to `most` of them, the latest first, those behind (older than) the id `after`; 0:
// from the latest.
MUST_USE Err store_rejected(Store *store, Arena *arena, int64_t after, int most,
                            Rejected *out, int *count);

typedef struct {
    int64_t id;   // ours; 0 until it is stored
    Whose whose;  // by a name nobody has: `id` is 0
    Event event;  // checked and typed; `customer` is 0
} Unmatched;

enum { UNMATCHED_MOST = 100000 };

// Keep events for which there is no customer yet.  `out[i]`, as store_append has it, of
// the events that wait.  ERR_CONFLICT: UNMATCHED_MOST wait already, nothing is kept.
MUST_USE Err store_keep_unmatched(Store *store, Unmatched *unmatched, size_t count,
                                  Appended *out, Arena scratch);

typedef struct {
    const Whose *whose;  // NULL: all; only those of that name, an empty source being any
    int64_t after;       // only those behind this id; 0: from the oldest
    int most;
} UnmatchedQuery;

// Some of them, the oldest first.  All of the event comes back as it was kept.
MUST_USE Err store_unmatched(Store *store, Arena *arena, const UnmatchedQuery *query,
                             Unmatched *out, int *count);
MUST_USE Err store_count_unmatched(Store *store, int64_t *out);

// They wait no more; ids that are gone already are no failure.
MUST_USE Err store_drop_unmatched(Store *store, const int64_t *ids, size_t count);

// --- answers that were given under an Idempotency-Key ---------------------

typedef struct {
    Str key;          // whoever may ask, method, path and the client's key
    Str fingerprint;  // of the request's body; at most 255 bytes, as is `type`
    int status;
    Str type;      // of the body
    Str location;  // where a Location was said
    Str body;
    Millis at;
} KeptAnswer;

enum { ANSWER_HOURS = 24, ANSWER_KEY_MAX = 3072, ANSWER_BODY_MAX = 65536 };

// Keep an answer for ANSWER_HOURS.  ERR_CONFLICT: there is one under this key.  Some of
// those that are older go with every one that is kept.
MUST_USE Err store_keep_answer(Store *store, const KeptAnswer *answer, Millis now);

// ERR_NOT_FOUND: none is kept under this key, or it is too old.
MUST_USE Err store_kept_answer(Store *store, Arena *arena, Str key, Millis now,
                               KeptAnswer *out);

// --- marks of our own ----------------------------------------------------

// A short text kept under a name ("sample": "complete").  ERR_NOT_FOUND.
MUST_USE Err store_note(Store *store, Arena *arena, Str name, Str *out);
MUST_USE Err store_put_note(Store *store, Str name, Str value);
