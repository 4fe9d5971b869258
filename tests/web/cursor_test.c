#include "memory.h"
#include "web/cursor.h"

static const Cursor place = {.list = 7, .place = UINT64_C(0x404a400000000000), .id = -3};

TEST(a_cursor_comes_back_as_it_was)
{
    Cursor read;
    Str text = cursor_write(memory(), place);
    assert_true(cursor_read(memory(), text, 7, &read));
    assert_true(read.place == place.place && read.id == place.id && read.list == 7);
}

TEST(a_cursor_may_hold_a_text_of_any_bytes)
{
    char text[CURSOR_TEXT_MAX] = {0};
    for (size_t length = 0; length <= sizeof text; length++) {
        Cursor written = place, read;
        written.text = (Str){text, length};
        Str cursor = cursor_write(memory(), written);
        assert_true(cursor_read(memory(), cursor, 7, &read));
        assert_str_equal(read.text, written.text);
        assert_false(cursor_read(memory(), str_from(cursor, 4), 7, &read));
    }
}

TEST(a_cursor_can_stand_in_a_url_as_it_is)
{
    Str text =
        cursor_write(memory(), (Cursor){~UINT64_C(0), ~UINT64_C(0), -1, S("\xFF\xFE")});
    for (size_t i = 0; i < text.length; i++) {
        char c = text.text[i];
        bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                     (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
        assert_true(plain);
    }
}

TEST(a_cursor_of_another_list_is_none)
{
    Cursor read;
    assert_false(cursor_read(memory(), cursor_write(memory(), place), 8, &read));
}

TEST(a_damaged_cursor_is_none)
{
    Cursor read;
    Str text = cursor_write(memory(), place);
    for (size_t i = 0; i < text.length; i++) {
        char *damaged = arena_new(memory(), char, text.length);
        for (size_t j = 0; j < text.length; j++)
            damaged[j] = text.text[j];
        damaged[i] = damaged[i] == 'A' ? 'B' : 'A';
        assert_false(cursor_read(memory(), (Str){damaged, text.length}, 7, &read));
    }
    assert_false(cursor_read(memory(), str_until(text, text.length - 1), 7, &read));
    assert_false(cursor_read(memory(), str_format(memory(), "%.*sA", STR(text)), 7, &read));
    assert_false(cursor_read(memory(), S(""), 7, &read));
    assert_false(cursor_read(memory(), S("****************************"), 7, &read));
}
