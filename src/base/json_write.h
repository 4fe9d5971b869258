// json_write.h: how do we say it in JSON?
//
// Writes straight into a Writer.  Names are literals; every text is escaped here
// and nowhere else; numbers are the shortest that read back the same; NaN is
// impossible.  Commas take care of themselves.
#pragma once

#include "base/date.h"

typedef struct {
    Writer *to;
    bool follows;  // does a comma have to come first?
} Json;

// The whole document is one value; inside an object every value has a name, and
// inside an array the name is {0}.
void json_open(Json *json);  // the outermost {
void json_close(Json *json);
void json_open_object(Json *json, Str name);
void json_close_object(Json *json);
void json_open_array(Json *json, Str name);
void json_close_array(Json *json);

void json_str(Json *json, Str name, Str value);
void json_str_or_null(Json *json, Str name, Str value);  // empty is null
void json_int(Json *json, Str name, int64_t value);
void json_double(Json *json, Str name, double value);
void json_bool(Json *json, Str name, bool value);
void json_null(Json *json, Str name);
void json_time(Json *json, Str name, Millis at);
void json_day(Json *json, Str name, Day day);

// Minor units as a decimal text: json_money(json, S("mrr"), 123450, 2) is "1234.50".
void json_money(Json *json, Str name, int64_t minor, int decimals);

// JSON that was checked when it came in.
void json_raw(Json *json, Str name, Str value);
