// event_json.h: how does an event read in JSON?
#pragma once

#include "base/json_write.h"
#include "model/event.h"

// Its members, into an object that is open.
void write_event_members(Json *json, const Event *event);

// As a member or item.  An event that waits for a customer has none.
void write_event(Json *json, Str name, const Event *event);
