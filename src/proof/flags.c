#include "proof/flags.h"

static void put(Flag *flag, FlagMeasure measure, int64_t part, int64_t whole)
{
    flag->known[measure] = whole > 0;
    flag->value[measure] = whole > 0 ? (double)part / (double)whole : 0;
}

void flags_of(const Cases *cases, const int *times, int bands, Flag *out)
{
    for (int b = 0; b < bands; b++)
        out[b] = (Flag){0};
    int64_t all_left = 0;
    for (int i = 0; i < cases->rows; i++) {
        const Case *row = &cases->row[i];
        int64_t drawn = times ? times[row->customer] : 1;
        out[row->band].cases += drawn;
        if (row->left) out[row->band].left += drawn;
        if (row->left) all_left += drawn;
    }
    int64_t flagged = 0, left = 0;
    for (int b = 0; b < bands; b++) {
        flagged += out[b].cases;
        left += out[b].left;
        put(&out[b], FLAG_SHARE, out[b].left, out[b].cases);
        put(&out[b], FLAG_PRECISION, left, flagged);
        put(&out[b], FLAG_RECALL, left, all_left);
        put(&out[b], FLAG_F1, 2 * left, flagged + all_left);
    }
}
