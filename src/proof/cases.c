#include "proof/cases.h"

#include "proof/order.h"

Cases cases_of(Arena *arena, const Case *row, int rows, int customers)
{
    Case *sorted = arena_new(arena, Case, rows);
    Arena scratch = *arena;
    double *score = arena_new(&scratch, double, rows);
    for (int i = 0; i < rows; i++)
        score[i] = row[i].score;
    const int *place = order_of(&scratch, score, rows);
    for (int i = 0; i < rows; i++)
        sorted[i] = row[place[i]], sorted[i].place = place[i];
    return (Cases){.row = sorted, .rows = rows, .customers = customers};
}

static void count(Tie *tie, const Case *row, const int *times)
{
    int64_t drawn = times ? times[row->customer] : 1;
    if (row->left)
        tie->left += drawn;
    else
        tie->stayed += drawn;
}

Tie cases_tie(const Cases *cases, const int *times, int from)
{
    Tie tie = {.next = from, .score = cases->row[from].score};
    while (tie.next < cases->rows && cases->row[tie.next].score <= tie.score)
        count(&tie, &cases->row[tie.next++], times);
    return tie;
}

Tie cases_all(const Cases *cases, const int *times)
{
    Tie all = {.next = cases->rows};
    for (int i = 0; i < cases->rows; i++)
        count(&all, &cases->row[i], times);
    return all;
}
