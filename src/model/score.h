// score.h: how healthy is a customer?
//
// A score is the weighted mean of its factors, each from 0 (worst) to 100
// (best), and what the card's rules make of it.  What is measured, and how, stands in the
// scorecard; what the customer did and is stands in the picture; nothing else enters.
// Under `original` a factor and the total can pass 100.
//
// Pure arithmetic: no clock, no memory, no I/O.
#pragma once

#include "model/picture.h"
#include "model/scorecard.h"

typedef enum {
    STATUS_NO_DATA,            // no event ever came
    STATUS_ONBOARDING,         // younger than the card's grace: not judged yet
    STATUS_INSUFFICIENT_DATA,  // too little of the card rests on data
    STATUS_SCORED,
    STATUS_COUNT,
} ScoreStatus;

// What a customer is in: a kind of band, or behind these, in the order of the statuses,
// why it is in none.
enum { STATE_UNSCORED = BAND_COUNT, STATES = BAND_COUNT + STATUS_SCORED };

typedef struct {
    double value;         // what was measured, in the factor's unit; 0 where missing
    double points;        // 0..100
    double weight;        // after missing factors gave theirs away
    double contribution;  // points * weight: these add up to the sum
    bool missing;         // nothing to measure: the card decided what it earns
    int held;             // the value is that of so many days before; 0: of the day
} FactorScore;

typedef struct {
    int rule;   // its place in the card
    double by;  // by how much it changed the total; 0: it held, and changed nothing
} RuleApplied;

typedef struct {
    ScoreStatus status;
    bool scored;      // status is STATUS_SCORED: there is a total, and a band
    double sum;       // of the contributions, 0..100
    double total;     // the same after the rules
    double coverage;  // weight of the factors of whose source anything ever came, 0..1
    Band band;        // what kind of band the total is in
    int place;        // and which, of the card's
    int factors;      // where the status is STATUS_NO_DATA they hold nothing
    FactorScore factor[FACTORS_MAX];
    int rules;  // those that held, in the card's order
    RuleApplied rule[RULES_MAX];
} Score;

// The score of the customer in `picture` under `card`, as of `day`, which is the day of
// the picture.  The picture's metrics are those the card is bound to, or begin with them.
Score score_of(const Picture *picture, const Scorecard *card, Day day);

// "no_data": the one name of a status.
Str score_status_name(ScoreStatus status);

// The state of who is scored, in this band, or else is not, for this reason.
int score_state(bool scored, Band band, ScoreStatus status);

// "at_risk", "onboarding": the one name of a state.
Str score_state_name(int state);
