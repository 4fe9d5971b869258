#include "store/mysql/verbs.h"

#include "base/clock.h"

// --- adding, changing and erasing

static Err insert_customer(Session *session, Customer *customer)
{
    Value external_id =
        value_if(customer->external_id.length > 0, value_text(customer->external_id));
    Err err = session_run(
        session, ADD_CUSTOMER,
        VALUES(external_id, value_text(customer->name), value_text(customer->email),
               value_text(customer->segment), value_text(customer->plan),
               value_text(customer->owner), value_text(customer->lifecycle),
               value_text(customer->currency), value_int(customer->mrr),
               value_int(customer->seats), value_day(customer->renews_on),
               value_text(customer->traits), value_int(customer->created_at)));
    if (!err) customer->id = session_new_id(session, ADD_CUSTOMER);
    return err;
}

static Err insert_picture(Session *session, const Customer *customer)
{
    PictureColumns columns = columns_of_new(customer);
    Value values[PICTURE_VALUES];
    picture_values(&columns, values);
    return session_run(session, ADD_PICTURE, values, PICTURE_VALUES);
}

Err session_customer_is_there(Session *session, int64_t customer)
{
    Rows rows;
    Err err = session_ask_one(session, KNOWS_CUSTOMER, VALUES(value_int(customer)), &rows);
    if (!err) rows_leave(&rows);
    return err;
}

// Nobody else may be meant by the external id.
static Err check_name(Session *session, const Customer *customer)
{
    int64_t meant = 0;
    Whose name = {.value = customer->external_id};
    Err err = session_find_customer(session, &name, &meant);
    if (err) return err;
    return meant && meant != customer->id ? ERR_CONFLICT : OK;
}

// The key an earlier try was given is there only if that try was committed.
static Err add(Session *session, void *what)
{
    Customer *customer = what;
    if (session->in_doubt && customer->id) {
        Err err = session_customer_is_there(session, customer->id);
        if (err != ERR_NOT_FOUND) return err;
    }
    Err err = check_name(session, customer);
    if (!err) err = insert_customer(session, customer);
    if (!err) err = insert_picture(session, customer);
    return err;
}

Err session_add_customer(Store *store, Customer *customer)
{
    customer->id = 0;
    return session_write((Session *)store, add, customer);
}

static Err put(Session *session, void *what)
{
    const Customer *customer = what;
    Value external_id =
        value_if(customer->external_id.length > 0, value_text(customer->external_id));
    Err err = session_customer_is_there(session, customer->id);
    if (!err) err = check_name(session, customer);
    if (err) return err;
    err = session_run(session, PUT_CUSTOMER,
                      VALUES(external_id, value_text(customer->name),
                             value_text(customer->email), value_text(customer->segment),
                             value_text(customer->plan), value_text(customer->owner),
                             value_text(customer->lifecycle),
                             value_text(customer->currency), value_int(customer->mrr),
                             value_int(customer->seats), value_day(customer->renews_on),
                             value_text(customer->traits), value_int(customer->id)));
    return err ? err : session_mark_stale(session, customer->id, clock_now());
}

Err session_put_customer(Store *store, const Customer *customer)
{
    Customer attributes = *customer;
    return session_write((Session *)store, put, &attributes);
}

// What is kept under its names.
static Err erase_named(Session *session, int64_t customer)
{
    const Value id = value_int(customer);
    Err err = session_run(session, ERASE_UNMATCHED, VALUES(id, id));
    return err ? err : session_run(session, ERASE_MEMBERSHIPS, VALUES(id, id));
}

static Err erase(Session *session, void *what)
{
    static const Query rest[] = {
        ERASE_PICTURE,  ERASE_STALE,     ERASE_ALIASES,       ERASE_MERGED,  ERASE_VOIDED,
        ERASE_EVENTS,   ERASE_DAILY,     ERASE_SPANS,         ERASE_TICKETS, ERASE_INVOICES,
        ERASE_OUTCOMES, ERASE_OVERRIDES, ERASE_CUSTOMER_NOTES};
    const int64_t *customer = what;
    // Who appends for it waits for its mark, and then finds that it is gone.
    Err err = session_mark_stale(session, *customer, clock_now());
    if (!err) err = erase_named(session, *customer);
    if (!err) err = session_run(session, ERASE_CUSTOMER, VALUES(value_int(*customer)));
    if (err) return err;
    if (session_changes(session, ERASE_CUSTOMER) == 0)
        return session->in_doubt ? OK : ERR_NOT_FOUND;  // gone by an earlier try of ours
    for (size_t q = 0; !err && q < sizeof rest / sizeof *rest; q++)
        err = session_run(session, rest[q], VALUES(value_int(*customer)));
    if (!err)
        err =
            session_run(session, NOTE_MERGED,
                        VALUES(value_int(*customer), value_int(0), value_int(clock_now())));
    return err;
}

Err session_erase_customer(Store *store, int64_t customer)
{
    return session_write((Session *)store, erase, &customer);
}

Err session_hold_customer(Store *store, int64_t customer)
{
    const Value id = value_int(customer);
    Session *session = (Session *)store;
    Rows rows;
    Err err = session_ask(session, HOLD_CUSTOMERS, VALUES(id, id), &rows);
    while (!err && rows_next(&rows))
        continue;
    return err;
}

// --- reading

Err session_knows_customer(Store *store, int64_t customer)
{
    return session_customer_is_there((Session *)store, customer);
}

static void read_customer(Arena *arena, const Rows *rows, Customer *out)
{
    out->id = row_int(rows, 0);
    out->external_id = row_text(arena, rows, 1);
    out->name = row_text(arena, rows, 2);
    out->email = row_text(arena, rows, 3);
    out->segment = row_text(arena, rows, 4);
    out->plan = row_text(arena, rows, 5);
    out->owner = row_text(arena, rows, 6);
    out->lifecycle = row_text(arena, rows, 7);
    out->currency = row_text(arena, rows, 8);
    out->mrr = row_int(rows, 9);
    out->seats = row_int(rows, 10);
    out->renews_on = row_day(rows, 11);
    out->traits = row_text(arena, rows, 12);
    out->created_at = row_int(rows, 13);
}

// The columns of the queries `customer` and `customers`.
static void read_row(Arena *arena, const Rows *rows, CustomerRow *out)
{
    *out = (CustomerRow){0};
    read_customer(arena, rows, &out->customer);
    out->score = row_real(rows, 15);
    out->coverage = row_real(rows, 16);
    out->trend.has_7d = !row_is_null(rows, 18);
    out->trend.change_7d = row_real(rows, 18);
    out->trend.has_30d = !row_is_null(rows, 19);
    out->trend.change_30d = row_real(rows, 19);
    out->stale = row_int(rows, 21) != 0;

    Arena scratch = *arena;  // for what is read only to be unpacked
    Str packed = row_text(&scratch, rows, 14), points = row_text(&scratch, rows, 20);
    columns_read(packed, points, row_text(&scratch, rows, 17), out);
}

Err session_customer_alone(Session *session, Arena *arena, int64_t customer, Facts *out)
{
    Rows rows;
    Err err = session_ask_one(session, CUSTOMER_ALONE, VALUES(value_int(customer)), &rows);
    if (err) return err == ERR_NOT_FOUND ? OK : err;
    Customer *found = arena_new(arena, Customer, 1);
    read_customer(arena, &rows, found);
    out->customer = found;
    out->watermark = row_int(&rows, 14);
    rows_leave(&rows);
    return OK;
}

Err session_customer(Store *store, Arena *arena, int64_t id, Day today, CustomerRow *out)
{
    Rows rows;
    Err err =
        session_ask_one((Session *)store, CUSTOMER,
                        VALUES(value_int(today), value_int(today), value_int(id)), &rows);
    if (err) return err;
    read_row(arena, &rows, out);
    out->watermark = row_int(&rows, 22);
    rows_leave(&rows);
    return OK;
}

Err session_customers(Store *store, Arena *arena, ListPlace after, int most,
                      CustomerRow *out, int *count)
{
    *count = 0;
    Rows rows;
    Value score = value_real(after.set ? after.sort_score : -SORT_UNSCORED);
    Value customer = value_int(after.set ? after.customer : 0);
    Err err = session_ask((Session *)store, CUSTOMERS,
                          VALUES(score, score, customer, value_int(most)), &rows);
    while (!err && rows_next(&rows))
        read_row(arena, &rows, &out[(*count)++]);
    return err;
}

static Err count(Store *store, Query which, int64_t *out)
{
    Rows rows;
    Err err = session_ask_one((Session *)store, which, NO_VALUES, &rows);
    if (err) return err;
    *out = row_int(&rows, 0);
    rows_leave(&rows);
    return OK;
}

Err session_count_customers(Store *store, int64_t *out)
{
    return count(store, COUNT_CUSTOMERS, out);
}

Err session_count_live(Store *store, int64_t *out)
{
    return count(store, COUNT_LIVE, out);
}

Err session_count_events(Store *store, int64_t customer, int64_t *out)
{
    Rows rows;
    Err err =
        session_ask_one((Session *)store, COUNT_EVENTS, VALUES(value_int(customer)), &rows);
    if (err) return err;
    *out = row_int(&rows, 0);
    rows_leave(&rows);
    return OK;
}

Err session_count_events_of(Store *store, int64_t customer, EventType type, Str name,
                            int64_t *out)
{
    Rows rows;
    Value named = value_if(type == EVENT_CUSTOM, value_text(name));
    Err err = session_ask_one(
        (Session *)store, COUNT_EVENTS_OF,
        VALUES(value_int(customer), value_text(event_type_name(type)), named, named),
        &rows);
    if (err) return err;
    *out = row_int(&rows, 0);
    rows_leave(&rows);
    return OK;
}

static BookRow read_book_row(Arena *arena, const Rows *rows)
{
    BookRow row = {.customer = row_int(rows, 0),
                   .name = row_text(arena, rows, 1),
                   .segment = row_text(arena, rows, 2),
                   .currency = row_text(arena, rows, 3),
                   .mrr = row_int(rows, 4),
                   .score = row_real(rows, 5),
                   .has_30d = !row_is_null(rows, 7),
                   .change_30d = row_real(rows, 7),
                   .churned = row_int(rows, 8) != 0,
                   .created_at = row_int(rows, 9),
                   .renews_on = row_day(rows, 10),
                   .packed = row_text(arena, rows, 11),
                   .points = row_text(arena, rows, 12)};
    Arena scratch = *arena;
    row.scored = columns_band(row_text(&scratch, rows, 6), &row.band);
    return row;
}

Err session_book(Store *store, Arena *arena, BookRow **out, int *count)
{
    *count = 0;
    Rows rows;
    Err err = session_ask((Session *)store, BOOK, NO_VALUES, &rows);
    if (err) return err;
    *out = arena_new(arena, BookRow, rows_count(&rows));
    while (rows_next(&rows))
        (*out)[(*count)++] = read_book_row(arena, &rows);
    return OK;
}

Err session_attributes(Store *store, Arena *arena, Customer **out, int *count)
{
    *count = 0;
    Rows rows;
    Err err = session_ask((Session *)store, ATTRIBUTES, NO_VALUES, &rows);
    if (err) return err;
    *out = arena_new(arena, Customer, rows_count(&rows));
    while (rows_next(&rows))
        read_customer(arena, &rows, &(*out)[(*count)++]);
    return OK;
}

// What is read only of the picture; 0 where it is of a version we do not know.
static void visit_roll_row(const Rows *rows, RollVisit *visit, void *context, Arena scratch)
{
    CustomerRow read = {0};
    columns_read(row_text(&scratch, rows, 11), (Str){0}, row_text(&scratch, rows, 13),
                 &read);
    RollRow row = {.customer = row_int(rows, 0),
                   .external_id = row_text(&scratch, rows, 1),
                   .name = row_text(&scratch, rows, 2),
                   .email = row_text(&scratch, rows, 3),
                   .segment = row_text(&scratch, rows, 4),
                   .plan = row_text(&scratch, rows, 5),
                   .owner = row_text(&scratch, rows, 6),
                   .lifecycle = row_text(&scratch, rows, 7),
                   .currency = row_text(&scratch, rows, 8),
                   .mrr = row_int(rows, 9),
                   .renews_on = row_day(rows, 10),
                   .last_seen_at = read.picture.last_seen_at,
                   .scored = read.scored,
                   .band = read.band,
                   .score = row_real(rows, 12),
                   .has_30d = !row_is_null(rows, 14),
                   .change_30d = row_real(rows, 14),
                   .picture = &read.picture,
                   .since = read.stale ? DAY_NONE : read.picture.since,
                   .next_drop = read.next_drop};
    visit(context, &row);
}

Err session_roll(Store *store, RollVisit *visit, void *context, Arena scratch)
{
    Rows rows;
    Err err = session_ask((Session *)store, ROLL, NO_VALUES, &rows);
    while (!err && rows_next(&rows))
        visit_roll_row(&rows, visit, context, scratch);
    return err;
}
