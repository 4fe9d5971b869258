#include "base/clock.h"
#include "base/log.h"
#include "base/random.h"
#include "gen/mysql_migrations.h"
#include "store/mysql/verbs.h"

#include <mysql.h>
#include <string.h>

// A session, its statements' texts and the values of the largest statement.
enum { SESSION_BYTES = 1 << 20 };

// --- the schema

static Err number_of(Session *session, Query which, int *out)
{
    Rows rows;
    Err err = session_prepare_one(session, which);
    if (!err) err = session_ask_one(session, which, NO_VALUES, &rows);
    if (err) return err;
    *out = (int)row_int(&rows, 0);
    rows_leave(&rows);
    return OK;
}

static Err schema_version(void *database, int *out)
{
    Err err = number_of(database, HAS_SCHEMA, out);
    if (!err && *out) err = number_of(database, SCHEMA_VERSION, out);
    return err;
}

// MySQL commits every change of the schema by itself: so the statements of a
// migration may find, after a crash or beside another process, that they are done.
static Err apply(void *database, const Migration *migration)
{
    Session *session = database;
    Err err = OK;
    for (const char *const *statement = migration->statements; !err && *statement;
         statement++)
        err = session_run_once(session, *statement);
    if (!err) err = session_prepare_one(session, ADD_SCHEMA_VERSION);
    if (!err)
        err = session_run(session, ADD_SCHEMA_VERSION,
                          VALUES(value_int(migration->number),
                                 value_text(str_of(migration->name)),
                                 value_int(clock_now())));
    return err;
}

static const Migrator migrator = {schema_version, apply};

// The first column of the first row, as a number; -1 where there is none.
static int64_t first_number(Session *session)
{
    int64_t number = -1;
    MYSQL_RES *rows = mysql_store_result(session->link);
    if (!rows) return -1;
    MYSQL_ROW row = mysql_fetch_row(rows);
    if (row && row[0] && !str_int(str_of(row[0]), &number)) number = -1;
    mysql_free_result(rows);
    return number;
}

static Err failed(Session *session, const char *doing)
{
    return session_failed(session, doing, mysql_errno(session->link),
                          mysql_error(session->link));
}

// One process at a time: the others wait, and then find the work done.
static Err migrate_alone(Session *session)
{
    if (mysql_query(session->link,
                    "SELECT GET_LOCK(CONCAT('schema ', SHA2(DATABASE(), 224)), 20)"))
        return failed(session, "waiting to change the schema");
    if (first_number(session) != 1) {
        log_warning("another process has been changing the schema for 20 seconds");
        return ERR_BUSY;
    }
    Err err = migrate(mysql_migrations, &migrator, session);
    if (!session->link) return err;
    if (mysql_query(session->link,
                    "SELECT RELEASE_LOCK(CONCAT('schema ', SHA2(DATABASE(), 224)))"))
        return failed(session, "changing the schema");
    (void)first_number(session);
    return err;
}

static Err check_schema(Session *session)
{
    int version = 0, known = 0;
    for (const Migration *m = mysql_migrations; m->number; m++)
        known = m->number;
    Err err = migrate_check(mysql_migrations, &migrator, session, &version);
    if (err || version == known) return err;
    if (session->role == STORE_WRITER) return migrate_alone(session);

    log_error("the database %s has schema %d, older than this program's %d: start the "
              "server once, it brings it up to date",
              session->address.name, version, known);
    return ERR_CONFLICT;
}

// --- what to warn of

static const char *const warnings[] = {
    "innodb_flush_log_at_trx_commit is not 1: what was acknowledged can be lost when the "
    "machine of the database fails",
    "the binary log is on and sync_binlog is not 1: what was acknowledged can be missing "
    "from it after the machine of the database fails",
    "sql_mode is not strict, though we asked for it: a proxy in between may hold back SET",
    "the server is read-only: nothing can be stored as long as that is so",
};

// The four columns are 1 where all is well.
static Err warn(Session *session)
{
    if (mysql_query(session->link, "SELECT @@global.innodb_flush_log_at_trx_commit = 1, "
                                   "@@global.log_bin = 0 OR @@global.sync_binlog = 1, "
                                   "@@session.sql_mode LIKE '%STRICT_ALL_TABLES%', "
                                   "@@global.read_only = 0"))
        return failed(session, "asking for the server's settings");
    MYSQL_RES *rows = mysql_store_result(session->link);
    if (!rows) return failed(session, "asking for the server's settings");
    MYSQL_ROW row = mysql_fetch_row(rows);
    for (unsigned i = 0; row && i < sizeof warnings / sizeof *warnings; i++)
        if (!row[i] || !str_equal(str_of(row[i]), S("1")))
            log_warning("MySQL: %s", warnings[i]);
    mysql_free_result(rows);
    return OK;
}

// --- opening and closing

static void close_store(Store *store)
{
    Session *session = (Session *)store;
    session_disconnect(session);
    arena_unmap(session->start);
}

static bool is_shared(const Store *store)
{
    (void)store;
    return true;
}

static const Backend backend = {
    .close = close_store,
    .is_shared = is_shared,
    .together = session_together,
    .fold = session_fold,
    .unfolded = session_unfolded,
    .ping = session_ping,
    .add_customer = session_add_customer,
    .put_customer = session_put_customer,
    .erase_customer = session_erase_customer,
    .find_customers = session_find_customers,
    .add_alias = session_add_alias,
    .remove_alias = session_remove_alias,
    .aliases = session_aliases,
    .merge_customers = session_merge_customers,
    .put_group = session_put_group,
    .group = session_group,
    .hold_customer = session_hold_customer,
    .knows_customer = session_knows_customer,
    .customer = session_customer,
    .customers = session_customers,
    .count_customers = session_count_customers,
    .count_live = session_count_live,
    .book = session_book,
    .attributes = session_attributes,
    .roll = session_roll,
    .append = session_append,
    .void_event = session_void_event,
    .events = session_events,
    .count_events = session_count_events,
    .count_events_of = session_count_events_of,
    .has_room = session_has_room,
    .facts = session_facts,
    .check_log = session_check_log,
    .mend_log = session_mend_log,
    .replace_counts = session_replace_counts,
    .staleness = session_staleness,
    .stale = session_stale,
    .put_pictures = session_put_pictures,
    .keep_rejected = session_keep_rejected,
    .rejected = session_rejected,
    .keep_unmatched = session_keep_unmatched,
    .unmatched = session_unmatched,
    .count_unmatched = session_count_unmatched,
    .drop_unmatched = session_drop_unmatched,
    .add_arrivals = session_add_arrivals,
    .arrivals = session_arrivals,
    .count_rejected = session_count_rejected,
    .unmatched_names = session_unmatched_names,
    .log_span = session_log_span,
    .latest = session_latest,
    .late = session_late,
    .add_outcome = session_add_outcome,
    .outcomes = session_outcomes,
    .remove_outcome = session_remove_outcome,
    .add_override = session_add_override,
    .overrides = session_overrides,
    .end_override = session_end_override,
    .add_customer_note = session_add_customer_note,
    .customer_notes = session_customer_notes,
    .remove_customer_note = session_remove_customer_note,
    .add_view = session_add_view,
    .views = session_views,
    .remove_view = session_remove_view,
    .keep_answer = session_keep_answer,
    .kept_answer = session_kept_answer,
    .publish_card = session_publish_card,
    .latest_card = session_latest_card,
    .published_cards = session_published_cards,
    .count_published = session_count_published,
    .put_draft = session_put_draft,
    .draft = session_draft,
    .drop_draft = session_drop_draft,
    .drafts = session_drafts,
    .note = session_note,
    .put_note = session_put_note,
};

static Err connect_first(Session *session)
{
    Err err = session_connect(session);
    if (!err && session->role == STORE_WRITER) err = warn(session);
    if (!err) err = check_schema(session);
    if (!err) err = session_prepare(session);
    return err;
}

Err mysql_open(Str address, StoreRole role, Store **out)
{
    Arena start = arena_map(SESSION_BYTES), life = start;
    Session *session = arena_new(&life, Session, 1);
    session->store.backend = &backend;
    session->role = role;
    session->own = random_bits();
    session->start = start;

    const char *complaint;
    Err err = address_parse(&life, address, &session->address, &complaint);
    session->life = life;
    if (err)
        log_error(
            "the address of the database must be mysql://user:password@host:port/name, "
            "but %s",
            complaint);
    if (!err) err = connect_first(session);
    if (err)
        close_store(&session->store);
    else
        *out = &session->store;
    return err;
}
