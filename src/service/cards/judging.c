#include "service/cards/judging.h"

#include <assert.h>

Err judging_begin(Store *reader, Arena *arena, const Cards *cards, Day today, Judging *out)
{
    Customer *customer = NULL;
    *out = (Judging){.cards = cards, .today = today, .judges = judges_new(arena, cards)};
    if (!cards_differ(cards)) return OK;
    Err err = store_attributes(reader, arena, &customer, &out->customers);
    out->customer = customer;
    return err;
}

// One who has come since the attributes were read has said nothing yet.
static const Scorecard *card_for(Judging *judging, int64_t customer, Day since)
{
    const Customer *found = NULL;
    if (!cards_differ(judging->cards)) return scorecard_standard();
    while (judging->next < judging->customers &&
           judging->customer[judging->next].id < customer)
        judging->next++;
    if (judging->next < judging->customers &&
        judging->customer[judging->next].id == customer)
        found = &judging->customer[judging->next];
    return cards_for(judging->cards, found, since, judging->today);
}

Judge *judging_one(Judging *judging, int64_t customer, Day since)
{
    Judge *judge = judges_find(&judging->judges, card_for(judging, customer, since));
    judge->customers++;
    return judge;
}

static bool has_column(const Judge *judge, int column)
{
    for (int f = 0; f < judge->card->factors; f++)
        if (judge->column[f] == column) return true;
    return false;
}

// Of those that have the column, -1: of all.
static const Judge *most_of(const Judges *judges, int column)
{
    const Judge *most = NULL;
    for (int j = 0; j < judges->count; j++) {
        const Judge *judge = &judges->judge[j];
        if (column >= 0 && !has_column(judge, column)) continue;
        if (!most || judge->customers > most->customers) most = judge;
    }
    return most;
}

const Judge *judging_first(const Judging *judging)
{
    return most_of(&judging->judges, -1);
}

int judging_factors(const Judging *judging, BookFactor out[FACTORS_MAX])
{
    const Judges *judges = &judging->judges;
    for (int f = 0; f < judges->factors; f++) {
        const Judge *most = most_of(judges, f);
        assert(most);  // every column is a card's
        out[f] = (BookFactor){judges->factor[f], most->card};
    }
    return judges->factors;
}

bool judging_slips(const Scorecard *card, Band band, const NextDrop *next)
{
    return next->reason != DROP_NONE && band_of(card, next->total) < band;
}

bool judging_fits(Picture *picture, const Scorecard *card, Day today)
{
    bool measured = picture->metrics == card->metrics->hash ||
                    (card->metrics == &metrics_shipped && picture->measures > 0);
    if (!measured || picture->day > today || picture->next_change <= today) return false;
    picture->day = today;
    return true;
}
