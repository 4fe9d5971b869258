#include "service/inside.h"

#include "base/clock.h"
#include "service/asking/history.h"
#include "service/derive.h"
#include "store/past.h"

// How far the stale are counted: behind that, more or less says nothing.
enum { STALE_COUNT_MAX = 10000 };

static Err derive_few(Service *service, Store *reader, Day today, Freshness *out)
{
    // Read before the question, so that what is remembered is never newer than it says.
    uint64_t version = service_version(service);
    if (version && version == atomic_load(&service->remembered.fresh_at)) return OK;

    Staleness staleness;
    Err err = store_staleness(reader, today, STALE_COUNT_MAX, &staleness);
    if (!err && staleness.count > 0 && staleness.count <= FRESHEN_MAX) {
        committer_freshen(service->committer);
        err = store_staleness(reader, today, STALE_COUNT_MAX, &staleness);
    }
    if (err) return err;
    if (staleness.count == 0) atomic_store(&service->remembered.fresh_at, version);

    Millis waited = staleness.count > 0 ? clock_now() - staleness.oldest : 0;
    out->stale_customers = staleness.count;
    out->oldest_seconds = waited > 0 ? waited / 1000 : 0;
    return OK;
}

Err freshen(Service *service, Store *reader, Day today, Freshness *out)
{
    *out = (Freshness){.today = today, .cards = live_cards_now(service->cards)};
    Err err = store_latest(reader, &out->watermark);
    return err ? err : derive_few(service, reader, today, out);
}

static ListPlace place_of(const CustomerRow *row)
{
    return (ListPlace){.set = true,
                       .sort_score = row->scored ? row->score : SORT_UNSCORED,
                       .customer = row->customer.id};
}

// Counting reads an index from end to end, so the figure is kept while nothing changes.
static Err count_customers(Service *service, Store *reader, int64_t *out)
{
    Remembered *remembered = &service->remembered;
    uint64_t version = service_version(service);
    pthread_mutex_lock(&remembered->lock);
    bool known = version && version == remembered->counted_at;
    *out = remembered->customers;
    pthread_mutex_unlock(&remembered->lock);
    if (known) return OK;

    Err err = store_count_live(reader, out);
    if (err) return err;
    pthread_mutex_lock(&remembered->lock);
    remembered->counted_at = version;
    remembered->customers = *out;
    pthread_mutex_unlock(&remembered->lock);
    return OK;
}

static Err read_scores(Service *service, Store *reader, Arena *arena, ListPlace after,
                       int most, HealthScores *out)
{
    // One row more than was asked for tells whether there is a next page.
    out->row = arena_new(arena, CustomerRow, most + 1);
    out->today = clock_today();

    Err err = freshen(service, reader, out->today, &out->freshness);
    if (!err) err = store_customers(reader, arena, after, most + 1, out->row, &out->rows);
    if (!err) err = count_customers(service, reader, &out->total);
    if (err) return err;
    derive_status(live_cards_now(service->cards), out->today, out->row, out->rows);

    derive_name_cards(out->freshness.cards, out->row, out->rows, out->today);
    out->has_more = out->rows > most;
    if (out->has_more) out->next = place_of(&out->row[--out->rows - 1]);
    return OK;
}

Err get_health_scores(Service *service, Arena *arena, ListPlace after, int most,
                      HealthScores *out)
{
    *out = (HealthScores){0};
    Reader *reader = NULL;
    Err err = readers_lend(service->readers, &reader);
    if (err) return err;
    err = read_scores(service, reader->store, arena, after, most, out);
    readers_return(service->readers, reader, err);
    return err;
}

Err get_health_details(Service *service, Arena *arena, int64_t customer,
                       const Scorecard *card, HealthDetails *out)
{
    return get_health(service, arena, customer, card, clock_today(), out);
}

Err get_events(Service *service, Arena *arena, const EventQuery *query, int most,
               Event *out, int *count)
{
    *count = 0;
    Reader *reader = NULL;
    Err err = readers_lend(service->readers, &reader);
    if (err) return err;
    err = store_knows_customer(reader->store, query->customer);
    if (!err) err = store_events(reader->store, arena, query, most, out, count);
    readers_return(service->readers, reader, err);
    return err;
}
