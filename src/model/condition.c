#include "model/condition.h"

#include "base/hash.h"

Literal literal_text(Str text)
{
    return (Literal){.is_text = true, .text = text, .hash = hash_str(HASH_START, text)};
}

Literal literal_number(double number)
{
    return (Literal){.number = number};
}

static bool is_within(const Condition *condition, double number)
{
    return (!condition->has_at_least || number >= condition->at_least) &&
           (!condition->has_less_than || number < condition->less_than);
}

bool condition_holds_number(const Condition *condition, double number)
{
    if (!is_within(condition, number)) return false;
    bool among = condition->ins == 0;
    for (int i = 0; i < condition->ins && !among; i++)
        among = !condition->in[i].is_text && condition->in[i].number == number;
    return among;
}

bool condition_holds_text(const Condition *condition, uint64_t hash)
{
    if (condition->has_at_least || condition->has_less_than) return false;
    for (int i = 0; i < condition->ins; i++)
        if (condition->in[i].is_text && condition->in[i].hash == hash) return true;
    return false;
}

bool condition_holds(const Condition *condition, const AttributeValue *value)
{
    if (!value->said) return false;
    if (!value->is_text)
        return condition_holds_number(condition, (double)value->amount / (double)value->of);

    if (condition->has_at_least || condition->has_less_than) return false;
    for (int i = 0; i < condition->ins; i++)
        if (condition->in[i].is_text && str_equal(condition->in[i].text, value->text))
            return true;
    return false;
}

bool conditions_hold(const Condition *condition, int count, const Customer *customer,
                     Day since, Day day)
{
    for (int i = 0; i < count; i++) {
        AttributeValue value = attribute_of(customer, condition[i].attribute, since, day);
        if (!condition_holds(&condition[i], &value)) return false;
    }
    return true;
}
