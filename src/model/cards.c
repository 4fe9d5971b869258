#include "model/cards.h"

typedef struct {  // while they are put together
    CardVersion *version;
    int versions;
} Row;

static bool comes_before(const CardVersion *a, const CardVersion *b)
{
    int order = str_compare(a->card->id, b->card->id);
    return order ? order < 0 : a->from < b->from;
}

static void put_in_order(Row *row, CardVersion version)
{
    int place = row->versions++;
    for (; place > 0 && comes_before(&version, &row->version[place - 1]); place--)
        row->version[place] = row->version[place - 1];
    row->version[place] = version;
}

// What is part of the program holds until something of its name is published.
static void put_shipped(Row *row, const CardVersion *published, int count)
{
    const Cards *shipped = cards_shipped();
    for (int s = 0; s < shipped->versions; s++) {
        CardVersion version = shipped->version[s];
        for (int p = 0; p < count; p++)
            if (str_equal(published[p].card->id, version.card->id) &&
                published[p].from < version.until)
                version.until = published[p].from;
        put_in_order(row, version);
    }
}

static bool is_live(const CardVersion *version)
{
    return version->until == INT64_MAX;
}

static bool bind(Arena *arena, CardVersion *version, Metrics *metrics)
{
    if (version->card->version == 0) return true;  // it fits any set
    Scorecard *card = arena_new(arena, Scorecard, 1);
    *card = *version->card;
    version->card = card;
    return scorecard_bind(card, metrics);
}

static void leave_out(Row *row, int place)
{
    row->versions--;
    for (int v = place; v < row->versions; v++)
        row->version[v] = row->version[v + 1];
}

const Cards *cards_new(Arena *arena, const CardVersion *version, int versions)
{
    Metrics *metrics = arena_new(arena, Metrics, 1);
    *metrics = metrics_shipped;
    Row row = {.version = arena_new(arena, CardVersion, versions + 2)};
    for (int v = 0; v < versions; v++)
        put_in_order(&row, version[v]);
    put_shipped(&row, version, versions);

    for (int v = 0; v < row.versions; v++)
        if (is_live(&row.version[v]) && !bind(arena, &row.version[v], metrics)) return NULL;
    for (int v = row.versions - 1; v >= 0; v--)
        if (!is_live(&row.version[v]) && !bind(arena, &row.version[v], metrics))
            leave_out(&row, v);

    Cards *cards = arena_new(arena, Cards, 1);
    *cards = (Cards){.metrics = metrics, .version = row.version, .versions = row.versions};
    return cards;
}

// --- which holds -------------------------------------------------------------------

static bool is_live_on(const CardVersion *version, Day day)
{
    return day_of(version->from) <= day &&
           (is_live(version) || day_of(version->until) > day);
}

static bool is_for(const Scorecard *card, const Customer *customer, Day since, Day day)
{
    if (card->version == 0 || str_equal(card->id, S("standard"))) return false;
    return conditions_hold(card->applies_to, card->applies, customer, since, day);
}

// Of the versions that were live at the end of `live_on`; DAY_NONE: of those that are.
static const Scorecard *choose(const Cards *cards, const Customer *customer, Day since,
                               Day day, Day live_on)
{
    const Scorecard *best = NULL, *standard = scorecard_standard();
    for (int v = 0; v < cards->versions; v++) {
        const CardVersion *version = &cards->version[v];
        const Scorecard *card = version->card;
        if (live_on == DAY_NONE ? !is_live(version) : !is_live_on(version, live_on))
            continue;
        if (str_equal(card->id, standard->id)) standard = card;
        if (best && card->priority <= best->priority) continue;
        if (is_for(card, customer, since, day)) best = card;
    }
    return best ? best : standard;
}

const Scorecard *cards_for(const Cards *cards, const Customer *customer, Day since, Day day)
{
    return choose(cards, customer, since, day, day);
}

const Scorecard *cards_live_for(const Cards *cards, const Customer *customer, Day since,
                                Day day)
{
    return choose(cards, customer, since, day, DAY_NONE);
}

const Scorecard *cards_find(const Cards *cards, Str id)
{
    for (int v = cards->versions - 1; v >= 0; v--)
        if (str_equal(cards->version[v].card->id, id)) return cards->version[v].card;
    return NULL;
}

const Scorecard *cards_find_on(const Cards *cards, Str id, Day day)
{
    for (int v = cards->versions - 1; v >= 0; v--) {
        const CardVersion *version = &cards->version[v];
        if (str_equal(version->card->id, id) && is_live_on(version, day))
            return version->card;
    }
    return NULL;
}

int cards_within(const Cards *cards, Arena *arena, DaySpan days, const Scorecard ***out)
{
    int count = 0;
    *out = arena_new(arena, const Scorecard *, cards->versions);
    for (int v = 0; v < cards->versions; v++) {
        const CardVersion *version = &cards->version[v];
        bool original = version->card == scorecard_original();
        bool began = day_of(version->from) <= days.to;
        bool ended = !is_live(version) && day_of(version->until) <= days.from;
        if (began && !ended && !original) (*out)[count++] = version->card;
    }
    return count;
}

bool cards_differ(const Cards *cards)
{
    for (int v = 0; v < cards->versions; v++)
        if (cards->version[v].card->version > 0) return true;
    return false;
}
