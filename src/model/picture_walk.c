#include "model/picture_walk.h"

#include "model/latest.h"

#include <assert.h>

// Sums over a window must go down again exactly as they went up, even where a picture
// would show the largest number there is.
__extension__ typedef __int128 Wide;

typedef struct {
    int64_t events;
    Wide sum;
} Running;

typedef struct {  // a window over daily counts that moves on
    int leaving;  // the first daily count that is still in it
    Running of[EVENT_TYPE_COUNT];
} Stretch;

// What is counted by things that last from one day to another.
typedef enum {
    LEVEL_FEATURES_EVER,
    LEVEL_TICKETS,
    LEVEL_TICKETS_MONTHS,
    LEVEL_INVOICES,
    LEVEL_INVOICES_ON_TIME,
    LEVEL_INVOICES_EVER,
    LEVEL_INVOICES_EVER_ON_TIME,
    LEVEL_COUNT,
} Level;

typedef struct {  // how the levels of a day differ from those of the day before
    int32_t by[LEVEL_COUNT];
} Rise;

struct PictureWalk {
    const Facts *facts;
    Day from;
    Day to;
    Day next;
    int entering;  // the first daily count that lies ahead
    Stretch weeks;
    Stretch months;
    Day *used;  // by span, the last day of the window on which it was done; else DAY_NONE
    int64_t features;
    Rise *rise;  // by day
    int64_t level[LEVEL_COUNT];
    Day known_from[EVENT_TYPE_COUNT];  // the first day anything of it came
    Picture picture;
};

// --- what lasts --------------------------------------------------------------

// One more at `level` from the day `first` until the day before `behind`.
static void lift(PictureWalk *walk, Level level, Day first, Day behind)
{
    if (first < walk->from) first = walk->from;
    if (first >= behind || first > walk->to) return;
    walk->rise[first - walk->from].by[level]++;
    if (behind <= walk->to) walk->rise[behind - walk->from].by[level]--;
}

static Day earlier(Day a, Day b)
{
    return a < b ? a : b;
}

// The first day on which something of `day` is outside the window of three months.
static Day months_end(Day day)
{
    Day end = day + 88;
    while (day_minus_months(end, 3) < day)
        end++;
    return end;
}

// What a ticket that is open from `first` until the day before `behind` counts for.
static void lift_ticket(PictureWalk *walk, Day opened, Day first, Day behind)
{
    if (behind <= walk->from || first > walk->to) return;
    lift(walk, LEVEL_TICKETS, first, earlier(behind, opened + 84));
    lift(walk, LEVEL_TICKETS_MONTHS, first, earlier(behind, months_end(opened)));
}

static void walk_tickets(PictureWalk *walk)
{
    const Facts *facts = walk->facts;
    for (int i = 0, end; i < facts->tickets; i = end) {
        end = ticket_end(facts, i);
        Day opened = day_of(facts->ticket[i].at);
        const TicketChange *latest = NULL;
        for (int c = i; c < end; c++) {
            const TicketChange *change = &facts->ticket[c];
            if (!latest || ticket_wins(change, latest)) latest = change;
            Day day = day_of(change->at);
            Day until = c + 1 < end ? day_of(facts->ticket[c + 1].at) : INT32_MAX;
            if (until > day && latest->is.status != TICKET_CLOSED)
                lift_ticket(walk, opened, day, until);
        }
        walk->known_from[EVENT_TICKET] = earlier(walk->known_from[EVENT_TICKET], opened);
    }
}

// What an invoice counts for that is so from `first` until the day before `behind`.
static void lift_invoice(PictureWalk *walk, const InvoiceChange *is, Day first, Day behind)
{
    if (is->is.status == INVOICE_VOID) return;
    Day due = is->is.due, paid = invoice_paid_on(is);
    bool on_time = paid != DAY_NONE && paid <= due;
    lift(walk, LEVEL_INVOICES_EVER, first, behind);
    if (on_time)
        lift(walk, LEVEL_INVOICES_EVER_ON_TIME, paid > first ? paid : first, behind);

    // On its last day there is still time.
    Day counts = on_time ? due : due + 1;
    if (counts < first) counts = first;
    behind = earlier(behind, due + 365);
    lift(walk, LEVEL_INVOICES, counts, behind);
    if (on_time) lift(walk, LEVEL_INVOICES_ON_TIME, counts, behind);
}

static void walk_invoices(PictureWalk *walk)
{
    const Facts *facts = walk->facts;
    for (int i = 0, end; i < facts->invoices; i = end) {
        end = invoice_end(facts, i);
        Day first = day_of(facts->invoice[i].at);
        const InvoiceChange *latest = NULL;
        for (int c = i; c < end; c++) {
            const InvoiceChange *change = &facts->invoice[c];
            if (!latest || invoice_wins(change, latest)) latest = change;
            Day day = day_of(change->at);
            Day until = c + 1 < end ? day_of(facts->invoice[c + 1].at) : INT32_MAX;
            if (until > day) lift_invoice(walk, latest, day, until);
        }
        walk->known_from[EVENT_INVOICE] = earlier(walk->known_from[EVENT_INVOICE], first);
    }
}

static void walk_spans(PictureWalk *walk)
{
    for (int s = 0; s < walk->facts->spans; s++) {
        const Span *span = &walk->facts->span[s];
        Day *known = &walk->known_from[span->type];
        *known = earlier(*known, span->first);
        walk->used[s] = DAY_NONE;
        if (span->type == EVENT_FEATURE)
            lift(walk, LEVEL_FEATURES_EVER, span->first, INT32_MAX);
    }
}

// --- what comes into the windows and leaves them -------------------------------

static void use(PictureWalk *walk, const DailyCount *count)
{
    if (count->type != EVENT_FEATURE) return;
    int s = facts_span(walk->facts, count->type, count->name);
    if (s < 0) return;
    if (walk->used[s] == DAY_NONE) walk->features++;
    walk->used[s] = count->day;
}

// A feature that was used again since stays.
static void forget(PictureWalk *walk, const DailyCount *count)
{
    if (count->type != EVENT_FEATURE) return;
    int s = facts_span(walk->facts, count->type, count->name);
    if (s < 0 || walk->used[s] != count->day) return;
    walk->features--;
    walk->used[s] = DAY_NONE;
}

static void enter(Stretch *window, const DailyCount *count)
{
    window->of[count->type].events += count->count;
    window->of[count->type].sum += count->sum;
}

static const DailyCount *leave(Stretch *window, const Facts *facts, Day from)
{
    if (window->leaving >= facts->dailies) return NULL;
    const DailyCount *count = &facts->daily[window->leaving];
    if (count->day >= from) return NULL;
    window->leaving++;
    window->of[count->type].events -= count->count;
    window->of[count->type].sum -= count->sum;
    return count;
}

static void move_windows(PictureWalk *walk, Day day)
{
    const Facts *facts = walk->facts;
    while (walk->entering < facts->dailies && facts->daily[walk->entering].day <= day) {
        const DailyCount *count = &facts->daily[walk->entering++];
        enter(&walk->weeks, count);
        enter(&walk->months, count);
        use(walk, count);
    }
    const DailyCount *count;
    while ((count = leave(&walk->weeks, facts,
                          metric_from(&metrics_shipped.of[METRIC_LOGINS].metric, day))))
        forget(walk, count);
    while (leave(&walk->months, facts,
                 metric_from(&metrics_shipped.of[METRIC_ORIGINAL_LOGINS].metric, day)))
        continue;
}

static void start_windows(PictureWalk *walk)
{
    const Facts *facts = walk->facts;
    Day reach = walk->from - 93;
    while (walk->entering < facts->dailies && facts->daily[walk->entering].day < reach)
        walk->entering++;
    walk->weeks.leaving = walk->months.leaving = walk->entering;
}

// --- a picture of it ------------------------------------------------------------

static int64_t shown(Wide sum)
{
    return sum > INT64_MAX ? INT64_MAX : (int64_t)sum;
}

static Measure rate(const Stretch *window, EventType type, bool by_sum)
{
    const Running *of = &window->of[type];
    return (Measure){.amount = by_sum ? shown(of->sum) : of->events, .events = of->events};
}

static Measure lasting(const PictureWalk *walk, Level level)
{
    return (Measure){.amount = walk->level[level], .events = walk->level[level]};
}

static Measure share(const PictureWalk *walk, Level of, Level on_time)
{
    return (Measure){
        .amount = walk->level[on_time], .of = walk->level[of], .events = walk->level[of]};
}

static void look_back(PictureWalk *walk, Day day)
{
    static const EventType source[METRIC_COUNT] = {
        EVENT_LOGIN, EVENT_FEATURE, EVENT_TICKET, EVENT_INVOICE, EVENT_API,
        EVENT_LOGIN, EVENT_FEATURE, EVENT_TICKET, EVENT_INVOICE, EVENT_API,
    };
    for (int m = 0; m < METRIC_COUNT; m++)
        walk->picture.measure[m].known = walk->known_from[source[m]] <= day;
    walk->picture.any = false;
    for (int type = 0; type < EVENT_TYPE_COUNT; type++)
        walk->picture.any |= walk->known_from[type] <= day;
}

static void measure(PictureWalk *walk)
{
    Measure *is = walk->picture.measure;
    is[METRIC_LOGINS] = rate(&walk->weeks, EVENT_LOGIN, false);
    is[METRIC_FEATURES] = rate(&walk->weeks, EVENT_FEATURE, false);
    is[METRIC_FEATURES].amount = walk->features;
    is[METRIC_TICKETS] = lasting(walk, LEVEL_TICKETS);
    is[METRIC_INVOICES] = share(walk, LEVEL_INVOICES, LEVEL_INVOICES_ON_TIME);
    is[METRIC_API] = rate(&walk->weeks, EVENT_API, true);
    is[METRIC_ORIGINAL_LOGINS] = rate(&walk->months, EVENT_LOGIN, false);
    is[METRIC_ORIGINAL_FEATURES] = lasting(walk, LEVEL_FEATURES_EVER);
    is[METRIC_ORIGINAL_TICKETS] = lasting(walk, LEVEL_TICKETS_MONTHS);
    is[METRIC_ORIGINAL_INVOICES] =
        share(walk, LEVEL_INVOICES_EVER, LEVEL_INVOICES_EVER_ON_TIME);
    is[METRIC_ORIGINAL_API] = rate(&walk->months, EVENT_API, true);
}

PictureWalk *picture_walk(Arena *arena, const Facts *facts, const Metrics *metrics,
                          Day from, Day to)
{
    assert(facts->from <= metrics_from(metrics, from));
    PictureWalk *walk = arena_new(arena, PictureWalk, 1);
    walk->facts = facts;
    walk->picture.metrics = metrics->hash;
    walk->picture.measures = metrics->count;
    walk->from = walk->next = from;
    walk->to = to;
    walk->used = arena_new(arena, Day, facts->spans);
    walk->rise = arena_new(arena, Rise, to - from + 1);
    for (int type = 0; type < EVENT_TYPE_COUNT; type++)
        walk->known_from[type] = INT32_MAX;
    walk_spans(walk);
    walk_tickets(walk);
    walk_invoices(walk);
    start_windows(walk);
    return walk;
}

const Picture *picture_walk_next(PictureWalk *walk)
{
    if (walk->next > walk->to) return NULL;
    Day day = walk->next++;
    for (int level = 0; level < LEVEL_COUNT; level++)
        walk->level[level] += walk->rise[day - walk->from].by[level];
    move_windows(walk, day);
    walk->picture.day = day;
    walk->picture.since = facts_since(walk->facts, day);
    measure(walk);
    look_back(walk, day);
    return &walk->picture;
}
