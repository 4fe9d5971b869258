// card_page.h: the scorecards, for a person.
#pragma once

#include "web/body.h"
#include "web/cards/cards.h"
#include "web/pages/views_cards.h"

// All of them, each with whom it is for, and a form for another one.  `typed` is what was
// refused of it; NULL: nothing was.
MUST_USE Err draw_cards(App *app, const Request *request, Reply *reply, const Body *typed);

// The one in the path.  `typed` is a form of its page that was refused; NULL: none was.
MUST_USE Err draw_card(App *app, const Request *request, Reply *reply, const Body *typed);

// Below: what the files of these pages share.

// All scorecards as links, with how many customers each is for; `current` is the one that
// is shown, and is put into `*listing`.  ERR_NOT_FOUND, with a sentence: there is none.
MUST_USE Err fill_tabs(App *app, Reply *reply, Str current, CardListing *listing,
                       CardTab **out, int *count);

// What holds under a card's id: where it was withdrawn, what comes with the program does
// again.  NULL: there is only a draft.
const Scorecard *card_holding(const CardListing *listing);

// A stored document as a card; NULL: another version of the program wrote it.
const Scorecard *card_stored(Arena *arena, Str document);

// What a card says.
void fill_factors(Arena *arena, const Scorecard *card, CardPage *page);
void fill_rest(Arena *arena, const Scorecard *card, CardPage *page);

// Its versions, and what differs between the two that the query names.
void fill_versions(const Request *request, Reply *reply, const CardListing *listing,
                   CardPage *page);
