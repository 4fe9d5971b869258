#include "store/sqlite/query.h"

#include "store/views.h"

static Err check_room(Sqlite *sqlite)
{
    Err err = query_one(sqlite, COUNT_VIEWS);
    int64_t views = err ? 0 : column_int(query_new(sqlite, COUNT_VIEWS), 0);
    query_leave(sqlite, COUNT_VIEWS);
    if (!err && views >= VIEWS_MOST) err = ERR_INVALID;
    return err;
}

static Err insert_view(Sqlite *sqlite, ListView *view)
{
    Statement *query = query_new(sqlite, ADD_VIEW);
    bind_str(query, 1, view->name);
    bind_str(query, 2, view->query);
    bind_int(query, 3, view->at);
    Err err = query_run(sqlite, ADD_VIEW);
    if (!err && query_changes(sqlite) == 0) err = ERR_CONFLICT;
    if (!err) view->id = query_new_id(sqlite);
    return err;
}

Err sqlite_add_view(Store *store, ListView *view)
{
    Sqlite *sqlite = (Sqlite *)store;
    Err err = query_begin(sqlite, BEGIN_WRITE);
    if (err) return err;
    err = check_room(sqlite);
    if (!err) err = insert_view(sqlite, view);
    return query_end(sqlite, err);
}

Err sqlite_views(Store *store, Arena *arena, ListView *out, int *count)
{
    Sqlite *sqlite = (Sqlite *)store;
    *count = 0;
    Err err = query_begin(sqlite, BEGIN_READ);
    if (err) return err;

    Statement *query = query_new(sqlite, VIEWS);
    while (query_row(sqlite, VIEWS, &err) && *count < VIEWS_MOST)
        out[(*count)++] = (ListView){.id = column_int(query, 0),
                                     .name = column_str(arena, query, 1),
                                     .query = column_str(arena, query, 2),
                                     .at = column_int(query, 3)};
    query_leave(sqlite, VIEWS);
    return query_end(sqlite, err);
}

Err sqlite_remove_view(Store *store, int64_t view)
{
    Sqlite *sqlite = (Sqlite *)store;
    Err err = query_begin(sqlite, BEGIN_WRITE);
    if (err) return err;
    bind_int(query_new(sqlite, REMOVE_VIEW), 1, view);
    err = query_run(sqlite, REMOVE_VIEW);
    if (!err && query_changes(sqlite) == 0) err = ERR_NOT_FOUND;
    return query_end(sqlite, err);
}
