#include "store/mysql/verbs.h"

#include "store/views.h"

static Err check_room(Session *session)
{
    Rows rows;
    Err err = session_ask_one(session, COUNT_VIEWS, NO_VALUES, &rows);
    if (err) return err;
    int64_t views = row_int(&rows, 0);
    rows_leave(&rows);
    return views >= VIEWS_MOST ? ERR_INVALID : OK;
}

// The key an earlier try was given is there only if that try was committed.
static Err find_done(Session *session, int64_t view)
{
    Rows rows;
    if (!session->in_doubt || !view) return ERR_NOT_FOUND;
    Err err = session_ask_one(session, FIND_VIEW, VALUES(value_int(view)), &rows);
    if (!err) rows_leave(&rows);
    return err;
}

static Err add(Session *session, void *what)
{
    ListView *view = what;
    Err err = find_done(session, view->id);
    if (err != ERR_NOT_FOUND) return err;

    err = check_room(session);
    if (!err)
        err = session_run(
            session, ADD_VIEW,
            VALUES(value_text(view->name), value_text(view->query), value_int(view->at)));
    if (!err) view->id = session_new_id(session, ADD_VIEW);
    return err;
}

Err session_add_view(Store *store, ListView *view)
{
    view->id = 0;
    return session_write((Session *)store, add, view);
}

Err session_views(Store *store, Arena *arena, ListView *out, int *count)
{
    *count = 0;
    Rows rows;
    Err err = session_ask((Session *)store, VIEWS, NO_VALUES, &rows);
    if (err) return err;
    while (*count < VIEWS_MOST && rows_next(&rows))
        out[(*count)++] = (ListView){.id = row_int(&rows, 0),
                                     .name = row_text(arena, &rows, 1),
                                     .query = row_text(arena, &rows, 2),
                                     .at = row_int(&rows, 3)};
    rows_leave(&rows);
    return OK;
}

static Err remove_one(Session *session, void *what)
{
    const int64_t *view = what;
    Err err = session_run(session, REMOVE_VIEW, VALUES(value_int(*view)));
    if (!err && session_changes(session, REMOVE_VIEW) == 0)
        err = session->in_doubt ? OK : ERR_NOT_FOUND;  // gone by an earlier try of ours
    return err;
}

Err session_remove_view(Store *store, int64_t view)
{
    return session_write((Session *)store, remove_one, &view);
}
