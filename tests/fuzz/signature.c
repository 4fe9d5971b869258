#include "fuzz.h"

#include "base/writer.h"
#include "web/doors/signature.h"

// The input is a header of a signature, one of a time, and then the body.
#define NOW ((Millis)1795348800000)

static Str joined(Arena *arena, Str a, Str b, Str c)
{
    Writer writer = {.arena = arena};
    writer_put(&writer, a);
    writer_put(&writer, b);
    writer_put(&writer, c);
    return writer_str(&writer);
}

// Whoever does not know the secret is never let in, and whoever does is, whatever else
// stands before it in the header.
static void sign(Str noise, Str body, Arena arena)
{
    Str text = joined(&arena, S("1795348800"), S("."), body);
    Str seal = seal_hex(&arena, seal_sha256(S("secret"), text));
    Str header = joined(&arena, S("v1="), seal, S(","));
    header = joined(&arena, header, noise, S(",t=1795348800"));
    assert(stripe_signature(S("other,secret"), header, body, NOW, arena) == SIGNATURE_GOOD);
    assert(stripe_signature(S("other"), header, body, NOW, arena) == SIGNATURE_WRONG);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    Arena arena = fuzz_arena();
    Str rest = fuzz_text(bytes, size);
    Str header = str_cut(&rest, '\n'), time = str_cut(&rest, '\n');
    const Str secrets = S("none of these, is ever guessed");
    const ZendeskHeaders both = {header, time};
    assert(stripe_signature(secrets, header, rest, NOW, arena) == SIGNATURE_WRONG);
    assert(zendesk_signature(secrets, both, rest, NOW, arena) == SIGNATURE_WRONG);
    assert(intercom_signature(secrets, header, rest) == SIGNATURE_WRONG);
    if (size < 4096) sign(header, rest, arena);

    Str decoded;
    if (base64_decode(&arena, header, &decoded)) assert(decoded.length <= header.length);
    return 0;
}
