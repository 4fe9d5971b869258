// site.h: a site that serves nothing but tests, and a server that runs it
//
//     GET  /loop     "hello", at once
//     GET  /pool     "hello", on the pool
//     GET  /kept     how often it was really answered; may be kept
//     GET  /text     2,000 letters; ?length=N as many
//     POST /echo     the body
//     POST /packed   the body, that may come compressed
//     POST /wait     the body, once the test says so: on the pool
//     GET  /parked   parked, until the test says so
//     GET  /handed   parked, and done by another thread at once
//     GET  /secret   with a Cache-Control of its own
//     GET  /said     what stands in the header Said
//     GET  /about    what the server says of the request
//     POST /count    how many bytes came, in how many pieces, and what they add up to;
//                    ?parks: each piece parks; ?twice: it takes two calls; ?ends=N: answers at the N-th piece,
//                    ?fails=N: fails there
//     POST /hold     a stream; each piece parked, until the test says so
//     GET  /news     a watch: says what the news are, with ?size=N so many letters of them
//     GET  /smuggled counts that it was reached
#pragma once

#include "http/server.h"

#include <pthread.h>
#include <stdatomic.h>

enum { PARKED_MAX = 64 };

struct App {
    _Atomic uint64_t version;
    _Atomic int answered;  // real answers to /kept
    _Atomic int smuggled;
    _Atomic uint64_t news;
    _Atomic int streams;  // of /count that are not over
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool is_open;  // may those at /wait go on?
    int waiting;   // at /wait
    Reply *parked[PARKED_MAX];
    int parked_count;
};

typedef struct {
    App app;
    Site site;
    Server *server;
    ServerOptions options;
    pthread_t thread;
    int port;
    bool all_done;  // what server_run said
} Running;

// The options tests begin with: one loop, any free port.
ServerOptions site_options(void);

// A server in a thread of its own.
void site_start(Running *running, ServerOptions options);

// Stop it and wait until it has returned; close it.
void site_stop(Running *running);
void site_join(Running *running);  // after a server_stop that the test called
void site_close(Running *running);

// Wait until so many requests are at /wait, or parked.
void app_await_waiting(App *app, int count);
void app_await_parked(App *app, int count);
void app_open(App *app);  // those at /wait may go on

// Answer all that are parked, from this thread; of streams that go on, ask for more.
void app_answer_parked(App *app, Err err);
