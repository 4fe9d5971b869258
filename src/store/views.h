// views.h: which lists of customers did somebody give a name?
//
// Verbs of a Store beside those of store.h.  What a list is, is the query of its URL, which
// is not looked at here.
#pragma once

#include "store/store.h"

typedef struct {
    int64_t id;  // ours; 0 until it is stored
    Str name;    // of at most CUSTOMER_TEXT_MAX characters
    Str query;
    Millis at;
} ListView;

enum { VIEWS_MOST = 50, VIEW_QUERY_MAX = 4096 };

// Keep a view, and give it its id.  ERR_CONFLICT: another has this name; ERR_INVALID: there
// are VIEWS_MOST.
MUST_USE Err store_add_view(Store *store, ListView *view);

// All of them, in the order in which they were kept: at most VIEWS_MOST.
MUST_USE Err store_views(Store *store, Arena *arena, ListView *out, int *count);

// ERR_NOT_FOUND: there is none of this id.
MUST_USE Err store_remove_view(Store *store, int64_t view);
