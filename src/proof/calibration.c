#include "proof/calibration.h"

#include "proof/folds.h"
#include "proof/order.h"

#include <math.h>

// Rows of the same expected share stay together, so a group may be larger than a tenth.
static void put_into_groups(Arena *arena, Calibration *is, int rows)
{
    is->group_of = arena_new(arena, int, rows);
    const int *place = order_of(arena, is->expected, rows);
    int size = (rows + CALIBRATION_GROUPS - 1) / CALIBRATION_GROUPS, taken = 0;
    for (int i = 0; i < rows; i++) {
        bool other = i > 0 && is->expected[place[i]] > is->expected[place[i - 1]];
        if (other && taken >= size) is->groups++, taken = 0;
        is->group_of[place[i]] = is->groups;
        taken++;
    }
    is->groups++;
}

static void add_up(Calibration *is, const Cases *cases)
{
    double squares = 0, gaps = 0;
    for (int i = 0; i < cases->rows; i++) {
        CalibrationGroup *group = &is->group[is->group_of[i]];
        double off = is->expected[i] - (cases->row[i].left ? 1 : 0);
        squares += off * off;
        group->cases++;
        group->left += cases->row[i].left;
        group->expected += is->expected[i];
    }
    for (int g = 0; g < is->groups; g++) {
        CalibrationGroup *group = &is->group[g];
        group->expected /= (double)group->cases;
        group->actual = (double)group->left / (double)group->cases;
        gaps += fabs(group->expected - group->actual) * (double)group->cases;
    }
    is->brier = squares / cases->rows;
    is->ece = gaps / cases->rows;
}

Calibration calibration_judge(Arena *arena, const Cases *cases, const double *expected)
{
    Calibration is = {.expected = expected};
    if (cases->rows == 0) return is;
    put_into_groups(arena, &is, cases->rows);
    add_up(&is, cases);
    return is;
}

Calibration calibration_of(Arena *arena, const Cases *cases)
{
    if (cases->customers < FOLDS) return (Calibration){0};
    double *expected = arena_new(arena, double, cases->rows);
    Arena scratch = *arena;
    const int *fold = folds_of(&scratch, cases);
    int *times = arena_new(&scratch, int, cases->customers);
    for (int aside = 0; aside < FOLDS; aside++) {
        folds_rest(fold, cases->customers, aside, times);
        Arena room = scratch;
        Isotonic fit = isotonic_of(&room, cases, times);
        for (int i = 0; i < cases->rows; i++)
            if (fold[cases->row[i].customer] == aside && fit.knots > 0)
                expected[i] = isotonic_at(&fit, cases->row[i].score);
    }
    return calibration_judge(arena, cases, expected);
}

void calibration_actual(const Calibration *is, const Cases *cases, const int *times,
                        double out[CALIBRATION_GROUPS])
{
    int64_t all[CALIBRATION_GROUPS] = {0}, left[CALIBRATION_GROUPS] = {0};
    for (int i = 0; i < cases->rows; i++) {
        int drawn = times[cases->row[i].customer];
        all[is->group_of[i]] += drawn;
        if (cases->row[i].left) left[is->group_of[i]] += drawn;
    }
    for (int g = 0; g < is->groups; g++)
        out[g] = all[g] > 0 ? (double)left[g] / (double)all[g] : -1;
}
