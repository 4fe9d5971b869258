#include "store/sqlite/query.h"

// --- who is meant

// The number a query of two texts or of one answers; 0 where it answers none.
static Err find_number(Sqlite *sqlite, Query which, int64_t *out)
{
    Err err = query_one(sqlite, which);
    *out = err ? 0 : column_int(query_new(sqlite, which), 0);
    query_leave(sqlite, which);
    return err == ERR_NOT_FOUND ? OK : err;
}

static Err find_by_id(Sqlite *sqlite, int64_t id, int64_t *out)
{
    bind_int(query_new(sqlite, KNOWS_CUSTOMER), 1, id);
    Err err = find_number(sqlite, KNOWS_CUSTOMER, out);
    if (err || *out) return err;
    bind_int(query_new(sqlite, FIND_MERGED), 1, id);
    return find_number(sqlite, FIND_MERGED, out);
}

static Err find_by_name(Sqlite *sqlite, const Whose *whose, int64_t *out)
{
    Statement *query = query_new(sqlite, FIND_ALIAS);
    bind_str(query, 1, whose->source);
    bind_str(query, 2, whose->value);
    Err err = find_number(sqlite, FIND_ALIAS, out);
    if (err || *out) return err;
    bind_str(query_new(sqlite, FIND_EXTERNAL_ID), 1, whose->value);
    return find_number(sqlite, FIND_EXTERNAL_ID, out);
}

Err sqlite_find_customer(Sqlite *sqlite, const Whose *whose, int64_t *out)
{
    *out = 0;
    if (whose->id > 0) return find_by_id(sqlite, whose->id, out);
    return whose->value.length ? find_by_name(sqlite, whose, out) : OK;
}

Err sqlite_find_customers(Store *store, const Whose *wanted, size_t count, int64_t *out,
                          Arena scratch)
{
    (void)scratch;
    Sqlite *sqlite = (Sqlite *)store;
    Err err = query_begin(sqlite, BEGIN_READ);
    if (err) return err;

    for (size_t i = 0; !err && i < count; i++)
        err = sqlite_find_customer(sqlite, &wanted[i], &out[i]);
    return query_end(sqlite, err);
}

// --- other names

static Err insert_alias(Sqlite *sqlite, int64_t customer, const Whose *alias)
{
    Statement *query = query_new(sqlite, ADD_ALIAS);
    bind_str(query, 1, alias->source);
    bind_str(query, 2, alias->value);
    bind_int(query, 3, customer);
    return query_run(sqlite, ADD_ALIAS);
}

// A name of no source must not be the external id of another; the name is then found to
// be this customer's, or it was another's before.
static Err add_alias(Sqlite *sqlite, int64_t customer, const Whose *alias)
{
    int64_t meant = 0;
    Err err = sqlite_customer_is_there(sqlite, customer);
    if (!err && alias->source.length == 0)
        err = sqlite_find_customer(sqlite, alias, &meant);
    if (!err && meant && meant != customer) return ERR_CONFLICT;
    if (!err) err = insert_alias(sqlite, customer, alias);
    if (!err) err = sqlite_find_customer(sqlite, alias, &meant);
    return !err && meant != customer ? ERR_CONFLICT : err;
}

Err sqlite_add_alias(Store *store, int64_t customer, Whose alias)
{
    Sqlite *sqlite = (Sqlite *)store;
    alias.id = 0;
    Err err = query_begin(sqlite, BEGIN_WRITE);
    if (err) return err;
    return query_end(sqlite, add_alias(sqlite, customer, &alias));
}

Err sqlite_remove_alias(Store *store, int64_t customer, Whose alias)
{
    Sqlite *sqlite = (Sqlite *)store;
    Err err = query_begin(sqlite, BEGIN_WRITE);
    if (err) return err;

    Statement *query = query_new(sqlite, REMOVE_ALIAS);
    bind_str(query, 1, alias.source);
    bind_str(query, 2, alias.value);
    bind_int(query, 3, customer);
    err = query_run(sqlite, REMOVE_ALIAS);
    if (!err && query_changes(sqlite) == 0) err = ERR_NOT_FOUND;
    return query_end(sqlite, err);
}

// Walked twice, so that the names are taken at once; both walks are of one moment.
static Err read_aliases(Sqlite *sqlite, Arena *arena, int64_t customer, Whose **out,
                        int *count)
{
    Err err;
    int names = 0;
    Statement *query = query_new(sqlite, ALIASES);
    bind_int(query, 1, customer);
    bind_int(query, 2, ALIASES_MOST);
    while (query_row(sqlite, ALIASES, &err))
        names++;
    if (err) return err;

    *out = arena_new(arena, Whose, names);
    query = query_new(sqlite, ALIASES);
    while (query_row(sqlite, ALIASES, &err))
        (*out)[(*count)++] = (Whose){.source = column_str(arena, query, 0),
                                     .value = column_str(arena, query, 1)};
    return err;
}

Err sqlite_aliases(Store *store, Arena *arena, int64_t customer, Whose **out, int *count)
{
    Sqlite *sqlite = (Sqlite *)store;
    *count = 0;
    Err err = query_begin(sqlite, BEGIN_READ);
    if (err) return err;
    return query_end(sqlite, read_aliases(sqlite, arena, customer, out, count));
}

// --- groups

Err sqlite_put_group(Store *store, Whose user, Str group, Millis at)
{
    Sqlite *sqlite = (Sqlite *)store;
    Err err = query_begin(sqlite, BEGIN_WRITE);
    if (err) return err;

    Statement *query = query_new(sqlite, PUT_GROUP);
    bind_str(query, 1, user.source);
    bind_str(query, 2, user.value);
    bind_str(query, 3, group);
    bind_int(query, 4, at);
    return query_end(sqlite, query_run(sqlite, PUT_GROUP));
}

static Err read_group(Sqlite *sqlite, Arena *arena, const Whose *user, Str *out)
{
    Statement *query = query_new(sqlite, FIND_GROUP);
    bind_str(query, 1, user->source);
    bind_str(query, 2, user->value);
    Err err = query_one(sqlite, FIND_GROUP);
    if (!err) *out = column_str(arena, query, 0);
    query_leave(sqlite, FIND_GROUP);
    return err;
}

Err sqlite_group(Store *store, Arena *arena, Whose user, Str *out)
{
    Sqlite *sqlite = (Sqlite *)store;
    Err err = query_begin(sqlite, BEGIN_READ);
    if (err) return err;
    return query_end(sqlite, read_group(sqlite, arena, &user, out));
}
