// waiting.h: who waits for what, and who has waited longest?
//
// A connection is always in one list, that of its stage, and joins it at its newer
// end: so the oldest is found without looking, and those that have waited too long
// stand together at the front.
#pragma once

#include "http/loop.h"

void waiting_join(Connection *connection, Stage stage);
void waiting_leave(Connection *connection);

// Go from one stage to another, or anew into the same.
void waiting_enter(Connection *connection, Stage stage);
