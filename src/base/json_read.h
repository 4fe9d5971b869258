// json_read.h: what does this JSON say?
//
// Strict: RFC 8259, valid UTF-8, no lone surrogates, no member twice in one
// object, at most JSON_DEPTH_MAX deep, numbers that a 64-bit integer or a finite
// double can hold.
#pragma once

#include "base/err.h"
#include "base/writer.h"

enum { JSON_DEPTH_MAX = 64 };

typedef struct {
    void *at;  // NULL: there is no such value
} JsonValue;

typedef enum {
    JSON_ABSENT,
    JSON_NULL,
    JSON_BOOL,
    JSON_NUMBER,
    JSON_TEXT,
    JSON_ARRAY,
    JSON_OBJECT,
} JsonType;

typedef struct {
    size_t at;  // byte offset
    Str why;    // "unexpected character"
} JsonFault;

// Read a document; the values live in the arena.  ERR_INVALID: `*fault` says
// where and why.
MUST_USE Err json_read(Arena *arena, Str text, JsonValue *out, JsonFault *fault);

JsonType json_type(JsonValue value);

// A member of an object; {NULL} where it is absent or `object` is none.
JsonValue json_member(JsonValue object, Str name);

// Whether the value is of that type, and what it holds.
bool json_get_text(JsonValue value, Str *out);
bool json_get_int(JsonValue value, int64_t *out);  // a whole number without fraction
bool json_get_double(JsonValue value, double *out);
bool json_get_bool(JsonValue value, bool *out);

// A number as it was written ("19.90"), so that money need not pass through a
// double.  {0} where the value is no number.
Str json_number_text(JsonValue value);

// Walk the members of an object or the items of an array: start with {0}.
typedef struct {
    size_t index;
    void *next;
    Str name;  // of the member; {0} for an item
    JsonValue value;
} JsonWalk;
bool json_next(JsonValue of, JsonWalk *walk);

// The value as JSON again, without white space.
Str json_text_of(Arena *arena, JsonValue value);
