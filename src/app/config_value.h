// config_value.h: what does the text of a setting mean?
//
// For the files config*.c.
#pragma once

#include "app/config.h"

typedef struct Setting Setting;

// Put a value into its field of the Config; false where it is no such value.
typedef bool Parse(Arena *life, const Setting *setting, Str value, void *field);

struct Setting {
    const char *flag;      // NULL: only the environment knows it
    const char *variable;  // NULL: only the command line knows it
    const char *value;     // how help calls what stands behind the flag; NULL: a switch
    const char *standard;  // the default; NULL: none
    const char *meaning;
    const char *wanted;  // "... is not WANTED"
    Parse *parse;
    size_t field;
    int commands;
    int64_t least, most;  // of a number
};

Parse parse_text, parse_secret, parse_file, parse_number, parse_switch, parse_path,
    parse_choice, parse_format, parse_action, parse_target, parse_method, parse_version,
    parse_currency, parse_zone, parse_log, parse_auth, parse_listen;
