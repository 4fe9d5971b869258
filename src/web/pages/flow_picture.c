#include "web/pages/flow_picture.h"

#include "web/pages/compare_page.h"
#include "web/pages/frame.h"
#include "web/pages/say.h"

#include <assert.h>

#define GAP 4.0  // between bands, of 100

static_assert((int)STATE_COUNT <= (int)FLOW_STATES, "the page has room for all of them");

typedef struct {             // one side
    int state[STATE_COUNT];  // that anybody is in, from the top
    int64_t customers[STATE_COUNT];
    double y[STATE_COUNT];  // as of the state: how far it is filled with streams
    int states;
} Side;

static int64_t count_of(const Moves *moves, int state, bool before)
{
    int64_t count = 0;
    for (int other = 0; other < STATE_COUNT; other++)
        count += before ? moves->flow[state][other] : moves->flow[other][state];
    return count;
}

static Side side_of(const Moves *moves, bool before)
{
    Side side = {0};
    for (int place = 0; place < STATE_COUNT; place++) {
        int state = state_at(place);
        side.customers[state] = count_of(moves, state, before);
        if (side.customers[state] > 0) side.state[side.states++] = state;
    }
    return side;
}

Str flow_word(int state, bool before)
{
    if (state < STATE_ABSENT) return state_word(state);
    return before ? S("New") : S("Left");
}

static Str band_of_state(int state)
{
    return state == STATE_ABSENT ? S("no_data") : state_name(state);
}

// Who was in the one state and is in the other, as the address has it.
static Str moved_of(Arena *arena, int from, int to)
{
    Str before = from == STATE_ANY ? (Str){0} : state_name(from);
    Str after = to == STATE_ANY ? (Str){0} : state_name(to);
    return str_format(arena, "%.*s-%.*s", STR(before), STR(after));
}

static int fill_nodes(Arena *arena, Side *side, bool before, double scale, FlowNode *node)
{
    double y = 0;
    for (int i = 0; i < side->states; i++) {
        int state = side->state[i];
        double height = scale * (double)side->customers[state];
        side->y[state] = y;
        node[i] = (FlowNode){.band = band_of_state(state),
                             .word = flow_word(state, before),
                             .customers = say_count(arena, side->customers[state]),
                             .moved = moved_of(arena, before ? state : STATE_ANY,
                                               before ? STATE_ANY : state),
                             .y = say_rounded(y, 2),
                             .height = say_rounded(height, 2),
                             .middle = say_rounded(y + height / 2, 2)};
        y += height + GAP;
    }
    return side->states;
}

static Str path_of(Arena *arena, double left, double right, double height)
{
    return str_format(
        arena, "M14 %.2fC480 %.2f 520 %.2f 986 %.2fV%.2fC520 %.2f 480 %.2f 14 %.2fZ", left,
        left, right, right, right + height, right + height, left + height, left + height);
}

static void add_path(Arena *arena, int64_t customers, int from, int to, ComparePage *page,
                     Str path)
{
    page->path[page->paths++] = (FlowPath){
        .band = band_of_state(to == STATE_ABSENT ? from : to),
        .kind = from == to ? (Str){0} : S("mvd"),
        .path = path,
        .spoken = str_format(arena, "%lld from %.*s to %.*s", (long long)customers,
                             STR(flow_word(from, true)), STR(flow_word(to, false))),
    };
}

// From the top on either side, so that streams cross no more than they must.
static void fill_paths(Arena *arena, const Moves *moves, Side *before, Side *after,
                       double scale, ComparePage *page)
{
    for (int i = 0; i < before->states; i++)
        for (int j = 0; j < after->states; j++) {
            int from = before->state[i], to = after->state[j];
            int64_t customers = moves->flow[from][to];
            if (customers == 0) continue;
            double height = scale * (double)customers;
            add_path(arena, customers, from, to, page,
                     path_of(arena, before->y[from], after->y[to], height));
            before->y[from] += height;
            after->y[to] += height;
        }
}

static Str kind_of(int64_t customers, int from, int to)
{
    if (from == to) return S("st");
    if (customers == 0 || from >= BAND_COUNT || to >= BAND_COUNT) return (Str){0};
    return to > from ? S("up") : S("dn");
}

static void fill_rows(Arena *arena, const Moves *moves, const Side *before,
                      const Side *after, ComparePage *page)
{
    for (int i = 0; i < before->states; i++) {
        FlowRow *row = &page->row[i];
        int from = before->state[i];
        row->word = flow_word(from, true);
        for (int j = 0; j < after->states; j++) {
            int64_t customers = moves->flow[from][after->state[j]];
            row->kind[j] = kind_of(customers, from, after->state[j]);
            row->moved[j] = moved_of(arena, from, after->state[j]);
            if (customers > 0) row->customers[j] = say_count(arena, customers);
        }
    }
}

void fill_flow(Arena *arena, const Moves *moves, ComparePage *page)
{
    Side before = side_of(moves, true), after = side_of(moves, false);
    int most = before.states > after.states ? before.states : after.states;
    int64_t all = 0;
    for (int state = 0; state < STATE_COUNT; state++)
        all += before.customers[state];
    if (all == 0) return;
    double scale = (100 - GAP * (most - 1)) / (double)all;
    page->befores = fill_nodes(arena, &before, true, scale, page->before);
    page->afters = fill_nodes(arena, &after, false, scale, page->after);
    fill_paths(arena, moves, &before, &after, scale, page);
    fill_rows(arena, moves, &before, &after, page);
}
