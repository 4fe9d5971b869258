// list_past.h: which past does the URL of a list ask for?
//
// `was=2026-09-23:at_risk,critical`: those who were in one of these states at the end of
// that day.  `customer` is whoever was a customer.  `moved=2026-09-23:2026-11-22:better`:
// those whose band was better (or `worse`) at the end of the second day.
#pragma once

#include "service/asking/lists.h"

// False: it is no such thing, or a day that has no history.
bool was_read(Str text, ListWas *out);

Str was_text(Arena *arena, const ListWas *was);

// "At risk or Critical on 23 Sep 2026".
Str was_words(Arena *arena, const ListWas *was);

// The same of those who moved.
bool moved_read(Str text, ListMoved *out);
Str moved_text(Arena *arena, const ListMoved *moved);

// "in a better band on 22 Nov 2026 than on 23 Sep 2026"
Str moved_words(Arena *arena, const ListMoved *moved);
