#include "model/attribute.h"

#include "model/money.h"

static const char *const names[ATTRIBUTE_COUNT] = {
    [ATTRIBUTE_NONE] = "",
    [ATTRIBUTE_SEGMENT] = "segment",
    [ATTRIBUTE_PLAN] = "plan",
    [ATTRIBUTE_LIFECYCLE] = "lifecycle",
    [ATTRIBUTE_AGE_DAYS] = "age_days",
    [ATTRIBUTE_DAYS_TO_RENEWAL] = "days_to_renewal",
    [ATTRIBUTE_MRR] = "mrr",
    [ATTRIBUTE_SEATS] = "seats",
    [ATTRIBUTE_TRAIT] = "traits.",
};

bool attribute_parse(Str name, Attribute *out)
{
    for (AttributeKind kind = ATTRIBUTE_SEGMENT; kind < ATTRIBUTE_TRAIT; kind++) {
        if (!str_equal(name, str_of(names[kind]))) continue;
        *out = (Attribute){.kind = kind};
        return true;
    }
    Str before = str_of(names[ATTRIBUTE_TRAIT]);
    if (!str_starts(name, before) || name.length == before.length) return false;
    *out = (Attribute){ATTRIBUTE_TRAIT, str_from(name, before.length)};
    return true;
}

void attribute_write(Writer *writer, Attribute attribute)
{
    writer_put(writer, str_of(names[attribute.kind]));
    writer_put(writer, attribute.trait);
}

bool attribute_equal(Attribute a, Attribute b)
{
    return a.kind == b.kind && str_equal(a.trait, b.trait);
}

bool attribute_may_be_text(AttributeKind kind)
{
    return kind == ATTRIBUTE_TRAIT || kind == ATTRIBUTE_SEGMENT || kind == ATTRIBUTE_PLAN ||
           kind == ATTRIBUTE_LIFECYCLE;
}

bool attribute_may_be_number(AttributeKind kind)
{
    return kind == ATTRIBUTE_TRAIT || !attribute_may_be_text(kind);
}
