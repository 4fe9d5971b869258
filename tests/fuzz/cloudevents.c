#include "fuzz.h"

#include "web/doors/cloudevents.h"

// The input is the values of ce-id, ce-source, ce-specversion, ce-type, ce-subject, ce-time
// and Content-Type, a line each, and then the body.
enum { LINES = 7 };

static const char *const names[LINES] = {"ce-id",       "ce-source",  "ce-specversion",
                                         "ce-type",     "ce-subject", "ce-time",
                                         "Content-Type"};

static void check_text(Str text)
{
    assert(str_is_utf8(text));
    assert(str_find(text, 0) < 0);
}

static void check(Err err, const CloudEvent *event, const Complaint *complaint)
{
    assert(!err == (complaint->faults == 0));
    if (err) {
        assert(complaint->status == HTTP_BAD_REQUEST);
        return;
    }
    check_text(event->key);
    check_text(event->type);
    check_text(event->subject);
    assert(event->key.length > 0 && event->key.length <= EVENT_ID_MAX);
    assert(event->type.length > 0 && event->subject.length <= EVENT_ID_MAX);
    JsonType type = json_type(event->data);
    assert(type == JSON_OBJECT || type == JSON_ABSENT);
}

// What is decoded and encoded is decoded to the same.
static void check_header(Arena *arena, Str raw)
{
    Str text, again;
    if (!cloud_header(arena, raw, &text)) return;
    check_text(text);
    Writer writer = {.arena = arena};
    for (size_t i = 0; i < text.length; i++)
        writer_format(&writer, "%%%02X", (unsigned)(unsigned char)text.text[i]);
    assert(cloud_header(arena, writer_str(&writer), &again));
    assert(str_equal(text, again));
}

static void read_json(Arena *arena, Str body)
{
    JsonValue value;
    JsonFault fault;
    CloudEvent event;
    Complaint complaint = {.status = 0};
    if (json_read(arena, body, &value, &fault)) return;
    Err err = cloud_read_json(arena, value, 0, &event, &complaint);
    check(err, &event, &complaint);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    Arena arena = fuzz_arena();
    Str rest = fuzz_text(bytes, size);
    Pair header[LINES];
    for (int i = 0; i < LINES; i++) {
        header[i] = (Pair){str_of(names[i]), str_cut(&rest, '\n')};
        check_header(&arena, header[i].value);
    }
    Request request = {.header = header, .headers = LINES, .body = rest, .arena = &arena};
    CloudEvent event;
    Complaint complaint = {.status = 0};
    Err err = cloud_read_binary(&arena, &request, &event, &complaint);
    check(err, &event, &complaint);
    read_json(&arena, rest);
    return 0;
}
