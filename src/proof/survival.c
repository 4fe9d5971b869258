#include "proof/survival.h"

#include "proof/order.h"

#include <math.h>

#define Z_95 1.959963984540054

// The lives in the order of their days.
static const int *by_days(Arena *arena, const Life *life, int lives)
{
    double *days = arena_new(arena, double, lives);
    for (int i = 0; i < lives; i++)
        days[i] = life[i].days;
    return order_of(arena, days, lives);
}

// --- Kaplan and Meier ----------------------------------------------------------

static void put_interval(SurvivalStep *step, double greenwood)
{
    step->has_interval = step->share > 0 && step->share < 1;
    step->low = step->high = step->share;
    if (!step->has_interval) return;
    double scale = log(step->share);
    double reach = exp(Z_95 * sqrt(greenwood) / fabs(scale));
    step->low = exp(scale * reach);
    step->high = exp(scale / reach);
}

static int count_group(const Life *life, int lives, int group)
{
    int count = 0;
    for (int i = 0; i < lives; i++)
        count += life[i].group == group;
    return count;
}

int survival_of(Arena *arena, const Life *life, int lives, int group, SurvivalStep **out)
{
    *out = arena_new(arena, SurvivalStep, lives);
    Arena scratch = *arena;
    const int *place = by_days(&scratch, life, lives);
    int there = count_group(life, lives, group), steps = 0;
    double share = 1, greenwood = 0;
    for (int i = 0; i < lives;) {
        int days = life[place[i]].days, left = 0, gone = 0;
        for (; i < lives && life[place[i]].days == days; i++) {
            const Life *one = &life[place[i]];
            if (one->group != group) continue;
            gone++;
            left += one->left;
        }
        if (left > 0) {
            share *= 1 - (double)left / there;
            if (left < there) greenwood += (double)left / there / (there - left);
            SurvivalStep *step = &(*out)[steps++];
            *step =
                (SurvivalStep){.days = days, .there = there, .left = left, .share = share};
            put_interval(step, greenwood);
        }
        there -= gone;
    }
    return steps;
}

// --- the log-rank test -----------------------------------------------------------

typedef struct {
    int groups;
    int there[LOG_RANK_GROUPS_MAX];
    double excess[LOG_RANK_GROUPS_MAX];  // who left beyond what was to be expected
    double variance[LOG_RANK_GROUPS_MAX][LOG_RANK_GROUPS_MAX];
} Ranks;

// A day on which `left[g]` of each group left, `all` in all.
static void add_day(Ranks *ranks, const int left[], int all)
{
    double there = 0;
    for (int g = 0; g < ranks->groups; g++)
        there += ranks->there[g];
    double spread = there > 1 ? all * (there - all) / (there - 1) : 0;
    for (int g = 0; g < ranks->groups; g++) {
        double part = ranks->there[g] / there;
        ranks->excess[g] += left[g] - all * part;
        for (int h = 0; h < ranks->groups; h++)
            ranks->variance[g][h] +=
                spread * part * ((g == h ? 1 : 0) - ranks->there[h] / there);
    }
}

// excess' variance^-1 excess, by elimination; returns in how many directions the groups
// can differ at all.  One follows from the others: what is left of it is rounding.
static int solve(Ranks *ranks, double *out)
{
    int degrees = 0;
    double largest = 0;
    for (int g = 0; g < ranks->groups; g++)
        largest = fmax(largest, ranks->variance[g][g]);
    for (int g = 0; g < ranks->groups; g++) {
        double pivot = ranks->variance[g][g];
        if (!(pivot > largest * 1e-10)) continue;
        degrees++;
        *out += ranks->excess[g] * ranks->excess[g] / pivot;
        for (int h = g + 1; h < ranks->groups; h++) {
            double factor = ranks->variance[h][g] / pivot;
            ranks->excess[h] -= factor * ranks->excess[g];
            for (int k = g; k < ranks->groups; k++)
                ranks->variance[h][k] -= factor * ranks->variance[g][k];
        }
    }
    return degrees;
}

// The groups that have anybody, numbered anew.
static int number_groups(const Life *life, int lives, int groups, int number[])
{
    int count = 0;
    for (int g = 0; g < groups; g++)
        number[g] = count_group(life, lives, g) > 0 ? count++ : -1;
    return count;
}

LogRank log_rank_of(const Life *life, int lives, int groups, Arena scratch)
{
    int number[LOG_RANK_GROUPS_MAX];
    Ranks ranks = {.groups = number_groups(life, lives, groups, number)};
    const int *place = by_days(&scratch, life, lives);
    for (int i = 0; i < lives; i++)
        ranks.there[number[life[i].group]]++;
    for (int i = 0; i < lives;) {
        int days = life[place[i]].days, all = 0;
        int left[LOG_RANK_GROUPS_MAX] = {0}, gone[LOG_RANK_GROUPS_MAX] = {0};
        for (; i < lives && life[place[i]].days == days; i++) {
            int g = number[life[place[i]].group];
            gone[g]++;
            left[g] += life[place[i]].left;
            all += life[place[i]].left;
        }
        if (all > 0) add_day(&ranks, left, all);
        for (int g = 0; g < ranks.groups; g++)
            ranks.there[g] -= gone[g];
    }
    LogRank test = {0};
    test.degrees = solve(&ranks, &test.chi_square);
    test.known = test.degrees > 0;
    if (test.known) test.p = chi_square_tail(test.chi_square, test.degrees);
    return test;
}

// Even degrees have a finite sum of their own, odd ones another.
double chi_square_tail(double chi_square, int degrees)
{
    double half = chi_square / 2;
    if (!(half > 0)) return 1;
    bool odd = degrees % 2;
    double tail = odd ? erfc(sqrt(half)) : 0;
    double term = exp(-half) * (odd ? sqrt(half) / 0.88622692545275801365 : 1);
    for (int k = odd ? 3 : 2; k <= degrees; k += 2) {
        tail += term;
        term *= chi_square / k;
    }
    return tail;
}
