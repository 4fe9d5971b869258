#include "app/cards.h"

#include "base/json_write.h"
#include "base/log.h"
#include "service/cards/scorecards.h"
#include "web/cards/cards.h"

#include <pthread.h>
#include <stdio.h>

typedef struct {
    CardDesk desk;  // first
    Service *service;
    pthread_mutex_t lock;
    pthread_cond_t done;
    bool answered;
    Err err;
} Local;

static Local *local_of(CardDesk *desk)
{
    return (Local *)desk;
}

// What was written for the API, as one would read it from there.
static Err read_back(Arena *arena, const Writer *text, JsonValue *out)
{
    JsonFault fault;
    return json_read(arena, writer_str(text), out, &fault);
}

static Err failed(Err err)
{
    if (err && err != ERR_NOT_FOUND) log_error("the database did not answer: see above");
    return err;
}

static Err list(CardDesk *desk, Arena *arena, JsonValue *out)
{
    CardListing *card = NULL;
    int count = 0;
    Writer text = {.arena = arena};
    Json json = {.to = &text};
    Err err = get_scorecards(local_of(desk)->service, arena, &card, &count);
    if (err) return failed(err);
    json_open(&json);
    json_open_array(&json, S("data"));
    for (int c = 0; c < count; c++) {
        json_open_object(&json, (Str){0});
        write_listing(arena, &json, &card[c], false);
        json_close_object(&json);
    }
    json_close_array(&json);
    json_close(&json);
    return read_back(arena, &text, out);
}

static Err card(CardDesk *desk, Arena *arena, Str id, JsonValue *out)
{
    CardListing listing;
    Writer text = {.arena = arena};
    Json json = {.to = &text};
    Err err = get_scorecard(local_of(desk)->service, arena, id, &listing);
    if (err) return failed(err);
    json_open(&json);
    write_listing(arena, &json, &listing, true);
    json_close(&json);
    return read_back(arena, &text, out);
}

static Err write_published(Arena *arena, const PublishedCard *published, JsonValue *out)
{
    Writer text = {.arena = arena};
    Json json = {.to = &text};
    json_open(&json);
    write_version(&json, published, true);
    json_close(&json);
    return read_back(arena, &text, out);
}

static Err version(CardDesk *desk, Arena *arena, Str id, Str number, JsonValue *out)
{
    int64_t which = 0;
    CardListing listing;
    Err err = get_scorecard(local_of(desk)->service, arena, id, &listing);
    if (err) return failed(err);
    if (!str_int(number, &which) || which < 1 || which > listing.versions)
        return ERR_NOT_FOUND;
    return write_published(arena, &listing.version[which - 1], out);
}

// --- publishing ------------------------------------------------------------------

// The committer calls this when it is on disk, or is not.
static void answer(void *context, Err err, Appended outcome)
{
    (void)outcome;
    Local *local = context;
    pthread_mutex_lock(&local->lock);
    local->err = err;
    local->answered = true;
    pthread_cond_signal(&local->done);
    pthread_mutex_unlock(&local->lock);
}

static Err wait_for(Local *local)
{
    pthread_mutex_lock(&local->lock);
    while (!local->answered)
        pthread_cond_wait(&local->done, &local->lock);
    local->answered = false;
    Err err = local->err;
    pthread_mutex_unlock(&local->lock);
    return err;
}

static Err save_draft(Local *local, Change change, const Publication *what)
{
    Scorecard read;
    CardFaults *faults = arena_new(change.arena, CardFaults, 1);
    Err err = scorecard_read(change.arena, what->document, &read, faults);
    if (err) return err;  // it was checked before
    Drafting drafting = {.draft = {.card = what->card,
                                   .document = scorecard_write(change.arena, &read),
                                   .author = what->author}};
    err = change_save_draft(local->service, change, &drafting);
    return err ? err : wait_for(local);
}

static Err publish(CardDesk *desk, Arena *arena, const Publication *what, JsonValue *out)
{
    Local *local = local_of(desk);
    const Change change = {.arena = arena, .receipt = {answer, local}};
    Publishing publishing = {
        .card = what->card, .author = what->author, .note = what->note};
    Err err = what->document.length > 0 ? save_draft(local, change, what) : OK;
    if (!err) err = change_publish(local->service, change, &publishing);
    if (!err) err = wait_for(local);
    if (err == ERR_CONFLICT) {
        fprintf(stderr, "customer-health: %.*s.\n",
                STR(publishing_refused(publishing.fault)));
        return err;
    }
    return err ? failed(err) : write_published(arena, &publishing.published, out);
}

static void close_local(CardDesk *desk)
{
    Local *local = local_of(desk);
    service_close(local->service);
    pthread_cond_destroy(&local->done);
    pthread_mutex_destroy(&local->lock);
}

Err cards_local(Arena *life, const Config *config, CardDesk **out)
{
    Local *local = arena_new(life, Local, 1);
    const ServiceOptions options = {
        .database = config->database, .currency = S("USD"), .readers = 1};
    Err err = service_open(&options, 0, &local->service);
    if (err) return err;
    pthread_mutex_init(&local->lock, NULL);
    pthread_cond_init(&local->done, NULL);
    local->desk = (CardDesk){list, card, version, publish, close_local};
    *out = &local->desk;
    return OK;
}
