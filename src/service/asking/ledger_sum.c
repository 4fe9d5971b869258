#include "service/asking/ledger.h"

#include <stdlib.h>

typedef struct {
    double scores;
    double weighted;  // scores times revenue
    double weights;
    double *score;  // of those that are scored
} Sums;

static int by_score(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

// Sums stay where they are when they can grow no further.
static void add(int64_t *sum, int64_t more)
{
    if (__builtin_add_overflow(*sum, more, sum)) *sum = INT64_MAX;
}

static void add_scored(const LedgerDay *day, int place, int64_t mrr, Sums *sums,
                       BookDay *out)
{
    double score = day->score[place];
    const int band = day->state[place];
    sums->score[out->scored++] = score;
    sums->scores += score;
    sums->weighted += score * (double)mrr;
    sums->weights += (double)mrr;
    out->band[band].customers++;
    add(&out->band[band].mrr, mrr);
    if (band == BAND_AT_RISK || band == BAND_CRITICAL) add(&out->mrr_at_risk, mrr);
}

// Of scores in order, the one that so large a share of the others is below; between two
// of them, the share of the way.
static double quantile(const double *score, int64_t count, double share)
{
    if (count == 0) return 0;
    double place = share * (double)(count - 1);
    int64_t below = (int64_t)place;
    if (below + 1 >= count) return score[count - 1];
    return score[below] + (place - (double)below) * (score[below + 1] - score[below]);
}

static void conclude(const Sums *sums, BookDay *out)
{
    if (out->scored == 0) return;
    out->mean = sums->scores / (double)out->scored;
    out->portfolio_score = sums->weights > 0 ? sums->weighted / sums->weights : out->mean;
    qsort(sums->score, (size_t)out->scored, sizeof *sums->score, by_score);
    out->lower_quartile = quantile(sums->score, out->scored, 0.25);
    out->median = quantile(sums->score, out->scored, 0.5);
    out->upper_quartile = quantile(sums->score, out->scored, 0.75);
}

// In the order of the book, so that the sums are those of the dashboard to the bit.
BookDay ledger_sum(const Ledger *ledger, int day, Str currency, Arena scratch)
{
    const LedgerDay *cells = &ledger->day[day];
    BookDay out = {.day = cells->day};
    Sums sums = {.score = arena_new(&scratch, double, ledger->customers)};
    for (int place = 0; place < ledger->customers; place++) {
        const BookRow *row = &ledger->book[place];
        const int state = cells->state[place];
        if (state == STATE_ABSENT) continue;
        int64_t mrr = str_equal(row->currency, currency) ? row->mrr : 0;
        out.customers++;
        add(&out.mrr, mrr);
        if (state < STATE_UNSCORED)
            add_scored(cells, place, mrr, &sums, &out);
        else
            out.unscored[state - STATE_UNSCORED]++;
    }
    conclude(&sums, &out);
    return out;
}
