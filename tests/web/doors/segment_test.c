#include "web/doors/segment.h"

#include "../memory.h"

// 2026-11-22T12:00:00Z
#define NOW ((Millis)1795348800000)

static Complaint complaint;

static JsonValue json(const char *text)
{
    JsonValue value;
    JsonFault fault;
    assert_int_equal(json_read(memory(), str_of(text), &value, &fault), OK);
    return value;
}

static Err read_of(SegmentRequest of, const char *text, SegmentCall *out)
{
    of.received_at = NOW;
    complaint = (Complaint){0};
    return segment_read(memory(), &of, json(text), out, &complaint);
}

static SegmentCall call(SegmentKind kind, const char *text)
{
    SegmentCall out;
    Err err = read_of((SegmentRequest){.kind = kind}, text, &out);
    if (err) print_error("%s: %.*s\n", text, STR(complaint.fault[0].message));
    assert_int_equal(err, OK);
    return out;
}

static void refused(SegmentKind kind, const char *text, const char *pointer,
                    const char *type)
{
    SegmentCall out;
    assert_int_equal(read_of((SegmentRequest){.kind = kind}, text, &out), ERR_INVALID);
    assert_true(complaint.faults >= 1);
    assert_str_equal(complaint.fault[0].pointer, str_of(pointer));
    assert_str_equal(complaint.fault[0].type, str_of(type));
}

TEST(a_track_names_its_user_its_group_and_its_event)
{
    SegmentCall track = call(
        SEGMENT_TRACK, "{\"event\":\"Report Exported\",\"properties\":{\"format\":\"csv\"},"
                       "\"context\":{\"groupId\":\"acme\"},\"userId\":\"u_1\","
                       "\"messageId\":\"m-1\",\"integrations\":{}}");
    assert_str_equal(track.user, S("u_1"));
    assert_str_equal(track.group, S("acme"));
    assert_str_equal(track.name, S("Report Exported"));
    assert_str_equal(track.id, S("m-1"));
    assert_int_equal(track.at, NOW);
    assert_int_equal(json_type(json_member(track.properties, S("format"))), JSON_TEXT);
}

TEST(a_batch_says_what_each_of_its_calls_does_not)
{
    SegmentRequest of = {.kind = SEGMENT_KIND_COUNT,
                         .context = json("{\"groupId\":\"acme\"}"),
                         .sent_at = S("2026-11-22T12:01:00Z")};
    SegmentCall out;
    assert_int_equal(read_of(of,
                             "{\"type\":\"track\",\"event\":\"A\",\"userId\":1,"
                             "\"timestamp\":\"2026-11-22T12:00:30Z\"}",
                             &out),
                     OK);
    assert_str_equal(out.group, S("acme"));
    assert_str_equal(out.user, S("1"));
    assert_int_equal(out.at, NOW - 30000);
    assert_int_equal(read_of(of,
                             "{\"type\":\"track\",\"event\":\"A\",\"userId\":\"u\","
                             "\"context\":{\"groupId\":\"other\"},"
                             "\"sentAt\":\"2026-11-22T12:00:40Z\","
                             "\"timestamp\":\"2026-11-22T12:00:30Z\"}",
                             &out),
                     OK);
    assert_str_equal(out.group, S("other"));
    assert_int_equal(out.at, NOW - 10000);
}

TEST(a_wrong_clock_is_set_right)
{
    // An hour ahead: sent ten seconds after it happened.
    SegmentCall out =
        call(SEGMENT_TRACK, "{\"event\":\"A\",\"userId\":\"u\","
                            "\"originalTimestamp\":\"2026-11-22T12:59:50.000Z\","
                            "\"timestamp\":\"2020-01-01T00:00:00Z\","
                            "\"sentAt\":\"2026-11-22T13:00:00.000Z\"}");
    assert_int_equal(out.at, NOW - 10000);
    // History: long before it was sent.
    out = call(SEGMENT_TRACK, "{\"event\":\"A\",\"userId\":\"u\","
                              "\"timestamp\":\"2024-11-22T12:00:00Z\","
                              "\"sentAt\":\"2026-11-22T12:00:00Z\"}");
    assert_int_equal(out.at, NOW - (Millis)730 * 86400000);
    // Whoever says no more than a moment is believed.
    out = call(SEGMENT_TRACK, "{\"event\":\"A\",\"userId\":\"u\","
                              "\"timestamp\":\"2026-11-21T12:00:00Z\"}");
    assert_int_equal(out.at, NOW - 86400000);
}

TEST(every_kind_is_known_by_its_type)
{
    const struct {
        const char *text;
        SegmentKind kind;
    } row[] = {
        {"{\"type\":\"identify\",\"userId\":\"u\",\"traits\":{\"a\":1}}", SEGMENT_IDENTIFY},
        {"{\"type\":\"track\",\"userId\":\"u\",\"event\":\"E\"}", SEGMENT_TRACK},
        {"{\"type\":\"page\",\"anonymousId\":\"a\",\"name\":\"P\"}", SEGMENT_PAGE},
        {"{\"type\":\"screen\",\"userId\":\"u\"}", SEGMENT_SCREEN},
        {"{\"type\":\"group\",\"userId\":\"u\",\"groupId\":\"g\"}", SEGMENT_GROUP},
        {"{\"type\":\"alias\",\"userId\":\"u\",\"previousId\":\"p\"}", SEGMENT_ALIAS},
    };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++)
        assert_int_equal(call(SEGMENT_KIND_COUNT, row[i].text).kind, row[i].kind);
}

TEST(a_page_goes_by_its_name_its_category_or_its_kind)
{
    assert_str_equal(call(SEGMENT_PAGE, "{\"userId\":\"u\",\"name\":\"API\","
                                        "\"category\":\"Docs\"}")
                         .name,
                     S("API"));
    assert_str_equal(call(SEGMENT_PAGE, "{\"userId\":\"u\",\"category\":\"Docs\"}").name,
                     S("Docs"));
    assert_str_equal(call(SEGMENT_SCREEN, "{\"userId\":\"u\"}").name, S("screen"));
}

TEST(a_user_without_a_name_goes_by_the_anonymous_one)
{
    SegmentCall out =
        call(SEGMENT_TRACK, "{\"event\":\"E\",\"userId\":null,\"anonymousId\":\"a_1\"}");
    assert_str_equal(out.user, S("a_1"));
    assert_int_equal(out.id.length, 36);
    out = call(SEGMENT_TRACK, "{\"event\":\"E\",\"userId\":\"u\",\"anonymousId\":\"a\"}");
    assert_str_equal(out.user, S("u"));
}

TEST(what_is_wrong_is_named)
{
    refused(SEGMENT_TRACK, "[]", "", "dict_type");
    refused(SEGMENT_TRACK, "{\"event\":\"E\"}", "/userId", "missing");
    refused(SEGMENT_TRACK, "{\"userId\":\"u\"}", "/event", "missing");
    refused(SEGMENT_TRACK, "{\"userId\":\"u\",\"event\":7}", "/event", "string_type");
    refused(SEGMENT_TRACK, "{\"userId\":\"u\",\"event\":\" \"}", "/event",
            "string_too_short");
    refused(SEGMENT_TRACK, "{\"userId\":{},\"event\":\"E\"}", "/userId", "string_type");
    refused(SEGMENT_TRACK, "{\"userId\":\"u\",\"event\":\"E\",\"properties\":[]}",
            "/properties", "dict_type");
    refused(SEGMENT_TRACK, "{\"userId\":\"u\",\"event\":\"E\",\"timestamp\":\"noon\"}",
            "/timestamp", "datetime_parsing");
    refused(SEGMENT_TRACK,
            "{\"userId\":\"u\",\"event\":\"E\",\"timestamp\":\"2026-11-24T12:00:00Z\"}",
            "/timestamp", "datetime_past");
    refused(SEGMENT_TRACK, "{\"userId\":\"u\",\"event\":\"E\",\"context\":7}", "/context",
            "dict_type");
    refused(SEGMENT_GROUP, "{\"userId\":\"u\"}", "/groupId", "missing");
    refused(SEGMENT_ALIAS, "{\"userId\":\"u\"}", "/previousId", "missing");
    refused(SEGMENT_KIND_COUNT, "{\"userId\":\"u\"}", "/type", "missing");
    refused(SEGMENT_KIND_COUNT, "{\"userId\":\"u\",\"type\":\"charge\"}", "/type", "enum");
}
