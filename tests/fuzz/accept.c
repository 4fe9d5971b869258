#include "fuzz.h"

#include "http/negotiate.h"

enum { ALL = (1 << MEDIA_COUNT) - 1 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    Pair accept = {S("Accept"), fuzz_text(bytes, size)};
    Request request = {.header = &accept, .headers = 1};
    for (int gives = 1; gives <= ALL; gives++) {
        for (Media prefers = 0; prefers < MEDIA_COUNT; prefers++) {
            Media media = negotiate(&request, gives, prefers);
            assert(media == MEDIA_NONE || (gives & 1 << media));
            // What is chosen among several is accepted alone, and the other way round:
            // nothing accepted means nothing of what is given.
            for (Media one = 0; one < MEDIA_COUNT; one++) {
                bool alone = negotiate(&request, 1 << one, prefers) == one;
                assert(one != media || alone);
                assert(media != MEDIA_NONE || !(gives & 1 << one) || !alone);
            }
        }
    }
    return 0;
}
