#include "model/picture.h"

#include <string.h>

// Raised with every change of what the bytes mean or of what is counted: then all
// pictures are made anew.
enum { PICTURE_VERSION = 1 };

// A place in the bytes; integers are little-endian.
typedef struct {
    unsigned char *at;
} Packer;

typedef struct {
    const unsigned char *at;
    bool valid;
} Unpacker;

static void put(Packer *packer, uint64_t number, int bytes)
{
    for (int i = 0; i < bytes; i++)
        *packer->at++ = (unsigned char)(number >> (8 * i));
}

static uint64_t get(Unpacker *unpacker, int bytes)
{
    uint64_t number = 0;
    for (int i = 0; i < bytes; i++)
        number |= (uint64_t)*unpacker->at++ << (8 * i);
    return number;
}

static bool get_bool(Unpacker *unpacker)
{
    uint64_t number = get(unpacker, 1);
    if (number > 1) unpacker->valid = false;
    return number == 1;
}

void picture_pack(const Picture *picture, unsigned char bytes[PICTURE_BYTES])
{
    memset(bytes, 0, PICTURE_BYTES);
    Packer packer = {bytes};
    put(&packer, PICTURE_VERSION, 2);
    put(&packer, (uint32_t)picture->day, 4);
    put(&packer, (uint32_t)picture->next_change, 4);
    put(&packer, (uint64_t)picture->last_seen_at, 8);
    put(&packer, picture->any, 1);
    for (int m = 0; m < METRIC_COUNT; m++) {
        const Measure *measure = &picture->measure[m];
        put(&packer, (uint64_t)measure->amount, 8);
        put(&packer, (uint64_t)measure->of, 8);
        put(&packer, (uint64_t)measure->events, 8);
        put(&packer, measure->known, 1);
    }
}

bool picture_unpack(const unsigned char *bytes, size_t length, Picture *out)
{
    if (length != PICTURE_BYTES) return false;
    Unpacker unpacker = {bytes, true};
    if (get(&unpacker, 2) != PICTURE_VERSION) return false;
    *out = (Picture){0};
    out->day = (Day)(uint32_t)get(&unpacker, 4);
    out->next_change = (Day)(uint32_t)get(&unpacker, 4);
    out->last_seen_at = (Millis)get(&unpacker, 8);
    out->any = get_bool(&unpacker);
    for (int m = 0; m < METRIC_COUNT; m++) {
        Measure *measure = &out->measure[m];
        measure->amount = (int64_t)get(&unpacker, 8);
        measure->of = (int64_t)get(&unpacker, 8);
        measure->events = (int64_t)get(&unpacker, 8);
        measure->known = get_bool(&unpacker);
    }
    while (unpacker.at < bytes + PICTURE_BYTES)
        if (get(&unpacker, 1)) unpacker.valid = false;
    return unpacker.valid;
}
