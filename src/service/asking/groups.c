#include "service/asking/groups.h"

#include "base/clock.h"
#include "proof/resample.h"
#include "service/cards/judging.h"
#include "service/inside.h"
#include "store/columns.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#define DECIMALS 1e4  // of a score in an address
#define FENCE 1.5     // how far whiskers reach, in widths of the middle half

static const struct {
    const char *name;
    int word;  // of the roll
} kinds[] = {{"segment", WORD_SEGMENT}, {"owner", WORD_OWNER}, {"plan", WORD_PLAN}};
static_assert(sizeof kinds / sizeof *kinds == GROUP_BY_COUNT, "");

Str group_by_name(GroupBy by)
{
    assert(by < GROUP_BY_COUNT);
    return str_of(kinds[by].name);
}

bool group_by_parse(Str name, GroupBy *out)
{
    for (int by = 0; by < GROUP_BY_COUNT; by++) {
        if (!str_equal(name, str_of(kinds[by].name))) continue;
        *out = (GroupBy)by;
        return true;
    }
    return false;
}

// --- who is in which -----------------------------------------------------

typedef struct {
    int64_t customer;
    uint32_t word;
} Member;

typedef struct {
    Member *member;  // ordered by id
    int members;
    Str *word;
    uint32_t words;
} Members;

// The roll is held no longer than this takes.
static Err read_members(Service *service, const Reader *reader, GroupBy by, Arena *arena,
                        Members *out)
{
    const Roll *roll;
    Err err = rolls_lend(service, reader, &roll);
    if (err) return err;
    *out = (Members){.member = arena_new(arena, Member, roll->entries),
                     .members = roll->entries,
                     .word = arena_new(arena, Str, roll->words),
                     .words = roll->words};
    for (int e = 0; e < roll->entries; e++)
        out->member[e] =
            (Member){roll->entry[e].customer, roll->entry[e].word[kinds[by].word]};
    for (uint32_t w = 0; w < roll->words; w++)
        out->word[w] = str_copy(arena, roll->word[w]);
    rolls_return(service->rolls);
    return OK;
}

// The word of a customer, who comes behind those asked for before; 0: none is known.
static uint32_t word_of(const Members *members, int *at, int64_t customer)
{
    while (*at < members->members && members->member[*at].customer < customer)
        ++*at;
    bool found = *at < members->members && members->member[*at].customer == customer;
    return found ? members->member[*at].word : 0;
}

// --- adding up -----------------------------------------------------------

typedef struct {
    Group group;
    double scores;
    double *score;  // of those who are scored; there is room for all of them
} Sum;

typedef struct {
    Judging judging;
    Sum *sum;  // by word
    CustomerRow read;
    Groups *out;
} Adding;

static const Judge *read_judge(Adding *adding, const BookRow *row)
{
    adding->read.stale = false;
    columns_read(row->packed, row->points, band_name(row->band), &adding->read);
    Day since = adding->read.stale ? DAY_NONE : adding->read.picture.since;
    return judging_one(&adding->judging, row->customer, since);
}

static void add_points(Adding *adding, const Judge *judge, Group *group)
{
    const Day today = adding->out->today;
    if (!judging_fits(&adding->read.picture, judge->card, today)) return;
    Score score = score_of(&adding->read.picture, judge->card, today);
    for (int f = 0; f < score.factors; f++) {
        int column = judge->column[f];
        if (score.factor[f].missing || column < 0) continue;
        group->points[column] += score.factor[f].points;
        group->counted[column]++;
    }
}

static void add(Adding *adding, const BookRow *row, uint32_t word)
{
    const Judge *judge = read_judge(adding, row);
    adding->out->customers++;
    adding->out->scored += row->scored;
    adding->out->nowhere += word == 0;
    if (word == 0) return;
    Sum *sum = &adding->sum[word];
    sum->group.customers++;
    if (!row->scored) return;
    sum->score[sum->group.scored++] = row->score;
    sum->scores += row->score;
    add_points(adding, judge, &sum->group);
}

// How many customers each word has, as room for their scores.
static void make_room(const Members *members, Arena *arena, Adding *adding)
{
    int64_t *count = arena_new(arena, int64_t, members->words);
    for (int m = 0; m < members->members; m++)
        count[members->member[m].word]++;
    adding->sum = arena_new(arena, Sum, members->words);
    for (uint32_t w = 0; w < members->words; w++) {
        adding->sum[w].group.name = members->word[w];
        adding->sum[w].score = arena_new(arena, double, count[w]);
    }
}

// --- concluding ----------------------------------------------------------

static int by_score(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

static SpreadPart part_of(const Spread *spread, double score)
{
    if (score < spread->low) return SPREAD_BELOW;
    if (score < spread->lower_quartile) return SPREAD_LOWER;
    if (score <= spread->upper_quartile) return SPREAD_MIDDLE;
    return score <= spread->high ? SPREAD_UPPER : SPREAD_ABOVE;
}

static void count_parts(const double *score, int64_t count, Spread *out)
{
    for (int64_t i = 0; i < count; i++) {
        ScoreRange *range = &out->part[part_of(out, score[i])];
        if (range->customers++ == 0) range->from = score[i];
        range->to = score[i];
    }
    for (int p = 0; p < SPREAD_PARTS; p++) {
        ScoreRange *range = &out->part[p];
        if (range->customers == 0) continue;
        range->from = floor(range->from * DECIMALS) / DECIMALS;
        range->to = ceil(range->to * DECIMALS) / DECIMALS;
        range->customers = 0;
        for (int64_t i = 0; i < count; i++)
            range->customers += score[i] >= range->from && score[i] <= range->to;
    }
}

static void spread(const double *score, int64_t count, Spread *out)
{
    out->lower_quartile = quantile_of(score, (int)count, 0.25);
    out->median = quantile_of(score, (int)count, 0.5);
    out->upper_quartile = quantile_of(score, (int)count, 0.75);
    double reach = FENCE * (out->upper_quartile - out->lower_quartile);
    double least = out->lower_quartile - reach, most = out->upper_quartile + reach;
    bool begun = false;
    for (int64_t i = 0; i < count; i++) {
        if (score[i] < least || score[i] > most) {
            if (out->outliers < OUTLIERS_MAX) out->outlier[out->outliers++] = score[i];
            continue;
        }
        if (!begun) out->low = score[i];
        begun = true;
        out->high = score[i];
    }
    count_parts(score, count, out);
}

static Group conclude(Arena *arena, const Sum *sum)
{
    Group group = sum->group;
    group.name = str_copy(arena, group.name);
    for (int f = 0; f < FACTORS_MAX; f++)
        if (group.counted[f] > 0) group.points[f] /= (double)group.counted[f];
    if (group.scored == 0) return group;
    group.mean_score = sum->scores / (double)group.scored;
    qsort(sum->score, (size_t)group.scored, sizeof *sum->score, by_score);
    spread(sum->score, group.scored, &group.spread);
    return group;
}

static int by_customers(const void *left, const void *right)
{
    const Sum *a = left, *b = right;
    if (a->group.customers != b->group.customers)
        return a->group.customers < b->group.customers ? 1 : -1;
    return str_compare(a->group.name, b->group.name);
}

static void conclude_all(Arena *arena, Sum *sum, uint32_t sums, Groups *out)
{
    qsort(sum, sums, sizeof *sum, by_customers);
    for (uint32_t s = 0; s < sums && sum[s].group.customers > 0; s++) {
        if (out->groups < GROUPS_MAX)
            out->group[out->groups++] = conclude(arena, &sum[s]);
        else
            out->other_groups++;
    }
}

static void conclude_cards(const Judging *judging, Groups *out)
{
    const Judge *first = judging_first(judging);
    out->card = first ? first->card : NULL;
    out->alone = judging->judges.count <= 1;
    out->factors = judging_factors(judging, out->factor);
}

static Err add_up(Service *service, const Reader *reader, Arena *arena, Groups *out)
{
    Members members;
    Arena scratch = reader->room;
    // First the roll: where it has to be called anew, it takes the room.
    Err err = read_members(service, reader, out->by, &scratch, &members);
    if (err) return err;
    BookRow *book = NULL;
    int count = 0;
    Adding adding = {.out = out};
    const Cards *cards = live_cards_now(service->cards);
    err = store_book(reader->store, &scratch, &book, &count);
    if (!err)
        err = judging_begin(reader->store, &scratch, cards, out->today, &adding.judging);
    if (err) return err;

    make_room(&members, &scratch, &adding);
    for (int b = 0, at = 0; b < count; b++)
        if (!book[b].churned)
            add(&adding, &book[b], word_of(&members, &at, book[b].customer));
    conclude_all(arena, adding.sum, members.words, out);
    conclude_cards(&adding.judging, out);
    return OK;
}

Err get_groups(Service *service, Arena *arena, GroupBy by, Groups *out)
{
    *out = (Groups){.today = clock_today(), .by = by};
    Reader *reader = NULL;
    Err err = readers_lend(service->readers, &reader);
    if (err) return err;
    err = freshen(service, reader->store, out->today, &out->freshness);
    if (!err) err = add_up(service, reader, arena, out);
    reader_leave_room(reader);
    readers_return(service->readers, reader, err);
    return err;
}
