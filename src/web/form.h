// form.h: what was typed into a form, and what is wrong with it?
#pragma once

#include "web/body.h"

// The last of these pairs; {0} where there is none, or `typed` is NULL.
Str form_typed(const Body *typed, Str name);

// The fault whose pointer ends in this name, as a sentence; {0}: nothing is wrong.
Str form_fault(const Complaint *complaint, Str name);

// What stands behind the last `at`.
Str form_last_part(Str name, char at);
