// only_if.h: is it still what was looked at?
//
// For the files of this room only.
#pragma once

#include "service/writing/changes.h"

// ERR_CONFLICT, and noted: what is `stored` (NULL: nothing) is not what was asked for.
MUST_USE Err only_if_holds(OnlyIf *only_if, const Customer *stored);
