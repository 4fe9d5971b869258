#include "store/sqlite/query.h"

static Err forget(Sqlite *sqlite, Str key, Millis since)
{
    Statement *query = query_new(sqlite, FORGET_ANSWER);
    bind_str(query, 1, key);
    bind_int(query, 2, since);
    return query_run(sqlite, FORGET_ANSWER);
}

static Err insert(Sqlite *sqlite, const KeptAnswer *answer)
{
    Statement *query = query_new(sqlite, KEEP_ANSWER);
    bind_str(query, 1, answer->key);
    bind_str(query, 2, answer->fingerprint);
    bind_int(query, 3, answer->status);
    bind_str(query, 4, answer->type);
    bind_str(query, 5, answer->location);
    bind_blob(query, 6, answer->body);
    bind_int(query, 7, answer->at);
    Err err = query_run(sqlite, KEEP_ANSWER);
    return !err && query_changes(sqlite) == 0 ? ERR_CONFLICT : err;
}

static Err forget_old(Sqlite *sqlite, Millis since)
{
    Statement *query = query_new(sqlite, FORGET_OLD_ANSWERS);
    bind_int(query, 1, since);
    bind_int(query, 2, FORGET_MOST);
    return query_run(sqlite, FORGET_OLD_ANSWERS);
}

Err sqlite_keep_answer(Store *store, const KeptAnswer *answer, Millis now)
{
    const Millis since = columns_answered_since(now);
    Sqlite *sqlite = (Sqlite *)store;
    Err err = query_begin(sqlite, BEGIN_WRITE);
    if (err) return err;

    err = forget(sqlite, answer->key, since);
    if (!err) err = insert(sqlite, answer);
    if (!err) err = forget_old(sqlite, since);
    return query_end(sqlite, err);
}

static Err read_answer(Sqlite *sqlite, Arena *arena, Millis since, KeptAnswer *out)
{
    Statement *query = query_new(sqlite, FIND_ANSWER);
    bind_str(query, 1, out->key);
    bind_int(query, 2, since);
    Err err = query_one(sqlite, FIND_ANSWER);
    if (!err) {
        out->fingerprint = column_str(arena, query, 0);
        out->status = (int)column_int(query, 1);
        out->type = column_str(arena, query, 2);
        out->location = column_str(arena, query, 3);
        out->body = column_str(arena, query, 4);
        out->at = column_int(query, 5);
    }
    query_leave(sqlite, FIND_ANSWER);
    return err;
}

Err sqlite_kept_answer(Store *store, Arena *arena, Str key, Millis now, KeptAnswer *out)
{
    Sqlite *sqlite = (Sqlite *)store;
    *out = (KeptAnswer){.key = key};
    Err err = query_begin(sqlite, BEGIN_READ);
    if (err) return err;
    return query_end(sqlite, read_answer(sqlite, arena, columns_answered_since(now), out));
}
