#include "http/gunzip.h"
#include "http/gzip.h"
#include "test.h"

#include <string.h>

static Str packed(Arena *arena, Str text)
{
    Gzip *gzip = gzip_open();
    Str result = gzip_text(arena, gzip, text);
    gzip_close(gzip);
    return result;
}

static Str joined(Arena *arena, Str a, Str b)
{
    Writer both = {.arena = arena};
    writer_put(&both, a);
    writer_put(&both, b);
    return writer_str(&both);
}

// Numbers, so that it is neither all alike nor all chance.
static Str some_text(Arena *arena, int lines)
{
    Writer text = {.arena = arena};
    for (int i = 0; i < lines; i++)
        writer_format(&text, "%d,%d\n", i, i * i % 1009);
    return writer_str(&text);
}

typedef struct {
    Str text;
    bool is_good;
    bool is_whole;
} Read;

// Read in steps of `in` bytes, with room for `out` at a time.
static Read read_in_steps(Arena *arena, Str bytes, size_t in, size_t out)
{
    Writer all = {.arena = arena};
    Arena own = arena_map((size_t)1 << 20);
    Gunzip *gunzip = gunzip_new(&own);
    Read read = {.is_good = true};
    char *room = arena_new(&own, char, out);
    while (bytes.length && read.is_good) {
        Str step = str_until(bytes, in), rest = step;
        Writer to = {.text = room, .room = out};
        do {
            to.length = 0;
            read.is_good = gunzip_read(gunzip, &rest, &to);
            writer_put(&all, writer_str(&to));
        } while (read.is_good && (rest.length || to.length == to.room));
        bytes = str_from(bytes, step.length);
    }
    read.is_whole = gunzip_is_whole(gunzip);
    read.text = writer_str(&all);
    arena_unmap(own);
    return read;
}

static Read read_at_once(Arena *arena, Str bytes)
{
    return read_in_steps(arena, bytes, bytes.length, 1 << 16);
}

TEST(what_was_compressed_comes_back_however_it_is_cut)
{
    const size_t steps[] = {1, 2, 7, 100, 5000};
    Arena *arena = test_arena();
    Str text = some_text(arena, 3000), bytes = packed(arena, text);
    for (size_t in = 0; in < 5; in++) {
        for (size_t out = 0; out < 5; out++) {
            Arena scratch = *arena;
            Read read = read_in_steps(&scratch, bytes, steps[in], steps[out]);
            assert_true(read.is_good && read.is_whole);
            assert_true(str_equal(read.text, text));
        }
    }
}

TEST(members_one_behind_the_other_are_one_text)
{
    Arena *arena = test_arena();
    Str one = packed(arena, S("one ")), none = packed(arena, (Str){0});
    Str all = joined(arena, joined(arena, one, none), packed(arena, S("two")));
    for (size_t in = 1; in < all.length; in++) {
        Read read = read_in_steps(arena, all, in, 3);
        assert_true(read.is_good && read.is_whole);
        assert_str_equal(read.text, S("one two"));
    }
}

TEST(what_is_cut_off_anywhere_is_not_whole)
{
    Arena *arena = test_arena();
    Str bytes = packed(arena, some_text(arena, 100));
    for (size_t length = 1; length < bytes.length; length++) {
        Arena scratch = *arena;
        Read read = read_at_once(&scratch, str_until(bytes, length));
        assert_true(read.is_good && !read.is_whole);
    }
}

TEST(what_is_no_gzip_is_told_at_once)
{
    Arena *arena = test_arena();
    assert_false(read_at_once(arena, S("{\"a\":1}")).is_good);
    Str bytes = packed(arena, S("hello"));
    assert_false(read_at_once(arena, joined(arena, bytes, S("hello"))).is_good);
    assert_false(read_at_once(arena, joined(arena, bytes, S("\0"))).is_whole);
}

TEST(a_bit_that_was_changed_is_found_or_changes_nothing)
{
    Arena *arena = test_arena();
    Str text = some_text(arena, 50), bytes = packed(arena, text);
    size_t found = 0;
    for (size_t at = 0; at < bytes.length; at++) {
        Arena scratch = *arena;
        char *wrong = arena_new(&scratch, char, bytes.length);
        memcpy(wrong, bytes.text, bytes.length);
        wrong[at] = (char)(wrong[at] ^ 0x10);
        Read read = read_at_once(&scratch, (Str){wrong, bytes.length});
        if (!read.is_good || !read.is_whole)
            found++;
        else
            assert_true(str_equal(read.text, text));
    }
    assert_true(found > bytes.length - 10);
}

TEST(nothing_at_all_is_whole)
{
    Read read = read_at_once(test_arena(), (Str){0});
    assert_true(read.is_good && read.is_whole);
}
