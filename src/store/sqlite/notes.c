#include "store/sqlite/query.h"

Err sqlite_ping(Store *store)
{
    Sqlite *sqlite = (Sqlite *)store;
    Err err = query_begin(sqlite, BEGIN_READ);
    if (err) return err;
    err = query_one(sqlite, PING);
    query_leave(sqlite, PING);
    return query_end(sqlite, err);
}

static Err read_note(Sqlite *sqlite, Arena *arena, Str name, Str *out)
{
    Statement *query = query_new(sqlite, NOTE);
    bind_str(query, 1, name);
    Err err = query_one(sqlite, NOTE);
    if (!err) *out = column_str(arena, query, 0);
    query_leave(sqlite, NOTE);
    return err;
}

Err sqlite_note(Store *store, Arena *arena, Str name, Str *out)
{
    Sqlite *sqlite = (Sqlite *)store;
    Err err = query_begin(sqlite, BEGIN_READ);
    if (err) return err;
    return query_end(sqlite, read_note(sqlite, arena, name, out));
}

Err sqlite_put_note(Store *store, Str name, Str value)
{
    Sqlite *sqlite = (Sqlite *)store;
    Err err = query_begin(sqlite, BEGIN_WRITE);
    if (err) return err;
    Statement *query = query_new(sqlite, PUT_NOTE);
    bind_str(query, 1, name);
    bind_str(query, 2, value);
    return query_end(sqlite, query_run(sqlite, PUT_NOTE));
}
