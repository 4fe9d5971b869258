#include "store/mysql/array.h"

#include <assert.h>
#include <mysql.h>
#include <stdio.h>
#include <string.h>

// How many rows a statement with a `/* rows */` line is prepared for: what the largest
// leaves over is done by the next.
static const size_t rows_at_once[ROW_SIZES] = {1, 4, 16, 64};

enum { COLUMNS_MAX = 32 };

struct Column {  // where the driver puts a column of the row we are at
    int64_t number;
    double real;
    unsigned long length;
    my_bool is_null;
    my_bool error;
};

// --- preparing

static Err failed(Session *session, Query which, MYSQL_STMT *statement)
{
    return session_failed(session, query_name[which], mysql_stmt_errno(statement),
                          mysql_stmt_error(statement));
}

// The line of values that can be repeated, and what joins its copies; {0} where the
// statement has none.
static Str find_row(Str text, Str *joint)
{
    const Str mark = S("/* rows");
    for (Str rest = text; rest.length;) {
        Str line = str_cut(&rest, '\n');
        if (!str_starts(line, mark)) continue;
        Str behind = str_from(line, mark.length);
        *joint = str_trim(str_cut(&behind, '*'));
        return str_from(behind, 1);
    }
    return (Str){0};
}

// The statement for `rows` rows: its line of values so many times.
static Str repeat(Arena *arena, Str text, size_t rows)
{
    Str joint = {0}, row = find_row(text, &joint);
    if (row.length == 0) return text;
    size_t end = (size_t)(row.text - text.text) + row.length;

    Writer writer = {.arena = arena};
    writer_put(&writer, str_until(text, end));
    for (size_t r = 1; r < rows; r++) {
        writer_put(&writer, joint);
        writer_put(&writer, row);
    }
    writer_put(&writer, str_from(text, end));
    return writer_str(&writer);
}

static bool is_number(enum enum_field_types type)
{
    return type == MYSQL_TYPE_TINY || type == MYSQL_TYPE_SHORT ||
           type == MYSQL_TYPE_INT24 || type == MYSQL_TYPE_LONG ||
           type == MYSQL_TYPE_LONGLONG || type == MYSQL_TYPE_NEWDECIMAL;
}

// Where the columns of an answer go: numbers into their Column at once; of a text
// only its length, until row_text() fetches it.
static void bind_columns(const Prepared *prepared, MYSQL_STMT *statement,
                         MYSQL_RES *columns)
{
    MYSQL_BIND bind[COLUMNS_MAX];
    assert(prepared->columns <= COLUMNS_MAX);
    memset(bind, 0, sizeof bind);
    for (unsigned c = 0; c < prepared->columns; c++) {
        enum enum_field_types type = mysql_fetch_field_direct(columns, c)->type;
        struct Column *column = &prepared->column[c];
        bind[c].buffer_type = MYSQL_TYPE_STRING;
        if (is_number(type)) {
            bind[c].buffer_type = MYSQL_TYPE_LONGLONG;
            bind[c].buffer = &column->number;
        } else if (type == MYSQL_TYPE_DOUBLE) {
            bind[c].buffer_type = MYSQL_TYPE_DOUBLE;
            bind[c].buffer = &column->real;
        }
        bind[c].length = &column->length;
        bind[c].is_null = &column->is_null;
        bind[c].error = &column->error;
    }
    my_bool wrong = mysql_stmt_bind_result(statement, bind);
    assert(!wrong);
    (void)wrong;
}

static Err prepare_size(Session *session, Query which, int size)
{
    Prepared *prepared = &session->prepared[which];
    Arena scratch = session->life;
    Str text = repeat(&scratch, str_of(sql[which]), rows_at_once[size]);

    MYSQL_STMT *statement = mysql_stmt_init(session->link);
    if (!statement) return ERR_BUSY;
    prepared->statement[size] = statement;
    if (mysql_stmt_prepare(statement, text.text, text.length))
        return failed(session, which, statement);
    assert(mysql_stmt_param_count(statement) <= VALUES_MAX);

    MYSQL_RES *columns = mysql_stmt_result_metadata(statement);
    if (!columns) return OK;
    if (!prepared->column) {
        prepared->columns = mysql_num_fields(columns);
        prepared->column = arena_new(&session->life, struct Column, prepared->columns);
    }
    bind_columns(prepared, statement, columns);
    mysql_free_result(columns);
    return OK;
}

Err session_prepare_one(Session *session, Query which)
{
    if (session->prepared[which].statement[0]) return OK;
    if (!session->bind) {
        session->bind = arena_new(&session->life, MYSQL_BIND, VALUES_MAX);
        session->value = arena_new(&session->life, Value, VALUES_MAX);
    }
    Str joint;
    bool repeats = find_row(str_of(sql[which]), &joint).length > 0;
    Err err = OK;
    for (int size = 0; !err && size < (repeats ? ROW_SIZES : 1); size++)
        err = prepare_size(session, which, size);
    return err;
}

Err session_prepare(Session *session)
{
    Err err = OK;
    for (Query q = 0; !err && q < QUERY_COUNT; q++)
        if (q > ROLL_BACK) err = session_prepare_one(session, q);
    return err;
}

void session_forget(Session *session)
{
    for (Query q = 0; q < QUERY_COUNT; q++) {
        for (int size = 0; size < ROW_SIZES; size++) {
            if (session->prepared[q].statement[size])
                mysql_stmt_close(session->prepared[q].statement[size]);
            session->prepared[q].statement[size] = NULL;
        }
    }
}

// --- running

static Err execute_once(Session *session, Query which, int size, const Value *values)
{
    MYSQL_STMT *statement = session->prepared[which].statement[size];
    size_t count = mysql_stmt_param_count(statement);
    for (size_t v = 0; v < count; v++) {
        value_bind(&values[v], &session->bind[v]);
        if (values[v].is_null) session->bind[v].buffer_type = MYSQL_TYPE_NULL;
    }
    bool done =
        (count == 0 || !mysql_stmt_bind_param(statement, session->bind)) &&
        !mysql_stmt_execute(statement) &&
        (session->prepared[which].columns == 0 || !mysql_stmt_store_result(statement));
    return done ? OK : failed(session, which, statement);
}

// Outside a transaction a lost connection costs nothing but a second try: what stands
// there only asks.  Within one, all that came before is lost with it.
static Err execute(Session *session, Query which, int size, const Value *values)
{
    if (session->in_transaction)
        return session->link ? execute_once(session, which, size, values) : ERR_BUSY;

    Err err = session_ready(session);
    if (!err) err = execute_once(session, which, size, values);
    if (!err || session->link) return err;
    err = session_ready(session);
    if (!err) err = execute_once(session, which, size, values);
    return err;
}

Err session_run(Session *session, Query which, const Value *values,
                __attribute__((unused)) size_t count)
{
    return execute(session, which, 0, values);
}

int64_t session_changes(const Session *session, Query which)
{
    return (int64_t)mysql_stmt_affected_rows(session->prepared[which].statement[0]);
}

int64_t session_new_id(const Session *session, Query which)
{
    return (int64_t)mysql_stmt_insert_id(session->prepared[which].statement[0]);
}

Err session_run_once(Session *session, const char *text)
{
    MYSQL_STMT *statement = mysql_stmt_init(session->link);
    if (!statement) return ERR_BUSY;
    bool done = !mysql_stmt_prepare(statement, text, strlen(text)) &&
                !mysql_stmt_execute(statement);
    unsigned code = mysql_stmt_errno(statement);
    char message[MYSQL_ERRMSG_SIZE];
    snprintf(message, sizeof message, "%s", mysql_stmt_error(statement));
    mysql_stmt_close(statement);
    return done ? OK : session_failed(session, "changing the schema", code, message);
}

// --- many rows at once

// Fill in the values of `count` rows from `at` on; behind the last row comes the last
// row again.
static void fill_in(Session *session, Query which, const Filled *filled, size_t at,
                    size_t count)
{
    size_t width = mysql_stmt_param_count(session->prepared[which].statement[0]);
    for (size_t r = 0; r < count; r++) {
        size_t row = at + r < filled->rows ? at + r : filled->rows - 1;
        filled->fill(&session->value[r * width], filled->table, row);
    }
}

// The texts live in what was filled from, the rest in session->value.
static Err run_repeated(Session *session, Query which, Filled filled)
{
    Err err = OK;
    int size = ROW_SIZES - 1;
    for (size_t at = 0; !err && at < filled.rows; at += rows_at_once[size]) {
        while (rows_at_once[size] > filled.rows - at)
            size--;
        fill_in(session, which, &filled, at, rows_at_once[size]);
        err = execute(session, which, size, session->value);
    }
    return err;
}

Err session_run_rows(Session *session, Query which, Filled filled)
{
    if (!session->link) return ERR_BUSY;
    bool as_arrays = session->takes_arrays && filled.rows > 1;
    return as_arrays ? session_run_arrays(session, which, filled)
                     : run_repeated(session, which, filled);
}

// --- answers

Err session_ask(Session *session, Query which, const Value *values,
                __attribute__((unused)) size_t count, Rows *out)
{
    Err err = execute(session, which, 0, values);
    const Prepared *prepared = &session->prepared[which];
    *out = (Rows){.statement = prepared->statement[0], .prepared = prepared};
    return err;
}

Err session_ask_one(Session *session, Query which, const Value *values, size_t count,
                    Rows *out)
{
    Err err = session_ask(session, which, values, count, out);
    if (err) return err;
    return rows_next(out) ? OK : ERR_NOT_FOUND;
}

Err session_ask_rows(Session *session, Query which, Filled about, size_t *asked, Rows *out)
{
    int size = 0;
    while (size < ROW_SIZES - 1 && rows_at_once[size] < about.rows)
        size++;
    *asked = about.rows < rows_at_once[size] ? about.rows : rows_at_once[size];
    if (!session->link) return ERR_BUSY;

    fill_in(session, which, &about, 0, rows_at_once[size]);
    Err err = execute(session, which, size, session->value);
    const Prepared *prepared = &session->prepared[which];
    *out = (Rows){.statement = prepared->statement[size], .prepared = prepared};
    return err;
}

size_t rows_count(const Rows *rows)
{
    return mysql_stmt_num_rows(rows->statement);
}

bool rows_next(Rows *rows)
{
    // All rows are here: what is "truncated" are the texts, which are fetched apart.
    int outcome = mysql_stmt_fetch(rows->statement);
    if (outcome == 0 || outcome == MYSQL_DATA_TRUNCATED) return true;
    rows_leave(rows);
    return false;
}

void rows_leave(Rows *rows)
{
    mysql_stmt_free_result(rows->statement);
}

bool row_is_null(const Rows *rows, unsigned column)
{
    return rows->prepared->column[column].is_null;
}

int64_t row_int(const Rows *rows, unsigned column)
{
    return row_is_null(rows, column) ? 0 : rows->prepared->column[column].number;
}

Day row_day(const Rows *rows, unsigned column)
{
    return row_is_null(rows, column) ? DAY_NONE : (Day)row_int(rows, column);
}

double row_real(const Rows *rows, unsigned column)
{
    return row_is_null(rows, column) ? 0 : rows->prepared->column[column].real;
}

Str row_text(Arena *arena, const Rows *rows, unsigned column)
{
    unsigned long length = rows->prepared->column[column].length;
    if (row_is_null(rows, column) || length == 0) return (Str){0};

    char *text = arena_new(arena, char, length);
    MYSQL_BIND bind = {.buffer_type = MYSQL_TYPE_STRING,
                       .buffer = text,
                       .buffer_length = length,
                       .length = &length};
    int wrong = mysql_stmt_fetch_column(rows->statement, &bind, column, 0);
    assert(!wrong);
    (void)wrong;
    return (Str){text, length};
}
