// draft_page.h: the draft of a scorecard, for a person who writes it.
#pragma once

#include "service/cards/whatif.h"
#include "web/cards/card_page.h"
#include "web/pages/views_draft.h"

typedef struct {  // a draft as it is looked at
    App *app;
    const Request *request;
    Reply *reply;
    CardListing listing;
    CardTab *tab;
    int tabs;
    Str document;           // as it was typed
    const Scorecard *card;  // NULL: the document has faults, which are in the complaint
    bool is_json;           // it is typed as JSON
    const Body *typed;      // NULL: nothing was typed yet
    CardSeen seen;          // the card as whoever types it saw it
    Str notice;             // what was just done
} DraftShown;

MUST_USE Err draw_draft(const DraftShown *shown);

// Below: what the files of the page share.

// The inputs, each with what is wrong with it; what belongs to none is listed above.
void fill_form(const DraftShown *shown, DraftPage *page);

// What would be, were it published.
MUST_USE Err fill_preview(const DraftShown *shown, DraftPage *page);
