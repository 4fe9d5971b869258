#include "store/mysql/value.h"

#include <mysql.h>

Value value_int(int64_t number)
{
    return (Value){.is = VALUE_INT, .number = number};
}

Value value_real(double real)
{
    return (Value){.is = VALUE_REAL, .real = real};
}

Value value_text(Str text)
{
    return (Value){.is = VALUE_TEXT, .text = text};
}

Value value_bytes(const unsigned char *bytes, size_t length)
{
    return (Value){.is = VALUE_BYTES, .text = {(const char *)bytes, length}};
}

Value value_blob(Str bytes)
{
    return (Value){.is = VALUE_BYTES, .text = bytes};
}

Value value_day(Day day)
{
    return value_if(day != DAY_NONE, value_int(day));
}

Value value_if(bool there_is, Value value)
{
    value.is_null = !there_is;
    return value;
}

// The driver reads through these pointers and never writes.
static void *readable(const void *from)
{
    union {
        const void *from;
        void *to;
    } pointer = {from};
    return pointer.to;
}

static enum enum_field_types type_of(const Value *value)
{
    switch (value->is) {
    case VALUE_INT: return MYSQL_TYPE_LONGLONG;
    case VALUE_REAL: return MYSQL_TYPE_DOUBLE;
    case VALUE_TEXT: return MYSQL_TYPE_STRING;
    case VALUE_BYTES: break;
    }
    return MYSQL_TYPE_BLOB;
}

static const char null_in_array = STMT_INDICATOR_NULL;

void value_bind(const Value *value, MYSQL_BIND *bind)
{
    *bind = (MYSQL_BIND){.buffer_type = type_of(value), .length = &bind->buffer_length};
    if (value->is_null) bind->u.indicator = readable(&null_in_array);
    if (value->is == VALUE_INT) {
        bind->buffer = readable(&value->number);
    } else if (value->is == VALUE_REAL) {
        bind->buffer = readable(&value->real);
    } else {
        bind->buffer = readable(value->text.length ? value->text.text : "");
        bind->buffer_length = value->text.length;
    }
}
