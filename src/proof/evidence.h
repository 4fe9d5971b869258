// evidence.h: what did the score say, and who left?
//
// Gathered customer by customer from the facts: what each one scored on the days of
// evaluation (the first of every month), as it was known then, and when it left next; since
// when those who left were at risk; what alarms there were; and what the factors of those
// who left earned before, against those who stayed.
//
// Pure: no clock, no I/O; memory from the arena it is given.
#pragma once

#include "model/judges.h"
#include "model/outcome.h"
#include "model/score.h"
#include "proof/known.h"
#include "proof/lag.h"
#include "proof/lead.h"

typedef struct {
    const Scorecard *card;  // by which everybody is judged; NULL: whichever of `cards` is
    const Cards *cards;     // live now for a customer of that age
    Day first;              // that is looked at
    Day last;     // the last whole day: what becomes of anybody later is not known
    int horizon;  // within how many days one has to leave
} Question;

// What must be measured for it.
const Metrics *question_metrics(const Question *question);

typedef struct {  // one customer on one day of evaluation, on which it had a score
    int customer;
    Day day;
    int leaves_in;  // days; 0: it has not left since
    int band;
    double score;
} Judgement;

typedef struct {  // somebody who left, and has not come back since
    int customer;
    int64_t id;  // of the customer, as its outcomes have it
    Day left;
    bool scored;  // it had a score on some day before
    int lead;     // as lead_days says
    bool known[LAGS];
    double points[LAGS][FACTORS_MAX];
    LagCount lag[LAGS][FACTORS_MAX];
} Leaver;

typedef struct {
    Question question;
    int customers;
    Judgement *judgement;  // ordered by customer and day
    int judgements;
    // By judgement, `columns` of them: what each factor earned.  One that is missing, or
    // that the card has not, what the whole did, for its weight is shared out.
    double *points;
    int columns;
    Judges judges;
    Leaver *leaver;
    int leavers;
    LagSums stayed[LAGS][FACTORS_MAX];
    Alarms alarms;
    int judgements_most;
    int *due;         // by day, where its places in `due_leaver` end
    int *due_leaver;  // who left so many days after the day: leaver * LAGS + lag
} Evidence;

typedef struct {         // one customer
    const Facts *facts;  // as far back as a picture of the first day reaches
    Late late;
    const Outcome *outcome;  // ordered by day and id
    int outcomes;
} Subject;

// For up to so many customers, and so many who have left.
Evidence *evidence_of(Arena *arena, const Question *question, int customers, int leavers);

// Has it left and not come back, as of the question's last day?
bool has_left(const Question *question, const Outcome *outcome, int outcomes);

// First all who have left, then the others; evidence_turn stands between the two.
void evidence_add(Evidence *evidence, const Subject *subject, Arena scratch);
void evidence_turn(Arena *arena, Evidence *evidence);
