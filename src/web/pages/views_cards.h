// views_cards.h: what do the pages of scorecards need to know?
//
// Everything is words or a coordinate already, as in views.h.
#pragma once

#include "web/cards/card_lines.h"
#include "web/cards/card_tell.h"
#include "web/pages/views.h"

enum { CARD_FACTS = 6, VERSIONS_SHOWN = 20 };

typedef struct {  // a scorecard among others
    Str id;
    Str title;
    Str who;        // "Customers whose segment is enterprise"
    Str state;      // "In force"
    Str tag;        // its class: "live-t", "draft"; empty: grey
    Str note;       // "version 3, by Maya Ortiz, 2 Oct 2026"
    Str customers;  // "57"
    Str noun;       // "customers"
    int place;      // those in force first
    Str draft;      // "a draft by Maya Ortiz, 21 min ago"; empty: there is none
    bool current;
} CardTab;

typedef struct {
    const CardTab *card;
    int cards;
    Str subtitle;
    FormField title;  // of a new one
    FormField id;
    Str from;  // whose document it begins with
    Str from_message;
} CardsPage;

typedef struct {
    Str kind;  // "k1".."k5": its colour
    Str name;
    Str group;
    Str weight;    // "25%"
    double width;  // of its bar, in percent
    Str measured;
    const EarnedLine *earned;
    int earneds;
    Str earned_note;
    Str missing;  // empty: nothing has to be said
} CardFactorLine;

typedef struct {
    Str band;
    Str name;
    Str range;  // "75 to 100"
} CardBandLine;

typedef struct {
    Str when;
    Str effect;
    Str reason;
} CardRuleLine;

typedef struct {
    Str label;
    Str text;
} CardFact;

typedef struct {
    Str heading;  // "Version 3"
    Str note;
    Str state;  // "In force"; empty: it is not
    Str tag;
    Str by;  // "Maya Ortiz"
    Moment at;
    Str hash;     // its beginning
    Str view;     // URL of the card as it was; empty: it says nothing
    Str changed;  // URL of what it changed; empty: there was none before
    Str restore;  // URL of a draft that says the same; empty: it is in force
} VersionLine;

typedef struct {  // a document that can be compared
    Str value;
    Str word;
    bool from;  // it is what is compared
    bool to;
} VersionOption;

typedef struct {
    Str id;
    Str title;
    Str subtitle;
    Str notice;  // what was just done; empty: nothing was
    Notices notices;
    const CardTab *tab;
    int tabs;
    bool is_past;  // an earlier version is shown
    Str edit;      // URL; empty: it cannot be changed
    Str edit_word;
    Str draft;  // "Maya Ortiz, 21 min ago"; empty: there is none
    const CardFactorLine *factor;
    int factors;
    const CardRuleLine *rule;
    int rules;
    const CardBandLine *band;
    int bands;
    CardFact fact[CARD_FACTS];
    int facts;
    const VersionLine *version;
    int versions;
    Str versions_count;
    const VersionOption *option;
    int options;
    Str compared;  // "Version 2 and version 3"; empty: nothing is compared
    const CardDifference *difference;
    int differences;
    bool can_withdraw;
    Str withdraw_note;
    Str author;          // that was typed
    Str author_message;  // what is wrong with it
    Str refused;         // why nothing was done; empty: nothing was refused
} CardPage;

void view_cards(Html *html, const Frame *frame, const CardsPage *page);
void view_cards_new(Html *html, const CardsPage *page);
void view_card(Html *html, const Frame *frame, const CardPage *page);

// Their parts.
void view_card_tabs(Html *html, const CardTab *tab, int tabs);
void view_card_factor(Html *html, const CardFactorLine *factor);
void view_card_versions(Html *html, const CardPage *page);
void view_card_differences(Html *html, const CardPage *page);
void view_differences(Html *html, const CardDifference *difference, int differences);
