// moves.h: where did customers go between two days, and how do those fare who came together?
//
// What each customer's own history says (history.h) of a few days: of two that are
// compared, and of the ends of months.  All as it is known now.
#pragma once

#include "model/score.h"
#include "service/service.h"

// What a customer is in on a day: a state of score.h, or none.
enum {
    STATE_ABSENT = STATES,  // no customer yet, or no more
    STATE_COUNT,
    STATE_HERE_BITS = (1 << STATE_ABSENT) - 1  // a customer, as bits of 1 << state
};

typedef struct {
    int64_t customer;
    Str name;
    int from;  // a band; a state, where those were asked for
    int to;
    double before;  // score; 0 where there is none
    double after;
} Move;

typedef enum { COHORT_QUARTER, COHORT_MONTH, COHORT_BY_COUNT } CohortBy;

enum {
    MOVES_MAX = 100,
    MOVES_SAID = 20,  // where nobody asks for those of one stream
    COHORTS_MAX = 12,
    STATE_ANY = -1,
};

typedef struct {
    Day day;            // its last day, or today
    int64_t customers;  // that are still there at the end of the period
    int64_t scored;
    double mean_score;
} CohortPeriod;

typedef struct {  // who came within one period
    Day from;     // its first day
    Day next;     // that of the next period
    int64_t customers;
    CohortPeriod
        after[COHORTS_MAX];  // the period itself, the next, ...; the last ends today
    int periods;
} Cohort;

typedef struct {
    int64_t flow[STATE_COUNT][STATE_COUNT];  // from, to; who was absent on both is in none
    int64_t better;                          // into a higher band
    int64_t worse;
    Move move
        [MOVES_MAX];  // from band to band, or those asked for: the largest changes first
    int moves;
    int64_t moved;               // how many there are
    Cohort cohort[COHORTS_MAX];  // the earliest first
    int cohorts;
} Moves;

typedef struct {
    DaySpan days;      // that are compared; not later than today
    CohortBy cohorts;  // eight quarters, or twelve months
    bool of_stream;    // who went from this state to that, each of them perhaps any
    int from;
    int to;
} MovesQuery;

MUST_USE Err get_moves(Service *service, Arena *arena, const MovesQuery *query, Moves *out);
