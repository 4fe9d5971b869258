#include "app/import.h"

#include "store/cards.h"

#include <unistd.h>

enum { BATCH_ROWS = 500, BATCH_BYTES = 64 << 20, BATCH_KEPT = 1 << 20 };

// Address space: CARDS_MAX documents of the longest.
#define CARDS_BYTES ((size_t)2 << 30)

typedef struct {
    Taker taker;  // first
    ImportOutcome *outcome;
    Store *reader;  // NULL: there is no database yet, and nobody is known
    Arena start;
    Arena arena;
    Whose *whose;
    size_t rows;
} Dry;

static Dry *dry_of(Taker *taker)
{
    return (Dry *)taker;
}

static void begin(Dry *dry)
{
    arena_trim(dry->start, BATCH_KEPT);
    dry->arena = dry->start;
    dry->whose = arena_new(&dry->arena, Whose, BATCH_ROWS);
    dry->rows = 0;
}

// Who is known, and who is not?
static Err look_up(Dry *dry)
{
    Err err = OK;
    int64_t *found = arena_new(&dry->arena, int64_t, BATCH_ROWS);
    if (dry->reader && dry->rows > 0)
        err = store_find_customers(dry->reader, dry->whose, dry->rows, found, dry->arena);
    for (size_t i = 0; !err && i < dry->rows; i++) {
        if (found[i])
            dry->outcome->stored++;
        else
            dry->outcome->unmatched++;
    }
    begin(dry);
    return err;
}

static Arena *room(Taker *taker)
{
    return &dry_of(taker)->arena;
}

static Err take(Taker *taker, BulkStep step, const BulkItem *row)
{
    Dry *dry = dry_of(taker);
    if (step == BULK_CUSTOMER) {
        dry->outcome->customers++;
        begin(dry);
        return OK;
    }
    dry->whose[dry->rows++] = row->item.whose;
    return dry->rows == BATCH_ROWS ? look_up(dry) : OK;
}

static Err finish(Taker *taker)
{
    return look_up(dry_of(taker));
}

static Err mapping(Taker *taker, Arena *arena, Str *out)
{
    Store *reader = dry_of(taker)->reader;
    return reader ? store_note(reader, arena, S("event_mapping"), out) : ERR_NOT_FOUND;
}

// The latest version of each card; it is withdrawn where that has no document.
static Err types(Taker *taker, Arena *arena, TypeList *out)
{
    PublishedCard *card = NULL;
    int cards = 0;
    Store *reader = dry_of(taker)->reader;
    if (!reader) return OK;
    const Arena start = arena_map(CARDS_BYTES);
    Arena room = start;
    Err err = store_published_cards(reader, &room, &card, &cards);
    for (int c = 0; !err && c < cards; c++)
        if (c + 1 == cards || !str_equal(card[c].card, card[c + 1].card))
            types_add_card(arena, out, card[c].document, room);
    arena_unmap(start);
    return err;
}

static void close_dry(Taker *taker)
{
    Dry *dry = dry_of(taker);
    if (dry->reader) store_close(dry->reader);
    arena_unmap(dry->start);
}

static bool is_there(Arena *life, Str database)
{
    Str path = database;
    if (!str_equal(str_cut(&path, ':'), S("sqlite"))) return true;
    return access(str_z(life, path), F_OK) == 0;
}

Err take_dry(Arena *life, const Config *config, ImportOutcome *outcome, Taker **out)
{
    Dry *dry = arena_new(life, Dry, 1);
    if (is_there(life, config->database)) {
        Err err = store_open(config->database, STORE_READER, &dry->reader);
        if (err) return err;
    }
    dry->taker = (Taker){room, take, finish, mapping, types, close_dry};
    dry->outcome = outcome;
    dry->start = arena_map(BATCH_BYTES);
    begin(dry);
    *out = &dry->taker;
    return OK;
}
