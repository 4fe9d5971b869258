#include "base/random.h"
#include "store/mysql/verbs.h"

int64_t session_fresh_mark(void)
{
    return (int64_t)(random_bits() & INT64_MAX);
}

void picture_values(const PictureColumns *columns, Value values[PICTURE_VALUES])
{
    const bool scored = columns->scored;
    const Value of[PICTURE_VALUES] = {
        value_int(columns->customer),
        value_int(columns->day),
        value_int(columns->next_change),
        value_bytes(columns->packed, columns->packed_bytes),
        value_real(columns->sort_score),
        value_if(scored, value_real(columns->score)),
        value_if(scored, value_real(columns->coverage)),
        value_if(scored, value_text(columns->band)),
        value_if(columns->has_7d, value_real(columns->change_7d)),
        value_if(columns->has_30d, value_real(columns->change_30d)),
        value_bytes(columns->points, sizeof columns->points),
    };
    for (int v = 0; v < PICTURE_VALUES; v++)
        values[v] = of[v];
}

Err session_staleness(Store *store, Day today, int most, Staleness *out)
{
    Rows rows;
    Err err = session_ask_one((Session *)store, STALENESS,
                              VALUES(value_int(most), value_int(columns_day_begins(today)),
                                     value_int(today), value_int(most)),
                              &rows);
    if (err) return err;
    int64_t found = row_int(&rows, 0);  // up to `most` of each of both kinds
    *out = (Staleness){found < most ? found : most, row_int(&rows, 1)};
    rows_leave(&rows);
    return OK;
}

typedef struct {
    Day today;
    int most;
    StaleMark *out;
    int *count;
} Wanted;

static Err find_stale(Session *session, void *what)
{
    const Wanted *wanted = what;
    *wanted->count = 0;
    Err err = session_run(session, MARK_AGED,
                          VALUES(value_int(session_fresh_mark()),
                                 value_int(columns_day_begins(wanted->today)),
                                 value_int(wanted->today), value_int(wanted->most)));
    Rows rows;
    if (!err) err = session_ask(session, STALE, VALUES(value_int(wanted->most)), &rows);
    while (!err && rows_next(&rows))
        wanted->out[(*wanted->count)++] =
            (StaleMark){row_int(&rows, 0), row_int(&rows, 1), row_int(&rows, 2) != 0};
    return err;
}

Err session_stale(Store *store, Day today, int most, StaleMark *out, int *count)
{
    *count = 0;
    Wanted wanted = {today, most, out, count};
    return session_write((Session *)store, find_stale, &wanted);
}

// The mark goes first: where it is not there any more as it was, the picture was
// made from facts that are no longer all, and is not wanted.
static Err put_picture(Session *session, const PictureRow *row)
{
    Err err = session_run(session, UNMARK,
                          VALUES(value_int(row->mark.customer), value_int(row->mark.mark)));
    if (err || session_changes(session, UNMARK) == 0) return err;

    PictureColumns columns = columns_of(row);
    Value values[PICTURE_VALUES + 1];
    picture_values(&columns, values);
    values[PICTURE_VALUES] = values[0];
    return session_run(session, PUT_PICTURE, values + 1, PICTURE_VALUES);
}

typedef struct {
    const PictureRow *rows;
    int count;
} Pictures;

static Err put_all(Session *session, void *what)
{
    const Pictures *pictures = what;
    Err err = OK;
    for (int r = 0; !err && r < pictures->count; r++)
        err = put_picture(session, &pictures->rows[r]);
    return err;
}

Err session_put_pictures(Store *store, const PictureRow *rows, int count)
{
    Pictures pictures = {rows, count};
    return session_write((Session *)store, put_all, &pictures);
}
