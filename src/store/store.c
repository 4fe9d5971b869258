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

Err store_open_beside(const Store *writer, Str address, Store **out)
{
    if (!writer || !writer->backend->open_beside)
        return store_open(address, STORE_READER, out);
    return writer->backend->open_beside(writer, out);
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

Err store_hold_customer(Store *store, int64_t customer)
{
    return store->backend->hold_customer(store, customer);
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

Err store_count_live(Store *store, int64_t *out)
{
    return store->backend->count_live(store, out);
}

Err store_book(Store *store, Arena *arena, BookRow **out, int *count)
{
    return store->backend->book(store, arena, out, count);
}

Err store_attributes(Store *store, Arena *arena, Customer **out, int *count)
{
    return store->backend->attributes(store, arena, out, count);
}

Err store_roll(Store *store, RollVisit *visit, void *context, Arena scratch)
{
    return store->backend->roll(store, visit, context, scratch);
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

Err store_count_events(Store *store, int64_t customer, int64_t *out)
{
    return store->backend->count_events(store, customer, out);
}

Err store_count_events_of(Store *store, int64_t customer, EventType type, Str name,
                          int64_t *out)
{
    return store->backend->count_events_of(store, customer, type, name, out);
}

Err store_has_room(Store *store, const Event *event, int64_t most)
{
    return store->backend->has_room(store, event, most);
}

Err store_facts(Store *store, Arena *arena, int64_t customer, Day from, Facts *out)
{
    const DaySpan days = {from, INT32_MAX};
    return store->backend->facts(store, arena, customer, days, out);
}

Err store_facts_within(Store *store, Arena *arena, int64_t customer, DaySpan days,
                       Facts *out)
{
    return store->backend->facts(store, arena, customer, days, out);
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

Err store_together(Store *store, StoreWork *work, void *context)
{
    return store->backend->together(store, work, context);
}

Err store_put_customer(Store *store, const Customer *customer)
{
    return store->backend->put_customer(store, customer);
}

Err store_find_customers(Store *store, const Whose *wanted, size_t count, int64_t *out,
                         Arena scratch)
{
    return store->backend->find_customers(store, wanted, count, out, scratch);
}

Err store_add_alias(Store *store, int64_t customer, Whose alias)
{
    return store->backend->add_alias(store, customer, alias);
}

Err store_remove_alias(Store *store, int64_t customer, Whose alias)
{
    return store->backend->remove_alias(store, customer, alias);
}

Err store_aliases(Store *store, Arena *arena, int64_t customer, Whose **out, int *count)
{
    return store->backend->aliases(store, arena, customer, out, count);
}

Err store_merge_customers(Store *store, int64_t from, int64_t into, Millis now,
                          Arena scratch)
{
    return store->backend->merge_customers(store, from, into, now, scratch);
}

Err store_put_group(Store *store, Whose user, Str group, Millis at)
{
    return store->backend->put_group(store, user, group, at);
}

Err store_group(Store *store, Arena *arena, Whose user, Str *out)
{
    return store->backend->group(store, arena, user, out);
}

Err store_void_event(Store *store, int64_t customer, Str source, Str id, Millis now,
                     Arena scratch)
{
    return store->backend->void_event(store, customer, source, id, now, scratch);
}

Err store_fold(Store *store, int most, int *left)
{
    return store->backend->fold(store, most, left);
}

int64_t store_unfolded(const Store *store)
{
    return store->backend->unfolded(store);
}

Err store_keep_rejected(Store *store, const Rejected *rejected, size_t count, Millis now)
{
    return store->backend->keep_rejected(store, rejected, count, now);
}

Err store_rejected(Store *store, Arena *arena, int64_t after, int most, Rejected *out,
                   int *count)
{
    return store->backend->rejected(store, arena, after, most, out, count);
}

Err store_keep_unmatched(Store *store, Unmatched *unmatched, size_t count, Appended *out,
                         Arena scratch)
{
    return store->backend->keep_unmatched(store, unmatched, count, out, scratch);
}

Err store_unmatched(Store *store, Arena *arena, const UnmatchedQuery *query, Unmatched *out,
                    int *count)
{
    return store->backend->unmatched(store, arena, query, out, count);
}

Err store_count_unmatched(Store *store, int64_t *out)
{
    return store->backend->count_unmatched(store, out);
}

Err store_drop_unmatched(Store *store, const int64_t *ids, size_t count)
{
    return store->backend->drop_unmatched(store, ids, count);
}

Err store_keep_answer(Store *store, const KeptAnswer *answer, Millis now)
{
    return store->backend->keep_answer(store, answer, now);
}

Err store_kept_answer(Store *store, Arena *arena, Str key, Millis now, KeptAnswer *out)
{
    return store->backend->kept_answer(store, arena, key, now, out);
}

Err store_check_log(Store *store, int64_t *wrong)
{
    return store->backend->check_log(store, wrong);
}

Err store_mend_log(Store *store)
{
    return store->backend->mend_log(store);
}

Err store_publish_card(Store *store, const PublishedCard *published)
{
    return store->backend->publish_card(store, published);
}

Err store_latest_card(Store *store, Arena *arena, Str card, PublishedCard *out)
{
    return store->backend->latest_card(store, arena, card, out);
}

Err store_published_cards(Store *store, Arena *arena, PublishedCard **out, int *count)
{
    return store->backend->published_cards(store, arena, out, count);
}

Err store_count_published(Store *store, int64_t *out)
{
    return store->backend->count_published(store, out);
}

Err store_put_draft(Store *store, const CardDraft *draft)
{
    return store->backend->put_draft(store, draft);
}

Err store_draft(Store *store, Arena *arena, Str card, CardDraft *out)
{
    return store->backend->draft(store, arena, card, out);
}

Err store_drop_draft(Store *store, Str card)
{
    return store->backend->drop_draft(store, card);
}

Err store_drafts(Store *store, Arena *arena, CardDraft **out, int *count)
{
    return store->backend->drafts(store, arena, out, count);
}
