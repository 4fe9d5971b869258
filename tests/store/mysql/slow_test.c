#include "../backends.h"
#include "../making.h"
#include "../mysql_server.h"
#include "store/mysql/session.h"
#include "store/past.h"

#include <mysql.h>

// A reader that may take a tenth of a second for an answer from now on, and not five.
static Store *impatient_reader(Str address)
{
    Store *reader;
    assert_ok(store_open(address, STORE_READER, &reader));
    MYSQL *link = ((Session *)reader)->link;
    assert_int_equal(mysql_query(link, "SELECT CAST(@@max_statement_time AS SIGNED)"), 0);
    MYSQL_RES *limit = mysql_store_result(link);
    assert_non_null(limit);
    assert_string_equal(mysql_fetch_row(limit)[0], "5");
    mysql_free_result(limit);
    assert_int_equal(mysql_query(link, "SET SESSION max_statement_time = 0.1"), 0);
    return reader;
}

TEST(a_look_at_the_log_that_takes_too_long_is_given_up_and_the_next_is_answered)
{
    Store *writer;
    mysql_server_need_own();  // MariaDB, whose limit is called so
    Arena life = arena_map((size_t)1 << 20);
    Str address = mysql_fresh_database(&life);
    assert_ok(store_open(address, STORE_WRITER, &writer));
    Event event = login(add_customer(writer, "Acme"), "e-1", at(1, 1));
    assert_int_equal(append_one(writer, event), APPEND_STORED);
    Store *reader = impatient_reader(address);
    const LateQuery query = {.upto = INT64_MAX};
    for (int again = 0; again < 2; again++) {
        LateRow *row;
        LogSpan span;
        int64_t latest;
        int count;
        mysql_server_run("LOCK TABLES event WRITE");  // whoever asks for it waits
        assert_int_equal(store_late(reader, test_arena(), &query, &row, &count), ERR_BUSY);
        assert_int_equal(count, 0);
        assert_int_equal(store_log_span(reader, &span), ERR_BUSY);
        assert_int_equal(store_latest(reader, &latest), ERR_BUSY);
        mysql_server_run("UNLOCK TABLES");
        assert_ok(store_late(reader, test_arena(), &query, &row, &count));
        assert_int_equal(count, 1);
        assert_ok(store_log_span(reader, &span));
        assert_ok(store_latest(reader, &latest));
        assert_int_equal(span.last, latest);
    }
    store_close(reader);
    store_close(writer);
}
