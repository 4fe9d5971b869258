#include "http/reply.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>

// What an earlier beginning wrote goes.
static void begin(Reply *reply, int status, Str type)
{
    reply->status = status;
    reply->type = type;
    reply->body.arena = reply->arena;
    reply->body.length = 0;
}

Json *reply_json(Reply *reply, int status)
{
    begin(reply, status, S("application/json"));
    reply->json = (Json){.to = &reply->body};
    return &reply->json;
}

Writer *reply_text(Reply *reply, int status, Str type)
{
    begin(reply, status, type);
    return &reply->body;
}

// A line break in a value would begin a header of the client's choosing.
static bool is_field_value(Str value)
{
    for (size_t i = 0; i < value.length; i++) {
        unsigned char c = (unsigned char)value.text[i];
        if ((c < ' ' && c != '\t') || c == 0x7F) return false;
    }
    return true;
}

void reply_header(Reply *reply, Str name, Str value)
{
    assert(reply->headers < REPLY_HEADERS_MAX);
    assert(is_field_value(value));
    reply->header[reply->headers++] = (Pair){name, value};
}

void reply_redirect(Reply *reply, int status, Str location)
{
    begin(reply, status, (Str){0});
    reply_header(reply, S("Location"), location);
}

Err reply_complain(Reply *reply, int status, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int length = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (length < 0) length = 0;

    char *text = arena_new(reply->arena, char, length + 1);
    vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    reply->complaint.status = status;
    reply->complaint.detail = (Str){text, (size_t)length};
    return ERR_INVALID;
}

void complaint_add(Complaint *complaint, Fault fault)
{
    if (complaint->faults < FAULTS_MAX) complaint->fault[complaint->faults++] = fault;
}
