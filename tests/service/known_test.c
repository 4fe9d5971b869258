#include "service/writing/known.h"

#include "test.h"

static Arena life;
static Known *known;

static void begin(bool shared)
{
    life = arena_map((size_t)8 << 20);
    Arena arena = life;
    known_open(&arena, shared, &known);
}

static void end(void)
{
    known_close(known);
    arena_unmap(life);
}

TEST(who_was_found_is_known_until_forgotten)
{
    begin(false);
    assert_false(known_is(known, 7));
    known_note(known, known_moment(known), 7);
    assert_true(known_is(known, 7));
    assert_false(known_is(known, 8));
    known_forget(known, 7);
    assert_false(known_is(known, 7));
    end();
}

TEST(nobody_is_known_by_no_id)
{
    begin(false);
    assert_false(known_is(known, 0));
    assert_false(known_is(known, -1));
    end();
}

TEST(an_answer_from_before_somebody_was_forgotten_is_not_noted)
{
    begin(false);
    uint64_t moment = known_moment(known);
    known_forget(known, 7);
    known_note(known, moment, 7);
    assert_false(known_is(known, 7));
    end();
}

TEST(who_shares_a_place_pushes_the_other_out_and_is_not_taken_for_it)
{
    const int64_t other = 7 + (1 << 18);
    begin(false);
    known_note(known, known_moment(known), 7);
    known_note(known, known_moment(known), other);
    assert_true(known_is(known, other));
    assert_false(known_is(known, 7));
    known_forget(known, 7);
    assert_true(known_is(known, other));
    end();
}

TEST(where_others_write_too_nobody_is_ever_known)
{
    begin(true);
    known_note(known, known_moment(known), 7);
    assert_false(known_is(known, 7));
    end();
}
