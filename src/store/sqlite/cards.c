#include "store/sqlite/query.h"

static Err insert(Sqlite *sqlite, const PublishedCard *published)
{
    Statement *query = query_new(sqlite, PUBLISH_CARD);
    bind_str(query, 1, published->card);
    bind_int(query, 2, published->version);
    bind_str(query, 3, published->hash);
    bind_str(query, 4, published->document);
    bind_str(query, 5, published->author);
    bind_str(query, 6, published->note);
    bind_int(query, 7, published->at);
    Err err = query_run(sqlite, PUBLISH_CARD);
    return !err && query_changes(sqlite) == 0 ? ERR_CONFLICT : err;
}

static Err drop_draft(Sqlite *sqlite, Str card)
{
    bind_str(query_new(sqlite, DROP_DRAFT), 1, card);
    return query_run(sqlite, DROP_DRAFT);
}

static Err mark_everybody(Sqlite *sqlite, Millis since)
{
    Statement *query = query_new(sqlite, MARK_EVERYBODY);
    bind_int(query, 1, sqlite_fresh_mark());
    bind_int(query, 2, since);
    return query_run(sqlite, MARK_EVERYBODY);
}

Err sqlite_publish_card(Store *store, const PublishedCard *published)
{
    Sqlite *sqlite = (Sqlite *)store;
    Err err = query_begin(sqlite, BEGIN_WRITE);
    if (err) return err;

    err = insert(sqlite, published);
    if (!err) err = drop_draft(sqlite, published->card);
    if (!err) err = mark_everybody(sqlite, published->at);
    return query_end(sqlite, err);
}

static PublishedCard read_published(Arena *arena, Statement *query)
{
    return (PublishedCard){.card = column_str(arena, query, 0),
                           .version = (int)column_int(query, 1),
                           .hash = column_str(arena, query, 2),
                           .document = column_str(arena, query, 3),
                           .author = column_str(arena, query, 4),
                           .note = column_str(arena, query, 5),
                           .at = column_int(query, 6)};
}

Err sqlite_latest_card(Store *store, Arena *arena, Str card, PublishedCard *out)
{
    Sqlite *sqlite = (Sqlite *)store;
    Err err = query_begin(sqlite, BEGIN_READ);
    if (err) return err;

    Statement *query = query_new(sqlite, LATEST_CARD);
    bind_str(query, 1, card);
    err = query_one(sqlite, LATEST_CARD);
    if (!err) *out = read_published(arena, query);
    query_leave(sqlite, LATEST_CARD);
    return query_end(sqlite, err);
}

static Err count_published(Sqlite *sqlite, int64_t *out)
{
    Statement *query = query_new(sqlite, COUNT_PUBLISHED);
    Err err = query_one(sqlite, COUNT_PUBLISHED);
    if (!err) *out = column_int(query, 0);
    query_leave(sqlite, COUNT_PUBLISHED);
    return err;
}

// Counted first, so that all are taken at once; both are of one moment.
static Err read_all(Sqlite *sqlite, Arena *arena, PublishedCard **out, int *count)
{
    int64_t all = 0;
    Err err = count_published(sqlite, &all);
    if (err) return err;

    *out = arena_new(arena, PublishedCard, all);
    Statement *query = query_new(sqlite, PUBLISHED_CARDS);
    while (query_row(sqlite, PUBLISHED_CARDS, &err))
        (*out)[(*count)++] = read_published(arena, query);
    return err;
}

Err sqlite_published_cards(Store *store, Arena *arena, PublishedCard **out, int *count)
{
    Sqlite *sqlite = (Sqlite *)store;
    *count = 0;
    Err err = query_begin(sqlite, BEGIN_READ);
    if (err) return err;
    return query_end(sqlite, read_all(sqlite, arena, out, count));
}

Err sqlite_count_published(Store *store, int64_t *out)
{
    Sqlite *sqlite = (Sqlite *)store;
    Err err = query_begin(sqlite, BEGIN_READ);
    if (err) return err;
    return query_end(sqlite, count_published(sqlite, out));
}

// --- drafts

Err sqlite_put_draft(Store *store, const CardDraft *draft)
{
    Sqlite *sqlite = (Sqlite *)store;
    Err err = query_begin(sqlite, BEGIN_WRITE);
    if (err) return err;

    Statement *query = query_new(sqlite, PUT_DRAFT);
    bind_str(query, 1, draft->card);
    bind_str(query, 2, draft->document);
    bind_str(query, 3, draft->author);
    bind_int(query, 4, draft->at);
    return query_end(sqlite, query_run(sqlite, PUT_DRAFT));
}

static CardDraft read_draft(Arena *arena, Statement *query)
{
    return (CardDraft){.card = column_str(arena, query, 0),
                       .document = column_str(arena, query, 1),
                       .author = column_str(arena, query, 2),
                       .at = column_int(query, 3)};
}

Err sqlite_draft(Store *store, Arena *arena, Str card, CardDraft *out)
{
    Sqlite *sqlite = (Sqlite *)store;
    Err err = query_begin(sqlite, BEGIN_READ);
    if (err) return err;

    Statement *query = query_new(sqlite, FIND_DRAFT);
    bind_str(query, 1, card);
    err = query_one(sqlite, FIND_DRAFT);
    if (!err) *out = read_draft(arena, query);
    query_leave(sqlite, FIND_DRAFT);
    return query_end(sqlite, err);
}

Err sqlite_drop_draft(Store *store, Str card)
{
    Sqlite *sqlite = (Sqlite *)store;
    Err err = query_begin(sqlite, BEGIN_WRITE);
    if (err) return err;

    err = drop_draft(sqlite, card);
    if (!err && query_changes(sqlite) == 0) err = ERR_NOT_FOUND;
    return query_end(sqlite, err);
}

// Walked twice, so that all are taken at once; both walks are of one moment.
static Err read_drafts(Sqlite *sqlite, Arena *arena, CardDraft **out, int *count)
{
    Err err;
    int all = 0;
    (void)query_new(sqlite, DRAFTS);
    while (query_row(sqlite, DRAFTS, &err))
        all++;
    if (err) return err;

    *out = arena_new(arena, CardDraft, all);
    Statement *query = query_new(sqlite, DRAFTS);
    while (query_row(sqlite, DRAFTS, &err))
        (*out)[(*count)++] = read_draft(arena, query);
    return err;
}

Err sqlite_drafts(Store *store, Arena *arena, CardDraft **out, int *count)
{
    Sqlite *sqlite = (Sqlite *)store;
    *count = 0;
    Err err = query_begin(sqlite, BEGIN_READ);
    if (err) return err;
    return query_end(sqlite, read_drafts(sqlite, arena, out, count));
}
