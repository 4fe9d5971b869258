#include "proof/evidence.h"

#include <assert.h>

typedef struct {
    Evidence *evidence;
    const Subject *subject;
    Judge *judge;    // the latest; NULL: none yet
    Leaver *leaver;  // NULL: it stayed
    bool *at_risk;   // by day
    Day began;       // the first day since it came, or came back
    Day behind;      // the last day it was there, and one
    bool scored;
    LagCount lag[LAGS][FACTORS_MAX];  // of one that stayed, with all who left
} Watch;

// --- coming and leaving ------------------------------------------------------------

bool has_left(const Question *question, const Outcome *outcome, int outcomes)
{
    return outcome_churned(outcome, outcomes, question->last);
}

// How many days after `day` it leaves next; 0: it does not.
static int leaves_in(const Subject *subject, Day day, Day last)
{
    for (int i = 0; i < subject->outcomes; i++) {
        const Outcome *one = &subject->outcome[i];
        if (one->day > last) break;
        if (one->kind == OUTCOME_CHURNED && one->day > day) return one->day - day;
    }
    return 0;
}

static bool is_there(const Subject *subject, Day day)
{
    return !outcome_churned(subject->outcome, subject->outcomes, day);
}

// The day on which one who has left did so: the first since it was last there.
static Day left_on(const Subject *subject, Day last)
{
    Day left = last;
    while (left > DAY_FIRST && !is_there(subject, left - 1))
        left--;
    return left;
}

// --- by which card -------------------------------------------------------------------

const Metrics *question_metrics(const Question *question)
{
    return question->card ? question->card->metrics : question->cards->metrics;
}

static const Scorecard *card_for(const Watch *watch, Day day)
{
    const Question *question = &watch->evidence->question;
    const Facts *facts = watch->subject->facts;
    if (question->card) return question->card;
    if (!cards_differ(question->cards)) return scorecard_standard();
    return cards_live_for(question->cards, facts->customer, facts_since(facts, day), day);
}

// --- one day -------------------------------------------------------------------------

static bool is_month_start(Day day)
{
    int year, month, of_month;
    day_to_civil(day, &year, &month, &of_month);
    return of_month == 1;
}

static void put_points(const Watch *watch, const Score *score, double *out)
{
    for (int f = 0; f < watch->evidence->columns; f++)
        out[f] = score->total;
    for (int f = 0; f < score->factors; f++) {
        const FactorScore *part = &score->factor[f];
        bool gave_its_weight = part->missing && !(part->weight > 0);
        int column = watch->judge->column[f];
        if (column >= 0 && !gave_its_weight) out[column] = part->points;
    }
}

static void judge(Watch *watch, const Score *score, Day day)
{
    Evidence *evidence = watch->evidence;
    assert(evidence->judgements < evidence->judgements_most);
    put_points(watch, score,
               &evidence->points[(size_t)evidence->judgements * (size_t)evidence->columns]);
    evidence->judgement[evidence->judgements++] =
        (Judgement){.customer = evidence->customers,
                    .day = day,
                    .leaves_in = leaves_in(watch->subject, day, evidence->question.last),
                    .band = (int)score->band,
                    .score = score->total};
}

static void remember_lags(const Watch *watch, const Score *score, Day day)
{
    Leaver *leaver = watch->leaver;
    for (int lag = 0; lag < LAGS; lag++) {
        if (leaver->left - lag_days(lag) != day) continue;
        leaver->known[lag] = true;
        put_points(watch, score, leaver->points[lag]);
    }
}

// Against all who left so many days after this one as there are lags.
static void compare_lags(Watch *watch, const Score *score, Day day)
{
    const Evidence *evidence = watch->evidence;
    int place = day - evidence->question.first;
    double points[FACTORS_MAX] = {0};
    put_points(watch, score, points);
    for (int i = place ? evidence->due[place - 1] : 0; i < evidence->due[place]; i++) {
        Leaver *leaver = &evidence->leaver[evidence->due_leaver[i] / LAGS];
        int lag = evidence->due_leaver[i] % LAGS;
        for (int f = 0; f < evidence->columns; f++) {
            lag_add(&leaver->lag[lag][f], leaver->points[lag][f], points[f]);
            lag_add(&watch->lag[lag][f], leaver->points[lag][f], points[f]);
        }
    }
}

static void look_at(Watch *watch, const Picture *picture)
{
    Evidence *evidence = watch->evidence;
    Day day = picture->day;
    if (!is_there(watch->subject, day)) return;
    const Scorecard *card = card_for(watch, day);
    Score score = score_of(picture, card, day);
    if (!score.scored) return;

    if (!watch->judge || watch->judge->card != card)
        watch->judge = judges_find(&evidence->judges, card);
    watch->scored = true;
    watch->at_risk[day - evidence->question.first] = score.band <= BAND_AT_RISK;
    if (is_month_start(day)) judge(watch, &score, day);
    if (watch->leaver)
        remember_lags(watch, &score, day);
    else
        compare_lags(watch, &score, day);
}

// --- one customer -----------------------------------------------------------------------

static void conclude_lags(const Watch *watch)
{
    for (int lag = 0; lag < LAGS; lag++)
        for (int f = 0; f < watch->evidence->columns; f++)
            lag_sum(&watch->evidence->stayed[lag][f], &watch->lag[lag][f]);
}

static void conclude(const Watch *watch)
{
    Evidence *evidence = watch->evidence;
    const bool *at_risk = &watch->at_risk[watch->began - evidence->question.first];
    int days = watch->behind - watch->began;
    Alarms alarms =
        alarms_of(at_risk, days, watch->leaver != NULL, evidence->question.horizon);
    evidence->alarms.alarms += alarms.alarms;
    evidence->alarms.unfounded += alarms.unfounded;
    if (watch->judge) watch->judge->customers++;
    if (!watch->leaver) {
        conclude_lags(watch);
        return;
    }
    watch->leaver->scored = watch->scored;
    watch->leaver->lead = lead_days(at_risk, days);
}

// The first day since it came back, if it had ever left.
static Day began_on(const Subject *subject, const Question *question, Day behind)
{
    Day began = behind;
    while (began > question->first && is_there(subject, began - 1))
        began--;
    return began;
}

static Watch watch_over(Evidence *evidence, const Subject *subject, Arena *scratch)
{
    const Question *question = &evidence->question;
    Watch watch = {.evidence = evidence, .subject = subject, .behind = question->last + 1};
    watch.at_risk = arena_new(scratch, bool, question->last - question->first + 1);
    if (has_left(question, subject->outcome, subject->outcomes)) {
        watch.behind = left_on(subject, question->last);
        watch.leaver = &evidence->leaver[evidence->leavers];
        *watch.leaver = (Leaver){.customer = evidence->customers,
                                 .id = subject->outcome->customer,
                                 .left = watch.behind};
    }
    watch.began = began_on(subject, question, watch.behind);
    return watch;
}

void evidence_add(Evidence *evidence, const Subject *subject, Arena scratch)
{
    const Question *question = &evidence->question;
    Watch watch = watch_over(evidence, subject, &scratch);
    KnownWalk *walk =
        known_walk(&scratch, subject->facts, &subject->late, question_metrics(question),
                   (Days){question->first, question->last});
    for (const Picture *picture; (picture = known_walk_next(walk));)
        look_at(&watch, picture);
    if (watch.behind > question->first) {
        conclude(&watch);
        evidence->leavers += watch.leaver != NULL;
    }
    evidence->customers++;
}

// --- all of them ------------------------------------------------------------------------

static int months_most(const Question *question)
{
    return (question->last - question->first) / 28 + 2;
}

// For the one card, or as many as there may be.
static void make_judges(Arena *arena, const Question *question, Evidence *evidence)
{
    bool differ = !question->card && cards_differ(question->cards);
    const Scorecard *card = question->card ? question->card : scorecard_standard();
    evidence->columns = differ ? (int)FACTORS_MAX : card->factors;
    evidence->judges = judges_new(arena, differ ? question->cards : NULL);
    if (!differ) (void)judges_find(&evidence->judges, card);
}

Evidence *evidence_of(Arena *arena, const Question *question, int customers, int leavers)
{
    Evidence *evidence = arena_new(arena, Evidence, 1);
    evidence->question = *question;
    make_judges(arena, question, evidence);
    evidence->judgements_most = customers * months_most(question);
    evidence->judgement = arena_new(arena, Judgement, evidence->judgements_most);
    evidence->points = arena_new(
        arena, double, (size_t)evidence->judgements_most *(size_t)evidence->columns);
    evidence->leaver = arena_new(arena, Leaver, leavers);
    evidence->due = arena_new(arena, int, question->last - question->first + 1);
    return evidence;
}

// Counting sort of who left so many days after each day.
void evidence_turn(Arena *arena, Evidence *evidence)
{
    const Question *question = &evidence->question;
    const int days = question->last - question->first + 1;
    int *due = evidence->due;
    evidence->due_leaver = arena_new(arena, int, evidence->leavers *LAGS);
    for (int i = 0; i < evidence->leavers * LAGS; i++)
        if (evidence->leaver[i / LAGS].known[i % LAGS])
            due[evidence->leaver[i / LAGS].left - lag_days(i % LAGS) - question->first]++;
    for (int day = 1; day < days; day++)
        due[day] += due[day - 1];
    // Backwards, so that each day's end becomes its beginning ...
    for (int i = evidence->leavers * LAGS - 1; i >= 0; i--)
        if (evidence->leaver[i / LAGS].known[i % LAGS])
            evidence->due_leaver[--due[evidence->leaver[i / LAGS].left -
                                       lag_days(i % LAGS) - question->first]] = i;
    // ... and its end where the next one begins.
    int all = 0;
    for (int i = 0; i < evidence->leavers * LAGS; i++)
        all += evidence->leaver[i / LAGS].known[i % LAGS];
    for (int day = 0; day < days; day++)
        due[day] = day + 1 < days ? due[day + 1] : all;
}
