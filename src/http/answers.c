#include "http/answers.h"

#include "base/hash.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum {
    SHELVES = 1024,                    // a power of two
    LARGEST_SHARE = ANSWERS_BYTES / 8  // one page must not push out all others
};

typedef struct Kept Kept;

struct Kept {
    Kept *next;
    Str key;
    Answer answer;
};

struct Answers {
    Arena start;
    Arena left;
    uint64_t version;
    Kept *shelf[SHELVES];
};

Answers *answers_open(void)
{
    Answers *answers = calloc(1, sizeof *answers);
    assert(answers);
    answers->start = arena_map(ANSWERS_BYTES);
    answers->left = answers->start;
    return answers;
}

void answers_close(Answers *answers)
{
    arena_unmap(answers->start);
    free(answers);
}

static void empty(Answers *answers, uint64_t version)
{
    memset(answers->shelf, 0, sizeof answers->shelf);
    answers->left = answers->start;
    answers->version = version;
}

Str answers_key(Arena *arena, const Request *request)
{
    Str encodings = request_header(request, S("Accept-Encoding"));
    Writer writer = {.arena = arena};
    writer_put(&writer, request->target);
    writer_char(&writer, '\n');
    writer_int(&writer, request->accepts);
    writer_char(&writer, encoding_accepted(encodings, S("gzip")) ? 'g' : '-');
    writer_char(&writer, encoding_accepted(encodings, S("br")) ? 'b' : '-');
    writer_put(&writer, request_header(request, S("X-Fragment")));
    writer_char(&writer, '\n');
    writer_put(&writer, request_cookie(request, S("theme")));
    return writer_str(&writer);
}

static Kept **shelf_of(Answers *answers, Str key)
{
    return &answers->shelf[hash_str(HASH_START, key) % SHELVES];
}

const Answer *answers_find(Answers *answers, uint64_t version, Str key)
{
    if (version != answers->version) empty(answers, version);
    for (const Kept *kept = *shelf_of(answers, key); kept; kept = kept->next)
        if (str_equal(kept->key, key)) return &kept->answer;
    return NULL;
}

void answers_keep(Answers *answers, uint64_t version, Str key, const Answer *answer)
{
    if (version == 0 || version != answers->version) return;
    size_t bytes = sizeof(Kept) + alignof(Kept) + key.length + answer->fields.length +
                   answer->content.length + answer->body.length + answer->etag.length;
    if (bytes > LARGEST_SHARE) return;
    if (bytes > (size_t)(answers->left.end - answers->left.next)) empty(answers, version);

    Arena *arena = &answers->left;
    Kept *kept = arena_new(arena, Kept, 1);
    kept->key = str_copy(arena, key);
    kept->answer.status = answer->status;
    kept->answer.fields = str_copy(arena, answer->fields);
    kept->answer.content = str_copy(arena, answer->content);
    kept->answer.body = str_copy(arena, answer->body);
    kept->answer.etag = str_copy(arena, answer->etag);

    Kept **shelf = shelf_of(answers, key);
    kept->next = *shelf;
    *shelf = kept;
}
