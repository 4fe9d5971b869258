#include "service/asking/among.h"

#include "base/clock.h"
#include "service/asking/ledger.h"
#include "service/asking/moves.h"

#include <assert.h>

static_assert((int)STATE_HERE_BITS < 1 << STATE_COUNT, "");

// The days that are asked of the ledger, the earliest first, each once.
typedef struct {
    Day day[WAS_MOST + 3];
    int days;
} Days;

static void add_day(Days *days, Day day)
{
    int place = days->days;
    for (int d = 0; d < days->days; d++)
        if (days->day[d] == day) return;
    for (; place > 0 && days->day[place - 1] > day; place--)
        days->day[place] = days->day[place - 1];
    days->day[place] = day;
    days->days++;
}

static int state_on(const Ledger *ledger, Day day, int place)
{
    int d = 0;
    while (ledger->day[d].day != day)
        d++;
    return ledger->day[d].state[place];
}

static bool was(const Ledger *ledger, const ListWas *asked, int place)
{
    return (asked->states & 1U << state_on(ledger, asked->day, place)) != 0;
}

static bool has_moved(const Ledger *ledger, const ListMoved *moved, int place)
{
    int from = state_on(ledger, moved->from, place),
        to = state_on(ledger, moved->to, place);
    if (from >= BAND_COUNT || to >= BAND_COUNT) return false;
    return moved->better ? to > from : to < from;
}

static bool fits(const Ledger *ledger, const ListQuery *query, int place)
{
    Day since = ledger->since[place];
    if (query->began_after != DAY_NONE && since <= query->began_after) return false;
    if (query->began_before != DAY_NONE && since >= query->began_before) return false;
    for (int w = 0; w < query->wases; w++)
        if (!was(ledger, &query->was[w], place)) return false;
    return query->moved.from == DAY_NONE || has_moved(ledger, &query->moved, place);
}

static void choose(const Ledger *ledger, Arena *arena, const ListQuery *query, Among *out)
{
    int64_t *customer = arena_new(arena, int64_t, ledger->customers);
    for (int place = 0; place < ledger->customers; place++)
        if (fits(ledger, query, place))
            customer[out->customers++] = ledger->book[place].customer;
    out->customer = customer;
}

Err among_of(Service *service, Arena *arena, const ListQuery *query, Among *out)
{
    *out = (Among){.asked = list_asks_past(query)};
    if (!out->asked) return OK;
    Days days = {.day = {clock_today()}, .days = 1};
    for (int w = 0; w < query->wases; w++)
        add_day(&days, query->was[w].day);
    if (query->moved.from != DAY_NONE) {
        add_day(&days, query->moved.from);
        add_day(&days, query->moved.to);
    }
    const LedgerQuery asked = {
        .span = {days.day[0], days.day[days.days - 1]},
        .only = days.day,
        .onlys = days.days,
        .threads = 2,
        .currency = service->currency,
    };
    Ledger ledger;
    Err err = ledger_open(service, &asked, &ledger);
    if (!err) choose(&ledger, arena, query, out);
    ledger_close(&ledger);
    return err;
}

bool among_holds(const Among *among, int64_t customer)
{
    int64_t low = 0, high = among->customers;
    if (!among->asked) return true;
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        if (among->customer[middle] < customer)
            low = middle + 1;
        else
            high = middle;
    }
    return low < among->customers && among->customer[low] == customer;
}
