#include "web/bulk/csv.h"

#include "memory.h"

#include <string.h>

enum { MOST = 4 };

static int cells_of(const char *text, Str *cell)
{
    size_t length = strlen(text);
    char *row = arena_new(memory(), char, length + 1);
    memcpy(row, text, length);
    return csv_cells(row, length, cell, MOST);
}

TEST(cells_stand_between_commas)
{
    Str cell[MOST];
    assert_int_equal(cells_of("a, b ,,", cell), 4);
    assert_str_equal(cell[0], S("a"));
    assert_str_equal(cell[1], S(" b "));
    assert_str_equal(cell[2], S(""));
    assert_str_equal(cell[3], S(""));
    assert_int_equal(cells_of("", cell), 1);
    assert_str_equal(cell[0], S(""));
}

TEST(a_cell_in_quotes_may_hold_anything)
{
    Str cell[MOST];
    assert_int_equal(cells_of("\"a,\"\"b\"\"\r\nc\",\"\",\"\"\"\",5\" x", cell), 4);
    assert_str_equal(cell[0], S("a,\"b\"\r\nc"));
    assert_str_equal(cell[1], S(""));
    assert_str_equal(cell[2], S("\""));
    assert_str_equal(cell[3], S("5\" x"));
}

TEST(cells_beyond_the_most_are_counted_and_not_written)
{
    Str cell[MOST];
    assert_int_equal(cells_of("1,2,3,4,5,\"6\"", cell), 6);
    assert_str_equal(cell[3], S("4"));
}

TEST(what_is_written_is_read_again)
{
    const char *const texts[] = {"a", "", "a,b", "say \"hi\"", "a\r\nb", " x "};
    Writer row = {.arena = memory()};
    for (int i = 0; i < 6; i++) {
        row.length = 0;
        csv_write(&row, str_of(texts[i]));
        Str cell[MOST];
        assert_int_equal(csv_cells(row.text, row.length, cell, MOST), 1);
        assert_str_equal(cell[0], str_of(texts[i]));
    }
}

TEST(no_cell_is_taken_for_a_formula)
{
    const char *const texts[] = {"=1+1", "+1", "-1", "@x", "\tx"};
    for (int i = 0; i < 5; i++) {
        Writer row = {.arena = memory()};
        csv_write(&row, str_of(texts[i]));
        assert_true(str_starts(writer_str(&row), S("\"'")));
    }
}
