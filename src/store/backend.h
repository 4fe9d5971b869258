// backend.h: what must a database backend provide?
//
// The verbs of store.h as function pointers.  A backend embeds Store as the first
// member of its own struct; store.c picks the backend by the address and passes
// every verb on.
#pragma once

#include "store/store.h"

typedef struct {
    void (*close)(Store *store);
    bool (*is_shared)(const Store *store);
    Err (*ping)(Store *store);
    Err (*add_customer)(Store *store, Customer *customer);
    Err (*erase_customer)(Store *store, int64_t customer);
    Err (*knows_customer)(Store *store, int64_t customer);
    Err (*customer)(Store *store, Arena *arena, int64_t id, Day today, CustomerRow *out);
    Err (*customers)(Store *store, Arena *arena, ListPlace after, int most,
                     CustomerRow *out, int *count);
    Err (*count_customers)(Store *store, int64_t *out);
    Err (*book)(Store *store, Arena *arena, BookRow **out, int *count);
    Err (*append)(Store *store, Event *events, size_t count, Appended *out, Arena scratch);
    Err (*events)(Store *store, Arena *arena, const EventQuery *query, int most, Event *out,
                  int *count);
    Err (*has_room)(Store *store, const Event *event, int64_t most);
    Err (*facts)(Store *store, Arena *arena, int64_t customer, Day from, Facts *out);
    Err (*replace_counts)(Store *store, int64_t customer, const Facts *counts);
    Err (*staleness)(Store *store, Day today, int most, Staleness *out);
    Err (*stale)(Store *store, Day today, int most, StaleMark *out, int *count);
    Err (*put_pictures)(Store *store, const PictureRow *rows, int count);
    Err (*note)(Store *store, Arena *arena, Str name, Str *out);
    Err (*put_note)(Store *store, Str name, Str value);
} Backend;

struct Store {
    const Backend *backend;
};

// The backends.  `path` and `address` are what stands behind the scheme.
MUST_USE Err sqlite_open(Str path, StoreRole role, Store **out);
MUST_USE Err mysql_open(Str address, StoreRole role, Store **out);
