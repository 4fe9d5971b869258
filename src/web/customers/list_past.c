#include "web/customers/list_past.h"

#include "base/clock.h"
#include "service/asking/history.h"
#include "service/asking/moves.h"
#include "web/pages/compare_page.h"
#include "web/pages/frame.h"
#include "web/pages/say.h"

static bool read_state(Str word, unsigned *states)
{
    if (str_equal(word, S("customer"))) {
        *states |= STATE_HERE_BITS;
        return true;
    }
    for (int state = 0; state < STATE_COUNT; state++)
        if (str_equal(word, state_name(state))) {
            *states |= 1U << state;
            return true;
        }
    return false;
}

// A day that has a history.
static bool read_day(Str text, Day *out)
{
    const Day today = clock_today();
    return day_parse(text, out) && *out <= today && *out >= today - HISTORY_DAYS_MOST;
}

bool was_read(Str text, ListWas *out)
{
    *out = (ListWas){0};
    if (!read_day(str_cut(&text, ':'), &out->day)) return false;
    do
        if (!read_state(str_cut(&text, ','), &out->states)) return false;
    while (text.length > 0);
    return true;
}

Str was_text(Arena *arena, const ListWas *was)
{
    Writer text = {.arena = arena};
    day_write(&text, was->day);
    unsigned left = was->states;
    const char *before = ":";
    if ((left & STATE_HERE_BITS) == STATE_HERE_BITS) {
        writer_put(&text, S(":customer"));
        left &= ~(unsigned)STATE_HERE_BITS;
        before = ",";
    }
    for (int state = 0; state < STATE_COUNT; state++) {
        if (!(left & 1U << state)) continue;
        writer_format(&text, "%s%.*s", before, STR(state_name(state)));
        before = ",";
    }
    return writer_str(&text);
}

static Str word_of(int state)
{
    if (state == STATE_ABSENT) return S("no customer");
    return state_word(state);
}

Str was_words(Arena *arena, const ListWas *was)
{
    Writer text = {.arena = arena};
    unsigned left = was->states;
    const char *before = "";
    if ((left & STATE_HERE_BITS) == STATE_HERE_BITS) {
        writer_put(&text, S("a customer"));
        left &= ~(unsigned)STATE_HERE_BITS;
        before = " or ";
    }
    for (int state = 0; state < STATE_COUNT; state++) {
        if (!(left & 1U << state)) continue;
        writer_format(&text, "%s%.*s", before, STR(word_of(state)));
        before = " or ";
    }
    writer_format(&text, " on %.*s", STR(say_day(arena, was->day)));
    return writer_str(&text);
}

// --- who moved -----------------------------------------------------------

bool moved_read(Str text, ListMoved *out)
{
    ListMoved moved;
    bool days = read_day(str_cut(&text, ':'), &moved.from) &&
                read_day(str_cut(&text, ':'), &moved.to) && moved.from <= moved.to;
    moved.better = str_equal(text, S("better"));
    if (!days || !(moved.better || str_equal(text, S("worse")))) return false;
    *out = moved;
    return true;
}

Str moved_text(Arena *arena, const ListMoved *moved)
{
    Writer text = {.arena = arena};
    day_write(&text, moved->from);
    writer_char(&text, ':');
    day_write(&text, moved->to);
    writer_put(&text, moved->better ? S(":better") : S(":worse"));
    return writer_str(&text);
}

Str moved_words(Arena *arena, const ListMoved *moved)
{
    return str_format(arena, "in a %s band on %.*s than on %.*s",
                      moved->better ? "better" : "worse", STR(say_day(arena, moved->to)),
                      STR(say_day(arena, moved->from)));
}
