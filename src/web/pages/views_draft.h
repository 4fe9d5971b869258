// views_draft.h: what does the page of a draft need to know?
//
// Inputs are called by the JSON pointer of what they change (web/cards/card_typed.h).
#pragma once

#include "model/score.h"
#include "web/pages/views_cards.h"

enum { HEAD_INPUTS = 6 };

typedef struct {
    Str name;  // a pointer; empty: there is no such input
    Str id;    // by which its label finds it
    Str label;
    Str value;
    Str message;  // what is wrong with it; empty: nothing
} DraftInput;

typedef struct {
    DraftInput edge;
    DraftInput points;
    Str what;  // of a table, where the edge is no input: "pro"
} DraftStep;

typedef struct {
    Str value;
    Str word;
} DraftChoice;

typedef struct {
    DraftInput of;
    DraftInput at_least;
    DraftInput less_than;
    DraftInput in;
} DraftCondition;

typedef struct {
    Str number;  // "Rule 1", "Another rule"
    DraftCondition *when;
    int whens;
    DraftInput kind;
    DraftInput to;
    DraftInput reason;
} DraftRule;

typedef struct {
    Str kind;  // "k1".."k5"
    DraftInput weight;
    Str was;  // "was 25", "unchanged", "new"
    bool moved;
    Str measured;
    DraftInput window;  // of so many days; or months
    Str window_unit;
    Str before_edge;  // "more than"
    Str after_edge;   // "or more"
    DraftStep *step;
    int steps;
    DraftInput otherwise;
    Str earned_note;
    DraftInput missing;  // a choice
    DraftInput missing_number;
} DraftFactor;

typedef struct {
    Str band;
    DraftInput from;
    bool fixed;  // it begins at 0
} DraftBand;

typedef struct {  // who would move
    int64_t customer;
    Str name;
    Str from;  // kinds of bands, and their words
    Str from_word;
    Str to;
    Str to_word;
    Str before;
    Str after;
    Str because;
    Str mrr;
} MoveLine;

typedef struct {  // a band now and under the draft
    Str band;
    Str word;
    Str now;
    Str now_mrr;
    Str then;
    Str then_mrr;
} BandMove;

typedef struct {
    Str kind;  // "st", "up", "dn"; empty: nobody
    Str text;
} FlowCell;

typedef struct {  // scores on one side
    Str mean;
    Str spoken;
    Bin bin[BINS_MAX];
    int bins;
    BandLine band[BAND_COUNT];
    int bands;
} Spread;

typedef struct {
    Str label;
    Str value;
    Str note;
    Delta change;  // of no direction: none is shown
} PreviewFigure;

typedef struct {
    Str label;
    Str now;
    Str now_note;
    Str then;
    Str then_note;
} ProvedLine;

enum { PREVIEW_FIGURES = 3 };

typedef struct {
    bool shown;  // false: the draft has faults, and `why` says so
    Str why;
    Str applies;  // "57 customers are judged by it"
    Spread now;
    Spread then;
    PreviewFigure figure[PREVIEW_FIGURES];
    int figures;
    MoveLine *move;
    int moves;
    Str moved;              // "6 customers, $18.9k MRR"
    BandMove band[STATES];  // and those without a score whom there are now or then
    FlowCell flow[STATES][STATES];
    int bands;
    ProvedLine
        proved[PROOF_FIGURES];  // what was proved of the live cards, and of the draft
    int proveds;
    bool both;  // of the draft as well
    Str proof_note;
    bool proving;  // a proof is running
} Preview;

typedef struct {
    Str id;
    Str title;
    Str subtitle;
    Str notice;        // what was just done; empty: nothing was
    Str refusal;       // why nothing was done; empty: nothing was refused
    const Str *fault;  // those that belong to no input
    int faults;
    const CardDifference *conflict;  // what somebody else changed meanwhile
    int conflicts;
    const CardDifference *change;  // against what is in force
    int changes;
    Str no_change;    // why there are none
    Str conflict_by;  // "Maya Ortiz saved a draft just now"; empty: nobody did
    const CardTab *tab;
    int tabs;
    bool is_json;
    Str document;  // canonical where it can be; as it was typed where it is typed as JSON
    Str seen_draft;
    int seen_versions;
    Str saved;  // "saved by Maya Ortiz, 2 min ago"; empty: there is no draft yet
    DraftInput head[HEAD_INPUTS];
    int heads;
    DraftCondition *applies;
    int applies_count;
    const DraftChoice *attribute;  // what conditions over attributes may be of
    int attributes;
    const DraftChoice *of;  // and those of rules
    int ofs;
    DraftFactor *factor;
    int factors;
    Str sum;
    bool sums;  // to 100
    DraftRule *rule;
    int rules;
    DraftBand *band;
    int bands;
    DraftInput author;
    DraftInput note;
    Str publish;  // "Publish version 4"
    Str publish_note;
    Preview preview;
} DraftPage;

void view_draft(Html *html, const Frame *frame, const DraftPage *page);

// Its parts.
void view_draft_form(Html *html, const DraftPage *page);
void view_draft_factor(Html *html, const DraftFactor *factor);
void view_draft_rule(Html *html, const DraftPage *page, const DraftRule *rule);
void view_draft_condition(Html *html, const DraftCondition *condition,
                          const DraftChoice *choice, int choices);
void view_draft_input(Html *html, const DraftInput *input, Str kind);
void view_draft_preview(Html *html, const DraftPage *page);
void view_draft_scores(Html *html, Str heading, const Spread *spread);
