// portfolio.c: how long do the questions about the whole book on other days take?
//
//     portfolio DATABASE
//
// Prints a line for each: its name, and milliseconds.
#include "service/past.h"

#include "base/clock.h"

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
        const PastQuery query = {
            .day = clock_today() - i * 60, .card = scorecard_standard(), .most = 50};
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
    printf("first %.1f\n", ask_history(service, arena));
    printf("again %.3f\n", ask_history(service, arena));
    printf("past %.1f\n", ask_past(service, arena));
    service_close(service);
    return 0;
}
