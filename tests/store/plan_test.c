#include "gen/sqlite_sql.h"
#include "store/store.h"

#include "sqlite_place.h"
#include "test.h"

#include <sqlite3.h>
#include <string.h>

static sqlite3 *open_migrated(void)
{
    Store *store;
    sqlite3 *db;
    const char *path = sqlite_fresh_path(test_arena());
    Arena scratch = arena_map((size_t)1 << 16);
    assert_int_equal(
        store_open(str_format(&scratch, "sqlite:%s", path), STORE_WRITER, &store), OK);
    store_close(store);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    return db;
}

// Tables that grow with every event: they are searched, never read from end to end.
static bool is_scan_of_facts(const char *step)
{
    static const char *const tables[] = {
        "event",    "daily",  "span",           "ticket_change", "invoice_change",
        "timeline", "voided", "customer_alias", "merged",        "membership"};
    if (strncmp(step, "SCAN ", 5) != 0) return false;
    for (size_t t = 0; t < sizeof tables / sizeof *tables; t++) {
        size_t length = strlen(tables[t]);
        if (strncmp(step + 5, tables[t], length) == 0) return true;
    }
    return false;
}

// Whoever checks, mends or proves everything reads everything.
static bool is_for_all(Query which)
{
    return which == DISPLACED || which == IMAGINED || which == MAKE_TIMELINES ||
           which == ERASE_ALL_TIMELINES || which == LOG_SPAN;
}

// Call `refuse` on each step of the plan of each query.
static void assert_no_step(bool (*refuse)(const char *step))
{
    sqlite3 *db = open_migrated();
    Arena *arena = test_arena();
    for (Query which = 0; which < QUERY_COUNT; which++) {
        sqlite3_stmt *plan;
        if (is_for_all(which)) continue;
        const char *question =
            str_z(arena, str_format(arena, "EXPLAIN QUERY PLAN %s", sql[which]));
        assert_int_equal(sqlite3_prepare_v2(db, question, -1, &plan, NULL), SQLITE_OK);
        while (sqlite3_step(plan) == SQLITE_ROW) {
            const char *step = (const char *)sqlite3_column_text(plan, 3);
            if (refuse(step)) fail_msg("%s: %s", query_name[which], step);
        }
        sqlite3_finalize(plan);
    }
    sqlite3_close(db);
}

TEST(no_query_reads_the_facts_from_end_to_end)
{
    assert_no_step(is_scan_of_facts);
}

static bool is_sort(const char *step)
{
    return strstr(step, "TEMP B-TREE") != NULL;
}

TEST(no_query_sorts_what_an_index_has_in_order)
{
    assert_no_step(is_sort);
}

// The first implementation scored all customers to show one.
TEST(one_customer_is_found_without_reading_any_other)
{
    sqlite3 *db = open_migrated();
    Arena *arena = test_arena();
    const Query asked[] = {CUSTOMER, KNOWS_CUSTOMER, DAILIES,          SPANS,
                           TICKETS,  INVOICES,       FIND_EXTERNAL_ID, FIND_MERGED,
                           ALIASES,  FIND_GROUP,     UNMATCHED_OF,     FIND_ANSWER};
    for (size_t q = 0; q < sizeof asked / sizeof *asked; q++) {
        sqlite3_stmt *plan;
        const char *question =
            str_z(arena, str_format(arena, "EXPLAIN QUERY PLAN %s", sql[asked[q]]));
        assert_int_equal(sqlite3_prepare_v2(db, question, -1, &plan, NULL), SQLITE_OK);
        int steps = 0;
        for (; sqlite3_step(plan) == SQLITE_ROW; steps++)
            assert_null(strstr((const char *)sqlite3_column_text(plan, 3), "SCAN "));
        assert_true(steps > 0);
        sqlite3_finalize(plan);
    }
    sqlite3_close(db);
}

TEST(a_scan_of_the_facts_would_be_seen)
{
    assert_true(is_scan_of_facts("SCAN event"));
    assert_true(is_scan_of_facts("SCAN daily USING COVERING INDEX daily_x"));
    assert_false(is_scan_of_facts("SEARCH event USING INDEX event_timeline (customer=?)"));
    assert_false(is_scan_of_facts("SCAN customer"));
}

int test_tear_down(void)
{
    sqlite_clean();
    return 0;
}
