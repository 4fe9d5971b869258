#include "service/asking/ranking.h"

#include "base/clock.h"
#include "base/fold.h"
#include "model/money.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// --- who fits ------------------------------------------------------------

Wanted wanted_of(Arena *arena, const Roll *roll, const ListQuery *query)
{
    const Str words[WORD_COUNT] = {
        [WORD_SEGMENT] = query->segment,     [WORD_PLAN] = query->plan,
        [WORD_CARD] = query->judged_by,      [WORD_OWNER] = query->owner,
        [WORD_LIFECYCLE] = query->lifecycle, [WORD_CURRENCY] = query->currency,
    };
    const Without without[WORD_COUNT] = {[WORD_SEGMENT] = WITHOUT_SEGMENT,
                                         [WORD_PLAN] = WITHOUT_PLAN,
                                         [WORD_OWNER] = WITHOUT_OWNER};
    Wanted wanted = {
        .query = query, .text = str_fold(arena, query->text), .today = clock_today()};
    for (int w = 0; w < WORD_COUNT; w++) {
        bool is_without = query->without && query->without == without[w];
        wanted.wants[w] = words[w].length > 0 || is_without;
        if (!roll_word(roll, words[w], &wanted.word[w])) wanted.nobody = true;
        if (words[w].length > 0 && is_without) wanted.nobody = true;
    }
    (void)roll_word(roll, lifecycle_name(LIFECYCLE_CHURNED), &wanted.left);
    (void)roll_word(roll, query->currency_not, &wanted.never);
    return wanted;
}

static bool holds(Str text, Str part)
{
    if (part.length == 0) return true;
    while (text.length >= part.length) {
        const char *found = memchr(text.text, part.text[0], text.length - part.length + 1);
        if (!found) return false;
        text = str_from(text, (size_t)(found - text.text));
        if (memcmp(text.text, part.text, part.length) == 0) return true;
        text = str_from(text, 1);
    }
    return false;
}

static bool holds_words(Str text, Str words)
{
    while (words.length > 0)
        if (!holds(text, str_cut(&words, ' '))) return false;
    return true;
}

// Where there is no revenue, it is in no currency.
static bool fits_currency(const Wanted *wanted, const RollEntry *entry)
{
    if (wanted->query->currency_not.length == 0) return true;
    return entry->mrr != 0 &&
           !(wanted->never && entry->word[WORD_CURRENCY] == wanted->never);
}

// Who has left is in no list but of those who have.
static bool fits_words(const Wanted *wanted, const RollEntry *entry)
{
    bool has_left = wanted->left && entry->word[WORD_LIFECYCLE] == wanted->left;
    if (has_left && !wanted->wants[WORD_LIFECYCLE] && !list_asks_past(wanted->query))
        return false;
    for (int w = 0; w < WORD_COUNT; w++)
        if (wanted->wants[w] && wanted->word[w] != entry->word[w]) return false;
    return fits_currency(wanted, entry);
}

static bool slips_within(const RollEntry *entry, Day today, int days)
{
    Day on = entry->slips_on;
    return on != DAY_NONE && on > today && on - today <= days;
}

static bool fits_score(const ListQuery *query, const RollEntry *entry)
{
    if (!query->has_least && !query->has_most && !query->has_below) return true;
    return entry->scored && !(query->has_least && entry->score < query->least_score) &&
           !(query->has_most && entry->score > query->most_score) &&
           !(query->has_below && entry->score >= query->below_score);
}

static bool fits_days(const Wanted *wanted, const RollEntry *entry)
{
    const ListQuery *query = wanted->query;
    if (query->slips_within && !slips_within(entry, wanted->today, query->slips_within))
        return false;
    bool renews = entry->renews_on != DAY_NONE;
    if (query->renews_before != DAY_NONE &&
        !(renews && entry->renews_on < query->renews_before))
        return false;
    return query->renews_after == DAY_NONE ||
           (renews && entry->renews_on > query->renews_after);
}

bool wanted_fits(const Wanted *wanted, const RollEntry *entry)
{
    const ListQuery *query = wanted->query;
    if (wanted->nobody) return false;
    if (query->states && !(query->states & 1U << entry->state)) return false;
    if (wanted->among && !among_holds(wanted->among, entry->customer)) return false;
    return fits_words(wanted, entry) && fits_score(query, entry) &&
           fits_days(wanted, entry) && holds_words(entry->find, wanted->text);
}

// --- where they stand ----------------------------------------------------

// Behind everybody who has something to be sorted by.
static const double last = (double)INFINITY;

static double amount_of(const Roll *roll, const RollEntry *entry)
{
    int decimals = 2;
    (void)money_decimals(roll->word[entry->word[WORD_CURRENCY]], &decimals);
    return (double)entry->mrr / pow(10, decimals);
}

static double value_of(const Roll *roll, const RollEntry *entry, SortBy by)
{
    switch (by) {
    case SORT_SCORE: return entry->scored ? entry->score : last;
    case SORT_MRR: return amount_of(roll, entry);
    case SORT_NAME: return 0;
    case SORT_CHANGE_30D: return entry->has_30d ? entry->change_30d : last;
    case SORT_LAST_SEEN: return entry->last_seen_at ? (double)entry->last_seen_at : last;
    case SORT_RENEWS_ON:
        return entry->renews_on != DAY_NONE ? (double)entry->renews_on : last;
    case SORT_COUNT: break;
    }
    return 0;
}

static Rank rank_of(const Roll *roll, const RollEntry *entry, const ListQuery *query)
{
    double value = value_of(roll, entry, query->by);
    Rank rank = {.key = value, .customer = entry->customer};
    if (query->descending && value != last) rank.key = 0 - value;
    if (query->by == SORT_NAME)
        rank.name = str_until(entry->find,
                              entry->name < SORT_NAME_MAX ? entry->name : SORT_NAME_MAX);
    return rank;
}

static int compare(const Rank *a, const Rank *b, int names)
{
    if (a->key != b->key) return a->key < b->key ? -1 : 1;
    int order = str_compare(a->name, b->name);
    if (order) return order < 0 ? -names : names;
    return (a->customer > b->customer) - (a->customer < b->customer);
}

static int names_upward(const void *a, const void *b)
{
    return compare(a, b, 1);
}

static int names_downward(const void *a, const void *b)
{
    return compare(a, b, -1);
}

int ranking_of(Arena *arena, const Roll *roll, const ListQuery *query, const Among *among,
               Rank **out)
{
    Wanted wanted = wanted_of(arena, roll, query);
    wanted.among = among;
    Rank *rank = *out = arena_new(arena, Rank, roll->entries);
    int ranks = 0;
    for (int e = 0; e < roll->entries; e++)
        if (wanted_fits(&wanted, &roll->entry[e]))
            rank[ranks++] = rank_of(roll, &roll->entry[e], query);
    qsort(rank, (size_t)ranks, sizeof *rank,
          query->descending ? names_downward : names_upward);
    return ranks;
}

int ranking_through(const ListQuery *query, const Rank *rank, int ranks, const Rank *place)
{
    int low = 0, high = ranks;
    while (low < high) {
        int middle = low + (high - low) / 2;
        if (compare(&rank[middle], place, query->descending ? -1 : 1) <= 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}
