// connection.h: one client, and what it keeps us waiting for
//
//              first byte        head whole       request whole, or a piece of it
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
// While a piece of a stream is at work, what comes of the next one is read as well; when
// that is full too, no more.
//
// WATCH: all there was to say is sent, and it waits for news (watch.h).
//
// LINGER: we have said our last word and read past what still comes, because a
// socket closed over unread bytes takes its answer back.
#pragma once

#include "http/head.h"
#include "http/loop.h"

enum { BUFFER_BYTES = 16384 };  // a head fits

struct Connection {
    uv_tcp_t tcp;
    Loop *loop;
    Connection *older, *newer;  // in the loop's list of those in the same stage
    Stage stage;
    int64_t since;  // when it entered the stage
    Arena buffer;   // {0}: nothing unread
    size_t from, to;
    HeadScan scan;
    Exchange *exchange;
    size_t body_seen;  // bytes, for the minimum rate
    size_t unsent;     // bytes of its answer, when the sweep last looked
    bool loopback;
    bool client_ended;  // it will send no more
    bool stopped;       // we do not read: the buffer is full
};

// A socket just accepted becomes a connection.
void connection_open(Loop *loop, int socket, bool loopback);

// Close it, whatever it does.  An exchange others work on stays until they are done.
void connection_close(Connection *connection);

// Its exchange has an answer: send it, and read on.
void connection_send(Connection *connection);

// Take what is in its buffer, as far as its stage lets it; and go on reading.
void connection_read_on(Connection *connection);

// Nothing in its buffer is wanted any more.
void connection_drop_buffer(Connection *connection);

// A piece of its stream is done with: go on to the next.
void connection_read_stream(Connection *connection);

// Refuse what is under way, or has not even become a request, and end the connection.
void connection_refuse(Connection *connection, int status, const char *why);

// What it asked for takes too long: 503, and who is at work on it goes on alone.
void connection_give_up(Connection *connection);

// So many bytes of its answer wait for the client now.
void connection_note_unsent(Connection *connection, size_t bytes);

// Has its client sent something that was not read yet?
bool connection_has_input(const Connection *connection);
