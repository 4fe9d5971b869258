#include "http/gzip.h"
#include "test.h"

TEST(a_coding_is_taken_when_it_is_named_or_a_star_is)
{
    assert_true(encoding_accepted(S("gzip"), S("gzip")));
    assert_true(encoding_accepted(S("br, GZip ;q=0.1"), S("gzip")));
    assert_true(encoding_accepted(S("*"), S("gzip")));
    assert_true(encoding_accepted(S("deflate, *;q=0.5"), S("br")));
    assert_false(encoding_accepted(S(""), S("gzip")));
    assert_false(encoding_accepted(S("br, deflate"), S("gzip")));
    assert_false(encoding_accepted(S("gzipped"), S("gzip")));
}

TEST(a_weight_of_zero_says_no)
{
    assert_false(encoding_accepted(S("gzip;q=0"), S("gzip")));
    assert_false(encoding_accepted(S("gzip; q=0.000, *"), S("gzip")));
    assert_false(encoding_accepted(S("*;q=0"), S("gzip")));
    assert_true(encoding_accepted(S("gzip;q=0.001"), S("gzip")));
    assert_true(encoding_accepted(S("*;q=0, gzip"), S("gzip")));
}
