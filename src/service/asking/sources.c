#include "service/asking/sources.h"

#include "base/clock.h"
#include "service/inside.h"
#include "service/writing/arrivals.h"

#include <assert.h>

enum { HOUR_MS = MILLIS_A_DAY / 24 };

Str source_state_name(SourceState state)
{
    static const char *const names[] = {"unused", "receiving", "quiet", "at_times"};
    assert((size_t)state < sizeof names / sizeof *names);
    return str_of(names[state]);
}

// --- what came -----------------------------------------------------------

static int door_of(Str name)
{
    int door = 0;
    while (door < DOOR_COUNT - 1 && !str_equal(door_name(door), name))
        door++;
    return door;
}

static void add(const Sources *sources, const Arrival *arrival, Source *source)
{
    if (arrival->last_at > source->last_at) source->last_at = arrival->last_at;
    Millis from = arrival->hour * HOUR_MS;
    int64_t ago = (int64_t)sources->today - day_of(from);
    if (ago < 0 || ago >= SOURCE_DAYS) return;
    source->day[SOURCE_DAYS - 1 - ago] += arrival->stored;
    source->stored += arrival->stored;
    source->repeated += arrival->repeated;
    source->rejected += arrival->rejected;
    if (from == sources->hour) source->hour += arrival->stored;
}

// On more than half of the days before the latest event something came.
static bool is_steady(const Source *source, Day today)
{
    int last = SOURCE_DAYS - 1 - (int)(today - day_of(source->last_at));
    int busy = 0;
    for (int day = 0; day <= last; day++)
        busy += source->day[day] > 0;
    return last > 0 && 2 * busy > last;
}

static SourceState state_of(const Source *source, Day today)
{
    if (source->last_at == 0) return SOURCE_UNUSED;
    if (source->last_at > clock_now() - MILLIS_A_DAY) return SOURCE_RECEIVING;
    bool lately = today - day_of(source->last_at) < SOURCE_DAYS;
    return lately && is_steady(source, today) ? SOURCE_QUIET : SOURCE_AT_TIMES;
}

static Err read_arrivals(Service *service, Store *reader, Arena *arena, Sources *out)
{
    Arrival *arrival;
    int count;
    Err err = arrivals_read(service, reader, arena, &arrival, &count);
    if (err) return err;
    for (int a = 0; a < count; a++) {
        add(out, &arrival[a], &out->source[door_of(arrival[a].door)]);
        add(out, &arrival[a], &out->all);
    }
    for (int door = 0; door < DOOR_COUNT; door++) {
        out->source[door].door = door_name(door);
        out->source[door].state = state_of(&out->source[door], out->today);
    }
    return OK;
}

// --- what was refused, and what waits ------------------------------------

static Err read_refused(Store *reader, Arena *arena, Sources *out)
{
    out->refused = arena_new(arena, Rejected, SOURCE_REFUSED + 1);
    Err err = store_count_rejected(reader, arena, &out->reason, &out->reasons);
    if (!err)
        err = store_rejected(reader, arena, 0, SOURCE_REFUSED + 1, out->refused,
                             &out->refusals);
    out->more_refused = out->refusals > SOURCE_REFUSED;
    if (out->more_refused) out->refusals = SOURCE_REFUSED;
    return err;
}

static Err read_all(Service *service, Store *reader, Arena *arena, Sources *out)
{
    Err err = read_arrivals(service, reader, arena, out);
    if (!err) err = read_refused(reader, arena, out);
    if (!err) err = store_count_unmatched(reader, &out->unmatched);
    if (err || out->unmatched == 0) return err;
    return store_unmatched_names(reader, arena, SOURCE_NAMES, out->name, &out->names);
}

Err get_sources(Service *service, Arena *arena, Sources *out)
{
    *out = (Sources){.today = clock_today(), .hour = clock_now() / HOUR_MS * HOUR_MS};
    Reader *reader = NULL;
    Err err = readers_lend(service->readers, &reader);
    if (err) return err;
    err = read_all(service, reader->store, arena, out);
    readers_return(service->readers, reader, err);
    return err;
}
