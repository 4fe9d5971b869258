#include "web/doors/senders.h"

#include "base/clock.h"
#include "base/log.h"
#include "service/cards/scorecards.h"

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

// What is read when a mapping takes thirty times its length, twice.
enum { ROOM_BYTES = 4 << 20 };

// How long a mapping that another process put may stay unknown here.
#define LOOK_AGAIN_TICKS ((int64_t)2000000000)

struct Senders {
    Arena life;  // as arena_map returned it; the senders themselves lie in it
    SenderSettings settings;
    _Atomic uint64_t ignored[SENDER_COUNT];
    _Atomic uint64_t wanted;  // how often the mapping was put, as far as is known here
    _Atomic uint64_t loaded;  // `wanted` when the mapping was asked for; 0: never
    _Atomic int64_t look_at;  // in ticks, when to ask again

    pthread_rwlock_t lock;  // guards what follows
    Arena room[2];          // as arena_map returned them: the mapping's, and a spare
    Mapping mapping;
    Str text;  // the document it was read from
};

Str sender_name(Sender sender)
{
    static const Str names[] = {{"segment", 7},
                                {"cloudevents", 11},
                                {"stripe", 6},
                                {"zendesk", 7},
                                {"intercom", 8}};
    static_assert(sizeof names / sizeof *names == SENDER_COUNT, "");
    assert(sender < SENDER_COUNT);
    return names[sender];
}

// --- secrets and figures -------------------------------------------------

Str sender_secrets(const App *app, Sender sender)
{
    return app->senders ? app->senders->settings.secrets[sender] : (Str){0};
}

bool next_secret(Str *rest, Str *out)
{
    while (rest->length > 0) {
        *out = str_trim(str_cut(rest, ','));
        if (out->length > 0) return true;
    }
    return false;
}

void sender_ignored(App *app, Sender sender)
{
    if (app->senders) app->senders->ignored[sender]++;
}

uint64_t sender_ignored_count(const App *app, Sender sender)
{
    return app->senders ? app->senders->ignored[sender] : 0;
}

// --- the mapping ---------------------------------------------------------

// Read `text` into the spare room, and make that the mapping.
static Err use_mapping(Senders *senders, Str text)
{
    Arena arena = senders->room[1];
    Complaint complaint = {.status = 0};
    JsonValue document;
    JsonFault fault;
    Mapping mapping;
    Str copy = str_copy(&arena, text);
    Err err = json_read(&arena, copy, &document, &fault);
    if (err)
        log_error("the event mapping is no JSON: byte %zu: %.*s", fault.at, STR(fault.why));
    else if ((err = mapping_read(&arena, document, &mapping, &complaint)))
        log_error("the event mapping cannot be used: %.*s", STR(complaint.detail));
    if (err) return err;

    Arena spare = senders->room[0];
    senders->room[0] = senders->room[1];
    senders->room[1] = spare;
    senders->mapping = mapping;
    senders->text = copy;
    return OK;
}

static bool is_current(const Senders *senders)
{
    return senders->loaded == senders->wanted && clock_ticks() < senders->look_at;
}

// Ask for the mapping that was put.  One that this program cannot read, because another
// version put it, is left where it is, and the one before goes on.
static Err look_again(App *app, Arena scratch)
{
    Senders *senders = app->senders;
    Str text = senders->settings.mapping;
    uint64_t wanted = senders->wanted;
    Err err = service_setting(app->service, &scratch, S("event_mapping"), &text);
    if (err && err != ERR_NOT_FOUND) return err;

    bool alone = service_version(app->service) != 0;
    pthread_rwlock_wrlock(&senders->lock);
    if (!str_equal(text, senders->text)) (void)use_mapping(senders, text);
    senders->look_at = alone ? INT64_MAX : clock_ticks() + LOOK_AGAIN_TICKS;
    senders->loaded = wanted;
    pthread_rwlock_unlock(&senders->lock);
    return OK;
}

Err senders_lock_mapping(App *app, Arena scratch, const Mapping **out)
{
    Err err = is_current(app->senders) ? OK : look_again(app, scratch);
    if (err) return err;
    pthread_rwlock_rdlock(&app->senders->lock);
    *out = &app->senders->mapping;
    return OK;
}

void senders_unlock_mapping(App *app)
{
    pthread_rwlock_unlock(&app->senders->lock);
}

Err senders_mapping_text(App *app, Arena *arena, Str *out)
{
    const Mapping *mapping;
    Err err = senders_lock_mapping(app, *arena, &mapping);
    if (err) return err;
    *out = str_copy(arena, app->senders->text);
    senders_unlock_mapping(app);
    return OK;
}

void senders_forget_mapping(App *app)
{
    app->senders->wanted++;
}

Err senders_own_types(App *app, Arena *arena, OwnTypes *out)
{
    const Mapping *mapping;
    Err err = senders_lock_mapping(app, *arena, &mapping);
    if (err) return err;
    Str *counted;
    int counts = service_types(app->service, arena, &counted), names = 0;
    Str *name = arena_new(arena, Str, mapping->customs + counts);
    for (int i = 0; i < mapping->customs; i++)
        name[names++] = str_copy(arena, mapping->custom[i]);
    for (int i = 0; i < counts; i++)
        name[names++] = str_copy(arena, counted[i]);
    *out = (OwnTypes){name, names};
    senders_unlock_mapping(app);
    return OK;
}

// --- opening and closing -------------------------------------------------

Err senders_open(const SenderSettings *settings, Senders **out)
{
    const Arena start = arena_map(sizeof(Senders) + 4096);
    Arena life = start;
    Senders *senders = arena_new(&life, Senders, 1);
    senders->life = start;
    senders->settings = *settings;
    if (!senders->settings.mapping.length) senders->settings.mapping = mapping_standard();
    senders->wanted = 1;
    pthread_rwlock_init(&senders->lock, NULL);
    for (int i = 0; i < 2; i++)
        senders->room[i] = arena_map(ROOM_BYTES);
    Err err = ERR_INVALID;
    if (settings->mapping.length > MAPPING_BYTES_MAX)
        log_error("the event mapping has more than %d bytes", MAPPING_BYTES_MAX);
    else
        err = use_mapping(senders, senders->settings.mapping);
    if (err)
        senders_close(senders);
    else
        *out = senders;
    return err;
}

void senders_close(Senders *senders)
{
    for (int i = 0; i < 2; i++)
        arena_unmap(senders->room[i]);
    pthread_rwlock_destroy(&senders->lock);
    arena_unmap(senders->life);
}
