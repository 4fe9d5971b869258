#include "http/loop.h"

#include "base/log.h"
#include "base/random.h"
#include "http/connection.h"
#include "http/deadline.h"
#include "http/door.h"
#include "http/exchange.h"
#include "http/watch.h"

#include <assert.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    SWEEP_SHORTEST = 10,
    SWEEP_LONGEST = 100,
    SWEEPS_A_DEADLINE = 8,  // how exact a deadline is
};

int64_t loop_now(void)
{
    return clock_ticks() / 1000000;
}

bool loop_is_draining(const Loop *loop)
{
    return loop->drains_until > 0;
}

// Stopping

void loop_check_end(Loop *loop)
{
    if (loop_is_draining(loop) && loop->open == 0 && loop->under_way == 0)
        uv_stop(&loop->uv);
}

static void close_all(Loop *loop, Stage stage, bool even_with_input)
{
    Connection *next;
    for (Connection *at = loop->waiting[stage].oldest; at; at = next) {
        next = at->newer;
        if (even_with_input || !connection_has_input(at)) connection_close(at);
    }
}

static void end_now(Loop *loop)
{
    for (int stage = 0; stage < STAGE_COUNT; stage++)
        close_all(loop, (Stage)stage, true);
    uv_stop(&loop->uv);
}

static void end_streams(Loop *loop)
{
    Connection *next;
    for (Connection *at = loop->waiting[STAGE_BODY].oldest; at; at = next) {
        next = at->newer;
        connection_read_on(at);
    }
}

// Those who knocked before we stopped are still let in, but nobody after.
static void begin_drain(Loop *loop)
{
    doors_let_in_the_last(loop);
    loop->drains_until = loop_now() + loop->options->drain_ms;
    doors_close(loop);
    close_all(loop, STAGE_IDLE, false);
    end_streams(loop);
    watch_end(loop);
}

static void look_at_stops(Loop *loop)
{
    int stops = atomic_load(loop->stops);
    if (stops > 0 && !loop_is_draining(loop)) begin_drain(loop);
    if (stops > 1) end_now(loop);
    loop_check_end(loop);
}

// Deadlines

static void on_sweep(uv_timer_t *timer)
{
    Loop *loop = timer->data;
    int64_t now = loop_now();
    deadline_sweep(loop, now);
    watch_sweep(loop, now);
    if (loop->rests_until && now >= loop->rests_until) doors_let_in(loop);
    if (loop_is_draining(loop) && now >= loop->drains_until) end_now(loop);
    metrics_connections(loop->metrics, loop->open);
}

static uint64_t sweep_interval(const ServerOptions *options)
{
    const int deadlines[] = {options->head_ms,  options->body_ms, options->idle_ms,
                             options->write_ms, options->work_ms, options->beat_ms,
                             options->drain_ms};
    int shortest = SWEEP_LONGEST * SWEEPS_A_DEADLINE;
    for (size_t d = 0; d < sizeof deadlines / sizeof *deadlines; d++)
        if (deadlines[d] < shortest) shortest = deadlines[d];
    int interval = shortest / SWEEPS_A_DEADLINE;
    return (uint64_t)(interval < SWEEP_SHORTEST ? SWEEP_SHORTEST : interval);
}

// What comes back from other threads

void loop_return(Loop *loop, Job *exchange)
{
    pthread_mutex_lock(&loop->lock);
    exchange->next = NULL;
    *loop->back_last = exchange;
    loop->back_last = &exchange->next;
    pthread_mutex_unlock(&loop->lock);
    uv_async_send(&loop->wake);
}

static Job *take_back(Loop *loop)
{
    pthread_mutex_lock(&loop->lock);
    Job *back = loop->back;
    loop->back = NULL;
    loop->back_last = &loop->back;
    pthread_mutex_unlock(&loop->lock);
    return back;
}

void loop_wake(Loop *loop)
{
    uv_async_send(&loop->wake);
}

static void on_wake(uv_async_t *wake)
{
    Loop *loop = wake->data;
    Job *next;
    for (Job *job = take_back(loop); job; job = next) {
        next = job->next;
        exchange_came_back((Exchange *)job);
    }
    look_at_stops(loop);
}

// Open, run, close

Loop *loop_open(const ServerOptions *options, Pool *pool, _Atomic int *stops,
                const int socket[DOORS])
{
    Loop *loop = calloc(1, sizeof *loop);
    assert(loop);
    loop->options = options;
    loop->pool = pool;
    loop->stops = stops;
    loop->open_max = (options->connections_max + options->loops - 1) / options->loops;
    loop->watchers_max = (options->watchers_max + options->loops - 1) / options->loops;
    loop->buffers.size = BUFFER_BYTES;
    loop->arenas.size = EXCHANGE_BYTES;
    loop->pieces.size = PIECE_MAX;
    loop->answers = answers_open();
    loop->metrics = metrics_open(options->site->routes);
    loop->gzip = gzip_open();
    loop->next_id = random_bits();
    loop->back_last = &loop->back;
    pthread_mutex_init(&loop->lock, NULL);

    int code = uv_loop_init(&loop->uv);
    if (!code) code = uv_timer_init(&loop->uv, &loop->sweep);
    if (!code) code = uv_async_init(&loop->uv, &loop->wake, on_wake);
    assert(code == 0);  // a system that has no file descriptors left at the start
    loop->sweep.data = loop->wake.data = loop;
    for (int d = 0; d < DOORS; d++)
        door_open(loop, &loop->door[d], socket[d]);
    return loop;
}

void loop_run(Loop *loop)
{
    uint64_t interval = sweep_interval(loop->options);
    uv_timer_start(&loop->sweep, on_sweep, interval, interval);
    doors_let_in(loop);
    uv_run(&loop->uv, UV_RUN_DEFAULT);
}

static void close_handle(uv_handle_t *handle, __attribute__((unused)) void *nothing)
{
    if (!uv_is_closing(handle)) uv_close(handle, NULL);
}

void loop_close(Loop *loop)
{
    end_now(loop);
    doors_close(loop);
    Job *next;
    for (Job *job = take_back(loop); job; job = next) {
        next = job->next;
        exchange_abandon((Exchange *)job);
    }
    uv_walk(&loop->uv, close_handle, NULL);
    while (uv_loop_close(&loop->uv) == UV_EBUSY)
        uv_run(&loop->uv, UV_RUN_DEFAULT);
    spares_close(&loop->buffers);
    spares_close(&loop->arenas);
    spares_close(&loop->pieces);
    answers_close(loop->answers);
    metrics_close(loop->metrics);
    gzip_close(loop->gzip);
    pthread_mutex_destroy(&loop->lock);
    free(loop);
}

// What every answer is told

Str loop_date(Loop *loop)
{
    static const char days[] = "ThuFriSatSunMonTueWed";  // 1970 began on a Thursday
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    Millis now = clock_now();
    if (now / 1000 != loop->date_second) {
        Day day = utc_day_of(now);
        int year, month, of_month, second = (int)((now - utc_day_start(day)) / 1000);
        day_to_civil(day, &year, &month, &of_month);
        snprintf(loop->date, sizeof loop->date, "%.3s, %02d %.3s %04d %02d:%02d:%02d GMT",
                 days + 3 * (day % 7), of_month, months + (3 * (month - 1)), year,
                 second / 3600, second / 60 % 60, second % 60);
        loop->date_second = now / 1000;
    }
    return (Str){loop->date, DATE_LENGTH};
}

Str loop_new_id(Arena *arena, Loop *loop)
{
    // An odd step visits every number once before it repeats.
    loop->next_id += UINT64_C(0x9E3779B97F4A7C15);
    return str_format(arena, "%016llx", (unsigned long long)loop->next_id);
}
