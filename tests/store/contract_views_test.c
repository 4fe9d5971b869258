#include "backends.h"

#include "store/views.h"

static ListView view_of(const char *name)
{
    return (ListView){.name = str_of(name), .query = S("band=at_risk&sort=-mrr"), .at = 7};
}

TEST(a_view_comes_back_as_it_was_kept)
{
    Store *store = fresh_writer();
    ListView first = view_of("At risk \xF0\x9F\x9A\x80 <b>"), second = view_of("All");
    second.query = S("");
    assert_ok(store_add_view(store, &first));
    assert_ok(store_add_view(store, &second));
    assert_true(first.id > 0 && second.id > first.id);

    ListView view[VIEWS_MOST];
    int count;
    assert_ok(store_views(store, test_arena(), view, &count));
    assert_int_equal(count, 2);
    assert_int_equal(view[0].id, first.id);
    assert_str_equal(view[0].name, first.name);
    assert_str_equal(view[0].query, first.query);
    assert_int_equal(view[0].at, 7);
    assert_str_equal(view[1].name, S("All"));
    assert_int_equal(view[1].query.length, 0);
}

TEST(two_views_have_no_name_in_common)
{
    Store *store = fresh_writer();
    ListView view = view_of("Mine"), again = view, other = view_of("mine");
    assert_ok(store_add_view(store, &view));
    assert_int_equal(store_add_view(store, &again), ERR_CONFLICT);
    assert_ok(store_add_view(store, &other));
}

TEST(a_view_that_was_removed_is_gone_and_its_name_is_free)
{
    Store *store = fresh_writer();
    ListView view = view_of("Mine"), again = view, left[VIEWS_MOST];
    int count;
    assert_ok(store_add_view(store, &view));
    assert_ok(store_remove_view(store, view.id));
    assert_int_equal(store_remove_view(store, view.id), ERR_NOT_FOUND);
    assert_ok(store_views(store, test_arena(), left, &count));
    assert_int_equal(count, 0);
    assert_ok(store_add_view(store, &again));
}

TEST(there_are_no_more_views_than_may_be)
{
    Store *store = fresh_writer();
    ListView view, all[VIEWS_MOST];
    int count;
    for (int v = 0; v < VIEWS_MOST; v++) {
        const char name[] = {(char)('a' + v % 26), (char)('a' + v / 26), 0};
        view = view_of(name);
        assert_ok(store_add_view(store, &view));
    }
    view = view_of("one more");
    assert_int_equal(store_add_view(store, &view), ERR_INVALID);
    assert_ok(store_views(store, test_arena(), all, &count));
    assert_int_equal(count, VIEWS_MOST);
    assert_ok(store_remove_view(store, all[0].id));
    assert_ok(store_add_view(store, &view));
}
