// sqlite.h: what is a connection to an SQLite file?
//
// Private to this folder.  One connection, one thread; all queries are prepared when
// it is opened.  Only query.c and sqlite_open.c know SQLite's own header.
#pragma once

#include "gen/sqlite_sql.h"
#include "store/backend.h"
#include "store/columns.h"
#include "store/sqlite/tail.h"
#include "store/tally.h"

typedef struct sqlite3_stmt Statement;

enum {
    SQLITE_PATH_MAX = 4000,
    ROOM_KEPT = 1 << 20,  // bytes of a connection's room that stay warm
    // How far one transaction folds: some milliseconds, so that those who want to write
    // meanwhile hardly notice.
    FOLD_EVENTS = 1000,
};

typedef struct {  // an event that was added to the log, or put in its place
    int64_t customer;
    int64_t number;
    bool added;
} Move;

typedef struct {
    Store store;  // first, so that a Store is one of us
    StoreRole role;
    struct sqlite3 *db;
    Statement *query[QUERY_COUNT];
    int64_t patience;  // how long a reader may take for one answer, in ticks
    int64_t deadline;  // of what it runs now, in clock_ticks()
    bool broken;       // the disk failed us: connect anew before the next use
    bool together;     // within store_together: begin and end are its own
    Tail *tail;        // of the events that are in the log and nowhere else yet
    bool owns_tail;    // else it is the writer's
    int64_t number;    // the writer's: of the latest event in the log
    int64_t folded;    // up to where the note says that all is folded
    Arena moves_room;  // the writer's: what its transaction does to the tail
    Move *move;
    size_t moves;
    Arena room;  // for what a verb needs for itself
    int lock;    // the writer's hold on the file, a descriptor; -1: none
    char path[SQLITE_PATH_MAX];
} Sqlite;

// Before each use: sets the deadline, and connects anew where the disk had failed.
MUST_USE Err sqlite_ready(Sqlite *sqlite);

// For `put_picture` and `add_picture`, whose parameters are the same; `columns` must
// live until it has run.
void sqlite_bind_picture(Statement *query, const PictureColumns *columns);

// A stale mark that was never there before.
int64_t sqlite_fresh_mark(void);

// Note what the transaction under way does to the tail: how it ends decides.
void sqlite_note_move(Sqlite *sqlite, Move move);

// Read from the log what is in the tail; with what is folded already left out.
MUST_USE Err sqlite_load_tail(Sqlite *sqlite);

// The facts of a customer that are in the log alone go where they are read from; within a
// transaction of the writer.  For whoever changes what has happened.
MUST_USE Err sqlite_fold_customer(Sqlite *sqlite, int64_t customer);

// The same for up to `most` customers, as far as a transaction should go.
MUST_USE Err sqlite_fold_some(Sqlite *sqlite, int most);

// Who never folds is made to before the next transaction: the tail has an end.
MUST_USE Err sqlite_make_room(Sqlite *sqlite);

// The customer's numbers in the tail, as of a moment before the transaction that is then
// begun: so none is missed that is folded meanwhile.
typedef struct {
    int64_t *number;  // the latest first
    int64_t count;
    int64_t latest;  // the number of the last event, whoever's, that had come by then
} Unfolded;
MUST_USE Err sqlite_unfolded_of(Sqlite *sqlite, Arena *arena, int64_t customer,
                                Unfolded *out);

// Those of them that are in no other place, within the transaction: their type, name, at,
// quantity and number.
MUST_USE Err sqlite_read_unfolded(Sqlite *sqlite, Arena *arena, int64_t customer,
                                  const Unfolded *unfolded, Event **out, size_t *count);

// Add the counts and spans of a batch of events; within a transaction.
MUST_USE Err sqlite_add_tally(Sqlite *sqlite, const Tally *tally);

// Within a transaction: is there such a customer?  ERR_NOT_FOUND.
MUST_USE Err sqlite_customer_is_there(Sqlite *sqlite, int64_t customer);

// The same: all that is said of it (NULL: there is none), and the watermark.
MUST_USE Err sqlite_customer_alone(Sqlite *sqlite, Arena *arena, int64_t customer,
                                   Facts *out);

// The same: who is meant?  0: nobody.
MUST_USE Err sqlite_find_customer(Sqlite *sqlite, const Whose *whose, int64_t *out);

// The same: its picture is out of date, since that moment.
MUST_USE Err sqlite_mark_stale(Sqlite *sqlite, int64_t customer, Millis since);

// The same: its lifecycle follows its outcomes.
MUST_USE Err sqlite_settle_lifecycle(Sqlite *sqlite, int64_t customer);

// The verbs of backend.h, by the file that holds them.
Err sqlite_add_customer(Store *store, Customer *customer);
Err sqlite_put_customer(Store *store, const Customer *customer);
Err sqlite_erase_customer(Store *store, int64_t customer);
Err sqlite_knows_customer(Store *store, int64_t customer);
Err sqlite_customer(Store *store, Arena *arena, int64_t id, Day today, CustomerRow *out);
Err sqlite_customers(Store *store, Arena *arena, ListPlace after, int most,
                     CustomerRow *out, int *count);
Err sqlite_count_customers(Store *store, int64_t *out);
Err sqlite_count_live(Store *store, int64_t *out);
Err sqlite_book(Store *store, Arena *arena, BookRow **out, int *count);
Err sqlite_attributes(Store *store, Arena *arena, Customer **out, int *count);
Err sqlite_roll(Store *store, RollVisit *visit, void *context, Arena scratch);

Err sqlite_find_customers(Store *store, const Whose *wanted, size_t count, int64_t *out,
                          Arena scratch);
Err sqlite_add_alias(Store *store, int64_t customer, Whose alias);
Err sqlite_remove_alias(Store *store, int64_t customer, Whose alias);
Err sqlite_aliases(Store *store, Arena *arena, int64_t customer, Whose **out, int *count);
Err sqlite_merge_customers(Store *store, int64_t from, int64_t into, Millis now,
                           Arena scratch);
Err sqlite_put_group(Store *store, Whose user, Str group, Millis at);
Err sqlite_group(Store *store, Arena *arena, Whose user, Str *out);

Err sqlite_append(Store *store, Event *events, size_t count, Appended *out, Arena scratch);
Err sqlite_replace_counts(Store *store, int64_t customer, const Facts *counts);

Err sqlite_void_event(Store *store, int64_t customer, Str source, Str id, Millis now,
                      Arena scratch);

Err sqlite_events(Store *store, Arena *arena, const EventQuery *query, int most, Event *out,
                  int *count);
Err sqlite_count_events(Store *store, int64_t customer, int64_t *out);
Err sqlite_count_events_of(Store *store, int64_t customer, EventType type, Str name,
                           int64_t *out);
Err sqlite_has_room(Store *store, const Event *event, int64_t most);
Err sqlite_facts(Store *store, Arena *arena, int64_t customer, DaySpan days, Facts *out);

Err sqlite_staleness(Store *store, Day today, int most, Staleness *out);
Err sqlite_stale(Store *store, Day today, int most, StaleMark *out, int *count);
Err sqlite_put_pictures(Store *store, const PictureRow *rows, int count);

Err sqlite_keep_rejected(Store *store, const Rejected *rejected, size_t count, Millis now);
Err sqlite_rejected(Store *store, Arena *arena, int64_t after, int most, Rejected *out,
                    int *count);
Err sqlite_keep_unmatched(Store *store, Unmatched *unmatched, size_t count, Appended *out,
                          Arena scratch);
Err sqlite_unmatched(Store *store, Arena *arena, const UnmatchedQuery *query,
                     Unmatched *out, int *count);
Err sqlite_count_unmatched(Store *store, int64_t *out);
Err sqlite_drop_unmatched(Store *store, const int64_t *ids, size_t count);

Err sqlite_add_arrivals(Store *store, const Arrival *arrivals, size_t count, Millis now);
Err sqlite_arrivals(Store *store, Arena *arena, Arrival **out, int *count);
Err sqlite_count_rejected(Store *store, Arena *arena, RejectedCount **out, int *count);
Err sqlite_unmatched_names(Store *store, Arena *arena, int most, UnmatchedName *out,
                           int *count);

Err sqlite_log_span(Store *store, LogSpan *out);
Err sqlite_latest(Store *store, int64_t *out);
Err sqlite_late(Store *store, Arena *arena, const LateQuery *query, LateRow **out,
                int *count);

Err sqlite_add_outcome(Store *store, Outcome *outcome);
Err sqlite_outcomes(Store *store, Arena *arena, int64_t customer, Outcome **out,
                    int *count);
Err sqlite_remove_outcome(Store *store, int64_t customer, int64_t outcome);
Err sqlite_add_override(Store *store, Override *override);
Err sqlite_overrides(Store *store, Arena *arena, int64_t customer, Override **out,
                     int *count);
Err sqlite_end_override(Store *store, const Override *which, Day day, Millis now);
Err sqlite_add_customer_note(Store *store, CustomerNote *note);
Err sqlite_customer_notes(Store *store, Arena *arena, const CustomerNote *after, int most,
                          CustomerNote *out, int *count);
Err sqlite_remove_customer_note(Store *store, int64_t customer, int64_t note);

Err sqlite_add_view(Store *store, ListView *view);
Err sqlite_views(Store *store, Arena *arena, ListView *out, int *count);
Err sqlite_remove_view(Store *store, int64_t view);

Err sqlite_keep_answer(Store *store, const KeptAnswer *answer, Millis now);
Err sqlite_kept_answer(Store *store, Arena *arena, Str key, Millis now, KeptAnswer *out);

Err sqlite_publish_card(Store *store, const PublishedCard *published);
Err sqlite_latest_card(Store *store, Arena *arena, Str card, PublishedCard *out);
Err sqlite_published_cards(Store *store, Arena *arena, PublishedCard **out, int *count);
Err sqlite_count_published(Store *store, int64_t *out);
Err sqlite_put_draft(Store *store, const CardDraft *draft);
Err sqlite_draft(Store *store, Arena *arena, Str card, CardDraft *out);
Err sqlite_drop_draft(Store *store, Str card);
Err sqlite_drafts(Store *store, Arena *arena, CardDraft **out, int *count);

Err sqlite_together(Store *store, StoreWork *work, void *context);
Err sqlite_fold(Store *store, int most, int *left);
Err sqlite_check_log(Store *store, int64_t *wrong);
Err sqlite_mend_log(Store *store);
int64_t sqlite_unfolded(const Store *store);
Err sqlite_ping(Store *store);
Err sqlite_note(Store *store, Arena *arena, Str name, Str *out);
Err sqlite_put_note(Store *store, Str name, Str value);
