#include "web/pages/sources_page.h"

#include "base/clock.h"
#include "service/asking/lists.h"
#include "web/doors/senders.h"
#include "web/events/meant.h"
#include "web/form.h"
#include "web/pages/frame.h"
#include "web/pages/say.h"
#include "web/pages/views_sources.h"

#include <assert.h>

enum { CALLED_MOST = 200 };  // customers that can be chosen from

static_assert((int)SOURCE_DAYS <= (int)SOURCE_BARS &&
                  (int)SOURCE_NAMES <= (int)SOURCE_NAMES_SHOWN &&
                  (int)SOURCE_REFUSED <= (int)SOURCE_REFUSED_SHOWN &&
                  (int)DOOR_COUNT <= (int)SOURCE_LINES,
              "the page has room for what the service gives");

// In the order of doors of the service.
static const struct {
    const char *name, *icon, *path;
    bool is_ours;  // shown only where something came of it
    int sender;    // that shares a secret with us; -1: none does
} doors[] = {
    {"HTTP API and files", "api", "POST /api/events", false, -1},
    {"Segment", "segment", "POST /v1/batch", false, -1},
    {"CloudEvents", "cloud", "POST /api/cloudevents", false, -1},
    {"Stripe", "invoice", "POST /api/webhooks/stripe", false, SENDER_STRIPE},
    {"Zendesk", "ticket", "POST /api/webhooks/zendesk", false, SENDER_ZENDESK},
    {"Intercom", "ticket", "POST /api/webhooks/intercom", false, SENDER_INTERCOM},
    {"Sample data", "file", "customer-health sample", true, -1},
    {"Others", "sources", "", true, -1},
};
static_assert(sizeof doors / sizeof *doors == DOOR_COUNT, "");

static Str door_called(Str door)
{
    int place = 0;
    Str name = str_cut(&door, ':');
    while (place < DOOR_COUNT - 1 && !str_equal(door_name(place), name))
        place++;
    return str_of(doors[place].name);
}

// --- doors ---------------------------------------------------------------

static void fill_state(Arena *arena, const Source *source, Day today, SourceLine *line)
{
    switch (source->state) {
    case SOURCE_UNUSED:
        line->band = S("no_data");
        line->state = S("Not used yet");
        break;
    case SOURCE_RECEIVING:
        line->band = S("healthy");
        line->state = S("Receiving");
        break;
    case SOURCE_QUIET:
        line->band = S("at_risk");
        line->colour = S("k3");
        line->state = str_format(
            arena, "Quiet for %.*s",
            STR(say_many(arena, (int64_t)today - day_of(source->last_at), "day")));
        break;
    case SOURCE_AT_TIMES:
        line->band = S("no_data");
        line->state = S("Now and then");
        break;
    }
}

// How much comes on a day on which anything does; before that, what is needed.
static Str note_of(Arena *arena, const App *app, int door, const Source *source)
{
    int64_t days = 0;
    for (int day = 0; day < SOURCE_DAYS; day++)
        days += source->day[day] > 0;
    if (days > 1)
        return str_format(arena, "about %.*s a day, %.*s this hour",
                          STR(say_count(arena, (source->stored + days / 2) / days)),
                          STR(say_count(arena, source->hour)));
    if (days > 0)
        return str_format(arena, "%.*s this hour", STR(say_count(arena, source->hour)));
    int sender = doors[door].sender;
    if (sender < 0) return (Str){0};
    bool shared = sender_secrets(app, (Sender)sender).length > 0;
    return shared ? S("its secret is set") : S("no secret is set: all is refused");
}

// A day without any keeps a stub, so that one sees where nothing came.
static void fill_bars(Arena *arena, const Source *source, SourceLine *line)
{
    const double stub = 3;
    int64_t most = 1;
    for (int day = 0; day < SOURCE_DAYS; day++)
        if (source->day[day] > most) most = source->day[day];
    for (int day = 0; day < SOURCE_DAYS; day++) {
        double height = 100 * (double)source->day[day] / (double)most;
        if (height < stub) height = stub;
        line->bar[day] = (SourceBar){.x = say_rounded(100.0 / SOURCE_DAYS * day, 2),
                                     .y = say_rounded(100 - height, 2),
                                     .height = say_rounded(height, 2)};
    }
    line->spoken = str_format(arena, "%.*s within 30 days, at most %.*s on one",
                              STR(say_many(arena, source->stored, "event")),
                              STR(say_count(arena, source->stored > 0 ? most : 0)));
}

static SourceLine line_of(Arena *arena, const App *app, int door, const Sources *sources)
{
    const Source *source = &sources->source[door];
    SourceLine line = {
        .icon = str_of(doors[door].icon),
        .name = str_of(doors[door].name),
        .path = str_of(doors[door].path),
        .last = source->last_at ? say_ago(arena, source->last_at, clock_now())
                                : S("\xe2\x80\x93"),
        .note = note_of(arena, app, door, source),
        .today = say_count(arena, source->day[SOURCE_DAYS - 1]),
        .rejected = say_count(arena, source->rejected),
        .rejects = source->rejected > 0,
    };
    fill_state(arena, source, sources->today, &line);
    fill_bars(arena, source, &line);
    return line;
}

static void fill_doors(Arena *arena, const App *app, const Sources *sources,
                       SourcesPage *page)
{
    int used = 0;
    for (int door = 0; door < DOOR_COUNT; door++) {
        bool is_used = sources->source[door].last_at > 0;
        used += is_used;
        if (is_used || !doors[door].is_ours)
            page->source[page->sources++] = line_of(arena, app, door, sources);
    }
    page->subtitle = str_format(
        arena,
        "%.*s today \xc2\xb7 %d of %d doors in use \xc2\xb7 %.*s rejected in 30 days",
        STR(say_many(arena, sources->all.day[SOURCE_DAYS - 1], "event")), used,
        page->sources, STR(say_count(arena, sources->all.rejected)));
}

// --- what was refused ----------------------------------------------------

static void fill_refused(Arena *arena, const Sources *sources, SourcesPage *page)
{
    for (int i = 0; i < sources->reasons && i < SOURCE_REASONS_SHOWN; i++) {
        const RejectedCount *reason = &sources->reason[i];
        page->reason[page->reasons++] =
            str_format(arena, "%.*s: %.*s %.*s", STR(door_called(reason->door)),
                       STR(reason->reason), STR(say_count(arena, reason->count)));
    }
    page->refusals = sources->refusals;
    for (int i = 0; i < sources->refusals; i++) {
        const Rejected *refused = &sources->refused[i];
        bool pointed = refused->pointer.length > 0;
        page->refused[i] = (RefusedLine){
            .pointer = pointed ? refused->pointer : refused->reason,
            .at = say_ago(arena, refused->at, clock_now()),
            .detail = refused->detail,
            .reason = refused->reason,
            .door = door_called(refused->source),
            .payload = refused->payload,
        };
    }
}

// --- what waits ----------------------------------------------------------

static Str types_of(Arena *arena, unsigned types)
{
    Writer writer = {.arena = arena};
    for (int type = 0; type < EVENT_TYPE_COUNT; type++) {
        if (!(types & 1u << type)) continue;
        if (writer.length > 0) writer_put(&writer, S(", "));
        writer_put(&writer, event_type_name((EventType)type));
    }
    return writer_str(&writer);
}

static Str waiting_text(Arena *arena, const UnmatchedName *name)
{
    bool one = str_equal(name->door, name->other_door);
    return str_format(arena, "%.*s (%.*s) by %.*s, %.*s",
                      STR(say_many(arena, name->events, "event")),
                      STR(types_of(arena, name->types)),
                      STR(one ? door_called(name->door) : S("several doors")),
                      STR(say_ago(arena, name->last_at, clock_now())));
}

static Err fill_names(App *app, Reply *reply, const Sources *sources,
                      const Refilled *refilled, SourcesPage *page)
{
    Arena *arena = reply->arena;
    Err err = refilled ? ERR_INVALID : OK;  // until it is found where it was typed
    page->waiting =
        str_format(arena, "%.*s waiting", STR(say_count(arena, sources->unmatched)));
    page->names = sources->names;
    for (int i = 0; i < sources->names; i++) {
        const UnmatchedName *name = &sources->name[i];
        UnmatchedLine *line = &page->name[i];
        *line = (UnmatchedLine){.id = name->first,
                                .name = name->whose.value,
                                .text = waiting_text(arena, name)};
        if (refilled && refilled->unmatched == name->first) {
            line->typed = form_typed(refilled->body, S("customer"));
            line->message = form_fault(&reply->complaint, S("customer"));
            err = OK;
            continue;
        }
        Err failed = meant_guess(app, arena, name->whose.value, &line->typed);
        if (failed) return failed;
    }
    return err;
}

// A small book is chosen from; in a large one people are looked for.
static Err fill_called(App *app, Arena *arena, SourcesPage *page)
{
    CustomerList list;
    ListQuery query = list_everybody();
    query.by = SORT_NAME;
    bool chooses = page->names > 0;
    const ListPage asked = {.most = chooses ? CALLED_MOST : 1};
    Err err = get_list(app->service, arena, &query, &asked, &list);
    if (err) return err;
    page->path = S("/api/events?create=true");
    page->begins = S("{\"external_id\": \"acme\", ");
    if (list.rows > 0) {
        page->path = str_format(arena, "/api/customers/%lld/events",
                                (long long)list.row[0].customer.id);
        page->begins = S("{");
    }
    if (!chooses || list.has_more) return OK;
    Str *called = arena_new(arena, Str, list.rows);
    for (int i = 0; i < list.rows; i++)
        called[i] = list.row[i].customer.name;
    page->called = called;
    page->calleds = list.rows;
    return OK;
}

// --- what was just done --------------------------------------------------

Str sources_address(Arena *arena, int64_t customer, int64_t assigned, bool more)
{
    return str_format(arena, "/api/sources?assigned=%lld&customer_id=%lld%s#h-um",
                      (long long)assigned, (long long)customer, more ? "&more=true" : "");
}

// Said in the address, where nothing is believed but two numbers.
static Err fill_notice(App *app, const Request *request, Arena *arena, SourcesPage *page)
{
    Str text, more;
    int64_t assigned, customer;
    CustomerList list;
    bool said = request_query(request, S("assigned"), &text) && str_int(text, &assigned) &&
                request_query(request, S("customer_id"), &text) &&
                str_int(text, &customer) && assigned >= 0 && customer > 0;
    if (!said) return OK;
    Err err = get_customers(app->service, arena, &customer, 1, &list);
    if (err || list.rows == 0) return err;
    bool follow = request_query(request, S("more"), &more);
    page->notice =
        str_format(arena, "%.*s assigned%s to", STR(say_many(arena, assigned, "event")),
                   follow ? ", and others within moments," : "");
    page->customer = list.row[0].customer.name;
    page->customer_id = customer;
    return OK;
}

Err draw_sources(App *app, const Request *request, Reply *reply, const Refilled *refilled)
{
    Arena *arena = reply->arena;
    Sources *sources = arena_new(arena, Sources, 1);
    SourcesPage *page = arena_new(arena, SourcesPage, 1);
    Err err = get_sources(app->service, arena, sources);
    if (err) return err;
    page->origin = origin_asked(request);
    fill_doors(arena, app, sources, page);
    fill_refused(arena, sources, page);
    err = fill_names(app, reply, sources, refilled, page);
    if (!err) err = fill_called(app, arena, page);
    if (!err) err = fill_notice(app, request, arena, page);
    if (err) return err;

    Frame frame = frame_of(request, "Data sources", "sources");
    Html html = page_begin(reply, refilled ? HTTP_UNPROCESSABLE : HTTP_OK);
    view_sources(&html, &frame, page);
    return OK;
}
