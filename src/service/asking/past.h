// past.h: how healthy was the whole book on other days?
//
// What each customer's own history says (history.h), added up: the same pictures, cards and
// scores, of those who were customers on the day and had not left.  Revenue is what it is now, for
// nobody has noted what it was.
//
// All facts of a year are read for it, which takes seconds where there are ten million
// events; so what it came to is kept, and is the answer also when facts have come since:
// then it is made anew behind the scenes, and says meanwhile of when it is.
#pragma once

#include "service/service.h"

typedef struct {
    int64_t customers;
    int64_t mrr;
} BookBand;

typedef struct {
    Day day;
    int64_t customers;
    int64_t scored;
    int64_t unscored[STATUS_SCORED];  // by status
    double portfolio_score;  // mean weighted by revenue; plain mean where there is none
    double mean;             // 0 where nobody is scored, as of those that follow
    double lower_quartile;   // between two scores, the share of the way that is its own
    double median;
    double upper_quartile;
    int64_t mrr;  // minor units of the reporting currency
    int64_t mrr_at_risk;
    BookBand band[BAND_COUNT];
} BookDay;

// How long a history may be, in days: that of which all is kept in memory.
enum { PAST_DAYS_MOST = 732 };

typedef struct {
    BookDay *day;  // the earliest first
    int days;
    bool complete;      // false: facts have come since `as_at`
    Millis as_at;       // what was known then is in it
    bool under_way;     // a newer one is being made
    int64_t watermark;  // every event up to this number is in it
} BookHistory;

// The last point is as of `days.to`, which is not later than today, each of the others `step`
// days earlier.
MUST_USE Err get_book_history(Service *service, Arena *arena, DaySpan days, int step,
                              BookHistory *out);

typedef struct {
    BookRow row;         // `scored`, `score` and `band` as of the day
    ScoreStatus status;  // and where there is no score, why
    bool overridden;     // somebody said so
    const Scorecard *card;
} PastRow;

typedef struct {
    const Scorecard *card;
    int64_t customers;
} PastCard;

typedef struct {
    BookDay sum;
    PastCard *card;  // those that judge anybody, the one that judges most first
    int cards;
    PastRow *row;  // the worst score first, unscored ones last, ties by id
    int rows;
    bool has_more;
    ListPlace next;
    int64_t watermark;  // every event up to this number is in it
} PastBook;

// The book as of the end of `day`, with all that is known of it now.
typedef struct {
    Day day;
    const Scorecard *card;  // NULL: each customer under the one that held for it then
    ListPlace after;
    int most;
} PastQuery;
MUST_USE Err get_past_book(Service *service, Arena *arena, const PastQuery *query,
                           PastBook *out);
