// cards.h: what is asked of the scorecards, and of whom?
//
// The command `scorecards` asks one of two, who say the same:
//
//     command ─┬─► local    where no server runs: the database itself
//              └─► remote   the server's own socket, over HTTP
//
// For the files cards*.c.
#pragma once

#include "app/config.h"
#include "base/json_read.h"

typedef struct {
    Str card;
    Str document;  // empty: what its draft says, or its example
    Str author;
    Str note;
} Publication;

// What comes back is what the API answers (docs/API.md), and lives in the arena.  Where
// nobody has the scorecard, or the version, it is ERR_NOT_FOUND and nothing was said of it;
// of every other failure it was.
typedef struct CardDesk CardDesk;
struct CardDesk {
    Err (*list)(CardDesk *desk, Arena *arena, JsonValue *out);
    Err (*card)(CardDesk *desk, Arena *arena, Str id, JsonValue *out);
    Err (*version)(CardDesk *desk, Arena *arena, Str id, Str number, JsonValue *out);
    Err (*publish)(CardDesk *desk, Arena *arena, const Publication *what, JsonValue *out);
    void (*close)(CardDesk *desk);
};

MUST_USE Err cards_local(Arena *life, const Config *config, CardDesk **out);

// ERR_NOT_FOUND: no server holds the database.
MUST_USE Err cards_remote(Arena *life, const Config *config, CardDesk **out);

// What lies at a JSON pointer in a text that is JSON: the line and the column of its
// first byte, from 1 on.  Where there is nothing, those of what it would be in.
typedef struct {
    int line;
    int column;
} Place;
Place place_of(Str text, Str pointer);
Place place_at(Str text, size_t at);

// A document on standard output, indented.
void print_document(JsonValue value);
