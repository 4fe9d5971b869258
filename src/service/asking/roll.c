#include "service/asking/roll.h"

#include "base/clock.h"
#include "base/fold.h"
#include "base/hash.h"
#include "service/cards/judging.h"
#include "service/derive.h"
#include "service/inside.h"

#include <string.h>

enum {
    SLOTS_FIRST = 1024,
    // Address space for a customer whose texts are the longest, and of those characters
    // that become the most when they are folded.
    ENTRY_BYTES = 32 << 10,
    MORE_ENTRIES = 1024,  // than were counted a moment before
};

struct Rolls {
    pthread_rwlock_t lock;  // over what follows but `begun`
    Arena start;            // as mapped: what the roll lies in
    Roll roll;
    uint64_t version;  // as of which it is true; 0: none
    uint64_t number;   // which call it was
    _Atomic uint64_t begun;
};

// --- words ---------------------------------------------------------------

// The slot the word is in, or would be.
static uint32_t slot_of(const Roll *roll, Str word)
{
    uint32_t at = (uint32_t)hash_str(HASH_START, word) & (roll->slots - 1);
    while (roll->slot[at] && !str_equal(roll->word[roll->slot[at]], word))
        at = (at + 1) & (roll->slots - 1);
    return at;
}

bool roll_word(const Roll *roll, Str word, uint32_t *out)
{
    *out = 0;
    if (word.length == 0) return true;
    if (roll->slots) *out = roll->slot[slot_of(roll, word)];
    return *out != 0;
}

// Twice the slots, and room for as many words as may be in them.
static void widen(Arena *arena, Roll *roll)
{
    uint32_t words = roll->slots / 2;
    roll->slots = roll->slots ? 2 * roll->slots : SLOTS_FIRST;
    roll->slot = arena_new(arena, uint32_t, roll->slots);
    Str *wider = arena_new(arena, Str, roll->slots / 2 + 1);
    if (words) memcpy(wider, roll->word, roll->words * sizeof *wider);
    roll->word = wider;
    for (uint32_t w = 1; w < roll->words; w++)
        roll->slot[slot_of(roll, roll->word[w])] = w;
}

static uint32_t take_word(Arena *arena, Roll *roll, Str word)
{
    if (word.length == 0) return 0;
    uint32_t at = slot_of(roll, word);
    if (roll->slot[at]) return roll->slot[at];
    if (roll->words > roll->slots / 2) {
        widen(arena, roll);
        at = slot_of(roll, word);
    }
    roll->word[roll->words] = str_copy(arena, word);
    return roll->slot[at] = roll->words++;
}

// --- calling -------------------------------------------------------------

typedef struct {
    Arena arena;
    Arena scratch;
    Roll roll;
    int room;      // how many entries there is room for
    bool crowded;  // and there were more
    Judging judging;
} Call;

static Str fold_lines(Call *call, const RollRow *row, uint32_t *name)
{
    Arena scratch = call->scratch;
    Writer lines = {.arena = &call->arena};
    Str folded = str_fold(&scratch, row->name);
    *name = (uint32_t)folded.length;
    writer_put(&lines, folded);
    writer_char(&lines, '\n');
    writer_put(&lines, str_fold(&scratch, row->email));
    writer_char(&lines, '\n');
    writer_put(&lines, str_fold(&scratch, row->external_id));
    return writer_str(&lines);
}

static Day slips_on(const Scorecard *card, const RollRow *row)
{
    const NextDrop *next = &row->next_drop;
    return row->scored && judging_slips(card, row->band, next) ? next->day : DAY_NONE;
}

static int state_of(const Scorecard *card, const RollRow *row)
{
    if (row->scored) return score_state(true, row->band, STATUS_SCORED);
    return score_state(false, 0, derive_unscored(row->picture, card).status);
}

static void call_one(void *context, const RollRow *row)
{
    Call *call = context;
    Roll *roll = &call->roll;
    call->crowded = roll->entries == call->room;
    if (call->crowded) return;

    const Scorecard *card = judging_one(&call->judging, row->customer, row->since)->card;
    const Str words[WORD_COUNT] = {
        [WORD_SEGMENT] = row->segment,   [WORD_PLAN] = row->plan,
        [WORD_OWNER] = row->owner,       [WORD_LIFECYCLE] = row->lifecycle,
        [WORD_CURRENCY] = row->currency, [WORD_CARD] = card->id,
    };
    RollEntry *entry = &roll->entry[roll->entries++];
    *entry = (RollEntry){.customer = row->customer,
                         .mrr = row->mrr,
                         .renews_on = row->renews_on,
                         .slips_on = slips_on(card, row),
                         .last_seen_at = row->last_seen_at,
                         .score = row->score,
                         .change_30d = row->change_30d,
                         .state = state_of(card, row),
                         .scored = row->scored,
                         .has_30d = row->has_30d};
    entry->find = fold_lines(call, row, &entry->name);
    for (int w = 0; w < WORD_COUNT; w++)
        entry->word[w] = take_word(&call->arena, roll, words[w]);
}

// The memory of the last call serves again, where it is large enough.
static void make_room(Rolls *rolls, int64_t customers)
{
    size_t bytes = (size_t)(customers + MORE_ENTRIES) * ENTRY_BYTES;
    if (rolls->start.next && (size_t)(rolls->start.end - rolls->start.next) >= bytes)
        return;
    arena_unmap(rolls->start);
    rolls->start = arena_map(2 * bytes);
}

// `scratch` is for what the store reads, and behind it for what is folded.
static Err call_all(Service *service, Store *store, Call *call, Arena scratch)
{
    Err err = judging_begin(store, &scratch, live_cards_now(service->cards), clock_today(),
                            &call->judging);
    if (err) return err;
    call->scratch = scratch;
    call->scratch.next += ENTRY_BYTES;
    scratch.end = call->scratch.next;
    return store_roll(store, call_one, call, scratch);
}

// By whoever holds the lock alone.
static Err call_anew(Service *service, const Reader *reader)
{
    Rolls *rolls = service->rolls;
    uint64_t number = atomic_fetch_add(&rolls->begun, 1) + 1;
    uint64_t version = service_version(service);
    rolls->version = rolls->number = 0;

    int64_t customers;
    Err err = store_count_customers(reader->store, &customers);
    if (err) return err;
    make_room(rolls, customers);
    Call call = {.arena = rolls->start};
    call.room = (int)customers + MORE_ENTRIES;
    call.roll.entry = arena_new(&call.arena, RollEntry, call.room);
    call.roll.words = 1;
    widen(&call.arena, &call.roll);
    err = call_all(service, reader->store, &call, reader->room);
    reader_leave_room(reader);
    if (err) return err;
    if (call.crowded) return ERR_BUSY;
    rolls->roll = call.roll;
    rolls->version = version;
    rolls->number = number;
    return OK;
}

static bool is_current(const Rolls *rolls, uint64_t version, uint64_t asked)
{
    return rolls->number > asked || (version && rolls->version == version);
}

Err rolls_lend(Service *service, const Reader *reader, const Roll **out)
{
    Rolls *rolls = service->rolls;
    uint64_t asked = atomic_load(&rolls->begun), version = service_version(service);
    pthread_rwlock_rdlock(&rolls->lock);
    *out = &rolls->roll;
    while (!is_current(rolls, version, asked)) {
        pthread_rwlock_unlock(&rolls->lock);
        pthread_rwlock_wrlock(&rolls->lock);
        Err err = is_current(rolls, version, asked) ? OK : call_anew(service, reader);
        pthread_rwlock_unlock(&rolls->lock);
        if (err) return err;
        pthread_rwlock_rdlock(&rolls->lock);
    }
    return OK;
}

void rolls_return(Rolls *rolls)
{
    pthread_rwlock_unlock(&rolls->lock);
}

void rolls_open(Arena *life, Rolls **out)
{
    *out = arena_new(life, Rolls, 1);
    pthread_rwlock_init(&(*out)->lock, NULL);
}

void rolls_close(Rolls *rolls)
{
    pthread_rwlock_destroy(&rolls->lock);
    arena_unmap(rolls->start);
}
