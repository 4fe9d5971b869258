#include "http/html.h"
#include "test.h"

TEST(text_means_nothing_in_html)
{
    Writer writer = {.arena = test_arena()};
    Html html = {&writer};
    html_put(&html, S("<b title=\"x\" id='y'>a & b</b>"));
    assert_str_equal(writer_str(&writer),
                     S("&lt;b title=&quot;x&quot; id=&#39;y&#39;&gt;a &amp; "
                       "b&lt;/b&gt;"));
}

TEST(control_characters_do_not_stand_in_a_page)
{
    Writer writer = {.arena = test_arena()};
    Html html = {&writer};
    html_put(&html, S("a\0b\x1B[0m\tc\r\n\x7F"));
    assert_str_equal(writer_str(&writer), S("a\xEF\xBF\xBD"
                                            "b\xEF\xBF\xBD[0m\tc\r\n\xEF\xBF\xBD"));
}

TEST(every_type_is_written_in_its_own_way)
{
    Writer writer = {.arena = test_arena()};
    Html html = {&writer};
    html_put(&html, MARKUP("<i>"));
    html_put(&html, 7);
    html_put(&html, (int64_t)-1234567890123);
    html_put(&html, 58.75);
    html_put(&html, S("Z\xC3\xBCrich"));
    html_put(&html, (Str){0});
    assert_str_equal(writer_str(&writer), S("<i>7-123456789012358.75Z\xC3\xBCrich"));
}
