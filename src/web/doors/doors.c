#include "web/doors/doors.h"

#include "base/clock.h"
#include "base/log.h"

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

// What is read when a mapping takes thirty times its length, twice.
enum { ROOM_BYTES = 4 << 20 };

// How long a mapping that another process put may stay unknown here.
#define LOOK_AGAIN_TICKS ((int64_t)2000000000)

struct Doors {
    Arena life;  // as arena_map returned it; the doors themselves lie in it
    DoorSettings settings;
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
    return app->doors ? app->doors->settings.secrets[sender] : (Str){0};
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
    if (app->doors) app->doors->ignored[sender]++;
}

uint64_t sender_ignored_count(const App *app, Sender sender)
{
    return app->doors ? app->doors->ignored[sender] : 0;
}

// --- the mapping ---------------------------------------------------------

// Read `text` into the spare room, and make that the mapping.
static Err use_mapping(Doors *doors, Str text)
{
    Arena arena = doors->room[1];
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

    Arena spare = doors->room[0];
    doors->room[0] = doors->room[1];
    doors->room[1] = spare;
    doors->mapping = mapping;
    doors->text = copy;
    return OK;
}

static bool is_current(const Doors *doors)
{
    return doors->loaded == doors->wanted && clock_ticks() < doors->look_at;
}

// Ask for the mapping that was put.  One that this program cannot read, because another
// version put it, is left where it is, and the one before goes on.
static Err look_again(App *app, Arena scratch)
{
    Doors *doors = app->doors;
    Str text = doors->settings.mapping;
    uint64_t wanted = doors->wanted;
    Err err = service_setting(app->service, &scratch, S("event_mapping"), &text);
    if (err && err != ERR_NOT_FOUND) return err;

    bool alone = service_version(app->service) != 0;
    pthread_rwlock_wrlock(&doors->lock);
    if (!str_equal(text, doors->text)) (void)use_mapping(doors, text);
    doors->look_at = alone ? INT64_MAX : clock_ticks() + LOOK_AGAIN_TICKS;
    doors->loaded = wanted;
    pthread_rwlock_unlock(&doors->lock);
    return OK;
}

Err doors_lock_mapping(App *app, Arena scratch, const Mapping **out)
{
    Err err = is_current(app->doors) ? OK : look_again(app, scratch);
    if (err) return err;
    pthread_rwlock_rdlock(&app->doors->lock);
    *out = &app->doors->mapping;
    return OK;
}

void doors_unlock_mapping(App *app)
{
    pthread_rwlock_unlock(&app->doors->lock);
}

Err doors_mapping_text(App *app, Arena *arena, Str *out)
{
    const Mapping *mapping;
    Err err = doors_lock_mapping(app, *arena, &mapping);
    if (err) return err;
    *out = str_copy(arena, app->doors->text);
    doors_unlock_mapping(app);
    return OK;
}

void doors_forget_mapping(App *app)
{
    app->doors->wanted++;
}

Err doors_own_type(App *app, Arena *arena, JsonValue body, Event *event)
{
    Str type;
    EventType known;
    if (!app->doors || !json_get_text(json_member(body, S("type")), &type)) return OK;
    if (event_type_parse(type, &known)) return OK;
    const Mapping *mapping;
    Err err = doors_lock_mapping(app, *arena, &mapping);
    if (err) return err;
    if (mapping_has_custom(mapping, type)) {
        event->type = EVENT_CUSTOM;
        event->name = str_copy(arena, type);
    }
    doors_unlock_mapping(app);
    return OK;
}

// --- opening and closing -------------------------------------------------

Err doors_open(const DoorSettings *settings, Doors **out)
{
    const Arena start = arena_map(sizeof(Doors) + 4096);
    Arena life = start;
    Doors *doors = arena_new(&life, Doors, 1);
    doors->life = start;
    doors->settings = *settings;
    if (!doors->settings.mapping.length) doors->settings.mapping = mapping_standard();
    doors->wanted = 1;
    pthread_rwlock_init(&doors->lock, NULL);
    for (int i = 0; i < 2; i++)
        doors->room[i] = arena_map(ROOM_BYTES);
    Err err = ERR_INVALID;
    if (settings->mapping.length > MAPPING_BYTES_MAX)
        log_error("the event mapping has more than %d bytes", MAPPING_BYTES_MAX);
    else
        err = use_mapping(doors, doors->settings.mapping);
    if (err)
        doors_close(doors);
    else
        *out = doors;
    return err;
}

void doors_close(Doors *doors)
{
    for (int i = 0; i < 2; i++)
        arena_unmap(doors->room[i]);
    pthread_rwlock_destroy(&doors->lock);
    arena_unmap(doors->life);
}
