// connection.h: one client, and what it keeps us waiting for
//
//              first byte        head whole       request whole
//     accept ─► IDLE ────────► HEAD ────────► BODY ────────► WORK ───► SEND
//                ▲  idle_ms      │ head_ms      │ body_rate    │         │ write_ms
//                │               │              │              ▼         ▼
//                └───────────────┼──────────────┼──────────── answer sent
//                                ▼              ▼              │
//                        refused: 408, 400, 413 ...           │ not kept alive
//                                └──────► answer sent ─────────┴─► LINGER ─► CLOSED
//
// One request is at work at a time; what the client sends ahead waits in the
// buffer, and when that is full, in the network.  A connection without unread
// bytes has no buffer, so an idle one is little more than its socket.
//
// LINGER: we have said our last word and read past what still comes, because a
// socket closed over unread bytes takes its answer back.
#pragma once

#include "http/loop.h"

enum { BUFFER_BYTES = 16384 };  // a head fits

// A socket just accepted becomes a connection.
void connection_open(Loop *loop, int socket, bool loopback);

// Close it, whatever it does.  An exchange others work on stays until they are done.
void connection_close(Connection *connection);

// Its exchange has an answer: send it, and read on.
void connection_send(Connection *connection);

// Close, or refuse with 408, all that have kept this loop waiting too long.
void connection_sweep(Loop *loop, int64_t now);

// The next younger one that waits for the same.
Connection *connection_next(const Connection *connection);

// Has its client sent something that was not read yet?
bool connection_has_input(const Connection *connection);
