#include "web/cursor.h"

#include "base/hash.h"

#include <assert.h>
#include <string.h>

enum {
    CURSOR_VERSION = 1,
    CURSOR_BYTES = 1 + 8 + 8 + 4,  // version, place, id, checksum; then a text, if any
    CURSOR_BYTES_MAX = CURSOR_BYTES + 1 + CURSOR_TEXT_MAX + 2,
};

static const char alphabet[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

static void put_number(unsigned char *byte, uint64_t number, int length)
{
    for (int i = 0; i < length; i++)
        byte[i] = (unsigned char)(number >> (8 * i));
}

static uint64_t get_number(const unsigned char *byte, int length)
{
    uint64_t number = 0;
    for (int i = length - 1; i >= 0; i--)
        number = number << 8 | byte[i];
    return number;
}

// Over everything, and over the list, which is not sent along.
static uint32_t checksum(Cursor cursor)
{
    uint64_t hash = hash_str(HASH_START, S("cursor"));
    hash = hash_int(hash, (int64_t)cursor.list);
    hash = hash_int(hash, (int64_t)cursor.place);
    hash = hash_int(hash, cursor.id);
    if (cursor.text.length > 0) hash = hash_str(hash, cursor.text);
    return (uint32_t)(hash ^ hash >> 32);
}

// With its text, and up to a whole number of threes.
static int length_of(size_t text)
{
    return text == 0 ? CURSOR_BYTES : CURSOR_BYTES + ((int)text + 3) / 3 * 3;
}

Str cursor_write(Arena *arena, Cursor cursor)
{
    unsigned char byte[CURSOR_BYTES_MAX] = {CURSOR_VERSION};
    size_t text_length = cursor.text.length;
    assert(text_length <= CURSOR_TEXT_MAX);
    put_number(byte + 1, cursor.place, 8);
    put_number(byte + 9, (uint64_t)cursor.id, 8);
    put_number(byte + 17, checksum(cursor), 4);
    byte[CURSOR_BYTES] = (unsigned char)text_length;
    if (text_length) memcpy(byte + CURSOR_BYTES + 1, cursor.text.text, text_length);

    Writer text = {.arena = arena};
    for (int i = 0; i < length_of(text_length); i += 3) {
        unsigned three = (unsigned)byte[i] << 16 | (unsigned)byte[i + 1] << 8 | byte[i + 2];
        for (int shift = 18; shift >= 0; shift -= 6)
            writer_char(&text, alphabet[three >> shift & 63]);
    }
    return writer_str(&text);
}

// Returns how many bytes there are; 0: it is not so written.
static int decode(Str text, unsigned char byte[CURSOR_BYTES_MAX])
{
    if (text.length % 4 != 0 || text.length / 4 * 3 > CURSOR_BYTES_MAX) return 0;
    int at = 0;
    for (size_t i = 0; i < text.length; i += 4) {
        unsigned three = 0;
        for (size_t j = i; j < i + 4; j++) {
            ptrdiff_t digit = str_find((Str){alphabet, 64}, text.text[j]);
            if (digit < 0) return 0;
            three = three << 6 | (unsigned)digit;
        }
        byte[at++] = (unsigned char)(three >> 16);
        byte[at++] = (unsigned char)(three >> 8);
        byte[at++] = (unsigned char)three;
    }
    return at;
}

bool cursor_read(Arena *arena, Str text, uint64_t list, Cursor *out)
{
    unsigned char byte[CURSOR_BYTES_MAX] = {0};
    int length = decode(text, byte);
    size_t text_length = length > CURSOR_BYTES ? byte[CURSOR_BYTES] : 0;
    if (length != length_of(text_length) || byte[0] != CURSOR_VERSION) return false;
    const Str read = {(const char *)byte + CURSOR_BYTES + 1, text_length};
    *out = (Cursor){
        .list = list,
        .place = get_number(byte + 1, 8),
        .id = (int64_t)get_number(byte + 9, 8),
        .text = str_copy(arena, read),
    };
    return get_number(byte + 17, 4) == checksum(*out);
}

void cursor_say(Reply *reply, Str address, bool more, Cursor next)
{
    Str cursor = more ? cursor_write(reply->arena, next) : (Str){0};
    if (more)
        reply_header(reply, S("Link"),
                     str_format(reply->arena, "<%.*s&cursor=%.*s>; rel=\"next\"",
                                STR(address), STR(cursor)));
    json_str_or_null(&reply->json, S("next_cursor"), cursor);
    json_bool(&reply->json, S("has_more"), more);
}
