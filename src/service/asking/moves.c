#include "service/asking/moves.h"

#include "base/clock.h"
#include "service/asking/ledger.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

enum { DAYS_MOST = COHORTS_MAX + 2 };

static const struct {
    int months;
    int periods;
} kinds[] = {[COHORT_QUARTER] = {3, 8}, [COHORT_MONTH] = {1, 12}};
static_assert(sizeof kinds / sizeof *kinds == COHORT_BY_COUNT, "");

// The days that are asked of the ledger, and where among them the ones one looks for are.
typedef struct {
    Day day[DAYS_MOST];  // the earliest first, each once
    int days;
    int before;
    int after;
    int periods;
    Day from[COHORTS_MAX];  // the first day of each, the earliest first
    int end[COHORTS_MAX];   // where its last day is, or today
} Wanted;

// --- which days ----------------------------------------------------------

// The first day of the period a day is in.
static Day first_of_period(Day day, int months)
{
    int year, month, day_of_month;
    day_to_civil(day, &year, &month, &day_of_month);
    return day_minus_months(day - day_of_month + 1, (month - 1) % months);
}

static int by_day(const void *left, const void *right)
{
    Day a = *(const Day *)left, b = *(const Day *)right;
    return (a > b) - (a < b);
}

static int place_of(const Wanted *wanted, Day day)
{
    int place = 0;
    while (wanted->day[place] != day)
        place++;
    return place;
}

static Wanted wanted_days(const MovesQuery *query, Day today)
{
    Wanted wanted = {.periods = kinds[query->cohorts].periods};
    Day end[COHORTS_MAX], all[DAYS_MOST] = {query->days.from, query->days.to};
    Day from = first_of_period(today, kinds[query->cohorts].months), last = today;
    for (int p = wanted.periods - 1; p >= 0; p--) {
        wanted.from[p] = from;
        end[p] = all[p + 2] = last;
        last = from - 1;
        from = day_minus_months(from, kinds[query->cohorts].months);
    }
    int count = wanted.periods + 2;
    qsort(all, (size_t)count, sizeof *all, by_day);
    for (int d = 0; d < count; d++)
        if (d == 0 || all[d] != all[d - 1]) wanted.day[wanted.days++] = all[d];
    for (int p = 0; p < wanted.periods; p++)
        wanted.end[p] = place_of(&wanted, end[p]);
    wanted.before = place_of(&wanted, query->days.from);
    wanted.after = place_of(&wanted, query->days.to);
    return wanted;
}

// --- from band to band ---------------------------------------------------

static bool is_wanted(const MovesQuery *query, int from, int to)
{
    if (query->of_stream)
        return (query->from == STATE_ANY || query->from == from) &&
               (query->to == STATE_ANY || query->to == to);
    return from < BAND_COUNT && to < BAND_COUNT && from != to;
}

static double change_of(const Move *move)
{
    bool both = move->from < BAND_COUNT && move->to < BAND_COUNT;
    return both ? fabs(move->after - move->before) : 0;
}

// The largest change first, ties in order of id.
static void add_move(const Move *move, int most, Moves *out)
{
    int place = out->moves++;
    while (place > 0 && change_of(&out->move[place - 1]) < change_of(move))
        place--;
    if (out->moves > most) out->moves = most;
    if (place == most) return;
    for (int i = out->moves - 1; i > place; i--)
        out->move[i] = out->move[i - 1];
    out->move[place] = *move;
}

static void add_flow(const Ledger *ledger, const MovesQuery *query, const Wanted *wanted,
                     Moves *out)
{
    const LedgerDay *before = &ledger->day[wanted->before],
                    *after = &ledger->day[wanted->after];
    for (int place = 0; place < ledger->customers; place++) {
        int from = before->state[place], to = after->state[place];
        if (from == STATE_ABSENT && to == STATE_ABSENT) continue;
        out->flow[from][to]++;
        const bool both = from < BAND_COUNT && to < BAND_COUNT;
        out->better += both && to > from;
        out->worse += both && to < from;
        if (!is_wanted(query, from, to)) continue;
        out->moved++;
        const Move move = {.customer = ledger->book[place].customer,
                           .name = ledger->book[place].name,
                           .from = from,
                           .to = to,
                           .before = before->score[place],
                           .after = after->score[place]};
        add_move(&move, query->of_stream ? MOVES_MAX : MOVES_SAID, out);
    }
}

// --- who came together ---------------------------------------------------

static void add_period(const LedgerDay *day, int place, CohortPeriod *period)
{
    period->customers += day->state[place] != STATE_ABSENT;
    if (day->state[place] >= STATE_UNSCORED) return;
    period->scored++;
    period->mean_score += day->score[place];
}

static void add_customer(const Ledger *ledger, const Wanted *wanted, int place, Moves *out)
{
    Day since = ledger->since[place];
    int came = wanted->periods - 1;
    while (came >= 0 && wanted->from[came] > since)
        came--;
    if (came < 0 || since > wanted->day[wanted->days - 1]) return;
    Cohort *cohort = &out->cohort[came];
    cohort->customers++;
    for (int p = came; p < wanted->periods; p++)
        add_period(&ledger->day[wanted->end[p]], place, &cohort->after[p - came]);
}

static void add_cohorts(const Ledger *ledger, const Wanted *wanted, Moves *out)
{
    out->cohorts = wanted->periods;
    for (int p = 0; p < wanted->periods; p++)
        out->cohort[p] = (Cohort){.from = wanted->from[p],
                                  .next = p + 1 < wanted->periods ? wanted->from[p + 1]
                                                                  : clock_today() + 1,
                                  .periods = wanted->periods - p};
    for (int place = 0; place < ledger->customers; place++)
        add_customer(ledger, wanted, place, out);
    for (int p = 0; p < wanted->periods; p++)
        for (int after = 0; after < out->cohort[p].periods; after++) {
            CohortPeriod *period = &out->cohort[p].after[after];
            period->day = wanted->day[wanted->end[p + after]];
            if (period->scored > 0) period->mean_score /= (double)period->scored;
        }
}

// --- asking --------------------------------------------------------------

Err get_moves(Service *service, Arena *arena, const MovesQuery *query, Moves *out)
{
    *out = (Moves){0};
    const Wanted wanted = wanted_days(query, clock_today());
    const LedgerQuery days = {
        .span = {wanted.day[0], wanted.day[wanted.days - 1]},
        .only = wanted.day,
        .onlys = wanted.days,
        .threads = 2,
        .currency = service->currency,
    };
    Ledger ledger;
    Err err = ledger_open(service, &days, &ledger);
    if (!err) add_flow(&ledger, query, &wanted, out);
    if (!err) add_cohorts(&ledger, &wanted, out);
    for (int m = 0; m < out->moves; m++)
        out->move[m].name = str_copy(arena, out->move[m].name);
    ledger_close(&ledger);
    return err;
}
