#include "fuzz.h"
#include "test.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { INPUT_MAX = 1 << 16, MUTATIONS = 300, EDITS_MAX = 3 };

typedef void Use(const uint8_t *bytes, size_t size, uint64_t *seed);

// From a heap block of its very size, so that the sanitizer sees a byte too far.
static void try_input(const uint8_t *bytes, size_t size)
{
    uint8_t *copy = malloc(size ? size : 1);
    assert_non_null(copy);
    if (size) memcpy(copy, bytes, size);
    assert_int_equal(LLVMFuzzerTestOneInput(copy, size), 0);
    free(copy);
}

static void try_as_it_is(const uint8_t *bytes, size_t size,
                         __attribute__((unused)) uint64_t *seed)
{
    try_input(bytes, size);
}

// The same numbers on every machine (Knuth's MMIX).
static size_t draw(uint64_t *seed, size_t below)
{
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (size_t)((*seed >> 33) % below);
}

// Change a byte, put in an awkward one, take a stretch out or say one twice.
static size_t edit(uint8_t *bytes, size_t size, uint64_t *seed)
{
    static const char awkward[] =
        "\"\\{}[]:,%+&=;*/.-eE019tfn \t\r\n\0\x7F\x80\xC0\xE2\xED\xF4\xFF";
    uint8_t byte = (uint8_t)awkward[draw(seed, sizeof awkward - 1)];
    size_t at = draw(seed, size + 1);
    size_t stretch = at < size ? draw(seed, size - at < 16 ? size - at : 16) : 0;
    switch (draw(seed, 4)) {
    case 0:
        if (at < size) bytes[at] ^= (uint8_t)(1U << draw(seed, 8));
        return size;
    case 1:
        memmove(bytes + at + 1, bytes + at, size - at);
        bytes[at] = byte;
        return size + 1;
    case 2:
        memmove(bytes + at, bytes + at + stretch, size - at - stretch);
        return size - stretch;
    default: memmove(bytes + at + stretch, bytes + at, size - at); return size + stretch;
    }
}

static void try_mutations(const uint8_t *bytes, size_t size, uint64_t *seed)
{
    static uint8_t mutant[INPUT_MAX + EDITS_MAX * 16];
    for (int i = 0; i < MUTATIONS; i++) {
        size_t length = size;
        if (size) memcpy(mutant, bytes, size);
        for (size_t edits = 1 + draw(seed, EDITS_MAX); edits > 0; edits--)
            length = edit(mutant, length, seed);
        try_input(mutant, length);
    }
}

static int not_hidden(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

// In the order of their names, so that the same seed makes the same mutants.
static int for_each_input(Use *use)
{
    static uint8_t bytes[INPUT_MAX];
    const char *folder = getenv("CORPUS");
    assert_non_null(folder);
    struct dirent **entry = NULL;
    uint64_t seed = 20261122;
    int count = scandir(folder, &entry, not_hidden, alphasort);
    for (int i = 0; i < count; i++) {
        char path[4096];
        snprintf(path, sizeof path, "%s/%s", folder, entry[i]->d_name);
        FILE *file = fopen(path, "rb");
        assert_non_null(file);
        size_t size = fread(bytes, 1, sizeof bytes, file);
        fclose(file);
        use(bytes, size, &seed);
        free(entry[i]);
    }
    free(entry);
    return count;
}

TEST(every_input_of_the_corpus_keeps_the_promises)
{
    try_input((const uint8_t *)"", 0);
    assert_true(for_each_input(try_as_it_is) > 0);
}

TEST(every_mutant_of_the_corpus_keeps_the_promises)
{
    assert_true(for_each_input(try_mutations) > 0);
}
