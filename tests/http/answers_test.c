#include "http/answers.h"
#include "test.h"

static Answer answer_of(Str body)
{
    return (Answer){
        .status = 200, .fields = S("A: b\r\n"), .content = S("\r\n"), .body = body};
}

TEST(a_kept_answer_is_found_under_its_key_and_version_only)
{
    Answers *answers = answers_open();
    Answer answer = answer_of(S("one"));
    assert_null(answers_find(answers, 7, S("key")));
    answers_keep(answers, 7, S("key"), &answer);
    assert_non_null(answers_find(answers, 7, S("key")));
    assert_str_equal(answers_find(answers, 7, S("key"))->body, S("one"));
    assert_null(answers_find(answers, 7, S("other")));
    assert_null(answers_find(answers, 8, S("key")));
    assert_null(answers_find(answers, 7, S("key")));  // 8 has emptied it
    answers_close(answers);
}

TEST(an_answer_made_under_a_version_that_has_passed_is_not_kept)
{
    Answers *answers = answers_open();
    Answer answer = answer_of(S("stale"));
    assert_null(answers_find(answers, 8, S("key")));
    answers_keep(answers, 7, S("key"), &answer);
    assert_null(answers_find(answers, 8, S("key")));
    answers_close(answers);
}

TEST(when_it_is_full_it_begins_anew)
{
    Answers *answers = answers_open();
    Arena *arena = test_arena();
    Str body = {arena_new(arena, char, 100000), 100000};
    Answer answer = answer_of(body);
    (void)answers_find(answers, 1, S("0"));
    for (int i = 0; i < 200; i++) {
        Str key = str_format(arena, "%d", i);
        answers_keep(answers, 1, key, &answer);
        assert_non_null(answers_find(answers, 1, key));
    }
    assert_null(answers_find(answers, 1, S("0")));
    answers_close(answers);
}

TEST(an_answer_that_would_push_out_all_others_is_not_kept)
{
    Answers *answers = answers_open();
    Str body = {arena_new(test_arena(), char, ANSWERS_BYTES / 4), ANSWERS_BYTES / 4};
    Answer answer = answer_of(body);
    (void)answers_find(answers, 1, S("key"));
    answers_keep(answers, 1, S("key"), &answer);
    assert_null(answers_find(answers, 1, S("key")));
    answers_close(answers);
}
