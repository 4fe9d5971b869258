#include "proof/auc.h"

// Counted in whole numbers, twice over, so that halves are whole too.
bool auc_of(const Cases *cases, const int *times, double *out)
{
    int64_t left = 0, stayed = 0, twice = 0;
    for (int i = 0; i < cases->rows;) {
        Tie tie = cases_tie(cases, times, i);
        twice += tie.stayed * (2 * left + tie.left);
        left += tie.left;
        stayed += tie.stayed;
        i = tie.next;
    }
    if (left == 0 || stayed == 0) return false;
    *out = (double)twice / (2.0 * (double)left * (double)stayed);
    return true;
}

int roc_of(Arena *arena, const Cases *cases, RocPoint **out)
{
    Tie all = cases_all(cases, NULL);
    if (all.left == 0 || all.stayed == 0) return 0;
    *out = arena_new(arena, RocPoint, cases->rows);
    int points = 0;
    int64_t left = 0, stayed = 0;
    for (int i = 0; i < cases->rows;) {
        Tie tie = cases_tie(cases, NULL, i);
        left += tie.left;
        stayed += tie.stayed;
        i = tie.next;
        (*out)[points++] = (RocPoint){.score = tie.score,
                                      .left = (double)left / (double)all.left,
                                      .stayed = (double)stayed / (double)all.stayed};
    }
    return points;
}

bool roc_steps(const Cases *cases, const int *times, double out[ROC_STEPS + 1])
{
    Tie all = cases_all(cases, times);
    if (all.left == 0 || all.stayed == 0) return false;
    int64_t left = 0, stayed = 0;
    int step = 0;
    for (int i = 0; i < cases->rows;) {
        Tie tie = cases_tie(cases, times, i);
        double end = (double)(stayed + tie.stayed) * ROC_STEPS;
        while ((double)all.stayed * step < end) {
            double into = ((double)all.stayed * step / ROC_STEPS - (double)stayed) /
                          (double)tie.stayed;
            out[step++] = ((double)left + into * (double)tie.left) / (double)all.left;
        }
        left += tie.left;
        stayed += tie.stayed;
        i = tie.next;
    }
    out[ROC_STEPS] = 1;
    return true;
}
