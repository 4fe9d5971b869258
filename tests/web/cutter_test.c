#include "web/bulk/cutter.h"

#include "base/writer.h"

#include "memory.h"

#include <string.h>

enum { CUTS_MAX = 64 };

typedef struct {
    Cut cut[CUTS_MAX];
    int cuts;
} Cuts;

// Cut a stream whose pieces are `first` bytes and then `step` at a time; the pieces lie
// in memory that is overwritten, as a connection's is.
static Cuts cut_in_pieces(CutBy by, Str text, size_t first, size_t step)
{
    static char piece[1 << 20];
    Cuts cuts = {0};
    Cutter cutter = cutter_new(memory(), by);
    for (size_t at = 0, size = first; at < text.length || size; at += size, size = step) {
        if (size > text.length - at) size = text.length - at;
        memset(piece, '#', sizeof piece);
        if (size) memcpy(piece, text.text + at, size);
        cutter_feed(&cutter, (Str){piece, size}, at + size < text.length);
        for (Cut cut; cutter_next(&cutter, &cut); cuts.cuts++) {
            assert_true(cuts.cuts < CUTS_MAX);
            cut.text = str_copy(memory(), cut.text);
            cuts.cut[cuts.cuts] = cut;
        }
        if (at + size >= text.length) break;
    }
    return cuts;
}

static Cuts cut_whole(CutBy by, const char *text)
{
    Str str = str_of(text);
    return cut_in_pieces(by, str, str.length, 1);
}

static void expect(Cuts cuts, int at, const char *text, int line, CutFault fault)
{
    assert_true(at < cuts.cuts);
    assert_str_equal(cuts.cut[at].text, str_of(text));
    assert_int_equal(cuts.cut[at].index, at);
    assert_int_equal(cuts.cut[at].line, line);
    assert_int_equal(cuts.cut[at].fault, fault);
}

TEST(a_line_is_an_item_and_blank_lines_are_none)
{
    Cuts cuts = cut_whole(CUT_LINES, "{\"a\":1}\n\n  \r\n {\"b\":2} \r\n{\"c\":3}");
    assert_int_equal(cuts.cuts, 3);
    expect(cuts, 0, "{\"a\":1}", 1, CUT_WHOLE);
    expect(cuts, 1, "{\"b\":2}", 4, CUT_WHOLE);
    expect(cuts, 2, "{\"c\":3}", 5, CUT_WHOLE);
    assert_int_equal(cut_whole(CUT_LINES, "").cuts, 0);
    assert_int_equal(cut_whole(CUT_LINES, "\n \n").cuts, 0);
}

TEST(the_items_of_an_array_are_cut_where_their_own_level_ends)
{
    Cuts cuts = cut_whole(CUT_VALUES,
                          " [ {\"a\":[1,{\"b\":\"],}\\\"\"}]} ,\n7,\"x,]\",\n null\n]\n ");
    assert_int_equal(cuts.cuts, 4);
    expect(cuts, 0, "{\"a\":[1,{\"b\":\"],}\\\"\"}]}", 1, CUT_WHOLE);
    expect(cuts, 1, "7", 2, CUT_WHOLE);
    expect(cuts, 2, "\"x,]\"", 2, CUT_WHOLE);
    expect(cuts, 3, "null", 3, CUT_WHOLE);
    assert_int_equal(cut_whole(CUT_VALUES, " [ ] ").cuts, 0);
}

TEST(values_without_an_array_are_items_too)
{
    Cuts cuts = cut_whole(CUT_VALUES, "{\"a\":{}}{\"b\":\"}\"}\n\n[1] x\n{\"c\":1}");
    assert_int_equal(cuts.cuts, 5);
    expect(cuts, 0, "{\"a\":{}}", 1, CUT_WHOLE);
    expect(cuts, 1, "{\"b\":\"}\"}", 1, CUT_WHOLE);
    expect(cuts, 2, "[1]", 3, CUT_WHOLE);
    expect(cuts, 3, "x", 3, CUT_WHOLE);
    expect(cuts, 4, "{\"c\":1}", 4, CUT_WHOLE);
    assert_int_equal(cut_whole(CUT_VALUES, " \n").cuts, 0);
}

TEST(a_comma_has_an_item_on_both_sides)
{
    Cuts cuts = cut_whole(CUT_VALUES, "[,1,]");
    assert_int_equal(cuts.cuts, 3);
    expect(cuts, 0, "", 1, CUT_WHOLE);
    expect(cuts, 1, "1", 1, CUT_WHOLE);
    expect(cuts, 2, "", 1, CUT_WHOLE);
}

TEST(an_array_that_is_not_closed_says_so)
{
    Cuts cuts = cut_whole(CUT_VALUES, "[1,\n{\"a\":");
    assert_int_equal(cuts.cuts, 2);
    expect(cuts, 1, "{\"a\":", 2, CUT_UNCLOSED);
    cuts = cut_whole(CUT_VALUES, "[1,\n");
    assert_int_equal(cuts.cuts, 2);
    expect(cuts, 1, "", 2, CUT_UNCLOSED);
    cuts = cut_whole(CUT_VALUES, "{\"a\":1}\n{\"b");
    assert_int_equal(cuts.cuts, 2);
    expect(cuts, 1, "{\"b", 2, CUT_UNCLOSED);
}

TEST(what_follows_an_array_is_told_once_and_not_read)
{
    Cuts cuts = cut_whole(CUT_VALUES, "[1]\n[2],3");
    assert_int_equal(cuts.cuts, 2);
    expect(cuts, 1, "", 2, CUT_TRAILING);
}

TEST(a_row_ends_at_a_line_break_that_is_not_in_quotes)
{
    Cuts cuts =
        cut_whole(CUT_ROWS, "a,b\r\n1,\"x\ny\"\r\n\r\n2,\"say \"\"hi\"\"\"\n3,5\" z\n");
    assert_int_equal(cuts.cuts, 4);
    expect(cuts, 0, "a,b", 1, CUT_WHOLE);
    expect(cuts, 1, "1,\"x\ny\"", 2, CUT_WHOLE);
    expect(cuts, 2, "2,\"say \"\"hi\"\"\"", 5, CUT_WHOLE);
    expect(cuts, 3, "3,5\" z", 6, CUT_WHOLE);
}

TEST(a_row_whose_quotes_are_wrong_costs_no_other_row)
{
    Cuts cuts = cut_whole(CUT_ROWS, "a,\"b\" c\n\"d\"e,\"\nf,g\n\"h\r\"\ni");
    assert_int_equal(cuts.cuts, 5);
    expect(cuts, 0, "a,\"b\" c", 1, CUT_QUOTE);
    expect(cuts, 1, "\"d\"e,\"", 2, CUT_QUOTE);
    expect(cuts, 2, "f,g", 3, CUT_WHOLE);
    expect(cuts, 3, "\"h\r\"", 4, CUT_WHOLE);
    expect(cuts, 4, "i", 5, CUT_WHOLE);
    cuts = cut_whole(CUT_ROWS, "a\nb,\"c\nd\n");
    assert_int_equal(cuts.cuts, 2);
    expect(cuts, 1, "b,\"c\nd\n", 2, CUT_UNCLOSED);
}

TEST(a_mark_of_byte_order_is_passed_over)
{
    expect(cut_whole(CUT_ROWS, "\xEF\xBB\xBF"
                               "\"a\",b\n"),
           0, "\"a\",b", 1, CUT_WHOLE);
    expect(cut_whole(CUT_VALUES, "\xEF\xBB\xBF[1]"), 0, "1", 1, CUT_WHOLE);
    expect(cut_whole(CUT_LINES, "\xEF\xBB\xBF{}"), 0, "{}", 1, CUT_WHOLE);
    expect(cut_whole(CUT_LINES, "\xEF\xBB{}\n"), 0, "\xEF\xBB{}", 1, CUT_WHOLE);
    assert_int_equal(cut_whole(CUT_LINES, "\xEF\xBB\xBF").cuts, 0);
}

static Str filled(const char *before, char what, size_t times, const char *after)
{
    Writer text = {.arena = memory()};
    writer_put(&text, str_of(before));
    for (size_t i = 0; i < times; i++)
        writer_char(&text, what);
    writer_put(&text, str_of(after));
    return writer_str(&text);
}

TEST(an_item_that_is_too_long_costs_no_other_item)
{
    const struct {
        CutBy by;
        const char *before, *after;
    } streams[] = {
        {CUT_LINES, "1\n", "\n3\n"},    {CUT_ROWS, "1\n", "\n3\n"},
        {CUT_ROWS, "1\n\"", "\"\n3\n"}, {CUT_VALUES, "[1,\"", "\",3]"},
        {CUT_VALUES, "1 ", " 3"},
    };
    for (size_t s = 0; s < sizeof streams / sizeof *streams; s++) {
        Str text = filled(streams[s].before, 'x', CUT_MAX + 1, streams[s].after);
        const size_t steps[] = {text.length, 1000, 65536};
        for (int i = 0; i < 3; i++) {
            Cuts cuts = cut_in_pieces(streams[s].by, text, steps[i], steps[i]);
            assert_int_equal(cuts.cuts, 3);
            assert_str_equal(cuts.cut[0].text, S("1"));
            assert_int_equal(cuts.cut[1].fault, CUT_TOO_LONG);
            assert_int_equal(cuts.cut[1].text.length, CUT_MAX);
            assert_str_equal(cuts.cut[2].text, S("3"));
        }
    }
    Str most = filled("", 'x', CUT_MAX, "\n");
    assert_int_equal(cut_in_pieces(CUT_LINES, most, most.length, 1).cut[0].fault,
                     CUT_WHOLE);
}

static void assert_same(Cuts a, Cuts b, size_t first, size_t step)
{
    bool same = a.cuts == b.cuts;
    for (int i = 0; same && i < a.cuts; i++)
        same = str_equal(a.cut[i].text, b.cut[i].text) &&
               a.cut[i].index == b.cut[i].index && a.cut[i].line == b.cut[i].line &&
               a.cut[i].fault == b.cut[i].fault;
    if (!same) print_error("cut at %zu, then every %zu\n", first, step);
    assert_true(same);
}

TEST(however_a_stream_is_cut_into_pieces_its_items_are_the_same)
{
    static const char *const streams[] = {
        "\xEF\xBB\xBF{\"a\":\"\\\\\\\"}\"}\r\n\r\n{\"b\":[1,2]}\n x \n",
        "\xEF\xBB\xBF [ {\"a\":\"\\\\\\\"}],\"} ,\n[1,[2]],\"\\\"\",, null]  ",
        "[1,{\"a\":[}]},2,]x",
        "[{\"a\":\"b\n\\",
        "{\"a\":1}\n{\"b\":\"}{\"} 1 2",
        "\xEF\xBB\xBF\"a\",b\r\n1,\"x\"\"\r\n\"\"y\"\r\n\r\n2,\"z\"q\"\n3,4\"\n\"5\",\"\n",
        "\xEF\xBBz\n\r\n",
        "a,\"b\"\r",
        "\n\n\r\n[",
    };
    for (size_t s = 0; s < sizeof streams / sizeof *streams; s++) {
        Str text = str_of(streams[s]);
        for (CutBy by = CUT_LINES; by <= CUT_ROWS; by++) {
            Cuts whole = cut_in_pieces(by, text, text.length, 1);
            for (size_t first = 0; first <= text.length; first++)
                for (size_t step = 1; step <= 5; step++)
                    assert_same(whole, cut_in_pieces(by, text, first, step), first, step);
        }
    }
}
