#include "service/derive.h"

#include "service/cards/judging.h"

const Scorecard *derive_card(const Cards *cards, const Facts *facts, Day day)
{
    if (!cards_differ(cards)) return scorecard_standard();
    return cards_for(cards, facts->customer, facts_since(facts, day), day);
}

const Scorecard *derive_card_of(const Cards *cards, const CustomerRow *row, Day day)
{
    if (!cards_differ(cards)) return scorecard_standard();
    return cards_for(cards, &row->customer, row->picture.since, day);
}

void derive_name_cards(const Cards *cards, CustomerRow *row, int rows, Day day)
{
    for (int i = 0; i < rows; i++)
        row[i].card = derive_card_of(cards, &row[i], day);
}

PictureRow derive_row(const Cards *cards, const Facts *facts, Day day, Arena scratch)
{
    const Scorecard *card = derive_card(cards, facts, day);
    PictureRow row = {.picture = picture_of(facts, cards->metrics, day)};
    row.score = score_of(&row.picture, card, day);
    row.trend = trend_of(facts, card, day, scratch);
    row.next_drop = next_drop_of(facts, card, day, scratch);
    return row;
}

void derive_under(PictureRow *row, const Scorecard *card, Overrides overrides)
{
    Picture *picture = &row->picture;
    const Override *holds = override_on(overrides.override, overrides.count, picture->day);
    if (!holds) return;
    row->score = override_apply(&row->score, holds, card);
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
    row->status = made->score.status;
}

// Where a card has taken the place of another since, it may be that it scores it.
Score derive_unscored(Picture *picture, const Scorecard *card)
{
    const Score unknown = {.status =
                               picture->any ? STATUS_INSUFFICIENT_DATA : STATUS_NO_DATA};
    if (!judging_fits(picture, card, picture->day)) return unknown;
    const Score score = score_of(picture, card, picture->day);
    return score.scored ? unknown : score;
}

static void say_status(const Cards *cards, Day today, CustomerRow *row)
{
    const Scorecard *card = derive_card_of(cards, row, today);
    const Score score = derive_unscored(&row->picture, card);
    row->status = score.status;
    row->coverage = score.coverage;
}

void derive_status(const Cards *cards, Day today, CustomerRow *row, int rows)
{
    for (int r = 0; r < rows; r++)
        if (!row[r].scored) say_status(cards, today, &row[r]);
}

static Err derive_one(Store *writer, const Deriving *deriving, StaleMark mark,
                      PictureRow *out, Arena scratch)
{
    Facts facts;
    const Day today = deriving->today;
    const Cards *cards = live_cards_now(deriving->cards);
    Err err = store_facts(writer, &scratch, mark.customer,
                          trend_from(cards->metrics, today), &facts);
    if (err) return err;

    *out = derive_row(cards, &facts, today, scratch);
    out->mark = mark;
    if (!mark.overridden) return OK;

    Overrides overrides;
    err = derive_overrides(writer, &scratch, mark.customer, &overrides);
    if (!err) derive_under(out, derive_card(cards, &facts, today), overrides);
    return err;
}

static ScoreThen then_of(const Deriving *deriving, CustomerRow *row)
{
    if (row->scored) return (ScoreThen){true, row->score, (int)row->band};
    const Cards *cards = live_cards_now(deriving->cards);
    const Scorecard *card = derive_card_of(cards, row, deriving->today);
    return (ScoreThen){
        .state = score_state(false, 0, derive_unscored(&row->picture, card).status)};
}

static bool same_score(const ScoreThen *a, const ScoreThen *b)
{
    return a->scored == b->scored && a->score == b->score && a->state == b->state;
}

// What its score is, before the picture that is made takes the place of the one before.
static Err compare(Store *writer, const Deriving *deriving, const PictureRow *made,
                   Arena scratch)
{
    CustomerRow row;
    int64_t customer = made->mark.customer;
    Err err = store_customer(writer, &scratch, customer, deriving->today, &row);
    if (err) return err == ERR_NOT_FOUND ? OK : err;
    const Score *score = &made->score;
    NewsItem change = {
        .customer = customer,
        .before = then_of(deriving, &row),
        .after = {.scored = score->scored,
                  .score = score->total,
                  .state = score_state(score->scored, score->band, score->status)}};
    if (!same_score(&change.before, &change.after))
        deriving->changed[(*deriving->changes)++] = change;
    return OK;
}

// The marks are read before it is asked which cards are at work: where a card is published
// in between, they are others, and what is made here is left out.
Err derive_stale(Store *writer, Deriving deriving, int *found, Arena scratch)
{
    StaleMark mark[DERIVE_MOST];
    *found = 0;
    Err err = store_stale(writer, deriving.today, deriving.most, mark, found);
    if (!err) err = live_cards_follow(deriving.cards, writer);
    if (err || *found == 0) return err;

    PictureRow *row = arena_new(&scratch, PictureRow, *found);
    for (int i = 0; !err && i < *found; i++)
        err = derive_one(writer, &deriving, mark[i], &row[i], scratch);
    for (int i = 0; !err && deriving.changed && i < *found; i++)
        err = compare(writer, &deriving, &row[i], scratch);
    return err ? err : store_put_pictures(writer, row, *found);
}
