#include "base/fold.h"
#include "test.h"

static Str fold(const char *text)
{
    return str_fold(test_arena(), str_of(text));
}

TEST(small_and_capital_letters_are_the_same_in_any_script)
{
    assert_str_equal(fold("Acme & SONS 7"), S("acme & sons 7"));
    assert_str_equal(fold("Z\xC3\x9CRICH"), fold("z\xC3\xBCrich"));
    assert_str_equal(fold("STRASSE"), fold("stra\xC3\x9F"
                                           "e"));
    assert_str_equal(fold("\xD0\x9C\xD0\x9E\xD0\xA1\xD0\x9A\xD0\x92\xD0\x90"),
                     fold("\xD0\xBC\xD0\xBE\xD1\x81\xD0\xBA\xD0\xB2\xD0\xB0"));
}

TEST(each_character_has_one_form)
{
    assert_str_equal(fold("e\xCC\x81"), fold("\xC3\xA9"));  // e and an accent
    assert_str_equal(fold("\xEF\xAC\x81n"), S("fin"));      // a ligature
    assert_str_equal(fold("\xEF\xBC\xA1"), S("a"));         // as wide as an ideograph
}

TEST(marks_that_nobody_sees_are_not_there)
{
    assert_str_equal(fold("\xE2\x80\x8F"
                          "ac\xE2\x80\x8Bme\xC2\xAD"),
                     S("acme"));
}

TEST(what_is_no_text_stays_as_it_is)
{
    assert_str_equal(fold("A\xFF"), S("A\xFF"));
    assert_str_equal(fold(""), S(""));
}

TEST(a_character_that_becomes_many_has_room)
{
    char text[255 * 3];
    for (size_t i = 0; i < sizeof text; i += 3) {  // U+FDFA, the longest of all
        text[i] = '\xEF';
        text[i + 1] = '\xB7';
        text[i + 2] = '\xBA';
    }
    Str folded = str_fold(test_arena(), (Str){text, sizeof text});
    assert_true(folded.length > 255 * 30 && str_is_utf8(folded));
}
