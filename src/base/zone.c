#include "base/zone.h"

#include "base/zone_rule.h"

#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#define FOLDER "/usr/share/zoneinfo/"

enum {
    FILE_MOST = 64 << 10,
    RANGES_MOST = 4096,
    YEARS = 401,  // that a rule is written out for: then the calendar repeats itself
    OLDEST_YEAR = 1,
    LATEST_YEAR = 9999,
};

#define CYCLE_DAYS 146097  // of 400 years
#define CYCLE ((Millis)CYCLE_DAYS * MILLIS_A_DAY)

struct Zone {
    Str name;
    int ranges;
    ZoneRange *range;  // the first is from ever
    Millis horizon;    // from here on, ask 400 years earlier
    _Atomic int
        latest;  // the range that was last asked for: the next is most often the same
};

// --- a file of the database (RFC 8536) -------------------------------------

typedef struct {
    Str rest;
    bool is_short;
} Bytes;

static const unsigned char *take(Bytes *bytes, size_t count)
{
    static const unsigned char none[8];
    const unsigned char *at = (const unsigned char *)bytes->rest.text;
    if (bytes->rest.length < count) bytes->is_short = true;
    if (bytes->is_short) return none;
    bytes->rest = str_from(bytes->rest, count);
    return at;
}

static int64_t take_int(Bytes *bytes, int size)
{
    const unsigned char *at = take(bytes, (size_t)size);
    uint64_t number = at[0] & 0x80 ? UINT64_MAX : 0;
    for (int i = 0; i < size; i++)
        number = number << 8 | at[i];
    return (int64_t)number;
}

typedef struct {
    int64_t utc_flags, standard_flags, leaps, times, types, letters;
} Counts;

static bool take_head(Bytes *bytes, Counts *out)
{
    bool good = memcmp(take(bytes, 4), "TZif", 4) == 0 && !bytes->is_short;
    good = *take(bytes, 1) >= '2' && good;
    (void)take(bytes, 15);
    int64_t *const count[] = {&out->utc_flags, &out->standard_flags, &out->leaps,
                              &out->times,     &out->types,          &out->letters};
    for (int c = 0; c < 6; c++) {
        *count[c] = take_int(bytes, 4);
        good = good && *count[c] >= 0 && *count[c] <= RANGES_MOST / 2;
    }
    return good && out->types > 0 && out->leaps == 0;
}

static void skip(Bytes *bytes, const Counts *counts, size_t time)
{
    size_t length = (size_t)counts->times * (time + 1) + (size_t)counts->types * 6 +
                    (size_t)(counts->letters + counts->standard_flags + counts->utc_flags);
    (void)take(bytes, length);
}

// A range from each time on, and one before them, which is of the first type.
static bool take_ranges(Bytes *bytes, const Counts *counts, Zone *zone)
{
    Bytes times = *bytes, kinds = times, types;
    (void)take(&kinds, (size_t)counts->times * 8);
    types = kinds;
    (void)take(&types, (size_t)counts->times);
    for (int i = 0; i <= counts->times; i++) {
        int64_t kind = i ? take_int(&kinds, 1) & 0xFF : 0;
        Bytes type = types;
        (void)take(&type, (size_t)kind * 6);
        ZoneRange *range = &zone->range[zone->ranges++];
        range->from = i ? take_int(&times, 8) * 1000 : INT64_MIN;
        range->offset = take_int(&type, 4) * 1000;
        bool sane = range->offset > -MILLIS_A_DAY - MILLIS_A_DAY / 2 &&
                    range->offset < MILLIS_A_DAY + MILLIS_A_DAY / 2;
        if (kind >= counts->types || type.is_short || !sane) return false;
    }
    skip(bytes, counts, 8);
    return !bytes->is_short;
}

// --- what follows the file's last change ------------------------------------

static int year_of(Millis at)
{
    int year, month, day_of_month;
    if (at < utc_day_start(DAY_FIRST)) return OLDEST_YEAR;
    day_to_civil(utc_day_of(at), &year, &month, &day_of_month);
    return year;
}

static void write_out(Zone *zone, const ZoneRule *rule)
{
    Millis last = zone->range[zone->ranges - 1].from;
    int first = zone->ranges > 1 ? year_of(last) : 1970;
    for (int year = first; year <= first + YEARS; year++) {
        ZoneRange change[2];
        zone_rule_year(rule, year, change);
        for (int c = 0; c < 2; c++)
            if (change[c].from > last) zone->range[zone->ranges++] = change[c];
    }
    Day horizon = 0;
    (void)day_from_civil(first + YEARS, 1, 1, &horizon);
    zone->horizon = utc_day_start(horizon);
}

static bool read_rule(Zone *zone, Str line)
{
    ZoneRule rule;
    if (line.length == 0) return true;
    if (!zone_rule_parse(line, &rule)) return false;
    if (rule.summer != rule.standard) write_out(zone, &rule);
    return true;
}

// --- days ------------------------------------------------------------------

// Clocks that are set back from behind midnight to before it: for days, they are set back
// at midnight.  What is no change is left out.
static void tidy(Zone *zone)
{
    int kept = 1;
    for (int i = 1; i < zone->ranges; i++) {
        ZoneRange range = zone->range[i];
        Millis before = zone->range[kept - 1].offset, local = range.from + before;
        Millis past = local - utc_day_start(utc_day_of(local));
        if (range.offset == before) continue;
        if (past < before - range.offset) range.from -= past;
        zone->range[kept++] = range;
    }
    zone->ranges = kept;
}

static bool read_zone(Zone *zone, Str file)
{
    Bytes bytes = {.rest = file};
    Counts counts;
    bool good = take_head(&bytes, &counts);
    if (good) skip(&bytes, &counts, 4);
    good = good && take_head(&bytes, &counts) && take_ranges(&bytes, &counts, zone);
    if (!good || *take(&bytes, 1) != '\n' || bytes.is_short) return false;
    if (!read_rule(zone, str_cut(&bytes.rest, '\n'))) return false;
    tidy(zone);
    return true;
}

// --- loading ----------------------------------------------------------------

// "America/Argentina/Buenos_Aires", "Etc/GMT+1": and no way out of the folder.
static bool is_name(Str name)
{
    for (size_t i = 0; i < name.length; i++) {
        char c = name.text[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        bool mark = c == '_' || c == '-' || c == '+' || c == '/';
        if (!letter && !mark && !(c >= '0' && c <= '9')) return false;
    }
    return name.length > 0 && name.length <= ZONE_NAME_MAX && name.text[0] != '/';
}

static Err read_file(Arena *arena, Str name, Str *out)
{
    FILE *file = fopen(str_z(arena, str_format(arena, FOLDER "%.*s", STR(name))), "rb");
    if (!file) return ERR_NOT_FOUND;
    char *text = arena_new(arena, char, FILE_MOST);
    *out = (Str){text, fread(text, 1, FILE_MOST, file)};
    bool is_read = !ferror(file);  // it is not, where it is a directory
    fclose(file);
    return is_read ? OK : ERR_NOT_FOUND;
}

Err zone_load(Arena *arena, Str name, Zone **out)
{
    Str file;
    if (!is_name(name)) return ERR_NOT_FOUND;
    Zone *zone = arena_new(arena, Zone, 1);
    *zone = (Zone){.name = str_copy(arena, name),
                   .range = arena_new(arena, ZoneRange, RANGES_MOST),
                   .horizon = INT64_MAX};
    Err err = read_file(arena, name, &file);
    if (err) return err;
    *out = zone;
    return read_zone(zone, file) ? OK : ERR_INVALID;
}

Str zone_name(const Zone *zone)
{
    return zone->name;
}

// --- asking ------------------------------------------------------------------

static bool is_in(const Zone *zone, int range, Millis at)
{
    return at >= zone->range[range].from &&
           (range + 1 == zone->ranges || at < zone->range[range + 1].from);
}

// The range a moment before the horizon lies in.
static int find(Zone *zone, Millis at)
{
    int latest = atomic_load_explicit(&zone->latest, memory_order_relaxed);
    if (is_in(zone, latest, at)) return latest;
    int low = 0, high = zone->ranges - 1;
    while (low < high) {
        int middle = (low + high + 1) / 2;
        if (zone->range[middle].from <= at)
            low = middle;
        else
            high = middle - 1;
    }
    atomic_store_explicit(&zone->latest, low, memory_order_relaxed);
    return low;
}

// How many times 400 years something is behind the horizon.
static int64_t cycles_behind(const Zone *zone, Millis at)
{
    return at < zone->horizon ? 0 : (at - zone->horizon) / CYCLE + 1;
}

Millis zone_local(Zone *zone, Millis at)
{
    Millis asked = at - cycles_behind(zone, at) * CYCLE;
    return at + zone->range[find(zone, asked)].offset;
}

// The offset of a moment that is not far off is nearly always its own.
Millis zone_moment(Zone *zone, Millis local)
{
    Millis near = local - (zone_local(zone, local) - local);
    return local - (zone_local(zone, near) - near);
}

Day zone_day_of(Zone *zone, Millis at)
{
    Day day = utc_day_of(zone_local(zone, at));
    if (day < DAY_FIRST) return DAY_FIRST;
    return day > DAY_LAST ? DAY_LAST : day;
}

// The first range that ends behind the beginning of the day by its own clocks; the day
// begins in it, or with it.
Millis zone_day_start(Zone *zone, Day day)
{
    if (day <= DAY_FIRST) return utc_day_start(DAY_FIRST) - MILLIS_A_DAY;
    if (day > DAY_LAST) return utc_day_start(DAY_LAST + 1) + MILLIS_A_DAY;
    int64_t cycles = cycles_behind(zone, utc_day_start(day));
    Millis local = utc_day_start(day) - cycles * CYCLE;
    int low = 0, high = zone->ranges - 1;
    while (low < high) {
        int middle = (low + high) / 2;
        if (zone->range[middle + 1].from + zone->range[middle].offset > local)
            high = middle;
        else
            low = middle + 1;
    }
    Millis start = local - zone->range[low].offset;
    if (start < zone->range[low].from) start = zone->range[low].from;
    return start + cycles * CYCLE;
}
