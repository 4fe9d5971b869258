#include "model/attribute.h"

#include "model/money.h"
#include "model/traits.h"

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

// --- what it is ------------------------------------------------------------------

static AttributeValue of_text(Str text)
{
    return (AttributeValue){.said = text.length > 0, .is_text = true, .text = text};
}

static AttributeValue of_number(int64_t amount, int64_t of)
{
    return (AttributeValue){.said = true, .amount = amount, .of = of};
}

static AttributeValue of_revenue(const Customer *customer)
{
    int decimals = 2;
    (void)money_decimals(customer->currency, &decimals);
    int64_t unit = 1;
    while (decimals-- > 0)
        unit *= 10;
    return of_number(customer->mrr, unit);
}

static AttributeValue of_trait(const Customer *customer, Str trait)
{
    Str value = traits_member(customer->traits, trait);
    if (str_starts(value, S("\"")))
        return of_text(str_from(str_until(value, value.length - 1), 1));
    if (str_equal(value, S("true"))) return of_number(1, 1);
    if (str_equal(value, S("false"))) return of_number(0, 1);

    enum { MILLIONTHS = 1000000 };
    bool is_number = value.length && (value.text[0] == '-' ||
                                      (value.text[0] >= '0' && value.text[0] <= '9'));
    int64_t number;
    if (!is_number || !traits_millionths(value, &number)) return (AttributeValue){0};
    return of_number(number, MILLIONTHS);
}

AttributeValue attribute_of(const Customer *customer, Attribute attribute, Day since,
                            Day day)
{
    if (!customer) return (AttributeValue){0};
    switch (attribute.kind) {
    case ATTRIBUTE_SEGMENT: return of_text(customer->segment);
    case ATTRIBUTE_PLAN: return of_text(customer->plan);
    case ATTRIBUTE_LIFECYCLE: return of_text(customer->lifecycle);
    case ATTRIBUTE_AGE_DAYS:
        if (since == DAY_NONE) break;
        return of_number(day > since ? day - since : 0, 1);
    case ATTRIBUTE_DAYS_TO_RENEWAL:
        if (customer->renews_on == DAY_NONE) break;
        return of_number(customer->renews_on - day, 1);
    case ATTRIBUTE_MRR: return of_revenue(customer);
    case ATTRIBUTE_SEATS:
        if (customer->seats <= 0) break;
        return of_number(customer->seats, 1);
    case ATTRIBUTE_TRAIT: return of_trait(customer, attribute.trait);
    case ATTRIBUTE_NONE:
    case ATTRIBUTE_COUNT: break;
    }
    return (AttributeValue){0};
}
