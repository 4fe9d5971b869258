#include "proof/folds.h"

#include "proof/order.h"
#include "proof/resample.h"

int *folds_of(Arena *arena, const Cases *cases)
{
    int *fold = arena_new(arena, int, cases->customers);
    Arena scratch = *arena;
    double *turn = arena_new(&scratch, double, cases->customers);
    Draws draws = {.state = 1};
    for (int c = 0; c < cases->customers; c++)
        turn[c] = (double)(draws_next(&draws) >> 11);
    for (int i = 0; i < cases->rows; i++)
        if (cases->row[i].left && turn[cases->row[i].customer] >= 0)
            turn[cases->row[i].customer] -= 9007199254740992.0;  // before all others
    const int *place = order_of(&scratch, turn, cases->customers);
    for (int i = 0; i < cases->customers; i++)
        fold[place[i]] = i % FOLDS;
    return fold;
}

void folds_rest(const int *fold, int customers, int aside, int *times)
{
    for (int c = 0; c < customers; c++)
        times[c] = fold[c] != aside;
}
