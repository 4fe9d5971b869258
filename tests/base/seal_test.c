#include "base/seal.h"

#include "test.h"

static Str hex(Seal seal)
{
    return seal_hex(test_arena(), seal);
}

TEST(the_seals_are_those_of_the_standards)
{
    Str text = S("what do ya want for nothing?");
    assert_str_equal(hex(seal_sha256(S("Jefe"), text)),
                     S("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"));
    assert_str_equal(hex(seal_sha1(S("Jefe"), text)),
                     S("effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"));
    assert_str_equal(hex(sha256(S("abc"))),
                     S("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
}

TEST(nothing_has_a_seal_too)
{
    assert_str_equal(hex(seal_sha256((Str){0}, (Str){0})),
                     S("b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"));
    assert_str_equal(hex(sha256((Str){0})),
                     S("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
}

TEST(what_is_written_is_read_again)
{
    Seal seal = seal_sha256(S("key"), S("text")), again;
    Arena *arena = test_arena();
    assert_true(seal_from_hex(seal_hex(arena, seal), SHA256_BYTES, &again));
    assert_true(seal_equal(seal, again));
    assert_true(seal_from_base64(seal_base64(arena, seal), SHA256_BYTES, &again));
    assert_true(seal_equal(seal, again));
    Seal one = seal_sha1(S("key"), S("text"));
    assert_true(seal_from_base64(seal_base64(arena, one), SHA1_BYTES, &again));
    assert_true(seal_equal(one, again));
}

TEST(what_is_no_seal_is_refused)
{
    Seal seal;
    assert_false(seal_from_hex(S(""), SHA1_BYTES, &seal));
    assert_false(
        seal_from_hex(S("effcdf6ae5eb2fa2d27416d5f184df9c259a7c7"), SHA1_BYTES, &seal));
    assert_false(
        seal_from_hex(S("effcdf6ae5eb2fa2d27416d5f184df9c259a7c7g"), SHA1_BYTES, &seal));
    assert_false(seal_from_base64(S(""), SHA256_BYTES, &seal));
    assert_false(seal_from_base64(S("AAAA"), SHA256_BYTES, &seal));
    // A digit behind the padding, and bits that the padding cuts off.
    assert_false(seal_from_base64(S("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=A"),
                                  SHA256_BYTES, &seal));
    assert_false(seal_from_base64(S("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB="),
                                  SHA256_BYTES, &seal));
}

TEST(one_bit_or_one_byte_more_is_another_seal)
{
    Seal a = seal_sha1(S("key"), S("text")), b = a;
    assert_true(seal_equal(a, b));
    b.byte[19] ^= 1;
    assert_false(seal_equal(a, b));
    assert_false(seal_equal(a, seal_sha256(S("key"), S("text"))));
    assert_true(secret_equal(S("wk_1"), S("wk_1")));
    assert_false(secret_equal(S("wk_1"), S("wk_2")));
    assert_false(secret_equal(S("wk_1"), S("wk_11")));
    assert_true(secret_equal((Str){0}, (Str){0}));
}

TEST(a_text_in_pieces_has_the_digest_of_the_whole)
{
    const Str whole = S("The quick brown fox jumps over the lazy dog");
    for (size_t size = 1; size < 50; size++) {
        Digest *digest = digest_begin();
        for (Str rest = whole; rest.length; rest = str_from(rest, size))
            digest_add(digest, str_until(rest, size));
        digest_add(digest, (Str){0});
        assert_true(seal_equal(digest_end(digest), sha256(whole)));
    }
    assert_true(seal_equal(digest_end(digest_begin()), sha256((Str){0})));
    Digest *dropped = digest_begin();
    digest_add(dropped, whole);
    digest_drop(dropped);
}

TEST(base64_of_any_length_is_decoded)
{
    Arena *arena = test_arena();
    Str out;
    assert_true(base64_decode(arena, S("d2tfdGVzdF8xMjM6"), &out));
    assert_str_equal(out, S("wk_test_123:"));
    assert_true(base64_decode(arena, S("AQID/w=="), &out));
    assert_str_equal(out, S("\1\2\3\xff"));
    assert_true(base64_decode(arena, S("-_8="), &out));
    assert_str_equal(out, S("\xfb\xff"));
    assert_true(base64_decode(arena, (Str){0}, &out));
    assert_int_equal(out.length, 0);
    const char *const wrong[] = {"A",       "A===",     "====", "AB C",
                                 "AQID/w=", "AQ==AQ==", "AR=="};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_false(base64_decode(arena, str_of(wrong[i]), &out));
}
