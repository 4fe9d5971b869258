#include "store/backend.h"

#include "base/log.h"

Err store_open(Str address, StoreRole role, Store **out)
{
    const Str sqlite = S("sqlite:"), mysql = S("mysql://");
    if (str_starts(address, sqlite))
        return sqlite_open(str_from(address, sqlite.length), role, out);
    if (str_starts(address, mysql))
        return mysql_open(str_from(address, mysql.length), role, out);

    // it is not shown: there may be a password in it
    log_error("the database address must be sqlite:PATH or "
              "mysql://user:password@host:port/name");
    return ERR_INVALID;
}

void store_close(Store *store)
{
    if (store) store->backend->close(store);
}

bool store_is_shared(const Store *store)
{
    return store->backend->is_shared(store);
}

Err store_ping(Store *store)
{
    return store->backend->ping(store);
}

Err store_add_customer(Store *store, Customer *customer)
{
    return store->backend->add_customer(store, customer);
}

Err store_erase_customer(Store *store, int64_t customer)
{
    return store->backend->erase_customer(store, customer);
}

Err store_knows_customer(Store *store, int64_t customer)
{
    return store->backend->knows_customer(store, customer);
}

Err store_customer(Store *store, Arena *arena, int64_t id, Day today, CustomerRow *out)
{
    return store->backend->customer(store, arena, id, today, out);
}

Err store_customers(Store *store, Arena *arena, ListPlace after, int most, CustomerRow *out,
                    int *count)
{
    return store->backend->customers(store, arena, after, most, out, count);
}

Err store_count_customers(Store *store, int64_t *out)
{
    return store->backend->count_customers(store, out);
}

Err store_book(Store *store, Arena *arena, BookRow **out, int *count)
{
    return store->backend->book(store, arena, out, count);
}

Err store_append(Store *store, Event *events, size_t count, Appended *out, Arena scratch)
{
    return store->backend->append(store, events, count, out, scratch);
}

Err store_events(Store *store, Arena *arena, const EventQuery *query, int most, Event *out,
                 int *count)
{
    return store->backend->events(store, arena, query, most, out, count);
}

Err store_has_room(Store *store, const Event *event, int64_t most)
{
    return store->backend->has_room(store, event, most);
}

Err store_facts(Store *store, Arena *arena, int64_t customer, Day from, Facts *out)
{
    return store->backend->facts(store, arena, customer, from, out);
}

Err store_replace_counts(Store *store, int64_t customer, const Facts *counts)
{
    return store->backend->replace_counts(store, customer, counts);
}

Err store_staleness(Store *store, Day today, int most, Staleness *out)
{
    return store->backend->staleness(store, today, most, out);
}

Err store_stale(Store *store, Day today, int most, StaleMark *out, int *count)
{
    return store->backend->stale(store, today, most, out, count);
}

Err store_put_pictures(Store *store, const PictureRow *rows, int count)
{
    return store->backend->put_pictures(store, rows, count);
}

Err store_note(Store *store, Arena *arena, Str name, Str *out)
{
    return store->backend->note(store, arena, name, out);
}

Err store_put_note(Store *store, Str name, Str value)
{
    return store->backend->put_note(store, name, value);
}
