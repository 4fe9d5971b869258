#include "service/writing/matching.h"

#include "base/clock.h"
#include "base/log.h"
#include "service/place.h"

#include <assert.h>
#include <time.h>

enum { LIFE_BYTES = 16 << 20, ASK_AGAIN_S = 1, SAY_AGAIN_S = 5 };

#define SECOND ((int64_t)1000000000)  // in ticks

// The part of an address that may be shown: no user, no password.
static Str host_of(Str address)
{
    Str rest = address;
    (void)str_cut(&rest, ':');
    for (ptrdiff_t at = str_find(rest, '@'); at >= 0; at = str_find(rest, '@'))
        rest = str_from(rest, (size_t)at + 1);
    if (str_starts(rest, S("//"))) rest = str_from(rest, 2);
    return str_starts(address, S("mysql:")) ? str_cut(&rest, '/') : rest;
}

Err service_open_writer(Str database, int wait_seconds, Store **out)
{
    const Str host = host_of(database);
    const struct timespec pause = {.tv_sec = ASK_AGAIN_S};
    const int64_t until = clock_ticks() + wait_seconds * SECOND;
    int64_t say_at = 0;

    Err err = OK;
    while ((err = store_open(database, STORE_WRITER, out)) == ERR_BUSY) {
        int64_t now = clock_ticks();
        if (now >= until) break;
        if (now >= say_at) {
            log_notice("waiting for the database at %.*s ...", STR(host));
            say_at = now + SAY_AGAIN_S * SECOND;
        }
        nanosleep(&pause, NULL);
    }
    if (err == ERR_BUSY)
        log_error("the database at %.*s does not answer: is it running, and is the "
                  "address right?",
                  STR(host));
    if (err) return err;

    err = place_agree(*out);
    if (err) store_close(*out);
    return err;
}

static bool keep_house(void *context, Store *writer, Arena scratch)
{
    arrivals_between(context);
    return match_between(context, writer, scratch);
}

static Err start_committer(Service *service, Arena *life, Store *writer)
{
    const Chore chore = {keep_house, service, service->news};
    Err err = committer_open(life, writer, service->cards, chore, &service->committer);
    if (err) live_cards_close(service->cards);
    return err;
}

Err service_start(const ServiceOptions *options, Store *writer, Service **out)
{
    const Arena start = arena_map(LIFE_BYTES);
    Arena life = start;
    Service *service = arena_new(&life, Service, 1);
    service->life = start;
    service->currency = str_copy(&life, options->currency);
    service->shared = store_is_shared(writer);
    pthread_mutex_init(&service->remembered.lock, NULL);
    readers_open(&life, writer, str_copy(&life, options->database), options->readers,
                 &service->readers);
    bounds_open(&life, service->shared, &service->bounds);
    known_open(&life, service->shared, &service->known);
    rejects_open(&life, &service->rejects);
    arrivals_open(&life, &service->arrivals);
    rolls_open(&life, &service->rolls);
    news_open(&life, &service->news);
    validations_open(&life, writer, str_copy(&life, options->database),
                     &service->validations);
    past_open(&life, service, &service->past);
    match_all(service);
    Err err = live_cards_open(&life, writer, &service->cards);
    if (!err) err = start_committer(service, &life, writer);
    if (err) {
        store_close(writer);
        arena_unmap(start);
        return err;
    }
    rejects_begin(service->rejects, service->committer);
    *out = service;
    return OK;
}

Err service_open(const ServiceOptions *options, int wait_seconds, Service **out)
{
    Store *writer = NULL;
    Err err = service_open_writer(options->database, wait_seconds, &writer);
    return err ? err : service_start(options, writer, out);
}

void service_close(Service *service)
{
    validations_close(service->validations);
    past_close(service->past);
    // The readers first: a question that waits for pictures needs the committer.
    readers_close(service->readers);
    rejects_flush(service->rejects);
    arrivals_close(service);
    committer_close(service->committer);
    live_cards_close(service->cards);
    rejects_close(service->rejects);
    rolls_close(service->rolls);
    news_close(service->news);
    bounds_close(service->bounds);
    known_close(service->known);
    pthread_mutex_destroy(&service->remembered.lock);
    arena_unmap(service->life);
}

uint64_t service_version(Service *service)
{
    if (service->shared) return 0;
    // The day takes the low bits; it fits 22 of them, whatever the clock says.
    uint64_t day = (uint64_t)(clock_today() - DAY_FIRST) & 0x3FFFFF;
    return (committer_commits(service->committer) + 1) << 22 | day;
}

Err service_ready(Service *service)
{
    if (!committer_keeps_up(service->committer)) return ERR_BUSY;

    Reader *reader = NULL;
    Err err = readers_lend(service->readers, &reader);
    if (err) return err;
    err = store_ping(reader->store);
    readers_return(service->readers, reader, err);
    return err;
}

Err service_knows_customer(Service *service, int64_t customer)
{
    if (known_is(service->known, customer)) return OK;
    uint64_t moment = known_moment(service->known);
    Reader *reader = NULL;
    Err err = readers_lend(service->readers, &reader);
    if (err) return err;
    err = store_knows_customer(reader->store, customer);
    readers_return(service->readers, reader, err);
    if (!err) known_note(service->known, moment, customer);
    return err;
}

Err service_has_room(Service *service, const Event *event)
{
    if (bounds_lend(service->bounds, event)) return OK;
    Reader *reader = NULL;
    Err err = readers_lend(service->readers, &reader);
    if (err) return err;
    err = bounds_check(service->bounds, reader->store, event);
    readers_return(service->readers, reader, err);
    return err;
}

Err ingest_event(Service *service, Event *event, Receipt receipt)
{
    assert(event->customer > 0 && event->number == 0);
    return committer_accept(service->committer,
                            (Write){.events = event, .weight = 1, .receipt = receipt});
}

Err ingest_events(Service *service, Event *events, size_t count, Appended *out,
                  Receipt receipt)
{
    assert(count > 0 && count <= GROUP_MAX);
    return committer_accept(
        service->committer,
        (Write){.events = events, .out = out, .weight = (int)count, .receipt = receipt});
}

Err ingest_act(Service *service, StoreWork *act, void *what, Receipt receipt)
{
    return committer_accept(
        service->committer,
        (Write){.act = act, .what = what, .weight = 1, .receipt = receipt});
}

ServiceFigures service_figures(Service *service)
{
    return committer_figures(service->committer);
}
