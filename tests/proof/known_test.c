#include "history.h"
#include "model/score.h"
#include "proof/known.h"
#include "test.h"

enum { DAYS = 120, DELAYS = 4 };

// When an event came: some at once, some a few days later, some never within the walk.
static Day received_on(const Event *event, uint64_t *state)
{
    static const int delay[DELAYS] = {0, 1, 9, 60};
    return event_day(event) + delay[next_number(state) % DELAYS];
}

typedef struct {
    History history;
    Day *received;  // by event
    Late late;
} Delayed;

static Delayed delay(History history, Day known_from, uint64_t seed)
{
    Delayed is = {.history = history};
    LateEvent *late = arena_new(history.arena, LateEvent, history.events);
    is.received = arena_new(history.arena, Day, history.events);
    is.late.known_from = known_from;
    for (int i = 0; i < history.events; i++) {
        const Event *event = &history.event[i];
        is.received[i] = received_on(event, &seed);
        if (is.received[i] <= event_day(event)) continue;
        late[is.late.events++] = (LateEvent){.type = event->type,
                                             .name = event->name,
                                             .id = event->id,
                                             .at = event->at,
                                             .received = is.received[i],
                                             .quantity = event->quantity};
    }
    is.late.event = late;
    return is;
}

// Counted from those events alone that had come by then.
static Facts facts_of_day(const Delayed *delayed, Day day)
{
    History came = history_beside(&delayed->history);
    for (int i = 0; i < delayed->history.events; i++)
        if (day < delayed->late.known_from || delayed->received[i] <= day)
            history_add(&came, delayed->history.event[i]);
    return history_all(&came);
}

static void assert_same_score(const Picture *walked, const Facts *facts,
                              const Scorecard *card)
{
    Picture picture = picture_of(facts, card->metrics, walked->day);
    Score is = score_of(walked, card, walked->day);
    Score expected = score_of(&picture, card, walked->day);
    assert_int_equal(is.scored, expected.scored);
    assert_true(is.total == expected.total && is.coverage == expected.coverage);
    for (int f = 0; f < card->factors; f++)
        assert_true(is.factor[f].value == expected.factor[f].value);
}

static void check(History history, Day from, Day known_from, uint64_t seed)
{
    Delayed delayed = delay(history, known_from, seed);
    assert_true(delayed.late.events > 0);
    Facts all = history_all(&delayed.history);
    Arena arena = *history.arena;
    arena_new(&arena, char, 64 << 20);  // what the walk takes lies behind what we do
    KnownWalk *walk = known_walk(&arena, &all, &delayed.late, &metrics_shipped,
                                 (Days){from, from + DAYS - 1});
    int days = 0;
    for (const Picture *picture; (picture = known_walk_next(walk)); days++) {
        assert_int_equal(picture->day, from + days);
        if (days % 5) continue;
        Arena start = *history.arena;
        Facts facts = facts_of_day(&delayed, picture->day);
        assert_same_score(picture, &facts, scorecard_standard());
        assert_same_score(picture, &facts, scorecard_original());
        *history.arena = start;
    }
    assert_int_equal(days, DAYS);
}

TEST(what_had_not_come_does_not_count)
{
    Day middle = on("2026-11-22");
    for (uint64_t seed = 1; seed <= 12; seed++) {
        check(history_any(middle, seed), middle - 100, middle - 400, seed);
        check(history_lively(middle, seed), middle - 100, middle - 400, seed);
    }
}

TEST(before_anybody_remembers_what_came_when_events_count_from_their_own_time_on)
{
    Day middle = on("2026-11-22");
    for (uint64_t seed = 1; seed <= 6; seed++)
        check(history_any(middle, seed), middle - 100, middle - 50, seed);
}

TEST(where_nothing_came_late_it_is_the_walk_of_pictures)
{
    Day middle = on("2026-11-22");
    History history = history_lively(middle, 3);
    Facts facts = history_all(&history);
    Late late = {.known_from = middle - 400};
    KnownWalk *walk = known_walk(history.arena, &facts, &late, &metrics_shipped,
                                 (Days){middle - 30, middle});
    for (const Picture *picture; (picture = known_walk_next(walk));)
        assert_same_score(picture, &facts, scorecard_standard());
}
