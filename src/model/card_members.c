#include "model/card_members.h"

#include <assert.h>

void card_fault(const CardNode *node, const char *type, Str message)
{
    CardFaults *faults = node->reading->faults;
    if (faults->faults == CARD_FAULTS_MAX) return;
    faults->fault[faults->faults++] = (CardFault){node->pointer, message, str_of(type)};
}

bool card_is_said(const CardNode *node)
{
    JsonType type = json_type(node->value);
    return type != JSON_ABSENT && type != JSON_NULL;
}

CardMembers card_open(CardNode node)
{
    CardMembers members = {.node = node, .open = json_type(node.value) == JSON_OBJECT};
    if (!members.open && card_is_said(&node))
        card_fault(&node, "dict_type", S("This should be an object"));
    return members;
}

// RFC 6901: '~' and '/' of a name are written "~0" and "~1".
static Str pointer_to(const CardNode *of, Str name)
{
    Writer writer = {.arena = of->reading->arena};
    writer_put(&writer, of->pointer);
    writer_char(&writer, '/');
    for (size_t i = 0; i < name.length; i++) {
        char c = name.text[i];
        if (c == '~')
            writer_put(&writer, S("~0"));
        else if (c == '/')
            writer_put(&writer, S("~1"));
        else
            writer_char(&writer, c);
    }
    return writer_str(&writer);
}

CardNode card_member(CardMembers *members, Str name)
{
    assert(members->knowns < CARD_MEMBERS_MAX);
    members->known[members->knowns++] = name;
    const CardNode *of = &members->node;
    return (CardNode){.reading = of->reading,
                      .value =
                          members->open ? json_member(of->value, name) : (JsonValue){0},
                      .pointer = pointer_to(of, name)};
}

CardNode card_need(CardMembers *members, Str name)
{
    CardNode node = card_member(members, name);
    if (members->open && !card_is_said(&node))
        card_fault(&node, "missing", S("Field required"));
    return node;
}

static bool is_known(const CardMembers *members, Str name)
{
    for (int i = 0; i < members->knowns; i++)
        if (str_equal(members->known[i], name)) return true;
    return false;
}

void card_close(const CardMembers *members)
{
    const CardNode *of = &members->node;
    for (JsonWalk walk = {0}; members->open && json_next(of->value, &walk);) {
        if (is_known(members, walk.name)) continue;
        CardNode node = {of->reading, walk.value, pointer_to(of, walk.name)};
        card_fault(&node, "extra_forbidden", S("There is no such member here"));
    }
}

int card_list(const CardNode *node, int most)
{
    int count = 0;
    if (!card_is_said(node)) return 0;
    if (json_type(node->value) != JSON_ARRAY) {
        card_fault(node, "list_type", S("This should be a list"));
        return 0;
    }
    for (JsonWalk walk = {0}; json_next(node->value, &walk);)
        count++;
    if (count <= most) return count;
    card_fault(
        node, "too_long",
        str_format(node->reading->arena, "There should be at most %d of these", most));
    return 0;
}

bool card_next(const CardNode *list, JsonWalk *walk, CardNode *item)
{
    int place = (int)walk->index;
    if (json_type(list->value) != JSON_ARRAY || !json_next(list->value, walk)) return false;
    *item =
        (CardNode){list->reading, walk->value,
                   str_format(list->reading->arena, "%.*s/%d", STR(list->pointer), place)};
    if (!card_is_said(item))
        card_fault(item, "none_forbidden", S("This should not be null"));
    return true;
}

// --- values ----------------------------------------------------------------------

static size_t characters(Str text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.length; i++)
        if (((unsigned char)text.text[i] & 0xc0) != 0x80) count++;
    return count;
}

static bool has_control(Str text)
{
    for (size_t i = 0; i < text.length; i++)
        if ((unsigned char)text.text[i] < 0x20 || text.text[i] == 0x7f) return true;
    return false;
}

bool card_text(const CardNode *node, size_t most_characters, Str *out)
{
    Str text;
    if (!card_is_said(node)) return false;
    if (!json_get_text(node->value, &text))
        card_fault(node, "string_type", S("This should be a text"));
    else if (text.length == 0)
        card_fault(node, "string_too_short", S("This should not be empty"));
    else if (characters(text) > most_characters)
        card_fault(node, "string_too_long",
                   str_format(node->reading->arena,
                              "This should have at most %zu characters", most_characters));
    else if (has_control(text))
        card_fault(node, "string_pattern_mismatch",
                   S("This should have no control characters"));
    else {
        *out = text;
        return true;
    }
    return false;
}

static bool is_id_char(char c, bool first)
{
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) return true;
    return !first && (c == '_' || c == '-');
}

bool card_id(const CardNode *node, Str *out)
{
    Str text;
    if (!card_text(node, CARD_ID_BYTES_MAX, &text)) return false;
    bool good = text.length <= CARD_ID_BYTES_MAX;
    for (size_t i = 0; good && i < text.length; i++)
        good = is_id_char(text.text[i], i == 0);
    if (good)
        *out = text;
    else
        card_fault(
            node, "string_pattern_mismatch",
            S("An id has 1 to 64 small letters, digits, '_' and '-', and begins with "
              "a letter or a digit"));
    return good;
}

static Str between(const CardNode *node, double least, double most)
{
    Writer writer = {.arena = node->reading->arena};
    writer_put(&writer, S("This should be from "));
    writer_double(&writer, least);
    writer_put(&writer, S(" to "));
    writer_double(&writer, most);
    return writer_str(&writer);
}

bool card_number(const CardNode *node, double least, double most, double *out)
{
    double number;
    if (!card_is_said(node)) return false;
    if (!json_get_double(node->value, &number)) {
        card_fault(node, "float_type", S("This should be a number"));
        return false;
    }
    if (number < least || number > most) {
        card_fault(node, number < least ? "greater_than_equal" : "less_than_equal",
                   between(node, least, most));
        return false;
    }
    *out = number + 0.0;  // of the two zeros the one without a sign
    return true;
}

bool card_whole(const CardNode *node, int least, int most, int *out)
{
    int64_t number;
    if (!card_is_said(node)) return false;
    if (!json_get_int(node->value, &number)) {
        card_fault(node, "int_type", S("This should be a whole number"));
        return false;
    }
    if (number < least || number > most) {
        card_fault(node, number < least ? "greater_than_equal" : "less_than_equal",
                   between(node, least, most));
        return false;
    }
    *out = (int)number;
    return true;
}

bool card_literal(const CardNode *node, Literal *out)
{
    out->is_text = json_type(node->value) == JSON_TEXT;
    return out->is_text
               ? card_text(node, CUSTOMER_TEXT_MAX, &out->text)
               : card_number(node, -CARD_NUMBER_MAX, CARD_NUMBER_MAX, &out->number);
}
