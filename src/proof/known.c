#include "proof/known.h"

// --- the facts of a day ----------------------------------------------------------

static bool is_out(const Late *late, const LateEvent *event, Day day)
{
    return day >= late->known_from && event->received > day;
}

static DailyCount *find_daily(DailyCount *daily, int dailies, const LateEvent *event)
{
    const Day day = day_of(event->at);
    int low = 0, high = dailies;
    while (low < high) {  // the first one of the day
        int middle = low + (high - low) / 2;
        if (daily[middle].day < day)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < dailies && daily[low].day == day; low++)
        if (daily[low].type == event->type && str_equal(daily[low].name, event->name))
            return &daily[low];
    return NULL;
}

// `known` begins as all the daily counts there are.
static void take_out_daily(Arena *arena, const Late *late, Day day, Facts *known)
{
    DailyCount *daily = arena_new(arena, DailyCount, known->dailies);
    for (int i = 0; i < known->dailies; i++)
        daily[i] = known->daily[i];
    for (int i = 0; i < late->events; i++) {
        if (!is_out(late, &late->event[i], day)) continue;
        DailyCount *of = find_daily(daily, known->dailies, &late->event[i]);
        if (!of) continue;  // it is older than the facts reach
        of->count--;
        of->sum -= late->event[i].quantity;
    }
    int kept = 0;
    for (int i = 0; i < known->dailies; i++)
        if (daily[i].count > 0) daily[kept++] = daily[i];
    known->daily = daily;
    known->dailies = kept;
}

// A span reaches over the days on which something of its kind is left; what began before
// the daily counts do stays as it began.
static void narrow(Span *span, const Facts *known)
{
    Day first = span->first < known->from ? span->first : DAY_NONE, last = first;
    for (int i = 0; i < known->dailies; i++) {
        const DailyCount *daily = &known->daily[i];
        if (daily->type != span->type || !str_equal(daily->name, span->name)) continue;
        if (first == DAY_NONE) first = daily->day;
        last = daily->day;
    }
    if (last != span->last && last != DAY_NONE) span->last_at = day_start(last);
    span->first = first;
    span->last = last;
}

static void take_out_spans(Arena *arena, const Late *late, Day day, Facts *known)
{
    Span *span = arena_new(arena, Span, known->spans);
    for (int s = 0; s < known->spans; s++)
        span[s] = known->span[s];
    for (int i = 0; i < late->events; i++) {
        const LateEvent *event = &late->event[i];
        int s = is_out(late, event, day) ? facts_span(known, event->type, event->name) : -1;
        if (s >= 0) narrow(&span[s], known);
    }
    int kept = 0;
    for (int s = 0; s < known->spans; s++)
        if (span[s].first != DAY_NONE) span[kept++] = span[s];
    known->span = span;
    known->spans = kept;
}

static bool had_come(const Late *late, Day day, EventType type, Str event, Millis at)
{
    for (int i = 0; i < late->events; i++) {
        const LateEvent *one = &late->event[i];
        if (one->type == type && one->at == at && str_equal(one->id, event))
            return !is_out(late, one, day);
    }
    return true;
}

static void take_out_changes(Arena *arena, const Late *late, Day day, Facts *known)
{
    TicketChange *ticket = arena_new(arena, TicketChange, known->tickets);
    InvoiceChange *invoice = arena_new(arena, InvoiceChange, known->invoices);
    int tickets = 0, invoices = 0;
    for (int i = 0; i < known->tickets; i++) {
        const TicketChange *is = &known->ticket[i];
        if (had_come(late, day, EVENT_TICKET, is->event, is->at)) ticket[tickets++] = *is;
    }
    for (int i = 0; i < known->invoices; i++) {
        const InvoiceChange *is = &known->invoice[i];
        if (had_come(late, day, EVENT_INVOICE, is->event, is->at))
            invoice[invoices++] = *is;
    }
    known->ticket = ticket;
    known->tickets = tickets;
    known->invoice = invoice;
    known->invoices = invoices;
}

Facts facts_known(Arena *arena, const Facts *facts, const Late *late, Day day)
{
    Facts known = *facts;
    bool all_came = true;
    for (int i = 0; i < late->events; i++)
        all_came &= !is_out(late, &late->event[i], day);
    if (all_came) return known;

    take_out_daily(arena, late, day, &known);
    take_out_spans(arena, late, day, &known);
    take_out_changes(arena, late, day, &known);
    return known;
}

// --- day after day ------------------------------------------------------------------

// From the day on which something came to the day before something else came, what is
// left out is the same:
//
//     from           known_from      received      received        to
//      |---- all ----|-- without 2 --|- without 1 -|---- all ----|
struct KnownWalk {
    const Facts *all;
    const Late *late;
    const Metrics *metrics;
    Day next;
    Day to;
    Day until;  // the last day of the stretch
    Facts known;
    PictureWalk *walk;  // over the stretch
    Arena room;         // for a stretch
};

static Day stretch_end(const KnownWalk *walk, Day from)
{
    Day end = walk->to;
    const Late *late = walk->late;
    if (late->events == 0) return end;
    if (late->known_from > from && late->known_from <= end) end = late->known_from - 1;
    for (int i = 0; i < late->events; i++) {
        Day received = late->event[i].received;
        if (received > from && received <= end) end = received - 1;
    }
    return end;
}

static void begin_stretch(KnownWalk *walk)
{
    Arena room = walk->room;
    walk->until = stretch_end(walk, walk->next);
    walk->known = facts_known(&room, walk->all, walk->late, walk->next);
    walk->walk = picture_walk(&room, &walk->known, walk->metrics, walk->next, walk->until);
}

KnownWalk *known_walk(Arena *arena, const Facts *facts, const Late *late,
                      const Metrics *metrics, Days days)
{
    KnownWalk *walk = arena_new(arena, KnownWalk, 1);
    *walk = (KnownWalk){.all = facts,
                        .late = late,
                        .metrics = metrics,
                        .next = days.from,
                        .to = days.to,
                        .until = days.from - 1};
    walk->room = *arena;
    return walk;
}

const Picture *known_walk_next(KnownWalk *walk)
{
    if (walk->next > walk->to) return NULL;
    if (walk->next > walk->until) begin_stretch(walk);
    walk->next++;
    return picture_walk_next(walk->walk);
}
