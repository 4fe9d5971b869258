#include "store/mysql/verbs.h"

static Err find(Session *session, Str key, Millis since, Rows *out)
{
    return session_ask_one(session, FIND_ANSWER, VALUES(value_blob(key), value_int(since)),
                           out);
}

static Err insert(Session *session, const KeptAnswer *answer)
{
    return session_run(session, KEEP_ANSWER,
                       VALUES(value_blob(answer->key), value_blob(answer->fingerprint),
                              value_int(answer->status), value_blob(answer->type),
                              value_blob(answer->location), value_blob(answer->body),
                              value_int(answer->at)));
}

// Where a COMMIT of ours got no answer, what is under the key may be what we kept.
static Err find_ours(Session *session, const KeptAnswer *answer, Millis since)
{
    Rows rows;
    Err err = find(session, answer->key, since, &rows);
    if (err) return err;
    char room[1024];  // more than a fingerprint is long
    Arena scratch = {room, room + sizeof room};
    bool ours = str_equal(row_text(&scratch, &rows, 0), answer->fingerprint) &&
                row_int(&rows, 1) == answer->status && row_int(&rows, 5) == answer->at;
    rows_leave(&rows);
    return ours ? OK : ERR_CONFLICT;
}

typedef struct {
    const KeptAnswer *answer;
    Millis since;
} Kept;

static Err keep(Session *session, void *what)
{
    const Kept *kept = what;
    Err err = session_run(session, FORGET_ANSWER,
                          VALUES(value_blob(kept->answer->key), value_int(kept->since)));
    if (!err) err = insert(session, kept->answer);
    if (err == ERR_CONFLICT && session->in_doubt)
        err = find_ours(session, kept->answer, kept->since);
    if (!err)
        err = session_run(session, FORGET_OLD_ANSWERS,
                          VALUES(value_int(kept->since), value_int(FORGET_MOST)));
    return err;
}

Err session_keep_answer(Store *store, const KeptAnswer *answer, Millis now)
{
    Kept kept = {answer, columns_answered_since(now)};
    return session_write((Session *)store, keep, &kept);
}

Err session_kept_answer(Store *store, Arena *arena, Str key, Millis now, KeptAnswer *out)
{
    Rows rows;
    *out = (KeptAnswer){.key = key};
    Err err = find((Session *)store, key, columns_answered_since(now), &rows);
    if (err) return err;
    out->fingerprint = row_text(arena, &rows, 0);
    out->status = (int)row_int(&rows, 1);
    out->type = row_text(arena, &rows, 2);
    out->location = row_text(arena, &rows, 3);
    out->body = row_text(arena, &rows, 4);
    out->at = row_int(&rows, 5);
    rows_leave(&rows);
    return OK;
}
