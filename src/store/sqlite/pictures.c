#include "base/random.h"
#include "store/sqlite/query.h"

#include <limits.h>

static void bind_score(Statement *query, int parameter, bool has, double value)
{
    if (has)
        bind_double(query, parameter, value);
    else
        bind_null(query, parameter);
}

void sqlite_bind_picture(Statement *query, const PictureColumns *columns)
{
    bind_int(query, 1, columns->customer);
    bind_int(query, 2, columns->day);
    bind_int(query, 3, columns->next_change);
    bind_bytes(query, 4, columns->packed, columns->packed_bytes);
    bind_double(query, 5, columns->sort_score);
    bind_score(query, 6, columns->scored, columns->score);
    bind_score(query, 7, columns->scored, columns->coverage);
    if (columns->scored)
        bind_str(query, 8, columns->band);
    else
        bind_null(query, 8);
    bind_score(query, 9, columns->has_7d, columns->change_7d);
    bind_score(query, 10, columns->has_30d, columns->change_30d);
    bind_bytes(query, 11, columns->points, sizeof columns->points);
}

int64_t sqlite_fresh_mark(void)
{
    return (int64_t)(random_bits() & INT64_MAX);
}

static Err count_stale(Sqlite *sqlite, Day today, int most, Staleness *out)
{
    Statement *query = query_new(sqlite, STALENESS);
    bind_int(query, 1, today);
    bind_int(query, 2, most);
    bind_int(query, 3, columns_day_begins(today));
    Err err = query_one(sqlite, STALENESS);
    if (!err) {
        int64_t found = column_int(query, 0);  // up to `most` of each of both kinds
        *out = (Staleness){found < most ? found : most, column_int(query, 1)};
    }
    query_leave(sqlite, STALENESS);
    return err;
}

// Who is in the tail and not counted yet: a few are looked up; where they are many, it
// does not matter that some are counted twice.
static Err count_unfolded(Sqlite *sqlite, Day today, int most, Staleness *out)
{
    enum { FEW = 1000 };
    int64_t customer[FEW];
    Millis oldest;
    int64_t there = tail_customers(sqlite->tail, FEW, customer, &oldest), more = there;
    for (int64_t c = 0; there <= FEW && c < there; c++) {
        Statement *query = query_new(sqlite, WAITS);
        bind_int(query, 1, customer[c]);
        bind_int(query, 2, today);
        Err err = query_one(sqlite, WAITS);
        query_leave(sqlite, WAITS);
        if (err && err != ERR_NOT_FOUND) return err;
        if (!err) more--;
    }
    if (more > 0 && (out->count == 0 || oldest < out->oldest)) out->oldest = oldest;
    out->count = out->count + more < most ? out->count + more : most;
    return OK;
}

Err sqlite_staleness(Store *store, Day today, int most, Staleness *out)
{
    Sqlite *sqlite = (Sqlite *)store;
    Err err = query_begin(sqlite, BEGIN_READ);
    if (err) return err;
    err = count_stale(sqlite, today, most, out);
    if (!err) err = count_unfolded(sqlite, today, most, out);
    return query_end(sqlite, err);
}

static Err mark_aged(Sqlite *sqlite, Day today, int most)
{
    Statement *query = query_new(sqlite, MARK_AGED);
    bind_int(query, 1, today);
    bind_int(query, 2, sqlite_fresh_mark());
    bind_int(query, 3, most);
    bind_int(query, 4, columns_day_begins(today));
    return query_run(sqlite, MARK_AGED);
}

static Err read_stale(Sqlite *sqlite, int most, StaleMark *out, int *count)
{
    Err err;
    Statement *query = query_new(sqlite, STALE);
    bind_int(query, 1, most);
    while (query_row(sqlite, STALE, &err))
        out[(*count)++] = (StaleMark){column_int(query, 0), column_int(query, 1),
                                      column_int(query, 2) != 0};
    return err;
}

Err sqlite_stale(Store *store, Day today, int most, StaleMark *out, int *count)
{
    Sqlite *sqlite = (Sqlite *)store;
    *count = 0;
    Err err = query_begin(sqlite, BEGIN_WRITE);
    if (err) return err;

    // Where few facts wait, all are folded, and so who waits longest is known.
    bool few = tail_events(sqlite->tail) <= FOLD_EVENTS;
    err = sqlite_fold_some(sqlite, few ? INT_MAX : most);
    if (!err) err = mark_aged(sqlite, today, most);
    if (!err) err = read_stale(sqlite, most, out, count);
    return query_end(sqlite, err);
}

// The mark goes first: where it is not there any more as it was, the picture was
// made from facts that are no longer all, and is not wanted.
static Err put_picture(Sqlite *sqlite, const PictureRow *row)
{
    Statement *unmark = query_new(sqlite, UNMARK);
    bind_int(unmark, 1, row->mark.customer);
    bind_int(unmark, 2, row->mark.mark);
    Err err = query_run(sqlite, UNMARK);
    if (err || query_changes(sqlite) == 0) return err;

    PictureColumns columns = columns_of(row);
    sqlite_bind_picture(query_new(sqlite, PUT_PICTURE), &columns);
    return query_run(sqlite, PUT_PICTURE);
}

Err sqlite_put_pictures(Store *store, const PictureRow *rows, int count)
{
    Sqlite *sqlite = (Sqlite *)store;
    Err err = query_begin(sqlite, BEGIN_WRITE);
    if (err) return err;

    for (int r = 0; !err && r < count; r++)
        err = put_picture(sqlite, &rows[r]);
    return query_end(sqlite, err);
}
