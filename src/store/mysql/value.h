// value.h: what do we hand over with a statement?
//
// A value of one kind, or the lack of one.  Texts are borrowed.
#pragma once

#include "model/customer.h"

typedef enum { VALUE_INT, VALUE_REAL, VALUE_TEXT, VALUE_BYTES } ValueKind;

typedef struct {
    ValueKind is;
    bool is_null;  // there is none, of this kind
    union {
        int64_t number;
        double real;
        Str text;
    };
} Value;

Value value_int(int64_t number);
Value value_real(double real);
Value value_text(Str text);
Value value_bytes(const unsigned char *bytes, size_t length);
Value value_blob(Str bytes);                 // a text of any bytes
Value value_day(Day day);                    // DAY_NONE is NULL
Value value_if(bool there_is, Value value);  // else NULL

// Where the driver finds a value, which must stay there until it was sent.  A NULL in an
// array of rows is marked as such; elsewhere it must also be given its type, NULL.
struct st_mysql_bind;
void value_bind(const Value *value, struct st_mysql_bind *bind);
