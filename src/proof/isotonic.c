#include "proof/isotonic.h"

#include <assert.h>

typedef struct {  // neighbours that have become one
    double mean;
    double weight;
    int size;
} Block;

static Block join(Block a, Block b)
{
    double weight = a.weight + b.weight;
    return (Block){.mean = (a.mean * a.weight + b.mean * b.weight) / weight,
                   .weight = weight,
                   .size = a.size + b.size};
}

void isotonic_falling(double *value, const double *weight, int count, Arena scratch)
{
    Block *block = arena_new(&scratch, Block, count + 1);
    int blocks = 0;
    for (int i = 0; i < count; i++) {
        block[blocks++] = (Block){value[i], weight[i], 1};
        while (blocks > 1 && block[blocks - 2].mean <= block[blocks - 1].mean) {
            block[blocks - 2] = join(block[blocks - 2], block[blocks - 1]);
            blocks--;
        }
    }
    int next = 0;
    for (int b = 0; b < blocks; b++)
        for (int i = 0; i < block[b].size; i++)
            value[next++] = block[b].mean;
}

Isotonic isotonic_of(Arena *arena, const Cases *cases, const int *times)
{
    Isotonic fit = {.score = arena_new(arena, double, cases->rows),
                    .share = arena_new(arena, double, cases->rows)};
    Arena scratch = *arena;
    double *weight = arena_new(&scratch, double, cases->rows);
    for (int i = 0; i < cases->rows;) {
        Tie tie = cases_tie(cases, times, i);
        i = tie.next;
        if (tie.left + tie.stayed == 0) continue;
        weight[fit.knots] = (double)(tie.left + tie.stayed);
        fit.score[fit.knots] = tie.score;
        fit.share[fit.knots] = (double)tie.left / weight[fit.knots];
        fit.knots++;
    }
    isotonic_falling(fit.share, weight, fit.knots, scratch);
    return fit;
}

double isotonic_at(const Isotonic *fit, double score)
{
    assert(fit->knots > 0);
    int low = 0, high = fit->knots - 1;
    if (score <= fit->score[low]) return fit->share[low];
    if (score >= fit->score[high]) return fit->share[high];
    while (high - low > 1) {
        int middle = low + (high - low) / 2;
        if (fit->score[middle] <= score)
            low = middle;
        else
            high = middle;
    }
    double into = (score - fit->score[low]) / (fit->score[high] - fit->score[low]);
    return fit->share[low] + into * (fit->share[high] - fit->share[low]);
}
