// client.h: a client that can be as rude as a test wants it
//
// Plain blocking sockets, five seconds of patience.  What it reads lives in the
// test's arena.
#pragma once

#include "test.h"

typedef struct {
    int status;
    Str head;  // from the status line to the empty line
    Str body;
} Heard;

// A connection to a server of this machine.
int client_connect(int port);

// The same in two steps.
int client_socket(void);
void client_connect_socket(int socket, int port);

// A connection to a server by its socket in the file system.
int client_connect_at(const char *path);

// Close with a reset, as a client that is killed does.
void client_kill(int socket);

void client_send(int socket, Str bytes);

// Read one answer, to the end of its body; status 0 where the connection ended
// before.  `has_body`: false for an answer to HEAD.
Heard client_hear(Arena *arena, int socket, bool has_body);

// A request in one breath: send, and hear its answer.
Heard client_ask(Arena *arena, int socket, Str request);

// All that comes until the server closes.
Str client_hear_all(Arena *arena, int socket);

// What comes, up to these bytes; less where the connection ends before, or nothing more
// comes.
Str client_hear_until(Arena *arena, int socket, Str end);

// Has the server closed?  Waits for it.
bool client_sees_end(int socket);

// The value of a header of an answer; {0} where there is none.
Str heard_field(const Heard *heard, Str name);

// How many answers stand in what was heard.
int answers_in(Str all);
