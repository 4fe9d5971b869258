#include "backends.h"
#include "making.h"

#include "store/arrivals.h"

enum { HOUR_MS = MILLIS_A_DAY / 24 };

static int64_t hour(int day, int hour_of_day)
{
    return at(day, hour_of_day) / HOUR_MS;
}

static void come(Store *store, Arrival arrival, Millis now)
{
    assert_ok(store_add_arrivals(store, &arrival, 1, now));
}

static int read_all(Store *store, Arrival **out)
{
    int count = -1;
    assert_ok(store_arrivals(store, test_arena(), out, &count));
    return count;
}

TEST(what_comes_is_added_to_its_hour_and_its_door)
{
    Store *store = fresh_writer();
    const Arrival came[] = {{hour(0, 9), S("stripe"), 2, 0, 1, at(0, 9)},
                            {hour(0, 9), S("api"), 5, 1, 0, at(0, 9) + 2}};
    assert_ok(store_add_arrivals(store, came, 2, at(0, 9)));
    come(store, (Arrival){hour(0, 9), S("api"), 7, 2, 3, at(0, 9) + 1}, at(0, 9));
    come(store, (Arrival){hour(0, 8), S("api"), 1, 0, 0, at(0, 8)}, at(0, 9));

    Arrival *all;
    assert_int_equal(read_all(open_reader(), &all), 3);
    assert_int_equal(all[0].hour, hour(0, 8));
    assert_str_equal(all[1].door, S("api"));
    assert_int_equal(all[1].stored, 12);
    assert_int_equal(all[1].repeated, 3);
    assert_int_equal(all[1].rejected, 3);
    assert_int_equal(all[1].last_at, at(0, 9) + 2);
    assert_str_equal(all[2].door, S("stripe"));
    assert_int_equal(all[2].rejected, 1);
}

TEST(of_what_came_long_ago_the_last_of_each_door_stays)
{
    Store *store = fresh_writer();
    come(store, (Arrival){hour(0, 1), S("api"), 1, 0, 0, at(0, 1)}, at(0, 1));
    come(store, (Arrival){hour(0, 2), S("api"), 2, 0, 0, at(0, 2)}, at(0, 2));
    come(store, (Arrival){hour(0, 3), S("stripe"), 3, 0, 0, at(0, 3)}, at(0, 3));
    come(store, (Arrival){hour(0, 4), S("stripe"), 0, 0, 9, 0}, at(0, 4));
    Millis later = at(ARRIVAL_DAYS, 5);
    come(store, (Arrival){hour(ARRIVAL_DAYS, 5), S("segment"), 4, 0, 0, later}, later);

    Arrival *all;
    assert_int_equal(read_all(store, &all), 3);
    assert_int_equal(all[0].stored, 2);
    assert_int_equal(all[1].stored, 3);
    assert_int_equal(all[2].stored, 4);
}

TEST(what_was_refused_is_counted_by_door_and_reason)
{
    Store *store = fresh_writer();
    RejectedCount *count;
    int counts = -1;
    assert_ok(store_count_rejected(store, test_arena(), &count, &counts));
    assert_int_equal(counts, 0);

    const Rejected refused[] = {
        {.at = at(0, 1), .source = S("segment"), .reason = S("missing")},
        {.at = at(0, 3), .source = S("api"), .reason = S("invalid"), .pointer = S("/a")},
        {.at = at(0, 2), .source = S("api"), .reason = S("invalid")},
        {.at = at(0, 4), .source = S("api"), .reason = S("csv_header")},
    };
    assert_ok(store_keep_rejected(store, refused, 4, at(0, 4)));
    assert_ok(store_count_rejected(open_reader(), test_arena(), &count, &counts));
    assert_int_equal(counts, 3);
    assert_str_equal(count[0].reason, S("csv_header"));
    assert_str_equal(count[1].reason, S("invalid"));
    assert_int_equal(count[1].count, 2);
    assert_int_equal(count[1].last_at, at(0, 3));
    assert_str_equal(count[2].door, S("segment"));

    Rejected latest[4];
    assert_ok(store_rejected(store, test_arena(), 0, 4, latest, &counts));
    assert_str_equal(latest[2].pointer, S("/a"));
    assert_str_equal(latest[0].pointer, (Str){0});
}

// One more event that waits under a name.
static void wait(Store *store, Whose whose, Event event)
{
    static int waiting;
    event.id = str_format(test_arena(), "waits-%d", waiting++);
    event.details = S("{}");
    event.quantity = 1;
    Unmatched unmatched = {.whose = whose, .event = event};
    Appended became;
    assert_ok(store_keep_unmatched(store, &unmatched, 1, &became, *test_arena()));
    assert_int_equal(became, APPEND_STORED);
}

TEST(names_nobody_has_are_told_with_what_waits_under_them)
{
    Store *store = fresh_writer();
    const Whose lone = {.value = S("lone")}, twice = {.source = S("x"), .value = S("two")},
                thrice = {.value = S("two")};
    const Event login = {.type = EVENT_LOGIN, .source = S("api"), .received_at = at(0, 1)};
    const Event call = {.type = EVENT_API, .source = S("segment"), .received_at = at(0, 9)};
    wait(store, lone, login);
    wait(store, twice, login);
    wait(store, thrice, login);
    wait(store, twice, login);
    wait(store, thrice, call);
    wait(store, thrice, login);

    UnmatchedName name[3];
    int names = -1;
    assert_ok(store_unmatched_names(open_reader(), test_arena(), 3, name, &names));
    assert_int_equal(names, 3);
    assert_str_equal(name[0].whose.source, (Str){0});
    assert_str_equal(name[0].whose.value, S("two"));
    assert_int_equal(name[0].events, 3);
    assert_int_equal(name[0].last_at, at(0, 9));
    assert_int_equal(name[0].types, 1u << EVENT_LOGIN | 1u << EVENT_API);
    assert_str_equal(name[0].door, S("api"));
    assert_str_equal(name[0].other_door, S("segment"));
    assert_str_equal(name[1].whose.source, S("x"));
    assert_str_equal(name[2].whose.value, S("lone"));
    assert_str_equal(name[2].other_door, S("api"));
    assert_true(name[2].first < name[1].first);
}

TEST(only_the_names_with_the_most_are_told)
{
    Store *store = fresh_writer();
    const Event login = {.type = EVENT_LOGIN, .source = S("api")};
    static const char *const waiting[] = {"a", "b", "c", "b", "d", "d", "d", "e"};
    for (size_t i = 0; i < sizeof waiting / sizeof *waiting; i++)
        wait(store, (Whose){.value = str_of(waiting[i])}, login);

    UnmatchedName name[3];
    int names = -1;
    assert_ok(store_unmatched_names(store, test_arena(), 3, name, &names));
    assert_int_equal(names, 3);
    assert_str_equal(name[0].whose.value, S("d"));
    assert_str_equal(name[1].whose.value, S("b"));
    assert_str_equal(name[2].whose.value, S("a"));
}
