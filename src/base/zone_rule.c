#include "base/zone_rule.h"

enum { SECOND = 1000, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE };

// --- reading -------------------------------------------------------------

static bool take_number(Str *rest, int most, int *out)
{
    size_t digits = 0;
    *out = 0;
    while (digits < rest->length && rest->text[digits] >= '0' &&
           rest->text[digits] <= '9') {
        *out = *out * 10 + rest->text[digits++] - '0';
        if (*out > most) return false;
    }
    *rest = str_from(*rest, digits);
    return digits > 0;
}

static bool take_char(Str *rest, char c)
{
    if (rest->length == 0 || rest->text[0] != c) return false;
    *rest = str_from(*rest, 1);
    return true;
}

// "EST", "<+0545>".
static bool take_name(Str *rest)
{
    size_t length = 0;
    bool quoted = take_char(rest, '<');
    while (length < rest->length) {
        char c = rest->text[length];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        bool inside = quoted && (c == '+' || c == '-' || (c >= '0' && c <= '9'));
        if (!letter && !inside) break;
        length++;
    }
    *rest = str_from(*rest, length);
    return length > 0 && (!quoted || take_char(rest, '>'));
}

// "5", "-5:45", "167:59:59".
static bool take_time(Str *rest, Millis *out)
{
    int hours, minutes = 0, seconds = 0;
    bool minus = take_char(rest, '-');
    if (!minus) (void)take_char(rest, '+');
    if (!take_number(rest, 167, &hours)) return false;
    if (take_char(rest, ':') && !take_number(rest, 59, &minutes)) return false;
    if (take_char(rest, ':') && !take_number(rest, 59, &seconds)) return false;
    *out = (Millis)hours * HOUR + minutes * MINUTE + seconds * SECOND;
    if (minus) *out = -*out;
    return true;
}

// ",M3.2.0/2:00".
static bool take_change(Str *rest, ZoneChange *out)
{
    *out = (ZoneChange){.kind = '0', .time = 2 * HOUR};
    bool good = take_char(rest, ',');
    if (good && take_char(rest, 'M')) {
        out->kind = 'M';
        good = take_number(rest, 12, &out->month) && take_char(rest, '.') &&
               take_number(rest, 5, &out->week) && take_char(rest, '.') &&
               take_number(rest, 6, &out->day) && out->month > 0 && out->week > 0;
    } else if (good) {
        if (take_char(rest, 'J')) out->kind = 'J';
        good = take_number(rest, 365, &out->day) && (out->kind == '0' || out->day > 0);
    }
    return good && (!take_char(rest, '/') || take_time(rest, &out->time));
}

// An offset is written with its sign the other way round.
static bool take_offset(Str *rest, Millis *out)
{
    if (!take_time(rest, out)) return false;
    *out = -*out;
    return true;
}

bool zone_rule_parse(Str text, ZoneRule *out)
{
    *out = (ZoneRule){.standard = 0};
    if (!take_name(&text) || !take_offset(&text, &out->standard)) return false;
    out->summer = out->standard;
    if (text.length == 0) return true;
    if (!take_name(&text)) return false;
    out->summer += HOUR;
    bool said = text.length > 0 && text.text[0] != ',';
    if (said && !take_offset(&text, &out->summer)) return false;
    return take_change(&text, &out->start) && take_change(&text, &out->end) &&
           text.length == 0;
}

// --- a year --------------------------------------------------------------

static Day day_in(int year, int month, int day_of_month)
{
    Day day = 0;
    (void)day_from_civil(year, month, day_of_month, &day);
    return day;
}

// 1970-01-01 was a Thursday.
static int weekday(Day day)
{
    int since = (day + 4) % 7;
    return since < 0 ? since + 7 : since;
}

// The fifth of a weekday is its last, be it the fourth.
static Day weekday_of_month(const ZoneChange *change, int year)
{
    Day first = day_in(year, change->month, 1), ignored;
    Day day = first + (change->day - weekday(first) + 7) % 7 + 7 * (change->week - 1);
    int of_month = day - first + 1;
    return day_from_civil(year, change->month, of_month, &ignored) ? day : day - 7;
}

static Day day_of_change(const ZoneChange *change, int year)
{
    Day new_year = day_in(year, 1, 1), ignored;
    if (change->kind == 'M') return weekday_of_month(change, year);
    if (change->kind == '0') return new_year + change->day;
    bool behind_leap_day = change->day > 59 && day_from_civil(year, 2, 29, &ignored);
    return new_year + change->day - 1 + behind_leap_day;
}

// A change is said in the time that goes before it.
void zone_rule_year(const ZoneRule *rule, int year, ZoneRange out[2])
{
    Millis start = utc_day_start(day_of_change(&rule->start, year)) + rule->start.time;
    Millis end = utc_day_start(day_of_change(&rule->end, year)) + rule->end.time;
    const ZoneRange summer = {start - rule->standard, rule->summer};
    const ZoneRange standard = {end - rule->summer, rule->standard};
    bool in_order = summer.from < standard.from;
    out[0] = in_order ? summer : standard;
    out[1] = in_order ? standard : summer;
}
