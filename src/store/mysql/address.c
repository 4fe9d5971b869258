#include "store/mysql/address.h"

enum { PORT_DEFAULT = 3306 };

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return -1;
}

// NULL where a '%' is not followed by two hexadecimal digits, or stands for NUL.
static const char *decode(Arena *arena, Str text)
{
    char *plain = arena_new(arena, char, text.length + 1);
    size_t length = 0;
    for (size_t i = 0; i < text.length; i++) {
        char c = text.text[i];
        if (c == '%') {
            if (i + 2 >= text.length) return NULL;
            int high = hex_digit(text.text[i + 1]), low = hex_digit(text.text[i + 2]);
            if (high < 0 || low < 0 || high + low == 0) return NULL;
            c = (char)(high * 16 + low);
            i += 2;
        }
        plain[length++] = c;
    }
    return plain;
}

static ptrdiff_t find_last(Str text, char what)
{
    ptrdiff_t at = (ptrdiff_t)text.length - 1;
    while (at >= 0 && text.text[at] != what)
        at--;
    return at;
}

// "host", "host:port", "[::1]:port"
static bool parse_host(Arena *arena, Str text, Address *out)
{
    Str port = {0};
    if (str_starts(text, S("["))) {
        if (str_find(text, ']') < 0) return false;
        port = str_from(text, 1);
        out->host = decode(arena, str_cut(&port, ']'));
        if (port.length && port.text[0] != ':') return false;
        port = str_from(port, 1);
    } else {
        port = text;
        out->host = decode(arena, str_cut(&port, ':'));
    }

    int64_t number = PORT_DEFAULT;
    if (port.length && (!str_int(port, &number) || number < 1 || number > 65535))
        return false;
    out->port = (unsigned)number;
    return out->host != NULL;
}

// "socket=/run/mysqld/mysqld.sock"
static bool parse_options(Arena *arena, Str text, Address *out)
{
    while (text.length) {
        Str option = str_cut(&text, '&');
        Str name = str_cut(&option, '=');
        if (!str_equal(name, S("socket")) || option.length == 0) return false;
        out->socket = decode(arena, option);
        if (!out->socket) return false;
    }
    return true;
}

Err address_parse(Arena *arena, Str text, Address *out, const char **complaint)
{
    Str options = text;
    Str before = str_cut(&options, '?');
    // A password may hold '@' and '/' unescaped by mistake; the last '@' is the
    // one that separates, as no host has one.
    ptrdiff_t at = find_last(before, '@');
    Str login = at < 0 ? (Str){0} : str_until(before, (size_t)at);
    Str name = str_from(before, (size_t)(at + 1));
    Str hosts = str_cut(&name, '/');
    Str password = login;
    Str user = str_cut(&password, ':');

    *out = (Address){0};
    out->user = decode(arena, user);
    out->password = decode(arena, password);
    out->name = decode(arena, name);

    *complaint = NULL;
    if (user.length == 0)
        *complaint = "it names no user";
    else if (name.length == 0 || str_find(name, '/') >= 0)
        *complaint = "it does not end with /NAME, the name of the database";
    else if (!out->user || !out->password || !out->name)
        *complaint = "a '%' in it is not followed by two hexadecimal digits";
    else if (!parse_options(arena, options, out))
        *complaint = "the only option it may have is socket=/path";
    else if (!parse_host(arena, str_cut(&hosts, ','), out))
        *complaint = "its host is not HOST, HOST:PORT or [ADDRESS]:PORT";
    else if (out->host[0] == '\0' && !out->socket)
        *complaint = "it names no host";
    return *complaint ? ERR_INVALID : OK;
}
