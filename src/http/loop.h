// loop.h: what happens next?
//
// One loop a thread, with its own listening sockets, connections and memory; loops
// share nothing but the pool.  Whatever waits for a client waits in one of the
// lists below, the oldest first, and one timer looks at their fronts: a deadline
// costs a connection nothing.
//
//     accept ──► connections ──► exchanges ──► pool, committer ──┐
//                     ▲                                          │ loop_return
//                     └────────────── wake (uv_async) ◄──────────┘
#pragma once

#include "http/answers.h"
#include "http/metrics.h"
#include "http/pool.h"
#include "http/server.h"
#include "http/spares.h"

#include <pthread.h>
#include <uv.h>

typedef struct Connection Connection;
typedef struct Exchange Exchange;

// What a connection waits for; drawn in connection.h.
typedef enum {
    STAGE_IDLE,
    STAGE_HEAD,
    STAGE_BODY,
    STAGE_WORK,
    STAGE_SEND,
    STAGE_WATCH,
    STAGE_LINGER,
    STAGE_COUNT,
    STAGE_CLOSED = STAGE_COUNT,
} Stage;

typedef struct {
    Connection *oldest;
    Connection *newest;
} Waiting;

// Where clients knock: at the port, or at the file that only this machine sees.
typedef struct {
    uv_poll_t poll;  // first: what is told of a knock
    int socket;      // -1: there is no such door
} Door;

enum { DOOR_PORT, DOOR_LOCAL, DOORS };

enum { DATE_LENGTH = 29 };  // "Mon, 23 Nov 2026 18:15:00 GMT"

typedef struct Loop {
    uv_loop_t uv;
    Door door[DOORS];
    uv_timer_t sweep;
    uv_async_t wake;
    const ServerOptions *options;
    Pool *pool;
    _Atomic int *stops;  // how often the server was told to stop
    pthread_t thread;

    Waiting waiting[STAGE_COUNT];
    int open;              // connections
    int open_max;          // its share of connections_max
    int watchers;          // exchanges that listen for news
    int watchers_max;      // its share
    int64_t told_at;       // when they were last told
    size_t unsent;         // bytes of answers that clients have not taken yet
    int under_way;         // exchanges, those whose client has left included
    int64_t rests_until;   // not accepting; 0: accepting
    int64_t drains_until;  // 0: not stopping

    pthread_mutex_t lock;  // over the next two
    Job *back;             // exchanges that others have done with
    Job **back_last;

    Exchange *asking;  // whose answers others may want too
    Spares buffers;
    Spares arenas;
    Spares pieces;  // of streamed bodies
    Answers *answers;
    Metrics *metrics;
    Gzip *gzip;
    uint64_t next_id;
    int64_t date_second;
    char date[DATE_LENGTH + 1];
} Loop;

// A loop on listening sockets, one a door or -1, which become its own.
Loop *loop_open(const ServerOptions *options, Pool *pool, _Atomic int *stops,
                const int socket[DOORS]);

// Serve until the server has been told to stop and this loop is empty, or its time
// is over.
void loop_run(Loop *loop);

// Look at `stops` again; from any thread or signal handler.
void loop_wake(Loop *loop);

// Of what it still holds, everything that nobody else works on goes.
void loop_close(Loop *loop);

// An exchange is done with elsewhere; from any thread.
void loop_return(Loop *loop, Job *exchange);

// A connection or an exchange has gone: it may have been the last.
void loop_check_end(Loop *loop);

bool loop_is_draining(const Loop *loop);

// Milliseconds that only grow.
int64_t loop_now(void);

// The time for a Date header.
Str loop_date(Loop *loop);

// An id no other request of this process has.
Str loop_new_id(Arena *arena, Loop *loop);
