// table.h: what does each column of a table hold?
//
// The first row says it.  Of events there is a table, and of customers: one has a `type`,
// the other a `name`.
#pragma once

#include "http/reply.h"
#include "web/bulk/csv.h"

typedef enum { TABLE_EVENTS, TABLE_CUSTOMERS } TableKind;

typedef struct {
    Str name[CSV_COLUMNS_MAX];
    bool about[CSV_COLUMNS_MAX];  // it says whose the event is
    int columns;                  // 0: the first row has not come
    TableKind kind;
} Table;

// Read the first row; the names are copied.  ERR_INVALID: it is no such table's, and
// `*why` says which columns are wanted.
MUST_USE Err table_head(Arena *arena, Str row, Table *out, Str *why);

typedef struct {  // a row's cells that are not empty, by the names of their columns
    Pair about[3];
    int abouts;
    Pair rest[CSV_COLUMNS_MAX];
    int rests;
} Row;

// The cells live in the arena.  ERR_INVALID: it has another number of cells than there
// are columns, or is not UTF-8; `*fault` says so.
MUST_USE Err table_row(Arena *arena, const Table *table, Str row, Row *out, Fault *fault);
