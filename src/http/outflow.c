#include "http/outflow.h"

#include <assert.h>

static bool is_1_0(const Exchange *exchange)
{
    return parser_is_1_0(exchange->parser);
}

// HTTP/1.0 knows no chunks: there the end of the connection is the end of the answer.
static Str chunk_of(Exchange *exchange)
{
    const Reply *reply = &exchange->reply;
    Str piece = writer_str(&reply->body);
    if (is_1_0(exchange)) return piece;
    Writer chunk = {.arena = &exchange->arena};
    (void)writer_reserve(&chunk, piece.length + 64);
    if (piece.length > 0)
        writer_format(&chunk, "%zx\r\n%.*s\r\n", piece.length, STR(piece));
    if (!reply->more) writer_put(&chunk, S("0\r\n\r\n"));
    return writer_str(&chunk);
}

void outflow_begin(Exchange *exchange)
{
    Answer *answer = &exchange->answer;
    assert(exchange->row->where != WHERE_LOOP && !exchange->stream);
    exchange->flow = FLOW_BEGINS;
    if (is_1_0(exchange))
        exchange->ends_connection = true;
    else
        answer->fields = str_format(&exchange->arena, "%.*sTransfer-Encoding: chunked\r\n",
                                    STR(answer->fields));
    if (exchange->request.method == METHOD_HEAD) exchange->reply.more = false;
    answer->body = chunk_of(exchange);
    exchange->before_piece = exchange->arena;
}

void outflow_add(Exchange *exchange)
{
    const Site *site = exchange->loop->options->site;
    Reply *reply = &exchange->reply;
    exchange->arena = exchange->before_piece;
    reply->body = (Writer){.arena = &exchange->arena};
    reply->more = reply->waits = false;
    router_answer(site, exchange->row, &exchange->request, reply);
    exchange->flow = reply->status == HTTP_OK ? FLOW_GOES_ON : FLOW_BROKEN;
    exchange->flowed += exchange->answer.body.length;
    exchange->answer.body = chunk_of(exchange);
}

void outflow_end(Exchange *exchange)
{
    Reply *reply = &exchange->reply;
    exchange->arena = exchange->before_piece;
    reply->body = (Writer){.arena = &exchange->arena};
    reply->more = reply->waits = false;
    exchange->answer.body = chunk_of(exchange);
}

bool outflow_ask(Exchange *exchange)
{
    exchange->flow = FLOW_GOES_ON;
    return pool_add(exchange->loop->pool, &exchange->job);
}
