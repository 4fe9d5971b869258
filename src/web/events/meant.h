// meant.h: which customer does a person mean?
//
// People name a customer as they please: by its id, an external id, or enough of its name
// that only one is called so.
#pragma once

#include "web/web.h"

// Who is meant.  ERR_INVALID: nobody, or more than one, and `*why` says so.
MUST_USE Err meant_customer(App *app, Arena *arena, Str text, int64_t *out, Str *why);

// Who may be behind a name that nobody has, such as "acct_meridian-emea"; {0} where no
// customer's name has anything of it, or several have.
MUST_USE Err meant_guess(App *app, Arena *arena, Str name, Str *out);
