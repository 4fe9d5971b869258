#include "../backends.h"
#include "../making.h"
#include "../mysql_server.h"
#include "base/writer.h"
#include "child.h"
#include "store/past.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static Err open_as(Str address, StoreRole role, Store **out)
{
    *out = NULL;
    return store_open(address, role, out);
}

static void assert_refused(Str address, Err with)
{
    Store *store;
    assert_int_equal(open_as(address, STORE_WRITER, &store), with);
    assert_null(store);
}

// --- who does not get in

TEST(a_server_that_does_not_answer_yet_is_busy)
{
    // a port nobody listens on: the system has just given it to us
    int taken = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in here = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    socklen_t size = sizeof here;
    assert_int_equal(bind(taken, (struct sockaddr *)&here, size), 0);
    assert_int_equal(getsockname(taken, (struct sockaddr *)&here, &size), 0);

    assert_refused(
        str_format(test_arena(), "mysql://a:b@127.0.0.1:%d/health", ntohs(here.sin_port)),
        ERR_BUSY);
    close(taken);
    assert_refused(S("mysql://a:b@/health?socket=/nowhere/at/all"), ERR_BUSY);
}

TEST(what_is_no_address_is_refused)
{
    assert_refused(S("mysql://localhost/health"), ERR_INVALID);
    assert_refused(S("mysql://a:b@localhost"), ERR_INVALID);
}

// What `body` writes to standard error.
static Str said_by(void (*body)(Str address), Str address)
{
    static char text[8192];
    FILE *said = tmpfile();
    int before = dup(STDERR_FILENO);
    dup2(fileno(said), STDERR_FILENO);
    body(address);
    dup2(before, STDERR_FILENO);
    close(before);
    rewind(said);
    size_t length = fread(text, 1, sizeof text, said);
    fclose(said);
    return (Str){text, length};
}

static void refuse_login(Str address)
{
    assert_refused(address, ERR_INVALID);
}

static void refuse_silent(Str address)
{
    assert_refused(address, ERR_BUSY);
}

static bool holds(Str text, const char *what)
{
    size_t length = strlen(what);
    for (size_t i = 0; i + length <= text.length; i++)
        if (memcmp(text.text + i, what, length) == 0) return true;
    return false;
}

TEST(a_wrong_password_is_refused_and_not_logged)
{
    mysql_server_need();
    Arena *arena = test_arena();
    Str address = mysql_fresh_database(arena);
    mysql_server_run("CREATE USER IF NOT EXISTS 'health_test'@'%' IDENTIFIED BY 'right'");
    mysql_server_run("GRANT ALL ON *.* TO 'health_test'@'%'");

    Str wrong = mysql_address_as(arena, address, S("health_test:wr0ng-one"));
    Str said = said_by(refuse_login, wrong);
    assert_true(holds(said, "Access denied"));
    assert_false(holds(said, "wr0ng-one"));

    Store *store;
    Str right = mysql_address_as(arena, address, S("health_test:right"));
    assert_ok(open_as(right, STORE_WRITER, &store));
    store_close(store);
    mysql_server_run("DROP USER 'health_test'@'%'");
}

TEST(no_password_is_logged_when_nobody_answers)
{
    Str said = said_by(refuse_silent, S("mysql://a:s3cret@/health?socket=/nowhere/at/all"));
    assert_true(holds(said, "does not answer"));
    assert_false(holds(said, "s3cret"));
}

TEST(an_unknown_database_is_refused)
{
    mysql_server_need();
    Arena *arena = test_arena();
    Str address = mysql_fresh_database(arena);
    mysql_server_run(
        str_z(arena, str_format(arena, "DROP DATABASE %s", mysql_server_database())));
    assert_refused(address, ERR_INVALID);
}

// --- the schema

static Str versions(void)
{
    return mysql_server_list(test_arena(),
                             "SELECT version, name FROM schema_version ORDER BY version");
}

// How every table is made, but for how many rows it has seen.
static Str tables(Arena *arena)
{
    Writer writer = {.arena = arena};
    Arena names = arena_map((size_t)1 << 20), start = names;
    Str list = mysql_server_list(&names, "SHOW TABLES");
    while (list.length) {
        Str name = str_cut(&list, '\n');
        Str made = mysql_server_list(
            &names, str_z(&names, str_format(&names, "SHOW CREATE TABLE %.*s", STR(name))));
        while (made.length) {
            Str word = str_cut(&made, ' ');
            if (str_starts(word, S("AUTO_INCREMENT="))) continue;
            writer_put(&writer, word);
            writer_char(&writer, ' ');
        }
    }
    arena_unmap(start);
    return writer_str(&writer);
}

TEST(the_schema_to_mount_is_what_the_migrations_make)
{
    mysql_server_need();
    Arena arena = arena_map((size_t)1 << 20), start = arena;
    Store *store;
    assert_ok(open_as(mysql_fresh_database(&arena), STORE_WRITER, &store));
    store_close(store);
    Str migrated = tables(&arena), migrations = str_copy(&arena, versions());
    assert_true(migrated.length > 1000);

    Str address = mysql_fresh_database(&arena);
    mysql_server_load(SCHEMA_SQL);
    assert_str_equal(tables(&arena), migrated);
    assert_str_equal(versions(), migrations);

    assert_ok(open_as(address, STORE_WRITER, &store));
    assert_true(add_customer(store, "Acme") > 0);
    store_close(store);
    arena_unmap(start);
}

TEST(a_schema_newer_than_the_program_is_refused_and_left_alone)
{
    mysql_server_need();
    Store *store;
    Str address = mysql_fresh_database(test_arena());
    assert_ok(open_as(address, STORE_WRITER, &store));
    store_close(store);

    mysql_server_run("INSERT INTO schema_version VALUES (9999, '9999_later', 0)");
    mysql_server_run("DROP TABLE note");
    assert_refused(address, ERR_CONFLICT);
    assert_int_equal(open_as(address, STORE_READER, &store), ERR_CONFLICT);
    assert_str_equal(mysql_server_list(test_arena(), "SHOW TABLES LIKE 'note'"), S(""));
}

TEST(a_migration_cut_off_before_it_was_noted_is_done_again)
{
    mysql_server_need();
    Store *store;
    Arena arena = arena_map((size_t)1 << 20), start = arena;
    Str address = mysql_fresh_database(&arena);
    assert_ok(open_as(address, STORE_WRITER, &store));
    int64_t customer = add_customer(store, "Acme");
    store_close(store);
    int64_t all = mysql_server_ask("SELECT max(version) FROM schema_version");

    for (int64_t left = 0; left < all; left++) {
        Arena scratch = arena;
        mysql_server_run(str_z(&scratch, str_format(&scratch,
                                                    "DELETE FROM schema_version "
                                                    "WHERE version > %d",
                                                    (int)left)));
        assert_int_equal(open_as(address, STORE_READER, &store), ERR_CONFLICT);
        assert_ok(open_as(address, STORE_WRITER, &store));
        assert_ok(store_knows_customer(store, customer));
        store_close(store);
        assert_int_equal(mysql_server_ask("SELECT count(*) FROM schema_version"), all);
    }
    arena_unmap(start);
}

TEST(of_a_log_that_is_there_already_it_is_noted_since_when_anything_came)
{
    mysql_server_need();
    Store *store;
    LogSpan span;
    Arena arena = arena_map((size_t)1 << 20), start = arena;
    Str address = mysql_fresh_database(&arena);
    assert_ok(open_as(address, STORE_WRITER, &store));
    int64_t customer = add_customer(store, "Acme");
    Event events[] = {login(customer, "later", at(3, 0)),
                      login(customer, "first", at(1, 0))};
    append_all(store, events, 2);
    store_close(store);
    mysql_server_run("DELETE FROM note WHERE name = 'received_since'");
    mysql_server_run("DELETE FROM schema_version WHERE version >= 24");
    assert_ok(open_as(address, STORE_WRITER, &store));
    assert_ok(store_log_span(store, &span));
    assert_int_equal(span.received_at, at(1, 1));
    store_close(store);
    arena_unmap(start);
}

static int open_fresh(void *address)
{
    Store *store;
    Err err = open_as(*(Str *)address, STORE_WRITER, &store);
    if (!err) store_close(store);
    return (int)err;
}

TEST(several_processes_may_start_at_once_on_an_empty_database)
{
    enum { PROCESSES = 4 };
    mysql_server_need();
    Str address = mysql_fresh_database(test_arena());
    pid_t child[PROCESSES];
    for (int c = 0; c < PROCESSES; c++)
        child[c] = child_start(open_fresh, &address);
    for (int c = 0; c < PROCESSES; c++)
        assert_int_equal(child_answer(child[c]), OK);
    assert_int_equal(mysql_server_ask("SELECT count(*) = max(version) FROM schema_version"),
                     1);
}

TEST(other_processes_may_write_to_the_same_database)
{
    mysql_server_need();
    Store *store;
    assert_ok(open_as(mysql_fresh_database(test_arena()), STORE_WRITER, &store));
    assert_true(store_is_shared(store));
    store_close(store);
}
