#include "http/connection.h"

#include "http/exchange.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

enum { LINGER_MS = 2000 };

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
    size_t unsent;     // bytes, when the sweep last looked
    bool loopback;
    bool client_ended;  // it will send no more
    bool stopped;       // we do not read: the buffer is full
};

// Lists of waiting connections

static void leave(Connection *connection)
{
    Waiting *list = &connection->loop->waiting[connection->stage];
    if (connection->older) connection->older->newer = connection->newer;
    if (connection->newer) connection->newer->older = connection->older;
    if (list->oldest == connection) list->oldest = connection->newer;
    if (list->newest == connection) list->newest = connection->older;
}

static void join(Connection *connection, Stage stage)
{
    Waiting *list = &connection->loop->waiting[stage];
    connection->stage = stage;
    connection->since = loop_now();
    connection->newer = NULL;
    connection->older = list->newest;
    if (list->newest) list->newest->newer = connection;
    if (!list->oldest) list->oldest = connection;
    list->newest = connection;
}

static void enter(Connection *connection, Stage stage)
{
    leave(connection);
    join(connection, stage);
}

Connection *connection_next(const Connection *connection)
{
    return connection->newer;
}

// The buffer

static Str unread(const Connection *connection)
{
    return (Str){connection->buffer.next + connection->from,
                 connection->to - connection->from};
}

static void drop_buffer(Connection *connection)
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
    leave(connection);
    connection->stage = STAGE_CLOSED;
    connection->exchange = NULL;
    drop_buffer(connection);
    uv_close((uv_handle_t *)&connection->tcp, on_closed);
    loop->open--;

    // At work, or being written: it is closed when it comes back.
    if (exchange) exchange->connection = NULL;
    if (exchange && was != STAGE_WORK && was != STAGE_SEND) exchange_close(exchange);
    loop_check_end(loop);
}

static void say_goodbye(Connection *connection, bool request_was_whole)
{
    uv_os_fd_t socket;
    bool nothing_left = request_was_whole && !connection_has_input(connection);
    if (nothing_left || connection->client_ended ||
        uv_fileno((uv_handle_t *)&connection->tcp, &socket)) {
        connection_close(connection);
        return;
    }
    shutdown(socket, SHUT_WR);
    drop_buffer(connection);
    enter(connection, STAGE_LINGER);
}

// Reading

static void read_on(Connection *connection);
static void send_answer(Connection *connection);

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
        read_on(connection);
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

static void say_continue(Connection *connection)
{
    static char text[] = "HTTP/1.1 100 Continue\r\n\r\n";
    uv_buf_t buffer = uv_buf_init(text, sizeof text - 1);
    // The line is idle and its send buffer empty; a client to whom this does not
    // get through sends its body anyway after a while.
    (void)uv_try_write((uv_stream_t *)&connection->tcp, &buffer, 1);
}

static void answer(Connection *connection)
{
    enter(connection, STAGE_WORK);
    connection->exchange->is_whole = true;
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
        enter(connection, STAGE_BODY);
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
        if (connection->stage == STAGE_IDLE) enter(connection, STAGE_HEAD);
        return false;
    }
    if (frame.is == FRAME_REFUSED)
        refuse(connection, frame.status, frame.why);
    else
        begin(connection, str_until(bytes, connection->scan.seen));
    return true;
}

static bool read_body(Connection *connection)
{
    size_t used;
    Frame frame = parser_body(connection->exchange->parser, unread(connection), &used);
    if (frame.is == FRAME_REFUSED) {
        refuse(connection, frame.status, frame.why);
        return true;
    }
    consume(connection, used);
    connection->body_seen += used;
    if (frame.is == FRAME_MORE) return false;
    answer(connection);
    return true;
}

// One step further, if there are bytes and the stage reads them.
static bool take_step(Connection *connection)
{
    if (connection->from == connection->to) return false;
    if (connection->stage == STAGE_BODY) return read_body(connection);
    if (connection->stage == STAGE_IDLE || connection->stage == STAGE_HEAD)
        return read_head(connection);
    return false;
}

static void read_on(Connection *connection)
{
    while (take_step(connection))
        continue;
    if (connection->stage == STAGE_CLOSED) return;
    if (connection->from == connection->to) drop_buffer(connection);
    if (connection->client_ended) {
        if (!connection->exchange) connection_close(connection);
    } else if (is_full(connection)) {
        connection->stopped = true;
        uv_read_stop((uv_stream_t *)&connection->tcp);
    } else if (connection->stopped) {
        start_reading(connection);
    }
}

// Sending

// The last byte is with the system.
static void on_sent(Connection *connection)
{
    Exchange *exchange = connection->exchange;
    bool ends = exchange->ends_connection, whole = exchange->is_whole;
    connection->exchange = NULL;
    exchange_sent(exchange);
    exchange_close(exchange);
    if (ends)
        say_goodbye(connection, whole);
    else
        enter(connection, STAGE_IDLE);
}

static void on_written(uv_write_t *write, int status)
{
    Exchange *exchange = write->data;
    Connection *connection = exchange->connection;
    if (!connection) {  // it was closed meanwhile
        exchange_close(exchange);
        return;
    }
    if (status < 0) {
        connection->exchange = NULL;
        exchange_close(exchange);
        connection_close(connection);
        return;
    }
    on_sent(connection);
    if (connection->stage != STAGE_CLOSED) read_on(connection);
}

// Write what the system did not take at once.  A kept answer may go before it is
// sent: what is left of it becomes the exchange's own.
static void write_rest(Connection *connection, uv_buf_t *buffers, int count, size_t done)
{
    Exchange *exchange = connection->exchange;
    for (int b = 0; b < count; b++) {
        size_t past = done < buffers[b].len ? done : buffers[b].len;
        Str left = str_from((Str){buffers[b].base, buffers[b].len}, past);
        buffers[b].base += past;
        buffers[b].len -= past;
        done -= past;
        if (!exchange->is_kept || left.length == 0) continue;
        buffers[b].base = arena_new(&exchange->arena, char, left.length);
        memcpy(buffers[b].base, left.text, left.length);
    }
    exchange->write.data = exchange;
    enter(connection, STAGE_SEND);
    uv_stream_t *stream = (uv_stream_t *)&connection->tcp;
    uv_write(&exchange->write, stream, buffers, (unsigned)count, on_written);
    connection->unsent = uv_stream_get_write_queue_size(stream);
}

static void send_answer(Connection *connection)
{
    Exchange *exchange = connection->exchange;
    if (loop_is_draining(connection->loop)) exchange->ends_connection = true;
    uv_buf_t buffers[4];
    int count = exchange_buffers(exchange, buffers);
    size_t length = 0;
    for (int b = 0; b < count; b++)
        length += buffers[b].len;

    int done = uv_try_write((uv_stream_t *)&connection->tcp, buffers, (unsigned)count);
    if (done == UV_EAGAIN) done = 0;
    if (done < 0) {
        connection->exchange = NULL;
        exchange_close(exchange);
        connection_close(connection);
    } else if ((size_t)done == length) {
        on_sent(connection);
    } else {
        write_rest(connection, buffers, count, (size_t)done);
    }
}

void connection_send(Connection *connection)
{
    send_answer(connection);
    if (connection->stage != STAGE_CLOSED) read_on(connection);
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
    join(connection, STAGE_IDLE);
    uv_tcp_init(&loop->uv, &connection->tcp);
    if (uv_tcp_open(&connection->tcp, socket)) {
        close(socket);
        connection_close(connection);
        return;
    }
    uv_tcp_nodelay(&connection->tcp, 1);
    start_reading(connection);
}

// Deadlines

static bool is_too_slow(const Connection *connection, int64_t now)
{
    const ServerOptions *options = connection->loop->options;
    int64_t counted = now - connection->since - options->body_ms;
    return counted > 0 &&
           (int64_t)connection->body_seen * 1000 < counted * options->body_rate;
}

static void time_out(Connection *connection, const char *why)
{
    refuse(connection, HTTP_REQUEST_TIMEOUT, why);
    if (connection->stage != STAGE_CLOSED) read_on(connection);
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
    Connection *next;
    for (Connection *at = loop->waiting[STAGE_HEAD].oldest; at; at = next) {
        next = at->newer;
        if (now - at->since < loop->options->head_ms) return;
        time_out(at, "The head of the request took too long to come.");
    }
}

static void sweep_bodies(Loop *loop, int64_t now)
{
    Connection *next;
    for (Connection *at = loop->waiting[STAGE_BODY].oldest; at; at = next) {
        next = at->newer;
        if (is_too_slow(at, now)) time_out(at, "The body came too slowly.");
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
        at->unsent = unsent;
        enter(at, STAGE_SEND);
    }
}

void connection_sweep(Loop *loop, int64_t now)
{
    int write_ms = loop->options->write_ms;
    close_older(loop, STAGE_IDLE, now, loop->options->idle_ms);
    sweep_heads(loop, now);
    sweep_bodies(loop, now);
    note_progress(loop);
    close_older(loop, STAGE_SEND, now, write_ms);
    close_older(loop, STAGE_LINGER, now, write_ms < LINGER_MS ? write_ms : LINGER_MS);
}
