#include "web/doors/segment.h"

#include "base/random.h"
#include "web/doors/named.h"
#include "web/fields.h"

static const char *const kinds[] = {"identify", "track", "page",
                                    "screen",   "group", "alias"};

bool segment_kind_parse(Str name, SegmentKind *out)
{
    for (int i = 0; i < SEGMENT_KIND_COUNT; i++) {
        if (!str_equal(name, str_of(kinds[i]))) continue;
        *out = (SegmentKind)i;
        return true;
    }
    return false;
}

static void read_kind(Fields *fields, const SegmentRequest *of, SegmentCall *out)
{
    Str type;
    out->kind = of->kind;
    if (of->kind < SEGMENT_KIND_COUNT) return;
    out->kind = SEGMENT_TRACK;
    if (!field_given(fields, S("type")))
        field_missing(fields, S("type"));
    else if (field_text(fields, S("type"), CUSTOMER_TEXT_MAX, &type) &&
             !segment_kind_parse(type, &out->kind))
        field_fault(fields, S("type"),
                    S("Input should be 'identify', 'track', 'page', 'screen', 'group' or "
                      "'alias'"),
                    S("enum"));
}

// What `name` holds, where clients may also send null or nothing at all.
static JsonValue object_of(Fields *fields, Str name)
{
    JsonValue value = json_member(fields->object, name);
    if (json_type(value) == JSON_OBJECT) return value;
    if (field_given(fields, name))
        field_fault(fields, name, S("Input should be a valid dictionary"), S("dict_type"));
    return (JsonValue){0};
}

// --- who -----------------------------------------------------------------

static void read_group(Fields *fields, const SegmentRequest *of, SegmentCall *out)
{
    if (out->kind == SEGMENT_GROUP) {
        if (!field_given(fields, S("groupId"))) field_missing(fields, S("groupId"));
        (void)field_id(fields, S("groupId"), &out->group);
        return;
    }
    Fields own = *fields, all = *fields;
    own.object = object_of(fields, S("context"));
    own.pointer = S("/context");
    all.object = of->context;
    all.pointer = S("/context");
    if (field_given(&own, S("groupId")))
        (void)field_id(&own, S("groupId"), &out->group);
    else if (json_type(of->context) == JSON_OBJECT)
        (void)field_id(&all, S("groupId"), &out->group);
}

static void read_who(Fields *fields, SegmentCall *out)
{
    Str anonymous = {0};
    (void)field_id(fields, S("anonymousId"), &anonymous);
    if (!field_id(fields, S("userId"), &out->user)) out->user = anonymous;
    if (out->kind == SEGMENT_ALIAS) {
        if (!field_given(fields, S("previousId"))) field_missing(fields, S("previousId"));
        (void)field_id(fields, S("previousId"), &out->previous);
    }
    if (!field_given(fields, S("userId")) && !field_given(fields, S("anonymousId")))
        field_fault(fields, S("userId"), S("Either userId or anonymousId is required"),
                    S("missing"));
}

// --- what ----------------------------------------------------------------

static void read_name(Fields *fields, SegmentCall *out)
{
    bool track = out->kind == SEGMENT_TRACK;
    Str name = track ? S("event") : S("name");
    if (track && !field_given(fields, name)) field_missing(fields, name);
    (void)field_text(fields, name, EVENT_NAME_MAX, &out->name);
    // A page or a screen without a name goes by its category, else by its kind.
    if (!track && !out->name.length)
        (void)field_text(fields, S("category"), EVENT_NAME_MAX, &out->name);
    if (!track && !out->name.length) out->name = str_of(kinds[out->kind]);
    if (str_trim(out->name).length == 0 && field_given(fields, name))
        field_fault(fields, name, S("String should not be blank"), S("string_too_short"));
}

static void read_what(Fields *fields, SegmentCall *out)
{
    switch (out->kind) {
    case SEGMENT_TRACK:
    case SEGMENT_PAGE:
    case SEGMENT_SCREEN:
        read_name(fields, out);
        out->properties = object_of(fields, S("properties"));
        break;
    case SEGMENT_IDENTIFY:
    case SEGMENT_GROUP: out->properties = object_of(fields, S("traits")); break;
    case SEGMENT_ALIAS:
    case SEGMENT_KIND_COUNT: break;
    }
}

// --- when ----------------------------------------------------------------

// A moment of the sender's clock; false where it says none that we can read.
static bool moment_of(JsonValue object, Str name, Millis *out)
{
    Str text;
    return json_get_text(json_member(object, name), &text) && millis_parse(text, out);
}

// Their clock may be wrong, and shows how wrong by when it says that this was sent: the
// moment by ours is as long before we received it as by theirs before they sent it.
static void read_when(Fields *fields, const SegmentRequest *of, SegmentCall *out)
{
    Str said = {0};
    Millis sent = 0;
    out->at = of->received_at;
    Str name = field_given(fields, S("originalTimestamp")) ? S("originalTimestamp")
                                                           : S("timestamp");
    if (!field_given(fields, name)) return;
    if (!field_text(fields, name, CUSTOMER_TEXT_MAX, &said)) return;

    // Whether it is ahead is asked when it has been corrected.
    Complaint *complaint = fields->complaint;
    if (named_moment(said, INT64_MAX / 2, &out->at, complaint)) return;
    bool sent_known =
        moment_of(fields->object, S("sentAt"), &sent) || millis_parse(of->sent_at, &sent);
    if (sent_known) out->at += of->received_at - sent;
    if (out->at > of->received_at + EVENT_AHEAD_MAX || utc_day_of(out->at) < DAY_FIRST)
        field_fault(fields, name,
                    S("Input should be at most 24 hours ahead of the present"),
                    S("datetime_past"));
}

Err segment_read(Arena *arena, const SegmentRequest *of, JsonValue call, SegmentCall *out,
                 Complaint *complaint)
{
    Fields fields = {.arena = arena, .complaint = complaint, .object = call};
    *out = (SegmentCall){.at = of->received_at};
    if (json_type(call) != JSON_OBJECT) {
        complaint_add(complaint, (Fault){.where = S("body"),
                                         .message = S("Input should be a valid dictionary"),
                                         .type = S("dict_type")});
        return ERR_INVALID;
    }
    read_kind(&fields, of, out);
    read_who(&fields, out);
    read_group(&fields, of, out);
    read_what(&fields, out);
    read_when(&fields, of, out);
    if (!field_id(&fields, S("messageId"), &out->id))
        out->id = random_uuid(arena, of->received_at);
    return complaint->faults == 0 ? OK : ERR_INVALID;
}
