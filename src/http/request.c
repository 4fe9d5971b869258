#include "http/request.h"

Str request_header(const Request *request, Str name)
{
    for (int i = 0; i < request->headers; i++)
        if (str_equal_fold(request->header[i].name, name)) return request->header[i].value;
    return (Str){0};
}

// A client may send its cookies in more than one field.
static bool find_cookie(Str cookies, Str name, Str *out)
{
    while (cookies.length) {
        Str value = str_trim(str_cut(&cookies, ';'));
        if (!str_equal(str_cut(&value, '='), name)) continue;
        *out = value;
        return true;
    }
    return false;
}

Str request_cookie(const Request *request, Str name)
{
    Str value = {0};
    for (int i = 0; i < request->headers; i++) {
        const Pair *field = &request->header[i];
        if (!str_equal_fold(field->name, S("Cookie"))) continue;
        if (find_cookie(field->value, name, &value)) break;
    }
    return value;
}

Str request_path_value(const Request *request, Str name)
{
    for (int i = 0; i < request->path_values; i++)
        if (str_equal(request->path_value[i].name, name))
            return request->path_value[i].value;
    return (Str){0};
}

Str request_body_type(const Request *request)
{
    Str rest = request_header(request, S("Content-Type"));
    Str type = str_trim(str_cut(&rest, ';'));
    char *lower = arena_new(request->arena, char, type.length);
    for (size_t i = 0; i < type.length; i++) {
        char c = type.text[i];
        lower[i] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
    }
    return (Str){lower, type.length};
}
