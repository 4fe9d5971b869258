#include "backends.h"
#include "making.h"

enum { HOURS = 3600 * 1000 };

static KeptAnswer answer_of(const char *key, Millis at)
{
    return (KeptAnswer){.key = str_of(key),
                        .fingerprint = S("f-1"),
                        .status = 201,
                        .type = S("application/json"),
                        .location = S("/api/customers/7"),
                        .body = S("{\"id\":7}"),
                        .at = at};
}

static Err find(Store *store, const char *key, Millis now, KeptAnswer *out)
{
    return store_kept_answer(store, test_arena(), str_of(key), now, out);
}

TEST(a_kept_answer_comes_back_as_it_was_given)
{
    Store *store = fresh_writer();
    KeptAnswer was = answer_of("POST /api/customers k", at(1, 0)), is;
    was.body = (Str){"\0\xff\xfe", 3};
    assert_ok(store_keep_answer(store, &was, at(1, 0)));
    assert_ok(find(store, "POST /api/customers k", at(1, 1), &is));
    assert_str_equal(is.key, was.key);
    assert_str_equal(is.fingerprint, was.fingerprint);
    assert_int_equal(is.status, was.status);
    assert_str_equal(is.type, was.type);
    assert_str_equal(is.location, was.location);
    assert_int_equal(is.body.length, 3);
    assert_memory_equal(is.body.text, was.body.text, 3);
    assert_int_equal(is.at, was.at);
    assert_ok(find(open_reader(), "POST /api/customers k", at(1, 1), &is));
}

TEST(an_answer_without_a_body_is_kept)
{
    Store *store = fresh_writer();
    KeptAnswer was = {.key = S("k"), .status = 204, .at = at(1, 0)}, is;
    assert_ok(store_keep_answer(store, &was, at(1, 0)));
    assert_ok(find(store, "k", at(1, 0), &is));
    assert_int_equal(is.status, 204);
    assert_int_equal(is.body.length + is.location.length + is.type.length, 0);
}

TEST(the_first_answer_under_a_key_stays)
{
    Store *store = fresh_writer();
    KeptAnswer first = answer_of("k", at(1, 0)), second = answer_of("k", at(1, 1)), is;
    second.status = 409;
    assert_ok(store_keep_answer(store, &first, at(1, 0)));
    assert_int_equal(store_keep_answer(store, &second, at(1, 1)), ERR_CONFLICT);
    assert_ok(find(store, "k", at(1, 2), &is));
    assert_int_equal(is.status, 201);
    assert_int_equal(find(store, "K", at(1, 2), &is), ERR_NOT_FOUND);
    assert_int_equal(find(store, "k ", at(1, 2), &is), ERR_NOT_FOUND);
}

TEST(an_answer_is_kept_for_a_day_and_its_key_is_free_then)
{
    Store *store = fresh_writer();
    const Millis given = at(1, 0), end = given + (Millis)ANSWER_HOURS * HOURS;
    KeptAnswer first = answer_of("k", given), second = answer_of("k", end + 1), is;
    assert_ok(store_keep_answer(store, &first, given));
    assert_ok(find(store, "k", end, &is));
    assert_int_equal(store_keep_answer(store, &second, end), ERR_CONFLICT);
    assert_int_equal(find(store, "k", end + 1, &is), ERR_NOT_FOUND);
    second.status = 200;
    assert_ok(store_keep_answer(store, &second, end + 1));
    assert_ok(find(store, "k", end + 1, &is));
    assert_int_equal(is.status, 200);
}

TEST(old_answers_go_with_new_ones)
{
    Store *store = fresh_writer();
    KeptAnswer old = answer_of("old", at(1, 0)), new = answer_of("new", at(3, 0)), is;
    assert_ok(store_keep_answer(store, &old, at(1, 0)));
    assert_ok(find(store, "old", at(1, 0), &is));
    assert_ok(store_keep_answer(store, &new, at(3, 0)));
    assert_int_equal(find(store, "old", at(1, 0), &is), ERR_NOT_FOUND);
    assert_ok(find(store, "new", at(3, 0), &is));
}

TEST(the_longest_answer_under_the_longest_key_is_kept)
{
    static char body[ANSWER_BODY_MAX], key[ANSWER_KEY_MAX], fingerprint[255];
    for (size_t i = 0; i < sizeof body; i++)
        body[i] = (char)i;
    for (size_t i = 0; i < sizeof key; i++)
        key[i] = 'k';
    for (size_t i = 0; i < sizeof fingerprint; i++)
        fingerprint[i] = 'f';
    Store *store = fresh_writer();
    KeptAnswer was = answer_of("", at(1, 0)), is;
    was.key = (Str){key, sizeof key};
    was.fingerprint = was.type = (Str){fingerprint, sizeof fingerprint};
    was.body = (Str){body, sizeof body};
    assert_ok(store_keep_answer(store, &was, at(1, 0)));
    assert_ok(store_kept_answer(store, test_arena(), was.key, at(1, 0), &is));
    assert_int_equal(is.body.length, sizeof body);
    assert_memory_equal(is.body.text, body, sizeof body);
    assert_true(str_equal(is.fingerprint, was.fingerprint));
}
