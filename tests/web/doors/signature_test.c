#include "web/doors/signature.h"

#include "../memory.h"

// 2026-11-22T12:00:00Z
#define NOW ((Millis)1795348800000)

static const Str body = {"{\"id\":\"evt_1\"}", 14};

// --- Stripe --------------------------------------------------------------

static Str sealed(const char *secret, int64_t seconds)
{
    Str text = str_format(memory(), "%lld.%.*s", (long long)seconds, STR(body));
    return seal_hex(memory(), seal_sha256(str_of(secret), text));
}

static Signature stripe(const char *secrets, Str header)
{
    return stripe_signature(str_of(secrets), header, body, NOW, *memory());
}

static Str header_of(const char *secret, int64_t seconds)
{
    return str_format(memory(), "t=%lld,v1=%.*s,v0=00", (long long)seconds,
                      STR(sealed(secret, seconds)));
}

TEST(a_body_that_stripe_signed_is_good)
{
    Str header = header_of("whsec_a", NOW / 1000);
    assert_int_equal(stripe("whsec_a", header), SIGNATURE_GOOD);
    assert_int_equal(stripe("whsec_b", header), SIGNATURE_WRONG);
    assert_int_equal(stripe(" whsec_b , whsec_a ", header), SIGNATURE_GOOD);
    assert_int_equal(stripe(",,", header), SIGNATURE_WRONG);
    assert_int_equal(
        stripe_signature(S("whsec_a"), header, S("{\"id\":\"evt_2\"}"), NOW, *memory()),
        SIGNATURE_WRONG);
}

TEST(one_good_seal_among_several_is_enough)
{
    int64_t now = NOW / 1000;
    Str good = sealed("whsec_a", now), bad = sealed("whsec_x", now);
    Str both =
        str_format(memory(), "t=%lld,v1=%.*s,v1=%.*s", (long long)now, STR(bad), STR(good));
    assert_int_equal(stripe("whsec_a", both), SIGNATURE_GOOD);
    Str old = str_format(memory(), "t=%lld,v0=%.*s", (long long)now, STR(good));
    assert_int_equal(stripe("whsec_a", old), SIGNATURE_WRONG);
}

TEST(a_signature_is_good_for_five_minutes)
{
    int64_t now = NOW / 1000;
    assert_int_equal(stripe("whsec_a", header_of("whsec_a", now - 300)), SIGNATURE_GOOD);
    assert_int_equal(stripe("whsec_a", header_of("whsec_a", now - 301)), SIGNATURE_STALE);
    assert_int_equal(stripe("whsec_a", header_of("whsec_a", now + 300)), SIGNATURE_GOOD);
    assert_int_equal(stripe("whsec_a", header_of("whsec_a", now + 301)), SIGNATURE_STALE);
    assert_int_equal(stripe("whsec_a", header_of("whsec_a", INT64_MAX)), SIGNATURE_STALE);
    assert_int_equal(stripe("whsec_a", header_of("whsec_a", -1)), SIGNATURE_STALE);
    // Whoever does not know the secret does not learn that the time is wrong too.
    assert_int_equal(stripe("whsec_b", header_of("whsec_a", now - 301)), SIGNATURE_WRONG);
}

TEST(a_header_of_another_form_is_wrong)
{
    const char *const headers[] = {
        "",     "t=1",    "v1=00", "t=1,v1=",           "t=,v1=00",
        ",,,=", "t=t,v1", "=",     "t=1795348800,v1=zz"};
    for (size_t i = 0; i < sizeof headers / sizeof *headers; i++)
        assert_int_equal(stripe("whsec_a", str_of(headers[i])), SIGNATURE_WRONG);
}

// --- Zendesk -------------------------------------------------------------

static Signature zendesk(const char *secrets, const char *time, const char *sealed_time)
{
    Str text = str_format(memory(), "%s%.*s", sealed_time, STR(body));
    Str seal = seal_base64(memory(), seal_sha256(S("zd"), text));
    return zendesk_signature(str_of(secrets), (ZendeskHeaders){seal, str_of(time)}, body,
                             NOW, *memory());
}

TEST(what_zendesk_signed_is_its_time_and_the_body)
{
    const char *now = "2026-11-22T12:00:00Z", *old = "2026-11-22T11:54:00Z";
    assert_int_equal(zendesk("zd", now, now), SIGNATURE_GOOD);
    assert_int_equal(zendesk("old,zd", now, now), SIGNATURE_GOOD);
    assert_int_equal(zendesk("old", now, now), SIGNATURE_WRONG);
    assert_int_equal(zendesk("zd", now, old), SIGNATURE_WRONG);
    assert_int_equal(zendesk("zd", old, old), SIGNATURE_STALE);
    assert_int_equal(zendesk("zd", "noon", "noon"), SIGNATURE_STALE);
    assert_int_equal(zendesk("zd", "", ""), SIGNATURE_WRONG);
}

TEST(zendesk_may_send_no_body)
{
    Str time = S("2026-11-22T12:00:00Z");
    Str seal = seal_base64(memory(), seal_sha256(S("zd"), time));
    assert_int_equal(
        zendesk_signature(S("zd"), (ZendeskHeaders){seal, time}, (Str){0}, NOW, *memory()),
        SIGNATURE_GOOD);
}

// --- Intercom ------------------------------------------------------------

TEST(what_intercom_signed_is_the_body)
{
    Str seal = seal_hex(memory(), seal_sha1(S("ic"), body));
    Str header = str_format(memory(), "sha1=%.*s", STR(seal));
    assert_int_equal(intercom_signature(S("ic"), header, body), SIGNATURE_GOOD);
    assert_int_equal(intercom_signature(S("a,ic"), header, body), SIGNATURE_GOOD);
    assert_int_equal(intercom_signature(S("a"), header, body), SIGNATURE_WRONG);
    assert_int_equal(intercom_signature(S("ic"), header, S("{}")), SIGNATURE_WRONG);
    assert_int_equal(intercom_signature(S("ic"), seal, body), SIGNATURE_WRONG);
    assert_int_equal(intercom_signature(S("ic"), (Str){0}, body), SIGNATURE_WRONG);
}
