#include "web/pages/say.h"

#include "base/clock.h"
#include "model/money.h"

#include <math.h>

double say_rounded(double number, int decimals)
{
    double scale = pow(10, decimals);
    return round(number * scale) / scale;
}

Str say_score(Arena *arena, double score)
{
    return str_format(arena, "%.1f", say_rounded(score, 1));
}

Str say_points(Arena *arena, double points)
{
    Str text = str_format(arena, "%.2f", say_rounded(points, 2));
    return str_ends(text, S("0")) ? str_until(text, text.length - 1) : text;
}

// Digits in groups of three.
static void put_grouped(Writer *writer, uint64_t number)
{
    Str digits = str_format(writer->arena, "%llu", (unsigned long long)number);
    Writer grouped = {.arena = writer->arena};
    for (size_t i = 0; i < digits.length; i++) {
        if (i > 0 && (digits.length - i) % 3 == 0) writer_char(&grouped, ',');
        writer_char(&grouped, digits.text[i]);
    }
    writer_put(writer, writer_str(&grouped));
}

static uint64_t magnitude(int64_t number)
{
    return number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
}

Str say_count(Arena *arena, int64_t count)
{
    Writer writer = {.arena = arena};
    if (count < 0) writer_char(&writer, '-');
    put_grouped(&writer, magnitude(count));
    return writer_str(&writer);
}

Str say_many(Arena *arena, int64_t count, const char *noun)
{
    return str_format(arena, "%.*s %s%s", STR(say_count(arena, count)), noun,
                      count == 1 ? "" : "s");
}

static void put_sign(Writer *writer, Str currency)
{
    static const struct {
        Str code;
        Str sign;
    } signs[] = {
        {{"USD", 3}, {"$", 1}},
        {{"EUR", 3}, {"\xe2\x82\xac", 3}},
        {{"GBP", 3}, {"\xc2\xa3", 2}},
        {{"JPY", 3}, {"\xc2\xa5", 2}},
    };
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        if (!str_equal(signs[i].code, currency)) continue;
        writer_put(writer, signs[i].sign);
        return;
    }
    writer_put(writer, currency);
    writer_char(writer, ' ');
}

static int decimals_of(Str currency)
{
    int decimals;
    return money_decimals(currency, &decimals) ? decimals : 2;
}

static uint64_t units(Str currency)
{
    uint64_t unit = 1;
    for (int i = decimals_of(currency); i > 0; i--)
        unit *= 10;
    return unit;
}

Str say_money(Arena *arena, int64_t minor, Str currency)
{
    Writer writer = {.arena = arena};
    uint64_t amount = magnitude(minor), unit = units(currency);
    if (minor < 0) writer_char(&writer, '-');
    put_sign(&writer, currency);
    put_grouped(&writer, amount / unit);
    if (amount % unit)
        writer_format(&writer, ".%0*llu", decimals_of(currency),
                      (unsigned long long)(amount % unit));
    return writer_str(&writer);
}

Str say_money_short(Arena *arena, int64_t minor, Str currency)
{
    double amount = (double)magnitude(minor) / (double)units(currency);
    if (amount < 10000)
        return say_money(arena, (int64_t)(round(amount) * (double)units(currency)),
                         currency);

    const char *suffix = "k";
    double shown = amount / 1e3;
    if (amount >= 999500) {
        suffix = "M";
        shown = amount / 1e6;
    }
    Writer writer = {.arena = arena};
    put_sign(&writer, currency);
    writer_double(&writer, say_rounded(shown, shown >= 100 ? 0 : shown >= 10 ? 1 : 2));
    writer_put(&writer, str_of(suffix));
    return writer_str(&writer);
}

Str say_day(Arena *arena, Day day)
{
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    int year, month, day_of_month;
    day_to_civil(day, &year, &month, &day_of_month);
    return str_format(arena, "%d %s %d", day_of_month, months[month - 1], year);
}

Str say_date(Arena *arena, Day day)
{
    Writer writer = {.arena = arena};
    day_write(&writer, day);
    return writer_str(&writer);
}

Str say_as_of(Arena *arena, Day day)
{
    return str_format(arena, "as of %.*s (%.*s)", STR(say_day(arena, day)),
                      STR(clock_zone()));
}

Str say_day_short(Arena *arena, Day day)
{
    Str text = say_day(arena, day);
    Str date = str_cut(&text, ' '), month = str_cut(&text, ' ');
    return str_format(arena, "%.*s %.*s", STR(date), STR(month));
}

Str say_time(Arena *arena, Millis at)
{
    Millis local = clock_local(at);
    Day day = utc_day_of(local);
    int minutes = (int)((local - utc_day_start(day)) / 60000);
    return str_format(arena, "%.*s, %02d:%02d", STR(say_day(arena, day)), minutes / 60,
                      minutes % 60);
}

Moment moment_of(Arena *arena, Millis at)
{
    Writer utc = {.arena = arena};
    millis_write(&utc, at);
    return (Moment){.text = say_time(arena, at), .utc = writer_str(&utc)};
}

Str say_distance(Arena *arena, Day day, Day today)
{
    if (day == today) return S("today");
    if (day == today - 1) return S("yesterday");
    if (day == today + 1) return S("tomorrow");
    if (day < today) return str_format(arena, "%d days ago", today - day);
    return str_format(arena, "in %d days", day - today);
}

Str say_ago(Arena *arena, Millis at, Millis now)
{
    int64_t seconds = (now - at) / 1000;
    if (seconds <= 0) return S("just now");
    if (seconds < 60) return str_format(arena, "%d s ago", (int)seconds);
    if (seconds < 3600) return str_format(arena, "%d min ago", (int)(seconds / 60));
    if (seconds < 86400) return str_format(arena, "%d h ago", (int)(seconds / 3600));
    return say_day(arena, day_of(at));
}
