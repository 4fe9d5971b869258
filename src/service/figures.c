#include "service/figures.h"

#include <assert.h>

static const char *const doors[] = {"api",     "segment",  "cloudevents", "stripe",
                                    "zendesk", "intercom", "sample",      "other"};
static const char *const reasons[] = {
    "json_invalid", "csv_invalid",   "csv_header",       "unclosed",
    "trailing",     "missing",       "invalid",          "unknown_type",
    "too_long",     "too_far_ahead", "unknown_customer", "no_customer",
    "too_many",     "crowded",       "bad_signature",    "stale",
    "other",
};

static_assert(sizeof doors / sizeof *doors == DOOR_COUNT, "");
static_assert(sizeof reasons / sizeof *reasons == REASON_COUNT, "");

Str door_name(int door)
{
    assert(door >= 0 && door < DOOR_COUNT);
    return str_of(doors[door]);
}

Str reason_word(int reason)
{
    assert(reason >= 0 && reason < REASON_COUNT);
    return str_of(reasons[reason]);
}

// Where `word` stands among `words`; the last of them stands for all others.
static int find(const char *const *words, int count, Str word)
{
    for (int i = 0; i < count - 1; i++)
        if (str_equal(str_of(words[i]), word)) return i;
    return count - 1;
}

// What stands behind a colon tells senders of one door apart.
static int door_of(Str source)
{
    return find(doors, DOOR_COUNT, str_cut(&source, ':'));
}

// Of two that come at once either may be the latest.
static void note_arrival(Counters *counters, int door, Millis at)
{
    if (counters->last_at[door] < at) counters->last_at[door] = at;
}

void count_outcome(Counters *counters, const Event *event, Appended outcome)
{
    int door = door_of(event->source);
    switch (outcome) {
    case APPEND_STORED: counters->ingested[door][event->type]++; break;
    case APPEND_DUPLICATE:
        counters->duplicate++;
        counters->repeated[door]++;
        break;
    case APPEND_CLASH: counters->clash++; return;
    case APPEND_GONE: return;
    }
    note_arrival(counters, door, event->received_at);
}

void count_kept(Counters *counters, const Event *event)
{
    counters->unmatched++;
    note_arrival(counters, door_of(event->source), event->received_at);
}

void count_rejected(Counters *counters, Str source, Str reason)
{
    counters->refused[door_of(source)]++;
    if (!str_equal(reason, S("id_conflict")))
        counters->rejected[find(reasons, REASON_COUNT, reason)]++;
}

ServiceFigures figures_of(const Counters *counters)
{
    ServiceFigures figures = {.duplicate = counters->duplicate,
                              .clash = counters->clash,
                              .commits = counters->commits,
                              .commit_nanoseconds = counters->commit_nanoseconds,
                              .derived = counters->derived,
                              .unmatched = counters->unmatched,
                              .refused_busy = counters->refused_busy};
    for (int door = 0; door < DOOR_COUNT; door++)
        for (int type = 0; type < EVENT_TYPE_COUNT; type++) {
            uint64_t ingested = counters->ingested[door][type];
            figures.ingested[door][type] = ingested;
            figures.stored[type] += ingested;
        }
    for (int reason = 0; reason < REASON_COUNT; reason++)
        figures.rejected[reason] = counters->rejected[reason];
    return figures;
}
