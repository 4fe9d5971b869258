// parser.h: which request do these bytes say?
//
// llhttp reads the fields and the body's framing; what it lets pass and two
// programs could read differently is refused here: two lengths, a length with a
// sign, a transfer coding that is not exactly "chunked", a Host that is missing,
// doubled or no host.
//
// The head comes whole, after head_scan; the body in pieces of any size.
#pragma once

#include "base/writer.h"
#include "http/head.h"
#include "http/request.h"

enum { BODY_MAX = 1048576 };  // bytes, of a body that is not streamed

typedef struct Parser Parser;

// A parser for one request, which it fills in as far as bytes can tell: method,
// target, path, query, fields and body.
Parser *parser_new(Arena *arena, Request *request);

// Read the whole head; the request's slices point into it.  FRAME_WHOLE: there is
// no body.
Frame parser_head(Parser *parser, Str head);

// What the head says is more than a body may hold that is not streamed: a refusal.
Frame parser_check_length(const Parser *parser);

// Read on in the body; `*used` of the bytes belong to this request.
Frame parser_body(Parser *parser, Str bytes, size_t *used);

// From now on the body has no limit, and what is read of it goes to `piece` and not
// into the request.  Never more is written there than parser_body was given.
void parser_stream(Parser *parser, Writer *piece);

// What the head says about the connection, once it was read.
bool parser_keeps_alive(const Parser *parser);
bool parser_is_1_0(const Parser *parser);
bool parser_expects_continue(const Parser *parser);

// From now on the body is only read past.
void parser_drop_body(Parser *parser);
