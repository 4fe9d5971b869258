#include "web/pages/timeline_page.h"

#include "model/explain.h"
#include "web/form.h"
#include "web/pages/event_words.h"
#include "web/pages/frame.h"
#include "web/pages/say.h"

#include <assert.h>

static_assert((int)FACTOR_CHOICES_MAX > (int)FACTORS_MAX, "each factor, and any");

// --- what can be chosen --------------------------------------------------

static const char *const type_words[] = {"Logins",   "Features",  "Tickets",
                                         "Invoices", "API calls", "Others"};
static_assert(sizeof type_words / sizeof *type_words == EVENT_TYPE_COUNT, "a word each");
static_assert((int)TYPE_CHOICES_MAX > (int)EVENT_TYPE_COUNT, "each type, and all");

static void fill_types(const EventList *list, TimelineFilter *filter)
{
    bool chosen = list->query.has_type && !list->factor;
    filter->type[filter->types++] = (Choosing){.word = S("All types")};
    for (int type = 0; type < EVENT_TYPE_COUNT; type++)
        filter->type[filter->types++] =
            (Choosing){.value = event_type_name((EventType)type),
                       .word = str_of(type_words[type]),
                       .chosen = chosen && list->query.type == (EventType)type};
}

static void fill_factors(const EventList *list, const Scorecard *card,
                         TimelineFilter *filter)
{
    filter->factor[filter->factors++] = (Choosing){.word = S("Any factor or none")};
    for (int f = 0; f < card->factors; f++) {
        const Factor *factor = &card->factor[f];
        bool chosen = list->factor && str_equal(list->factor->id, factor->id);
        filter->factor[filter->factors++] =
            (Choosing){.value = factor->id, .word = factor->name, .chosen = chosen};
    }
    filter->uncounted = list->factor && !list->counted;
}

static FormField day_field(const Timeline *timeline, const char *name, const char *label)
{
    FormField field = {.name = str_of(name), .label = str_of(label), .kind = S("date")};
    (void)request_query(timeline->request, field.name, &field.value);
    field.message = form_fault(timeline->complaint, field.name);
    return field;
}

static Str as_asked(const Timeline *timeline, Str name)
{
    Str value = {0};
    if (form_fault(timeline->complaint, name).length == 0)
        (void)request_query(timeline->request, name, &value);
    return value;
}

// --- what was chosen -----------------------------------------------------

static Str heading_of(Arena *arena, const EventList *list, const HealthDetails *details)
{
    const Factor *factor = list->factor;
    int64_t events = details->row.picture.measure[factor->measure].events;
    Str as_of = say_as_of(arena, list->day);
    if (!list->counted)
        return str_format(arena, "Not counted by %.*s, %.*s", STR(factor->name),
                          STR(as_of));
    if (list->bounded)
        return str_format(arena, "Counted by %.*s, %.*s", STR(factor->name), STR(as_of));
    return str_format(arena, "%.*s counted by %.*s, %.*s",
                      STR(say_many(arena, events, "event")), STR(factor->name), STR(as_of));
}

static void say_factor(Arena *arena, const EventList *list, const HealthDetails *details,
                       EventsPage *page)
{
    Writer explanation = {.arena = arena};
    int f = (int)(list->factor - list->card->factor);
    explain_factor(&explanation, list->card, &details->score, &details->row.picture, f);
    page->heading = heading_of(arena, list, details);
    page->explanation = capitalised(arena, writer_str(&explanation));
}

static void fill_events(Arena *arena, const Timeline *timeline, EventsPage *page)
{
    const EventList *list = timeline->list;
    Arena room = event_words_room(arena);
    EventLine *line = arena_new(arena, EventLine, list->events);
    for (int i = 0; i < list->events; i++) {
        line[i] = event_words(arena, &list->event[i], timeline->currency, room);
        if (list->factor) line[i].why = counting_reason(list->counting[i]);
    }
    page->event = line;
    page->events = list->events;
}

void fill_timeline(Arena *arena, const Timeline *timeline, EventsPage *page)
{
    const EventList *list = timeline->list;
    TimelineFilter *filter = &page->filter;
    fill_types(list, filter);
    fill_factors(list, timeline->details->card, filter);
    filter->from = day_field(timeline, "from", "From");
    filter->to = day_field(timeline, "to", "Until");
    filter->as_of = as_asked(timeline, S("as_of"));
    filter->scorecard = as_asked(timeline, S("scorecard"));
    filter->any = list->query.has_type || list->factor || list->bounded;
    if (list->factor) say_factor(arena, list, timeline->details, page);
    fill_events(arena, timeline, page);
    page->next = list->next;
    if (list->query.after_set) page->latest = events_url(arena, timeline->request, list);
}
