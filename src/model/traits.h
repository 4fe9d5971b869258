// traits.h: what does a JSON object say of one name?
//
// Traits are kept as the text of a JSON object that has been checked; here one of its
// members is found.  A name or text that JSON must escape (a quote, a backslash, control
// characters) is compared as it is written there.
//
// Pure: no clock, no memory, no I/O.
#pragma once

#include "base/str.h"

// The value of a member as it stands there: "12.5", "\"gold\"", "true"; {0}: there is none.
Str traits_member(Str traits, Str name);

// A JSON number in millionths, of its first 18 digits, rounded half away from zero; false
// where that does not fit.
bool traits_millionths(Str number, int64_t *out);
