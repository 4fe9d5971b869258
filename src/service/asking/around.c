#include "service/asking/book.h"
#include "service/asking/ranking.h"
#include "service/inside.h"

#include <stdlib.h>

// --- words ---------------------------------------------------------------

static int more_customers_first(const void *a, const void *b)
{
    const WordCount *x = a, *y = b;
    if (x->customers != y->customers) return x->customers < y->customers ? 1 : -1;
    return str_compare(x->word, y->word);
}

typedef struct {
    WordCount *word;
    int words;
} Words;

// Counts by number become the words that somebody has, up to WORDS_SHOWN of them.
static Words words_of(Arena *arena, const Roll *roll, WordCount *all)
{
    int words = 0;
    for (uint32_t w = 1; w < roll->words; w++)
        if (all[w].customers > 0)
            all[words++] = (WordCount){roll->word[w], all[w].customers};
    qsort(all, (size_t)words, sizeof *all, more_customers_first);

    Words out = {.words = words < WORDS_SHOWN ? words : WORDS_SHOWN};
    out.word = arena_new(arena, WordCount, out.words);
    for (int w = 0; w < out.words; w++)
        out.word[w] = (WordCount){str_copy(arena, all[w].word), all[w].customers};
    return out;
}

// --- sums ----------------------------------------------------------------

static void add_entry(const Roll *roll, const RollEntry *entry, ListAround *out)
{
    Str currency = roll->word[entry->word[WORD_CURRENCY]];
    bool at_risk = entry->state == BAND_AT_RISK || entry->state == BAND_CRITICAL;
    out->customers++;
    out->in[entry->state]++;
    if (!str_equal(currency, out->currency)) return;
    book_sum(&out->mrr, entry->mrr);
    if (at_risk) book_sum(&out->mrr_at_risk, entry->mrr);
}

static void look_around(Arena *arena, const Roll *roll, ListAround *out, Arena scratch)
{
    const ListQuery everybody = list_everybody();
    Wanted live = wanted_of(&scratch, roll, &everybody);
    WordCount *segment = arena_new(&scratch, WordCount, roll->words);
    WordCount *owner = arena_new(&scratch, WordCount, roll->words);
    for (int e = 0; e < roll->entries; e++) {
        const RollEntry *entry = &roll->entry[e];
        if (!wanted_fits(&live, entry)) continue;
        add_entry(roll, entry, out);
        segment[entry->word[WORD_SEGMENT]].customers++;
        owner[entry->word[WORD_OWNER]].customers++;
    }
    Words segments = words_of(arena, roll, segment), owners = words_of(arena, roll, owner);
    out->segment = segments.word;
    out->segments = segments.words;
    out->owner = owners.word;
    out->owners = owners.words;
}

Err get_list_around(Service *service, Arena *arena, ListAround *out)
{
    *out = (ListAround){.currency = service->currency};
    Reader *reader = NULL;
    const Roll *roll;
    Err err = readers_lend(service->readers, &reader);
    if (err) return err;
    err = rolls_lend(service, reader, &roll);
    if (!err) {
        look_around(arena, roll, out, reader->room);
        rolls_return(service->rolls);
    }
    reader_leave_room(reader);
    readers_return(service->readers, reader, err);
    return err;
}

static int64_t count_fits(const Roll *roll, const ListQuery *query, Arena scratch)
{
    Wanted wanted = wanted_of(&scratch, roll, query);
    int64_t count = 0;
    for (int e = 0; e < roll->entries; e++)
        count += wanted_fits(&wanted, &roll->entry[e]);
    return count;
}

Err count_lists(Service *service, const ListQuery *query, int queries, int64_t *out)
{
    Reader *reader = NULL;
    const Roll *roll;
    Err err = readers_lend(service->readers, &reader);
    if (err) return err;
    err = rolls_lend(service, reader, &roll);
    for (int q = 0; !err && q < queries; q++)
        out[q] = count_fits(roll, &query[q], reader->room);
    if (!err) rolls_return(service->rolls);
    readers_return(service->readers, reader, err);
    return err;
}
