#include "app/import.h"

#include "store/store.h"

#include <unistd.h>

enum { BATCH_ROWS = 500, BATCH_BYTES = 64 << 20, BATCH_KEPT = 1 << 20 };

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
    dry->taker = (Taker){room, take, finish, mapping, close_dry};
    dry->outcome = outcome;
    dry->start = arena_map(BATCH_BYTES);
    begin(dry);
    *out = &dry->taker;
    return OK;
}
