#include "web/pages/customer_added.h"

#include "base/clock.h"
#include "http/html.h"
#include "web/pages/event_words.h"
#include "web/pages/say.h"

enum {
    SAME_MOMENT = 50,  // so many events of one moment are looked at
    ADDRESS_MOST = 4000
};

void show_added(Reply *reply, const Event *event, bool known)
{
    Writer url = {.arena = reply->arena};
    writer_format(&url, "/api/customers/%lld?%s=%.*s&at=", (long long)event->customer,
                  known ? "known" : "added", STR(url_part(reply->arena, event->id)));
    millis_write(&url, event->at);
    reply_redirect(reply, HTTP_SEE_OTHER, writer_str(&url));
}

bool show_clash(Reply *reply, int64_t customer, const Body *typed)
{
    Writer url = {.arena = reply->arena};
    writer_format(&url, "/api/customers/%lld/events?again=1", (long long)customer);
    for (int i = 0; i < typed->pairs; i++) {
        const Pair *pair = &typed->pair[i];
        if (str_equal(pair->name, S("event_id")) || pair->value.length == 0) continue;
        Str name = str_equal(pair->name, S("type")) ? S("new") : pair->name;
        writer_format(&url, "&%.*s=%.*s", STR(url_part(reply->arena, name)),
                      STR(url_part(reply->arena, pair->value)));
    }
    writer_put(&url, S("#add"));
    if (url.length > ADDRESS_MOST) return false;
    reply_redirect(reply, HTTP_SEE_OTHER, writer_str(&url));
    return true;
}

static Str sentence_of(Arena *arena, const Event *event, Str currency, bool known)
{
    EventLine line = event_words(arena, event, currency, event_words_room(arena));
    const char *counts = event->voided ? "It was taken back, and is not counted."
                         : event_day(event) > clock_today()
                             ? "It counts from its day on."
                             : "It is on disk, and the score counts it.";
    return str_format(arena, "%s %.*s, %.*s (%.*s). %s",
                      known ? "This event had been added before."
                            : "Event added successfully!",
                      STR(line.title), STR(line.at.text), STR(clock_zone()), counts);
}

Err fill_added(App *app, const Request *request, const HealthDetails *details,
               CustomerPage *page)
{
    Str id, at;
    EventQuery query = {.customer = details->row.customer.id};
    bool known = request_query(request, S("known"), &id);
    if (!known && !request_query(request, S("added"), &id)) return OK;
    if (!request_query(request, S("at"), &at) || !millis_parse(at, &query.from)) return OK;

    Event *event = arena_new(request->arena, Event, SAME_MOMENT);
    int count = 0;
    query.to = query.from + 1;
    Err err = get_events(app->service, request->arena, &query, SAME_MOMENT, event, &count);
    for (int e = 0; !err && e < count; e++)
        if (str_equal(event[e].id, id))
            page->added = sentence_of(request->arena, &event[e], app->currency, known);
    return err;
}
