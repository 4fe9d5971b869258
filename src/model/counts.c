#include "model/counts.h"

#include <assert.h>
#include <string.h>

static int compare_kinds(EventType type, Str name, EventType other_type, Str other_name)
{
    if (type != other_type) return type < other_type ? -1 : 1;
    return str_compare(name, other_name);
}

// Where the kind stands among the latest day's counts, or would.
static int find_daily(const Counts *counts, EventType type, Str name)
{
    int low = counts->day_begins, high = counts->dailies;
    while (low < high) {
        int middle = low + (high - low) / 2;
        const DailyCount *daily = &counts->daily[middle];
        if (compare_kinds(daily->type, daily->name, type, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static int find_span(const Counts *counts, EventType type, Str name)
{
    int low = 0, high = counts->spans;
    while (low < high) {
        int middle = low + (high - low) / 2;
        const Span *span = &counts->span[middle];
        if (compare_kinds(span->type, span->name, type, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

// Room for one more row of `size` bytes behind `count`, and a gap at `place`.
static void *open_gap(Arena *arena, void *rows, int count, int *room, size_t size,
                      int place)
{
    if (count == *room) {
        int more = *room ? *room * 2 : 64;
        rows = arena_grow(arena, rows, (size_t)*room * size, (size_t)more * size);
        *room = more;
    }
    char *gap = (char *)rows + (size_t)place * size;
    memmove(gap + size, gap, (size_t)(count - place) * size);
    return rows;
}

static Span *span_at(Arena *arena, Counts *counts, const Event *event)
{
    int place = find_span(counts, event->type, event->name);
    if (place < counts->spans) {
        Span *span = &counts->span[place];
        if (!compare_kinds(span->type, span->name, event->type, event->name)) return span;
    }
    Day day = event_day(event);
    counts->span = open_gap(arena, counts->span, counts->spans++, &counts->spans_room,
                            sizeof(Span), place);
    counts->span[place] = (Span){.type = event->type,
                                 .name = str_copy(arena, event->name),
                                 .first = day,
                                 .last = day,
                                 .last_at = event->at};
    return &counts->span[place];
}

static DailyCount *daily_at(Arena *arena, Counts *counts, Day day, const Span *kind)
{
    Day latest = counts->dailies ? counts->daily[counts->dailies - 1].day : day;
    assert(day >= latest);
    if (day > latest) counts->day_begins = counts->dailies;

    int place = find_daily(counts, kind->type, kind->name);
    if (place < counts->dailies) {
        DailyCount *daily = &counts->daily[place];
        if (!compare_kinds(daily->type, daily->name, kind->type, kind->name)) return daily;
    }
    counts->daily = open_gap(arena, counts->daily, counts->dailies++, &counts->dailies_room,
                             sizeof(DailyCount), place);
    counts->daily[place] = (DailyCount){.day = day, .type = kind->type, .name = kind->name};
    return &counts->daily[place];
}

void counts_add(Arena *arena, Counts *counts, const Event *event)
{
    Day day = event_day(event);
    Span *span = span_at(arena, counts, event);
    if (day < span->first) span->first = day;
    if (day > span->last) span->last = day;
    if (event->at > span->last_at) span->last_at = event->at;

    DailyCount *daily = daily_at(arena, counts, day, span);
    daily->count++;
    daily->sum += event->quantity;
}

Facts counts_facts(const Counts *counts)
{
    return (Facts){.from = DAY_FIRST,
                   .daily = counts->daily,
                   .dailies = counts->dailies,
                   .span = counts->span,
                   .spans = counts->spans};
}
