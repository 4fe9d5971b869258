#include "model/page.h"

#include "test.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PAGE_BYTES = 1 << 20 };

#define MINUS "\xe2\x88\x92"
#define TIMES "\xc2\xb7"

Str page_read(const char *path)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    static char text[PAGE_BYTES];
    size_t length = fread(text, 1, sizeof text, file);
    fclose(file);
    assert_true(length > 0 && length < sizeof text);
    return (Str){text, length};
}

static ptrdiff_t place_of(Str text, Str what)
{
    for (size_t i = 0; i + what.length <= text.length; i++)
        if (memcmp(text.text + i, what.text, what.length) == 0) return (ptrdiff_t)i;
    return -1;
}

static size_t need(Str page, Str what)
{
    ptrdiff_t place = place_of(page, what);
    if (place < 0) fail_msg("the page does not say \"%.*s\"", STR(what));
    return (size_t)place;
}

Str page_behind(Str page, const char *what)
{
    return str_from(page, need(page, str_of(what)) + strlen(what));
}

Str page_before(Str page, const char *what)
{
    return str_until(page, need(page, str_of(what)));
}

Str page_part(Str page, const char *heading)
{
    char line[100];
    snprintf(line, sizeof line, "\n%s\n", heading);
    Str part = page_behind(page, line);
    ptrdiff_t end = place_of(part, S("\n#"));
    return end < 0 ? part : str_until(part, (size_t)end);
}

// --- tables ----------------------------------------------------------------------

Str page_table(Str part, const char *head)
{
    Str table = page_behind(part, head);
    str_cut(&table, '\n');  // the heads, and the line below them
    str_cut(&table, '\n');
    return table;
}

static Str plain(Str cell)
{
    Str inner = str_trim(cell);
    if (str_starts(inner, S("**"))) inner = str_from(inner, 2);
    if (str_ends(inner, S("**"))) inner = str_until(inner, inner.length - 2);
    return inner;
}

bool page_row(Str *table, Str cell[PAGE_CELLS])
{
    if (!str_starts(*table, S("|"))) return false;
    Str row = str_from(str_cut(table, '\n'), 1);
    for (int c = 0; c < PAGE_CELLS; c++)
        cell[c] = plain(str_cut(&row, '|'));
    return true;
}

// --- numbers ---------------------------------------------------------------------

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// Digits in groups of three, and decimals.
static size_t digits_of(Str text)
{
    size_t end = 0;
    while (end < text.length) {
        bool joins = text.text[end] == '.' || text.text[end] == ',';
        bool goes_on = end + 1 < text.length && is_digit(text.text[end + 1]);
        if (!is_digit(text.text[end]) && !(joins && goes_on)) break;
        end++;
    }
    return end;
}

static double take_number(Str *rest, int *decimals)
{
    char plainly[40] = {0};
    size_t length = digits_of(*rest), kept = 0;
    *decimals = 0;
    for (size_t i = 0; i < length && kept + 1 < sizeof plainly; i++) {
        char c = rest->text[i];
        if (c != ',') plainly[kept++] = c;
        if (*decimals > 0 || c == '.') ++*decimals;
    }
    if (*decimals > 0) --*decimals;  // the point
    *rest = str_from(*rest, length);
    return strtod(plainly, NULL);
}

static double next(Str *rest, int *decimals)
{
    bool named = false, minus = false;
    while (rest->length > 0 && (named || !is_digit(rest->text[0]))) {
        bool sign = str_starts(*rest, S(MINUS));
        minus = sign || (minus && rest->text[0] == ' ');
        named = is_letter(rest->text[0]) || (named && is_digit(rest->text[0]));
        *rest = str_from(*rest, sign ? strlen(MINUS) : 1);
    }
    if (rest->length == 0) fail_msg("the page has no number more here");
    double number = take_number(rest, decimals);
    return minus ? -number : number;
}

double page_number(Str *rest)
{
    int decimals;
    return next(rest, &decimals);
}

void page_says(Str *rest, double is)
{
    int decimals;
    double said = next(rest, &decimals);
    if (fabs(said - is) > 0.5 * pow(10, -decimals) + 1e-9)
        fail_msg("the page says %.*f, and it is %.9g", decimals, said, is);
}

// --- sums ------------------------------------------------------------------------

static bool take(Str *rest, const char *sign)
{
    Str trimmed = str_trim(*rest);
    if (!str_starts(trimmed, str_of(sign))) return false;
    *rest = str_from(trimmed, strlen(sign));
    return true;
}

// A sum in parentheses is a sum.
static double part_of(Str *rest)
{
    int decimals;
    if (take(rest, MINUS)) return -part_of(rest);
    if (!take(rest, "(")) {
        *rest = str_trim(*rest);
        if (rest->length == 0 || !is_digit(rest->text[0])) fail_msg("this is no sum");
        return take_number(rest, &decimals);
    }
    double sum = page_sum(rest);
    assert_true(take(rest, ")"));
    return sum;
}

static double product(Str *rest)
{
    double so_far = part_of(rest);
    for (;;) {
        if (take(rest, TIMES))
            so_far *= part_of(rest);
        else if (take(rest, "/ ") || take(rest, "of "))
            so_far /= part_of(rest);
        else
            return so_far;
    }
}

double page_sum(Str *rest)
{
    double sum = product(rest);
    for (;;) {
        if (take(rest, "+ "))
            sum += product(rest);
        else if (take(rest, MINUS " "))
            sum -= product(rest);
        else
            return sum;
    }
}

// --- days ------------------------------------------------------------------------

Day page_day(Str *rest, int year)
{
    static const char *const months[] = {"January",   "February", "March",    "April",
                                         "May",       "June",     "July",     "August",
                                         "September", "October",  "November", "December"};
    int number = (int)page_number(rest);
    Day day = DAY_NONE;
    for (int m = 0; m < 12; m++)
        if (take(rest, months[m])) assert_true(day_from_civil(year, m + 1, number, &day));
    if (day == DAY_NONE) fail_msg("the page names no month here");
    return day;
}
