// seal.h: was this made by somebody who knows our secret?
//
// HMAC (RFC 2104) over SHA-256 or SHA-1, and plain SHA-256.  A seal is compared in a
// time that does not tell how much of it was right.  Nothing here is ever logged.
#pragma once

#include "base/str.h"

enum { SHA1_BYTES = 20, SHA256_BYTES = 32 };

typedef struct {
    unsigned char byte[SHA256_BYTES];
    size_t length;
} Seal;

// The seal of `text` under `secret`.
Seal seal_sha256(Str secret, Str text);
Seal seal_sha1(Str secret, Str text);

// Are they the same?  Of texts of different lengths only that is found out early.
bool seal_equal(Seal a, Seal b);
bool secret_equal(Str a, Str b);

// What a seal is written as: two lower-case hexadecimal digits a byte, or base64
// (RFC 4648, with its padding).
Str seal_hex(Arena *arena, Seal seal);
Str seal_base64(Arena *arena, Seal seal);

// The seal that a text says; false where it is none of `length` bytes.  Hexadecimal
// digits may be of either case.
bool seal_from_hex(Str text, size_t length, Seal *out);
bool seal_from_base64(Str text, size_t length, Seal *out);

// Base64 with its padding (RFC 4648), either alphabet; false where it is none.
bool base64_decode(Arena *arena, Str text, Str *out);

// SHA-256 of a text: 32 bytes that nobody finds another text for.
Seal sha256(Str text);

// The same of a text that comes in pieces.  One that is not ended is dropped.
typedef struct Digest Digest;
Digest *digest_begin(void);
void digest_add(Digest *digest, Str piece);
Seal digest_end(Digest *digest);
void digest_drop(Digest *digest);
