#include "web/doors/signature.h"

#include "web/doors/senders.h"

enum { SEALS_MAX = 16 };  // of one header; Stripe sends one for each secret in use

typedef Seal MakeSeal(Str secret, Str text);

// Is one of `seals` made of `text` with one of the secrets?  All are tried, so that the
// time it takes does not tell which.
static bool is_sealed(MakeSeal *make, Str secrets, Str text, const Seal *seal, int seals)
{
    Str secret;
    bool good = false;
    while (next_secret(&secrets, &secret)) {
        Seal mine = make(secret, text);
        for (int i = 0; i < seals; i++)
            good |= seal_equal(mine, seal[i]);
    }
    return good;
}

static Signature of_age(Millis at, Millis now)
{
    const Millis most = (Millis)SIGNATURE_AGE_MAX_S * 1000;
    // Whole seconds, as the senders count them.
    Millis age = now - at;
    return age >= -most && age < most + 1000 ? SIGNATURE_GOOD : SIGNATURE_STALE;
}

static Str joined(Arena *arena, Str a, Str between, Str b)
{
    Writer writer = {.arena = arena};
    writer_put(&writer, a);
    writer_put(&writer, between);
    writer_put(&writer, b);
    return writer_str(&writer);
}

Signature stripe_signature(Str secrets, Str header, Str body, Millis now, Arena scratch)
{
    Str time = {0};
    Seal seal[SEALS_MAX];
    int seals = 0;
    while (header.length > 0) {
        Str value = str_trim(str_cut(&header, ','));
        Str name = str_cut(&value, '=');
        if (str_equal(name, S("t"))) time = value;
        if (str_equal(name, S("v1")) && seals < SEALS_MAX &&
            seal_from_hex(value, SHA256_BYTES, &seal[seals]))
            seals++;
    }
    int64_t seconds;
    if (seals == 0 || !str_int(time, &seconds)) return SIGNATURE_WRONG;
    Str text = joined(&scratch, time, S("."), body);
    if (!is_sealed(seal_sha256, secrets, text, seal, seals)) return SIGNATURE_WRONG;
    // What is sealed is the sender's own word, but may still be beyond all clocks.
    if (seconds < 0 || seconds > now / 500) return SIGNATURE_STALE;
    return of_age(seconds * 1000, now);
}

Signature zendesk_signature(Str secrets, ZendeskHeaders header, Str body, Millis now,
                            Arena scratch)
{
    Seal seal;
    Millis at;
    if (!header.time.length || !seal_from_base64(header.seal, SHA256_BYTES, &seal))
        return SIGNATURE_WRONG;
    Str text = joined(&scratch, header.time, (Str){0}, body);
    if (!is_sealed(seal_sha256, secrets, text, &seal, 1)) return SIGNATURE_WRONG;
    if (!millis_parse(header.time, &at)) return SIGNATURE_STALE;
    return of_age(at, now);
}

Signature intercom_signature(Str secrets, Str header, Str body)
{
    Seal seal;
    Str rest = header;
    if (!str_equal_fold(str_cut(&rest, '='), S("sha1"))) return SIGNATURE_WRONG;
    if (!seal_from_hex(rest, SHA1_BYTES, &seal)) return SIGNATURE_WRONG;
    return is_sealed(seal_sha1, secrets, body, &seal, 1) ? SIGNATURE_GOOD : SIGNATURE_WRONG;
}
