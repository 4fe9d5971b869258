#include "service/asking/history.h"

#include "base/clock.h"
#include "model/picture_walk.h"
#include "service/cards/judging.h"
#include "service/derive.h"
#include "service/inside.h"

#include <assert.h>

// --- as of a day -----------------------------------------------------------------

// Can what was measured for the cards at work be scored under it?
static bool fits(const Scorecard *card, const Cards *cards)
{
    return card->metrics == cards->metrics || card->metrics == &metrics_shipped;
}

static void choose(HealthDetails *out, const Scorecard *own)
{
    out->holds = own;
    if (!out->card) out->card = own;
    out->own = out->card == own;
}

// What is asked for, from facts that reach as far back as any card needs.
static void show_facts(const Facts *facts, const Cards *cards, HealthDetails *out,
                       Arena room)
{
    bool past = out->today < clock_today();
    Facts known = past ? facts_until(&room, facts, out->today) : *facts;
    choose(out, derive_card(cards, &known, out->today));
    PictureRow made = derive_row(cards, &known, out->today, room);
    derive_into(&out->row, &made);
    out->next_drop = made.next_drop;
    if (!out->own) out->next_drop = next_drop_of(&known, out->card, out->today, room);
    if (!fits(out->card, cards))
        out->row.picture = picture_of(&known, out->card->metrics, out->today);
}

// The stored row says it all, where it is of today and of the cards at work.
static bool show_row(const Cards *cards, HealthDetails *out)
{
    const CustomerRow *row = &out->row;
    if (row->stale || out->today < clock_today()) return false;
    if (row->picture.metrics != cards->metrics->hash) return false;
    const Scorecard *own = derive_card_of(cards, row, out->today);
    if (out->card && out->card != own) return false;
    if (!judging_fits(&out->row.picture, own, out->today)) return false;
    choose(out, own);
    out->next_drop = row->next_drop;
    return true;
}

// The row in brief says the same as the details.
static void show_in_row(HealthDetails *out)
{
    out->row.scored = out->score.scored;
    out->row.score = out->score.total;
    out->row.band = out->score.band;
    out->row.status = out->score.status;
    out->row.coverage = out->score.coverage;
}

static Day first_of(const Cards *cards, const Scorecard *card, Day day)
{
    Day from = trend_from(cards->metrics, day);
    Day other = card ? metrics_from(card->metrics, day) : from;
    return other < from ? other : from;
}

static Err read_health(const Reader *reader, const Cards *cards, Arena *arena,
                       HealthDetails *out)
{
    const int64_t customer = out->row.customer.id;
    Err err = store_customer(reader->store, arena, customer, clock_today(), &out->row);
    if (err) return err;

    if (!show_row(cards, out)) {
        Arena room = reader->room;
        Facts facts;
        err = store_facts(reader->store, &room, customer,
                          first_of(cards, out->card, out->today), &facts);
        if (!err) show_facts(&facts, cards, out, room);
        if (!err) out->row.watermark = facts.watermark;
        reader_leave_room(reader);
    }
    if (!err) out->row.card = out->card;
    if (!err) out->score = score_of(&out->row.picture, out->card, out->today);
    if (!err) err = show_override(reader->store, arena, out);
    if (!err && out->own) show_in_row(out);
    return err;
}

Err get_health(Service *service, Arena *arena, int64_t customer, const Scorecard *card,
               Day day, HealthDetails *out)
{
    const Cards *cards = live_cards_now(service->cards);
    *out = (HealthDetails){.card = card, .today = day, .row.customer.id = customer};
    Reader *reader = NULL;
    Err err = readers_lend(service->readers, &reader);
    if (err) return err;
    err = read_health(reader, cards, arena, out);
    readers_return(service->readers, reader, err);
    return err;
}

// --- day after day ----------------------------------------------------------------

// As it was shown on its day.
static HistoryPoint point_of(const Picture *picture, const Scorecard *card,
                             Overrides overrides)
{
    HistoryPoint point = {
        .day = picture->day, .card = card, .score = score_of(picture, card, picture->day)};
    const Override *holds = override_on(overrides.override, overrides.count, point.day);
    if (!holds) return point;
    point.overridden = true;
    point.computed_scored = point.score.scored;
    point.computed = point.score.total;
    point.score = override_apply(&point.score, holds, card);
    return point;
}

typedef struct {
    const Facts *facts;
    const Cards *cards;
    const Metrics *metrics;
    Overrides overrides;
} Past;

static const Scorecard *note_card(HealthHistory *out, Day day, const Scorecard *before,
                                  const Scorecard *own)
{
    if (before && before != own) out->mark[out->marks++] = (HistoryMark){day, before, own};
    return own;
}

static void score_days(Arena *arena, const Past *past, const HistoryQuery *query,
                       HealthHistory *out, Arena room)
{
    int most = (query->to - query->from) / query->step + 1;
    const Scorecard *own = NULL;
    out->point = arena_new(arena, HistoryPoint, most);
    out->mark = arena_new(arena, HistoryMark, query->to - query->from);
    PictureWalk *walk =
        picture_walk(&room, past->facts, past->metrics, query->from, query->to);
    for (const Picture *picture; (picture = picture_walk_next(walk));) {
        own = note_card(out, picture->day, own,
                        derive_card(past->cards, past->facts, picture->day));
        if ((query->to - picture->day) % query->step) continue;
        const Scorecard *card = query->card ? query->card : own;
        out->point[out->points++] =
            point_of(picture, card, card == own ? past->overrides : (Overrides){0});
    }
    assert(out->points == most);
}

static Err read_history(const Reader *reader, const Cards *cards, Arena *arena,
                        const HistoryQuery *query, HealthHistory *out)
{
    Err err = store_knows_customer(reader->store, query->customer);
    if (err) return err;

    Arena room = reader->room;
    Facts facts;
    bool others = query->card && !fits(query->card, cards);
    Past past = {.facts = &facts,
                 .cards = cards,
                 .metrics = others ? query->card->metrics : cards->metrics};
    err = store_facts(reader->store, &room, query->customer,
                      metrics_from(past.metrics, query->from), &facts);
    if (!err)
        err = derive_overrides(reader->store, &room, query->customer, &past.overrides);
    if (!err) score_days(arena, &past, query, out, room);
    if (!err) out->watermark = facts.watermark;
    reader_leave_room(reader);
    return err;
}

Err get_history(Service *service, Arena *arena, const HistoryQuery *query,
                HealthHistory *out)
{
    assert(query->from <= query->to && query->step > 0);
    *out = (HealthHistory){0};
    Reader *reader = NULL;
    Err err = readers_lend(service->readers, &reader);
    if (err) return err;
    err = read_history(reader, live_cards_now(service->cards), arena, query, out);
    readers_return(service->readers, reader, err);
    return err;
}

// --- between two days ---------------------------------------------------------------

static Day reach_of(const Cards *cards, const Scorecard *card, Day day)
{
    return metrics_from(card ? card->metrics : cards->metrics, day);
}

static const Override *held(Overrides overrides, Day day)
{
    return override_on(overrides.override, overrides.count, day);
}

static Err read_change(const Reader *reader, const Cards *cards, const ChangeQuery *query,
                       ScoreChange *out)
{
    Err err = store_knows_customer(reader->store, query->customer);
    if (err) return err;

    Arena room = reader->room;
    Facts facts;
    Overrides overrides;
    err = store_facts(reader->store, &room, query->customer,
                      reach_of(cards, query->card, query->from), &facts);
    if (!err) err = derive_overrides(reader->store, &room, query->customer, &overrides);
    if (!err) {
        const Scorecard *before = derive_card(cards, &facts, query->from),
                        *after = derive_card(cards, &facts, query->to);
        ChangeEnd from = {query->from, query->card ? query->card : before},
                  to = {query->to, query->card ? query->card : after};
        *out = change_of(&facts, from, to, room);
        change_override(out, from.card == before ? held(overrides, from.day) : NULL,
                        to.card == after ? held(overrides, to.day) : NULL);
    }
    reader_leave_room(reader);
    return err;
}

Err get_change(Service *service, const ChangeQuery *query, ScoreChange *out)
{
    Reader *reader = NULL;
    Err err = readers_lend(service->readers, &reader);
    if (err) return err;
    err = read_change(reader, live_cards_now(service->cards), query, out);
    readers_return(service->readers, reader, err);
    return err;
}
