#include "proof/weights.h"

#include "proof/auc.h"
#include "proof/folds.h"

static const double *points_of(const WeightsInput *input, const Case *row)
{
    return &input->points[(size_t)row->place * (size_t)input->factors];
}

// What each factor lacks of 100 points, as a share, by row.
static double *lacks_of(Arena *arena, const Cases *cases, const WeightsInput *input)
{
    double *lack = arena_new(arena, double, (size_t)cases->rows *(size_t)input->factors);
    for (int i = 0, at = 0; i < cases->rows; i++)
        for (int f = 0; f < input->factors; f++)
            lack[at++] = (100 - points_of(input, &cases->row[i])[f]) / 100;
    return lack;
}

// Weights that add up to 1; equal ones where none was found.
static void to_shares(const Logistic *fit, int factors, double out[LOGISTIC_MAX])
{
    double sum = 0;
    for (int f = 0; f < factors; f++)
        sum += fit->weight[f];
    for (int f = 0; f < factors; f++)
        out[f] = sum > 0 ? fit->weight[f] / sum : 1.0 / factors;
}

static double score_under(const double *points, const double *weight, int factors)
{
    double score = 0;
    for (int f = 0; f < factors; f++)
        score += weight[f] * points[f];
    return score;
}

typedef struct {
    const Cases *cases;
    const WeightsInput *input;
    LogisticInput fit;
    const int *fold;  // by customer
    double *times;    // by row: what fit.times is
} Search;

static Search search_for(Arena *arena, const Cases *cases, const WeightsInput *input)
{
    Search search = {.cases = cases, .input = input, .fold = folds_of(arena, cases)};
    search.times = arena_new(arena, double, cases->rows);
    bool *left = arena_new(arena, bool, cases->rows);
    for (int i = 0; i < cases->rows; i++)
        left[i] = cases->row[i].left;
    search.fit = (LogisticInput){.x = lacks_of(arena, cases, input),
                                 .left = left,
                                 .times = search.times,
                                 .rows = cases->rows,
                                 .weights = input->factors,
                                 .ridge = input->ridge};
    return search;
}

// The weights found from all customers but those of one fold; -1: from all.
static bool find(const Search *search, int aside, double out[LOGISTIC_MAX])
{
    for (int i = 0; i < search->cases->rows; i++)
        search->times[i] = search->fold[search->cases->row[i].customer] != aside;
    Logistic fit;
    if (!logistic_fit(&search->fit, &fit)) return false;
    to_shares(&fit, search->input->factors, out);
    return true;
}

Weights weights_of(Arena *arena, const Cases *cases, const WeightsInput *input)
{
    Weights is = {0};
    Case *row = arena_new(arena, Case, cases->rows);
    Search search = search_for(arena, cases, input);
    is.known = find(&search, -1, is.weight);
    for (int aside = 0; is.known && aside < FOLDS; aside++) {
        double weight[LOGISTIC_MAX];
        is.known = find(&search, aside, weight);
        for (int i = 0; is.known && i < cases->rows; i++) {
            if (search.fold[cases->row[i].customer] != aside) continue;
            row[i] = cases->row[i];
            row[i].score = score_under(points_of(input, &row[i]), weight, input->factors);
        }
    }
    if (is.known) is.aside = cases_of(arena, row, cases->rows, cases->customers);
    return is;
}

bool weights_gain(const Weights *weights, const Cases *now, const int *times, double *out)
{
    double before, after;
    if (!auc_of(now, times, &before)) return false;
    if (!auc_of(&weights->aside, times, &after)) return false;
    *out = after - before;
    return true;
}
