// list_past.h: which past does the URL of a list ask for?
//
// `was=2026-09-23:at_risk,critical`: those who were in one of these states at the end of
// that day.  `customer` is whoever was a customer.
#pragma once

#include "service/lists.h"

// False: it is no such thing, or a day that has no history.
bool was_read(Str text, ListWas *out);

Str was_text(Arena *arena, const ListWas *was);

// "At risk or Critical on 23 Sep 2026".
Str was_words(Arena *arena, const ListWas *was);
