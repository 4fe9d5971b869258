#include "http/connection.h"

#include "http/exchange.h"
#include "http/reply.h"
#include "http/send.h"
#include "http/waiting.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

void connection_note_unsent(Connection *connection, size_t bytes)
{
    connection->loop->unsent += bytes - connection->unsent;
    connection->unsent = bytes;
}

// The buffer

static Str unread(const Connection *connection)
{
    return (Str){connection->buffer.next + connection->from,
                 connection->to - connection->from};
}

void connection_drop_buffer(Connection *connection)
{
    if (connection->buffer.next)
        spares_give(&connection->loop->buffers, connection->buffer, connection->to);
    connection->buffer = (Arena){0};
    connection->from = connection->to = 0;
}

static void consume(Connection *connection, size_t bytes)
{
    connection->from += bytes;
    assert(connection->from <= connection->to);
}

bool connection_has_input(const Connection *connection)
{
    uv_os_fd_t socket;
    int waiting = 0;
    if (connection->to > connection->from) return true;
    if (uv_fileno((const uv_handle_t *)&connection->tcp, &socket)) return false;
    return ioctl(socket, FIONREAD, &waiting) == 0 && waiting > 0;
}

// The end

static void on_closed(uv_handle_t *handle)
{
    free(handle->data);
}

void connection_close(Connection *connection)
{
    if (connection->stage == STAGE_CLOSED) return;
    Loop *loop = connection->loop;
    Stage was = connection->stage;
    Exchange *exchange = connection->exchange;
    waiting_leave(connection);
    connection->stage = STAGE_CLOSED;
    connection->exchange = NULL;
    connection_drop_buffer(connection);
    connection_note_unsent(connection, 0);
    uv_close((uv_handle_t *)&connection->tcp, on_closed);
    loop->open--;

    // At work, or being written: it is closed when it comes back.
    if (exchange) exchange->connection = NULL;
    if (exchange && was != STAGE_WORK && was != STAGE_SEND) exchange_close(exchange);
    loop_check_end(loop);
}

// Reading

static void on_buffer(uv_handle_t *handle, __attribute__((unused)) size_t suggested,
                      uv_buf_t *buffer)
{
    Connection *connection = handle->data;
    if (!connection->buffer.next)
        connection->buffer = spares_take(&connection->loop->buffers);
    if (connection->from > 0) {
        Str left = unread(connection);
        memmove(connection->buffer.next, left.text, left.length);
        connection->from = 0;
        connection->to = left.length;
    }
    *buffer = uv_buf_init(connection->buffer.next + connection->to,
                          (unsigned)(BUFFER_BYTES - connection->to));
}

static void on_client_ended(Connection *connection)
{
    connection->client_ended = true;
    uv_read_stop((uv_stream_t *)&connection->tcp);
    bool owes_answer = connection->stage == STAGE_WORK || connection->stage == STAGE_SEND;
    if (!owes_answer) connection_close(connection);
}

static void on_read(uv_stream_t *stream, ssize_t length,
                    __attribute__((unused)) const uv_buf_t *b)
{
    Connection *connection = stream->data;
    if (length == UV_EOF) {
        on_client_ended(connection);
    } else if (length < 0) {
        connection_close(connection);
    } else {
        connection->to += (size_t)length;
        if (connection->stage == STAGE_LINGER) connection->to = 0;
        connection_read_on(connection);
    }
}

static bool is_full(const Connection *connection)
{
    return connection->to - connection->from == BUFFER_BYTES;
}

static void start_reading(Connection *connection)
{
    connection->stopped = false;
    uv_read_start((uv_stream_t *)&connection->tcp, on_buffer, on_read);
}

// Refuse what is under way, and end the connection.
static void refuse(Connection *connection, int status, const char *why)
{
    if (!connection->exchange)
        connection->exchange =
            exchange_open(connection, connection->loop, connection->loopback);
    exchange_refuse(connection->exchange, status, why);
    send_answer(connection);
}

void connection_refuse(Connection *connection, int status, const char *why)
{
    refuse(connection, status, why);
    if (connection->stage != STAGE_CLOSED) connection_read_on(connection);
}

void connection_give_up(Connection *connection)
{
    if (connection->exchange->flow == FLOW_GOES_ON) {  // its head is sent: it just ends
        connection_close(connection);
        return;
    }
    connection->exchange = exchange_leave(connection->exchange);
    connection_refuse(connection, HTTP_UNAVAILABLE,
                      "The database keeps us waiting. Whether this was done is not known: "
                      "send it again shortly, with the same ids.");
}

static void say_continue(Connection *connection)
{
    char text[] = "HTTP/1.1 100 Continue\r\n\r\n";
    uv_buf_t buffer = uv_buf_init(text, sizeof text - 1);
    // The line is idle and its send buffer empty; a client to whom this does not
    // get through sends its body anyway after a while.
    (void)uv_try_write((uv_stream_t *)&connection->tcp, &buffer, 1);
}

static void answer(Connection *connection)
{
    waiting_enter(connection, STAGE_WORK);
    if (exchange_answer(connection->exchange)) send_answer(connection);
}

// The site does not admit the request.  Where its body is already here, it is read
// past, and the connection may stay.
static void turn_away(Connection *connection, bool whole)
{
    Exchange *exchange = connection->exchange;
    parser_drop_body(exchange->parser);
    size_t used = 0;
    if (!whole && connection->to > connection->from) {
        whole = parser_body(exchange->parser, unread(connection), &used).is == FRAME_WHOLE;
        if (whole) consume(connection, used);
    }
    exchange->is_whole = whole;
    if (!whole) exchange->ends_connection = true;
    exchange_finish(exchange);
    send_answer(connection);
}

static void begin(Connection *connection, Str head)
{
    bool admitted = false;
    Exchange *exchange = exchange_open(connection, connection->loop, connection->loopback);
    connection->exchange = exchange;
    Frame frame = exchange_head(exchange, head, &admitted);
    consume(connection, head.length);
    connection->scan = (HeadScan){0};
    connection->body_seen = 0;
    if (frame.is == FRAME_REFUSED) {
        refuse(connection, frame.status, frame.why);
        return;
    }
    exchange->ends_connection = !parser_keeps_alive(exchange->parser);
    if (!admitted) {
        turn_away(connection, frame.is == FRAME_WHOLE);
    } else if (frame.is == FRAME_WHOLE) {
        answer(connection);
    } else {
        waiting_enter(connection, STAGE_BODY);
        bool waits = connection->to == connection->from;
        if (waits && parser_expects_continue(exchange->parser)) say_continue(connection);
    }
}

// Read on in the head; false where more of it has to come.
static bool read_head(Connection *connection)
{
    Str bytes = unread(connection);
    Frame frame = head_scan(&connection->scan, bytes);
    if (frame.is == FRAME_MORE) {
        if (connection->stage == STAGE_IDLE) waiting_enter(connection, STAGE_HEAD);
        return false;
    }
    if (frame.is == FRAME_REFUSED)
        refuse(connection, frame.status, frame.why);
    else
        begin(connection, str_until(bytes, connection->scan.seen));
    return true;
}

// Read on in the body; while a piece of it is at work nothing can be answered.
static bool read_body(Connection *connection)
{
    size_t used;
    Exchange *exchange = connection->exchange;
    bool at_work = connection->stage == STAGE_WORK;
    Frame frame = exchange_read(exchange, unread(connection), &used);
    if (frame.is == FRAME_REFUSED) {
        if (!at_work) refuse(connection, frame.status, frame.why);
        return !at_work;
    }
    consume(connection, used);
    connection->body_seen += used;
    if (!at_work && exchange_is_ready(exchange)) answer(connection);
    return true;
}

static bool reads_ahead(const Connection *connection)
{
    const Exchange *exchange = connection->exchange;
    return connection->stage == STAGE_WORK && exchange->stream &&
           stream_has_room(exchange->stream);
}

// One step further, if there are bytes and the stage reads them.
static bool take_step(Connection *connection)
{
    if (connection->from == connection->to) return false;
    if (connection->stage == STAGE_BODY || reads_ahead(connection))
        return read_body(connection);
    if (connection->stage == STAGE_IDLE || connection->stage == STAGE_HEAD)
        return read_head(connection);
    return false;
}

// We are about to stop: a stream is not waited for.
static void end_stream(Connection *connection)
{
    if (connection->exchange->stream)
        refuse(connection, HTTP_UNAVAILABLE,
               "The server stops before the body has come whole: send it again shortly.");
}

void connection_read_on(Connection *connection)
{
    while (take_step(connection))
        continue;
    if (connection->stage == STAGE_BODY && loop_is_draining(connection->loop))
        end_stream(connection);
    if (connection->stage == STAGE_CLOSED) return;
    if (connection->from == connection->to) connection_drop_buffer(connection);
    if (connection->client_ended) {
        bool waits = !connection->exchange || connection->stage == STAGE_BODY ||
                     connection->stage == STAGE_WATCH;
        if (waits) connection_close(connection);
    } else if (is_full(connection)) {
        connection->stopped = true;
        uv_read_stop((uv_stream_t *)&connection->tcp);
    } else if (connection->stopped) {
        start_reading(connection);
    }
}

// A piece is done with: the next one is here, or what keeps it from coming, or it
// has to be waited for.
static void begin_piece(Connection *connection)
{
    Exchange *exchange = connection->exchange;
    const Frame *refusal = &exchange->stream->refusal;
    if (refusal->status) {
        refuse(connection, refusal->status, refusal->why);
    } else if (exchange_is_ready(exchange)) {
        answer(connection);
    } else {
        waiting_enter(connection, STAGE_BODY);
        connection->body_seen = 0;
    }
}

void connection_read_stream(Connection *connection)
{
    if (loop_is_draining(connection->loop))
        end_stream(connection);
    else
        begin_piece(connection);
    if (connection->stage != STAGE_CLOSED) connection_read_on(connection);
}

void connection_send(Connection *connection)
{
    send_answer(connection);
    if (connection->stage != STAGE_CLOSED) connection_read_on(connection);
}

// Opening

void connection_open(Loop *loop, int socket, bool loopback)
{
    Connection *connection = calloc(1, sizeof *connection);
    assert(connection);
    connection->loop = loop;
    connection->loopback = loopback;
    connection->tcp.data = connection;
    loop->open++;
    waiting_join(connection, STAGE_IDLE);
    uv_tcp_init(&loop->uv, &connection->tcp);
    if (uv_tcp_open(&connection->tcp, socket)) {
        close(socket);
        connection_close(connection);
        return;
    }
    uv_tcp_nodelay(&connection->tcp, 1);
    start_reading(connection);
}
