#include "http/send.h"

#include "http/connection.h"
#include "http/outflow.h"
#include "http/waiting.h"
#include "http/watch.h"

#include <string.h>
#include <sys/socket.h>

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
    connection_drop_buffer(connection);
    waiting_enter(connection, STAGE_LINGER);
}

static void drop(Connection *connection)
{
    Exchange *exchange = connection->exchange;
    connection->exchange = NULL;
    exchange_close(exchange);
    connection_close(connection);
}

// A piece of an answer is with the system, and another is to follow.
static void go_on(Connection *connection)
{
    waiting_enter(connection, STAGE_WORK);
    if (!outflow_ask(connection->exchange)) drop(connection);
}

// The last byte is with the system.
static void on_sent(Connection *connection)
{
    Exchange *exchange = connection->exchange;
    if (exchange->reply.more) {
        if (exchange->watches)
            watch_wait(connection);
        else
            go_on(connection);
        return;
    }
    bool ends = exchange->ends_connection, whole = exchange->is_whole;
    bool was_told = exchange->watches && exchange->flow == FLOW_GOES_ON;
    connection->exchange = NULL;
    if (!was_told) exchange_sent(exchange);
    exchange_close(exchange);
    if (ends)
        say_goodbye(connection, whole);
    else
        waiting_enter(connection, STAGE_IDLE);
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
        drop(connection);
        return;
    }
    connection_note_unsent(connection, 0);
    on_sent(connection);
    if (connection->stage != STAGE_CLOSED) connection_read_on(connection);
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
        buffers[b].base = arena_grow(&exchange->arena, NULL, 0, left.length);
        memcpy(buffers[b].base, left.text, left.length);
    }
    exchange->write.data = exchange;
    waiting_enter(connection, STAGE_SEND);
    uv_stream_t *stream = (uv_stream_t *)&connection->tcp;
    uv_write(&exchange->write, stream, buffers, (unsigned)count, on_written);
    connection_note_unsent(connection, uv_stream_get_write_queue_size(stream));
}

void send_answer(Connection *connection)
{
    Exchange *exchange = connection->exchange;
    if (exchange->flow == FLOW_BROKEN) {
        drop(connection);
        return;
    }
    if (loop_is_draining(connection->loop)) exchange->ends_connection = true;
    uv_buf_t buffers[4];
    int count = exchange_buffers(exchange, buffers);
    size_t length = 0;
    for (int b = 0; b < count; b++)
        length += buffers[b].len;

    int done = uv_try_write((uv_stream_t *)&connection->tcp, buffers, (unsigned)count);
    if (done == UV_EAGAIN) done = 0;
    if (done < 0) {
        drop(connection);
    } else if ((size_t)done == length) {
        on_sent(connection);
    } else {
        write_rest(connection, buffers, count, (size_t)done);
    }
}
