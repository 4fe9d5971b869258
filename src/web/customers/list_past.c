#include "web/customers/list_past.h"

#include "base/clock.h"
#include "service/history.h"
#include "service/moves.h"
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

bool was_read(Str text, ListWas *out)
{
    const Day today = clock_today();
    *out = (ListWas){0};
    if (!day_parse(str_cut(&text, ':'), &out->day)) return false;
    if (out->day > today || out->day < today - HISTORY_DAYS_MOST) return false;
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
