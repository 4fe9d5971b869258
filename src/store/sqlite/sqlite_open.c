#include "base/clock.h"
#include "base/log.h"
#include "gen/sqlite_migrations.h"
#include "store/sqlite/place.h"
#include "store/sqlite/query.h"

#include <limits.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#define SECOND ((int64_t)1000 * 1000 * 1000)  // in ticks
#define READ_LIMIT (5 * SECOND)               // a reader may take
#define CLOSE_FOLD_LIMIT SECOND               // what a close may fold

enum {
    BUSY_MILLIS = 1000,    // somebody with the sqlite3 shell holds the file: wait this long
    STEPS_A_LOOK = 20000,  // between two looks at the clock; well under a millisecond
    CLOSE_BUSY_MILLIS = 200,  // a reader that is still open delays the stop by no more
    MOVES_MAX = 1 << 24,      // of one transaction; address space only
    ROOM_BYTES = 1 << 30,     // the same
};

// --- the schema

static Err number_of(Sqlite *sqlite, Query which, int *out)
{
    Err err = query_prepare(sqlite, which);
    if (!err) err = query_one(sqlite, which);
    if (err) return err;
    *out = (int)column_int(query_new(sqlite, which), 0);
    query_leave(sqlite, which);
    return OK;
}

static Err schema_version(void *database, int *out)
{
    Err err = number_of(database, HAS_SCHEMA, out);
    if (!err && *out) err = number_of(database, SCHEMA_VERSION, out);
    return err;
}

static Err note_version(Sqlite *sqlite, const Migration *migration)
{
    Err err = query_prepare(sqlite, ADD_SCHEMA_VERSION);
    if (err) return err;
    Statement *query = query_new(sqlite, ADD_SCHEMA_VERSION);
    bind_int(query, 1, migration->number);
    bind_str(query, 2, str_of(migration->name));
    bind_int(query, 3, clock_now());
    return query_run(sqlite, ADD_SCHEMA_VERSION);
}

static Err apply(void *database, const Migration *migration)
{
    Sqlite *sqlite = database;
    Err err = query_begin(sqlite, BEGIN_WRITE);
    if (err) return err;
    for (const char *const *statement = migration->statements; !err && *statement;
         statement++)
        err = query_once(sqlite, *statement);
    if (!err) err = note_version(sqlite, migration);
    return query_end(sqlite, err);
}

static const Migrator migrator = {schema_version, apply};

// A reader changes nothing: the schema must be there, and be ours.
static Err check_schema(Sqlite *sqlite)
{
    int version = 0, known = 0;
    for (const Migration *m = sqlite_migrations; m->number; m++)
        known = m->number;
    Err err = migrate_check(sqlite_migrations, &migrator, sqlite, &version);
    if (err || version == known) return err;
    log_error("%s: has schema %d, older than this program's %d: start the server once, it "
              "brings it up to date",
              sqlite->path, version, known);
    return ERR_CONFLICT;
}

// --- connecting

static int expired(void *connection)
{
    const Sqlite *sqlite = connection;
    return clock_ticks() > sqlite->deadline;
}

static Err open_file(Sqlite *sqlite)
{
    int code = sqlite3_open_v2(sqlite->path, &sqlite->db,
                               SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
    if (code == SQLITE_OK) {
        sqlite3_extended_result_codes(sqlite->db, 1);
        sqlite3_busy_timeout(sqlite->db, BUSY_MILLIS);
        return OK;
    }
    log_error("%s: %s", sqlite->path, sqlite3_errstr(code));
    return ERR_STORE;
}

// The journal must be the write-ahead log: readers and the writer rely on it.
static Err use_wal(Sqlite *sqlite)
{
    Statement *pragma = NULL;
    int code =
        sqlite3_prepare_v2(sqlite->db, "PRAGMA journal_mode = WAL", -1, &pragma, NULL);
    if (code == SQLITE_OK) code = sqlite3_step(pragma);
    bool wal = code == SQLITE_ROW && str_equal(column_borrow(pragma, 0), S("wal"));
    sqlite3_finalize(pragma);
    if (wal) return OK;
    log_error(
        "%s: this file system cannot hold SQLite's write-ahead log: %s. Choose a local "
        "disk",
        sqlite->path, sqlite3_errmsg(sqlite->db));
    return ERR_STORE;
}

// The version is looked at first: a file of a newer program is not touched.
//
// Small pages, because a batch touches a page or two of each of its customers and
// writes each of them whole: at 10,000 customers and 700,000 events, 4 KiB a page
// wrote 10.6 KB an event and took 17 microseconds, 16 KiB wrote 26 and took 22.
static Err connect_writer(Sqlite *sqlite)
{
    int version;
    Err err = query_once(sqlite, "PRAGMA page_size = 4096");  // of a new file
    if (!err) err = migrate_check(sqlite_migrations, &migrator, sqlite, &version);
    if (!err) err = use_wal(sqlite);
    if (!err) err = query_once(sqlite, "PRAGMA synchronous = FULL");
    if (!err) err = query_once(sqlite, "PRAGMA cache_size = -8192");
    // 16 MB of log: seldom enough to pay, and read within a moment after a crash
    if (!err) err = query_once(sqlite, "PRAGMA wal_autocheckpoint = 4000");
    if (!err) err = query_once(sqlite, "PRAGMA journal_size_limit = 67108864");
    if (!err) err = migrate(sqlite_migrations, &migrator, sqlite);
    return err;
}

// Only the writer checkpoints: two connections doing so is a known fault of SQLite 3.40.
static Err connect_reader(Sqlite *sqlite)
{
    sqlite3_db_config(sqlite->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    sqlite3_progress_handler(sqlite->db, STEPS_A_LOOK, expired, sqlite);
    Err err = query_once(sqlite, "PRAGMA wal_autocheckpoint = 0");
    if (!err) err = query_once(sqlite, "PRAGMA query_only = ON");
    if (!err) err = query_once(sqlite, "PRAGMA cache_size = -2048");
    if (!err) err = check_schema(sqlite);
    return err;
}

static Err prepare_all(Sqlite *sqlite)
{
    Err err = OK;
    for (Query which = 0; !err && which < QUERY_COUNT; which++)
        err = query_prepare(sqlite, which);
    return err;
}

static void disconnect(Sqlite *sqlite)
{
    for (Query which = 0; which < QUERY_COUNT; which++) {
        sqlite3_finalize(sqlite->query[which]);
        sqlite->query[which] = NULL;
    }
    sqlite3_close(sqlite->db);
    sqlite->db = NULL;
}

static Err connect_file(Sqlite *sqlite)
{
    sqlite->broken = false;
    sqlite->deadline = INT64_MAX;
    Err err = open_file(sqlite);
    if (!err) err = query_prepare(sqlite, BEGIN_WRITE);
    if (!err) err = query_prepare(sqlite, COMMIT);
    if (!err) err = query_prepare(sqlite, ROLL_BACK);
    if (!err)
        err =
            sqlite->role == STORE_WRITER ? connect_writer(sqlite) : connect_reader(sqlite);
    if (!err) err = prepare_all(sqlite);
    if (!err && sqlite->role == STORE_WRITER) err = sqlite_load_tail(sqlite);
    if (!err) return OK;

    disconnect(sqlite);
    sqlite->broken = true;
    return err;
}

// A reader by itself knows nothing of the tail but what it reads.
Err sqlite_ready(Sqlite *sqlite)
{
    if (sqlite->broken) {
        disconnect(sqlite);
        Err err = sqlite->role == STORE_WRITER ? place_settle(sqlite->path) : OK;
        if (!err) err = connect_file(sqlite);
        if (err) return err;
        log_notice("%s: opened again", sqlite->path);
    }
    sqlite->deadline = clock_ticks() + sqlite->patience;
    bool alone = sqlite->role == STORE_READER && sqlite->owns_tail;
    return alone ? sqlite_load_tail(sqlite) : OK;
}

// --- opening and closing

// So that the next start finds less to do; what is not done in time is done then.
static void fold_for_a_while(Sqlite *sqlite)
{
    const int64_t until = clock_ticks() + CLOSE_FOLD_LIMIT;
    int left = 0;
    do {
        if (sqlite_fold(&sqlite->store, INT_MAX, &left)) return;
    } while (left > 0 && clock_ticks() < until);
    (void)sqlite_fold(&sqlite->store, 0, &left);  // notes how far it came
}

static void close_store(Store *store)
{
    Sqlite *sqlite = (Sqlite *)store;
    bool writes = sqlite->role == STORE_WRITER;
    if (writes && sqlite->db) fold_for_a_while(sqlite);
    if (writes && sqlite->db) {  // a disk that fails has taken the connection
        sqlite3_busy_timeout(sqlite->db, CLOSE_BUSY_MILLIS);
        sqlite3_wal_checkpoint_v2(sqlite->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    }
    disconnect(sqlite);
    place_release(sqlite->lock);
    if (sqlite->owns_tail) tail_close(sqlite->tail);
    arena_unmap(sqlite->moves_room);
    arena_unmap(sqlite->room);
    free(sqlite);
}

static bool is_shared(const Store *store)
{
    (void)store;
    return false;
}

// Nobody else writes.
static Err hold_customer(Store *store, int64_t customer)
{
    (void)store, (void)customer;
    return OK;
}

Err sqlite_together(Store *store, StoreWork *work, void *context)
{
    Sqlite *sqlite = (Sqlite *)store;
    Err err = sqlite_make_room(sqlite);
    if (!err) err = query_begin(sqlite, BEGIN_WRITE);
    if (err) return err;
    sqlite->together = true;
    err = work(store, context);
    sqlite->together = false;
    return query_end(sqlite, err);
}

static Err open_beside(const Store *writer, Store **out);

static const Backend backend = {
    .close = close_store,
    .is_shared = is_shared,
    .open_beside = open_beside,
    .together = sqlite_together,
    .fold = sqlite_fold,
    .unfolded = sqlite_unfolded,
    .ping = sqlite_ping,
    .add_customer = sqlite_add_customer,
    .put_customer = sqlite_put_customer,
    .erase_customer = sqlite_erase_customer,
    .find_customers = sqlite_find_customers,
    .add_alias = sqlite_add_alias,
    .remove_alias = sqlite_remove_alias,
    .aliases = sqlite_aliases,
    .merge_customers = sqlite_merge_customers,
    .put_group = sqlite_put_group,
    .group = sqlite_group,
    .hold_customer = hold_customer,
    .knows_customer = sqlite_knows_customer,
    .customer = sqlite_customer,
    .customers = sqlite_customers,
    .count_customers = sqlite_count_customers,
    .count_live = sqlite_count_live,
    .book = sqlite_book,
    .attributes = sqlite_attributes,
    .roll = sqlite_roll,
    .append = sqlite_append,
    .void_event = sqlite_void_event,
    .events = sqlite_events,
    .count_events = sqlite_count_events,
    .count_events_of = sqlite_count_events_of,
    .has_room = sqlite_has_room,
    .facts = sqlite_facts,
    .check_log = sqlite_check_log,
    .mend_log = sqlite_mend_log,
    .replace_counts = sqlite_replace_counts,
    .staleness = sqlite_staleness,
    .stale = sqlite_stale,
    .put_pictures = sqlite_put_pictures,
    .keep_rejected = sqlite_keep_rejected,
    .rejected = sqlite_rejected,
    .keep_unmatched = sqlite_keep_unmatched,
    .unmatched = sqlite_unmatched,
    .count_unmatched = sqlite_count_unmatched,
    .drop_unmatched = sqlite_drop_unmatched,
    .add_arrivals = sqlite_add_arrivals,
    .arrivals = sqlite_arrivals,
    .count_rejected = sqlite_count_rejected,
    .unmatched_names = sqlite_unmatched_names,
    .log_span = sqlite_log_span,
    .latest = sqlite_latest,
    .late = sqlite_late,
    .add_outcome = sqlite_add_outcome,
    .outcomes = sqlite_outcomes,
    .remove_outcome = sqlite_remove_outcome,
    .add_override = sqlite_add_override,
    .overrides = sqlite_overrides,
    .end_override = sqlite_end_override,
    .add_customer_note = sqlite_add_customer_note,
    .customer_notes = sqlite_customer_notes,
    .remove_customer_note = sqlite_remove_customer_note,
    .add_view = sqlite_add_view,
    .views = sqlite_views,
    .remove_view = sqlite_remove_view,
    .keep_answer = sqlite_keep_answer,
    .kept_answer = sqlite_kept_answer,
    .publish_card = sqlite_publish_card,
    .latest_card = sqlite_latest_card,
    .published_cards = sqlite_published_cards,
    .count_published = sqlite_count_published,
    .put_draft = sqlite_put_draft,
    .draft = sqlite_draft,
    .drop_draft = sqlite_drop_draft,
    .drafts = sqlite_drafts,
    .note = sqlite_note,
    .put_note = sqlite_put_note,
};

static Err take_place(Sqlite *sqlite)
{
    if (sqlite->role == STORE_READER) return place_check(sqlite->path);
    Err err = place_make(sqlite->path);
    if (!err) err = place_hold(sqlite->path, &sqlite->lock);
    if (!err && place_settle(sqlite->path)) err = ERR_STORE;
    return err;
}

static bool is_path(Str path)
{
    return path.length > 0 && path.length < SQLITE_PATH_MAX && path.text[0] != ':' &&
           str_find(path, 0) < 0 && !str_ends(path, S("/"));
}

// `tail` NULL: one of its own.
static Err open_with(Str path, StoreRole role, Tail *tail, Store **out)
{
    Sqlite *sqlite = calloc(1, sizeof *sqlite);
    if (!sqlite) return ERR_STORE;
    sqlite->store.backend = &backend;
    sqlite->role = role;
    sqlite->lock = -1;
    sqlite->patience = READ_LIMIT;
    sqlite->owns_tail = !tail;
    sqlite->tail = tail ? tail : tail_open();
    sqlite->room = arena_map(ROOM_BYTES);
    if (role == STORE_WRITER) {
        sqlite->moves_room = arena_map(MOVES_MAX * sizeof *sqlite->move);
        sqlite->move = (Move *)(void *)sqlite->moves_room.next;
    }
    memcpy(sqlite->path, path.text, path.length);

    Err err = take_place(sqlite);
    if (!err) err = connect_file(sqlite);
    if (err)
        close_store(&sqlite->store);
    else
        *out = &sqlite->store;
    return err;
}

static Err open_beside(const Store *writer, Store **out)
{
    const Sqlite *sqlite = (const Sqlite *)writer;
    return open_with(str_of(sqlite->path), STORE_READER, sqlite->tail, out);
}

Err sqlite_open(Str path, StoreRole role, Store **out)
{
    if (is_path(path)) return open_with(path, role, NULL, out);
    log_error("\"sqlite:%.*s\" must name a file, as in sqlite:data/customer-health.db",
              STR(path));
    return ERR_INVALID;
}
