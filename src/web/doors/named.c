#include "web/doors/named.h"

#include "base/hash.h"
#include "web/events/event_in.h"
#include "web/fields.h"

// --- what was sent, as details -------------------------------------------

static bool has(JsonValue object, Str name)
{
    return json_type(json_member(object, name)) != JSON_ABSENT;
}

static void put_text(Json *json, JsonValue properties, Str name, Str value)
{
    if (value.length > 0 && !has(properties, name)) json_str(json, name, value);
}

// The properties, and what they do not say themselves of `name` and `user`.
static Str details_of(Arena *arena, const Named *named, bool whole)
{
    JsonValue properties = whole ? named->properties : (JsonValue){0};
    Writer writer = {.arena = arena};
    Json json = {.to = &writer};
    json_open(&json);
    put_text(&json, properties, S("event"), named->name);
    put_text(&json, properties, S("user_id"), named->user);
    if (!whole)
        json_str(&json, S("left_out"), S("the properties, which have more than 16 KB"));
    if (json_type(properties) == JSON_OBJECT)
        for (JsonWalk walk = {0}; json_next(properties, &walk);)
            json_raw(&json, walk.name, json_text_of(arena, walk.value));
    json_close(&json);
    return writer_str(&writer);
}

static void put_details(Arena *arena, const Named *named, Event *event)
{
    event->details = details_of(arena, named, true);
    if (event->details.length > EVENT_DETAILS_MAX)
        event->details = details_of(arena, named, false);
}

static uint64_t print_of(Arena scratch, const Named *named)
{
    uint64_t hash = hash_str(hash_str(HASH_START, named->name), named->user);
    if (json_type(named->properties) == JSON_ABSENT) return hash;
    return hash_str(hash, json_text_of(&scratch, named->properties));
}

// --- events that are counted ---------------------------------------------

static bool is_long(Str name)
{
    size_t characters = 0;
    for (size_t i = 0; i < name.length; i++)
        characters += ((unsigned char)name.text[i] & 0xC0) != 0x80;
    return characters > EVENT_NAME_MAX;
}

static void read_counted(Fields *fields, const Rule *rule, const Named *named, Event *event)
{
    event->quantity = 1;
    if (event->type == EVENT_FEATURE) event->name = named->name;
    if (event->type == EVENT_CUSTOM) event->name = str_copy(fields->arena, rule->custom);
    Str quantity = str_copy(fields->arena, rule->quantity);
    Str name = str_copy(fields->arena, rule->name);
    if (quantity.length > 0)
        (void)field_count(fields, quantity, event->type == EVENT_FEATURE, &event->quantity);
    if (name.length > 0) {
        if (!field_given(fields, name)) field_missing(fields, name);
        (void)field_text(fields, name, EVENT_NAME_MAX, &event->name);
    }
    if (event->type != EVENT_FEATURE || fields->complaint->faults > 0) return;
    if (str_trim(event->name).length == 0)
        field_fault(fields, name, S("The name of a feature should not be blank"),
                    S("string_too_short"));
    if (is_long(event->name))
        field_fault(fields, name, S("The name of a feature has at most 100 characters"),
                    S("string_too_long"));
}

// --- tickets and invoices ------------------------------------------------

// What event_read takes: the properties are the details, where the rule's status stands
// in for one that they do not say.
static Str as_body(Arena *arena, const Rule *rule, const Named *named, const Event *event)
{
    Writer writer = {.arena = arena};
    Json json = {.to = &writer};
    json_open(&json);
    json_str(&json, S("type"), event_type_name(event->type));
    json_str(&json, S("event_id"), event->id);
    json_time(&json, S("timestamp"), event->at);
    json_open_object(&json, S("details"));
    put_text(&json, named->properties, S("status"), rule->status);
    if (json_type(named->properties) == JSON_OBJECT)
        for (JsonWalk walk = {0}; json_next(named->properties, &walk);)
            json_raw(&json, walk.name, json_text_of(arena, walk.value));
    json_close_object(&json);
    json_close(&json);
    return writer_str(&writer);
}

static Err read_changing(Arena *arena, const Rule *rule, const Named *named, Event *event,
                         Complaint *complaint)
{
    Body body = {0};
    JsonFault fault;
    Err err = json_read(arena, as_body(arena, rule, named, event), &body.object, &fault);
    if (err) {
        complaint_add(complaint, (Fault){S("body"), named->pointer,
                                         str_format(arena, "They cannot be read: %.*s",
                                                    STR(fault.why)),
                                         S("json_invalid")});
        return err;
    }
    err = event_read(arena, body, named->currency, event, complaint);
    for (int i = 0; i < complaint->faults; i++) {
        Str *pointer = &complaint->fault[i].pointer;
        if (str_starts(*pointer, S("/details")))
            *pointer = str_format(arena, "%.*s%.*s", STR(named->pointer),
                                  STR(str_from(*pointer, S("/details").length)));
    }
    return err;
}

Err named_event(Arena *arena, const Rule *rule, const Named *named, Event *event,
                Complaint *complaint)
{
    Fields fields = {.arena = arena,
                     .complaint = complaint,
                     .object = named->properties,
                     .pointer = named->pointer};
    event->type = rule->type;
    if (rule->type == EVENT_TICKET || rule->type == EVENT_INVOICE) {
        Err err = read_changing(arena, rule, named, event, complaint);
        event->fingerprint = print_of(*arena, named);
        return err;
    }
    read_counted(&fields, rule, named, event);
    put_details(arena, named, event);
    event->fingerprint = print_of(*arena, named);
    return complaint->faults == 0 ? OK : ERR_INVALID;
}

// --- moments and complaints ----------------------------------------------

static Err refuse_moment(Complaint *complaint, const char *message, const char *type)
{
    complaint_add(complaint,
                  (Fault){S("body"), S("/timestamp"), str_of(message), str_of(type)});
    return ERR_INVALID;
}

Err named_moment(Str text, Millis now, Millis *out, Complaint *complaint)
{
    Day day;
    bool is_moment = millis_parse(text, out);
    if (!is_moment && day_parse(text, &day)) {
        *out = day_start(day);
        is_moment = true;
    }
    if (!is_moment)
        return refuse_moment(
            complaint, "Input should be a moment with its offset, as 2026-11-22T09:30:00Z",
            "datetime_parsing");
    if (*out > now + EVENT_AHEAD_MAX)
        return refuse_moment(complaint,
                             "Input should be at most 24 hours ahead of the present",
                             "datetime_past");
    return OK;
}

Str complaint_sentence(Arena *arena, const Complaint *complaint)
{
    if (complaint->detail.length > 0) return complaint->detail;
    bool as_a_whole = complaint->faults == 1 && !complaint->fault[0].pointer.length;
    if (as_a_whole) return complaint->fault[0].message;
    return fields_sentence(arena, complaint);
}

Str complaint_reason(const Complaint *complaint)
{
    static const struct {
        Str type, word;
    } row[] = {
        {{"missing", 7}, {"missing", 7}},
        {{"json_invalid", 12}, {"json_invalid", 12}},
        {{"too_long", 8}, {"too_long", 8}},
        {{"string_too_long", 15}, {"too_long", 8}},
        {{"datetime_past", 13}, {"too_far_ahead", 13}},
    };
    Str type = complaint->faults > 0 ? complaint->fault[0].type : (Str){0};
    for (size_t i = 0; i < sizeof row / sizeof *row; i++)
        if (str_equal(row[i].type, type)) return row[i].word;
    return S("invalid");
}
