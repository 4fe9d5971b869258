#include "store/sqlite/query.h"

#include "base/clock.h"

// --- adding, changing and erasing

static void bind_customer(Statement *query, const Customer *customer)
{
    if (customer->external_id.length)
        bind_str(query, 1, customer->external_id);
    else
        bind_null(query, 1);
    bind_str(query, 2, customer->name);
    bind_str(query, 3, customer->email);
    bind_str(query, 4, customer->segment);
    bind_str(query, 5, customer->plan);
    bind_str(query, 6, customer->owner);
    bind_str(query, 7, customer->lifecycle);
    bind_str(query, 8, customer->currency);
    bind_int(query, 9, customer->mrr);
    bind_int(query, 10, customer->seats);
    bind_day(query, 11, customer->renews_on);
    bind_str(query, 12, customer->traits);
    bind_int(query, 13, customer->created_at);
}

Err sqlite_customer_is_there(Sqlite *sqlite, int64_t customer)
{
    bind_int(query_new(sqlite, KNOWS_CUSTOMER), 1, customer);
    Err err = query_one(sqlite, KNOWS_CUSTOMER);
    query_leave(sqlite, KNOWS_CUSTOMER);
    return err;
}

// Nobody else may be meant by the external id.
static Err check_name(Sqlite *sqlite, const Customer *customer)
{
    int64_t meant = 0;
    Whose name = {.value = customer->external_id};
    Err err = sqlite_find_customer(sqlite, &name, &meant);
    if (err) return err;
    return meant && meant != customer->id ? ERR_CONFLICT : OK;
}

static Err insert_customer(Sqlite *sqlite, Customer *customer)
{
    bind_customer(query_new(sqlite, ADD_CUSTOMER), customer);
    Err err = query_run(sqlite, ADD_CUSTOMER);
    if (!err && query_changes(sqlite) == 0) err = ERR_CONFLICT;
    if (!err) customer->id = query_new_id(sqlite);
    return err;
}

static Err insert_picture(Sqlite *sqlite, const Customer *customer)
{
    PictureColumns columns = columns_of_new(customer);
    sqlite_bind_picture(query_new(sqlite, ADD_PICTURE), &columns);
    return query_run(sqlite, ADD_PICTURE);
}

Err sqlite_add_customer(Store *store, Customer *customer)
{
    Sqlite *sqlite = (Sqlite *)store;
    customer->id = 0;
    Err err = query_begin(sqlite, BEGIN_WRITE);
    if (err) return err;

    err = check_name(sqlite, customer);
    if (!err) err = insert_customer(sqlite, customer);
    if (!err) err = insert_picture(sqlite, customer);
    return query_end(sqlite, err);
}

static Err update_customer(Sqlite *sqlite, const Customer *customer)
{
    Statement *query = query_new(sqlite, PUT_CUSTOMER);
    bind_customer(query, customer);
    bind_int(query, 13, customer->id);
    Err err = query_run(sqlite, PUT_CUSTOMER);
    return !err && query_changes(sqlite) == 0 ? ERR_CONFLICT : err;
}

Err sqlite_put_customer(Store *store, const Customer *customer)
{
    Sqlite *sqlite = (Sqlite *)store;
    Err err = query_begin(sqlite, BEGIN_WRITE);
    if (err) return err;

    err = sqlite_customer_is_there(sqlite, customer->id);
    if (!err) err = check_name(sqlite, customer);
    if (!err) err = update_customer(sqlite, customer);
    if (!err) err = sqlite_mark_stale(sqlite, customer->id, clock_now());
    return query_end(sqlite, err);
}

static Err erase(Sqlite *sqlite, Query which, int64_t customer)
{
    bind_int(query_new(sqlite, which), 1, customer);
    return query_run(sqlite, which);
}

Err sqlite_erase_customer(Store *store, int64_t customer)
{
    static const Query rest[] = {
        ERASE_PICTURE,  ERASE_STALE,    ERASE_ALIASES,   ERASE_MERGED,        ERASE_VOIDED,
        ERASE_EVENTS,   ERASE_TIMELINE, ERASE_DAILY,     ERASE_SPANS,         ERASE_TICKETS,
        ERASE_INVOICES, ERASE_OUTCOMES, ERASE_OVERRIDES, ERASE_CUSTOMER_NOTES};
    Sqlite *sqlite = (Sqlite *)store;
    Err err = query_begin(sqlite, BEGIN_WRITE);
    if (err) return err;

    err = sqlite_fold_customer(sqlite, customer);
    if (!err) err = erase(sqlite, ERASE_UNMATCHED, customer);
    if (!err) err = erase(sqlite, ERASE_MEMBERSHIPS, customer);
    if (!err) err = erase(sqlite, ERASE_CUSTOMER, customer);
    if (!err && query_changes(sqlite) == 0) err = ERR_NOT_FOUND;
    for (size_t q = 0; !err && q < sizeof rest / sizeof *rest; q++)
        err = erase(sqlite, rest[q], customer);
    return query_end(sqlite, err);
}

// --- reading

Err sqlite_knows_customer(Store *store, int64_t customer)
{
    Sqlite *sqlite = (Sqlite *)store;
    Err err = query_begin(sqlite, BEGIN_READ);
    if (err) return err;
    return query_end(sqlite, sqlite_customer_is_there(sqlite, customer));
}

static void read_customer(Arena *arena, Statement *query, Customer *out)
{
    out->id = column_int(query, 0);
    out->external_id = column_str(arena, query, 1);
    out->name = column_str(arena, query, 2);
    out->email = column_str(arena, query, 3);
    out->segment = column_str(arena, query, 4);
    out->plan = column_str(arena, query, 5);
    out->owner = column_str(arena, query, 6);
    out->lifecycle = column_str(arena, query, 7);
    out->currency = column_str(arena, query, 8);
    out->mrr = column_int(query, 9);
    out->seats = column_int(query, 10);
    out->renews_on = column_day(query, 11);
    out->traits = column_str(arena, query, 12);
    out->created_at = column_int(query, 13);
}

// The columns of the queries `customer` and `customers`.
static void read_row(Arena *arena, Statement *query, CustomerRow *out)
{
    *out = (CustomerRow){0};
    read_customer(arena, query, &out->customer);
    out->score = column_double(query, 15);
    out->coverage = column_double(query, 16);
    out->trend.has_7d = !column_is_null(query, 18);
    out->trend.change_7d = column_double(query, 18);
    out->trend.has_30d = !column_is_null(query, 19);
    out->trend.change_30d = column_double(query, 19);
    out->stale = column_int(query, 21) != 0;
    columns_read(column_borrow(query, 14), column_borrow(query, 20),
                 column_borrow(query, 17), out);
}

static Err read_one(Sqlite *sqlite, Arena *arena, int64_t id, Day today, CustomerRow *out)
{
    Statement *query = query_new(sqlite, CUSTOMER);
    bind_int(query, 1, id);
    bind_int(query, 2, today);
    Err err = query_one(sqlite, CUSTOMER);
    if (!err) {
        read_row(arena, query, out);
        out->watermark = column_int(query, 22);
    }
    query_leave(sqlite, CUSTOMER);
    return err;
}

Err sqlite_customer_alone(Sqlite *sqlite, Arena *arena, int64_t customer, Facts *out)
{
    Statement *query = query_new(sqlite, CUSTOMER_ALONE);
    bind_int(query, 1, customer);
    Err err = query_one(sqlite, CUSTOMER_ALONE);
    if (!err) {
        Customer *found = arena_new(arena, Customer, 1);
        read_customer(arena, query, found);
        out->customer = found;
        out->watermark = column_int(query, 14);
    }
    query_leave(sqlite, CUSTOMER_ALONE);
    return err == ERR_NOT_FOUND ? OK : err;
}

Err sqlite_customer(Store *store, Arena *arena, int64_t id, Day today, CustomerRow *out)
{
    Sqlite *sqlite = (Sqlite *)store;
    Err err = sqlite_ready(sqlite);
    if (err) return err;
    int64_t latest = tail_latest(sqlite->tail);
    bool waits = tail_events_of(sqlite->tail, id) > 0;
    err = query_begin(sqlite, BEGIN_READ);
    if (!err) err = query_end(sqlite, read_one(sqlite, arena, id, today, out));
    // What came in between may be the customer's, and then its picture lacks it.
    if (!err && (waits || out->watermark > latest)) out->stale = true;
    return err;
}

Err sqlite_customers(Store *store, Arena *arena, ListPlace after, int most,
                     CustomerRow *out, int *count)
{
    Sqlite *sqlite = (Sqlite *)store;
    *count = 0;
    Err err = query_begin(sqlite, BEGIN_READ);
    if (err) return err;

    Statement *query = query_new(sqlite, CUSTOMERS);
    bind_double(query, 1, after.set ? after.sort_score : -SORT_UNSCORED);
    bind_int(query, 2, after.set ? after.customer : 0);
    bind_int(query, 3, most);
    while (query_row(sqlite, CUSTOMERS, &err))
        read_row(arena, query, &out[(*count)++]);
    return query_end(sqlite, err);
}

static Err count(Sqlite *sqlite, Query which, int64_t *out)
{
    Err err = query_one(sqlite, which);
    if (!err) *out = column_int(query_new(sqlite, which), 0);
    query_leave(sqlite, which);
    return err;
}

static Err count_now(Store *store, Query which, int64_t *out)
{
    Sqlite *sqlite = (Sqlite *)store;
    Err err = query_begin(sqlite, BEGIN_READ);
    if (err) return err;
    return query_end(sqlite, count(sqlite, which, out));
}

Err sqlite_count_customers(Store *store, int64_t *out)
{
    return count_now(store, COUNT_CUSTOMERS, out);
}

Err sqlite_count_live(Store *store, int64_t *out)
{
    return count_now(store, COUNT_LIVE, out);
}

static Err count_events(Sqlite *sqlite, int64_t customer, int64_t *out)
{
    Statement *query = query_new(sqlite, COUNT_EVENTS);
    bind_int(query, 1, customer);
    Err err = query_one(sqlite, COUNT_EVENTS);
    if (!err) *out = column_int(query, 0);
    query_leave(sqlite, COUNT_EVENTS);
    return err;
}

Err sqlite_count_events(Store *store, int64_t customer, int64_t *out)
{
    Sqlite *sqlite = (Sqlite *)store;
    Arena room = sqlite->room;
    Unfolded unfolded;
    Event *event;
    size_t more = 0;
    Err err = sqlite_unfolded_of(sqlite, &room, customer, &unfolded);
    if (!err) err = query_begin(sqlite, BEGIN_READ);
    if (err) return err;
    err = count_events(sqlite, customer, out);
    if (!err) err = sqlite_read_unfolded(sqlite, &room, customer, &unfolded, &event, &more);
    *out += (int64_t)more;
    arena_trim(sqlite->room, ROOM_KEPT);
    return query_end(sqlite, err);
}

static Err count_folded_of(Sqlite *sqlite, int64_t customer, EventType type, Str name,
                           int64_t *out)
{
    Statement *query = query_new(sqlite, COUNT_EVENTS_OF);
    bind_int(query, 1, customer);
    bind_str(query, 2, event_type_name(type));
    if (type == EVENT_CUSTOM)
        bind_str(query, 3, name);
    else
        bind_null(query, 3);
    Err err = query_one(sqlite, COUNT_EVENTS_OF);
    if (!err) *out = column_int(query, 0);
    query_leave(sqlite, COUNT_EVENTS_OF);
    return err;
}

Err sqlite_count_events_of(Store *store, int64_t customer, EventType type, Str name,
                           int64_t *out)
{
    Sqlite *sqlite = (Sqlite *)store;
    Arena room = sqlite->room;
    Unfolded unfolded;
    Event *event;
    size_t more = 0;
    Err err = sqlite_unfolded_of(sqlite, &room, customer, &unfolded);
    if (!err) err = query_begin(sqlite, BEGIN_READ);
    if (err) return err;
    err = count_folded_of(sqlite, customer, type, name, out);
    if (!err) err = sqlite_read_unfolded(sqlite, &room, customer, &unfolded, &event, &more);
    for (size_t i = 0; !err && i < more; i++)
        *out += event[i].type == type &&
                (type != EVENT_CUSTOM || str_equal(event[i].name, name));
    arena_trim(sqlite->room, ROOM_KEPT);
    return query_end(sqlite, err);
}

static BookRow read_book_row(Arena *arena, Statement *query)
{
    BookRow row = {.customer = column_int(query, 0),
                   .name = column_str(arena, query, 1),
                   .segment = column_str(arena, query, 2),
                   .currency = column_str(arena, query, 3),
                   .mrr = column_int(query, 4),
                   .score = column_double(query, 5),
                   .has_30d = !column_is_null(query, 7),
                   .change_30d = column_double(query, 7),
                   .churned = column_int(query, 8) != 0,
                   .created_at = column_int(query, 9),
                   .renews_on = column_day(query, 10),
                   .packed = column_str(arena, query, 11),
                   .points = column_str(arena, query, 12)};
    row.scored = columns_band(column_borrow(query, 6), &row.band);
    return row;
}

// Counted first, so that the rows are taken at once; both are of one moment.
static Err read_book(Sqlite *sqlite, Arena *arena, BookRow **out, int *rows)
{
    int64_t customers = 0;
    Err err = count(sqlite, COUNT_CUSTOMERS, &customers);
    if (err) return err;

    *out = arena_new(arena, BookRow, customers);
    Statement *query = query_new(sqlite, BOOK);
    while (query_row(sqlite, BOOK, &err))
        (*out)[(*rows)++] = read_book_row(arena, query);
    return err;
}

Err sqlite_book(Store *store, Arena *arena, BookRow **out, int *count)
{
    Sqlite *sqlite = (Sqlite *)store;
    *count = 0;
    Err err = query_begin(sqlite, BEGIN_READ);
    if (err) return err;
    return query_end(sqlite, read_book(sqlite, arena, out, count));
}

static Err read_attributes(Sqlite *sqlite, Arena *arena, Customer **out, int *rows)
{
    int64_t customers = 0;
    Err err = count(sqlite, COUNT_CUSTOMERS, &customers);
    if (err) return err;

    *out = arena_new(arena, Customer, customers);
    Statement *query = query_new(sqlite, ATTRIBUTES);
    while (query_row(sqlite, ATTRIBUTES, &err))
        read_customer(arena, query, &(*out)[(*rows)++]);
    return err;
}

Err sqlite_attributes(Store *store, Arena *arena, Customer **out, int *count)
{
    Sqlite *sqlite = (Sqlite *)store;
    *count = 0;
    Err err = query_begin(sqlite, BEGIN_READ);
    if (err) return err;
    return query_end(sqlite, read_attributes(sqlite, arena, out, count));
}

// What is read only of the picture; 0 where it is of a version we do not know.
static void visit_roll_row(Statement *query, RollVisit *visit, void *context)
{
    CustomerRow read = {0};
    columns_read(column_borrow(query, 11), (Str){0}, column_borrow(query, 13), &read);
    RollRow row = {.customer = column_int(query, 0),
                   .external_id = column_borrow(query, 1),
                   .name = column_borrow(query, 2),
                   .email = column_borrow(query, 3),
                   .segment = column_borrow(query, 4),
                   .plan = column_borrow(query, 5),
                   .owner = column_borrow(query, 6),
                   .lifecycle = column_borrow(query, 7),
                   .currency = column_borrow(query, 8),
                   .mrr = column_int(query, 9),
                   .renews_on = column_day(query, 10),
                   .last_seen_at = read.picture.last_seen_at,
                   .scored = read.scored,
                   .band = read.band,
                   .score = column_double(query, 12),
                   .has_30d = !column_is_null(query, 14),
                   .change_30d = column_double(query, 14),
                   .picture = &read.picture,
                   .since = read.stale ? DAY_NONE : read.picture.since,
                   .next_drop = read.next_drop};
    visit(context, &row);
}

Err sqlite_roll(Store *store, RollVisit *visit, void *context, Arena scratch)
{
    (void)scratch;
    Sqlite *sqlite = (Sqlite *)store;
    Err err = query_begin(sqlite, BEGIN_READ);
    if (err) return err;

    Statement *query = query_new(sqlite, ROLL);
    while (query_row(sqlite, ROLL, &err))
        visit_roll_row(query, visit, context);
    return query_end(sqlite, err);
}
