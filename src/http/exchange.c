#include "http/exchange.h"

#include "base/log.h"
#include "http/asking.h"
#include "http/body.h"
#include "http/connection.h"
#include "http/outflow.h"
#include "http/waiting.h"
#include "http/watch.h"

#include <assert.h>
#include <stdatomic.h>

enum { ID_LENGTH_MAX = 64, LOGGED_PATH_MAX = 512 };

Exchange *exchange_open(Connection *connection, Loop *loop, bool loopback)
{
    Arena start = spares_take(&loop->arenas), arena = start;
    Exchange *exchange = arena_new(&arena, Exchange, 1);
    exchange->start = start;
    exchange->arena = arena;
    exchange->loop = loop;
    exchange->connection = connection;
    exchange->began = clock_ticks();

    Request *request = &exchange->request;
    request->arena = &exchange->arena;
    request->method = METHOD_OTHER;
    request->loopback = loopback;
    request->received_at = clock_now();
    exchange->reply.arena = &exchange->arena;
    exchange->reply.request = request;
    exchange->reply.body.arena = &exchange->arena;
    loop->under_way++;
    return exchange;
}

// No handler is called for it any more.
static void tell_over(Exchange *exchange)
{
    Reply *reply = &exchange->reply;
    void (*over)(void *what) = reply->over;
    reply->over = NULL;
    if (over) over(reply->what);
}

void exchange_close(Exchange *exchange)
{
    Loop *loop = exchange->loop;
    Arena start = exchange->start;
    tell_over(exchange);
    loop->watchers -= exchange->watches;
    if (exchange->stream) stream_close(exchange->stream);
    spares_give(&loop->arenas, start, (size_t)(exchange->arena.next - start.next));
    loop->under_way--;
    loop_check_end(loop);
}

// The request

static bool is_sane_id(Str id)
{
    for (size_t i = 0; i < id.length; i++) {
        char c = id.text[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        bool mark = c == '.' || c == '_' || c == '-';
        if (!letter && !mark && !(c >= '0' && c <= '9')) return false;
    }
    return id.length > 0 && id.length <= ID_LENGTH_MAX;
}

static void set_id(Exchange *exchange)
{
    Request *request = &exchange->request;
    Str id = request_header(request, S("X-Request-Id"));
    request->id = is_sane_id(id) ? id : loop_new_id(&exchange->arena, exchange->loop);
}

// The site admits the request: how will its body come?
static void prepare_body(Exchange *exchange)
{
    Arena *arena = &exchange->arena;
    exchange->is_packed = body_coding(&exchange->request) == CODING_GZIP;
    if (!(exchange->row->takes & TAKES_STREAM)) return;
    exchange->stream =
        stream_new(arena, &exchange->loop->pieces, exchange->parser, exchange->is_whole);
    if (exchange->is_packed) stream_gunzip(exchange->stream, arena);
}

Frame exchange_head(Exchange *exchange, Str head, bool *admitted)
{
    const Site *site = exchange->loop->options->site;
    Request *request = &exchange->request;
    Str own = str_copy(&exchange->arena, head);
    exchange->parser = parser_new(&exchange->arena, request);
    Frame frame = parser_head(exchange->parser, own);
    if (frame.is == FRAME_REFUSED) return frame;
    set_id(exchange);

    int allowed = 0;
    exchange->row = router_find(site, request, &allowed);
    exchange->is_whole = frame.is == FRAME_WHOLE;
    bool streams = exchange->row && exchange->row->takes & TAKES_STREAM;
    Frame length = parser_check_length(exchange->parser);
    if (!streams && length.is == FRAME_REFUSED) return length;
    Err err = router_admit(site, exchange->row, request, allowed, &exchange->reply);
    *admitted = !err;
    if (*admitted) prepare_body(exchange);
    return frame;
}

Frame exchange_read(Exchange *exchange, Str bytes, size_t *used)
{
    Frame frame = exchange->stream ? stream_read(exchange->stream, bytes, used)
                                   : parser_body(exchange->parser, bytes, used);
    exchange->is_whole = frame.is == FRAME_WHOLE;
    return frame;
}

bool exchange_is_ready(const Exchange *exchange)
{
    return exchange->stream ? stream_is_ready(exchange->stream) : exchange->is_whole;
}

// The answer

// A kept answer, if there is one that is still true.
static bool find_kept(Exchange *exchange)
{
    const Site *site = exchange->loop->options->site;
    if (exchange->request.method != METHOD_GET || !site->version) return false;
    exchange->version = site->version(site->app);
    if (exchange->version == 0) return false;

    exchange->key = answers_key(&exchange->arena, &exchange->request);
    const Answer *kept =
        answers_find(exchange->loop->answers, exchange->version, exchange->key);
    if (!kept) return false;
    exchange->answer = *kept;
    exchange->is_kept = true;
    (void)finish_not_modified(&exchange->request, &exchange->answer);
    metrics_kept(exchange->loop->metrics);
    return true;
}

static void finish(Exchange *exchange, Gzip *gzip)
{
    tell_over(exchange);
    exchange->answer =
        finish_reply(&exchange->arena, &exchange->request, &exchange->reply, gzip);
    if (exchange->reply.more) outflow_begin(exchange);
}

void exchange_finish(Exchange *exchange)
{
    finish(exchange, exchange->loop->gzip);
}

// One of those it waits for is done; true for the last.
static bool release(Exchange *exchange)
{
    return atomic_fetch_sub(&exchange->waits_for, 1) == 1;
}

// There is no answer yet: another piece is wanted, or the same one again.
static bool wants_more(const Exchange *exchange)
{
    const Reply *reply = &exchange->reply;
    return (exchange->request.more || reply->again) && !reply->status;
}

// A compressed body becomes what it was; `*skips`: nothing is there yet.
static Err unpack(Exchange *exchange, bool *skips)
{
    Request *request = &exchange->request;
    if (!exchange->is_packed || (!exchange->stream && !request->body.length)) return OK;
    if (!exchange->stream) return body_inflate(request, &exchange->reply);
    return stream_inflate(exchange->stream, request, &exchange->reply, skips);
}

// Call the handler, on any thread; false where somebody else will come back with it.
static bool run_handler(Exchange *exchange, Gzip *gzip)
{
    const Site *site = exchange->loop->options->site;
    bool skips = false;
    atomic_store(&exchange->waits_for, 1);
    Err err = exchange->reply.again ? OK : unpack(exchange, &skips);
    exchange->reply.again = false;
    if (err)
        router_conclude(site, &exchange->request, &exchange->reply, err);
    else if (!skips)
        router_answer(site, exchange->row, &exchange->request, &exchange->reply);
    if (!exchange->parked) {
        if (!wants_more(exchange)) finish(exchange, gzip);
        return true;
    }
    if (release(exchange)) loop_return(exchange->loop, &exchange->job);
    return false;
}

void exchange_work(Job *job, Gzip *gzip)
{
    Exchange *exchange = (Exchange *)job;
    bool goes_on = exchange->flow == FLOW_GOES_ON;
    if (goes_on) outflow_add(exchange);
    if (goes_on || run_handler(exchange, gzip)) loop_return(exchange->loop, job);
}

// Keep the answer if its handler allows it and it is one for everybody who asks so.
static void keep(Exchange *exchange)
{
    bool is_good = exchange->reply.keep && exchange->answer.status == HTTP_OK &&
                   exchange->flow == FLOW_NONE;
    if (exchange->version && is_good)
        answers_keep(exchange->loop->answers, exchange->version, exchange->key,
                     &exchange->answer);
}

// An answer before the end of the body is the last on its connection.
static void end_stream(Exchange *exchange)
{
    if (exchange->request.more || !exchange->is_whole) exchange->ends_connection = true;
}

// To the pool; false where it is full, and the answer is to come again.
static bool enqueue(Exchange *exchange)
{
    if (pool_add(exchange->loop->pool, &exchange->job)) return true;
    router_conclude(exchange->loop->options->site, &exchange->request, &exchange->reply,
                    ERR_BUSY);
    exchange_finish(exchange);
    return false;
}

static bool answer_piece(Exchange *exchange)
{
    if (!exchange->reply.again) stream_take(exchange->stream, &exchange->request);
    exchange->parked = false;
    if (enqueue(exchange)) return false;
    end_stream(exchange);
    return true;
}

bool exchange_answer(Exchange *exchange)
{
    if (exchange->stream) return answer_piece(exchange);
    if (find_kept(exchange)) return true;
    if (exchange->row->where != WHERE_POOL) {
        if (exchange->row->where == WHERE_WATCH && !watch_admits(exchange)) return true;
        bool ready = run_handler(exchange, exchange->loop->gzip);
        if (ready) keep(exchange);
        return ready;
    }
    if (asking_follow(exchange)) return false;
    if (enqueue(exchange)) return false;
    (void)asking_end(exchange);  // nobody has had the time to follow it
    return true;
}

void exchange_refuse(Exchange *exchange, int status, const char *why)
{
    Reply *reply = &exchange->reply;
    if (exchange->request.id.length == 0) set_id(exchange);
    reply->complaint = (Complaint){.status = status, .detail = str_of(why)};
    router_conclude(exchange->loop->options->site, &exchange->request, reply, ERR_INVALID);
    exchange->ends_connection = true;
    exchange_finish(exchange);
}

Exchange *exchange_leave(Exchange *at_work)
{
    const Request *asked = &at_work->request;
    Exchange *exchange = exchange_open(at_work->connection, at_work->loop, asked->loopback);
    Request *request = &exchange->request;
    request->id = str_copy(&exchange->arena, asked->id);
    request->method = asked->method;
    request->method_name = str_copy(&exchange->arena, asked->method_name);
    request->target = str_copy(&exchange->arena, asked->target);
    request->accepts = asked->accepts;
    exchange->row = at_work->row;
    exchange->began = at_work->began;
    at_work->connection = NULL;
    return exchange;
}

// Send it, or if its client has left, close it.
static void send_or_close(Exchange *exchange)
{
    if (exchange->connection)
        connection_send(exchange->connection);
    else
        exchange_close(exchange);
}

// Those who followed get the answer that was kept.  Where it was not, each asks for
// itself, so that they do not wait one for the other.
static void answer_followers(Exchange *follower)
{
    for (Exchange *next; follower; follower = next) {
        next = follower->next;
        bool waits = follower->connection && !find_kept(follower) && enqueue(follower);
        if (!waits) send_or_close(follower);
    }
}

// It was parked, and nobody will answer but us.
static void conclude(Exchange *exchange)
{
    router_conclude(exchange->loop->options->site, &exchange->request, &exchange->reply,
                    exchange->err);
    if (!wants_more(exchange)) exchange_finish(exchange);
}

// The next piece, or the same again; whose handler comes back is getting on, and has its
// time anew.
static void ask_for_more(Exchange *exchange)
{
    Connection *connection = exchange->connection;
    if (!exchange->reply.again) {
        connection_read_stream(connection);
        return;
    }
    waiting_enter(connection, STAGE_WORK);
    if (answer_piece(exchange)) connection_send(connection);
}

void exchange_came_back(Exchange *exchange)
{
    if (exchange->flow == FLOW_GOES_ON || exchange->flow == FLOW_BROKEN) {
        send_or_close(exchange);
        return;
    }
    if (exchange->parked && exchange->connection) conclude(exchange);
    if (exchange->connection && wants_more(exchange)) {
        ask_for_more(exchange);
        return;
    }
    end_stream(exchange);
    keep(exchange);
    Exchange *followers = asking_end(exchange);
    send_or_close(exchange);
    answer_followers(followers);
}

void exchange_abandon(Exchange *exchange)
{
    Exchange *follower = asking_end(exchange);
    exchange_close(exchange);
    for (Exchange *next; follower; follower = next) {
        next = follower->next;
        exchange_close(follower);
    }
}

// Parking: what a handler's reply sees of all this

static Exchange *exchange_of(Reply *reply)
{
    return (Exchange *)(void *)((char *)reply - offsetof(Exchange, reply));
}

void reply_park(Reply *reply)
{
    Exchange *exchange = exchange_of(reply);
    assert(!exchange->parked);
    exchange->parked = true;
    atomic_fetch_add(&exchange->waits_for, 1);
}

void reply_done(Reply *reply, Err err)
{
    Exchange *exchange = exchange_of(reply);
    exchange->err = err;
    if (release(exchange)) loop_return(exchange->loop, &exchange->job);
}

// Sending

static uv_buf_t buffer_of(Str str)
{
    // uv's buffers serve reading too, so they have no const; writing does not write.
    union {
        const char *given;
        char *taken;
    } text = {.given = str.text};
    return uv_buf_init(text.taken, (unsigned)str.length);
}

int exchange_buffers(Exchange *exchange, uv_buf_t buffers[4])
{
    const Answer *answer = &exchange->answer;
    if (exchange->flow == FLOW_GOES_ON) {
        buffers[0] = buffer_of(answer->body);
        return 1;
    }
    ConnectionOption connection = CONNECTION_STAYS;
    if (exchange->parser && parser_is_1_0(exchange->parser))
        connection = CONNECTION_STAYS_1_0;
    if (exchange->ends_connection) connection = CONNECTION_ENDS;

    Str front = finish_front(&exchange->arena, answer->status, loop_date(exchange->loop),
                             exchange->request.id, connection);
    buffers[0] = buffer_of(front);
    buffers[1] = buffer_of(answer->fields);
    buffers[2] = buffer_of(answer->content);
    buffers[3] = buffer_of(answer->body);
    bool has_body = exchange->request.method != METHOD_HEAD && answer->body.length > 0;
    return has_body ? 4 : 3;
}

void exchange_sent(const Exchange *exchange)
{
    const Site *site = exchange->loop->options->site;
    const Request *request = &exchange->request;
    int64_t nanos = clock_ticks() - exchange->began;
    int route = exchange->row ? (int)(exchange->row - site->route) : -1;
    metrics_answered(exchange->loop->metrics, route, exchange->answer.status, nanos);
    if (!log_wants(LOG_ACCESS)) return;

    // The path as sent: decoded, it could hold spaces, and say what was never answered.
    Str query = request->target, path = str_until(str_cut(&query, '?'), LOGGED_PATH_MAX);
    bool has_body = request->method != METHOD_HEAD;
    log_access("%.*s %.*s %d %zu %.3fms %.*s", STR(request->method_name), STR(path),
               exchange->answer.status,
               has_body ? exchange->flowed + exchange->answer.body.length : 0,
               (double)nanos / 1e6, STR(request->id));
}
