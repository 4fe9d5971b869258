#include "http/watch.h"

#include "http/connection.h"
#include "http/outflow.h"
#include "http/waiting.h"

enum { TELL_MS = 200 };  // what happens within it is told together

bool watch_admits(Exchange *exchange)
{
    Loop *loop = exchange->loop;
    Reply *reply = &exchange->reply;
    if (loop->watchers < loop->watchers_max) {
        loop->watchers++;
        exchange->watches = true;
        return true;
    }
    reply_header(reply, S("Retry-After"), S("30"));
    reply->complaint.detail =
        S("As many listen already as may at once: ask again in half a minute.");
    router_conclude(loop->options->site, &exchange->request, reply, ERR_BUSY);
    exchange_finish(exchange);
    return false;
}

static uint64_t news_of(const Loop *loop)
{
    const Site *site = loop->options->site;
    return site->news ? site->news(site->app) : 0;
}

static void say_goodbye(Connection *connection)
{
    outflow_end(connection->exchange);
    connection_send(connection);
}

void watch_wait(Connection *connection)
{
    Exchange *exchange = connection->exchange;
    bool has_said_all = exchange->reply.waits;
    if (exchange->flow == FLOW_BEGINS) exchange_sent(exchange);
    exchange->flow = FLOW_GOES_ON;
    waiting_enter(connection, STAGE_WATCH);
    if (has_said_all && loop_is_draining(connection->loop)) say_goodbye(connection);
}

// Have its handler say what there is; where that is nothing, it waits on.
static void tell(Connection *connection, uint64_t news, bool beats)
{
    Exchange *exchange = connection->exchange;
    exchange->heard = news;
    exchange->reply.beats = beats;
    outflow_add(exchange);
    bool is_silent = exchange->answer.body.length == 0 && exchange->reply.more;
    if (!is_silent || exchange->flow == FLOW_BROKEN) connection_send(connection);
}

void watch_sweep(Loop *loop, int64_t now)
{
    Connection *last = loop->waiting[STAGE_WATCH].newest, *next;
    if (!last || now < loop->told_at + TELL_MS) return;
    loop->told_at = now;
    uint64_t news = news_of(loop);
    for (Connection *at = loop->waiting[STAGE_WATCH].oldest; at; at = next) {
        next = at == last ? NULL : at->newer;
        bool beats = now - at->since >= loop->options->beat_ms;
        bool has_more = !at->exchange->reply.waits || at->exchange->heard != news;
        if (beats || has_more) tell(at, news, beats);
    }
}

void watch_end(Loop *loop)
{
    Connection *next;
    for (Connection *at = loop->waiting[STAGE_WATCH].oldest; at; at = next) {
        next = at->newer;
        say_goodbye(at);
    }
}
