#include "service/inside.h"

#include "base/clock.h"
#include "service/derive.h"
#include "store/past.h"

Err service_latest(Service *service, int64_t *out)
{
    Reader *reader = NULL;
    Err err = readers_lend(service->readers, &reader);
    if (err) return err;
    err = store_latest(reader->store, out);
    readers_return(service->readers, reader, err);
    return err;
}

Err service_find_customers(Service *service, const Whose *wanted, size_t count,
                           int64_t *out, Arena scratch)
{
    Reader *reader = NULL;
    Err err = readers_lend(service->readers, &reader);
    if (err) return err;
    err = store_find_customers(reader->store, wanted, count, out, scratch);
    readers_return(service->readers, reader, err);
    return err;
}

const Scorecard *service_card_of(Service *service, const CustomerRow *row)
{
    return derive_card_of(live_cards_now(service->cards), row, clock_today());
}

Err get_aliases(Service *service, Arena *arena, int64_t customer, Whose **out, int *count)
{
    *count = 0;
    Reader *reader = NULL;
    Err err = readers_lend(service->readers, &reader);
    if (err) return err;
    err = store_knows_customer(reader->store, customer);
    if (!err) err = store_aliases(reader->store, arena, customer, out, count);
    readers_return(service->readers, reader, err);
    return err;
}

Err service_group(Service *service, Arena *arena, Whose user, Str *out)
{
    Reader *reader = NULL;
    Err err = readers_lend(service->readers, &reader);
    if (err) return err;
    err = store_group(reader->store, arena, user, out);
    readers_return(service->readers, reader, err);
    return err;
}

Err service_setting(Service *service, Arena *arena, Str name, Str *out)
{
    Reader *reader = NULL;
    Err err = readers_lend(service->readers, &reader);
    if (err) return err;
    err = store_note(reader->store, arena, name, out);
    readers_return(service->readers, reader, err);
    return err;
}

Err service_kept_answer(Service *service, Arena *arena, Str key, KeptAnswer *out)
{
    Reader *reader = NULL;
    Err err = readers_lend(service->readers, &reader);
    if (err) return err;
    err = store_kept_answer(reader->store, arena, key, clock_now(), out);
    readers_return(service->readers, reader, err);
    return err;
}

Err get_rejected(Service *service, Arena *arena, int64_t after, int most, RejectedPage *out)
{
    // One row more than was asked for tells whether there is a next page.
    *out = (RejectedPage){.row = arena_new(arena, Rejected, most + 1)};
    Reader *reader = NULL;
    Err err = readers_lend(service->readers, &reader);
    if (err) return err;
    err = store_rejected(reader->store, arena, after, most + 1, out->row, &out->rows);
    readers_return(service->readers, reader, err);
    if (err) return err;

    out->has_more = out->rows > most;
    if (out->has_more) out->next = out->row[--out->rows - 1].id;
    return OK;
}

Err get_unmatched(Service *service, Arena *arena, const Whose *whose, int64_t after,
                  int most, UnmatchedPage *out)
{
    *out = (UnmatchedPage){.row = arena_new(arena, Unmatched, most + 1)};
    Reader *reader = NULL;
    Err err = readers_lend(service->readers, &reader);
    if (err) return err;
    const UnmatchedQuery query = {whose, after, most + 1};
    err = store_unmatched(reader->store, arena, &query, out->row, &out->rows);
    if (!err) err = store_count_unmatched(reader->store, &out->total);
    readers_return(service->readers, reader, err);
    if (err) return err;

    out->has_more = out->rows > most;
    if (out->has_more) out->next = out->row[--out->rows - 1].id;
    return OK;
}
