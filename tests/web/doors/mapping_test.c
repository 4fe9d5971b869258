#include "web/doors/mapping.h"

#include "../memory.h"

static Complaint complaint;

static Err read(const char *text, Mapping *out)
{
    JsonValue document;
    JsonFault fault;
    assert_int_equal(json_read(memory(), str_of(text), &document, &fault), OK);
    complaint = (Complaint){0};
    return mapping_read(memory(), document, out, &complaint);
}

static Mapping mapping_of(const char *text)
{
    Mapping mapping;
    Err err = read(text, &mapping);
    if (err) print_error("%s: %.*s\n", text, STR(complaint.detail));
    assert_int_equal(err, OK);
    return mapping;
}

static void refused(const char *text, const char *pointer, const char *type)
{
    Mapping mapping;
    assert_int_equal(read(text, &mapping), ERR_INVALID);
    assert_int_equal(complaint.status, 422);
    assert_int_equal(complaint.faults, 1);
    assert_str_equal(complaint.fault[0].pointer, str_of(pointer));
    assert_str_equal(complaint.fault[0].type, str_of(type));
    assert_true(complaint.detail.length > 0);
}

TEST(the_standard_knows_logins_and_the_suggested_types_of_cloudevents)
{
    Mapping mapping = mapping_of(str_z(memory(), mapping_standard()));
    const char *const logins[] = {"Signed In", "signed in",       "Logged In",
                                  "Login",     "Session Started", "customer.login"};
    for (size_t i = 0; i < sizeof logins / sizeof *logins; i++)
        assert_int_equal(mapping_find(&mapping, str_of(logins[i]))->type, EVENT_LOGIN);
    assert_int_equal(mapping_find(&mapping, S("API Call"))->type, EVENT_API);
    assert_int_equal(mapping_find(&mapping, S("api called"))->type, EVENT_API);
    assert_int_equal(mapping_find(&mapping, S("Report Exported"))->type, EVENT_FEATURE);
    assert_int_equal(mapping_find(&mapping, S("API Key Created"))->type, EVENT_FEATURE);

    const Rule *closed = mapping_find(&mapping, S("customer.ticket.closed"));
    assert_int_equal(closed->type, EVENT_TICKET);
    assert_str_equal(closed->status, S("closed"));
    assert_str_equal(mapping_find(&mapping, S("customer.invoice.voided"))->status,
                     S("void"));
    const Rule *churned = mapping_find(&mapping, S("customer.churned"));
    assert_int_equal(churned->means, MEANS_LIFECYCLE);
    assert_str_equal(churned->status, S("churned"));
    const Rule *used = mapping_find(&mapping, S("customer.feature_used"));
    assert_str_equal(used->name, S("feature_name"));
    assert_str_equal(used->quantity, S("usage_count"));
}

TEST(an_empty_document_makes_everything_a_feature)
{
    Mapping mapping = mapping_of("{}");
    assert_int_equal(mapping_find(&mapping, S("Signed In"))->type, EVENT_FEATURE);
    assert_int_equal(mapping.pages.type, EVENT_FEATURE);
    assert_int_equal(mapping.pages.means, MEANS_EVENT);
}

TEST(the_first_rule_that_matches_counts)
{
    Mapping mapping = mapping_of(
        "{\"rules\":[{\"match\":\"Debug Login\",\"type\":\"login\"},"
        "{\"match\":\"Debug *\",\"type\":\"ignore\"},{\"match\":\"*\",\"type\":\"api\"}]}");
    assert_int_equal(mapping_find(&mapping, S("debug login"))->type, EVENT_LOGIN);
    assert_int_equal(mapping_find(&mapping, S("Debug Shown"))->means, MEANS_NOTHING);
    assert_int_equal(mapping_find(&mapping, S(""))->type, EVENT_API);
}

static bool matches(const char *match, const char *name)
{
    Str text =
        str_format(memory(), "{\"rules\":[{\"match\":\"%s\",\"type\":\"login\"}]}", match);
    Mapping mapping = mapping_of(str_z(memory(), text));
    return mapping_find(&mapping, str_of(name))->type == EVENT_LOGIN;
}

TEST(a_star_stands_for_any_text)
{
    assert_true(matches("API *", "API Call"));
    assert_true(matches("API *", "api "));
    assert_false(matches("API *", "API"));
    assert_true(matches("* Viewed", "Page Viewed"));
    assert_false(matches("* Viewed", "Page Viewed Twice"));
    assert_true(matches("a*b*c", "abbc"));
    assert_true(matches("a*b*c", "aXbXbXc"));
    assert_false(matches("a*b*c", "acb"));
    assert_false(matches("ab", "a"));
    assert_false(matches("a", "ab"));
    assert_true(matches("**", ""));
}

TEST(a_type_of_ones_own_is_named_first)
{
    Mapping mapping = mapping_of("{\"custom\":[\"video_watched\"],\"rules\":["
                                 "{\"match\":\"Video *\",\"type\":\"video_watched\","
                                 "\"quantity\":\"minutes\"}]}");
    const Rule *rule = mapping_find(&mapping, S("Video Watched"));
    assert_int_equal(rule->type, EVENT_CUSTOM);
    assert_str_equal(rule->custom, S("video_watched"));
    assert_str_equal(rule->quantity, S("minutes"));
    assert_true(mapping_has_custom(&mapping, S("video_watched")));
    assert_false(mapping_has_custom(&mapping, S("Video_Watched")));
    refused("{\"rules\":[{\"match\":\"a\",\"type\":\"video_watched\"}]}", "/rules/0/type",
            "enum");
    refused("{\"rules\":[{\"match\":\"a\",\"type\":\"custom\"}]}", "/rules/0/type", "enum");
}

TEST(what_is_wrong_is_named_with_its_place)
{
    refused("[]", "", "dict_type");
    refused("{\"rule\":[]}", "/rule", "extra_forbidden");
    refused("{\"rules\":{}}", "/rules", "list_type");
    refused("{\"rules\":[7]}", "/rules/0", "dict_type");
    refused("{\"rules\":[{\"type\":\"login\"}]}", "/rules/0/match", "missing");
    refused("{\"rules\":[{\"match\":\"\",\"type\":\"login\"}]}", "/rules/0/match",
            "string_too_short");
    refused("{\"rules\":[{\"match\":\"a\",\"type\":\"login\"},{\"match\":\"b\"}]}",
            "/rules/1/type", "missing");
    refused("{\"rules\":[{\"match\":\"a\",\"type\":\"login\",\"when\":1}]}",
            "/rules/0/when", "extra_forbidden");
    refused("{\"rules\":[{\"match\":\"a\",\"type\":\"login\",\"quantity\":\"n\"}]}",
            "/rules/0/quantity", "extra_forbidden");
    refused("{\"rules\":[{\"match\":\"a\",\"type\":\"api\",\"name\":\"n\"}]}",
            "/rules/0/name", "extra_forbidden");
    refused("{\"rules\":[{\"match\":\"a\",\"type\":\"api\",\"status\":\"open\"}]}",
            "/rules/0/status", "extra_forbidden");
    refused("{\"rules\":[{\"match\":\"a\",\"type\":\"ticket\",\"status\":\"paid\"}]}",
            "/rules/0/status", "enum");
    refused("{\"rules\":[{\"match\":\"a\",\"type\":\"invoice\",\"status\":\"closed\"}]}",
            "/rules/0/status", "enum");
    refused("{\"rules\":[{\"match\":\"a\",\"type\":\"lifecycle\"}]}", "/rules/0/status",
            "missing");
    refused("{\"otherwise\":\"ticket\"}", "/otherwise", "enum");
    refused("{\"pages\":7}", "/pages", "enum");
    refused("{\"custom\":{}}", "/custom", "list_type");
    refused("{\"custom\":[\"a\",\"login\"]}", "/custom/1", "string_pattern_mismatch");
    refused("{\"custom\":[\"a\",\"ignore\"]}", "/custom/1", "string_pattern_mismatch");
    refused("{\"custom\":[\"with space\"]}", "/custom/0", "string_pattern_mismatch");
    refused("{\"custom\":[\"a\",\"a\"]}", "/custom/1", "unique");
}

TEST(there_is_an_end_to_rules_and_types)
{
    Writer rules = {.arena = memory()}, custom = {.arena = memory()};
    writer_put(&rules, S("{\"rules\":["));
    for (int i = 0; i <= MAPPING_RULES_MAX; i++)
        writer_format(&rules, "%s{\"match\":\"a\",\"type\":\"api\"}", i ? "," : "");
    writer_put(&rules, S("]}"));
    refused(str_z(memory(), writer_str(&rules)), "/rules", "too_long");
    writer_put(&custom, S("{\"custom\":["));
    for (int i = 0; i <= MAPPING_CUSTOM_MAX; i++)
        writer_format(&custom, "%s\"own_%d\"", i ? "," : "", i);
    writer_put(&custom, S("]}"));
    refused(str_z(memory(), writer_str(&custom)), "/custom/50", "too_long");
}
