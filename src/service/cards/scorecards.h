// scorecards.h: what can one ask of the scorecards, and do with them?
//
// A card is written as a draft, which counts for nobody; it is published, and is at work
// from then on, for the customers it applies to; and every version that ever was stays.
// docs/decisions/0018-the-life-of-a-scorecard.md
#pragma once

#include "model/cards.h"
#include "service/writing/changes.h"
#include "store/cards.h"

// The card that is meant by an id, to be asked for by name: the latest version that was
// published, else one that is part of the program or comes with it as an example.  NULL:
// there is none.  It stays for as long as a question lasts.
const Scorecard *service_scorecard(Service *service, Str id);

// The types of the installation's own that cards at work count.
int service_types(Service *service, Arena *arena, Str **out);

typedef struct {  // a card was published, or withdrawn
    Day day;
    const PublishedCard *published;
    bool withdrawn;
} CardMark;

// What became of cards on these days, the earliest first; how many.
int service_card_marks(Service *service, Arena *arena, DaySpan days, CardMark **out);

// cards_within of the cards that are known now.
int service_cards_within(Service *service, Arena *arena, DaySpan days,
                         const Scorecard ***out);

typedef struct {
    Str id;
    const PublishedCard *version;  // the first one first
    int versions;
    bool live;               // the latest version is at work
    bool built_in;           // it is part of the program
    bool example;            // its document comes with the program
    const CardDraft *draft;  // NULL: there is none
    Str document;            // what it says now, in canonical form; empty: only a draft is
                             // there
    Str shipped;            // what comes with the program under its id; empty: nothing does
    const Scorecard *card;  // as service_scorecard has it; NULL: there is only a draft
} CardListing;

// All there are, ordered by id; or one.  ERR_NOT_FOUND.
MUST_USE Err get_scorecards(Service *service, Arena *arena, CardListing **out, int *count);
MUST_USE Err get_scorecard(Service *service, Arena *arena, Str id, CardListing *out);

typedef struct {   // only if nobody has changed the card since it was looked at
    bool matters;  // false: whatever was done
    int versions;  // that were published
    Str draft;     // the hash of the draft's document; empty: there was none
    bool differs;  // why a receipt says ERR_CONFLICT: it is not so
} CardSeen;

// As a card is now, for whoever looks at it.
CardSeen card_seen(Arena *arena, const CardListing *card);

typedef struct {
    CardDraft draft;  // its document is canonical, and good
    CardSeen seen;
} Drafting;

// Put a draft in place of the one before.  ERR_CONFLICT: `seen`.
MUST_USE Err change_save_draft(Service *service, Change change, Drafting *drafting);

// ERR_NOT_FOUND: the card has none.
MUST_USE Err change_drop_draft(Service *service, Change change, Str card);

typedef enum {
    PUBLISH_WELL,
    PUBLISH_NOTHING,   // there is no draft, and no example of this id
    PUBLISH_SAME,      // the draft says what is at work already
    PUBLISH_TOO_MANY,  // CARDS_MAX versions were published
    PUBLISH_TOO_WIDE,  // the cards at work would need more than MEASURES_MAX measures
    PUBLISH_UNSEEN,    // `seen`
    PUBLISH_UNREAD,    // the draft was saved by another version of the program
} PublishFault;

typedef struct {
    Str card;
    Str document;  // canonical, and good: to be published instead of the draft; or empty
    Str author;
    Str note;
    CardSeen seen;
    bool withdraw;            // nothing takes its place: what it counted for, others do
    PublishedCard published;  // when it is done
    PublishFault fault;       // why a receipt says ERR_CONFLICT
} Publishing;

// Publish a card's draft, or its example where it has none: from now on it is at work, and
// every picture is made anew.
MUST_USE Err change_publish(Service *service, Change change, Publishing *publishing);
