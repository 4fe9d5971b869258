// views_compare.h: what does the page that compares customers need to know?
#pragma once

#include "web/pages/views_list.h"

enum {
    GROUPS_SHOWN = 12,
    BOX_DOTS = 24,
    FLOW_STATES = 8,
    MOVES_SHOWN = 100,
    COHORTS_SHOWN = 12,
};

enum { BOX_PARTS = 5 };

typedef struct {  // of a box: those whose scores lie in it
    Str link;     // empty: nobody's do
    Str customers;
    Str spoken;
    double x;  // percent
    double width;
} BoxPart;

typedef struct {
    Str name;
    Str link;  // its customers
    Str customers;
    Str members;      // the same, as a number
    Str scored_link;  // those of them who are scored
    HeatCell cell[HEAT_COLUMNS_MAX];
    Str scored;
    Str median;
    bool has_box;  // the rest is of scores, which are percents too
    double low;
    double lower;
    double width;  // of the middle half
    double middle;
    double high;
    double dot[BOX_DOTS];
    int dots;
    BoxPart part[BOX_PARTS];
    Str spoken;
} CompareGroup;

typedef struct {  // in a box of 1000 by 100
    Str band;     // it leads to
    Str path;
    Str kind;  // "mvd": to another band
    Str spoken;
} FlowPath;

typedef struct {
    Str band;
    Str word;
    Str customers;
    Str moved;  // these, as the address has it
    double y;   // of 100
    double height;
    double middle;
} FlowNode;

typedef struct {
    Str word;
    Str kind[FLOW_STATES];       // "st", "up", "dn" or empty
    Str customers[FLOW_STATES];  // empty: nobody
    Str moved[FLOW_STATES];      // "stable-at_risk"
} FlowRow;

typedef struct {
    Str kind;  // "q1".."q6"
    Str link;  // those who are
    Str customers;
    Str share;  // "93%"
    Str score;
    Str spoken;
} CohortCell;

typedef struct {
    Str period;  // "Q1 2025"
    Str link;    // all of them
    Str customers;
    CohortCell cell[COHORTS_SHOWN];
    int cells;
} CohortRow;

typedef struct {
    int64_t id;
    Str name;
    Str from_band;
    Str from_word;
    Str to_band;
    Str to_word;
    Delta change;
} MoveRow;

typedef struct {
    Str subtitle;
    Notices notices;
    Str waiting;
    Option by[3];
    Str from;  // "2026-09-23"
    Str to;
    Str from_day;  // "23 Sep"
    Str to_day;
    Str column[HEAT_COLUMNS_MAX];
    int columns;
    CompareGroup group[GROUPS_SHOWN];
    int groups;
    Str others;   // groups that are not shown, in a sentence; empty: none
    Str without;  // who is in no group; empty: nobody
    Str without_link;
    Str without_name;  // "a segment"
    Str better;        // how many are, and the list of them
    Str better_link;
    Str worse;
    Str worse_link;
    FlowPath path[FLOW_STATES * FLOW_STATES];
    int paths;
    FlowNode before[FLOW_STATES];
    int befores;
    FlowNode after[FLOW_STATES];
    int afters;
    FlowRow row[FLOW_STATES];  // one for each node before, a column for each after
    MoveRow move[MOVES_SHOWN];
    int moves;
    Str moved;  // "9 customers"; "100 of 240 customers"
    Str moved_title;
    bool of_stream;   // not all who changed band
    Str stream_link;  // those as a list
    Str stream_customers;
    CohortRow cohort[COHORTS_SHOWN];
    int cohorts;
    Str after_start[COHORTS_SHOWN];  // "Start", "+1 q", ...
    int periods;
    Str asked;         // by, from, to, as the address has them
    Str cohort_by;     // "quarter", "month"
    Str cohort_other;  // the one of the two that is not shown
} ComparePage;

void view_compare(Html *html, const Frame *frame, const ComparePage *page);

// Parts of it.
void view_spread(Html *html, const CompareGroup *group);
void view_flow(Html *html, const ComparePage *page);
void view_cohorts(Html *html, const ComparePage *page);
