#include "store/mysql/verbs.h"

#include <stdlib.h>

// --- who is meant

typedef struct {  // somebody who is looked for
    const Whose *whose;
    int64_t *out;
    bool by_source;  // found among the aliases of its own source
} Wanted;

typedef struct {
    Wanted *wanted;  // ordered by id, value, source; names have no id
    size_t count;
    size_t names;  // how many of them are names: they come first
    const Wanted **ask;
    Arena scratch;
} Search;

static int64_t id_of(const Whose *whose)
{
    return whose->id > 0 ? whose->id : 0;
}

static int compare(const Whose *a, const Whose *b)
{
    if (id_of(a) != id_of(b)) return id_of(a) < id_of(b) ? -1 : 1;
    if (id_of(a)) return 0;
    int order = str_compare(a->value, b->value);
    return order ? order : str_compare(a->source, b->source);
}

static int by_whose(const void *left, const void *right)
{
    return compare(((const Wanted *)left)->whose, ((const Wanted *)right)->whose);
}

// The first place from which on nobody comes before `whose`.
static size_t place_of(const Search *search, const Whose *whose)
{
    size_t low = 0, high = search->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare(search->wanted[middle].whose, whose) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

// Those that are not found yet, each of them once: how many.
static size_t pick(Search *search, size_t from, size_t to)
{
    size_t picked = 0;
    for (size_t i = from; i < to; i++) {
        const Wanted *wanted = &search->wanted[i];
        bool nobody = id_of(wanted->whose) == 0 && wanted->whose->value.length == 0;
        bool again = i > from && compare(wanted[-1].whose, wanted->whose) == 0;
        if (*wanted->out == 0 && !again && !nobody) search->ask[picked++] = wanted;
    }
    return picked;
}

// What a query about those who were picked says of them, row by row.
typedef void Note(Search *search, const Rows *rows);

static Err ask(Session *session, Query which, Search *search, Filled about, Note *note)
{
    Err err = OK;
    size_t asked = 0;
    for (size_t at = 0; !err && at < about.rows; at += asked) {
        Rows rows;
        Filled rest = {about.fill, search->ask + at, about.rows - at};
        err = session_ask_rows(session, which, rest, &asked, &rows);
        while (!err && rows_next(&rows))
            note(search, &rows);
    }
    return err;
}

static void fill_alias(Value *row, const void *table, size_t i)
{
    const Whose *whose = ((const Wanted *const *)table)[i]->whose;
    row[0] = value_text(whose->source);
    row[1] = value_text(whose->value);
    row[2] = value_text(whose->value);
}

static void fill_value(Value *row, const void *table, size_t i)
{
    row[0] = value_text(((const Wanted *const *)table)[i]->whose->value);
}

static void fill_id(Value *row, const void *table, size_t i)
{
    row[0] = value_int(((const Wanted *const *)table)[i]->whose->id);
}

// An alias of one's own source comes before one of no source.
static void note_alias(Search *search, const Rows *rows)
{
    Arena scratch = search->scratch;
    Str source = row_text(&scratch, rows, 0);
    Whose name = {.value = row_text(&scratch, rows, 1)};
    for (size_t i = place_of(search, &name); i < search->names; i++) {
        Wanted *wanted = &search->wanted[i];
        if (!str_equal(wanted->whose->value, name.value)) break;
        bool own = str_equal(wanted->whose->source, source);
        if (!own && (source.length || wanted->by_source)) continue;
        *wanted->out = row_int(rows, 2);
        wanted->by_source = own;
    }
}

static void note_external_id(Search *search, const Rows *rows)
{
    Arena scratch = search->scratch;
    Whose name = {.value = row_text(&scratch, rows, 0)};
    for (size_t i = place_of(search, &name); i < search->names; i++) {
        Wanted *wanted = &search->wanted[i];
        if (!str_equal(wanted->whose->value, name.value)) break;
        if (*wanted->out == 0) *wanted->out = row_int(rows, 1);
    }
}

static void note_id(Search *search, int64_t id, int64_t customer)
{
    Whose whose = {.id = id};
    for (size_t i = place_of(search, &whose); i < search->count; i++) {
        if (search->wanted[i].whose->id != id) break;
        *search->wanted[i].out = customer;
    }
}

static void note_customer(Search *search, const Rows *rows)
{
    note_id(search, row_int(rows, 0), row_int(rows, 0));
}

static void note_merged(Search *search, const Rows *rows)
{
    note_id(search, row_int(rows, 0), row_int(rows, 1));
}

static Err find(Session *session, void *what)
{
    Search *search = what;
    size_t names = search->names, count = search->count;
    for (size_t i = 0; i < count; i++) {
        *search->wanted[i].out = 0;
        search->wanted[i].by_source = false;
    }
    Filled about = {fill_alias, NULL, pick(search, 0, names)};
    Err err = ask(session, FIND_ALIAS, search, about, note_alias);
    about = (Filled){fill_value, NULL, pick(search, 0, names)};
    if (!err) err = ask(session, FIND_EXTERNAL_ID, search, about, note_external_id);
    about = (Filled){fill_id, NULL, pick(search, names, count)};
    if (!err) err = ask(session, KNOWS_CUSTOMER, search, about, note_customer);
    about = (Filled){fill_id, NULL, pick(search, names, count)};
    if (!err) err = ask(session, FIND_MERGED, search, about, note_merged);
    return err;
}

Err session_find_customers(Store *store, const Whose *wanted, size_t count, int64_t *out,
                           Arena scratch)
{
    Search search = {.count = count};
    search.wanted = arena_new(&scratch, Wanted, count);
    search.ask = arena_new(&scratch, const Wanted *, count);
    search.scratch = scratch;
    for (size_t i = 0; i < count; i++) {
        search.wanted[i].whose = &wanted[i];
        search.wanted[i].out = &out[i];
        search.names += id_of(&wanted[i]) == 0;
    }
    qsort(search.wanted, count, sizeof *search.wanted, by_whose);
    return session_read((Session *)store, find, &search);
}

Err session_find_customer(Session *session, const Whose *whose, int64_t *out)
{
    char room[4096];  // more than a source and a name are long
    const Wanted *ask = NULL;
    Wanted wanted = {.whose = whose};
    Search search = {.wanted = &wanted, .count = 1, .names = id_of(whose) == 0};
    wanted.out = out;
    search.ask = &ask;
    search.scratch = (Arena){room, room + sizeof room};
    return find(session, &search);
}

// --- other names

typedef struct {
    int64_t customer;
    Whose alias;
} Named;

// A name of no source must not be the external id of another; the name is then found to
// be this customer's, or it was another's before.
static Err add(Session *session, void *what)
{
    const Named *named = what;
    const Whose *alias = &named->alias;
    int64_t meant = 0;
    Err err = session_customer_is_there(session, named->customer);
    if (!err && alias->source.length == 0)
        err = session_find_customer(session, alias, &meant);
    if (!err && meant && meant != named->customer) return ERR_CONFLICT;
    if (!err)
        err = session_run(session, ADD_ALIAS,
                          VALUES(value_text(alias->source), value_text(alias->value),
                                 value_int(named->customer)));
    if (!err) err = session_find_customer(session, alias, &meant);
    return !err && meant != named->customer ? ERR_CONFLICT : err;
}

Err session_add_alias(Store *store, int64_t customer, Whose alias)
{
    alias.id = 0;
    return session_write((Session *)store, add, &(Named){customer, alias});
}

static Err take_away(Session *session, void *what)
{
    const Named *named = what;
    Err err =
        session_run(session, REMOVE_ALIAS,
                    VALUES(value_text(named->alias.source), value_text(named->alias.value),
                           value_int(named->customer)));
    if (err || session_changes(session, REMOVE_ALIAS) > 0) return err;
    return session->in_doubt ? OK : ERR_NOT_FOUND;  // gone by an earlier try of ours
}

Err session_remove_alias(Store *store, int64_t customer, Whose alias)
{
    return session_write((Session *)store, take_away, &(Named){customer, alias});
}

Err session_aliases(Store *store, Arena *arena, int64_t customer, Whose **out, int *count)
{
    *count = 0;
    Rows rows;
    Err err = session_ask((Session *)store, ALIASES,
                          VALUES(value_int(customer), value_int(ALIASES_MOST)), &rows);
    if (err) return err;
    *out = arena_new(arena, Whose, rows_count(&rows));
    while (rows_next(&rows))
        (*out)[(*count)++] = (Whose){.source = row_text(arena, &rows, 0),
                                     .value = row_text(arena, &rows, 1)};
    return OK;
}

// --- groups

typedef struct {
    Whose user;
    Str group;
    Millis at;
} Membership;

static Err put(Session *session, void *what)
{
    const Membership *is = what;
    return session_run(session, PUT_GROUP,
                       VALUES(value_text(is->user.source), value_text(is->user.value),
                              value_text(is->group), value_int(is->at)));
}

Err session_put_group(Store *store, Whose user, Str group, Millis at)
{
    return session_write((Session *)store, put, &(Membership){user, group, at});
}

Err session_group(Store *store, Arena *arena, Whose user, Str *out)
{
    Rows rows;
    Err err =
        session_ask_one((Session *)store, FIND_GROUP,
                        VALUES(value_text(user.source), value_text(user.value)), &rows);
    if (err) return err;
    *out = row_text(arena, &rows, 0);
    rows_leave(&rows);
    return OK;
}
