// door.h: who is let in?
//
// Everybody who knocks, as long as there is room; when the house is full, one who keeps
// us waiting leaves for the next.
#pragma once

#include "http/loop.h"

// A door of the loop, at a listening socket; -1: there is none.
void door_open(Loop *loop, Door *door, int socket);

// Let in whoever knocks, from now on.
void doors_let_in(Loop *loop);

// Let in those who have knocked already.
void doors_let_in_the_last(Loop *loop);

void doors_close(Loop *loop);
