#include "base/seal.h"
#include "model/card_parts.h"

#include <math.h>
#include <string.h>

// Weights that add up to 1 but for this are left as they are.
#define WEIGHTS_DIFFER 1e-9

Str card_name_of(Arena *arena, Str id)
{
    char *name = arena_new(arena, char, id.length);
    for (size_t i = 0; i < id.length; i++) {
        char c = id.text[i];
        name[i] = (char)(c == '_' || c == '-' ? ' ' : c);
        if (i == 0 && c >= 'a' && c <= 'z') name[i] = (char)(c - 'a' + 'A');
    }
    return (Str){name, id.length};
}

static bool is_taken(const Scorecard *card, int place)
{
    for (int before = 0; before < place && card->factor[place].id.length > 0; before++)
        if (str_equal(card->factor[before].id, card->factor[place].id)) return true;
    return false;
}

static void check_ids(const CardNode *list, const Scorecard *card)
{
    for (int f = 0; f < card->factors; f++) {
        if (!is_taken(card, f)) continue;
        CardNode id = *list;
        id.pointer = str_format(list->reading->arena, "%.*s/%d/id", STR(list->pointer), f);
        card_fault(&id, "value_error", S("Another factor has this id"));
    }
}

static void share_weights(const CardNode *list, Scorecard *card)
{
    double sum = 0;
    for (int f = 0; f < card->factors; f++)
        sum += card->factor[f].weight;
    if (!(sum > 0)) {
        card_fault(list, "value_error",
                   S("The weights add up to nothing: at least one should be above 0"));
        return;
    }
    for (int f = 0; f < card->factors && fabs(sum - 1) > WEIGHTS_DIFFER; f++)
        card->factor[f].weight /= sum;
}

static void read_factors(CardNode list, Scorecard *card)
{
    const CardFaults *faults = list.reading->faults;
    const int before = faults->faults;
    int count = card_list(&list, FACTORS_MAX);
    CardNode item;
    for (JsonWalk walk = {0}; card->factors < count && card_next(&list, &walk, &item);)
        card_read_factor(item, &card->factor[card->factors++]);
    if (count == 0 && json_type(list.value) == JSON_ARRAY && faults->faults == before)
        card_fault(&list, "too_short", S("There should be at least one factor"));
    check_ids(&list, card);
    if (count > 0 && faults->faults == before) share_weights(&list, card);
}

static void read_head(CardMembers *members, Scorecard *card)
{
    CardNode id = card_need(members, S("id"));
    CardNode title = card_member(members, S("title"));
    CardNode priority = card_member(members, S("priority"));
    CardNode catalogue = card_member(members, S("catalogue"));
    CardNode grace = card_member(members, S("grace_days"));
    CardNode coverage = card_member(members, S("min_coverage"));
    bool named = card_id(&id, &card->id);
    if (!card_text(&title, CARD_NAME_MAX, &card->title) && named)
        card->title = card_name_of(id.reading->arena, card->id);
    card->catalogue = scorecard_standard()->catalogue;
    (void)card_whole(&priority, -CARD_PRIORITY_MAX, CARD_PRIORITY_MAX, &card->priority);
    (void)card_whole(&catalogue, 1, CATALOGUE_MAX, &card->catalogue);
    (void)card_whole(&grace, 0, GRACE_DAYS_MAX, &card->grace_days);
    (void)card_number(&coverage, 0, 1, &card->min_coverage);
}

static void read_card(CardNode document, Scorecard *card)
{
    CardMembers members = card_open(document);
    if (!members.open && !card_is_said(&document))
        card_fault(&document, "dict_type", S("This should be an object"));
    read_head(&members, card);
    card->applies_to =
        card_read_conditions(card_member(&members, S("applies_to")), NULL, &card->applies);
    read_factors(card_need(&members, S("factors")), card);
    card_read_rules(card_member(&members, S("rules")), card);
    card_read_bands(card_member(&members, S("bands")), card);
    card_close(&members);
}

Err scorecard_read(Arena *arena, Str document, Scorecard *out, CardFaults *faults)
{
    const CardReading reading = {arena, faults};
    CardNode root = {.reading = &reading};
    JsonFault fault;
    *out = (Scorecard){0};
    *faults = (CardFaults){0};
    if (json_read(arena, document, &root.value, &fault)) {
        card_fault(&root, "json_invalid",
                   str_format(arena, "This is no JSON: at byte %zu: %.*s", fault.at,
                              STR(fault.why)));
        return ERR_INVALID;
    }
    read_card(root, out);
    if (faults->faults > 0) return ERR_INVALID;
    Seal hash = sha256(scorecard_write(arena, out));
    memcpy(out->hash, hash.byte, sizeof out->hash);
    return OK;
}
