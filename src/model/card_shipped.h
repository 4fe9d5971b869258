// card_shipped.h: which documents of scorecards come with the program?
//
// Those of the folder scorecards/: `standard`, which is at work from the beginning and is
// part of the program, and worked examples, which are for whoever publishes them.
#pragma once

#include "base/str.h"

enum { CARDS_SHIPPED = 4 };

// The documents as they are in the folder, `standard` first.
Str card_shipped(int place);
