#include "model/picture.h"

#include <assert.h>
#include <string.h>

// Raised with every change of what the bytes mean or of what is counted: then all
// pictures are made anew.
enum { PICTURE_VERSION = 2 };

// A place in the bytes; integers are little-endian.
typedef struct {
    unsigned char *at;
} Packer;

typedef struct {
    const unsigned char *at;
    const unsigned char *end;
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
    if (unpacker->end - unpacker->at < bytes) {
        unpacker->valid = false;
        return 0;
    }
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

static void put_measure(Packer *packer, const Measure *measure)
{
    put(packer, (uint64_t)measure->amount, 8);
    put(packer, (uint64_t)measure->of, 8);
    put(packer, (uint64_t)measure->events, 8);
    put(packer, (uint16_t)measure->held, 2);
    put(packer, measure->known, 1);
    put(packer, measure->stale, 1);
}

static Measure get_measure(Unpacker *unpacker)
{
    Measure measure;
    measure.amount = (int64_t)get(unpacker, 8);
    measure.of = (int64_t)get(unpacker, 8);
    measure.events = (int64_t)get(unpacker, 8);
    measure.held = (int16_t)(uint16_t)get(unpacker, 2);
    measure.known = get_bool(unpacker);
    measure.stale = get_bool(unpacker);
    return measure;
}

size_t picture_pack(const Picture *picture, unsigned char bytes[PICTURE_BYTES])
{
    memset(bytes, 0, PICTURE_BYTES);
    Packer packer = {bytes};
    put(&packer, PICTURE_VERSION, 2);
    put(&packer, picture->metrics, 8);
    put(&packer, (uint64_t)picture->measures, 1);
    put(&packer, (uint32_t)picture->day, 4);
    put(&packer, (uint32_t)picture->since, 4);
    put(&packer, picture->onboarding, 1);
    put(&packer, (uint32_t)picture->next_change, 4);
    put(&packer, (uint64_t)picture->last_seen_at, 8);
    put(&packer, picture->any, 1);
    for (int m = 0; m < picture->measures; m++)
        put_measure(&packer, &picture->measure[m]);
    size_t length = (size_t)(packer.at - bytes);
    assert(length <= PICTURE_BYTES);
    return length;
}

bool picture_unpack(const unsigned char *bytes, size_t length, Picture *out)
{
    Unpacker unpacker = {bytes, bytes + length, true};
    if (get(&unpacker, 2) != PICTURE_VERSION) return false;
    *out = (Picture){0};
    out->metrics = get(&unpacker, 8);
    out->measures = (int)get(&unpacker, 1);
    if (out->measures > MEASURES_MAX) return false;
    out->day = (Day)(uint32_t)get(&unpacker, 4);
    out->since = (Day)(uint32_t)get(&unpacker, 4);
    out->onboarding = get_bool(&unpacker);
    out->next_change = (Day)(uint32_t)get(&unpacker, 4);
    out->last_seen_at = (Millis)get(&unpacker, 8);
    out->any = get_bool(&unpacker);
    for (int m = 0; m < out->measures; m++)
        out->measure[m] = get_measure(&unpacker);
    return unpacker.valid && unpacker.at == unpacker.end;
}
