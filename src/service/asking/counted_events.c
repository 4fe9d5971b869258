#include "service/asking/counted_events.h"

#include "service/inside.h"

enum {
    PAGE = 500,
    LOOK_MOST = 10000  // events that are looked at for one answer
};

typedef struct {
    const CountedQuery *query;
    const Facts *facts;
    EventQuery next;
    int most;
    int looked;  // at so many events
    bool ended;  // there are no more
} Search;

// What counts is within the window, unless it is said by changes of tickets or invoices.
static EventQuery span_of(const CountedQuery *query)
{
    EventQuery events = query->events;
    const Metric *metric = query->metric;
    bool by_day = metric->agg != AGG_OPEN_COUNT && metric->agg != AGG_RATIO &&
                  metric->agg != AGG_ORIGINAL_RATIO;
    Day from = metric_from(metric, query->day);
    Millis end = day_start(query->day + 1);
    if (!query->counted) return events;
    if (events.to > end) events.to = end;
    if (by_day && from != DAY_NONE && events.from < day_start(from))
        events.from = day_start(from);
    return events;
}

static void take(Search *search, Arena *arena, const Event *event, CountedEvents *out)
{
    const CountedQuery *query = search->query;
    Counting counting = counting_of(query->metric, search->facts, event, query->day);
    if ((counting == COUNTING_COUNTS) != query->counted) return;
    Event *copy = &out->event[out->events];
    *copy = *event;
    copy->name = str_copy(arena, event->name);
    copy->source = str_copy(arena, event->source);
    copy->id = str_copy(arena, event->id);
    copy->details = str_copy(arena, event->details);
    out->counting[out->events++] = counting;
}

// One page; where the answer is full, what follows is left for the next.
static Err search_page(Search *search, Store *reader, Arena *arena, CountedEvents *out,
                       Arena scratch)
{
    int count = 0;
    Event *event = arena_new(&scratch, Event, PAGE);
    Err err = store_events(reader, &scratch, &search->next, PAGE, event, &count);
    search->ended = count < PAGE;
    for (int e = 0; !err && e < count; e++) {
        if (out->events == search->most) {
            search->ended = false;
            return OK;
        }
        if (counting_is_of(search->query->metric, &event[e]))
            take(search, arena, &event[e], out);
        search->looked++;
        search->next.after_set = true;
        search->next.after_at = event[e].at;
        search->next.after_number = event[e].number;
    }
    return err;
}

static Err search_all(const Reader *reader, Arena *arena, const CountedQuery *query,
                      int most, CountedEvents *out)
{
    Arena room = reader->room;
    Facts facts;
    const DaySpan today = {query->day, query->day};
    Err err =
        store_facts_within(reader->store, &room, query->events.customer, today, &facts);
    Search search = {.query = query, .facts = &facts, .next = span_of(query), .most = most};
    while (!err && !search.ended && out->events < most && search.looked < LOOK_MOST)
        err = search_page(&search, reader->store, arena, out, room);
    reader_leave_room(reader);
    out->has_more = !search.ended;
    out->behind_at = search.next.after_at;
    out->behind_number = search.next.after_number;
    return err;
}

Err get_counted_events(Service *service, Arena *arena, const CountedQuery *query, int most,
                       CountedEvents *out)
{
    *out = (CountedEvents){.event = arena_new(arena, Event, most),
                           .counting = arena_new(arena, Counting, most)};
    Reader *reader = NULL;
    Err err = readers_lend(service->readers, &reader);
    if (err) return err;
    err = store_knows_customer(reader->store, query->events.customer);
    if (!err && query->metric->agg != AGG_VALUE)
        err = search_all(reader, arena, query, most, out);
    readers_return(service->readers, reader, err);
    return err;
}

static Err count_all(Store *reader, int64_t customer, const Scorecard *card,
                     int64_t out[FACTORS_MAX])
{
    Err err = OK;
    for (int f = 0; !err && f < card->factors; f++) {
        const Metric *metric = &card->metrics->of[card->factor[f].measure].metric;
        out[f] = 0;
        if (metric->agg == AGG_VALUE) continue;
        err = store_count_events_of(reader, customer, metric->type, metric->name, &out[f]);
    }
    return err;
}

Err get_event_totals(Service *service, int64_t customer, const Scorecard *card,
                     int64_t out[FACTORS_MAX])
{
    Reader *reader = NULL;
    Err err = readers_lend(service->readers, &reader);
    if (err) return err;
    err = count_all(reader->store, customer, card, out);
    readers_return(service->readers, reader, err);
    return err;
}
