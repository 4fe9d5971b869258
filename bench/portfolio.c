// portfolio.c: how long do the questions about the whole book take?
//
//     portfolio DATABASE
//
// Prints a line for each: its name, and milliseconds.
#include "service/asking/past.h"

#include "base/clock.h"
#include "model/card_document.h"
#include "service/cards/whatif.h"

#include <stdio.h>
#include <stdlib.h>

enum { YEAR = 365, TIMES = 5 };

static void must(Err err)
{
    if (!err) return;
    fprintf(stderr, "a question failed: %d\n", (int)err);
    exit(1);
}

static double since(int64_t began)
{
    return (double)(clock_ticks() - began) / 1e6;
}

// Every score of the book, from the stored pictures, and what they add up to.
static double ask_live(Service *service, Arena arena)
{
    double worst = 0;
    for (int i = 0; i <= TIMES; i++) {
        Arena room = arena;
        Dashboard dashboard;
        int64_t began = clock_ticks();
        must(get_dashboard(service, &room, &dashboard));
        double took = since(began);
        if (i > 0 && took > worst) worst = took;  // the first one may have to derive
    }
    return worst;
}

// Were another weight published now.
static double ask_whatif(Service *service, Arena arena)
{
    Scorecard *card = arena_new(&arena, Scorecard, 1);
    WhatIf *whatif = arena_new(&arena, WhatIf, 1);
    *card = *scorecard_standard();
    card->factor[0].weight = 0.3;
    card->factor[1].weight = 0.2;
    Str document = scorecard_write(&arena, card);
    double worst = 0;
    for (int i = 0; i < TIMES; i++) {
        Arena room = arena;
        int64_t began = clock_ticks();
        must(get_whatif(service, &room, card->id, document, whatif));
        double took = since(began);
        if (took > worst) worst = took;
    }
    return worst;
}

static double ask_history(Service *service, Arena arena)
{
    BookHistory history;
    Day today = clock_today();
    int64_t began = clock_ticks();
    must(
        get_book_history(service, &arena, (DaySpan){today - YEAR + 1, today}, 1, &history));
    return since(began);
}

// The slowest of some days that lie far apart.
static double ask_past(Service *service, Arena arena)
{
    double worst = 0;
    for (int i = 1; i <= TIMES; i++) {
        Arena room = arena;
        PastBook book;
        const PastQuery query = {.day = clock_today() - i * 60, .most = 50};
        int64_t began = clock_ticks();
        must(get_past_book(service, &room, &query, &book));
        double took = since(began);
        if (took > worst) worst = took;
    }
    return worst;
}

int main(int count, char **argument)
{
    if (count != 2) {
        fprintf(stderr, "usage: portfolio DATABASE\n");
        return 2;
    }
    Arena arena = arena_map((size_t)1 << 26);
    Service *service = NULL;
    const ServiceOptions options = {
        .database = str_of(argument[1]), .currency = S("USD"), .readers = 2};
    must(service_open(&options, 0, &service));
    printf("live %.1f\n", ask_live(service, arena));
    printf("whatif %.1f\n", ask_whatif(service, arena));
    printf("first %.1f\n", ask_history(service, arena));
    printf("again %.3f\n", ask_history(service, arena));
    printf("past %.1f\n", ask_past(service, arena));
    service_close(service);
    return 0;
}
