#include "model/money.h"

enum { EXPONENT_MAX = 100000000 };  // beyond any text we read: says "far too large"

static bool is_listed(const char *list, Str currency)
{
    for (; *list; list += 4)
        if (str_equal((Str){list, 3}, currency)) return true;
    return false;
}

bool money_decimals(Str currency, int *out)
{
    if (currency.length != 3) return false;
    for (size_t i = 0; i < 3; i++)
        if (currency.text[i] < 'A' || currency.text[i] > 'Z') return false;

    *out = 2;
    if (is_listed("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF ",
                  currency))
        *out = 0;
    else if (is_listed("BHD IQD JOD KWD LYD OMR TND ", currency))
        *out = 3;
    else if (is_listed("CLF UYW ", currency))
        *out = 4;
    return true;
}

static bool is_digit(Str rest)
{
    return rest.length && rest.text[0] >= '0' && rest.text[0] <= '9';
}

static bool take(Str *rest, char c)
{
    if (rest->length == 0 || rest->text[0] != c) return false;
    *rest = str_from(*rest, 1);
    return true;
}

// `*value` times ten to the power of `power`; false where it does not fit.
static bool scale(int64_t *value, int power)
{
    for (; power > 0 && *value; power--)
        if (__builtin_mul_overflow(*value, (int64_t)10, value)) return false;
    return true;
}

typedef struct {
    int64_t value;  // the digits so far, without the zeros at their end
    int zeros;      // how many those are
} Digits;

// The digits at the front of `*rest`, appended to `digits`.  Zeros wait until a
// digit follows them, so that those at the end cost no room.
static bool take_digits(Str *rest, Digits *digits)
{
    if (!is_digit(*rest)) return false;
    for (; is_digit(*rest); *rest = str_from(*rest, 1)) {
        int digit = rest->text[0] - '0';
        digits->zeros++;
        if (digit == 0) continue;
        if (!scale(&digits->value, digits->zeros)) return false;
        if (__builtin_add_overflow(digits->value, (int64_t)digit, &digits->value))
            return false;
        digits->zeros = 0;
    }
    return true;
}

// "e-2"; nothing there is 0.
static bool take_exponent(Str *rest, int *out)
{
    *out = 0;
    if (!take(rest, 'e') && !take(rest, 'E')) return true;
    bool negative = take(rest, '-');
    if (!negative) take(rest, '+');
    if (!is_digit(*rest)) return false;
    for (; is_digit(*rest); *rest = str_from(*rest, 1))
        if (*out < EXPONENT_MAX) *out = *out * 10 + (rest->text[0] - '0');
    if (negative) *out = -*out;
    return true;
}

bool money_parse(Str number, int decimals, int64_t *out)
{
    Str rest = number;
    Digits digits = {0};
    if (take(&rest, '0') ? is_digit(rest) : !take_digits(&rest, &digits)) return false;

    size_t before = rest.length;
    bool has_point = take(&rest, '.');
    if (has_point && !take_digits(&rest, &digits)) return false;
    int after_point = has_point ? (int)(before - rest.length) - 1 : 0;

    int exponent;
    if (!take_exponent(&rest, &exponent) || rest.length) return false;

    *out = digits.value;
    if (digits.value == 0) return true;
    int power = exponent - after_point + digits.zeros + decimals;
    return power >= 0 && scale(out, power);  // below 0, the last digit is lost
}

void money_write(Writer *writer, int64_t minor, int decimals)
{
    uint64_t left = minor < 0 ? -(uint64_t)minor : (uint64_t)minor;
    uint64_t unit = 1;
    for (int d = 0; d < decimals; d++)
        unit *= 10;

    if (minor < 0) writer_char(writer, '-');
    writer_int(writer, (int64_t)(left / unit));
    if (decimals > 0) writer_char(writer, '.');
    for (uint64_t part = left % unit; unit > 1; part %= unit) {
        unit /= 10;
        writer_char(writer, (char)('0' + part / unit));
    }
}
