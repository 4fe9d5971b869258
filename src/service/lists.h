// lists.h: which customers, and in which order?
//
// A list is everybody whom a query fits, sorted, a page at a time.  Where a page begins is
// a place among those who are there: so a customer that fits during the whole walk, and
// whose own place does not change, is neither missed nor repeated, whoever comes and goes.
#pragma once

#include "service/service.h"

typedef enum {
    SORT_SCORE,
    SORT_MRR,  // the amount, whatever its currency
    SORT_NAME,
    SORT_CHANGE_30D,
    SORT_LAST_SEEN,
    SORT_RENEWS_ON,
    SORT_COUNT,
} SortBy;

// How much of a folded name is looked at to sort it, in bytes.
enum { SORT_NAME_MAX = 240 };

typedef struct {  // where a customer stands in a sorted list
    double key;   // smaller comes first; INFINITY: has nothing to be sorted by
    Str name;     // by name: its folded beginning
    int64_t customer;
} Rank;

// The state of a customer who is in no band, among the bits of bands.
enum { BAND_BIT_NO_DATA = 1 << BAND_COUNT, BAND_BITS = (1 << (BAND_COUNT + 1)) - 1 };

typedef struct {
    Str text;  // each word of it in the name, e-mail or external id, however it is written
    Str segment;  // these are exactly so; empty: whatever it is
    Str owner;
    Str lifecycle;  // where it is not said, those who have left are left out
    Str plan;
    unsigned bands;  // one of these, as bits of 1 << Band; 0: whichever
    bool has_least;  // a score of at least, and of at most
    bool has_most;
    double least_score;
    double most_score;
    Day renews_before;  // on a day before, and on a day after; DAY_NONE: whenever
    Day renews_after;
    SortBy by;
    bool descending;  // who has nothing to be sorted by comes last in either direction
} ListQuery;

// Everybody who has not left, the worst score first.
ListQuery list_everybody(void);

typedef struct {
    bool behind;  // false: from the beginning
    Rank place;
    int most;
} ListPage;

typedef struct {
    CustomerRow *row;
    int rows;
    int64_t total;   // whom the query fits
    int64_t before;  // how many of them come before this page
    bool has_more;
    Rank next;  // behind which the next page begins, if there is more
    bool has_previous;
    ListPage previous;  // where the page before begins
    Freshness freshness;
    Day today;
} CustomerList;

MUST_USE Err get_list(Service *service, Arena *arena, const ListQuery *query,
                      const ListPage *page, CustomerList *out);

typedef struct {
    int64_t *customer;  // in their order
    int64_t customers;
    Freshness freshness;
    Day today;
} ListOrder;

// Who is in the list, all of it.
MUST_USE Err get_list_order(Service *service, Arena *arena, const ListQuery *query,
                            ListOrder *out);

// Some customers by their ids, as they are now; who is gone meanwhile is left out.
MUST_USE Err get_customers(Service *service, Arena *arena, const int64_t *customer,
                           int count, CustomerList *out);
