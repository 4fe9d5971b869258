// config.h: how shall it run?
//
// One table in config.c holds every setting: its flag, its environment variable,
// its default and what it means.  Reading them and `--help` both follow it.  A flag
// goes before the environment, and the environment before the default.
#pragma once

#include "base/err.h"
#include "base/log.h"
#include "base/writer.h"
#include "base/zone.h"

typedef enum {  // who takes a setting
    FOR_SERVE = 1 << 0,
    FOR_SAMPLE = 1 << 1,
    FOR_REBUILD = 1 << 2,
    FOR_CHECK = 1 << 3,
    FOR_IMPORT = 1 << 4,
    FOR_PROVE = 1 << 5,
    FOR_CARDS = 1 << 6,
    FOR_ASK = 1 << 7,
} CommandBit;

typedef struct {
    const char *host;  // an IP address
    int64_t port;
    bool loopback;  // only this machine can reach it
} Listen;

typedef struct {
    Str name;    // empty: none was said
    Zone *zone;  // NULL: UTC
} TimeZone;

typedef struct {
    Listen listen;
    Str database;   // an address as store_open takes it
    bool auth_off;  // whoever can reach it may do everything
    Str currency;
    TimeZone time_zone;
    LogLevel log;
    bool sample;
    Str event_mapping;       // what the file says; {0}: no file
    Str segment_write_keys;  // secrets, separated by commas, as the next three
    Str stripe_secrets;
    Str zendesk_secrets;
    Str intercom_secrets;
    int64_t customers;
    int64_t days;
    int64_t events;  // about so many in all; 0: as they come
    int64_t seed;
    bool remove;
    const char *file;    // what to read or send; "-": standard input
    Str format;          // of it; empty: as its name says
    bool create;         // make customers nobody knows
    bool dry_run;        // look, and change nothing
    const char *report;  // where what was refused goes; NULL: nowhere
    bool json;           // as the API says it
    Str scorecard;
    int64_t horizon;     // days
    Str stamp;           // of the score to compute again; empty: none
    const char *target;  // what to ask: a path and its query
    const char *method;  // NULL: as the body says
    const char *action;  // of the scorecards: list, show, ...
    const char *card;    // an id, or a file; NULL: none was said
    Str version;         // "latest", "draft" or a number, as the next two
    Str from;
    Str to;
    Str author;
    Str note;
    bool help;
    Str db_host;  // the parts of an address, as containers like to give them
    int64_t db_port;
    Str db_user;
    Str db_password;
    Str db_name;
} Config;

// The settings of the command `bit`: `flags` ends with NULL.  ERR_INVALID: then
// `*complaint` is a sentence that says what to do.
MUST_USE Err config_read(Arena *life, CommandBit bit, char **flags, Config *out,
                         Str *complaint);

// The settings a command takes, a paragraph each.
void config_explain(Writer *writer, CommandBit bit);
