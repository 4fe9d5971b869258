#include "store/mysql/array.h"

#include <mysql.h>
#include <string.h>

// An array of rows is one packet: as small as the server may have been told to take.
enum { ARRAY_ROWS = 1000, ARRAY_BYTES = 1 << 20 };

typedef struct {
    Value *value;  // of the row that is on its way
    size_t width;
    Filled filled;
    size_t at;
} Array;

static void bind_row(const Array *array, MYSQL_BIND *row, size_t i)
{
    array->filled.fill(array->value, array->filled.table, array->at + i);
    for (size_t v = 0; v < array->width; v++)
        value_bind(&array->value[v], &row[v]);
}

// Called by the driver for one row after the other.
static my_bool bind_next(void *array, MYSQL_BIND *row, unsigned i)
{
    bind_row(array, row, i);
    return 0;
}

// Standard C has no way to hand over a function as a pointer to anything.
static const void *pointer_to(ps_param_callback function)
{
    const void *pointer;
    memcpy(&pointer, &function, sizeof pointer);
    return pointer;
}

static void end_array(MYSQL_STMT *statement)
{
    const unsigned none = 0;
    mysql_stmt_attr_set(statement, STMT_ATTR_ARRAY_SIZE, &none);
    mysql_stmt_attr_set(statement, STMT_ATTR_CB_PARAM, NULL);
}

static Err execute_array(Session *session, Query which, Array *array, unsigned rows)
{
    MYSQL_STMT *statement = session->prepared[which].statement[0];
    bind_row(array, session->bind, 0);  // says of which types the values are
    bool done =
        !mysql_stmt_bind_param(statement, session->bind) &&
        !mysql_stmt_attr_set(statement, STMT_ATTR_ARRAY_SIZE, &rows) &&
        !mysql_stmt_attr_set(statement, STMT_ATTR_CB_USER_DATA, array) &&
        !mysql_stmt_attr_set(statement, STMT_ATTR_CB_PARAM, pointer_to(bind_next)) &&
        !mysql_stmt_execute(statement);
    Err err = done ? OK
                   : session_failed(session, query_name[which], mysql_stmt_errno(statement),
                                    mysql_stmt_error(statement));
    if (session->link) end_array(statement);
    return err;
}

// How many of the rows go into the next packet.
static unsigned rows_that_fit(const Array *array)
{
    unsigned rows = 0;
    size_t left = array->filled.rows - array->at;
    for (size_t bytes = 0; rows < left && rows < ARRAY_ROWS; rows++) {
        array->filled.fill(array->value, array->filled.table, array->at + rows);
        for (size_t v = 0; v < array->width; v++)
            if (array->value[v].is >= VALUE_TEXT) bytes += array->value[v].text.length;
        if (rows > 0 && bytes > ARRAY_BYTES) break;
    }
    return rows;
}

Err session_run_arrays(Session *session, Query which, Filled filled)
{
    Array array = {.value = session->value, .filled = filled};
    array.width = mysql_stmt_param_count(session->prepared[which].statement[0]);
    Err err = OK;
    while (!err && array.at < filled.rows) {
        unsigned rows = rows_that_fit(&array);
        err = execute_array(session, which, &array, rows);
        array.at += rows;
    }
    return err;
}
