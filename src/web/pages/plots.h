// plots.h: what does a plot consist of?
//
// Lines in a box of 1000 by 100 that is stretched, and over it dots, bars and labels at
// percents of it.  `kind` is always classes of the style sheet, `band` a band or empty.
// Everything is text or a coordinate already: the views work nothing out.
#pragma once

#include "base/str.h"

enum { CARD_CHANGES_SHOWN = 8 };

typedef struct {  // from here on another card holds
    double at;    // percent
    Str text;
} CardChange;

typedef struct {
    double at;  // percent
    Str kind;   // "first", "last", "alt" (left out where there is little room), or empty
    Str label;
} PlotTick;

typedef struct {
    Str kind;
    Str band;
    Str path;
} PlotLine;

typedef struct {
    Str kind;
    Str band;
    double x;
    double y;
    bool has_interval;
    double low;  // where the interval begins and ends
    double high;
    Str label;  // beside it; empty: none
} PlotDot;

typedef struct {
    Str kind;
    double x;
    double width;
    double y;
    double height;
    double middle;
    Str label;
} PlotBar;

typedef struct {
    Str kind;    // of the box: "sq pad"
    Str spoken;  // empty: there is nothing to plot
    Str x_title;
    PlotTick *x_tick;
    int x_ticks;
    PlotTick *y_tick;
    int y_ticks;
    PlotLine *line;
    int lines;
    PlotDot *dot;
    int dots;
    PlotBar *bar;
    int bars;
} Plot;

typedef struct {  // a factor alone, by days before leaving
    Str name;
    Str value;  // "0.81, 0.74 to 0.88": 30 days before
    Plot plot;
} LagPlot;

typedef struct {
    Str name;
    Str value;
    Str note;
} ProofFigure;

typedef struct {  // a card whose proof can be asked for
    Str id;
    Str title;
    bool chosen;
} ProofCard;

typedef struct {
    Str kind;  // "u1": at risk in time, "u2": later, "u3": never
    double x;
    double y;
    double radius;
} ProofUnit;

typedef struct {
    Str value;     // "36.3%"
    Str interval;  // "24.1 to 51.0"; empty: none is known
} ProofShare;

typedef struct {  // a line of the table, or of the key of who was still there
    Str band;
    Str word;
    Str months;
    Str left;
    Str share;
    bool has_interval;
    double low;
    double high;
    double at;
    Str interval;  // "12% to 23%"
    ProofShare precision;
    ProofShare recall;
    ProofShare f1;
    Str customers;
    Str there;  // the share that is still there in the end
} ProofBand;

typedef struct {  // somebody who left
    int64_t id;
    Str name;    // empty: there is nobody of this id any more
    Str kind;    // "u1", ..., as of a unit
    Str left;    // "3 May 2026"
    Str before;  // "41 days before"
} ProofLeaver;

enum { PROOF_FIGURES = 4, PROOF_BANDS = 4 };

typedef struct {
    Str subtitle;
    Str state;    // why there is nothing, or what became of it; empty: nothing to say
    int64_t job;  // that runs; 0: none does
    bool stopping;
    bool elsewhere;  // it cannot be stopped here
    int progress;    // thousandths
    Str percent;     // "34%"
    Str began;
    Str begin;      // what the button says; empty: none
    Str scorecard;  // that is shown; empty: those at work
    ProofCard *card;
    int cards;
    bool has_report;
    int gap;  // in days, that is shown
    int horizon;
    Str first;  // "Of 40 customers who left, "
    Str found;  // "29 were at risk 30 days before"
    Str months;
    ProofUnit *unit;
    int units;
    double units_height;
    Str units_spoken;
    Str warned;
    Str later;
    Str never;
    ProofFigure figure[PROOF_FIGURES];
    Plot roc;
    Plot lift;
    Plot calibration;
    Plot survival;
    Plot leads;
    LagPlot *lag;  // each factor's
    int lags;
    Str roc_take;
    Str lift_take;
    Str calibration_take;
    Str lags_take;
    Str log_rank;
    Str median;
    Str counts;  // "1,823 customer-months, 100 customers"
    ProofBand band[PROOF_BANDS];
    ProofBand all;
    ProofLeaver *leaver;
    int leavers;
    Str leavers_title;
    Str leavers_count;
    Str asked;  // scorecard and gap, as the address has them
    Str *warning;
    int warnings;
} ProofPage;
