#include "history.h"
#include "model/attribute.h"
#include "model/condition.h"
#include "model/traits.h"
#include "test.h"

static Customer acme(void)
{
    return (Customer){
        .segment = S("smb"),
        .plan = S("pro"),
        .lifecycle = S("active"),
        .currency = S("USD"),
        .mrr = 129950,
        .seats = 12,
        .renews_on = on("2026-12-01"),
        .traits =
            S(" {\"tier\": \"gold\", \"nested\": {\"tier\": \"x\", \"a\": [1, \"]\"]},\n"
              "\"score\" : -12.5, \"vip\":true,\"old\":false, \"none\": null,"
              "\"big\":1e3,\"odd\\\"name\":1}")};
}

static AttributeValue value_of(const char *name)
{
    Customer customer = acme();
    Attribute attribute;
    assert_true(attribute_parse(str_of(name), &attribute));
    return attribute_of(&customer, attribute, on("2026-01-01"), on("2026-11-22"));
}

static void assert_number(const char *name, double number)
{
    AttributeValue value = value_of(name);
    assert_true(value.said && !value.is_text);
    assert_true((double)value.amount / (double)value.of == number);
}

static void assert_text(const char *name, const char *text)
{
    AttributeValue value = value_of(name);
    assert_true(value.said && value.is_text);
    assert_str_equal(value.text, str_of(text));
}

TEST(attributes_are_read_by_their_names)
{
    assert_text("segment", "smb");
    assert_text("plan", "pro");
    assert_text("lifecycle", "active");
    assert_number("mrr", 1299.5);
    assert_number("seats", 12);
    assert_number("age_days", 325);
    assert_number("days_to_renewal", 9);
    Attribute none;
    assert_false(attribute_parse(S("colour"), &none));
    assert_false(attribute_parse(S("traits."), &none));
    assert_false(attribute_parse(S(""), &none));
}

TEST(a_name_is_written_as_it_is_read)
{
    static const char *const names[] = {"segment", "mrr", "age_days", "traits.tier"};
    for (int n = 0; n < 4; n++) {
        Attribute attribute;
        assert_true(attribute_parse(str_of(names[n]), &attribute));
        Writer writer = {.arena = test_arena()};
        attribute_write(&writer, attribute);
        assert_str_equal(writer_str(&writer), str_of(names[n]));
    }
}

TEST(traits_are_members_of_the_object_and_of_nothing_in_it)
{
    assert_text("traits.tier", "gold");
    assert_number("traits.score", -12.5);
    assert_number("traits.vip", 1);
    assert_number("traits.old", 0);
    assert_number("traits.big", 1000);
    assert_false(value_of("traits.none").said);
    assert_false(value_of("traits.a").said);
    assert_false(value_of("traits.nested").said);
    assert_false(value_of("traits.absent").said);
}

TEST(what_is_not_said_is_no_value)
{
    Customer nobody = {.renews_on = DAY_NONE};
    static const AttributeKind kinds[] = {ATTRIBUTE_SEGMENT, ATTRIBUTE_SEATS,
                                          ATTRIBUTE_DAYS_TO_RENEWAL, ATTRIBUTE_AGE_DAYS};
    for (int k = 0; k < 4; k++) {
        Attribute attribute = {.kind = kinds[k]};
        assert_false(attribute_of(&nobody, attribute, DAY_NONE, 0).said);
        assert_false(attribute_of(NULL, attribute, 0, 0).said);
    }
}

TEST(yen_have_no_cents)
{
    Customer customer = {.currency = S("JPY"), .mrr = 5000};
    Attribute mrr = {.kind = ATTRIBUTE_MRR};
    AttributeValue value = attribute_of(&customer, mrr, 0, 0);
    assert_true(value.amount == 5000 && value.of == 1);
}

TEST(any_text_is_searched_for_a_trait_without_harm)
{
    static const char *const odd[] = {
        "",           "{",      "{\"",          "{\"tier",     "{\"tier\"", "[]",
        "{\"tier\":", "{\"a\\", "{\"tier\":\"", "{\"a\":[{]}", "{\"a\":1,", "nonsense"};
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++)
        assert_true(traits_member(str_of(odd[i]), S("tier")).length <= 1);
}

static void assert_millionths(const char *number, int64_t expected)
{
    int64_t is;
    assert_true(traits_millionths(str_of(number), &is));
    assert_int_equal(is, expected);
}

TEST(numbers_are_read_to_the_millionth)
{
    assert_millionths("0", 0);
    assert_millionths("12.5", 12500000);
    assert_millionths("-0.0000005", -1);
    assert_millionths("0.00000049", 0);
    assert_millionths("1e-6", 1);
    assert_millionths("1E+3", 1000000000);
    assert_millionths("12345678901.3456785", 12345678901345679);
    int64_t none;
    assert_false(traits_millionths(S("1e300"), &none));
    assert_false(traits_millionths(S("9999999999999999999999"), &none));
    assert_millionths("1e-300", 0);
}

TEST(a_condition_holds_of_what_is_within_its_edges_or_among_its_values)
{
    Condition condition = {
        .has_at_least = true, .at_least = 10, .has_less_than = true, .less_than = 20};
    assert_true(condition_holds_number(&condition, 10));
    assert_true(condition_holds_number(&condition, 19.999));
    assert_false(condition_holds_number(&condition, 20));
    assert_false(condition_holds_number(&condition, 9));

    Literal values[] = {literal_text(S("pro")), literal_number(7)};
    Condition among = {.attribute.kind = ATTRIBUTE_PLAN, .in = values, .ins = 2};
    AttributeValue plan = value_of("plan"), segment = value_of("segment");
    assert_true(condition_holds(&among, &plan));
    assert_false(condition_holds(&among, &segment));
    assert_false(condition_holds(&among, &(AttributeValue){0}));
    assert_true(condition_holds_number(&among, 7));
    assert_true(condition_holds_text(&among, literal_text(S("pro")).hash));
    assert_false(condition_holds_text(&condition, literal_text(S("pro")).hash));
}
