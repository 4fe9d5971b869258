#include "service/cards/whatif.h"

#include "base/clock.h"
#include "service/cards/judging.h"
#include "service/derive.h"
#include "service/inside.h"

#include <math.h>
#include <string.h>

enum { PAGE = 500 };

typedef struct {  // whose score would be another, while the walk goes on
    int64_t customer;
    char name[WHATIF_NAME_BYTES];
    size_t name_bytes;
    double before;
    double after;
    Band from;
    Band to;
    int64_t mrr;
    Str part;  // a factor's name, or a rule's reason
    double by;
} Mover;

typedef struct {
    Mover mover[WHATIF_MOVERS];
    int movers;
} Top;

typedef struct {
    Service *service;
    const Reader *reader;
    const Cards *now;
    const Cards *then;
    Str card;
    WhatIf *out;
    Top up;
    Top down;
    Top across;
} Trial;

typedef struct {  // one side of a customer
    const Scorecard *card;
    Score score;
} Judged;

// --- one customer ----------------------------------------------------------------

static Err overrule(Trial *trial, int64_t customer, Judged *judged, Arena scratch)
{
    Overrides overrides;
    Err err = derive_overrides(trial->reader->store, &scratch, customer, &overrides);
    if (err) return err;
    const Override *holds =
        override_on(overrides.override, overrides.count, trial->out->today);
    if (holds) judged->score = override_apply(&judged->score, holds, judged->card);
    return OK;
}

static Err read_facts(const Trial *trial, int64_t customer, Arena *scratch, Facts *out)
{
    const Day today = trial->out->today;
    Day now = metrics_from(trial->now->metrics, today),
        then = metrics_from(trial->then->metrics, today);
    return store_facts(trial->reader->store, scratch, customer, now < then ? now : then,
                       out);
}

// Both sides from facts where a picture does not say what is to be known.
static Err judge(Trial *trial, CustomerRow *row, Judged *before, Judged *after,
                 Arena scratch)
{
    const Day today = trial->out->today;
    const Cards *now = trial->now, *then = trial->then;
    before->card = derive_card_of(now, row, today);
    bool exact = !row->stale && row->picture.metrics == now->metrics->hash &&
                 judging_fits(&row->picture, before->card, today);
    bool enough = exact && now->metrics->hash == then->metrics->hash;
    Picture picture;
    if (!enough) {
        Facts facts;
        Err err = read_facts(trial, row->customer.id, &scratch, &facts);
        if (err) return err;
        if (!exact) row->picture = picture_of(&facts, now->metrics, today);
        picture = picture_of(&facts, then->metrics, today);
        trial->out->from_facts |= exact;
    }
    before->card = derive_card_of(now, row, today);
    before->score = score_of(&row->picture, before->card, today);
    after->card = derive_card_of(then, row, today);
    after->score = score_of(enough ? &row->picture : &picture, after->card, today);
    return OK;
}

static bool is_other(const Judged *before, const Judged *after)
{
    if (before->score.status != after->score.status) return true;
    return before->score.scored && before->score.total != after->score.total;
}

// Does the book show what the card does not make of it?
static bool is_overruled(const CustomerRow *row, const Judged *before)
{
    if (row->scored != before->score.scored) return true;
    return row->scored &&
           (row->score != before->score.total || row->band != before->score.band);
}

// --- who moves most --------------------------------------------------------------

static double contribution_of(const Judged *judged, Str id)
{
    for (int f = 0; f < judged->card->factors; f++)
        if (str_equal(judged->card->factor[f].id, id))
            return judged->score.factor[f].contribution;
    return 0;
}

static void blame(Mover *mover, Str part, double by)
{
    bool falls = mover->after < mover->before;
    if (falls ? by >= mover->by : by <= mover->by) return;
    mover->part = part;
    mover->by = by;
}

// Contributions add up to the sum, and what rules do to the total.
static void blame_most(Mover *mover, const Judged *before, const Judged *after)
{
    for (int f = 0; f < after->card->factors; f++) {
        const Factor *factor = &after->card->factor[f];
        blame(mover, factor->name,
              after->score.factor[f].contribution - contribution_of(before, factor->id));
    }
    for (int f = 0; f < before->card->factors; f++) {
        const Factor *factor = &before->card->factor[f];
        bool stays = false;
        for (int a = 0; a < after->card->factors; a++)
            stays |= str_equal(after->card->factor[a].id, factor->id);
        if (!stays) blame(mover, factor->name, -before->score.factor[f].contribution);
    }
    double by =
        (after->score.total - after->score.sum) - (before->score.total - before->score.sum);
    blame(mover, S("rules"), by);
}

static double distance(const Mover *mover)
{
    return fabs(mover->after - mover->before);
}

static void note_mover(Top *top, const Mover *mover)
{
    int place = top->movers;
    while (place > 0 && distance(&top->mover[place - 1]) < distance(mover))
        place--;
    if (place == WHATIF_MOVERS) return;
    if (top->movers < WHATIF_MOVERS) top->movers++;
    for (int later = top->movers - 1; later > place; later--)
        top->mover[later] = top->mover[later - 1];
    top->mover[place] = *mover;
}

static int64_t reported_mrr(const Trial *trial, const Customer *customer)
{
    bool ours = str_equal(customer->currency, trial->service->currency);
    return ours ? customer->mrr : 0;
}

static void note_move(Trial *trial, const CustomerRow *row, const Judged *before,
                      const Judged *after)
{
    if (!before->score.scored || !after->score.scored) return;
    Mover mover = {.customer = row->customer.id,
                   .name_bytes = row->customer.name.length < WHATIF_NAME_BYTES
                                     ? row->customer.name.length
                                     : WHATIF_NAME_BYTES,
                   .before = before->score.total,
                   .after = after->score.total,
                   .from = before->score.band,
                   .to = after->score.band,
                   .mrr = reported_mrr(trial, &row->customer)};
    memcpy(mover.name, row->customer.name.text, mover.name_bytes);
    blame_most(&mover, before, after);
    note_mover(mover.after > mover.before ? &trial->up : &trial->down, &mover);
    if (mover.from != mover.to) note_mover(&trial->across, &mover);
}

static WhatIfMover told(Arena *arena, const Mover *mover)
{
    Str name = {mover->name, mover->name_bytes};
    return (WhatIfMover){
        .customer = mover->customer,
        .name = str_copy(arena, name),
        .before = mover->before,
        .after = mover->after,
        .from = mover->from,
        .to = mover->to,
        .mrr = mover->mrr,
        .because = str_format(arena, "%.*s: %+.1f points", STR(mover->part), mover->by)};
}

// --- the book --------------------------------------------------------------------

static int state_of(const Score *score)
{
    return score_state(score->scored, score->band, score->status);
}

static void add_side(WhatIfSide *side, const Score *score, int64_t mrr)
{
    const int state = state_of(score);
    side->customers[state]++;
    if (__builtin_add_overflow(side->mrr[state], mrr, &side->mrr[state]))
        side->mrr[state] = INT64_MAX;
    if (!score->scored) return;
    int bin = (int)(score->total / (100.0 / HISTOGRAM_BINS));
    side->histogram[bin < HISTOGRAM_BINS ? bin : HISTOGRAM_BINS - 1]++;
    side->scored++;
    side->mean_score += score->total;  // a sum until the end
}

static Err add_customer(Trial *trial, CustomerRow *row, Arena scratch)
{
    WhatIf *out = trial->out;
    Judged before, after;
    Err err = judge(trial, row, &before, &after, scratch);
    if (err) return err;
    bool other = is_other(&before, &after) || is_overruled(row, &before);
    if (other) err = overrule(trial, row->customer.id, &before, scratch);
    if (other && !err) err = overrule(trial, row->customer.id, &after, scratch);
    if (err) return err;

    const Customer *customer = &row->customer;
    int64_t mrr = reported_mrr(trial, customer);
    out->customers++;
    if (str_equal(after.card->id, trial->card)) out->applies++;
    add_side(&out->before, &before.score, mrr);
    add_side(&out->after, &after.score, mrr);
    out->flow[state_of(&before.score)][state_of(&after.score)]++;
    if (!is_other(&before, &after)) return OK;
    out->changed++;
    note_move(trial, row, &before, &after);
    return OK;
}

static Err walk_book(Trial *trial, Arena room)
{
    Store *store = trial->reader->store;
    ListPlace after = {0};
    int count = PAGE;
    Err err = OK;
    while (!err && count == PAGE) {
        Arena scratch = room;
        CustomerRow *row = arena_new(&scratch, CustomerRow, PAGE);
        err = store_customers(store, &scratch, after, PAGE, row, &count);
        if (err || count == 0) break;
        const CustomerRow *last = &row[count - 1];
        after = (ListPlace){.set = true,
                            .sort_score = last->scored ? last->score : SORT_UNSCORED,
                            .customer = last->customer.id};
        for (int i = 0; !err && i < count; i++)
            err = add_customer(trial, &row[i], scratch);
    }
    return err;
}

static void conclude(WhatIfSide *side)
{
    if (side->scored > 0) side->mean_score /= (double)side->scored;
}

static Err run_trial(Trial *trial, Arena *arena, Arena room)
{
    WhatIf *out = trial->out;
    Err err = walk_book(trial, room);
    if (err) return err;
    conclude(&out->before);
    conclude(&out->after);
    for (; out->ups < trial->up.movers; out->ups++)
        out->up[out->ups] = told(arena, &trial->up.mover[out->ups]);
    for (; out->downs < trial->down.movers; out->downs++)
        out->down[out->downs] = told(arena, &trial->down.mover[out->downs]);
    for (; out->acrosses < trial->across.movers; out->acrosses++)
        out->across[out->acrosses] = told(arena, &trial->across.mover[out->acrosses]);
    return OK;
}

Err get_whatif(Service *service, Arena *arena, Str card, Str document, WhatIf *out)
{
    *out = (WhatIf){.today = clock_today()};
    Reader *reader = NULL;
    Err err = readers_lend(service->readers, &reader);
    if (err) return err;

    Arena room = reader->room;
    const CardSet *now = live_cards(service->cards);
    const PublishedCard next = {.card = card, .document = document, .at = clock_now()};
    CardSet then;
    Freshness freshness;
    err = freshen(service, reader->store, out->today, &freshness);
    if (!err) err = live_cards_with(&room, now, &next, &then);
    if (err == ERR_INVALID) err = ERR_CONFLICT;
    if (!err) {
        Trial *trial = arena_new(&room, Trial, 1);
        *trial = (Trial){.service = service,
                         .reader = reader,
                         .now = now->cards,
                         .then = then.cards,
                         .card = card,
                         .out = out};
        err = run_trial(trial, arena, room);
    }
    reader_leave_room(reader);
    readers_return(service->readers, reader, err);
    return err;
}
