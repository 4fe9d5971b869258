#include "service/history.h"

#include "base/clock.h"
#include "model/picture_walk.h"
#include "service/derive.h"
#include "service/inside.h"

#include <assert.h>

// --- as of a day -----------------------------------------------------------------

// `fresh`: the stored row is of today, and lacks nothing but the next drop under a card
// that is not the default one.
static void score_facts(const Facts *facts, bool fresh, bool past, HealthDetails *out,
                        Arena *room)
{
    Facts known = past ? facts_until(room, facts, out->today) : *facts;
    out->next_drop = next_drop_of(&known, out->card, out->today, *room);
    if (fresh) {
        out->row.picture = picture_of(&known, out->card->metrics, out->today);
    } else {
        PictureRow made = derive_row(&known, out->today, *room);
        derive_into(&out->row, &made);
    }
}

// The row in brief says the same as the details.
static void show_in_row(HealthDetails *out)
{
    out->row.scored = out->score.scored;
    out->row.score = out->score.total;
    out->row.band = out->score.band;
}

static Err read_health(const Reader *reader, Arena *arena, int64_t customer,
                       HealthDetails *out)
{
    Day today = clock_today();
    Err err = store_customer(reader->store, arena, customer, today, &out->row);
    if (err) return err;

    bool past = out->today < today, fresh = !past && !out->row.stale;
    out->next_drop = out->row.next_drop;
    if (!fresh || out->card != scorecard_standard()) {
        Day from = fresh ? metrics_from(out->card->metrics, out->today)
                         : trend_from(out->card->metrics, out->today);
        Arena room = reader->room;
        Facts facts;
        err = store_facts(reader->store, &room, customer, from, &facts);
        if (!err) score_facts(&facts, fresh, past, out, &room);
        reader_leave_room(reader);
    }
    if (!err) out->score = score_of(&out->row.picture, out->card, out->today);
    if (!err) err = show_override(reader->store, arena, out);
    if (!err && out->overridden) show_in_row(out);
    return err;
}

Err get_health(Service *service, Arena *arena, int64_t customer, const Scorecard *card,
               Day day, HealthDetails *out)
{
    *out = (HealthDetails){.card = card, .today = day};
    Reader *reader = NULL;
    Err err = readers_lend(service->readers, &reader);
    if (err) return err;
    err = read_health(reader, arena, customer, out);
    readers_return(service->readers, reader, err);
    return err;
}

// --- day after day ----------------------------------------------------------------

// As it was shown on its day.
static HistoryPoint point_of(const Picture *picture, const Scorecard *card,
                             Overrides overrides)
{
    HistoryPoint point = {.day = picture->day,
                          .score = score_of(picture, card, picture->day)};
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
    Overrides overrides;
} Past;

static void score_days(Arena *arena, const Past *past, const HistoryQuery *query,
                       HealthHistory *out, Arena room)
{
    int most = (query->to - query->from) / query->step + 1;
    out->point = arena_new(arena, HistoryPoint, most);
    PictureWalk *walk =
        picture_walk(&room, past->facts, query->card->metrics, query->from, query->to);
    for (const Picture *picture; (picture = picture_walk_next(walk));) {
        if ((query->to - picture->day) % query->step) continue;
        out->point[out->points++] = point_of(picture, query->card, past->overrides);
    }
    assert(out->points == most);
}

static Err read_history(const Reader *reader, Arena *arena, const HistoryQuery *query,
                        HealthHistory *out)
{
    Err err = store_knows_customer(reader->store, query->customer);
    if (err) return err;

    Arena room = reader->room;
    Facts facts;
    err = store_facts(reader->store, &room, query->customer,
                      metrics_from(query->card->metrics, query->from), &facts);
    Overrides overrides = {0};
    if (!err && query->card == scorecard_standard())
        err = derive_overrides(reader->store, &room, query->customer, &overrides);
    if (!err) {
        const Past past = {&facts, overrides};
        score_days(arena, &past, query, out, room);
    }
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
    err = read_history(reader, arena, query, out);
    readers_return(service->readers, reader, err);
    return err;
}

// --- between two days ---------------------------------------------------------------

static Err read_change(const Reader *reader, int64_t customer, const Scorecard *card,
                       Day from, Day to, ScoreChange *out)
{
    Err err = store_knows_customer(reader->store, customer);
    if (err) return err;

    Arena room = reader->room;
    Facts facts;
    err = store_facts(reader->store, &room, customer, metrics_from(card->metrics, from),
                      &facts);
    if (!err)
        *out = change_of(&facts, (ChangeEnd){from, card}, (ChangeEnd){to, card}, room);
    reader_leave_room(reader);
    return err;
}

Err get_change(Service *service, int64_t customer, const Scorecard *card, Day from, Day to,
               ScoreChange *out)
{
    Reader *reader = NULL;
    Err err = readers_lend(service->readers, &reader);
    if (err) return err;
    err = read_change(reader, customer, card, from, to, out);
    readers_return(service->readers, reader, err);
    return err;
}
