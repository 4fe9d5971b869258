#include "store/store.h"

#include "base/writer.h"
#include "sqlite_place.h"
#include "test.h"

#include <sqlite3.h>
#include <stdio.h>

static Arena *own(void)
{
    static Arena arena;
    if (!arena.next) arena = arena_map((size_t)1 << 24);
    return &arena;
}

// Every statement that made a table or an index, as SQLite has kept it.
static Str schema_of(const char *path)
{
    sqlite3 *db;
    sqlite3_stmt *query;
    Writer writer = {.arena = own()};
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(
        sqlite3_prepare_v2(db,
                           "SELECT sql FROM sqlite_schema "
                           "WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' "
                           "ORDER BY rowid",
                           -1, &query, NULL),
        SQLITE_OK);
    while (sqlite3_step(query) == SQLITE_ROW) {
        if (writer.length) writer_put(&writer, S("\n"));
        writer_put(&writer, str_of((const char *)sqlite3_column_text(query, 0)));
        writer_put(&writer, S(";\n"));
    }
    sqlite3_finalize(query);
    sqlite3_close(db);
    return writer_str(&writer);
}

static Str expected(void)
{
    size_t room = (size_t)1 << 20;
    char *text = arena_new(own(), char, room);
    FILE *file = fopen(SCHEMA_EXPECTED, "r");
    assert_non_null(file);
    size_t length = fread(text, 1, room, file);
    fclose(file);
    return (Str){text, length};
}

TEST(migrated_from_nothing_the_schema_is_the_expected_one)
{
    Store *store;
    const char *path = sqlite_fresh_path(own());
    assert_int_equal(store_open(str_format(own(), "sqlite:%s", path), STORE_WRITER, &store),
                     OK);
    store_close(store);
    assert_str_equal(schema_of(path), expected());
}

int test_tear_down(void)
{
    sqlite_clean();
    return 0;
}
