// doors.h: what do the doors of others share?
//
// Their settings, the mapping of names that counts now, and a count of what they were
// sent and had no use for.  Made once at the start; any thread may use it.
#pragma once

#include "web/doors/mapping.h"
#include "web/web.h"

typedef enum {
    DOOR_SEGMENT,
    DOOR_CLOUDEVENTS,
    DOOR_STRIPE,
    DOOR_ZENDESK,
    DOOR_INTERCOM,
    DOOR_COUNT,
} Door;

typedef struct {
    Str secrets[DOOR_COUNT];  // of each door, separated by commas; {0}: none
    Str mapping;              // a document; {0}: the standard one
} DoorSettings;

// Make them; the settings must live as long.  ERR_INVALID: the mapping is none, logged.
MUST_USE Err doors_open(const DoorSettings *settings, Doors **out);
void doors_close(Doors *doors);

// "segment": the source of what comes through a door, and its name in figures.
Str door_name(Door door);

// The secrets of a door, one at a time: start with `*rest` = door_secrets().  False: that
// was the last.
Str door_secrets(const App *app, Door door);
bool next_secret(Str *rest, Str *out);

// The mapping that counts now.  It stays as it is until doors_unlock_mapping, on the same
// thread; texts of it that are needed for longer are copied.
MUST_USE Err doors_lock_mapping(App *app, Arena scratch, const Mapping **out);
void doors_unlock_mapping(App *app);

// Another was put: the next who asks gets it.
void doors_forget_mapping(App *app);

// Is the body's `type` one of the installation's own?  Then it is the event's.
MUST_USE Err doors_own_type(App *app, Arena *arena, JsonValue body, Event *event);

// Something of a kind that a door leaves alone; and how much of it there was.
void door_ignored(App *app, Door door);
uint64_t door_ignored_count(const App *app, Door door);
