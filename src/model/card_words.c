#include "model/card_parts.h"

const CardWord card_sources[] = {
    {"login", EVENT_LOGIN},     {"feature", EVENT_FEATURE}, {"ticket", EVENT_TICKET},
    {"invoice", EVENT_INVOICE}, {"api", EVENT_API},         {0},
};

const CardWord card_aggregates[] = {
    {"count", AGG_COUNT},
    {"sum", AGG_SUM},
    {"count_distinct", AGG_COUNT_DISTINCT},
    {"ratio", AGG_RATIO},
    {"open_count", AGG_OPEN_COUNT},
    {"days_active", AGG_DAYS_ACTIVE},
    {"days_since_last", AGG_DAYS_SINCE_LAST},
    {"value", AGG_VALUE},
    {0},
};

const CardWord card_bands[] = {
    {"critical", BAND_CRITICAL},
    {"at_risk", BAND_AT_RISK},
    {"stable", BAND_STABLE},
    {"healthy", BAND_HEALTHY},
    {0},
};

static const CardWord *find(const CardWord *words, Str word)
{
    for (; words->word; words++)
        if (str_equal(word, str_of(words->word))) return words;
    return NULL;
}

static Str list_of(Arena *arena, const CardWord *words)
{
    Writer writer = {.arena = arena};
    writer_put(&writer, S("This should be one of"));
    for (; words->word; words++)
        writer_format(&writer, " '%s'%s", words->word, words[1].word ? "," : "");
    return writer_str(&writer);
}

bool card_choice(const CardNode *node, const CardWord *words, int *out)
{
    Str word;
    if (!card_text(node, CARD_NAME_MAX, &word)) return false;
    const CardWord *found = find(words, word);
    if (found)
        *out = found->means;
    else
        card_fault(node, "enum", list_of(node->reading->arena, words));
    return found;
}

Str card_word(const CardWord *words, int means)
{
    while (words->word && words->means != means)
        words++;
    return str_of(words->word);
}
