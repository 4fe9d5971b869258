// history.c: how long do the questions about other days take, for one customer?
//
//     history DATABASE CUSTOMERS      asks of each customer from 1 on
//
// Prints for each question what it takes, the facts read included, and what the pure
// functions take of it.
#include "service/asking/history.h"
#include "base/clock.h"
#include "model/next_band.h"
#include "model/picture_walk.h"

#include <stdio.h>
#include <stdlib.h>

enum { YEAR = 365 };

typedef struct {
    double *took;  // microseconds
    int count;
} Figure;

static void note(Figure *figure, int64_t began)
{
    figure->took[figure->count++] = (double)(clock_ticks() - began) / 1000;
}

static int by_size(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

static void print(const char *what, const Figure *figure)
{
    qsort(figure->took, (size_t)figure->count, sizeof *figure->took, by_size);
    printf("%-40s %9.1f us median %9.1f us of 95 in 100\n", what,
           figure->took[figure->count / 2], figure->took[figure->count * 95 / 100]);
}

static void must(Err err)
{
    if (!err) return;
    fprintf(stderr, "a question failed: %d\n", (int)err);
    exit(1);
}

typedef enum {
    STORED,
    HEALTH,
    ORIGINAL,
    PAST,
    HISTORY,
    WEEKS,
    CHANGE,
    PURE_DROP,
    PURE_BAND,
    PURE_YEAR,
    PURE_CHANGE,
    QUESTION_COUNT
} Question;

static const char *const names[QUESTION_COUNT] = {
    "health from the stored picture",
    "health, with its next drop",
    "health under original, from facts",
    "health as of 180 days ago",
    "history of 365 days",
    "history of 2,000 weeks",
    "change over 30 days",
    "  next_drop_of",
    "  next_band_of",
    "  365 pictures and scores",
    "  change_of",
};

static void ask(Service *service, int64_t customer, Arena arena, Figure *asked)
{
    const Scorecard *card = scorecard_standard();
    Day today = clock_today();
    HealthDetails details;
    HealthHistory history;
    ScoreChange change;
    HistoryQuery year = {customer, card, today - YEAR + 1, today, 1};
    HistoryQuery long_ago = {customer, card, today - 1999 * 7, today, 7};

    int64_t began = clock_ticks();
    must(get_health_details(service, &arena, customer, card, &details));
    note(&asked[STORED], began), began = clock_ticks();
    must(get_health(service, &arena, customer, card, today, &details));
    note(&asked[HEALTH], began), began = clock_ticks();
    must(get_health(service, &arena, customer, scorecard_original(), today, &details));
    note(&asked[ORIGINAL], began), began = clock_ticks();
    must(get_health(service, &arena, customer, card, today - 180, &details));
    note(&asked[PAST], began), began = clock_ticks();
    must(get_history(service, &arena, &year, &history));
    note(&asked[HISTORY], began), began = clock_ticks();
    must(get_history(service, &arena, &long_ago, &history));
    note(&asked[WEEKS], began), began = clock_ticks();
    must(get_change(service, &(ChangeQuery){customer, card, today - 30, today}, &change));
    note(&asked[CHANGE], began);
}

static void calculate(Store *store, int64_t customer, Arena arena, Figure *asked)
{
    const Scorecard *card = scorecard_standard();
    Day today = clock_today();
    Facts facts;
    Lift lift[FACTORS_MAX];
    must(store_facts(store, &arena, customer, metrics_from(&metrics_shipped, today - YEAR),
                     &facts));
    Picture picture = picture_of(&facts, &metrics_shipped, today);

    int64_t began = clock_ticks();
    NextDrop drop = next_drop_of(&facts, card, today, arena);
    note(&asked[PURE_DROP], began), began = clock_ticks();
    int lifts = next_band_of(&picture, card, lift);
    note(&asked[PURE_BAND], began), began = clock_ticks();
    Arena room = arena;
    PictureWalk *walk =
        picture_walk(&room, &facts, &metrics_shipped, today - YEAR + 1, today);
    double sum = lifts + drop.total;
    for (const Picture *is; (is = picture_walk_next(walk));)
        sum += score_of(is, card, is->day).total;
    note(&asked[PURE_YEAR], began), began = clock_ticks();
    ScoreChange change =
        change_of(&facts, (ChangeEnd){today - 30, card}, (ChangeEnd){today, card}, arena);
    note(&asked[PURE_CHANGE], began);
    if (sum + change.part[PART_AGEING] < -1e9) exit(1);  // so that nothing is left out
}

int main(int count, char **argument)
{
    if (count != 3) {
        fprintf(stderr, "usage: history DATABASE CUSTOMERS\n");
        return 2;
    }
    int64_t customers = atoll(argument[2]);
    Arena arena = arena_map((size_t)1 << 30);
    const ServiceOptions options = {
        .database = str_of(argument[1]), .currency = S("USD"), .readers = 1};
    Service *service = NULL;
    must(service_open(&options, 0, &service));
    Figure asked[QUESTION_COUNT] = {{0}};
    for (int q = 0; q < QUESTION_COUNT; q++)
        asked[q].took = arena_new(&arena, double, customers);
    for (int64_t customer = 1; customer <= customers; customer++)
        ask(service, customer, arena, asked);
    service_close(service);

    Store *store = NULL;
    must(store_open(options.database, STORE_WRITER, &store));
    for (int64_t customer = 1; customer <= customers; customer++)
        calculate(store, customer, arena, asked);
    store_close(store);

    for (int q = 0; q < QUESTION_COUNT; q++)
        print(names[q], &asked[q]);
    return 0;
}
