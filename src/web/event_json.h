// event_json.h: how does an event read in JSON?
#pragma once

#include "base/json_write.h"
#include "model/event.h"

// As a member or item.  An event that waits for a customer has none.
void write_event(Json *json, Str name, const Event *event);
