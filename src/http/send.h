// send.h: has the client got its answer?
//
// What the system takes at once costs nothing more; the rest is written when the client
// takes it.  Then the connection reads on, or ends.
#pragma once

#include "http/loop.h"

// The exchange of the connection has its answer.
void send_answer(Connection *connection);
