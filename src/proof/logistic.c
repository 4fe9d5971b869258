#include "proof/logistic.h"

#include <math.h>

enum { SIZE = LOGISTIC_MAX + 1, ROUNDS_MAX = 100, SWEEPS_MAX = 20000, HALVINGS_MAX = 40 };

#define CLOSE_ENOUGH 1e-13

// Place 0 is the intercept, the weights follow.
typedef struct {
    int size;
    double cost;
    double slope[SIZE];
    double bend[SIZE][SIZE];
} Around;

static double with(const LogisticInput *input, const double at[SIZE], int row)
{
    const double *x = &input->x[(size_t)row * (size_t)input->weights];
    double sum = at[0];
    for (int w = 0; w < input->weights; w++)
        sum += at[w + 1] * x[w];
    return sum;
}

// log(1 + exp(z)) without overflow.
static double softplus(double z)
{
    return z > 0 ? z + log1p(exp(-z)) : log1p(exp(z));
}

static double cost_at(const LogisticInput *input, const double at[SIZE])
{
    double cost = 0;
    for (int i = 0; i < input->rows; i++) {
        if (!(input->times[i] > 0)) continue;
        double z = with(input, at, i);
        cost += input->times[i] * softplus(input->left[i] ? -z : z);
    }
    for (int w = 1; w <= input->weights; w++)
        cost += input->ridge / 2 * at[w] * at[w];
    return cost;
}

static void add_row(Around *around, const double *x, double error, double spread)
{
    for (int a = 0; a < around->size; a++) {
        double xa = a ? x[a - 1] : 1;
        around->slope[a] += error * xa;
        for (int b = 0; b <= a; b++)
            around->bend[a][b] += spread * xa * (b ? x[b - 1] : 1);
    }
}

// The cost, its slope and its bend at a point.
static Around look_around(const LogisticInput *input, const double at[SIZE])
{
    Around around = {.size = input->weights + 1, .cost = cost_at(input, at)};
    for (int i = 0; i < input->rows; i++) {
        if (!(input->times[i] > 0)) continue;
        double share = 1 / (1 + exp(-with(input, at, i)));
        add_row(&around, &input->x[(size_t)i * (size_t)input->weights],
                input->times[i] * (share - (input->left[i] ? 1 : 0)),
                input->times[i] * share * (1 - share));
    }
    for (int a = 1; a < around.size; a++) {
        around.slope[a] += input->ridge * at[a];
        around.bend[a][a] += input->ridge;
    }
    for (int a = 0; a < around.size; a++)
        for (int b = 0; b < a; b++)
            around.bend[b][a] = around.bend[a][b];
    return around;
}

// The best for one place, all others as they are, in the parabola around `at`; returns by
// how much it moved.
static double move_one(const Around *around, const double at[SIZE], double step[SIZE],
                       int a)
{
    double slope = around->slope[a];
    for (int b = 0; b < around->size; b++)
        slope += around->bend[a][b] * step[b];
    double before = step[a];
    step[a] -= slope / around->bend[a][a];
    if (a > 0 && at[a] + step[a] < 0) step[a] = -at[a];
    return fabs(step[a] - before);
}

// The step to the lowest point of the parabola where no weight is negative.
static void best_step(const Around *around, const double at[SIZE], double step[SIZE])
{
    for (int a = 0; a < around->size; a++)
        step[a] = 0;
    for (int sweep = 0; sweep < SWEEPS_MAX; sweep++) {
        double moved = 0;
        for (int a = 0; a < around->size; a++)
            moved = fmax(moved, move_one(around, at, step, a));
        if (moved < CLOSE_ENOUGH / 100) return;
    }
}

// Go along the step, less far while that costs more; returns how far a place moved.
static double walk(const LogisticInput *input, const Around *around,
                   const double step[SIZE], double at[SIZE])
{
    for (int halving = 0; halving < HALVINGS_MAX; halving++) {
        double far = ldexp(1, -halving);
        double there[SIZE] = {0}, moved = 0;
        for (int a = 0; a < around->size; a++) {
            there[a] = at[a] + far * step[a];
            moved = fmax(moved, fabs(there[a] - at[a]));
        }
        if (moved > 1e-6 && cost_at(input, there) > around->cost) continue;
        for (int a = 0; a < around->size; a++)
            at[a] = there[a];
        return moved;
    }
    return 0;
}

static bool start(const LogisticInput *input, double at[SIZE])
{
    double left = 0, all = 0;
    for (int i = 0; i < input->rows; i++) {
        all += input->times[i];
        if (input->left[i]) left += input->times[i];
    }
    if (!(left > 0) || !(left < all)) return false;
    at[0] = log(left / (all - left));
    return true;
}

bool logistic_fit(const LogisticInput *input, Logistic *out)
{
    double at[SIZE] = {0}, step[SIZE];
    if (!start(input, at)) return false;
    *out = (Logistic){0};
    for (double moved = 1; moved > CLOSE_ENOUGH && out->rounds < ROUNDS_MAX;
         out->rounds++) {
        Around around = look_around(input, at);
        best_step(&around, at, step);
        moved = walk(input, &around, step, at);
    }
    out->intercept = at[0];
    for (int w = 0; w < input->weights; w++)
        out->weight[w] = at[w + 1];
    return true;
}
