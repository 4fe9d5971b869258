#include "web/events/event_json.h"

void write_event_members(Json *json, const Event *event)
{
    json_str(json, S("event_id"), event->id);
    json_str(json, S("type"), event_shown_type(event));
    if (event->customer > 0) json_int(json, S("customer_id"), event->customer);
    json_time(json, S("timestamp"), event->at);
    json_time(json, S("received_at"), event->received_at);
    json_str(json, S("source"), event->source);
    json_int(json, S("quantity"), event->quantity);
    json_raw(json, S("details"), event->details.length ? event->details : S("{}"));
    if (event->voided) json_bool(json, S("voided"), true);
}

void write_event(Json *json, Str name, const Event *event)
{
    json_open_object(json, name);
    write_event_members(json, event);
    json_close_object(json);
}
