#include "store/mysql/verbs.h"

Err session_ping(Store *store)
{
    Rows rows;
    Err err = session_ask_one((Session *)store, PING, NO_VALUES, &rows);
    if (!err) rows_leave(&rows);
    return err;
}

Err session_note(Store *store, Arena *arena, Str name, Str *out)
{
    Rows rows;
    Err err = session_ask_one((Session *)store, NOTE, VALUES(value_text(name)), &rows);
    if (err) return err;
    *out = row_text(arena, &rows, 0);
    rows_leave(&rows);
    return OK;
}

typedef struct {
    Str name;
    Str value;
} Note;

static Err put(Session *session, void *what)
{
    const Note *note = what;
    return session_run(session, PUT_NOTE,
                       VALUES(value_text(note->name), value_text(note->value)));
}

Err session_put_note(Store *store, Str name, Str value)
{
    return session_write((Session *)store, put, &(Note){name, value});
}
