#include "store/tally.h"

#include <stdlib.h>

typedef struct {  // an event in its order
    const Event *is;
} Sorted;

static int compare_int(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int compare_kind(const Event *a, const Event *b)
{
    int order = compare_int(a->type, b->type);
    return order ? order : str_compare(a->name, b->name);
}

static int by_day(const void *left, const void *right)
{
    const Event *a = ((const Sorted *)left)->is, *b = ((const Sorted *)right)->is;
    int order = compare_int(a->customer, b->customer);
    if (!order) order = compare_int(event_day(a), event_day(b));
    return order ? order : compare_kind(a, b);
}

static int by_kind(const void *left, const void *right)
{
    const Event *a = ((const Sorted *)left)->is, *b = ((const Sorted *)right)->is;
    int order = compare_int(a->customer, b->customer);
    return order ? order : compare_kind(a, b);
}

static void count_daily(Tally *tally, const Event *event)
{
    TallyDaily *last = &tally->daily[tally->dailies++];
    last->customer = event->customer;
    last->is.day = event_day(event);
    last->is.type = event->type;
    last->is.name = event->name;
}

static void tally_daily(Arena *arena, Tally *tally, Sorted *sorted, size_t count)
{
    qsort(sorted, count, sizeof(Sorted), by_day);
    tally->daily = arena_new(arena, TallyDaily, count);
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || by_day(&sorted[i - 1], &sorted[i]) != 0)
            count_daily(tally, sorted[i].is);
        DailyCount *sum = &tally->daily[tally->dailies - 1].is;
        sum->count++;
        sum->sum += sorted[i].is->quantity;
    }
}

static void stretch(Span *span, const Event *event)
{
    Day day = event_day(event);
    if (day < span->first) span->first = day;
    if (day > span->last) span->last = day;
    if (event->at > span->last_at) span->last_at = event->at;
}

static void tally_spans(Arena *arena, Tally *tally, Sorted *sorted, size_t count)
{
    qsort(sorted, count, sizeof(Sorted), by_kind);
    tally->span = arena_new(arena, TallySpan, count);
    for (size_t i = 0; i < count; i++) {
        const Event *event = sorted[i].is;
        if (i == 0 || by_kind(&sorted[i - 1], &sorted[i]) != 0) {
            Day day = event_day(event);
            tally->span[tally->spans++] = (TallySpan){
                event->customer, {event->type, event->name, day, day, event->at}};
        }
        stretch(&tally->span[tally->spans - 1].is, event);
    }
}

static void tally_customers(Arena *arena, Tally *tally)
{
    tally->customer = arena_new(arena, int64_t, tally->spans);
    for (size_t s = 0; s < tally->spans; s++)
        if (s == 0 || tally->span[s].customer != tally->span[s - 1].customer)
            tally->customer[tally->customers++] = tally->span[s].customer;
}

Tally tally_of(Arena *arena, const Event *events, const Appended *became, size_t count)
{
    Sorted *sorted = arena_new(arena, Sorted, count);
    size_t stored = 0;
    for (size_t i = 0; i < count; i++)
        if (became[i] == APPEND_STORED) sorted[stored++].is = &events[i];

    Tally tally = {0};
    tally_daily(arena, &tally, sorted, stored);
    tally_spans(arena, &tally, sorted, stored);
    tally_customers(arena, &tally);
    return tally;
}

// --- onto facts

static int compare_dailies(const DailyCount *a, const DailyCount *b)
{
    int order = compare_int(a->day, b->day);
    if (!order) order = compare_int(a->type, b->type);
    return order ? order : str_compare(a->name, b->name);
}

static int compare_spans(const Span *a, const Span *b)
{
    int order = compare_int(a->type, b->type);
    return order ? order : str_compare(a->name, b->name);
}

// Both are in order already: merged, they are so again.
static void add_dailies(Arena *arena, const Tally *tally, Facts *facts)
{
    DailyCount *sum = arena_new(arena, DailyCount, (size_t)facts->dailies + tally->dailies);
    int had = 0, count = 0;
    for (size_t t = 0; t < tally->dailies; t++) {
        const DailyCount *more = &tally->daily[t].is;
        if (more->day < facts->from) continue;
        while (had < facts->dailies && compare_dailies(&facts->daily[had], more) < 0)
            sum[count++] = facts->daily[had++];
        sum[count] = *more;
        if (had < facts->dailies && compare_dailies(&facts->daily[had], more) == 0) {
            sum[count].count += facts->daily[had].count;
            sum[count].sum += facts->daily[had++].sum;
        }
        count++;
    }
    while (had < facts->dailies)
        sum[count++] = facts->daily[had++];
    facts->daily = sum;
    facts->dailies = count;
}

static void widen(Span *span, const Span *with)
{
    if (with->first < span->first) span->first = with->first;
    if (with->last > span->last) span->last = with->last;
    if (with->last_at > span->last_at) span->last_at = with->last_at;
}

static void add_spans(Arena *arena, const Tally *tally, Facts *facts)
{
    Span *sum = arena_new(arena, Span, (size_t)facts->spans + tally->spans);
    int had = 0, count = 0;
    for (size_t t = 0; t < tally->spans; t++) {
        const Span *more = &tally->span[t].is;
        while (had < facts->spans && compare_spans(&facts->span[had], more) < 0)
            sum[count++] = facts->span[had++];
        sum[count] = *more;
        if (had < facts->spans && compare_spans(&facts->span[had], more) == 0)
            widen(&sum[count], &facts->span[had++]);
        count++;
    }
    while (had < facts->spans)
        sum[count++] = facts->span[had++];
    facts->span = sum;
    facts->spans = count;
}

void tally_add_to(Arena *arena, const Tally *tally, Facts *facts)
{
    add_dailies(arena, tally, facts);
    add_spans(arena, tally, facts);
}
