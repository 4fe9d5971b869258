#include "backends.h"
#include "making.h"
#include "sqlite_place.h"
#include "store/past.h"
#include "store/sqlite/query.h"

#include <fcntl.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static Arena *own(void)
{
    static Arena arena;
    if (!arena.next) arena = arena_map((size_t)1 << 28);
    return &arena;
}

static Str address_of(const char *path)
{
    return str_format(own(), "sqlite:%s", path);
}

static Store *open_writer(const char *path)
{
    Store *store = NULL;
    assert_ok(store_open(address_of(path), STORE_WRITER, &store));
    return store;
}

// A database at a new path, with one customer in it; closed.
static const char *made_database(void)
{
    const char *path = sqlite_fresh_path(own());
    Store *store = open_writer(path);
    add_customer(store, "Acme");
    store_close(store);
    return path;
}

// A statement of a stranger with the sqlite3 shell.
static void run_raw(const char *path, const char *statement)
{
    sqlite3 *db;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, statement, NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static Str bytes_of(const char *path)
{
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    size_t room = (size_t)1 << 20;
    char *text = arena_new(own(), char, room);
    size_t length = fread(text, 1, room, file);
    fclose(file);
    assert_true(length < room);
    return (Str){text, length};
}

static void write_bytes(const char *path, Str bytes)
{
    FILE *file = fopen(path, "r+");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes.text, 1, bytes.length, file), bytes.length);
    assert_int_equal(fclose(file), 0);
}

static mode_t mode_of(const char *path)
{
    struct stat found;
    assert_int_equal(stat(path, &found), 0);
    return found.st_mode & 0777;
}

static void assert_refused(const char *path, StoreRole role, Err with)
{
    Store *store = NULL;
    assert_int_equal(store_open(address_of(path), role, &store), with);
    assert_null(store);
}

// --- the place ---------------------------------------------------------------

TEST(what_is_missing_is_made_for_our_eyes_only)
{
    const char *top = sqlite_fresh_path(own());
    const char *path = str_z(own(), str_format(own(), "%s/a/b/c.db", top));
    Store *store = open_writer(path);
    assert_int_equal(mode_of(top), 0700);
    assert_int_equal(mode_of(path), 0600);
    assert_int_equal(mode_of(str_z(own(), str_format(own(), "%s-wal", path))), 0600);
    store_close(store);
}

TEST(a_place_where_nothing_can_be_made_is_refused)
{
    assert_refused("/proc/nowhere/a.db", STORE_WRITER, ERR_STORE);
    const char *file = made_database();
    assert_refused(str_z(own(), str_format(own(), "%s/a.db", file)), STORE_WRITER,
                   ERR_STORE);
}

TEST(a_reader_makes_no_file)
{
    const char *path = sqlite_fresh_path(own());
    assert_refused(path, STORE_READER, ERR_NOT_FOUND);
    assert_int_not_equal(access(path, F_OK), 0);
}

TEST(a_file_of_another_kind_is_refused_untouched)
{
    const char *path = sqlite_fresh_path(own());
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    for (int line = 0; line < 100; line++)
        fputs("not a database, but a novel\n", file);
    fclose(file);
    Str before = bytes_of(path);
    assert_refused(path, STORE_WRITER, ERR_STORE);
    assert_str_equal(bytes_of(path), before);
}

// --- one writer --------------------------------------------------------------

TEST(a_second_writer_is_refused_until_the_first_is_closed)
{
    const char *path = sqlite_fresh_path(own());
    Store *first = open_writer(path);
    assert_refused(path, STORE_WRITER, ERR_CONFLICT);
    assert_ok(store_ping(first));
    store_close(first);
    store_close(open_writer(path));
}

// In another process: open a writer, store an event, say so, and wait for the end.
static void serve_elsewhere(const char *path, int tell, int wait_for)
{
    Store *store = open_writer(path);
    (void)append_one(store, login(add_customer(store, "Acme"), "acknowledged", at(1, 0)));
    char byte = 'x';
    if (write(tell, &byte, 1) == 1 && read(wait_for, &byte, 1) == 0) _exit(0);
    _exit(1);
}

TEST(a_writer_in_another_process_is_respected_and_what_it_stored_survives_its_crash)
{
    const char *path = sqlite_fresh_path(own());
    int told[2], stop[2];
    assert_int_equal(pipe(told) + pipe(stop), 0);
    pid_t other = fork();
    if (other == 0) {
        close(stop[1]);
        serve_elsewhere(path, told[1], stop[0]);
    }
    char byte;
    assert_int_equal(read(told[0], &byte, 1), 1);
    assert_refused(path, STORE_WRITER, ERR_CONFLICT);

    assert_int_equal(kill(other, SIGKILL), 0);
    assert_int_equal(waitpid(other, NULL, 0), other);
    Store *store = open_writer(path);
    assert_int_equal(append_one(store, login(1, "acknowledged", at(1, 0))),
                     APPEND_DUPLICATE);
    assert_int_equal(facts_of(store, 1).dailies, 1);
    assert_int_equal(only_mark(store).customer, 1);
    store_close(store);
    close(told[0]), close(told[1]), close(stop[0]), close(stop[1]);
}

TEST(a_reader_can_change_nothing)
{
    const char *path = made_database();
    Store *reader;
    assert_ok(store_open(address_of(path), STORE_READER, &reader));
    assert_int_not_equal(store_put_note(reader, S("a"), S("b")), OK);
    assert_int_not_equal(store_erase_customer(reader, 1), OK);
    assert_ok(store_knows_customer(reader, 1));
    store_close(reader);
}

TEST(the_log_is_folded_into_the_file_when_the_writer_closes)
{
    const char *path = made_database();
    struct stat wal;
    const char *name = str_z(own(), str_format(own(), "%s-wal", path));
    assert_true(stat(name, &wal) != 0 || wal.st_size == 0);
}

// --- the schema --------------------------------------------------------------

TEST(a_newer_schema_is_refused_untouched)
{
    const char *path = made_database();
    run_raw(path, "INSERT INTO schema_version VALUES (9999, '9999_later', 0);");
    Str before = bytes_of(path);
    assert_refused(path, STORE_WRITER, ERR_CONFLICT);
    assert_refused(path, STORE_READER, ERR_CONFLICT);
    assert_str_equal(bytes_of(path), before);
}

TEST(a_reader_refuses_an_older_schema)
{
    const char *path = made_database();
    run_raw(path, "DELETE FROM schema_version WHERE version > 1;");
    assert_refused(path, STORE_READER, ERR_CONFLICT);
}

TEST(a_migration_that_was_cut_off_is_done_again)
{
    const char *path = made_database();
    run_raw(path, "DROP TABLE outcome; DROP TABLE customer_override;"
                  "DROP TABLE customer_note; DROP TABLE list_view; DROP TABLE arrival;"
                  "DROP INDEX rejected_by_door; DROP INDEX unmatched_by_account;"
                  "ALTER TABLE rejected DROP COLUMN pointer;"
                  "UPDATE customer SET lifecycle = 'churned' WHERE id = 1;"
                  "DELETE FROM schema_version WHERE version >= 20;");
    Store *store = open_writer(path);
    assert_ok(store_knows_customer(store, 1));
    store_close(store);
}

TEST(of_a_log_that_is_there_already_it_is_noted_since_when_anything_came)
{
    const char *path = made_database();
    Store *store = open_writer(path);
    Event events[] = {login(1, "later", at(3, 0)), login(1, "first", at(1, 0))};
    append_all(store, events, 2);
    store_close(store);
    run_raw(path, "DELETE FROM note WHERE name = 'received_since';"
                  "DELETE FROM schema_version WHERE version >= 24;");
    store = open_writer(path);
    LogSpan span;
    assert_ok(store_log_span(store, &span));
    assert_int_equal(span.received_at, at(1, 1));
    store_close(store);
}

TEST(a_picture_another_version_packed_is_out_of_date)
{
    const char *path = made_database();
    run_raw(path, "UPDATE picture SET packed = x'ff00';");
    Store *store = open_writer(path);
    CustomerRow row;
    assert_ok(store_customer(store, own(), 1, on(0), &row));
    assert_true(row.stale);
    store_close(store);
}

// --- deadlines ---------------------------------------------------------------

TEST(what_a_reader_asks_is_given_up_at_its_deadline)
{
    static const char count[] =
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
        "WHERE i < 100000) SELECT count(*) FROM n";
    const char *path = made_database();
    Store *reader;
    assert_ok(store_open(address_of(path), STORE_READER, &reader));
    Sqlite *sqlite = (Sqlite *)reader;
    assert_ok(sqlite_ready(sqlite));
    assert_ok(query_once(sqlite, count));
    sqlite->deadline = 0;
    assert_int_equal(query_once(sqlite, count), ERR_BUSY);
    assert_ok(store_knows_customer(reader, 1));
    store_close(reader);
}

enum { LOGGED = 8000, LOGGED_AT_ONCE = 1000 };

// A log that is long enough for a look at the clock in the middle of reading it.
static const char *made_log(void)
{
    const char *path = sqlite_fresh_path(own());
    Store *store = open_writer(path);
    int64_t customer = add_customer(store, "Acme");
    for (int from = 0; from < LOGGED; from += LOGGED_AT_ONCE) {
        Arena scratch = *own();
        Event *events = arena_new(&scratch, Event, LOGGED_AT_ONCE);
        for (int e = 0; e < LOGGED_AT_ONCE; e++)
            events[e] =
                login(customer, str_z(&scratch, str_format(&scratch, "%d", from + e)),
                      at(e % 9, 0));
        append_all(store, events, LOGGED_AT_ONCE);
    }
    store_close(store);
    return path;
}

TEST(a_look_at_the_log_that_takes_too_long_is_given_up_and_the_next_has_its_own_time)
{
    Store *reader;
    assert_ok(store_open(address_of(made_log()), STORE_READER, &reader));
    Sqlite *sqlite = (Sqlite *)reader;
    const LateQuery query = {.upto = LOGGED};
    const int64_t patience = sqlite->patience;
    for (int again = 0; again < 2; again++) {
        LateRow *row;
        LogSpan span;
        int count;
        sqlite->patience = 0;
        assert_ok(store_log_span(reader, &span));  // which looks at no event but the last
        assert_int_equal(span.last, LOGGED);
        assert_int_equal(store_late(reader, test_arena(), &query, &row, &count), ERR_BUSY);
        sqlite->patience = patience;
        assert_ok(store_late(reader, test_arena(), &query, &row, &count));
        assert_int_equal(count, LOGGED);
    }
    store_close(reader);
}

// Each look at the clock counts the steps since the one before, whoever took them.
TEST(what_was_asked_long_ago_does_not_shorten_the_next_answer)
{
    Store *reader;
    assert_ok(store_open(address_of(made_database()), STORE_READER, &reader));
    Sqlite *sqlite = (Sqlite *)reader;
    for (int i = 0; i < 10000; i++) {
        int64_t latest;
        sqlite->deadline = 0;
        assert_ok(store_latest(reader, &latest));
    }
    store_close(reader);
}

// --- when the disk fails -----------------------------------------------------

// Files may grow to `most` bytes from now on; RLIM_INFINITY: as they like.
static void limit_files(rlim_t most)
{
    struct rlimit limit;
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    limit.rlim_cur = most == RLIM_INFINITY ? limit.rlim_max : most;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

// Append batches of eight events until one fails; how many were acknowledged.
static int append_until_full(Store *store, int64_t customer, Err *err)
{
    enum { BATCH = 8, BATCHES_MAX = 1000 };
    static char details[EVENT_DETAILS_MAX];
    int stored = 0;
    *err = OK;
    for (int b = 0; b < BATCHES_MAX; b++) {
        Event batch[BATCH];
        Appended became[BATCH];
        for (int i = 0; i < BATCH; i++) {
            batch[i] = login(customer, "", at(i, 0));
            batch[i].id = str_format(own(), "%d-%d", b, i);
            batch[i].details = (Str){details, sizeof details};
        }
        *err = store_append(store, batch, BATCH, became, *own());
        if (*err) return stored;
        stored += BATCH;
    }
    return stored;
}

static int64_t logins_of(Store *store, int64_t customer)
{
    int64_t sum = 0;
    Facts facts = facts_of(store, customer);
    for (int d = 0; d < facts.dailies; d++)
        sum += facts.daily[d].count;
    return sum;
}

TEST(a_batch_is_stored_whole_or_not_at_all_when_the_disk_is_full)
{
    const char *path = sqlite_fresh_path(own());
    Store *store = open_writer(path);
    int64_t customer = add_customer(store, "Acme");

    Err err;
    limit_files((rlim_t)2 << 20);
    int stored = append_until_full(store, customer, &err);
    int64_t logged = logins_of(store, customer);
    Err again = store_put_note(store, S("a"), S("b"));
    limit_files(RLIM_INFINITY);

    assert_int_equal(err, ERR_BUSY);
    assert_true(again == OK || again == ERR_BUSY);
    assert_true(stored > 0);
    assert_int_equal(logged, stored);

    assert_int_equal(append_one(store, login(customer, "later", at(0, 0))), APPEND_STORED);
    store_close(store);
    store = open_writer(path);
    assert_int_equal(logins_of(store, customer), stored + 1);
    store_close(store);
}

TEST(a_database_somebody_else_holds_is_busy_and_usable_afterwards)
{
    const char *path = made_database();
    Store *store = open_writer(path);
    sqlite3 *stranger;
    assert_int_equal(sqlite3_open(path, &stranger), SQLITE_OK);
    assert_int_equal(sqlite3_exec(stranger, "BEGIN IMMEDIATE", NULL, NULL, NULL),
                     SQLITE_OK);

    Event event = login(1, "a", at(0, 0));
    Appended became;
    assert_int_equal(store_append(store, &event, 1, &became, *own()), ERR_BUSY);
    assert_ok(store_knows_customer(store, 1));

    assert_int_equal(sqlite3_close(stranger), SQLITE_OK);
    assert_int_equal(append_one(store, event), APPEND_STORED);
    store_close(store);
}

TEST(a_connection_the_disk_has_failed_is_made_anew)
{
    const char *path = made_database();
    enum { PAGE = 4096 };
    Str whole = bytes_of(path);
    Store *reader;
    assert_ok(store_open(address_of(path), STORE_READER, &reader));

    // all but the first page, which holds the schema, is scribbled over
    char *scribble = arena_new(own(), char, whole.length);
    for (size_t i = 0; i < whole.length; i++)
        scribble[i] = i < PAGE ? whole.text[i] : (char)0xee;
    write_bytes(path, (Str){scribble, whole.length});
    assert_int_equal(store_knows_customer(reader, 1), ERR_STORE);

    write_bytes(path, whole);
    assert_ok(store_knows_customer(reader, 1));
    store_close(reader);
}

int test_tear_down(void)
{
    sqlite_clean();
    return 0;
}
