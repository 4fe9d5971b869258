#include "base/seal.h"

#include "base/writer.h"

#include <assert.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <string.h>

static Seal seal(const EVP_MD *digest, Str secret, Str text)
{
    Seal out = {.length = 0};
    unsigned length = 0;
    const void *key = secret.length ? secret.text : "";
    const void *bytes = text.length ? text.text : "";
    assert(secret.length <= INT32_MAX);
    const unsigned char *made =
        HMAC(digest, key, (int)secret.length, bytes, text.length, out.byte, &length);
    assert(made && length <= SHA256_BYTES);
    out.length = length;
    return out;
}

Seal seal_sha256(Str secret, Str text)
{
    return seal(EVP_sha256(), secret, text);
}

Seal seal_sha1(Str secret, Str text)
{
    return seal(EVP_sha1(), secret, text);
}

Seal sha256(Str text)
{
    Seal out = {.length = SHA256_BYTES};
    unsigned length = 0;
    int made = EVP_Digest(text.length ? text.text : "", text.length, out.byte, &length,
                          EVP_sha256(), NULL);
    assert(made == 1 && length == SHA256_BYTES);
    return out;
}

// A Digest is OpenSSL's, by a name of ours.

Digest *digest_begin(void)
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    assert(context);
    int begun = EVP_DigestInit_ex(context, EVP_sha256(), NULL);
    assert(begun == 1);
    return (Digest *)context;
}

void digest_add(Digest *digest, Str piece)
{
    int added = EVP_DigestUpdate((EVP_MD_CTX *)digest, piece.text, piece.length);
    assert(added == 1);
}

Seal digest_end(Digest *digest)
{
    Seal out = {.length = SHA256_BYTES};
    unsigned length = 0;
    int made = EVP_DigestFinal_ex((EVP_MD_CTX *)digest, out.byte, &length);
    assert(made == 1 && length == SHA256_BYTES);
    digest_drop(digest);
    return out;
}

void digest_drop(Digest *digest)
{
    EVP_MD_CTX_free((EVP_MD_CTX *)digest);
}

bool secret_equal(Str a, Str b)
{
    if (a.length != b.length) return false;
    return a.length == 0 || CRYPTO_memcmp(a.text, b.text, a.length) == 0;
}

bool seal_equal(Seal a, Seal b)
{
    return secret_equal((Str){(const char *)a.byte, a.length},
                        (Str){(const char *)b.byte, b.length});
}

// --- as texts ------------------------------------------------------------

Str seal_hex(Arena *arena, Seal seal)
{
    static const char digit[] = "0123456789abcdef";
    Writer writer = {.arena = arena};
    for (size_t i = 0; i < seal.length; i++) {
        writer_char(&writer, digit[seal.byte[i] >> 4]);
        writer_char(&writer, digit[seal.byte[i] & 15]);
    }
    return writer_str(&writer);
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

bool seal_from_hex(Str text, size_t length, Seal *out)
{
    assert(length <= SHA256_BYTES);
    *out = (Seal){.length = length};
    if (text.length != 2 * length) return false;
    for (size_t i = 0; i < length; i++) {
        int high = hex_digit(text.text[2 * i]), low = hex_digit(text.text[2 * i + 1]);
        if (high < 0 || low < 0) return false;
        out->byte[i] = (unsigned char)(high << 4 | low);
    }
    return true;
}

Str seal_base64(Arena *arena, Seal seal)
{
    static const char digit[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    Writer writer = {.arena = arena};
    for (size_t i = 0; i < seal.length; i += 3) {
        size_t left = seal.length - i;
        unsigned bits = (unsigned)seal.byte[i] << 16;
        if (left > 1) bits |= (unsigned)seal.byte[i + 1] << 8;
        if (left > 2) bits |= (unsigned)seal.byte[i + 2];
        writer_char(&writer, digit[bits >> 18]);
        writer_char(&writer, digit[bits >> 12 & 63]);
        writer_char(&writer, left > 1 ? digit[bits >> 6 & 63] : '=');
        writer_char(&writer, left > 2 ? digit[bits & 63] : '=');
    }
    return writer_str(&writer);
}

static int base64_digit(char c)
{
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (c >= '0' && c <= '9') return c - '0' + 52;
    if (c == '+' || c == '-') return 62;
    if (c == '/' || c == '_') return 63;
    return -1;
}

bool base64_decode(Arena *arena, Str text, Str *out)
{
    if (text.length % 4 != 0) return false;
    size_t pads = 0;
    while (pads < 2 && pads < text.length && text.text[text.length - 1 - pads] == '=')
        pads++;
    char *bytes = arena_new(arena, char, text.length / 4 * 3 + 1);
    size_t length = 0;
    uint32_t bits = 0;
    for (size_t i = 0; i < text.length - pads; i++) {
        int digit = base64_digit(text.text[i]);
        if (digit < 0) return false;
        bits = bits << 6 | (uint32_t)digit;
        if (i % 4) bytes[length++] = (char)(bits >> (6 - 2 * (i % 4)) & 0xFF);
    }
    // What the padding cuts off is zero, so that a text has one way to be written.
    uint32_t spare = pads == 2 ? 15 : pads == 1 ? 3 : 0;
    *out = (Str){bytes, length};
    return (bits & spare) == 0;
}

bool seal_from_base64(Str text, size_t length, Seal *out)
{
    char room[SHA256_BYTES * 2 + 16];
    Arena arena = {.next = room, .end = room + sizeof room};
    Str bytes;
    *out = (Seal){.length = length};
    if (text.length != (length + 2) / 3 * 4) return false;
    if (!base64_decode(&arena, text, &bytes) || bytes.length != length) return false;
    memcpy(out->byte, bytes.text, length);
    return true;
}
