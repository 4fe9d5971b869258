#include "web/doors/cloudevents.h"

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

static Err read(const char *text, CloudEvent *out)
{
    complaint = (Complaint){0};
    return cloud_read_json(memory(), json(text), NOW, out, &complaint);
}

static CloudEvent event_of(const char *text)
{
    CloudEvent out;
    Err err = read(text, &out);
    if (err) print_error("%s: %.*s\n", text, STR(complaint.fault[0].message));
    assert_int_equal(err, OK);
    return out;
}

static void refused(const char *text, const char *pointer, const char *type)
{
    CloudEvent out;
    assert_int_equal(read(text, &out), ERR_INVALID);
    assert_int_equal(complaint.status, 400);
    assert_str_equal(complaint.fault[0].pointer, str_of(pointer));
    assert_str_equal(complaint.fault[0].type, str_of(type));
}

#define REST ",\"specversion\":\"1.0\",\"type\":\"customer.login\""
#define EVENT(more) "{\"id\":\"e-1\",\"source\":\"/crm\"" REST more "}"

TEST(a_batch_is_told_from_one_event)
{
    assert_int_equal(cloud_mode(S("application/cloudevents-batch+json")), CLOUD_BATCH);
    assert_int_equal(cloud_mode(S("application/cloudevents+json")), CLOUD_STRUCTURED);
    assert_int_equal(cloud_mode(S("application/cloudevents")), CLOUD_STRUCTURED);
    assert_int_equal(cloud_mode(S("application/json")), CLOUD_BINARY);
    assert_int_equal(cloud_mode((Str){0}), CLOUD_BINARY);
    assert_int_equal(cloud_mode(S("application/cloudevents+avro")), CLOUD_NONE);
    assert_int_equal(cloud_mode(S("application/cloudevents-batch+avro")), CLOUD_NONE);
}

TEST(a_structured_event_is_read)
{
    CloudEvent event = event_of(EVENT(",\"subject\":\"acme\",\"time\":"
                                      "\"2026-01-02T03:04:05.000Z\",\"data\":{\"a\":1}"));
    assert_str_equal(event.type, S("customer.login"));
    assert_str_equal(event.subject, S("acme"));
    assert_str_equal(event.key, S("/crm e-1"));
    assert_int_equal(event.at, INT64_C(1767323045000));
    assert_int_equal(json_type(json_member(event.data, S("a"))), JSON_NUMBER);
    assert_int_equal(event_of(EVENT("")).at, NOW);
}

TEST(source_and_id_are_one_key_that_no_others_have)
{
    CloudEvent a = event_of("{\"id\":\"1 2\",\"source\":\"/a\"" REST "}");
    CloudEvent b = event_of("{\"id\":\"2\",\"source\":\"/a/1\"" REST "}");
    assert_false(str_equal(a.key, b.key));

    Writer text = {.arena = memory()};
    writer_put(&text, S("{\"id\":\""));
    for (int i = 0; i < 300; i++)
        writer_char(&text, 'x');
    writer_put(&text, S("\",\"source\":\"/a\"" REST "}"));
    CloudEvent longer = event_of(str_z(memory(), writer_str(&text)));
    assert_int_equal(longer.key.length, 7 + 64);
    assert_true(str_starts(longer.key, S("sha256:")));
}

TEST(data_of_any_kind_is_an_object)
{
    JsonValue data = event_of(EVENT(",\"data\":[1,2]")).data;
    assert_int_equal(json_type(json_member(data, S("data"))), JSON_ARRAY);
    data = event_of(EVENT(",\"data\":\"text\"")).data;
    assert_int_equal(json_type(json_member(data, S("data"))), JSON_TEXT);
    data = event_of(EVENT(",\"data_base64\":\"AQID/w==\"")).data;
    assert_int_equal(json_type(json_member(data, S("data_base64"))), JSON_TEXT);
    data = event_of(EVENT(",\"datacontenttype\":\"application/json\","
                          "\"data_base64\":\"eyJhIjoxfQ==\""))
               .data;
    assert_int_equal(json_type(json_member(data, S("a"))), JSON_NUMBER);
    assert_int_equal(json_type(event_of(EVENT("")).data), JSON_ABSENT);
    assert_int_equal(json_type(event_of(EVENT(",\"data\":null")).data), JSON_ABSENT);
}

TEST(what_is_wrong_is_named)
{
    refused("[]", "", "dict_type");
    refused("{\"source\":\"/s\"" REST "}", "/id", "missing");
    refused("{\"id\":\"\",\"source\":\"/s\"" REST "}", "/id", "missing");
    refused("{\"id\":\"e\"" REST "}", "/source", "missing");
    refused("{\"id\":\"e\",\"source\":\"/s\",\"type\":\"t\"}", "/specversion", "missing");
    refused("{\"id\":\"e\",\"source\":\"/s\",\"type\":\"t\",\"specversion\":\"0.3\"}",
            "/specversion", "enum");
    refused("{\"id\":\"e\",\"source\":\"/s\",\"specversion\":\"1.0\"}", "/type", "missing");
    refused("{\"id\":7,\"source\":\"/s\"" REST "}", "/id", "string_type");
    refused("{\"id\":\"a\\u0000b\",\"source\":\"/s\"" REST "}", "/id",
            "string_pattern_mismatch");
    refused("{\"id\":\"e\",\"source\":\"a b\"" REST "}", "/source", "url_parsing");
    refused(EVENT(",\"time\":\"noon\""), "/time", "datetime_parsing");
    refused(EVENT(",\"time\":\"2026-11-24T12:00:00Z\""), "/time", "datetime_past");
    refused(EVENT(",\"data_base64\":\"?\""), "/data_base64", "base64_decode");
    refused(EVENT(",\"data\":1,\"data_base64\":\"AQ==\""), "/data_base64",
            "extra_forbidden");
    refused(EVENT(",\"datacontenttype\":\"application/json\",\"data_base64\":\"AQ==\""),
            "/data_base64", "json_invalid");
}

// --- headers -------------------------------------------------------------

static void says(const char *raw, const char *text)
{
    Str out;
    assert_true(cloud_header(memory(), str_of(raw), &out));
    assert_str_equal(out, str_of(text));
}

static void is_refused(const char *raw)
{
    Str out;
    assert_false(cloud_header(memory(), str_of(raw), &out));
}

TEST(a_header_is_decoded_once)
{
    says("plain", "plain");
    says("  around  ", "around");
    says("Z%C3%BCrich%20%2250%25%22", "Zürich \"50%\"");
    says("%25C3", "%C3");
    says("%2525", "%25");
    says("%e2%82%ac", "€");
    says("%F0%9F%98%80", "😀");
}

TEST(quotes_around_all_of_it_are_undone_first)
{
    says("\"a b\"", "a b");
    says("\"a \\\"b\\\" \\\\\"", "a \"b\" \\");
    says("\"%22\"", "\"");
    says("\"", "\"");
    says("\"a", "\"a");
    says("\"\"", "");
    says("a \"b\" c", "a \"b\" c");
    says("\"a\" b", "\"a\" b");
}

TEST(what_javascript_sends_is_understood)
{
    says("\xe9vt 2", "évt 2");                        // Latin-1
    says("Z\xfcrich \"x\" 50%", "Zürich \"x\" 50%");  // a percent sign by itself
    says("évt", "évt");                               // UTF-8
    says("%", "%");
    says("%4", "%4");
    says("%zz", "%zz");
}

TEST(what_is_no_utf8_after_decoding_is_refused)
{
    is_refused("%C0%A0");        // overlong
    is_refused("%E0%80%80");     // overlong
    is_refused("%ED%A0%80");     // a surrogate
    is_refused("%F4%90%80%80");  // above the last
    is_refused("%C3");           // cut
    is_refused("%80");
    is_refused("%00");
    is_refused("%0A");
    is_refused("%7F");
}

static Err read_binary(const Pair *header, int headers, const char *body, CloudEvent *out)
{
    Request *request = arena_new(memory(), Request, 1);
    *request = (Request){.header = header,
                         .headers = headers,
                         .body = str_of(body),
                         .received_at = NOW,
                         .arena = memory()};
    complaint = (Complaint){0};
    return cloud_read_binary(memory(), request, out, &complaint);
}

TEST(a_binary_event_is_its_headers_and_its_body)
{
    const Pair header[] = {{S("ce-id"), S("evt-1")},
                           {S("CE-Source"), S("/billing")},
                           {S("ce-specversion"), S("1.0")},
                           {S("ce-type"), S("com.example.invoice.paid")},
                           {S("ce-subject"), S("cust/acme")},
                           {S("ce-time"), S("2026-01-02T03:04:05.000Z")},
                           {S("content-type"), S("application/json")}};
    CloudEvent out;
    assert_int_equal(read_binary(header, 7, "{\"amount\":4200}", &out), OK);
    assert_str_equal(out.subject, S("cust/acme"));
    assert_str_equal(out.key, S("/billing evt-1"));
    assert_int_equal(out.at, INT64_C(1767323045000));
    assert_int_equal(json_type(json_member(out.data, S("amount"))), JSON_NUMBER);
    assert_int_equal(read_binary(header, 7, "{", &out), ERR_INVALID);
    assert_str_equal(complaint.fault[0].type, S("json_invalid"));
    assert_int_equal(read_binary(header, 7, "", &out), OK);
    assert_int_equal(json_type(out.data), JSON_ABSENT);
}

TEST(a_binary_event_may_hold_any_text)
{
    const Pair header[] = {{S("ce-id"), S("\xe9vt 2")},
                           {S("ce-source"), S("/s")},
                           {S("ce-specversion"), S("1.0")},
                           {S("ce-type"), S("t")},
                           {S("content-type"), S("text/plain")}};
    CloudEvent out;
    Str text;
    assert_int_equal(read_binary(header, 5, "plain text", &out), OK);
    assert_str_equal(out.key, S("/s évt 2"));
    assert_true(json_get_text(json_member(out.data, S("data")), &text));
    assert_str_equal(text, S("plain text"));
    assert_int_equal(read_binary(header, 3, "", &out), ERR_INVALID);
    assert_str_equal(complaint.fault[0].pointer, S("ce-type"));
    assert_str_equal(complaint.fault[0].where, S("header"));
    const Pair broken[] = {{S("ce-id"), S("%C0%A0")},
                           {S("ce-source"), S("/s")},
                           {S("ce-specversion"), S("1.0")},
                           {S("ce-type"), S("t")}};
    assert_int_equal(read_binary(broken, 4, "", &out), ERR_INVALID);
    assert_str_equal(complaint.fault[0].pointer, S("ce-id"));
}
