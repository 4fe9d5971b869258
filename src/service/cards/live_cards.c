#include "service/cards/live_cards.h"

#include "base/clock.h"
#include "base/log.h"
#include "model/card_document.h"
#include "model/card_shipped.h"

#include <time.h>

enum { OPEN_TRIES = 50 };  // a tenth of a second apart

// Address space of one set: CARDS_MAX documents of the longest, and what is made of them.
#define SET_BYTES ((size_t)8 << 30)

#define MINUTE ((int64_t)60 * 1000000000)  // in ticks

typedef struct Loaded Loaded;

struct Loaded {
    Arena start;  // as mapped: holds all of it
    CardSet set;
    int64_t replaced_at;  // in ticks
    Loaded *before;       // the one it has replaced
};

struct LiveCards {
    Loaded *_Atomic now;
    Loaded *prepared;  // NULL: nothing is
    Scorecard example[CARDS_SHIPPED];
};

// --- reading ---------------------------------------------------------------------

// A document that was checked before it was published, perhaps by another version of the
// program.
static bool read_version(Arena *arena, const PublishedCard *published, Scorecard *out)
{
    CardFaults faults;
    if (published->document.length == 0) return false;
    if (scorecard_read(arena, published->document, out, &faults)) {
        log_error("version %d of scorecard %.*s cannot be read and is left out: %.*s: %.*s",
                  published->version, STR(published->card), STR(faults.fault[0].pointer),
                  STR(faults.fault[0].message));
        return false;
    }
    out->version = published->version;
    return true;
}

static Err bind_all(Arena *arena, CardSet *set)
{
    CardVersion *version = arena_new(arena, CardVersion, set->count);
    int versions = 0;
    for (int p = 0; p < set->count; p++) {
        const PublishedCard *published = &set->published[p], *next = published + 1;
        Scorecard *card = arena_new(arena, Scorecard, 1);
        if (!read_version(arena, published, card)) continue;
        bool last = p + 1 == set->count || !str_equal(next->card, published->card);
        version[versions++] =
            (CardVersion){card, published->at, last ? INT64_MAX : next->at};
    }
    set->cards = versions ? cards_new(arena, version, versions) : cards_shipped();
    return set->cards ? OK : ERR_INVALID;
}

Err live_cards_read(Store *store, Arena *arena, CardSet *out)
{
    PublishedCard *published = NULL;
    Err err = store_published_cards(store, arena, &published, &out->count);
    out->published = published;
    return err ? err : bind_all(arena, out);
}

static Err load(Store *store, Loaded **out)
{
    const Arena start = arena_map(SET_BYTES);
    Arena arena = start;
    Loaded *loaded = arena_new(&arena, Loaded, 1);
    loaded->start = start;
    Err err = live_cards_read(store, &arena, &loaded->set);
    if (err) arena_unmap(start);
    *out = err ? NULL : loaded;
    return err;
}

static void put_away(Loaded *loaded)
{
    if (loaded) arena_unmap(loaded->start);
}

// --- the set at work -------------------------------------------------------------

static void forget_old(Loaded *now)
{
    Loaded **link = &now->before;
    while (*link && clock_ticks() < (*link)->replaced_at + REPLACED_MINUTES * MINUTE)
        link = &(*link)->before;
    for (Loaded *old = *link, *before; old; old = before) {
        before = old->before;
        put_away(old);
    }
    *link = NULL;
}

static void replace(LiveCards *live, Loaded *loaded)
{
    Loaded *before = live->now;
    loaded->before = before;
    if (before) before->replaced_at = clock_ticks();
    live->now = loaded;
    forget_old(loaded);
}

static void read_examples(Arena *life, LiveCards *live)
{
    for (int c = 0; c < CARDS_SHIPPED; c++) {
        CardFaults faults;
        Metrics *metrics = arena_new(life, Metrics, 1);
        *metrics = metrics_shipped;
        if (scorecard_read(life, card_shipped(c), &live->example[c], &faults) ||
            !scorecard_bind(&live->example[c], metrics))
            live->example[c] = (Scorecard){0};  // a test says that this never happens
    }
}

Err live_cards_open(Arena *life, Store *store, LiveCards **out)
{
    const struct timespec pause = {.tv_nsec = 100000000};
    Loaded *loaded = NULL;
    Err err = load(store, &loaded);
    for (int more = OPEN_TRIES; err == ERR_BUSY && more > 0; more--) {
        nanosleep(&pause, NULL);
        err = load(store, &loaded);
    }
    if (err == ERR_INVALID)
        log_error("The scorecards that were published need more than %d measures "
                  "together: this program is older than the one that published them",
                  MEASURES_MAX);
    if (err) return err;
    LiveCards *live = arena_new(life, LiveCards, 1);
    live->now = loaded;
    read_examples(life, live);
    *out = live;
    return OK;
}

void live_cards_close(LiveCards *live)
{
    put_away(live->prepared);
    for (Loaded *loaded = live->now, *before; loaded; loaded = before) {
        before = loaded->before;
        put_away(loaded);
    }
}

const CardSet *live_cards(const LiveCards *live)
{
    return &((const Loaded *)live->now)->set;
}

const Cards *live_cards_now(const LiveCards *live)
{
    return live ? live_cards(live)->cards : cards_shipped();
}

const Scorecard *live_cards_example(const LiveCards *live, Str id)
{
    for (int c = 0; c < CARDS_SHIPPED; c++)
        if (str_equal(live->example[c].id, id)) return &live->example[c];
    return NULL;
}

Err live_cards_prepare(LiveCards *live, Store *store)
{
    put_away(live->prepared);
    live->prepared = NULL;
    return load(store, &live->prepared);
}

void live_cards_take(LiveCards *live)
{
    replace(live, live->prepared);
    live->prepared = NULL;
}

Err live_cards_with(Arena *arena, const CardSet *set, const PublishedCard *next,
                    CardSet *out)
{
    int place = 0;
    while (place < set->count && str_compare(set->published[place].card, next->card) <= 0)
        place++;
    PublishedCard *published = arena_new(arena, PublishedCard, set->count + 1);
    for (int p = 0; p < set->count; p++)
        published[p < place ? p : p + 1] = set->published[p];
    published[place] = *next;
    published[place].version = 1;
    if (place > 0 && str_equal(published[place - 1].card, next->card))
        published[place].version += published[place - 1].version;
    *out = (CardSet){.published = published, .count = set->count + 1};
    return bind_all(arena, out);
}

Err live_cards_follow(LiveCards *live, Store *store)
{
    int64_t count = 0;
    if (!live || !store_is_shared(store)) return OK;
    Err err = store_count_published(store, &count);
    if (err || count == live_cards(live)->count) return err;
    err = live_cards_prepare(live, store);
    if (!err) live_cards_take(live);
    return err;
}
