// query.h: how is a prepared query run?
//
//     Statement *query = query_new(sqlite, FIND_EVENT);
//     bind_str(query, 1, source);
//     bind_str(query, 2, id);
//     while (query_row(sqlite, FIND_EVENT, &err)) ... column_int(query, 0) ...
//
// A query is run again by query_new; every parameter is bound anew each time, and
// what is bound must live until the last row.  Parameters count from 1 and columns
// from 0, as SQLite has it.  Here SQLite's codes become ours, once, with the name of
// the failing query in the log.
#pragma once

#include "store/sqlite/sqlite.h"

// Prepare a query; done for all of them at open.
MUST_USE Err query_prepare(Sqlite *sqlite, Query which);

// The query, at its beginning, to bind its parameters to.
Statement *query_new(Sqlite *sqlite, Query which);
void bind_int(Statement *query, int parameter, int64_t value);
void bind_double(Statement *query, int parameter, double value);
void bind_str(Statement *query, int parameter, Str value);
void bind_bytes(Statement *query, int parameter, const unsigned char *bytes, size_t length);
void bind_blob(Statement *query, int parameter, Str bytes);  // a text of any bytes
void bind_null(Statement *query, int parameter);
void bind_day(Statement *query, int parameter, Day day);  // DAY_NONE is NULL

// Run a query that returns no rows; how many rows it changed, and the key it gave to
// the last one.
MUST_USE Err query_run(Sqlite *sqlite, Query which);
int64_t query_changes(const Sqlite *sqlite);
int64_t query_new_id(const Sqlite *sqlite);

// Step to the next row.  False at the end, and where it failed: then `*err` says so,
// else it is OK.
bool query_row(Sqlite *sqlite, Query which, Err *err);

// Leave the rows that are left; needed only where query_row has not said false.
void query_leave(Sqlite *sqlite, Query which);

// The first and only row: ERR_NOT_FOUND where there is none.  query_leave it.
MUST_USE Err query_one(Sqlite *sqlite, Query which);

// An array that doubles as rows come: it has room for one more behind `count` then.
void *rows_room(Arena *arena, void *array, int count, size_t size);

bool column_is_null(Statement *query, int column);
Day column_day(Statement *query, int column);  // NULL is DAY_NONE
int64_t column_int(Statement *query, int column);
double column_double(Statement *query, int column);
Str column_borrow(Statement *query, int column);             // until the next row
Str column_str(Arena *arena, Statement *query, int column);  // a copy

// Everything between begin and end is of one moment, and all of it is done or none.
// `begin` is BEGIN_READ or BEGIN_WRITE.  query_end commits where `err` is OK, else
// undoes everything; it answers `err`, or how the commit failed; and the tail follows.  Within store_together
// both leave the transaction to it.
MUST_USE Err query_begin(Sqlite *sqlite, Query begin);
MUST_USE Err query_end(Sqlite *sqlite, Err err);

// A statement that is run once and has no parameters: a pragma, a migration.
MUST_USE Err query_once(Sqlite *sqlite, const char *text);
