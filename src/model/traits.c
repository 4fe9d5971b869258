#include "model/traits.h"

// Where the text goes on behind spaces.
static size_t skip_space(Str text, size_t at)
{
    while (at < text.length && (text.text[at] == ' ' || text.text[at] == '\t' ||
                                text.text[at] == '\n' || text.text[at] == '\r'))
        at++;
    return at;
}

// Behind the string that begins at `at`, with its quote.
static size_t skip_string(Str text, size_t at)
{
    for (at++; at < text.length && text.text[at] != '"'; at++)
        if (text.text[at] == '\\') at++;
    return at < text.length ? at + 1 : text.length;
}

// Behind the value that begins at `at`, whatever it is.
static size_t skip_value(Str text, size_t at)
{
    int depth = 0;
    while (at < text.length) {
        char c = text.text[at];
        if (depth == 0 && (c == ',' || c == '}' || c == ']')) return at;
        if (c == '{' || c == '[') depth++;
        if (c == '}' || c == ']') depth--;
        at = c == '"' ? skip_string(text, at) : at + 1;
    }
    return at;
}

Str traits_member(Str traits, Str name)
{
    size_t at = skip_space(traits, 0);
    if (at >= traits.length || traits.text[at] != '{') return (Str){0};
    for (at = skip_space(traits, at + 1); at < traits.length && traits.text[at] == '"';) {
        size_t behind = skip_string(traits, at);
        Str key = str_from(str_until(traits, behind - 1), at + 1);
        at = skip_space(traits, behind);
        if (at >= traits.length || traits.text[at] != ':') return (Str){0};
        at = skip_space(traits, at + 1);
        size_t end = skip_value(traits, at);
        if (str_equal(key, name)) return str_trim(str_from(str_until(traits, end), at));
        if (end >= traits.length || traits.text[end] != ',') return (Str){0};
        at = skip_space(traits, end + 1);
    }
    return (Str){0};
}

// --- numbers -----------------------------------------------------------------------

typedef struct {
    int64_t digits;  // the first 18 that are not leading zeros
    int taken;
    int exponent;  // the number is digits * 10^exponent
} Decimal;

static void take_digit(Decimal *decimal, char digit, bool behind_point)
{
    if (decimal->taken == 18) {
        decimal->exponent += !behind_point;
        return;
    }
    decimal->digits = decimal->digits * 10 + (digit - '0');
    decimal->taken += decimal->digits > 0;
    decimal->exponent -= behind_point;
}

static bool scale(Decimal decimal, int exponent, int64_t *out)
{
    for (; exponent > 0 && decimal.digits > 0; exponent--)
        if (__builtin_mul_overflow(decimal.digits, 10, &decimal.digits)) return false;
    int64_t rest = 0;
    for (; exponent < 0 && (decimal.digits > 0 || rest > 0); exponent++) {
        rest = decimal.digits % 10;
        decimal.digits /= 10;
    }
    *out = decimal.digits + (rest >= 5);
    return true;
}

bool traits_millionths(Str number, int64_t *out)
{
    enum { EXPONENT_MAX = 100000 };
    Decimal decimal = {0};
    bool negative = str_starts(number, S("-")), behind_point = false;
    size_t at = negative;
    for (; at < number.length; at++) {
        char c = number.text[at];
        if (c == 'e' || c == 'E') break;
        if (c == '.')
            behind_point = true;
        else
            take_digit(&decimal, c, behind_point);
    }
    int64_t exponent = 0;
    Str power = str_from(number, at + 1);
    if (str_starts(power, S("+"))) power = str_from(power, 1);
    if (at < number.length && !str_int(power, &exponent)) return false;
    if (exponent > EXPONENT_MAX) exponent = EXPONENT_MAX;
    if (exponent < -EXPONENT_MAX) exponent = -EXPONENT_MAX;
    if (!scale(decimal, decimal.exponent + (int)exponent + 6, out)) return false;
    if (negative) *out = -*out;
    return true;
}
