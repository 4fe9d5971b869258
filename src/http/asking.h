// asking.h: is the very same being asked already?
//
// When a page has to be made anew, many clients want it at once.  The first of
// them leads: its request is answered by the handler.  The others follow, and are
// given its answer if that may be kept; so a page is made once for each loop and
// version, however many wait for it.
#pragma once

#include "http/exchange.h"

// Follow the exchange that asks the same under the same version, if there is one;
// else lead from now on (only what may be kept can be led), and answer false.
bool asking_follow(Exchange *exchange);

// A leader is answered: returns its followers, linked by `next`, and forgets it.
Exchange *asking_end(Exchange *leader);
