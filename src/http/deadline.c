#include "http/deadline.h"

#include "http/connection.h"
#include "http/exchange.h"
#include "http/reply.h"
#include "http/waiting.h"

enum { STREAM_TIMES = 6 };

enum {
    LINGER_MS = 2000,
    TIME_OUT_BATCH = 250,  // at a sweep, so that a crowd that leaves holds up nobody
    // What a loop holds for clients that read slowly.  Beyond it those go that have
    // taken nothing for a moment.
    UNSENT_MAX = 16 << 20,
    UNSENT_STALL_MS = 250,
};

static bool is_too_slow(const Connection *connection, int64_t now)
{
    const ServerOptions *options = connection->loop->options;
    int64_t counted = now - connection->since - options->body_ms;
    return counted > 0 &&
           (int64_t)connection->body_seen * 1000 < counted * options->body_rate;
}

static void time_out(Connection *connection, const char *why)
{
    connection_refuse(connection, HTTP_REQUEST_TIMEOUT, why);
}

// Close those at the front of a list that have been there for `limit`.
static void close_older(Loop *loop, Stage stage, int64_t now, int limit)
{
    Connection *next;
    for (Connection *at = loop->waiting[stage].oldest; at; at = next) {
        next = at->newer;
        if (now - at->since < limit) return;
        connection_close(at);
    }
}

static void sweep_heads(Loop *loop, int64_t now)
{
    for (int i = 0; i < TIME_OUT_BATCH; i++) {
        Connection *oldest = loop->waiting[STAGE_HEAD].oldest;
        if (!oldest || now - oldest->since < loop->options->head_ms) return;
        time_out(oldest, "The head of the request took too long to come.");
    }
}

static void sweep_bodies(Loop *loop, int64_t now)
{
    Connection *next;
    int timed_out = 0;
    for (Connection *at = loop->waiting[STAGE_BODY].oldest; at; at = next) {
        next = at->newer;
        if (!is_too_slow(at, now)) continue;
        time_out(at, "The body came too slowly.");
        if (++timed_out == TIME_OUT_BATCH) return;
    }
}

// Who only asks may wait twice as long: questions have an end of their own.  Who sends a
// stream has more to lose, and its handler knows how long to try.
static int patience_with(const Connection *connection)
{
    const Exchange *exchange = connection->exchange;
    Method method = exchange->request.method;
    bool asks = method == METHOD_GET || method == METHOD_HEAD;
    return connection->loop->options->work_ms * (asks               ? 2
                                                 : exchange->stream ? STREAM_TIMES
                                                                    : 1);
}

static void sweep_work(Loop *loop, int64_t now)
{
    Connection *next;
    for (Connection *at = loop->waiting[STAGE_WORK].oldest; at; at = next) {
        next = at->newer;
        if (now - at->since < loop->options->work_ms) return;
        if (now - at->since >= patience_with(at)) connection_give_up(at);
    }
}

// A client that takes a byte now and then is slow; one that takes none is gone.
static void note_progress(Loop *loop)
{
    Connection *next;
    for (Connection *at = loop->waiting[STAGE_SEND].oldest; at; at = next) {
        next = at->newer;
        size_t unsent = uv_stream_get_write_queue_size((uv_stream_t *)&at->tcp);
        if (unsent == at->unsent) continue;
        connection_note_unsent(at, unsent);
        waiting_enter(at, STAGE_SEND);
    }
}

static void relieve(Loop *loop, int64_t now)
{
    while (loop->unsent > UNSENT_MAX) {
        Connection *oldest = loop->waiting[STAGE_SEND].oldest;
        if (!oldest || now - oldest->since < UNSENT_STALL_MS) return;
        connection_close(oldest);
    }
}

void deadline_sweep(Loop *loop, int64_t now)
{
    int write_ms = loop->options->write_ms;
    close_older(loop, STAGE_IDLE, now, loop->options->idle_ms);
    sweep_heads(loop, now);
    sweep_bodies(loop, now);
    sweep_work(loop, now);
    note_progress(loop);
    relieve(loop, now);
    close_older(loop, STAGE_SEND, now, write_ms);
    close_older(loop, STAGE_LINGER, now, write_ms < LINGER_MS ? write_ms : LINGER_MS);
}
