// ledger.h: what was the score of everybody on each of many days?
//
// One cell for each customer and day: what the customer's own history says (history.h).  It
// is made by threads with readers of their own, so that nobody who asks has to wait for one.
//
// For the files of this room only.
#pragma once

#include "service/asking/moves.h"
#include "service/asking/past.h"
#include "service/inside.h"

typedef struct {  // one day; a line of cells, by the customer's place in the book
    Day day;
    double *score;
    unsigned char *state;    // as moves.h has them
    bool *overridden;        // is it as somebody says?
    const Scorecard **card;  // by which it was judged; NULL where there are many days
} LedgerDay;

typedef struct {
    DaySpan span;
    const Day *only;  // these days of it alone, the first and the last among them, the
    int onlys;        // earliest first; NULL: each of them
    const Scorecard *card;  // NULL: each customer and day the one that held for them
    int threads;
    Str currency;               // of the sums
    const atomic_bool *cancel;  // looked at now and then; NULL: never
} LedgerQuery;

typedef struct {
    Arena start;    // as mapped: the book, and what people said of it
    Arena cells;    // and the days
    BookRow *book;  // ordered by id
    int customers;
    Day *since;      // of each of them: the first day as a customer
    LedgerDay *day;  // the earliest first
    BookDay *sum;    // what each of them adds up to
    int days;
} Ledger;

// Make one; ledger_close it in any case.  ERR_BUSY: it was cancelled.
MUST_USE Err ledger_open(Service *service, const LedgerQuery *query, Ledger *out);
void ledger_close(Ledger *ledger);

// What a day adds up to.
BookDay ledger_sum(const Ledger *ledger, int day, Str currency, Arena scratch);
