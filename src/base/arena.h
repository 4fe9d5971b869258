// arena.h: whose memory is this, and when does it go?
//
// An arena is a stretch of memory that is filled from the front and given back
// all at once.  Three lifetimes exist, and the arena's name says which: `life`
// (start to stop), `request` (reset after the reply) and `batch` (one commit).
// A function that returns memory takes `Arena *arena` as its first argument; one
// that needs room only for itself takes `Arena scratch` by value, and whatever
// it took is free again when it returns, by every path.
//
// The limits on input keep every request far below the size of its arena, so
// running out is a defect: it stops the process with a message.
#pragma once

#include <stdalign.h>
#include <stddef.h>

typedef struct {
    char *next;  // the first free byte
    char *end;   // one behind the last
} Arena;

// A new arena of `size` bytes of address space; the system lends memory only as
// it is touched.  Never fails: without address space there is no process.
Arena arena_map(size_t size);

// Give the whole mapping back; `start` is the arena as arena_map returned it.
void arena_unmap(Arena start);

// Return memory behind the first `keep` bytes to the system; what is kept stays
// warm for the next user.  `start` is the arena as arena_map returned it.
void arena_trim(Arena start, size_t keep);

// `count` zeroed objects; never NULL.
#define arena_new(arena, Type, count)                                                      \
    ((Type *)arena_take(arena, sizeof(Type), alignof(Type), (size_t)(count)))

// What arena_new calls: zeroed room for `count` objects of `size` bytes.
void *arena_take(Arena *arena, size_t size, size_t align, size_t count);

// Make the object at `old`, `from` bytes long, `to` bytes long: in place where
// it was the last one taken, else by a copy.  The added bytes are not zeroed.
void *arena_grow(Arena *arena, void *old, size_t from, size_t to);
