#include "base/date.h"

Day utc_day_of(Millis at)
{
    Millis day = at / MILLIS_A_DAY;
    return (Day)(at % MILLIS_A_DAY < 0 ? day - 1 : day);
}

Millis utc_day_start(Day day)
{
    return (Millis)day * MILLIS_A_DAY;
}

static bool is_leap(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int days_in(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

// Howard Hinnant's days_from_civil: years begin in March, so that the leap day
// is the last of its year, and eras are 400 years of 146,097 days.
static Day count_days(int year, int month, int day_of_month)
{
    if (month <= 2) year--;
    int era = (year >= 0 ? year : year - 399) / 400;
    int year_of_era = year - era * 400;
    int day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day_of_month - 1;
    int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

bool day_from_civil(int year, int month, int day_of_month, Day *out)
{
    if (year < 1 || year > 9999 || month < 1 || month > 12) return false;
    if (day_of_month < 1 || day_of_month > days_in(year, month)) return false;
    *out = count_days(year, month, day_of_month);
    return true;
}

void day_to_civil(Day day, int *year, int *month, int *day_of_month)
{
    int since = day + 719468;
    int era = (since >= 0 ? since : since - 146096) / 146097;
    int day_of_era = since - era * 146097;
    int year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int day_of_year =
        day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int shifted = (5 * day_of_year + 2) / 153;
    *day_of_month = day_of_year - (153 * shifted + 2) / 5 + 1;
    *month = shifted < 10 ? shifted + 3 : shifted - 9;
    *year = year_of_era + era * 400 + (*month <= 2);
}

Day day_minus_months(Day day, int months)
{
    int year, month, of_month;
    day_to_civil(day, &year, &month, &of_month);
    int count = year * 12 + month - 1 - months;
    year = count / 12;
    month = count % 12 + 1;
    int longest = days_in(year, month);
    return count_days(year, month, of_month < longest ? of_month : longest);
}

// `count` digits at the front of `*rest`, as a number; they are cut off.
static bool take_digits(Str *rest, size_t count, int *out)
{
    if (rest->length < count) return false;
    *out = 0;
    for (size_t i = 0; i < count; i++) {
        int digit = rest->text[i] - '0';
        if (digit < 0 || digit > 9) return false;
        *out = *out * 10 + digit;
    }
    *rest = str_from(*rest, count);
    return true;
}

static bool take_char(Str *rest, const char *one_of)
{
    if (rest->length == 0) return false;
    for (; *one_of; one_of++)
        if (rest->text[0] == *one_of) {
            *rest = str_from(*rest, 1);
            return true;
        }
    return false;
}

static bool take_date(Str *rest, Day *out)
{
    int year, month, of_month;
    return take_digits(rest, 4, &year) && take_char(rest, "-") &&
           take_digits(rest, 2, &month) && take_char(rest, "-") &&
           take_digits(rest, 2, &of_month) && day_from_civil(year, month, of_month, out);
}

bool day_parse(Str text, Day *out)
{
    return take_date(&text, out) && text.length == 0;
}

// ".123456789" to milliseconds; nothing there is 0.
static bool take_fraction(Str *rest, int *millis)
{
    *millis = 0;
    if (!take_char(rest, ".")) return true;
    int digits = 0, digit;
    while (digits < 9 && take_digits(rest, 1, &digit)) {
        static const int unit[] = {100, 10, 1};
        if (digits < 3) *millis += digit * unit[digits];
        digits++;
    }
    return digits > 0;
}

// "Z", "+02:00": the offset in minutes.
static bool take_offset(Str *rest, int *minutes)
{
    *minutes = 0;
    if (take_char(rest, "Zz")) return true;
    bool west = rest->length && rest->text[0] == '-';
    int hour, minute;
    if (!take_char(rest, "+-") || !take_digits(rest, 2, &hour) || !take_char(rest, ":") ||
        !take_digits(rest, 2, &minute) || hour > 23 || minute > 59)
        return false;
    *minutes = (hour * 60 + minute) * (west ? -1 : 1);
    return true;
}

bool millis_parse(Str text, Millis *out)
{
    Day day;
    int hour, minute, second, millis, offset;
    if (!take_date(&text, &day) || !take_char(&text, "Tt ") ||
        !take_digits(&text, 2, &hour) || !take_char(&text, ":") ||
        !take_digits(&text, 2, &minute) || !take_char(&text, ":") ||
        !take_digits(&text, 2, &second) || !take_fraction(&text, &millis) ||
        !take_offset(&text, &offset) || text.length)
        return false;
    if (hour > 23 || minute > 59 || second > 60) return false;
    if (second == 60) second = 59, millis = 999;

    int minutes = hour * 60 + minute - offset;
    *out = utc_day_start(day) + ((Millis)minutes * 60 + second) * 1000 + millis;
    return utc_day_of(*out) >= DAY_FIRST && utc_day_of(*out) <= DAY_LAST;
}

static void put_digits(Writer *writer, int number, int digits)
{
    char text[10];
    for (int i = digits; i-- > 0; number /= 10)
        text[i] = (char)('0' + number % 10);
    writer_put(writer, (Str){text, (size_t)digits});
}

void day_write(Writer *writer, Day day)
{
    int year, month, of_month;
    day_to_civil(day, &year, &month, &of_month);
    put_digits(writer, year, 4);
    writer_char(writer, '-');
    put_digits(writer, month, 2);
    writer_char(writer, '-');
    put_digits(writer, of_month, 2);
}

void day_write_words(Writer *writer, Day day)
{
    static const char *const names[] = {"January",   "February", "March",    "April",
                                        "May",       "June",     "July",     "August",
                                        "September", "October",  "November", "December"};
    int year, month, of_month;
    day_to_civil(day, &year, &month, &of_month);
    writer_int(writer, of_month);
    writer_char(writer, ' ');
    writer_put(writer, str_of(names[month - 1]));
}

void millis_write(Writer *writer, Millis at)
{
    Day day = utc_day_of(at);
    int rest = (int)(at - utc_day_start(day));
    day_write(writer, day);
    writer_char(writer, 'T');
    put_digits(writer, rest / 3600000, 2);
    writer_char(writer, ':');
    put_digits(writer, rest / 60000 % 60, 2);
    writer_char(writer, ':');
    put_digits(writer, rest / 1000 % 60, 2);
    if (rest % 1000) {
        writer_char(writer, '.');
        put_digits(writer, rest % 1000, 3);
    }
    writer_char(writer, 'Z');
}
