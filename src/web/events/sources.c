#include "service/asking/sources.h"

#include "base/clock.h"
#include "web/handlers.h"
#include "web/pages/sources_page.h"

static void write_time(Json *json, Str name, Millis at)
{
    if (at > 0)
        json_time(json, name, at);
    else
        json_null(json, name);
}

static void write_days(Json *json, const Source *source, Day today)
{
    json_open_array(json, S("days"));
    for (int i = 0; i < SOURCE_DAYS; i++) {
        json_open_object(json, (Str){0});
        json_day(json, S("date"), today - SOURCE_DAYS + 1 + i);
        json_int(json, S("events"), source->day[i]);
        json_close_object(json);
    }
    json_close_array(json);
}

static void write_counts(Json *json, const Source *source)
{
    json_int(json, S("events_today"), source->day[SOURCE_DAYS - 1]);
    json_int(json, S("events_this_hour"), source->hour);
    json_int(json, S("events_30d"), source->stored);
    json_int(json, S("repeated_30d"), source->repeated);
    json_int(json, S("rejected_30d"), source->rejected);
}

static void write_doors(Json *json, const Sources *sources)
{
    json_open_array(json, S("data"));
    for (int door = 0; door < DOOR_COUNT; door++) {
        const Source *source = &sources->source[door];
        json_open_object(json, (Str){0});
        json_str(json, S("source"), source->door);
        json_str(json, S("state"), source_state_name(source->state));
        write_time(json, S("last_event_at"), source->last_at);
        write_counts(json, source);
        write_days(json, source, sources->today);
        json_close_object(json);
    }
    json_close_array(json);
}

static void write_reasons(Json *json, const Sources *sources)
{
    json_open_array(json, S("rejected"));
    for (int i = 0; i < sources->reasons; i++) {
        const RejectedCount *reason = &sources->reason[i];
        json_open_object(json, (Str){0});
        json_str(json, S("source"), reason->door);
        json_str(json, S("reason"), reason->reason);
        json_int(json, S("count"), reason->count);
        json_time(json, S("last_at"), reason->last_at);
        json_close_object(json);
    }
    json_close_array(json);
}

static void write_types(Json *json, unsigned types)
{
    json_open_array(json, S("types"));
    for (int type = 0; type < EVENT_TYPE_COUNT; type++)
        if (types & 1u << type) json_str(json, (Str){0}, event_type_name((EventType)type));
    json_close_array(json);
}

static void write_unmatched(Json *json, const Sources *sources)
{
    json_int(json, S("unmatched_total"), sources->unmatched);
    json_open_array(json, S("unmatched"));
    for (int i = 0; i < sources->names; i++) {
        const UnmatchedName *name = &sources->name[i];
        json_open_object(json, (Str){0});
        json_int(json, S("id"), name->first);
        json_str_or_null(json, S("source"), name->whose.source);
        json_str(json, S("external_id"), name->whose.value);
        json_int(json, S("events"), name->events);
        write_types(json, name->types);
        json_time(json, S("last_at"), name->last_at);
        json_close_object(json);
    }
    json_close_array(json);
}

static void write_sources(Reply *reply, const Sources *sources)
{
    Json *json = reply_json(reply, HTTP_OK);
    json_open(json);
    json_day(json, S("as_of"), sources->today);
    json_str(json, S("time_zone"), clock_zone());
    json_time(json, S("hour_from"), sources->hour);
    write_counts(json, &sources->all);
    write_doors(json, sources);
    write_reasons(json, sources);
    write_unmatched(json, sources);
    json_close(json);
}

// GET /api/sources
//
// Where events come from, and what becomes of them.
Err show_sources(App *app, const Request *request, Reply *reply)
{
    if (request->accepts == MEDIA_HTML) return draw_sources(app, request, reply, NULL);
    Sources *sources = arena_new(reply->arena, Sources, 1);
    Err err = get_sources(app->service, reply->arena, sources);
    if (err) return err;
    write_sources(reply, sources);
    return OK;
}
