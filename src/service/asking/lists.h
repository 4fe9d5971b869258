// lists.h: which customers, and in which order?
//
// A list is everybody whom a query fits, sorted, a page at a time.  Where a page begins is
// a place among those who are there: so a customer that fits during the whole walk, and
// whose own place does not change, is neither missed nor repeated, whoever comes and goes.
#pragma once

#include "service/writing/changes.h"
#include "store/views.h"

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

typedef struct {  // what a customer was in at the end of a day
    Day day;
    unsigned states;  // one of these, as bits of 1 << a state of moves.h
} ListWas;

enum { WAS_MOST = 2 };

typedef struct {  // whose band was another at the end of the second day than of the first
    Day from;     // DAY_NONE: nobody's is asked for
    Day to;
    bool better;  // a higher one; else a lower one
} ListMoved;

typedef enum {
    WITHOUT_NOTHING,  // whatever a customer has
    WITHOUT_SEGMENT,
    WITHOUT_PLAN,
    WITHOUT_OWNER,
    WITHOUT_COUNT,
} Without;

typedef struct {
    Str text;  // each word of it in the name, e-mail or external id, however it is written
    Str segment;  // these are exactly so; empty: whatever it is
    Str owner;
    Str lifecycle;  // where it is not said, those who have left are left out
    Str plan;
    Str judged_by;  // the id of a scorecard
    Str currency;   // whose revenue is in this one, and not in this one
    Str currency_not;
    Without without;
    unsigned states;  // one of these, as bits of 1 << a state of score.h; 0: whichever
    bool has_least;   // a score of at least, and of at most
    bool has_most;
    double least_score;
    double most_score;
    bool has_below;  // a score below this one
    double below_score;
    Day renews_before;  // on a day before, and on a day after; DAY_NONE: whenever
    Day renews_after;
    int slips_within;  // ageing alone puts it a band lower within so many days; 0: or not
    // What is asked of the past finds those too who have left since.
    ListWas was[WAS_MOST];  // all of these
    int wases;
    ListMoved moved;
    Day began_after;  // its first day as a customer is after, and before; DAY_NONE: whenever
    Day began_before;
    SortBy by;
    bool descending;  // who has nothing to be sorted by comes last in either direction
} ListQuery;

// Everybody who has not left, the worst score first.
ListQuery list_everybody(void);

// Is anything asked of the past?  Then the book's history is read, as by get_moves.
bool list_asks_past(const ListQuery *query);

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

// --- around a list -------------------------------------------------------

typedef struct {
    Str word;  // a segment, an owner, ...
    int64_t customers;
} WordCount;

enum { WORDS_SHOWN = 100 };

typedef struct {  // of all who have not left, whatever a list chooses
    int64_t customers;
    int64_t in[STATES];   // by state
    int64_t mrr;          // minor units of the reporting currency, as the next
    int64_t mrr_at_risk;  // of at-risk and critical customers
    Str currency;
    WordCount *segment;  // most customers first, up to WORDS_SHOWN; of an empty word none
    int segments;
    WordCount *owner;
    int owners;
} ListAround;

MUST_USE Err get_list_around(Service *service, Arena *arena, ListAround *out);

// How many each of these queries fits.
MUST_USE Err count_lists(Service *service, const ListQuery *query, int queries,
                         int64_t *out);

// --- lists that have a name ----------------------------------------------

MUST_USE Err get_views(Service *service, Arena *arena, ListView **out, int *count);

// ERR_CONFLICT: another has this name; ERR_INVALID: there are VIEWS_MOST.
MUST_USE Err change_add_view(Service *service, Change change, ListView *view);

// ERR_NOT_FOUND.
MUST_USE Err change_remove_view(Service *service, Change change, int64_t view);

// --- many at once --------------------------------------------------------

enum { OWNED_MOST = 500 };

typedef struct {
    const int64_t *customer;
    int customers;   // at most OWNED_MOST
    Str owner;       // whose they are from now on; empty: nobody's
    int64_t absent;  // why a receipt says ERR_NOT_FOUND: there is no such customer
} OwnerChange;

// Give customers an owner: all of them, or none.
MUST_USE Err change_owner(Service *service, Change change, OwnerChange *owned);
