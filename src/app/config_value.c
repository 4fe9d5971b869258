#include "app/config_value.h"

#include <arpa/inet.h>
#include <stdio.h>

bool parse_text(Arena *life, const Setting *setting, Str value, void *field)
{
    (void)setting;
    *(Str *)field = str_copy(life, value);
    return value.length > 0;
}

// A complaint says the value: so there is none about a secret.
bool parse_secret(Arena *life, const Setting *setting, Str value, void *field)
{
    (void)setting;
    *(Str *)field = str_copy(life, value);
    return true;
}

// The beginning of a file, a byte more than may be of use.
bool parse_file(Arena *life, const Setting *setting, Str value, void *field)
{
    FILE *file = fopen(str_z(life, value), "rb");
    if (!file) return false;
    size_t room = (size_t)setting->most + 1;
    char *text = arena_new(life, char, room);
    *(Str *)field = (Str){text, fread(text, 1, room, file)};
    bool read = !ferror(file);
    fclose(file);
    return read && ((Str *)field)->length > 0;
}

bool parse_number(Arena *life, const Setting *setting, Str value, void *field)
{
    (void)life;
    int64_t number = 0;
    if (!str_int(value, &number)) return false;
    if (number < setting->least || number > setting->most) return false;
    *(int64_t *)field = number;
    return true;
}

bool parse_switch(Arena *life, const Setting *setting, Str value, void *field)
{
    (void)life, (void)setting;
    bool on = str_equal_fold(value, S("1")) || str_equal_fold(value, S("true"));
    bool off = str_equal_fold(value, S("0")) || str_equal_fold(value, S("false"));
    *(bool *)field = on;
    return on || off;
}

bool parse_path(Arena *life, const Setting *setting, Str value, void *field)
{
    (void)setting;
    *(const char **)field = str_z(life, value);
    return value.length > 0;
}

bool parse_choice(Arena *life, const Setting *setting, Str value, void *field)
{
    (void)life, (void)setting;
    bool on = str_equal(value, S("on"));
    *(bool *)field = on;
    return on || str_equal(value, S("off"));
}

bool parse_format(Arena *life, const Setting *setting, Str value, void *field)
{
    bool known = str_equal(value, S("csv")) || str_equal(value, S("json")) ||
                 str_equal(value, S("ndjson"));
    return known && parse_text(life, setting, value, field);
}

bool parse_action(Arena *life, const Setting *setting, Str value, void *field)
{
    static const char *const names[] = {"list", "show", "validate", "publish", "diff"};
    for (size_t n = 0; n < sizeof names / sizeof *names; n++)
        if (str_equal(value, str_of(names[n])))
            return parse_path(life, setting, value, field);
    return false;
}

bool parse_target(Arena *life, const Setting *setting, Str value, void *field)
{
    for (size_t i = 0; i < value.length; i++)
        if ((unsigned char)value.text[i] <= ' ' || (unsigned char)value.text[i] >= 0x7f)
            return false;
    return str_starts(value, S("/")) && parse_path(life, setting, value, field);
}

bool parse_method(Arena *life, const Setting *setting, Str value, void *field)
{
    static const char *const names[] = {"GET", "POST", "PUT", "PATCH", "DELETE"};
    for (size_t n = 0; n < sizeof names / sizeof *names; n++)
        if (str_equal(value, str_of(names[n])))
            return parse_path(life, setting, value, field);
    return false;
}

bool parse_version(Arena *life, const Setting *setting, Str value, void *field)
{
    int64_t number = 0;
    bool known = str_equal(value, S("latest")) || str_equal(value, S("draft")) ||
                 (str_int(value, &number) && number > 0);
    return known && parse_text(life, setting, value, field);
}

bool parse_currency(Arena *life, const Setting *setting, Str value, void *field)
{
    bool letters = value.length == 3;
    for (size_t i = 0; letters && i < value.length; i++)
        letters = value.text[i] >= 'A' && value.text[i] <= 'Z';
    return letters && parse_text(life, setting, value, field);
}

bool parse_zone(Arena *life, const Setting *setting, Str value, void *field)
{
    (void)setting;
    TimeZone *said = field;
    *said = (TimeZone){.name = str_copy(life, value)};
    return str_equal(value, S("UTC")) || zone_load(life, value, &said->zone) == OK;
}

bool parse_log(Arena *life, const Setting *setting, Str value, void *field)
{
    (void)life, (void)setting;
    static const char *const names[] = {"error", "warning", "notice", "access"};
    for (int level = LOG_ERROR; level <= LOG_ACCESS; level++) {
        if (!str_equal(value, str_of(names[level]))) continue;
        *(LogLevel *)field = (LogLevel)level;
        return true;
    }
    return false;
}

bool parse_auth(Arena *life, const Setting *setting, Str value, void *field)
{
    (void)life, (void)setting;
    *(bool *)field = str_equal(value, S("off"));
    return *(bool *)field;
}

// "127.0.0.1:8000", "[::1]:8000", "localhost:8000".
bool parse_listen(Arena *life, const Setting *setting, Str value, void *field)
{
    (void)setting;
    Listen *listen = field;
    ptrdiff_t colon = -1;
    for (size_t i = 0; i < value.length; i++)
        if (value.text[i] == ':') colon = (ptrdiff_t)i;
    if (colon < 0) return false;

    Str host = str_until(value, (size_t)colon);
    Str port = str_from(value, (size_t)colon + 1);
    if (!str_int(port, &listen->port) || listen->port < 0 || listen->port > 65535)
        return false;
    if (str_equal(host, S("localhost"))) host = S("127.0.0.1");

    bool six = str_starts(host, S("[")) && str_ends(host, S("]"));
    if (six) host = str_from(str_until(host, host.length - 1), 1);
    listen->host = str_z(life, host);
    listen->loopback = six ? str_equal(host, S("::1")) : str_starts(host, S("127."));
    unsigned char address[sizeof(struct in6_addr)];
    return inet_pton(six ? AF_INET6 : AF_INET, listen->host, address) == 1;
}
