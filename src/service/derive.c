#include "service/derive.h"

PictureRow derive_row(const Facts *facts, Day day, Arena scratch)
{
    const Scorecard *card = scorecard_standard();
    PictureRow row = {.picture = picture_of(facts, card->metrics, day)};
    row.score = score_of(&row.picture, card, day);
    row.trend = trend_of(facts, card, day, scratch);
    row.next_drop = next_drop_of(facts, card, day, scratch);
    return row;
}

void derive_under(PictureRow *row, Overrides overrides)
{
    Picture *picture = &row->picture;
    const Override *holds = override_on(overrides.override, overrides.count, picture->day);
    if (!holds) return;
    row->score = override_apply(&row->score, holds, scorecard_standard());
    picture->next_change = override_change(overrides.override, overrides.count,
                                           picture->day, picture->next_change);
}

Err derive_overrides(Store *store, Arena *arena, int64_t customer, Overrides *out)
{
    Override *override;
    Err err = store_overrides(store, arena, customer, &override, &out->count);
    out->override = override;
    return err;
}

void derive_into(CustomerRow *row, const PictureRow *made)
{
    row->stale = false;
    row->picture = made->picture;
    row->scored = made->score.scored;
    row->score = made->score.total;
    row->coverage = made->score.coverage;
    row->band = made->score.band;
    row->trend = made->trend;
    row->next_drop = made->next_drop;
}

static Err derive_one(Store *writer, StaleMark mark, Day today, PictureRow *out,
                      Arena scratch)
{
    Facts facts;
    Day from = trend_from(scorecard_standard()->metrics, today);
    Err err = store_facts(writer, &scratch, mark.customer, from, &facts);
    if (err) return err;

    *out = derive_row(&facts, today, scratch);
    out->mark = mark;
    if (!mark.overridden) return OK;

    Overrides overrides;
    err = derive_overrides(writer, &scratch, mark.customer, &overrides);
    if (!err) derive_under(out, overrides);
    return err;
}

Err derive_stale(Store *writer, Day today, int most, int *found, Arena scratch)
{
    StaleMark mark[DERIVE_MOST];
    *found = 0;
    Err err = store_stale(writer, today, most, mark, found);
    if (err || *found == 0) return err;

    PictureRow *row = arena_new(&scratch, PictureRow, *found);
    for (int i = 0; !err && i < *found; i++)
        err = derive_one(writer, mark[i], today, &row[i], scratch);
    return err ? err : store_put_pictures(writer, row, *found);
}
