#include "service/service.h"

#include "base/clock.h"
#include "base/log.h"
#include "model/counts.h"
#include "service/derive.h"
#include "service/place.h"

#include <string.h>

enum { EVENTS_A_PAGE = 500, ARENA_KEPT = 8 << 20, LIFE_BYTES = 1 << 20 };

// Address space for the book's rows, and for all facts of one customer, twice: those
// that are stored, and those that are counted.  Here daily counts go back to the first
// event, so that what bounds them is the number of events; at 240 bytes for each day and
// name (two arrays that grow by doubling) there is room for sixty million.
#define ARENA_BYTES ((size_t)16 << 30)

// --- one walk through the book -------------------------------------------

typedef struct {
    Store *store;
    LiveCards *cards;
    Arena life;  // what they lie in
    Arena page;  // one page of events, or the facts to derive from
    Day today;
    int64_t wrong;
} Walk;

static void close_walk(Walk *walk)
{
    if (walk->cards) live_cards_close(walk->cards);
    arena_unmap(walk->life);
    arena_unmap(walk->page);
    store_close(walk->store);
}

// What waits is put where the walk will look, and not looked for again with every page.
static Err fold_all(Store *store)
{
    enum { MANY = 1000 };
    int left = 1;
    Err err = OK;
    while (!err && left > 0)
        err = store_fold(store, MANY, &left);
    return err;
}

// A reader makes nothing: where there is no database, it says so.
static Err open_existing(Str database, Walk *walk)
{
    Store *reader = NULL;
    Err err = store_open(database, STORE_READER, &reader);
    if (err) return err;
    store_close(reader);
    *walk = (Walk){.today = clock_today()};
    err = store_open(database, STORE_WRITER, &walk->store);
    if (err) return err;
    walk->page = arena_map(FACTS_BYTES);
    walk->life = arena_map(LIFE_BYTES);
    Arena life = walk->life;
    err = live_cards_open(&life, walk->store, &walk->cards);
    if (!err) err = fold_all(walk->store);
    if (err) close_walk(walk);
    return err;
}

typedef Err Visit(Walk *walk, int64_t customer, Arena scratch);

static Err visit_all(Walk *walk, Visit *visit, Progress *progress, void *context)
{
    const Arena start = arena_map(ARENA_BYTES);
    Arena arena = start;
    BookRow *book = NULL;
    int customers = 0;
    Err err = store_book(walk->store, &arena, &book, &customers);
    for (int i = 0; !err && i < customers; i++) {
        err = visit(walk, book[i].customer, arena);
        if (!err) progress(context, i + 1, customers);
        arena_trim(arena, ARENA_KEPT);
    }
    arena_unmap(start);
    return err;
}

// --- counting ------------------------------------------------------------

// Count one page of events; `*query` stands behind it then.
static Err count_page(Walk *walk, Arena *arena, EventQuery *query, Counts *counts,
                      int *events)
{
    Arena page = walk->page;
    Event *event = arena_new(&page, Event, EVENTS_A_PAGE);
    Err err = store_events(walk->store, &page, query, EVENTS_A_PAGE, event, events);
    if (err || *events == 0) return err;

    for (int i = 0; i < *events; i++)
        if (!event[i].voided) counts_add(arena, counts, &event[i]);
    query->after_set = true;
    query->after_at = event[*events - 1].at;
    query->after_number = event[*events - 1].number;
    return OK;
}

// What a customer's events add up to: daily counts and spans.
static Err count_events(Walk *walk, Arena *arena, int64_t customer, Facts *out)
{
    EventQuery query = {.customer = customer,
                        .from = day_start(DAY_FIRST),
                        .to = day_start(DAY_LAST + 1),
                        .oldest_first = true};
    Counts counts = {0};
    int events = EVENTS_A_PAGE;
    Err err = OK;
    while (!err && events == EVENTS_A_PAGE)
        err = count_page(walk, arena, &query, &counts, &events);
    *out = counts_facts(&counts);
    return err;
}

// --- rebuild -------------------------------------------------------------

static Err rebuild_one(Walk *walk, int64_t customer, Arena scratch)
{
    Facts counted;
    Err err = count_events(walk, &scratch, customer, &counted);
    return err ? err : store_replace_counts(walk->store, customer, &counted);
}

static Err derive_all(Walk *walk)
{
    const Deriving deriving = {
        .cards = walk->cards, .today = walk->today, .most = DERIVE_MOST};
    int found = DERIVE_MOST;
    Err err = OK;
    while (!err && found == DERIVE_MOST)
        err = derive_stale(walk->store, deriving, &found, walk->page);
    return err;
}

Err rebuild_all(Str database, Progress *progress, void *context)
{
    Walk walk;
    Err err = open_existing(database, &walk);
    if (err) return err;

    err = place_leave(walk.store);
    if (!err) err = store_mend_log(walk.store);
    if (!err) err = visit_all(&walk, rebuild_one, progress, context);
    if (!err) err = derive_all(&walk);
    if (!err) err = place_arrive(walk.store);
    close_walk(&walk);
    return err;
}

// --- check ---------------------------------------------------------------

static bool same_daily(const DailyCount *a, const DailyCount *b)
{
    return a->day == b->day && a->type == b->type && str_equal(a->name, b->name) &&
           a->count == b->count && a->sum == b->sum;
}

static bool same_span(const Span *a, const Span *b)
{
    return a->type == b->type && str_equal(a->name, b->name) && a->first == b->first &&
           a->last == b->last && a->last_at == b->last_at;
}

static bool same_counts(const Facts *a, const Facts *b)
{
    bool same = a->dailies == b->dailies && a->spans == b->spans;
    for (int i = 0; same && i < a->dailies; i++)
        same = same_daily(&a->daily[i], &b->daily[i]);
    for (int i = 0; same && i < a->spans; i++)
        same = same_span(&a->span[i], &b->span[i]);
    return same;
}

static bool same_bits(double a, double b)
{
    uint64_t a_bits, b_bits;
    memcpy(&a_bits, &a, sizeof a_bits);
    memcpy(&b_bits, &b, sizeof b_bits);
    return a_bits == b_bits;
}

static bool same_trend(const Trend *a, const Trend *b)
{
    return a->has_7d == b->has_7d && a->has_30d == b->has_30d &&
           same_bits(a->change_7d, b->change_7d) &&
           same_bits(a->change_30d, b->change_30d) &&
           memcmp(a->point, b->point, sizeof a->point) == 0;
}

static bool same_picture(const Picture *a, const Picture *b)
{
    unsigned char a_bytes[PICTURE_BYTES], b_bytes[PICTURE_BYTES];
    picture_pack(a, a_bytes);
    picture_pack(b, b_bytes);
    return memcmp(a_bytes, b_bytes, PICTURE_BYTES) == 0;
}

static bool same_drop(const NextDrop *a, const NextDrop *b)
{
    unsigned char a_bytes[NEXT_DROP_BYTES], b_bytes[NEXT_DROP_BYTES];
    next_drop_pack(a, a_bytes);
    next_drop_pack(b, b_bytes);
    return memcmp(a_bytes, b_bytes, NEXT_DROP_BYTES) == 0;
}

static bool same_row(const CustomerRow *stored, const PictureRow *made)
{
    if (!same_picture(&stored->picture, &made->picture)) return false;
    if (stored->scored != made->score.scored) return false;
    if (!same_trend(&stored->trend, &made->trend)) return false;
    if (!same_drop(&stored->next_drop, &made->next_drop)) return false;
    return !stored->scored || (same_bits(stored->score, made->score.total) &&
                               same_bits(stored->coverage, made->score.coverage) &&
                               stored->band == made->score.band);
}

// Report what is not as it should be, once a customer.
static void say_wrong(Walk *walk, int64_t customer, const char *what)
{
    log_error("customer %lld: the stored %s are not what its events say",
              (long long)customer, what);
    walk->wrong++;
}

// The picture as of the day it was made on: whether that day is over, and it must
// be made anew before it is shown, is another question.
static Err check_picture(Walk *walk, int64_t customer, const Facts *facts, Arena scratch)
{
    CustomerRow row;
    Err err = store_customer(walk->store, &scratch, customer, walk->today, &row);
    if (!err && row.stale && row.picture.any)
        err = store_customer(walk->store, &scratch, customer, row.picture.day, &row);
    if (err || row.stale) return err;

    Overrides overrides;
    err = derive_overrides(walk->store, &scratch, customer, &overrides);
    if (err) return err;
    const Cards *cards = live_cards_now(walk->cards);
    PictureRow made = derive_row(cards, facts, row.picture.day, scratch);
    derive_under(&made, derive_card(cards, facts, row.picture.day), overrides);
    if (!same_row(&row, &made)) say_wrong(walk, customer, "picture and score");
    return OK;
}

static Err check_one(Walk *walk, int64_t customer, Arena scratch)
{
    Facts stored, counted;
    Err err = count_events(walk, &scratch, customer, &counted);
    if (!err) err = store_facts(walk->store, &scratch, customer, DAY_FIRST, &stored);
    if (err) return err;

    if (!same_counts(&stored, &counted)) {
        say_wrong(walk, customer, "daily counts");
        return OK;
    }
    return check_picture(walk, customer, &stored, scratch);
}

// Whatever counts a customer's events finds them by their places.
static Err check_log(Walk *walk)
{
    int64_t wrong = 0;
    Err err = store_check_log(walk->store, &wrong);
    if (!err && wrong > 0)
        log_error("%lld events are not where their customers' are", (long long)wrong);
    walk->wrong += wrong;
    return err;
}

Err check_all(Str database, Progress *progress, void *context, int64_t *wrong)
{
    Walk walk;
    Err err = open_existing(database, &walk);
    if (err) return err;

    err = place_agree(walk.store);
    if (!err) err = check_log(&walk);
    if (!err) err = visit_all(&walk, check_one, progress, context);
    *wrong = walk.wrong;
    close_walk(&walk);
    return err;
}
