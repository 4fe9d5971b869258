// What holds for every picture, tried on histories of any kind.
#include "history.h"
#include "model/picture.h"
#include "model/trend.h"
#include "test.h"

static Picture pictured(const History *history, Day day)
{
    Facts facts = history_all(history);
    return picture_of(&facts, &metrics_shipped, day);
}

static void assert_same(const Picture *a, const Picture *b)
{
    unsigned char left[PICTURE_BYTES], right[PICTURE_BYTES];
    picture_pack(a, left);
    picture_pack(b, right);
    assert_memory_equal(left, right, PICTURE_BYTES);
}

// What the scoring rules say, counted from the events one by one.
static int64_t counted(const History *history, EventType type, Day from, Day day)
{
    int64_t sum = 0;
    for (int i = 0; i < history->events; i++) {
        const Event *event = &history->event[i];
        if (event->type == type && event_day(event) >= from && event_day(event) <= day)
            sum += event->quantity;
    }
    return sum;
}

static int64_t distinct(const History *history, Day from, Day day)
{
    int64_t names = 0;
    for (int f = 0; f < 4; f++) {
        bool used = false;
        for (int i = 0; i < history->events; i++)
            used |= history->event[i].type == EVENT_FEATURE &&
                    str_equal(history->event[i].name, str_of(any_feature[f])) &&
                    event_day(&history->event[i]) >= from &&
                    event_day(&history->event[i]) <= day;
        names += used;
    }
    return names;
}

static int64_t open_tickets(const History *history, Day from, Day day)
{
    int64_t open = 0;
    for (int t = 0; t < 5; t++) {
        const Event *first = NULL, *last = NULL;
        for (int i = 0; i < history->events; i++) {
            const Event *e = &history->event[i];
            if (e->type != EVENT_TICKET || event_day(e) > day) continue;
            if (!str_equal(e->ticket.ticket, str_of(any_id[t]))) continue;
            if (!first || e->at < first->at) first = e;
            if (!last || e->at > last->at ||
                (e->at == last->at && e->ticket.status > last->ticket.status))
                last = e;
        }
        open += last && last->ticket.status != TICKET_CLOSED && event_day(first) >= from;
    }
    return open;
}

TEST(any_picture_is_what_the_events_say_one_by_one)
{
    Day middle = on("2026-11-22");
    for (uint64_t seed = 1; seed <= 60; seed++) {
        History history = history_any(middle, seed);
        for (Day day = middle - 90; day <= middle + 12; day += 17) {
            Picture picture = pictured(&history, day);
            const Measure *is = picture.measure;
            Day weeks = day - 83, months = day_minus_months(day, 3) + 1;
            assert_int_equal(is[METRIC_LOGINS].amount,
                             counted(&history, EVENT_LOGIN, weeks, day));
            assert_int_equal(is[METRIC_API].amount,
                             counted(&history, EVENT_API, weeks, day));
            assert_int_equal(is[METRIC_FEATURES].amount, distinct(&history, weeks, day));
            assert_int_equal(is[METRIC_TICKETS].amount, open_tickets(&history, weeks, day));
            assert_int_equal(is[METRIC_ORIGINAL_LOGINS].amount,
                             counted(&history, EVENT_LOGIN, months, day));
            assert_int_equal(is[METRIC_ORIGINAL_API].amount,
                             counted(&history, EVENT_API, months, day));
            assert_int_equal(is[METRIC_ORIGINAL_FEATURES].amount,
                             distinct(&history, DAY_FIRST, day));
            assert_int_equal(is[METRIC_ORIGINAL_TICKETS].amount,
                             open_tickets(&history, months, day));
        }
    }
}

TEST(the_order_in_which_events_came_leaves_no_trace)
{
    Day day = on("2026-11-22");
    for (uint64_t seed = 1; seed <= 60; seed++) {
        History history = history_any(day, seed);
        Picture before = pictured(&history, day);
        // Ids say which came first; the changes of one moment now lie the other way round.
        for (int i = 0; i < history.events; i++)
            history.event[i].id = str_format(history.arena, "x%d", 999 - i);
        history_shuffle(&history, seed);
        Picture after = pictured(&history, day);
        assert_same(&before, &after);
    }
}

TEST(facts_that_reach_further_back_change_nothing)
{
    Day day = on("2026-11-22");
    for (uint64_t seed = 1; seed <= 60; seed++) {
        History history = history_any(day, seed);
        Facts near = history_facts(&history, metrics_from(&metrics_shipped, day));
        Picture before = picture_of(&near, &metrics_shipped, day),
                after = pictured(&history, day);
        assert_same(&before, &after);
    }
}

TEST(what_comes_after_the_day_changes_only_when_the_customer_was_last_seen)
{
    Day day = on("2026-11-22");
    for (uint64_t seed = 1; seed <= 60; seed++) {
        History history = history_any(day, seed), past = history_beside(&history);
        for (int i = 0; i < history.events; i++)
            if (event_day(&history.event[i]) <= day) history_add(&past, history.event[i]);
        Picture with = pictured(&history, day), without = pictured(&past, day);
        assert_int_equal(day_of(with.last_seen_at) <= day_of(without.last_seen_at), 1);
        without.last_seen_at = with.last_seen_at;
        without.next_change = with.next_change;
        assert_same(&with, &without);
    }
}

static void assert_same_until(const Facts *facts, Day day, Arena scratch)
{
    Picture picture = picture_of(facts, &metrics_shipped, day);
    Trend trend = trend_of(facts, scorecard_standard(), day, scratch);
    Trend original = trend_of(facts, scorecard_original(), day, scratch);
    Day until = picture.next_change < day + 800 ? picture.next_change : day + 800;
    for (Day later = day + 1; later < until; later += 1 + (later - day) / 40) {
        Picture aged = picture_of(facts, &metrics_shipped, later);
        assert_int_equal(aged.next_change, picture.next_change);
        aged.day = day;
        assert_same(&aged, &picture);
        Trend then = trend_of(facts, scorecard_standard(), later, scratch);
        assert_memory_equal(then.point, trend.point, sizeof trend.point);
        assert_true(then.has_7d == trend.has_7d && then.has_30d == trend.has_30d);
        assert_true(then.change_7d == trend.change_7d);
        assert_true(then.change_30d == trend.change_30d);
        then = trend_of(facts, scorecard_original(), later, scratch);
        assert_memory_equal(then.point, original.point, sizeof trend.point);
    }
}

TEST(nothing_changes_by_itself_before_next_change)
{
    Day middle = on("2026-11-22");
    int settled = 0;
    for (uint64_t seed = 1; seed <= 12; seed++) {
        History history = history_any(middle, seed);
        Facts facts = history_all(&history);
        for (Day day = middle - 40; day <= middle + 700; day += 60) {
            settled += picture_of(&facts, &metrics_shipped, day).next_change == DAY_LAST;
            assert_same_until(&facts, day, *history.arena);
        }
    }
    assert_true(settled > 12);  // so it was not always "tomorrow"
}
