// cursor.h: where does the next page of a list begin?
//
// A cursor is opaque to clients: base64url of a version and a place, with a checksum over
// both and over the list it belongs to.  One that is damaged, or of another list, is no
// cursor.
#pragma once

#include "http/reply.h"

typedef struct {
    uint64_t list;   // which list, with its filters: a hash
    uint64_t place;  // the sort value's bits
    int64_t id;      // which of those with the same sort value
    Str text;        // where the sort value is one, of at most CURSOR_TEXT_MAX bytes
} Cursor;

enum { CURSOR_TEXT_MAX = 255 };

Str cursor_write(Arena *arena, Cursor cursor);

// False where `text` is no cursor of `list`.
bool cursor_read(Arena *arena, Str text, uint64_t list, Cursor *out);

// Into the list's document: where the next page begins, if there is more; and as a Link.
// `address` is the list's, with a query ("/api/events/rejected?limit=50").
void cursor_say(Reply *reply, Str address, bool more, Cursor next);
