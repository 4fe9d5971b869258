// history.h: how healthy was a customer on other days, and what changed between them?
//
// Everything here is made from the facts of one customer, read once, by the functions
// that make the answer of today: picture_of and score_of, and what is held equal to them.
#pragma once

#include "model/change.h"
#include "service/service.h"

// How far back one can ask: forty years.  A customer who used FEATURE_NAMES_MAX features
// on each of these days has 15 million daily counts; with room to grow by doubling they
// take half of what an answer may be made in (FACTS_BYTES, derive.h).
enum { HISTORY_DAYS_MOST = 14610 };

// One customer as of `day`, which is not later than today, with its next drop; as of today
// it is exact, whatever waits to be derived.  As of a day that is past, what was done later
// is not known: it is what the answer of that day would have been, had everything that is
// dated up to it come in by then.  ERR_NOT_FOUND.
MUST_USE Err get_health(Service *service, Arena *arena, int64_t customer,
                        const Scorecard *card, Day day, HealthDetails *out);

typedef struct {
    int64_t customer;
    const Scorecard *card;  // NULL: each day the one that held for the customer then
    Day from;
    Day to;
    int step;  // days: the last point is as of `to`, each of the others so much earlier
} HistoryQuery;

typedef struct {
    Day day;
    const Scorecard *card;
    Score score;  // as it was shown: what an override said, where one held
    bool overridden;
    bool computed_scored;  // then: what the card made of the customer
    double computed;
} HistoryPoint;

typedef struct {  // from this day on another card holds for the customer
    Day day;
    const Scorecard *before;
    const Scorecard *after;
} HistoryMark;

typedef struct {
    int64_t watermark;    // as in facts.h
    HistoryPoint *point;  // the earliest first
    int points;
    HistoryMark *mark;  // likewise; behind `from`, whatever card is asked for
    int marks;
} HealthHistory;

// ERR_NOT_FOUND where there is no such customer.
MUST_USE Err get_history(Service *service, Arena *arena, const HistoryQuery *query,
                         HealthHistory *out);

typedef struct {
    int64_t customer;
    const Scorecard *card;  // NULL: on each of the days the one that held for the customer
    Day from;
    Day to;  // not earlier
} ChangeQuery;

// What made the score of `to` another than that of `from`.  ERR_NOT_FOUND.
MUST_USE Err get_change(Service *service, const ChangeQuery *query, ScoreChange *out);
