// score.c: how long does the pure function take?
//
// Scores one picture after the other, from memory, under both shipped cards.
#include "model/score.h"
#include "base/clock.h"
#include "base/random.h"

#include <stdio.h>

enum { PICTURES = 10000, ROUNDS = 20 };

static Picture random_picture(Day day)
{
    Picture picture = {.day = day, .any = true};
    for (int m = 0; m < METRIC_COUNT; m++) {
        picture.measure[m].amount = (int64_t)(random_bits() % 300);
        picture.measure[m].of = picture.measure[m].amount + 1;
        picture.measure[m].events = picture.measure[m].amount;
        picture.measure[m].known = random_bits() % 8 != 0;
    }
    return picture;
}

static double nanoseconds_each(const Picture *picture, const Scorecard *card)
{
    double sum = 0;
    int64_t began = clock_ticks();
    for (int round = 0; round < ROUNDS; round++)
        for (int p = 0; p < PICTURES; p++)
            sum += score_of(&picture[p], card, 20000).total;
    double each = (double)(clock_ticks() - began) / (PICTURES * ROUNDS);
    return sum > 0 ? each : 0;  // the sum is used, so that nothing is left out
}

int main(void)
{
    Arena arena = arena_map((size_t)64 << 20);
    Picture *picture = arena_new(&arena, Picture, PICTURES);
    for (int p = 0; p < PICTURES; p++)
        picture[p] = random_picture(20000);
    printf("score_of, standard: %.0f ns a customer; original: %.0f ns\n",
           nanoseconds_each(picture, scorecard_standard()),
           nanoseconds_each(picture, scorecard_original()));
    return 0;
}
