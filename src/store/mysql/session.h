// session.h: how do we speak with a MySQL or MariaDB server?
//
// A Session is one connection on which every query of queries.sql is prepared.  A
// connection that is lost is made again: by itself where nothing can have been
// stored yet, which is while we only read, or have only begun a transaction.
//
// The server's errors become ours here and are logged here, once: ERR_BUSY (the
// connection was lost, or another process was in the way), ERR_CONFLICT (a unique
// key is taken; not logged), ERR_STORE.
#pragma once

#include "gen/mysql_sql.h"
#include "store/backend.h"
#include "store/mysql/address.h"
#include "store/mysql/value.h"

enum { ROW_SIZES = 4, VALUES_MAX = 1024 };

typedef struct {
    struct st_mysql_stmt *statement[ROW_SIZES];  // see rows_at_once
    struct Column *column;                       // of its answer
    unsigned columns;                            // 0: it answers nothing
} Prepared;

typedef struct {
    Store store;  // first, so that a Store is one of us
    StoreRole role;
    Address address;
    struct st_mysql *link;  // NULL: lost, and not made again yet
    bool takes_arrays;      // MariaDB: rows of values go to a statement made for one
    bool follows;           // customers of the last append had been merged away meanwhile
    bool repeats;           // of the last append, some had been stored before
    Millis received_since;  // the note says this or earlier; 0: it is not known
    Prepared prepared[QUERY_COUNT];
    Value *value;  // room for VALUES_MAX of them
    struct st_mysql_bind *bind;
    bool in_transaction;
    bool together;         // within store_together: the transaction is its own
    bool in_doubt;         // a COMMIT went out, and we do not know what became of it
    bool append_in_doubt;  // it was that of the last append, or of what was done together
    uint64_t own;          // a random number of this session's own
    bool silent;           // the log says already that the server does not answer
    Arena start;           // as mapped: holds the session itself
    Arena life;            // what is left of it
} Session;

// --- connections ---------------------------------------------------------

// Connect, but prepare nothing yet.  ERR_BUSY: no answer; ERR_INVALID: refused.
MUST_USE Err session_connect(Session *session);

// Close the connection.
void session_disconnect(Session *session);

// Where the connection was lost: connect, and prepare.
MUST_USE Err session_ready(Session *session);

// What the server said, turned into an Err; `doing` is for the log.
MUST_USE Err session_failed(Session *session, const char *doing, unsigned code,
                            const char *message);

// --- transactions --------------------------------------------------------

typedef Err Work(Session *session, void *what);

// Run `work` in a transaction and commit it; a few times over where another process
// was in the way or the connection was lost.  `work` may then find that an earlier
// try was committed after all: `session->in_doubt` says when to look.
MUST_USE Err session_write(Session *session, Work *work, void *what);

// Within a transaction: what was done since the mark was set is undone, and no more.
MUST_USE Err session_set_mark(Session *session);
MUST_USE Err session_back_to_mark(Session *session);

// Run `work`, which only reads, on one moment's state of the database.
MUST_USE Err session_read(Session *session, Work *work, void *what);

// --- statements ----------------------------------------------------------

// The values of a query and their number: `session_run(s, NOTE, VALUES(value_text(n)))`.
#define VALUES(...)                                                                        \
    (const Value[]){__VA_ARGS__}, sizeof((const Value[]){__VA_ARGS__}) / sizeof(Value)
#define NO_VALUES NULL, 0

// Prepare every query; the tables must be there.
MUST_USE Err session_prepare(Session *session);

// Prepare one, where the others cannot be yet.
MUST_USE Err session_prepare_one(Session *session, Query which);

// Free what was prepared on a connection that is closed.
void session_forget(Session *session);

// Run a query that answers nothing; how many rows it changed, the key it gave.
MUST_USE Err session_run(Session *session, Query which, const Value *values, size_t count);
int64_t session_changes(const Session *session, Query which);
int64_t session_new_id(const Session *session, Query which);

// Many rows of values: `fill` writes those of row `i`.
typedef void FillRow(Value *row, const void *table, size_t i);
typedef struct {
    FillRow *fill;
    const void *table;
    size_t rows;
} Filled;

// The same for many rows, in as few statements as can be.
MUST_USE Err session_run_rows(Session *session, Query which, Filled filled);

// A statement that is run once and takes no values: a migration.
MUST_USE Err session_run_once(Session *session, const char *text);

typedef struct {  // an answer, which is here whole
    struct st_mysql_stmt *statement;
    const Prepared *prepared;
} Rows;

// Ask.  The rows are walked with rows_next() to their end, or left with rows_leave().
MUST_USE Err session_ask(Session *session, Query which, const Value *values, size_t count,
                         Rows *out);

// Ask for one row, and step to it: ERR_NOT_FOUND where there is none.
MUST_USE Err session_ask_one(Session *session, Query which, const Value *values,
                             size_t count, Rows *out);

// Ask about many rows, the first of which are answered; `*asked` is how many.
MUST_USE Err session_ask_rows(Session *session, Query which, Filled about, size_t *asked,
                              Rows *out);

size_t rows_count(const Rows *rows);
bool rows_next(Rows *rows);
void rows_leave(Rows *rows);

// The columns of the row we are at.
bool row_is_null(const Rows *rows, unsigned column);
int64_t row_int(const Rows *rows, unsigned column);
Day row_day(const Rows *rows, unsigned column);  // NULL is DAY_NONE
double row_real(const Rows *rows, unsigned column);
Str row_text(Arena *arena, const Rows *rows, unsigned column);
