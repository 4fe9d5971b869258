#include "web/cards/card_lines.h"

#include "web/cards/card_tell.h"

enum {
    BRIEF = 40,  // bytes of both
    LINES_A_FACTOR = 5,
    LINES_OF_ALL = 6,
    LINES_MAX = FACTORS_MAX * LINES_A_FACTOR + RULES_MAX + BANDS_MAX + LINES_OF_ALL
};

typedef struct {
    Str key;  // by which it is found in another card
    Str about;
    Str says;
} Line;

typedef struct {
    Arena *arena;
    const Scorecard *card;
    Line line[LINES_MAX];
    int lines;
} Lines;

static void add(Lines *lines, Str key, Str about, Str says)
{
    if (says.length > 0) lines->line[lines->lines++] = (Line){key, about, says};
}

// --- a card, line by line --------------------------------------------------------

static Str steps_text(Arena *arena, const Factor *factor)
{
    Writer writer = {.arena = arena};
    EarnedLine *line;
    int lines = tell_steps(arena, factor, &line);
    for (int l = 0; l < lines; l++)
        writer_format(&writer, "%s%.*s: %.*s", l > 0 ? ", " : "", STR(line[l].when),
                      STR(line[l].points));
    Str rest = tell_earned(factor);
    if (rest.length > 0) writer_format(&writer, "%s%.*s", lines > 0 ? ", " : "", STR(rest));
    return writer_str(&writer);
}

static void add_factor(Lines *lines, const Factor *factor)
{
    Arena *arena = lines->arena;
    const struct {
        const char *what;
        Str says;
    } lines_of[LINES_A_FACTOR] = {
        {"name", factor->name},
        {"weight", tell_share(arena, factor->weight)},
        {"measured", tell_measured(arena, lines->card, factor)},
        {"points", steps_text(arena, factor)},
        {"without data", tell_missing(arena, factor)},
    };
    for (int l = 0; l < LINES_A_FACTOR; l++)
        add(lines, str_format(arena, "factor %.*s %s", STR(factor->id), lines_of[l].what),
            str_format(arena, "%.*s, %s", STR(factor->name), lines_of[l].what),
            lines_of[l].says);
}

static void add_rule(Lines *lines, const CardRule *rule)
{
    Arena *arena = lines->arena;
    Str when = tell_conditions(arena, lines->card, rule->when, rule->whens);
    add(lines, str_format(arena, "rule %.*s", STR(rule->reason)),
        str_format(arena, "Rule \xe2\x80\x9c%.*s\xe2\x80\x9d", STR(rule->reason)),
        str_format(arena, "%.*s: %.*s", STR(when), STR(tell_effect(arena, rule))));
}

static void add_all(Lines *lines)
{
    Arena *arena = lines->arena;
    const Scorecard *card = lines->card;
    add(lines, S("title"), S("Title"), card->title);
    add(lines, S("who"), S("Holds for"), tell_who(arena, card));
    add(lines, S("priority"), S("Priority"), str_format(arena, "%d", card->priority));
    add(lines, S("catalogue"), S("Features there are"),
        str_format(arena, "%d", card->catalogue));
    add(lines, S("grace"), S("Not judged, days"),
        str_format(arena, "%d", card->grace_days));
    add(lines, S("coverage"), S("Coverage needed"), tell_share(arena, card->min_coverage));
    for (int f = 0; f < card->factors; f++)
        add_factor(lines, &card->factor[f]);
    for (int r = 0; r < card->rules; r++)
        add_rule(lines, &card->rule[r]);
    for (int b = card->bands - 1; b >= 0; b--)
        add(lines, str_format(arena, "band %.*s", STR(card->band[b].id)),
            str_format(arena, "%.*s, from", STR(card->band[b].name)),
            tell_number(arena, card->band[b].edge));
}

static Lines *lines_of(Arena *arena, const Scorecard *card)
{
    Lines *lines = arena_new(arena, Lines, 1);
    lines->arena = arena;
    lines->card = card;
    add_all(lines);
    return lines;
}

// --- two of them -----------------------------------------------------------------

static const Line *find(const Lines *lines, Str key)
{
    for (int l = 0; l < lines->lines; l++)
        if (str_equal(lines->line[l].key, key)) return &lines->line[l];
    return NULL;
}

static CardDifference differ(Str about, Str before, Str after)
{
    bool there = before.length > 0 && after.length > 0;
    bool is_brief = there && before.length + after.length <= BRIEF;
    return (CardDifference){about, before, after, is_brief};
}

int card_differences(Arena *arena, const Scorecard *before, const Scorecard *after,
                     CardDifference **out)
{
    const Lines *old = lines_of(arena, before), *new = lines_of(arena, after);
    int count = 0;
    CardDifference *difference = arena_new(arena, CardDifference, old->lines + new->lines);
    for (int l = 0; l < new->lines; l++) {
        const Line *line = &new->line[l], *was = find(old, line->key);
        if (was && str_equal(was->says, line->says)) continue;
        difference[count++] = differ(line->about, was ? was->says : (Str){0}, line->says);
    }
    for (int l = 0; l < old->lines; l++) {
        const Line *line = &old->line[l];
        if (!find(new, line->key))
            difference[count++] = differ(line->about, line->says, (Str){0});
    }
    *out = difference;
    return count;
}
