#include "model/card_parts.h"

static void read_points(CardMembers *members, double *out)
{
    CardNode points = card_need(members, S("points"));
    (void)card_number(&points, 0, 100, out);
}

static void read_otherwise(CardMembers *members, double *out)
{
    CardNode otherwise = card_member(members, S("otherwise"));
    (void)card_number(&otherwise, 0, 100, out);
}

// One of the three comparisons; TRANSFORM_COUNT: none, or several.
static Transform read_edge(CardMembers *members, double *edge)
{
    static const struct {
        Str sign;
        Transform transform;
    } signs[] = {{{">=", 2}, TRANSFORM_AT_LEAST},
                 {{">", 1}, TRANSFORM_ABOVE},
                 {{"<=", 2}, TRANSFORM_AT_MOST}};
    Transform found = TRANSFORM_COUNT;
    int said = 0;
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        CardNode node = card_member(members, signs[i].sign);
        if (!card_is_said(&node)) continue;
        found = signs[i].transform;
        said++;
        (void)card_number(&node, -CARD_NUMBER_MAX, CARD_NUMBER_MAX, edge);
    }
    if (members->open && said != 1)
        card_fault(&members->node, "value_error",
                   S("A step has one edge: \">=\", \">\" or \"<=\""));
    return said == 1 ? found : TRANSFORM_COUNT;
}

// From the top down edges fall, from the bottom up they rise; none stands twice.
static void check_order(const CardNode *item, const Factor *factor, const Step *step,
                        int place)
{
    if (place == 0) return;
    bool rises =
        factor->transform == TRANSFORM_AT_MOST || factor->transform == TRANSFORM_LINEAR;
    double last = step[place - 1].edge, next = step[place].edge;
    if (rises ? next > last : next < last) return;
    card_fault(
        item, "value_error",
        rises ? S("Its edge crosses the one before: they should rise from step to step")
              : S("Its edge crosses the one before: they should fall from step to step"));
}

static void read_steps(CardNode list, Factor *factor)
{
    Step *step = arena_new(list.reading->arena, Step, STEPS_MAX);
    factor->step = step;
    factor->transform = TRANSFORM_COUNT;
    if (card_list(&list, STEPS_MAX) == 0 && json_type(list.value) == JSON_ARRAY)
        card_fault(&list, "too_short", S("There should be at least one step"));
    CardNode item;
    for (JsonWalk walk = {0};
         factor->steps < STEPS_MAX && card_next(&list, &walk, &item);) {
        const int place = factor->steps++;
        CardMembers members = card_open(item);
        Transform is = read_edge(&members, &step[place].edge);
        read_points(&members, &step[place].points);
        card_close(&members);
        if (factor->transform == TRANSFORM_COUNT) factor->transform = is;
        if (is == TRANSFORM_COUNT) continue;
        if (is != factor->transform)
            card_fault(&item, "value_error",
                       S("All steps should be of one kind: \">=\", \">\" or \"<=\""));
        else
            check_order(&item, factor, step, place);
    }
}

static void read_line(CardNode list, Factor *factor)
{
    Step *step = arena_new(list.reading->arena, Step, STEPS_MAX);
    factor->step = step;
    factor->transform = TRANSFORM_LINEAR;
    if (card_list(&list, STEPS_MAX) < 2 && json_type(list.value) == JSON_ARRAY)
        card_fault(&list, "too_short", S("A line has at least two points"));
    CardNode item;
    for (JsonWalk walk = {0};
         factor->steps < STEPS_MAX && card_next(&list, &walk, &item);) {
        const int place = factor->steps++;
        CardMembers members = card_open(item);
        CardNode value = card_need(&members, S("value"));
        bool said =
            card_number(&value, -CARD_NUMBER_MAX, CARD_NUMBER_MAX, &step[place].edge);
        read_points(&members, &step[place].points);
        card_close(&members);
        if (said) check_order(&item, factor, step, place);
    }
}

static bool same_literal(const Literal *a, const Literal *b)
{
    if (a->is_text != b->is_text) return false;
    return a->is_text ? str_equal(a->text, b->text) : a->number == b->number;
}

static void check_row(const CardNode *value, const Factor *factor, const TableRow *row)
{
    const AttributeKind kind = factor->metric.attribute.kind;
    if (row->value.is_text ? !attribute_may_be_text(kind)
                           : kind && !attribute_may_be_number(kind))
        card_fault(value, "value_error",
                   row->value.is_text
                       ? S("What this factor measures is a number, never a text")
                       : S("What this factor measures is a text, never a number"));
    for (const TableRow *before = factor->row; before < row; before++) {
        if (!same_literal(&before->value, &row->value)) continue;
        card_fault(value, "value_error", S("Another row is of this value"));
        return;
    }
}

static void read_table(CardNode list, Factor *factor)
{
    TableRow *row = arena_new(list.reading->arena, TableRow, CARD_TABLE_MAX);
    factor->row = row;
    factor->transform = TRANSFORM_TABLE;
    if (card_list(&list, CARD_TABLE_MAX) == 0 && json_type(list.value) == JSON_ARRAY)
        card_fault(&list, "too_short", S("A table has at least one row"));
    CardNode item;
    for (JsonWalk walk = {0};
         factor->rows < CARD_TABLE_MAX && card_next(&list, &walk, &item);) {
        TableRow *next = &row[factor->rows++];
        CardMembers members = card_open(item);
        CardNode value = card_need(&members, S("value"));
        bool said = card_is_said(&value) && card_literal(&value, &next->value);
        read_points(&members, &next->points);
        card_close(&members);
        if (said) check_row(&value, factor, next);
    }
}

static void read_by_kind(CardNode node, Factor *factor)
{
    CardMembers members = card_open(node);
    CardNode steps = card_member(&members, S("steps"));
    CardNode line = card_member(&members, S("linear"));
    CardNode table = card_member(&members, S("table"));
    int said = card_is_said(&steps) + card_is_said(&line) + card_is_said(&table);
    if (card_is_said(&steps)) read_steps(steps, factor);
    if (card_is_said(&line)) read_line(line, factor);
    if (card_is_said(&table)) read_table(table, factor);
    if (said == 1 && !card_is_said(&line)) read_otherwise(&members, &factor->otherwise);
    card_close(&members);
    if (members.open && said != 1)
        card_fault(&node, "value_error",
                   S("A transform is one of {\"steps\": ...}, {\"linear\": ...}, "
                     "{\"table\": ...}, \"log2_trend\" and \"identity\""));
}

void card_read_transform(CardNode node, Factor *factor)
{
    static const CardWord words[] = {
        {"log2_trend", TRANSFORM_LOG2_TREND}, {"identity", TRANSFORM_IDENTITY}, {0}};
    const Metric *metric = &factor->metric;
    int transform = TRANSFORM_IDENTITY;
    if (json_type(node.value) != JSON_TEXT) {
        read_by_kind(node, factor);
    } else if (card_choice(&node, words, &transform)) {
        factor->transform = (Transform)transform;
        if (transform == TRANSFORM_LOG2_TREND && !metric->trend)
            card_fault(&node, "value_error", S("This is for a metric that is a trend"));
    }
    const AttributeKind kind = metric->attribute.kind;
    bool is_text = kind != ATTRIBUTE_NONE && !attribute_may_be_number(kind);
    if (is_text && factor->transform != TRANSFORM_TABLE)
        card_fault(&node, "value_error", S("What is a text earns points by a table"));
}
