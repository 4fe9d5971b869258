#include "proof/lift.h"

bool lift_of(const Cases *cases, const int *times, const double *share, int shares,
             double *out)
{
    Tie all = cases_all(cases, times);
    if (all.left == 0) return false;
    const double rows = (double)(all.left + all.stayed);
    const double average = (double)all.left / rows;
    double left = 0, reached = 0;
    int next = 0;
    for (int i = 0; i < cases->rows;) {
        Tie tie = cases_tie(cases, times, i);
        double size = (double)(tie.left + tie.stayed);
        for (; next < shares && size > 0 && share[next] * rows <= reached + size; next++) {
            double called = share[next] * rows;
            double into = (called - reached) / size;
            out[next] = (left + into * (double)tie.left) / called / average;
        }
        left += (double)tie.left;
        reached += size;
        i = tie.next;
    }
    for (; next < shares; next++)  // the last row, where a rounded share lies behind it
        out[next] = 1;
    return true;
}
