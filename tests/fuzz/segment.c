#include "fuzz.h"

#include "web/doors/mapping.h"
#include "web/doors/named.h"
#include "web/doors/segment.h"

// The input is the body of a batch.
#define NOW ((Millis)1795348800000)

static const Mapping *standard(Arena *arena)
{
    Mapping *mapping = arena_new(arena, Mapping, 1);
    JsonValue document;
    JsonFault fault;
    Complaint complaint = {.status = 0};
    Err err = json_read(arena, mapping_standard(), &document, &fault);
    if (!err) err = mapping_read(arena, document, mapping, &complaint);
    assert(!err);
    return mapping;
}

static void check_event(Arena *arena, const Event *event)
{
    JsonValue details;
    JsonFault fault;
    assert(event->details.length <= EVENT_DETAILS_MAX);
    Err err = json_read(arena, event->details, &details, &fault);
    assert(!err && json_type(details) == JSON_OBJECT);
    assert(event->quantity >= 0);
    assert(event->type != EVENT_FEATURE || event->name.length > 0);
}

static void make(Arena *arena, const Mapping *mapping, const SegmentCall *call)
{
    const Rule *rule = mapping_find(mapping, call->name);
    if (rule->means != MEANS_EVENT) return;
    const Named named = {.name = call->name,
                         .properties = call->properties,
                         .user = call->user,
                         .currency = S("USD"),
                         .pointer = S("/properties")};
    Event event = {.at = call->at, .received_at = NOW, .id = call->id};
    Complaint complaint = {.status = 0};
    Err err = named_event(arena, rule, &named, &event, &complaint);
    assert(!err == (complaint.faults == 0));
    if (err)
        assert(complaint_reason(&complaint).length > 0);
    else
        check_event(arena, &event);
}

static void read_call(Arena arena, const Mapping *mapping, const SegmentRequest *of,
                      JsonValue value)
{
    SegmentCall call;
    Complaint complaint = {.status = 0};
    Err err = segment_read(&arena, of, value, &call, &complaint);
    assert(!err == (complaint.faults == 0));
    if (err) return;
    assert(call.user.length > 0 && call.user.length <= EVENT_ID_MAX);
    assert(call.id.length > 0 && call.id.length <= EVENT_ID_MAX);
    assert(call.at <= NOW + EVENT_AHEAD_MAX);
    if (call.kind == SEGMENT_TRACK) make(&arena, mapping, &call);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    Arena arena = fuzz_arena();
    const Mapping *mapping = standard(&arena);
    JsonValue body;
    JsonFault fault;
    if (json_read(&arena, fuzz_text(bytes, size), &body, &fault)) return 0;
    SegmentRequest of = {.received_at = NOW,
                         .kind = SEGMENT_KIND_COUNT,
                         .context = json_member(body, S("context"))};
    (void)json_get_text(json_member(body, S("sentAt")), &of.sent_at);
    JsonValue batch = json_member(body, S("batch"));
    for (JsonWalk walk = {0}; json_next(batch, &walk);)
        read_call(arena, mapping, &of, walk.value);
    return 0;
}
