#include "web/doors/cloudevents.h"

#include "base/json_write.h"
#include "base/seal.h"
#include "web/doors/named.h"

CloudMode cloud_mode(Str body_type)
{
    // The batch first: its name begins as the other does.
    const Str batch = S("application/cloudevents-batch"),
              one = S("application/cloudevents");
    Str format = {0};
    CloudMode mode = CLOUD_BINARY;
    if (str_starts(body_type, batch)) {
        format = str_from(body_type, batch.length);
        mode = CLOUD_BATCH;
    } else if (str_starts(body_type, one)) {
        format = str_from(body_type, one.length);
        mode = CLOUD_STRUCTURED;
    }
    return !format.length || str_equal(format, S("+json")) ? mode : CLOUD_NONE;
}

// --- what a header says --------------------------------------------------

static Str from_latin1(Arena *arena, Str value)
{
    Writer writer = {.arena = arena};
    for (size_t i = 0; i < value.length; i++) {
        unsigned c = (unsigned char)value.text[i];
        if (c >= 0x80) writer_char(&writer, (char)(0xC0 | c >> 6));
        writer_char(&writer, (char)(c >= 0x80 ? 0x80 | (c & 0x3F) : c));
    }
    return writer_str(&writer);
}

// Without the quotes, where one pair stands around all of it.
static Str unquoted(Arena *arena, Str value)
{
    if (value.length < 2 || value.text[0] != '"') return value;
    Writer writer = {.arena = arena};
    for (size_t i = 1; i < value.length; i++) {
        char c = value.text[i];
        if (c == '"') return i + 1 == value.length ? writer_str(&writer) : value;
        if (c == '\\' && i + 1 < value.length) c = value.text[++i];
        writer_char(&writer, c);
    }
    return value;
}

static int hex_digit(Str text, size_t at)
{
    if (at >= text.length) return -1;
    char c = text.text[at];
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

static Str percent_decoded(Arena *arena, Str value)
{
    Writer writer = {.arena = arena};
    for (size_t i = 0; i < value.length; i++) {
        int high = hex_digit(value, i + 1), low = hex_digit(value, i + 2);
        char c = value.text[i];
        if (c == '%' && high >= 0 && low >= 0) {
            c = (char)(high << 4 | low);
            i += 2;
        }
        writer_char(&writer, c);
    }
    return writer_str(&writer);
}

static bool has_control(Str text)
{
    for (size_t i = 0; i < text.length; i++)
        if ((unsigned char)text.text[i] < 0x20 || text.text[i] == 0x7F) return true;
    return false;
}

bool cloud_header(Arena *arena, Str value, Str *out)
{
    value = str_trim(value);
    if (!str_is_utf8(value)) value = from_latin1(arena, value);
    *out = percent_decoded(arena, unquoted(arena, value));
    return str_is_utf8(*out) && !has_control(*out);
}

// --- attributes ----------------------------------------------------------

typedef enum {
    ATTRIBUTE_ID,
    ATTRIBUTE_SOURCE,
    ATTRIBUTE_SPECVERSION,
    ATTRIBUTE_TYPE,
    ATTRIBUTE_SUBJECT,
    ATTRIBUTE_TIME,
    ATTRIBUTE_COUNT,
    REQUIRED_COUNT = ATTRIBUTE_SUBJECT,
} Attribute;

static const char *const names[] = {"id",   "source",  "specversion",
                                    "type", "subject", "time"};

typedef struct {
    Arena *arena;
    Complaint *complaint;
    Str where;   // "header" or "body"
    Str before;  // of a name: "ce-" or "/"
    Str value[ATTRIBUTE_COUNT];
} Attributes;

static void refuse(const Attributes *of, Attribute attribute, const char *message,
                   const char *type)
{
    complaint_add(of->complaint, (Fault){of->where,
                                         str_format(of->arena, "%.*s%s", STR(of->before),
                                                    names[attribute]),
                                         str_of(message), str_of(type)});
}

static bool has_space(Str text)
{
    return str_find(text, ' ') >= 0;
}

static void check_lengths(const Attributes *of)
{
    for (int i = 0; i < ATTRIBUTE_COUNT; i++) {
        Str value = of->value[i];
        if (i < REQUIRED_COUNT && !value.length)
            refuse(of, (Attribute)i, "Field required", "missing");
        if (has_control(value))
            refuse(of, (Attribute)i, "It should hold no control character",
                   "string_pattern_mismatch");
    }
    if (of->value[ATTRIBUTE_TYPE].length > CUSTOMER_TEXT_MAX)
        refuse(of, ATTRIBUTE_TYPE, "A type has at most 255 bytes", "string_too_long");
    if (of->value[ATTRIBUTE_SUBJECT].length > EVENT_ID_MAX)
        refuse(of, ATTRIBUTE_SUBJECT, "A subject has at most 255 bytes", "string_too_long");
}

// A source holds no space, so that one between the two says where it ends.
static Str key_of(const Attributes *of)
{
    Str source = of->value[ATTRIBUTE_SOURCE], id = of->value[ATTRIBUTE_ID];
    Str key = str_format(of->arena, "%.*s %.*s", STR(source), STR(id));
    if (key.length <= EVENT_ID_MAX) return key;
    return str_format(of->arena, "sha256:%.*s", STR(seal_hex(of->arena, sha256(key))));
}

static Err conclude(const Attributes *of, Millis now, CloudEvent *out)
{
    Str version = of->value[ATTRIBUTE_SPECVERSION], time = of->value[ATTRIBUTE_TIME];
    check_lengths(of);
    if (version.length && !str_equal(version, S("1.0")))
        refuse(of, ATTRIBUTE_SPECVERSION, "Input should be '1.0'", "enum");
    if (has_space(of->value[ATTRIBUTE_SOURCE]))
        refuse(of, ATTRIBUTE_SOURCE, "Input should be a URI reference", "url_parsing");
    out->at = now;
    if (time.length && named_moment(time, now, &out->at, of->complaint)) {
        Fault *fault = &of->complaint->fault[of->complaint->faults - 1];
        fault->where = of->where;
        fault->pointer = str_format(of->arena, "%.*stime", STR(of->before));
    }
    out->type = of->value[ATTRIBUTE_TYPE];
    out->subject = of->value[ATTRIBUTE_SUBJECT];
    out->key = key_of(of);
    if (of->complaint->faults == 0) return OK;
    of->complaint->status = HTTP_BAD_REQUEST;
    return ERR_INVALID;
}

// --- data ----------------------------------------------------------------

static bool is_json(Str type)
{
    Str media = str_trim(str_cut(&type, ';'));
    return !media.length || str_equal_fold(media, S("application/json")) ||
           str_equal_fold(media, S("text/json")) ||
           (media.length > 5 &&
            str_equal_fold(str_from(media, media.length - 5), S("+json")));
}

// Anything that is no object, as the one member of an object.
static JsonValue wrapped(Arena *arena, Str name, Str json_text)
{
    Writer writer = {.arena = arena};
    Json json = {.to = &writer};
    JsonValue value = {0};
    JsonFault fault;
    json_open(&json);
    json_raw(&json, name, json_text);
    json_close(&json);
    if (json_read(arena, writer_str(&writer), &value, &fault)) return (JsonValue){0};
    return value;
}

static Str as_json(Arena *arena, Str text)
{
    Writer writer = {.arena = arena};
    Json json = {.to = &writer};
    json_str(&json, (Str){0}, text);
    return writer_str(&writer);
}

static JsonValue as_object(Arena *arena, JsonValue value)
{
    JsonType type = json_type(value);
    if (type == JSON_OBJECT || type == JSON_ABSENT || type == JSON_NULL)
        return type == JSON_OBJECT ? value : (JsonValue){0};
    return wrapped(arena, S("data"), json_text_of(arena, value));
}

// Data that came as bytes: what they mean, their type says.
static void read_bytes(const Attributes *of, Str type, Str bytes, Str where,
                       CloudEvent *out)
{
    JsonValue value;
    JsonFault fault;
    if (!bytes.length) return;
    if (!is_json(type)) {
        if (str_is_utf8(bytes))
            out->data = wrapped(of->arena, S("data"), as_json(of->arena, bytes));
        return;
    }
    if (json_read(of->arena, bytes, &value, &fault)) {
        complaint_add(of->complaint,
                      (Fault){S("body"), where,
                              str_format(of->arena, "JSON decode error at byte %zu: %.*s",
                                         fault.at, STR(fault.why)),
                              S("json_invalid")});
        return;
    }
    out->data = as_object(of->arena, value);
}

static void read_base64(const Attributes *of, Str type, JsonValue value, CloudEvent *out)
{
    Str text, bytes;
    if (!json_get_text(value, &text) || !base64_decode(of->arena, text, &bytes)) {
        complaint_add(of->complaint,
                      (Fault){S("body"), S("/data_base64"),
                              S("Input should be valid base64"), S("base64_decode")});
        return;
    }
    if (type.length && is_json(type))
        read_bytes(of, type, bytes, S("/data_base64"), out);
    else
        out->data = wrapped(of->arena, S("data_base64"), as_json(of->arena, text));
}

// --- one event -----------------------------------------------------------

static void read_data(const Attributes *of, JsonValue event, CloudEvent *out)
{
    JsonValue data = json_member(event, S("data"));
    JsonValue base64 = json_member(event, S("data_base64"));
    bool both = json_type(data) > JSON_NULL && json_type(base64) > JSON_NULL;
    Str type = {0};
    (void)json_get_text(json_member(event, S("datacontenttype")), &type);
    if (both)
        complaint_add(of->complaint, (Fault){S("body"), S("/data_base64"),
                                             S("An event has either data or data_base64"),
                                             S("extra_forbidden")});
    else if (json_type(base64) > JSON_NULL)
        read_base64(of, type, base64, out);
    else
        out->data = as_object(of->arena, data);
}

Err cloud_read_json(Arena *arena, JsonValue event, Millis now, CloudEvent *out,
                    Complaint *complaint)
{
    Attributes of = {arena, complaint, S("body"), S("/"), {{0}}};
    *out = (CloudEvent){.at = now};
    if (json_type(event) != JSON_OBJECT) {
        complaint->status = HTTP_BAD_REQUEST;
        complaint_add(complaint, (Fault){.where = S("body"),
                                         .message = S("Input should be a valid dictionary"),
                                         .type = S("dict_type")});
        return ERR_INVALID;
    }
    for (int i = 0; i < ATTRIBUTE_COUNT; i++) {
        JsonValue value = json_member(event, str_of(names[i]));
        if (json_type(value) > JSON_NULL && !json_get_text(value, &of.value[i]))
            refuse(&of, (Attribute)i, "Input should be a valid string", "string_type");
    }
    read_data(&of, event, out);
    return conclude(&of, now, out);
}

Err cloud_read_binary(Arena *arena, const Request *request, CloudEvent *out,
                      Complaint *complaint)
{
    Attributes of = {arena, complaint, S("header"), S("ce-"), {{0}}};
    *out = (CloudEvent){.at = request->received_at};
    for (int i = 0; i < ATTRIBUTE_COUNT; i++) {
        Str raw = request_header(request, str_format(arena, "ce-%s", names[i]));
        if (!cloud_header(arena, raw, &of.value[i])) {
            refuse(&of, (Attribute)i,
                   "Input should be percent-encoded UTF-8 without control characters",
                   "string_unicode");
            of.value[i] = S("?");
        }
    }
    read_bytes(&of, request_header(request, S("Content-Type")), request->body, (Str){0},
               out);
    return conclude(&of, request->received_at, out);
}
