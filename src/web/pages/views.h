// views.h: what does each page need to know?
//
// A view (views/*.html, compiled by tools/views.c) is HTML with values in it: no
// question is asked and nothing is worked out there.  Each receives one struct,
// filled in by the file of its name, in which every number is already words.
#pragma once

#include "http/html.h"
#include "http/reply.h"
#include "web/pages/plots.h"
#include "web/pages/views_score.h"
#include "web/pages/views_standing.h"

typedef struct {          // a way through the site; frame.c holds them all
    const char *section;  // whose pages lie behind it; its icon is called so too
    const char *path;
    const char *label;
    const char *brief;  // the same where there is little room
    const char *key;    // that goes there, after a g
} NavLink;

typedef struct {  // what surrounds every page
    Str title;
    Str section;  // "overview", "customers", ...: where in the navigation we are
    Str zone;     // in which times and days are said
    Str theme;    // "light", "dark"; {0}: as the reader's system has it
    Str assets;   // "/static/VERSION": where the built-in files are
    const NavLink *link;
    int links;
    bool fragment;  // a script that has the frame asks: leave it out
} Frame;

enum { NOTICES_MAX = 12 };

typedef struct {  // what of the address was left out
    Str text[NOTICES_MAX];
    int count;
} Notices;

typedef struct {    // which way did it go?
    Str direction;  // "up", "down", "flat"
    Str spoken;     // "up ", "down ", "no change "
    Str text;       // "↓ 5.0", "–"
} Delta;

typedef struct {  // one customer in a list
    int64_t id;
    Str name;
    Str initial;
    Str hue;  // "h0".."h11": the colour of its initial
    Str segment;
    Str band;       // "healthy", ..., "no_data"
    Str band_word;  // "Healthy", ..., "No data"
    bool scored;
    Str score;      // "52.5"; "–" where there is none
    Str ring;       // how much of the ring is drawn: "36.0 106.8"
    double filled;  // percent
    Str why;        // one sentence
    Spark spark;
    Delta change;  // within 30 days
    Str mrr;
    Str owner;
    Str renews;   // "24 Feb 2027"
    Str renewal;  // "renews 24 Feb"
    Str last_seen;
} CustomerCard;

typedef struct {
    Str name;
    int64_t id;
    double share;  // of the largest, in percent
    Delta change;
    Str because;  // "Logins"; empty where nobody can say
} Mover;

typedef struct {
    Str band;
    Str word;
    Str range;  // "75 to 100"
    Str link;   // those in it
    Str customers;
    Str mrr;
    Str mean;
    double x;  // of the stacked bar, in percent
    double width;
} BandLine;

typedef struct {  // those without a score for one of the reasons
    Str customers;
    Str words;  // "without data"
    Str link;
    Str after;  // "," or what the row ends with
} UnscoredLine;

typedef struct {
    Str band;                    // "no_data": an empty bin
    Str title;                   // "20 to 25: 1 customer"
    double x, y, width, height;  // percent
    Str link;                    // those in it; empty: there are none, or they have no list
    Str customers;
} Bin;

typedef struct {
    double at;  // percent
    Str label;
    bool minor;  // left out where there is little room
} Tick;

enum {
    BINS_MAX = 20,
    BAND_LINES_MAX = 12,
    UNSCORED_MAX = 3,
    TICKS_MAX = 12,
    ATTENTION_SHOWN = 10,
    MOVERS_SHOWN = 5,
    DROPS_SHOWN = 5,
    HEAT_ROWS_MAX = 8,
    HEAT_COLUMNS_MAX = 17
};

enum { PERIODS = 3, BOOK_PERIODS = 4 };

typedef struct {
    Str name;  // "90d"
    Str word;  // "90 d"
    bool chosen;
} PeriodLink;

typedef struct {  // scores over time; a box of 1000 by 100
    PeriodLink period[BOOK_PERIODS];
    Str as_of;     // what the links say beside it: "&as_of=2026-08-03"
    Str note;      // "12 weeks, one point a week"
    bool current;  // nothing newer is known
    Str line;      // weighted by revenue; empty: there is nothing to draw
    Str area;
    Str mean;    // the simple average
    double end;  // where the first line ends, in percent from the top
    Str spoken;
    Str values;  // for the script that reads them, JSON
    Tick x_tick[TICKS_MAX];
    int x_ticks;
    Tick y_tick[TICKS_MAX];
    int y_ticks;
    CardChange change[CARD_CHANGES_SHOWN];
    int changes;
} BookChart;

typedef struct {  // a customer about to fall into a lower band
    int64_t id;
    Str name;
    Str day;
    Str from;
    Str to;
    Str band;  // it falls into
} DropLine;

typedef struct {
    Str band;
    Str text;    // "73"; "–" where nobody has it
    Str spoken;  // "Logins of Enterprise: 73 on average, of 12 customers"
} HeatCell;

typedef struct {  // a segment: its factors, and its score behind them
    Str segment;
    Str link;  // its customers
    Str customers;
    Str scored_link;  // those of them who are scored
    Str scored;
    HeatCell cell[HEAT_COLUMNS_MAX];
} HeatRow;

typedef struct {
    Frame frame;
    Notices notices;
    Str today;     // "2026-11-22"
    Str soon;      // which renewals: "renews_after=2026-11-21&renews_before=2027-01-22"
    Str subtitle;  // "60 customers · $307k MRR · as of 22 Nov 2026 (UTC)"
    Str waiting;   // what is not in the figures yet; empty: everything is
    Str portfolio_score;
    Str mean_score;
    Str mrr_at_risk;
    Str share_at_risk;
    Str at_risk;
    Str scored;
    Str mrr;
    Str currency;            // of sums
    Str other_currency;      // customers whose revenue is in none of them; empty: nobody's
    Delta portfolio_change;  // within 30 days
    Delta mrr_change;
    Delta at_risk_change;
    Spark spark;
    Str renewals;
    Str renewing;  // "$20.6k MRR"
    Str renewing_at_risk;
    Str slipping;
    BookChart chart;
    DropLine drop[DROPS_SHOWN];
    int drops;
    Str heat_column[HEAT_COLUMNS_MAX];
    int heat_columns;
    HeatRow heat[HEAT_ROWS_MAX];
    int heats;
    UnscoredLine none[UNSCORED_MAX];
    int nones;
    Str none_note;
    Str histogram;  // in words
    Bin bin[BINS_MAX];
    int bins;
    BandLine band[BAND_LINES_MAX];
    int bands;
    double bands_end;  // where the last one ends, in percent
    CustomerCard attention[ATTENTION_SHOWN];
    int attentions;
    Mover falling[MOVERS_SHOWN];
    int fallings;
    Mover rising[MOVERS_SHOWN];
    int risings;
} DashboardPage;

typedef struct {
    Frame frame;
    Str origin;  // "http://127.0.0.1:8000"
} FirstRunPage;

typedef struct {  // one input of the form
    Str type;     // the event type it belongs to; empty: to all
    Str name;     // "invoice.amount"
    Str label;
    Str kind;  // of input: "text", "number", "date", ...; "select"
    Str hint;
    Str option[5];
    Str word[5];  // what a person reads; {0}: the option itself
    int options;
    Str value;    // what was typed
    Str message;  // what is wrong with it; empty: nothing
} FormField;

typedef struct {  // something that happened
    Str band;     // its tint; empty: none
    Str type;
    Str title;
    Str text;
    Moment at;
    Str id;
    Str why;  // it does not count; empty: it does, or nobody asked
    bool voided;
} EventLine;

typedef struct {
    Str label;
    Str value;
    Str note;
} ProfileLine;

typedef struct {  // the arcs of the dial
    Str band[BAND_LINES_MAX];
    Str rim[BAND_LINES_MAX];
    int rims;
    Str track;
    Str value;
    bool has_was;  // the score of 30 days ago
    double was_x1, was_y1, was_x2, was_y2;
    Str spoken;
} Dial;

enum { HISTORY_LINES = 16, HISTORY_COLOURS = 5, CHANGE_ROWS = 8, LIFTS_SHOWN = 16 };

typedef struct {  // a band one would rather not be in
    Str band;
    double y;  // percent
    double height;
} Zone;

typedef struct {
    Str number;  // "1", "2", ...: its switch
    Str colour;  // "k1".."k5", each five with dashes of their own: "k1 d2"
    Str name;
    Str path;
    double end;    // where its last value is, of 100 from the top; of lines that end there
    bool has_end;  // together a little beside it
} HistoryLine;

typedef struct {  // lines from 0 to 100 over time; a box of 1000 by 100
    PeriodLink period[PERIODS];
    Str score;  // empty: there was none
    HistoryLine line[HISTORY_LINES];
    int lines;
    double end;  // where the last point lies, in percent from the top
    Str spoken;
    Str values;  // for the script that reads them, JSON
    Zone zone[BAND_LINES_MAX];
    int zones;
    Tick y_tick[BAND_LINES_MAX + 1];
    int y_ticks;
    Tick x_tick[TICKS_MAX];
    int x_ticks;
    CardChange change[CARD_CHANGES_SHOWN];
    int changes;
} History;

typedef struct {  // a bar of what moved the score
    Str name;
    Str note;
    Str kind;  // "tot", "neg", "pos"
    double x;  // percent
    double width;
    Str direction;
    Str points;
} ChangeRow;

typedef struct {
    Str from;  // "2026-10-23"
    Str to;
    Str since;  // "23 Oct"
    ChangeRow row[CHANGE_ROWS];
    int rows;  // 0: there was no score on one of the days
} ChangeSplit;

typedef struct {  // a note, an override, an outcome
    Str what;     // "At risk", "Renewed"; empty of a note
    Str text;
    Str by;      // "Maya Ortiz", "Maya Ortiz, from 2 Nov 2026 until 1 Dec 2026"
    Moment at;   // of a note; else empty
    Str action;  // where it is taken back; empty: it is not
    Str button;
} SaidLine;

enum { LOSSES_MAX = 3, EVENTS_SHOWN = 10, FACTOR_LINES_MAX = 16, PROFILE_MAX = 12 };
enum { NOTES_SHOWN = 10, SAID_FIELDS = 8, CARD_CHOICES = 3, RULE_LINES_MAX = 16 };

typedef struct {
    Frame frame;
    CustomerCard card;
    Str email;
    Str plan;
    Dial dial;
    Str dial_note;  // " from 80.0 on 23 October"
    Str sentence;
    Str total;  // what the points add up to
    Str as_of;
    Str next_drop;     // when it falls by itself, in a sentence; empty: it does not
    Str lift_heading;  // "What would lift it to Stable"
    Str lift_note;
    LiftLine lift[LIFTS_SHOWN];
    int lifts;
    Loss loss[LOSSES_MAX];
    int losses;
    Str coverage;
    CardChoice choice[CARD_CHOICES];
    int choices;
    RuleLine rule[RULE_LINES_MAX];
    int rules;
    Str computed;  // the score of the card, where somebody may have said another
    Str unscored;  // why it has none, in brief and at length
    Str unscored_why;
    Str lifecycle;  // where it is not simply active
    ProfileLine profile[PROFILE_MAX];
    int profiles;
    ProfileLine meta[PROFILE_MAX];
    int metas;
    FactorLine factor[FACTOR_LINES_MAX];
    int factors;
    History history;
    ChangeSplit change;
    EventLine event[EVENTS_SHOWN];
    int events;
    StandingsView standings;
    Notices notices;
    Str added;       // "Event added successfully! ..."; empty: none was
    Str overridden;  // until when, by whom, and what the card says; empty: it is not
    SaidLine note[NOTES_SHOWN];
    int notes;
    const SaidLine *judged;  // overrides, then outcomes, of each the latest first
    int judgeds;
    FormField said[SAID_FIELDS];  // of the form that is its type
    int saids;
    Str refused;  // "note", "override", "outcome": what was typed there is not stored
    Str note_typed;
    Str note_message;
} CustomerPage;

typedef struct {
    Frame frame;
    int status;
    Str title;
    Str detail;
    const Fault *fault;
    int faults;
    Str again;          // the same address, where it may be asked for later
    const Pair *typed;  // into a form that was sent, and may be sent again
    int typeds;
    Str method;
    Str path;
    Str request_id;
} ProblemPage;

// Pages.
void view_dashboard(Html *html, const DashboardPage *page);
void view_first_run(Html *html, const FirstRunPage *page);
void view_customer(Html *html, const CustomerPage *page);
void view_proof(Html *html, const Frame *frame, const Notices *notices,
                const ProofPage *page);
void view_problem(Html *html, const ProblemPage *page);

// Parts of pages.
void view_head(Html *html, const Frame *frame);
void view_foot(Html *html, const Frame *frame);
void view_nav(Html *html, const Frame *frame, const NavLink *link);
void view_icon(Html *html, Str name);
void view_chip(Html *html, Str band, Str word);
void view_band_shape(Html *html, Str band);
void view_delta(Html *html, const Delta *delta);
void view_spark(Html *html, const Spark *spark);
void view_attention(Html *html, const CustomerCard *card);
void view_bin(Html *html, const Bin *bin);
void view_movers(Html *html, const Mover *mover, int movers, Str band);
void view_book_chart(Html *html, const BookChart *chart);
void view_drops(Html *html, const DashboardPage *page);
void view_heat(Html *html, const DashboardPage *page);
void view_hero(Html *html, const CustomerPage *page);
void view_history(Html *html, const CustomerPage *page);
void view_change(Html *html, const CustomerPage *page);
void view_raise(Html *html, const CustomerPage *page);
void view_notes(Html *html, const CustomerPage *page);
void view_said(Html *html, const SaidLine *said);
void view_judgement(Html *html, const CustomerPage *page);
void view_said_form(Html *html, const CustomerPage *page, Str form);
void view_proof_report(Html *html, const ProofPage *page);
void view_proof_leavers(Html *html, const ProofPage *page);
void view_plot(Html *html, const Plot *plot);
void view_gap_option(Html *html, int gap, Str label, int chosen);
void view_factor(Html *html, const FactorLine *factor);
void view_event(Html *html, const EventLine *event);
void view_form_field(Html *html, const FormField *field);
void view_notices(Html *html, const Notices *notices);
