// views_list.h: what does the list of customers need to know?
#pragma once

#include "web/pages/views.h"

typedef struct {  // a list that has a name
    Str name;
    Str url;
    Str customers;
    int64_t id;  // 0: it is everybody
    bool current;
} ViewTab;

typedef struct {  // what one can choose
    Str value;
    Str word;
    Str customers;
    bool chosen;
} Option;

typedef struct {
    Str label;
    Str url;    // of the list sorted by it; empty: it cannot be
    Str arrow;  // an arrow; empty: the list is sorted by something else
    Str sorted;
    const char *side;  // class of its cells
} Column;

enum { BAND_OPTIONS = 7, COLUMNS_MAX = 9, BOUNDS_MAX = 14, PASTS_SHOWN = 2 };

typedef struct {
    Frame frame;
    Str subtitle;
    Str waiting;
    Notices notices;
    Str csv;    // URL
    Str query;  // of the list
    Str sort;   // as the URL says it; empty: by score
    const ViewTab *view;
    int views;
    Str view_message;      // why a view could not be kept
    Str view_name;         // that was typed
    Str past;              // what is asked of other days, in a sentence; empty: nothing
    Str was[PASTS_SHOWN];  // the same as the address has it
    int wases;
    Str moved;
    Str text;
    Option band[BAND_OPTIONS];
    int bands;
    const Option *segment;
    int segments;
    const Option *owner;
    int owners;
    FormField bound[BOUNDS_MAX];  // plan, score, renewal, ...
    int bounds;
    Str bounds_set;  // how many of those are: "2"; empty: none
    Column column[COLUMNS_MAX];
    int columns;
    Str caption;
    const CustomerCard *card;
    int cards;
    bool nobody;   // there is no customer at all
    Str empty;     // what was looked for in vain
    Str range;     // "1–25 of 60"
    Str previous;  // URL; empty: this is the first page
    Str next;
} CustomersPage;

void view_customers(Html *html, const CustomersPage *page);

// Its parts.
void view_list(Html *html, const CustomersPage *page);
void view_list_filter(Html *html, const CustomersPage *page);
void view_list_row(Html *html, const CustomerCard *card);
void view_list_views(Html *html, const CustomersPage *page);
