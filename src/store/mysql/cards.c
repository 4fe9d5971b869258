#include "store/mysql/verbs.h"

static Err publish(Session *session, void *what)
{
    const PublishedCard *published = what;
    Err err =
        session_run(session, PUBLISH_CARD,
                    VALUES(value_text(published->card), value_int(published->version),
                           value_text(published->hash), value_text(published->document),
                           value_text(published->author), value_text(published->note),
                           value_int(published->at)));
    if (!err) err = session_run(session, DROP_DRAFT, VALUES(value_text(published->card)));
    if (!err)
        err =
            session_run(session, MARK_EVERYBODY,
                        VALUES(value_int(session_fresh_mark()), value_int(published->at)));
    return err;
}

Err session_publish_card(Store *store, const PublishedCard *published)
{
    PublishedCard card = *published;
    return session_write((Session *)store, publish, &card);
}

static PublishedCard read_published(Arena *arena, const Rows *rows)
{
    return (PublishedCard){.card = row_text(arena, rows, 0),
                           .version = (int)row_int(rows, 1),
                           .hash = row_text(arena, rows, 2),
                           .document = row_text(arena, rows, 3),
                           .author = row_text(arena, rows, 4),
                           .note = row_text(arena, rows, 5),
                           .at = row_int(rows, 6)};
}

Err session_latest_card(Store *store, Arena *arena, Str card, PublishedCard *out)
{
    Rows rows;
    Err err =
        session_ask_one((Session *)store, LATEST_CARD, VALUES(value_text(card)), &rows);
    if (err) return err;
    *out = read_published(arena, &rows);
    rows_leave(&rows);
    return OK;
}

Err session_published_cards(Store *store, Arena *arena, PublishedCard **out, int *count)
{
    *count = 0;
    Rows rows;
    Err err = session_ask((Session *)store, PUBLISHED_CARDS, NO_VALUES, &rows);
    if (err) return err;
    *out = arena_new(arena, PublishedCard, rows_count(&rows));
    while (rows_next(&rows))
        (*out)[(*count)++] = read_published(arena, &rows);
    return OK;
}

Err session_count_published(Store *store, int64_t *out)
{
    Rows rows;
    Err err = session_ask_one((Session *)store, COUNT_PUBLISHED, NO_VALUES, &rows);
    if (err) return err;
    *out = row_int(&rows, 0);
    rows_leave(&rows);
    return OK;
}

// --- drafts

static Err put_draft(Session *session, void *what)
{
    const CardDraft *draft = what;
    return session_run(session, PUT_DRAFT,
                       VALUES(value_text(draft->card), value_text(draft->document),
                              value_text(draft->author), value_int(draft->at)));
}

Err session_put_draft(Store *store, const CardDraft *draft)
{
    CardDraft put = *draft;
    return session_write((Session *)store, put_draft, &put);
}

static CardDraft read_draft(Arena *arena, const Rows *rows)
{
    return (CardDraft){.card = row_text(arena, rows, 0),
                       .document = row_text(arena, rows, 1),
                       .author = row_text(arena, rows, 2),
                       .at = row_int(rows, 3)};
}

Err session_draft(Store *store, Arena *arena, Str card, CardDraft *out)
{
    Rows rows;
    Err err =
        session_ask_one((Session *)store, FIND_DRAFT, VALUES(value_text(card)), &rows);
    if (err) return err;
    *out = read_draft(arena, &rows);
    rows_leave(&rows);
    return OK;
}

// Where a COMMIT of ours got no answer, it may be gone already because of us.
static Err drop_draft(Session *session, void *what)
{
    const Str *card = what;
    Err err = session_run(session, DROP_DRAFT, VALUES(value_text(*card)));
    if (err || session_changes(session, DROP_DRAFT) > 0 || session->in_doubt) return err;
    return ERR_NOT_FOUND;
}

Err session_drop_draft(Store *store, Str card)
{
    return session_write((Session *)store, drop_draft, &card);
}

Err session_drafts(Store *store, Arena *arena, CardDraft **out, int *count)
{
    *count = 0;
    Rows rows;
    Err err = session_ask((Session *)store, DRAFTS, NO_VALUES, &rows);
    if (err) return err;
    *out = arena_new(arena, CardDraft, rows_count(&rows));
    while (rows_next(&rows))
        (*out)[(*count)++] = read_draft(arena, &rows);
    return OK;
}
