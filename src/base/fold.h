// fold.h: are two texts the same to somebody who looks for one of them?
//
// A folded text has neither capital letters nor marks that nobody sees, and each of its
// characters in one form, as Unicode's NFKC_Casefold has it: "STRASSE" and "straße" are
// one, "ﬁ" is "fi".  Folded texts are compared and searched byte by byte.
#pragma once

#include "base/str.h"

// The text, folded; a text that is no UTF-8 stays as it is.
Str str_fold(Arena *arena, Str text);
