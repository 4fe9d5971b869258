// cards.h: which scorecards were published, and which are being written?
//
// Documents, as texts: what they mean is the model's.  A version that was published
// stays for ever; a draft is one document a card, put in place of the one before.
#pragma once

#include "store/store.h"

enum {
    CARD_ID_MAX = 64,            // bytes of a card's id
    CARD_DOCUMENT_MAX = 131072,  // bytes of a document
    CARD_AUTHOR_MAX = 255,       // characters
    CARD_NOTE_MAX = 2000         // characters
};

typedef struct {
    Str card;      // its id
    int version;   // counted up from 1 with each of the card's
    Str hash;      // SHA-256 of the document, in hexadecimal digits
    Str document;  // in canonical form; empty: the card was withdrawn
    Str author;
    Str note;  // what for
    Millis at;
} PublishedCard;

typedef struct {
    Str card;
    Str document;
    Str author;
    Millis at;  // when it was saved
} CardDraft;

// Publish a version: in the same transaction the card's draft goes, and every picture is
// out of date.  ERR_CONFLICT: the card has a version of this number.
MUST_USE Err store_publish_card(Store *store, const PublishedCard *published);

// The latest version of a card, withdrawn or not.  ERR_NOT_FOUND: none ever was published.
MUST_USE Err store_latest_card(Store *store, Arena *arena, Str card, PublishedCard *out);

// Everything that was published, ordered by card and version.
MUST_USE Err store_published_cards(Store *store, Arena *arena, PublishedCard **out,
                                   int *count);

// How many there are of these: another number means that other cards are at work.
MUST_USE Err store_count_published(Store *store, int64_t *out);

// Put a draft in place of what the card has as such.
MUST_USE Err store_put_draft(Store *store, const CardDraft *draft);

// ERR_NOT_FOUND: the card has none.
MUST_USE Err store_draft(Store *store, Arena *arena, Str card, CardDraft *out);
MUST_USE Err store_drop_draft(Store *store, Str card);

// All of them, ordered by card.
MUST_USE Err store_drafts(Store *store, Arena *arena, CardDraft **out, int *count);
