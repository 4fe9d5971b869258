#include "web/events/events_in.h"

#include "base/clock.h"
#include "base/hash.h"
#include "http/html.h"
#include "service/asking/history.h"
#include "web/cursor.h"
#include "web/customers/health_in.h"
#include "web/pages/notices.h"
#include "web/params.h"

// One list a customer, type and span of time; and factor, as of a day.
static uint64_t list_of(const EventList *list)
{
    const EventQuery *query = &list->query;
    uint64_t hash = hash_str(HASH_START, S("events, newest first"));
    hash = hash_int(hash, query->customer);
    hash = hash_int(hash, query->has_type ? (int64_t)query->type : -1);
    hash = hash_int(hash_int(hash, query->from), query->to);
    if (!list->factor) return hash;
    hash = hash_str(hash_str(hash, list->card->id), list->factor->id);
    return hash_int(hash_int(hash, list->day), list->counted);
}

static Err read_type(const Request *request, Reply *reply, EventQuery *query)
{
    Str name;
    if (!request_query(request, S("type"), &name) || name.length == 0) return OK;
    query->has_type = event_type_parse(name, &query->type);
    if (query->has_type) return OK;
    return query_fault(
        reply, S("type"),
        S("Input should be 'login', 'feature', 'ticket', 'invoice' or 'api'"), S("enum"));
}

static bool find_factor(const Scorecard *card, Str id, const Factor **out)
{
    for (int f = 0; f < card->factors; f++)
        if (str_equal(card->factor[f].id, id)) *out = &card->factor[f];
    return *out != NULL;
}

static Err refuse_factor(Reply *reply, const Scorecard *card)
{
    Writer message = {.arena = reply->arena};
    writer_put(&message, S("Input should be a factor of the scorecard:"));
    for (int f = 0; f < card->factors; f++)
        writer_format(&message, "%s '%.*s'", f ? "," : "", STR(card->factor[f].id));
    return query_fault(reply, S("factor"), writer_str(&message), S("enum"));
}

// The card that is asked for, or that held for the customer on the day.
static Err read_card(App *app, const Request *request, Reply *reply, EventList *list)
{
    HealthDetails details;
    Err err = notice_or_refuse(request, query_card(app, request, reply, &list->card));
    if (err || list->card) return err;
    err = get_health(app->service, reply->arena, list->query.customer, NULL, list->day,
                     &details);
    list->card = err ? scorecard_standard() : details.card;
    return err == ERR_NOT_FOUND ? OK : err;  // whoever lists the events says so
}

static Err read_counted(const Request *request, Reply *reply, EventList *list)
{
    Str counted;
    if (!request_query(request, S("counted"), &counted) || counted.length == 0) return OK;
    if (!str_equal(counted, S("true")) && !str_equal(counted, S("false")))
        return query_fault(reply, S("counted"), S("Input should be 'true' or 'false'"),
                           S("bool_parsing"));
    list->counted = str_equal(counted, S("true"));
    return OK;
}

// The factor's source says the type; a form that says the same contradicts nothing.
static Err choose_factor(const Request *request, Reply *reply, EventList *list)
{
    EventQuery *query = &list->query;
    const Metric *metric = &list->card->metrics->of[list->factor->measure].metric;
    bool same = request->accepts == MEDIA_HTML && query->type == metric->type;
    Err err = OK;
    if (query->has_type && !same)
        err = query_fault(reply, S("type"), S("A factor has a type: leave this out"),
                          S("value_error"));
    query->has_type = metric->agg != AGG_VALUE;
    query->type = metric->type;
    return err;
}

// `factor`, with the card it is of, and as of which day; these are read without one, too.
static Err read_factor(App *app, const Request *request, Reply *reply, EventList *list)
{
    Str id;
    Day today = clock_today();
    list->day = today;
    list->counted = true;
    bool given = request_query(request, S("factor"), &id) && id.length > 0;
    Err err =
        notice_or_refuse(request, query_day(request, reply, S("as_of"), today, &list->day));
    if (!err) err = notice_or_refuse(request, read_counted(request, reply, list));
    if (!err && !given)
        err = notice_or_refuse(request, query_card(app, request, reply, &list->card));
    if (err || !given) return err;
    err = read_card(app, request, reply, list);
    if (err) return err;
    if (!find_factor(list->card, id, &list->factor))
        return notice_or_refuse(request, refuse_factor(reply, list->card));
    return notice_or_refuse(request, choose_factor(request, reply, list));
}

static Err read_cursor(const Request *request, Reply *reply, EventList *list)
{
    EventQuery *query = &list->query;
    Str text;
    Cursor cursor;
    if (!request_query(request, S("cursor"), &text) || text.length == 0) return OK;
    if (!cursor_read(reply->arena, text, list_of(list), &cursor))
        return reply_complain(reply, HTTP_BAD_REQUEST,
                              "This cursor is damaged, or of another list");
    query->after_set = true;
    query->after_at = (Millis)cursor.place;
    query->after_number = cursor.id;
    return OK;
}

static Err read_span(const Request *request, Reply *reply, EventList *list)
{
    EventQuery *query = &list->query;
    const EventQuery whole = *query;
    Err err = notice_or_refuse(
        request, query_moment(request, reply, S("from"), false, &query->from));
    if (!err)
        err = notice_or_refuse(request,
                               query_moment(request, reply, S("to"), true, &query->to));
    list->bounded = query->from != whole.from || query->to != whole.to;
    return err;
}

static Err read_query(App *app, const Request *request, Reply *reply, EventList *list)
{
    EventQuery *query = &list->query;
    *query = (EventQuery){
        .customer = list->customer, .from = day_start(DAY_FIRST), .to = INT64_MAX};
    list->limit = LIMIT_DEFAULT;
    Err err = notice_or_refuse(request, query_limit(request, reply, &list->limit));
    if (!err) err = notice_or_refuse(request, read_type(request, reply, query));
    if (!err) err = read_span(request, reply, list);
    if (!err) err = read_factor(app, request, reply, list);
    return err ? err : notice_or_refuse(request, read_cursor(request, reply, list));
}

Str events_url(Arena *arena, const Request *request, const EventList *list)
{
    static const char *const repeated[] = {"type",  "from",      "to",     "factor",
                                           "as_of", "scorecard", "counted"};
    Writer url = {.arena = arena};
    writer_format(&url, "/api/customers/%lld/events?limit=%d", (long long)list->customer,
                  list->limit);
    for (size_t i = 0; i < sizeof repeated / sizeof *repeated; i++) {
        Str value;
        if (!request_query(request, str_of(repeated[i]), &value)) continue;
        writer_format(&url, "&%s=%.*s", repeated[i], STR(url_part(arena, value)));
    }
    return writer_str(&url);
}

// The same question, for what lies behind the last event.
static Str next_url(Arena *arena, const Request *request, const EventList *list,
                    const Event *last)
{
    const Cursor cursor = {
        .list = list_of(list), .place = (uint64_t)last->at, .id = last->number};
    return str_format(arena, "%.*s&cursor=%.*s", STR(events_url(arena, request, list)),
                      STR(cursor_write(arena, cursor)));
}

static Err find_counted(App *app, const Request *request, Reply *reply, EventList *out)
{
    CountedEvents found;
    const CountedQuery query = {.events = out->query,
                                .metric =
                                    &out->card->metrics->of[out->factor->measure].metric,
                                .day = out->day,
                                .counted = out->counted};
    Err err = get_counted_events(app->service, reply->arena, &query, out->limit, &found);
    if (err) return err;
    out->event = found.event;
    out->counting = found.counting;
    out->events = found.events;
    const Event last = {.at = found.behind_at, .number = found.behind_number};
    if (found.has_more) out->next = next_url(reply->arena, request, out, &last);
    return OK;
}

static Err find_all(App *app, const Request *request, Reply *reply, EventList *out)
{
    // One more than was asked for tells whether there is a next page.
    out->event = arena_new(reply->arena, Event, out->limit + 1);
    Err err = get_events(app->service, reply->arena, &out->query, out->limit + 1,
                         out->event, &out->events);
    if (err || out->events <= out->limit) return err;
    out->events = out->limit;
    out->next = next_url(reply->arena, request, out, &out->event[out->events - 1]);
    return OK;
}

Err read_events(App *app, const Request *request, Reply *reply, EventList *out)
{
    *out = (EventList){0};
    Err err = path_customer(request, reply, &out->customer);
    if (!err) err = read_query(app, request, reply, out);
    if (err) return err;
    err = out->factor ? find_counted(app, request, reply, out)
                      : find_all(app, request, reply, out);
    if (err == ERR_NOT_FOUND) reply->complaint.detail = S("Customer not found");
    return err;
}
