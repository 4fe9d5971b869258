#include "store/sqlite/query.h"

#include "base/log.h"

#include <sqlite3.h>

// Where it stands after a failure of the disk: there was no room, or no more of a
// quota, or the write failed otherwise.  It can be tried again once there is room.
static bool is_unwritable(int extended)
{
    return (extended & 0xff) == SQLITE_FULL || extended == SQLITE_IOERR_WRITE ||
           extended == SQLITE_IOERR_SHMSIZE;
}

// The disk has failed us: what the system still holds in memory may not be what is on
// disk, so the connection is not trusted any more.
static bool is_disk_failure(int code)
{
    return code == SQLITE_IOERR || code == SQLITE_CANTOPEN || code == SQLITE_CORRUPT;
}

// SQLite's codes become ours.
static Err failed(Sqlite *sqlite, const char *what)
{
    int extended = sqlite3_extended_errcode(sqlite->db), code = extended & 0xff;
    const char *message = sqlite3_errmsg(sqlite->db);
    if (is_disk_failure(code)) sqlite->broken = true;
    if (code == SQLITE_BUSY || code == SQLITE_LOCKED) return ERR_BUSY;
    if (code == SQLITE_INTERRUPT) {
        log_warning("%s: given up, it took too long", what);
        return ERR_BUSY;
    }
    if (is_unwritable(extended)) {
        log_error("%s: %s cannot be written (%s): is there room left? Nothing was stored",
                  what, sqlite->path, message);
        return ERR_BUSY;
    }
    if (code == SQLITE_NOTADB)
        log_error("%s: is not an SQLite database: choose another file", sqlite->path);
    else
        log_error("%s: %s: %s (%d)", what, sqlite->path, message, extended);
    return ERR_STORE;
}

Err query_prepare(Sqlite *sqlite, Query which)
{
    if (sqlite->query[which]) return OK;
    int code = sqlite3_prepare_v3(sqlite->db, sql[which], -1, SQLITE_PREPARE_PERSISTENT,
                                  &sqlite->query[which], NULL);
    return code == SQLITE_OK ? OK : failed(sqlite, query_name[which]);
}

Statement *query_new(Sqlite *sqlite, Query which)
{
    return sqlite->query[which];
}

void bind_int(Statement *query, int parameter, int64_t value)
{
    sqlite3_bind_int64(query, parameter, value);
}

void bind_double(Statement *query, int parameter, double value)
{
    sqlite3_bind_double(query, parameter, value);
}

void bind_str(Statement *query, int parameter, Str value)
{
    sqlite3_bind_text64(query, parameter, value.length ? value.text : "", value.length,
                        SQLITE_STATIC, SQLITE_UTF8);
}

void bind_bytes(Statement *query, int parameter, const unsigned char *bytes, size_t length)
{
    sqlite3_bind_blob64(query, parameter, bytes, length, SQLITE_STATIC);
}

void bind_blob(Statement *query, int parameter, Str bytes)
{
    sqlite3_bind_blob64(query, parameter, bytes.length ? bytes.text : "", bytes.length,
                        SQLITE_STATIC);
}

void bind_null(Statement *query, int parameter)
{
    sqlite3_bind_null(query, parameter);
}

void bind_day(Statement *query, int parameter, Day day)
{
    if (day == DAY_NONE)
        bind_null(query, parameter);
    else
        bind_int(query, parameter, day);
}

// The failure is read before the reset, which may write over it.
static bool step(Sqlite *sqlite, Query which, Err *err)
{
    Statement *query = sqlite->query[which];
    int code = sqlite3_step(query);
    *err = OK;
    if (code == SQLITE_ROW) return true;
    if (code != SQLITE_DONE) *err = failed(sqlite, query_name[which]);
    sqlite3_reset(query);
    return false;
}

Err query_run(Sqlite *sqlite, Query which)
{
    Err err;
    while (step(sqlite, which, &err))
        continue;
    return err;
}

int64_t query_changes(const Sqlite *sqlite)
{
    return sqlite3_changes64(sqlite->db);
}

int64_t query_new_id(const Sqlite *sqlite)
{
    return sqlite3_last_insert_rowid(sqlite->db);
}

bool query_row(Sqlite *sqlite, Query which, Err *err)
{
    return step(sqlite, which, err);
}

void query_leave(Sqlite *sqlite, Query which)
{
    sqlite3_reset(sqlite->query[which]);
}

Err query_one(Sqlite *sqlite, Query which)
{
    Err err;
    if (step(sqlite, which, &err)) return OK;
    return err ? err : ERR_NOT_FOUND;
}

void *rows_room(Arena *arena, void *array, int count, size_t size)
{
    enum { FIRST = 16 };
    if (count == 0) return arena_grow(arena, NULL, 0, FIRST * size);
    if (count < FIRST || (count & (count - 1)) != 0) return array;
    return arena_grow(arena, array, (size_t)count * size, 2 * (size_t)count * size);
}

bool column_is_null(Statement *query, int column)
{
    return sqlite3_column_type(query, column) == SQLITE_NULL;
}

Day column_day(Statement *query, int column)
{
    return column_is_null(query, column) ? DAY_NONE : (Day)column_int(query, column);
}

int64_t column_int(Statement *query, int column)
{
    return sqlite3_column_int64(query, column);
}

double column_double(Statement *query, int column)
{
    return sqlite3_column_double(query, column);
}

Str column_borrow(Statement *query, int column)
{
    const char *text = sqlite3_column_blob(query, column);
    int length = sqlite3_column_bytes(query, column);
    return length > 0 ? (Str){text, (size_t)length} : (Str){0};
}

Str column_str(Arena *arena, Statement *query, int column)
{
    return str_copy(arena, column_borrow(query, column));
}

Err query_begin(Sqlite *sqlite, Query begin)
{
    if (sqlite->together) return OK;
    Err err = sqlite_ready(sqlite);
    if (!err) err = query_run(sqlite, begin);
    return err;
}

// SQLite may have undone everything by itself, and then there is nothing to undo.
static void roll_back(Sqlite *sqlite)
{
    if (sqlite3_get_autocommit(sqlite->db)) return;
    Err err = query_run(sqlite, ROLL_BACK);
    if (err) sqlite->broken = true;
}

// What was folded is in the tail no more where all went well, and what was added never
// was where it did not.
static void follow(Sqlite *sqlite, bool committed)
{
    for (size_t m = 0; m < sqlite->moves; m++) {
        const Move *move = &sqlite->move[m];
        if (move->added != committed) tail_drop(sqlite->tail, move->customer, move->number);
    }
    sqlite->moves = 0;
}

Err query_end(Sqlite *sqlite, Err err)
{
    if (sqlite->together) return err;
    if (!err) err = query_run(sqlite, COMMIT);
    if (err) roll_back(sqlite);
    follow(sqlite, !err);
    return err;
}

Err query_once(Sqlite *sqlite, const char *text)
{
    Statement *query = NULL;
    int code = sqlite3_prepare_v2(sqlite->db, text, -1, &query, NULL);
    while (code == SQLITE_OK || code == SQLITE_ROW)
        code = sqlite3_step(query);
    Err err = code == SQLITE_DONE ? OK : failed(sqlite, text);
    sqlite3_finalize(query);
    return err;
}
