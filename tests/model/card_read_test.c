#include "model/card_document.h"

#include "history.h"
#include "model/card_shipped.h"
#include "test.h"

#include <string.h>

// For all tests of the program.
static Arena room;

static Arena *own(void)
{
    if (!room.next) room = arena_map((size_t)1 << 28);
    return &room;
}

static CardFaults faults_of(Str document)
{
    Scorecard card;
    CardFaults faults;
    Err err = scorecard_read(own(), document, &card, &faults);
    assert_int_equal(err, faults.faults ? ERR_INVALID : OK);
    return faults;
}

static Scorecard read_good(Str document)
{
    Scorecard card;
    CardFaults faults;
    Err err = scorecard_read(own(), document, &card, &faults);
    for (int f = 0; f < faults.faults; f++)
        print_message("%.*s: %.*s\n", STR(faults.fault[f].pointer),
                      STR(faults.fault[f].message));
    assert_int_equal(err, OK);
    return card;
}

// A card whose only factor is this.
static Str card_with(const char *factor)
{
    return str_format(own(), "{\"id\":\"mine\",\"factors\":[%s]}", factor);
}

#define LOGINS                                                                             \
    "\"metric\":{\"source\":\"login\",\"agg\":\"count\",\"window\":{\"days\":28}}"
#define STEPS "\"transform\":{\"steps\":[{\">=\":1,\"points\":100}]}"
#define FACTOR "{\"id\":\"logins\",\"weight\":1," LOGINS "," STEPS "}"

// Exactly these faults, in any order: "POINTER TYPE".
static void assert_faults(Str document, const char *const *expected)
{
    CardFaults faults = faults_of(document);
    int count = 0;
    for (; expected[count]; count++) {
        bool found = false;
        for (int f = 0; f < faults.faults; f++) {
            Str is = str_format(own(), "%.*s %.*s", STR(faults.fault[f].pointer),
                                STR(faults.fault[f].type));
            found |= str_equal(is, str_of(expected[count]));
        }
        if (!found) print_message("there should be: %s\n", expected[count]);
        assert_true(found);
    }
    for (int f = 0; f < faults.faults && faults.faults != count; f++)
        print_message("%.*s %.*s: %.*s\n", STR(faults.fault[f].pointer),
                      STR(faults.fault[f].type), STR(faults.fault[f].message));
    assert_int_equal(faults.faults, count);
}

#define FAULTS(document, ...)                                                              \
    assert_faults(document, (const char *const[]){__VA_ARGS__, NULL})

// --- what is read ----------------------------------------------------------------

TEST(the_least_a_card_can_say_is_enough)
{
    Scorecard card = read_good(card_with(FACTOR));
    assert_str_equal(card.id, S("mine"));
    assert_str_equal(card.title, S("Mine"));
    assert_str_equal(card.factor[0].name, S("Logins"));
    assert_int_equal(card.factor[0].missing, MISSING_SKIP);
    assert_int_equal(card.catalogue, 5);
    assert_int_equal(card.bands, 4);
    assert_int_equal(card.applies + card.rules + card.priority + card.grace_days, 0);
    assert_null(card.metrics);
}

TEST(everything_a_card_can_say_is_read)
{
    Scorecard card = read_good(S(
        "{\"id\":\"full\",\"title\":\"All of it\",\"priority\":-3,\"catalogue\":12,"
        "\"grace_days\":14,\"min_coverage\":0.25,"
        "\"applies_to\":[{\"of\":\"attribute:segment\",\"in\":[\"enterprise\",\"b\"]},"
        "{\"of\":\"attribute:traits.tier\",\"in\":[3]},"
        "{\"of\":\"attribute:age_days\",\"at_least\":10,\"less_than\":90}],"
        "\"factors\":["
        "{\"id\":\"a\",\"name\":\"A\",\"group\":\"G\",\"unit\":\"u\",\"weight\":1,"
        "\"metric\":{\"source\":\"report.sent\",\"agg\":\"trend\",\"of\":\"sum\","
        "\"window\":{\"months\":3}},\"transform\":\"log2_trend\","
        "\"missing\":{\"hold\":30},\"stale_after_days\":60},"
        "{\"id\":\"b\",\"weight\":2,\"metric\":{\"source\":\"logins\",\"agg\":\"per_seat\","
        "\"of\":\"days_active\",\"window\":{\"days\":28},\"per\":\"week\"},"
        "\"transform\":\"identity\",\"missing\":\"fail\"},"
        "{\"id\":\"c\",\"weight\":1,\"metric\":{\"source\":\"attribute:plan\"},"
        "\"transform\":{\"table\":[{\"value\":\"pro\",\"points\":80}],\"otherwise\":20},"
        "\"missing\":{\"value\":2.5}}],"
        "\"rules\":[{\"when\":[{\"of\":\"points:b\",\"less_than\":25},"
        "{\"of\":\"value:a\",\"at_least\":2},{\"of\":\"total\",\"at_least\":40}],"
        "\"then\":{\"set\":39},\"reason\":\"No\"}],"
        "\"bands\":[{\"id\":\"good\",\"from\":50,\"kind\":\"healthy\"},"
        "{\"id\":\"bad\",\"name\":\"Oh\",\"from\":0,\"kind\":\"at_risk\"}]}"));
    assert_int_equal(card.applies, 3);
    assert_int_equal(card.applies_to[0].ins, 2);
    assert_str_equal(card.applies_to[1].attribute.trait, S("tier"));
    assert_true(card.applies_to[2].has_at_least && card.applies_to[2].has_less_than);
    const Factor *a = &card.factor[0], *b = &card.factor[1], *c = &card.factor[2];
    assert_int_equal(a->metric.type, EVENT_CUSTOM);
    assert_str_equal(a->metric.name, S("report.sent"));
    assert_true(a->metric.trend && a->metric.agg == AGG_SUM &&
                a->metric.window.months == 3);
    assert_true(a->metric.hold == 30 && a->metric.stale_after == 60);
    assert_true(a->weight == 0.25 && b->weight == 0.5);
    assert_true(b->per_seat && b->per_week && b->metric.agg == AGG_DAYS_ACTIVE);
    assert_int_equal(b->metric.type, EVENT_LOGIN);
    assert_int_equal(b->missing, MISSING_FAIL);
    assert_int_equal(c->metric.agg, AGG_VALUE);
    assert_true(c->row[0].value.is_text && c->otherwise == 20);
    assert_true(c->missing == MISSING_IS_A_VALUE && c->missing_value == 2.5);
    assert_int_equal(card.rule[0].when[1].factor, 0);
    assert_int_equal(card.rule[0].when[2].over, OVER_TOTAL);
    assert_true(card.rule[0].kind == RULE_SET && card.rule[0].to == 39);
    assert_int_equal(card.bands, 2);
    assert_str_equal(card.band[1].name, S("Good"));
    assert_int_equal(card.band[0].band, BAND_AT_RISK);
}

// --- what is refused -------------------------------------------------------------

TEST(what_is_no_object_is_refused)
{
    FAULTS(S("{"), " json_invalid");
    FAULTS(S("[]"), " dict_type");
    FAULTS(S("null"), " dict_type");
    FAULTS(S("{}"), "/id missing", "/factors missing");
    FAULTS(card_with("7"), "/factors/0 dict_type");
    FAULTS(card_with("null"), "/factors/0 none_forbidden");
    FAULTS(S("{\"id\":\"a\",\"factors\":{}}"), "/factors list_type");
    FAULTS(S("{\"id\":\"a\",\"factors\":[]}"), "/factors too_short");
}

TEST(an_unknown_member_is_refused_wherever_it_stands)
{
    FAULTS(S("{\"id\":\"a\",\"zone\":\"UTC\",\"a/b~c\":1,\"factors\":[" FACTOR "]}"),
           "/zone extra_forbidden", "/a~1b~0c extra_forbidden");
    FAULTS(
        card_with("{\"id\":\"l\",\"weight\":1,\"colour\":1,"
                  "\"metric\":{\"source\":\"login\",\"agg\":\"count\",\"days\":3,"
                  "\"window\":{\"days\":28,\"weeks\":1}},"
                  "\"transform\":{\"steps\":[{\">=\":1,\"points\":100,\"x\":1}],\"y\":1},"
                  "\"missing\":{\"value\":0,\"z\":1}}"),
        "/factors/0/colour extra_forbidden", "/factors/0/metric/days extra_forbidden",
        "/factors/0/metric/window/weeks extra_forbidden",
        "/factors/0/transform/steps/0/x extra_forbidden",
        "/factors/0/transform/y extra_forbidden", "/factors/0/missing/z extra_forbidden");
    FAULTS(S("{\"id\":\"a\",\"factors\":[" FACTOR "],"
             "\"applies_to\":[{\"of\":\"attribute:plan\",\"in\":[\"a\"],\"or\":1}],"
             "\"rules\":[{\"when\":[{\"of\":\"total\",\"at_least\":1}],\"then\":{\"cap\":1,"
             "\"w\":1},\"reason\":\"r\",\"v\":1}],"
             "\"bands\":[{\"id\":\"healthy\",\"from\":50,\"u\":1},"
             "{\"id\":\"critical\",\"from\":0}]}"),
           "/applies_to/0/or extra_forbidden", "/rules/0/then/w extra_forbidden",
           "/rules/0/v extra_forbidden", "/bands/0/u extra_forbidden");
}

TEST(values_of_another_type_or_out_of_range_are_refused)
{
    FAULTS(S("{\"id\":\"A b\",\"title\":\"\",\"priority\":1.5,\"catalogue\":0,"
             "\"grace_days\":\"7\",\"min_coverage\":1.1,\"applies_to\":{},\"rules\":7,"
             "\"bands\":\"four\",\"factors\":[" FACTOR "]}"),
           "/id string_pattern_mismatch", "/title string_too_short", "/priority int_type",
           "/catalogue greater_than_equal", "/grace_days int_type",
           "/min_coverage less_than_equal", "/applies_to list_type", "/rules list_type",
           "/bands list_type");
    FAULTS(card_with("{\"id\":3,\"name\":\"a\\u0007\",\"weight\":\"1\"," LOGINS
                     ",\"transform\":\"best\",\"missing\":\"ignore\","
                     "\"stale_after_days\":0}"),
           "/factors/0/id string_type", "/factors/0/name string_pattern_mismatch",
           "/factors/0/weight float_type", "/factors/0/transform enum",
           "/factors/0/missing enum", "/factors/0/stale_after_days greater_than_equal");
}

TEST(weights_that_are_negative_or_sum_to_nothing_are_refused)
{
    FAULTS(card_with("{\"id\":\"l\",\"weight\":-1," LOGINS "," STEPS "}"),
           "/factors/0/weight greater_than_equal");
    FAULTS(card_with("{\"id\":\"l\",\"weight\":0," LOGINS "," STEPS "}"),
           "/factors value_error");
}

TEST(weights_are_shares_of_their_sum)
{
    Scorecard card =
        read_good(card_with("{\"id\":\"a\",\"weight\":1," LOGINS "," STEPS "},"
                            "{\"id\":\"b\",\"weight\":3," LOGINS "," STEPS "}"));
    assert_true(card.factor[0].weight == 0.25 && card.factor[1].weight == 0.75);
}

TEST(ids_that_stand_twice_are_refused)
{
    FAULTS(card_with(FACTOR "," FACTOR "," FACTOR), "/factors/1/id value_error",
           "/factors/2/id value_error");
    FAULTS(S("{\"id\":\"a\",\"factors\":[" FACTOR "],\"bands\":[{\"id\":\"x\",\"from\":50,"
             "\"kind\":\"stable\"},{\"id\":\"x\",\"from\":0,\"kind\":\"stable\"}]}"),
           "/bands value_error");
}

static Str metric_of(const char *metric)
{
    return card_with(
        str_z(own(), str_format(own(),
                                "{\"id\":\"m\",\"weight\":1,\"metric\":%s,\"transform\":"
                                "{\"steps\":[{\">=\":1,\"points\":1}]}}",
                                metric)));
}

TEST(metrics_that_cannot_be_measured_are_refused)
{
    FAULTS(metric_of("{\"source\":\"two words\",\"agg\":\"count\",\"window\":\"all\"}"),
           "/factors/0/metric/source value_error");
    FAULTS(metric_of("{\"source\":\"custom\",\"agg\":\"count\",\"window\":\"all\"}"),
           "/factors/0/metric/source value_error");
    FAULTS(metric_of("{\"source\":\"attribute:shoe\"}"), "/factors/0/metric/source enum");
    FAULTS(metric_of("{\"source\":\"login\",\"agg\":\"median\",\"window\":\"all\"}"),
           "/factors/0/metric/agg enum");
    FAULTS(metric_of("{\"source\":\"login\",\"agg\":\"ratio\",\"window\":\"all\"}"),
           "/factors/0/metric value_error");
    FAULTS(metric_of("{\"source\":\"ticket\",\"agg\":\"sum\",\"window\":\"all\"}"),
           "/factors/0/metric value_error");
    FAULTS(metric_of("{\"source\":\"login\",\"agg\":\"count\"}"),
           "/factors/0/metric/window missing");
    FAULTS(metric_of("{\"source\":\"login\",\"agg\":\"count\",\"window\":\"year\"}"),
           "/factors/0/metric/window enum");
    FAULTS(metric_of("{\"source\":\"login\",\"agg\":\"count\",\"window\":{}}"),
           "/factors/0/metric/window value_error");
    FAULTS(metric_of("{\"source\":\"login\",\"agg\":\"count\",\"window\":{\"days\":1,"
                     "\"months\":1}}"),
           "/factors/0/metric/window value_error");
    FAULTS(metric_of("{\"source\":\"login\",\"agg\":\"count\",\"window\":{\"days\":4000}}"),
           "/factors/0/metric/window/days less_than_equal");
    FAULTS(metric_of("{\"source\":\"login\",\"agg\":\"trend\",\"window\":\"all\"}"),
           "/factors/0/metric value_error");
    FAULTS(metric_of("{\"source\":\"login\",\"agg\":\"count\",\"of\":\"sum\",\"window\":"
                     "\"all\"}"),
           "/factors/0/metric/of extra_forbidden");
    FAULTS(metric_of("{\"source\":\"login\",\"agg\":\"count\",\"window\":\"all\",\"per\":"
                     "\"week\"}"),
           "/factors/0/metric/per value_error");
    FAULTS(metric_of("{\"source\":\"login\",\"agg\":\"count\",\"window\":{\"days\":7},"
                     "\"per\":\"day\"}"),
           "/factors/0/metric/per enum");
    FAULTS(
        metric_of("{\"source\":\"ticket\",\"agg\":\"open_count\",\"window\":{\"days\":7},"
                  "\"per\":\"week\"}"),
        "/factors/0/metric/per value_error");
    FAULTS(metric_of("{\"source\":\"attribute:mrr\",\"window\":{\"days\":7}}"),
           "/factors/0/metric value_error");
    FAULTS(metric_of("{\"source\":\"attribute:plan\"}"),
           "/factors/0/transform value_error");
}

static Str transform_of(const char *transform)
{
    return card_with(str_z(
        own(), str_format(own(), "{\"id\":\"t\",\"weight\":1," LOGINS ",\"transform\":%s}",
                          transform)));
}

TEST(steps_whose_edges_cross_are_refused)
{
    FAULTS(transform_of("{\"steps\":[{\">=\":1,\"points\":1},{\">=\":2,\"points\":0}]}"),
           "/factors/0/transform/steps/1 value_error");
    FAULTS(transform_of("{\"steps\":[{\">\":2,\"points\":1},{\">\":2,\"points\":0}]}"),
           "/factors/0/transform/steps/1 value_error");
    FAULTS(transform_of("{\"steps\":[{\"<=\":2,\"points\":1},{\"<=\":1,\"points\":0}]}"),
           "/factors/0/transform/steps/1 value_error");
    FAULTS(transform_of("{\"steps\":[{\">=\":2,\"points\":1},{\">\":1,\"points\":0}]}"),
           "/factors/0/transform/steps/1 value_error");
    FAULTS(transform_of(
               "{\"linear\":[{\"value\":2,\"points\":1},{\"value\":2,\"points\":0}]}"),
           "/factors/0/transform/linear/1 value_error");
}

TEST(transforms_that_earn_nothing_sensible_are_refused)
{
    FAULTS(transform_of("{}"), "/factors/0/transform value_error");
    FAULTS(transform_of("{\"steps\":[]}"), "/factors/0/transform/steps too_short");
    FAULTS(transform_of("{\"steps\":[{\"points\":1}]}"),
           "/factors/0/transform/steps/0 value_error");
    FAULTS(transform_of("{\"steps\":[{\">=\":1}]}"),
           "/factors/0/transform/steps/0/points missing");
    FAULTS(transform_of("{\"steps\":[{\">=\":1,\"points\":101}],\"otherwise\":-1}"),
           "/factors/0/transform/steps/0/points less_than_equal",
           "/factors/0/transform/otherwise greater_than_equal");
    FAULTS(transform_of("{\"linear\":[{\"value\":2,\"points\":1}]}"),
           "/factors/0/transform/linear too_short");
    FAULTS(
        transform_of("{\"linear\":[{\"value\":1,\"points\":1},{\"value\":2,\"points\":2}],"
                     "\"otherwise\":1}"),
        "/factors/0/transform/otherwise extra_forbidden");
    FAULTS(transform_of("{\"table\":[{\"value\":\"pro\",\"points\":1}]}"),
           "/factors/0/transform/table/0/value value_error");
    FAULTS(
        transform_of("{\"table\":[{\"value\":1,\"points\":1},{\"value\":1,\"points\":2}]}"),
        "/factors/0/transform/table/1/value value_error");
    FAULTS(transform_of("\"log2_trend\""), "/factors/0/transform value_error");
}

static Str with_rest(const char *rest)
{
    return str_format(own(), "{\"id\":\"r\",\"factors\":[" FACTOR "],%s}", rest);
}

TEST(conditions_that_can_never_be_decided_are_refused)
{
    FAULTS(with_rest("\"applies_to\":[{\"of\":\"total\",\"at_least\":1},"
                     "{\"of\":\"attribute:shoe\",\"in\":[1]},{\"of\":\"attribute:plan\"},"
                     "{\"of\":\"attribute:plan\",\"at_least\":1},"
                     "{\"of\":\"attribute:mrr\",\"in\":[\"a\",null]},"
                     "{\"of\":\"attribute:mrr\",\"at_least\":5,\"less_than\":5},"
                     "{\"of\":\"attribute:plan\",\"in\":[]}]"),
           "/applies_to/0/of enum", "/applies_to/1/of enum", "/applies_to/2 value_error",
           "/applies_to/3 value_error", "/applies_to/4/in/0 value_error",
           "/applies_to/4/in/1 none_forbidden", "/applies_to/5 value_error",
           "/applies_to/6/in too_short");
}

TEST(rules_that_refer_to_nothing_are_refused)
{
    FAULTS(
        with_rest("\"rules\":[{\"when\":[{\"of\":\"points:gone\",\"less_than\":1}],"
                  "\"then\":{\"cap\":1,\"floor\":2},\"reason\":\"r\"},"
                  "{\"when\":[],\"then\":{},\"reason\":7},{\"when\":7,\"then\":"
                  "{\"set\":101}},"
                  "{\"when\":[{\"of\":\"points:logins\",\"in\":[1]}],\"then\":{\"cap\":1},"
                  "\"reason\":\"r\"}]"),
        "/rules/0/when/0/of value_error", "/rules/0/then value_error",
        "/rules/1/when too_short", "/rules/1/then value_error",
        "/rules/1/reason string_type", "/rules/2/when list_type",
        "/rules/2/then/set less_than_equal", "/rules/2/reason missing",
        "/rules/3/when/0/in value_error");
}

TEST(bands_out_of_order_are_refused)
{
    FAULTS(with_rest("\"bands\":[{\"id\":\"critical\",\"from\":0}]"), "/bands too_short");
    FAULTS(with_rest("\"bands\":[{\"id\":\"critical\",\"from\":0},{\"id\":\"healthy\","
                     "\"from\":50}]"),
           "/bands/1 value_error", "/bands/1 value_error", "/bands/1 value_error");
    FAULTS(with_rest("\"bands\":[{\"id\":\"healthy\",\"from\":50},{\"id\":\"critical\","
                     "\"from\":10}]"),
           "/bands/1 value_error");
    FAULTS(with_rest("\"bands\":[{\"id\":\"good\",\"from\":50},{\"id\":\"critical\","
                     "\"from\":0}]"),
           "/bands/0/kind missing");
}

TEST(no_more_faults_are_told_than_there_is_room_for)
{
    Writer writer = {.arena = own()};
    writer_put(&writer, S("{\"id\":\"a\""));
    for (int i = 0; i < 100; i++)
        writer_format(&writer, ",\"m%d\":1", i);
    writer_put(&writer, S("}"));
    assert_int_equal(faults_of(writer_str(&writer)).faults, CARD_FAULTS_MAX);
}

// --- what comes with the program -------------------------------------------------

static void assert_same_factor(const Factor *a, const Factor *b)
{
    assert_str_equal(a->id, b->id);
    assert_str_equal(a->name, b->name);
    assert_str_equal(a->unit, b->unit);
    assert_true(a->weight == b->weight && a->otherwise == b->otherwise);
    assert_true(metric_equal(&a->metric, &b->metric));
    assert_true(a->per_week == b->per_week && a->per_seat == b->per_seat);
    assert_int_equal(a->transform, b->transform);
    assert_int_equal(a->steps, b->steps);
    assert_memory_equal(a->step, b->step, (size_t)a->steps * sizeof *a->step);
    assert_true(a->missing == b->missing && a->missing_value == b->missing_value);
}

TEST(the_document_of_standard_says_what_is_part_of_the_program)
{
    Scorecard card = read_good(card_shipped(0));
    const Scorecard *standard = scorecard_standard();
    assert_str_equal(card.id, standard->id);
    assert_str_equal(card.title, standard->title);
    assert_int_equal(card.factors, standard->factors);
    for (int f = 0; f < card.factors; f++)
        assert_same_factor(&card.factor[f], &standard->factor[f]);
    assert_int_equal(card.catalogue, standard->catalogue);
    assert_int_equal(card.bands, standard->bands);
    for (int b = 0; b < card.bands; b++)
        assert_true(card.band[b].edge == standard->band[b].edge &&
                    card.band[b].band == standard->band[b].band);
    assert_str_equal(scorecard_write(own(), &card), scorecard_write(own(), standard));
}

TEST(the_shipped_documents_are_good_and_for_whom_they_say)
{
    static const char *const id[] = {"standard", "onboarding", "usage-heavy", "enterprise"};
    for (int c = 0; c < CARDS_SHIPPED; c++) {
        Scorecard card = read_good(card_shipped(c));
        assert_str_equal(card.id, str_of(id[c]));
        assert_int_equal(card.applies, c > 0);
    }
}
