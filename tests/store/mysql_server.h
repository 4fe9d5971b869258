// mysql_server.h: where do tests find a MySQL or MariaDB?
//
// In CUSTOMER_HEALTH_TEST_MYSQL, an address whose user may create databases; else
// in Debian's mariadbd, started in a temporary directory on a socket of its own,
// one server for the whole test program.  It is stopped, and its directory
// removed, when the program ends, however it ends.  Where there is neither, tests
// skip.
#pragma once

#include "test.h"

// Is there a server?  Starts it where that is not done yet.
bool mysql_server_runs(void);

// Skips the calling test where there is no server, or none that is ours to stop.
void mysql_server_need(void);
void mysql_server_need_own(void);

// The address of a new, empty database: "mysql://root@localhost/...".
Str mysql_fresh_database(Arena *arena);

const char *mysql_server_database(void);  // its name alone

// The same database in the name of another user.
Str mysql_address_as(Arena *arena, Str address, Str login);

// Run a statement as the administrator, in the database last made.
void mysql_server_run(const char *statement);

// Run a file of statements.
void mysql_server_load(const char *path);

// Close the connections others have to the database last made; how many there were.
int mysql_server_disconnect(void);

// The first column of the first row a statement yields.
int64_t mysql_server_ask(const char *question);

// The rows a statement yields, a line each, columns separated by tabs; line ends in
// them become spaces.
Str mysql_server_list(Arena *arena, const char *question);

// End the server that is ours: SIGTERM, SIGKILL; SIGSTOP and SIGCONT work too.
void mysql_server_signal(int signal);
void mysql_server_wait(void);   // until it has ended
void mysql_server_start(void);  // again, and wait until it answers
