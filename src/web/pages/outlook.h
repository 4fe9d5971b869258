// outlook.h: what is a customer's score about to do, and what would help?
//
// The next drop, and what would lift the score into the next band: as members of health,
// and in a sentence for the page.
#pragma once

#include "base/json_write.h"
#include "service/service.h"
#include "web/pages/views.h"

// "next_drop", null where none is to come; and "to_next_band".
void write_next_drop(Arena *arena, Json *json, const HealthDetails *details);
void write_to_next_band(Arena *arena, Json *json, const HealthDetails *details);

// "On 3 Dec 2026 the score falls to 58.8, if nothing more comes in: logins up to 10
// September have left the window."  Empty where it does not fall.
Str say_next_drop(Arena *arena, const HealthDetails *details);

// What would lift the score into the next band, a line a factor.
void fill_lifts(Arena *arena, const HealthDetails *details, CustomerPage *page);
