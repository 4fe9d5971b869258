#include "web/fields.h"

#include "base/clock.h"
#include "base/hash.h"
#include "base/json_write.h"
#include "model/event.h"
#include "model/money.h"

#include <assert.h>
#include <string.h>

// What a client said under one name: a value of JSON, or a text of a form.
typedef struct {
    bool given;
    bool is_text;
    Str text;
    JsonValue value;
} Said;

static void remember(Fields *fields, Str name)
{
    assert(fields->knowns < FIELDS_KNOWN_MAX);
    fields->known[fields->knowns++] = name;
}

static Str find_pair(const Fields *fields, Str prefix, Str name)
{
    Str value = {0};
    for (int i = 0; i < fields->pairs; i++) {
        Str typed = fields->pair[i].name;
        if (str_starts(typed, prefix) && str_equal(str_from(typed, prefix.length), name))
            value = fields->pair[i].value;
    }
    return value;
}

Str field_typed(const Fields *fields, Str name)
{
    Str value = find_pair(fields, fields->prefix, name);
    if (value.length > 0 || fields->prefix.length == 0) return value;
    return find_pair(fields, (Str){0}, name);
}

static Said find(Fields *fields, Str name)
{
    remember(fields, name);
    if (!fields->object.at) {
        Str typed = field_typed(fields, name);
        return (Said){.is_text = true, .text = typed, .given = typed.length > 0};
    }
    Said said = {.value = json_member(fields->object, name)};
    JsonType type = json_type(said.value);
    said.given = type != JSON_ABSENT && type != JSON_NULL;
    said.is_text = json_get_text(said.value, &said.text);
    return said;
}

// Sums commute: the order of the members leaves no trace.
static void count_in(Fields *fields, Str name, uint64_t value)
{
    uint64_t hash = hash_str(hash_str(HASH_START, fields->pointer), name);
    fields->fingerprint += hash_int(hash, (int64_t)value);
}

void field_fault(Fields *fields, Str name, Str message, Str type)
{
    complaint_add(fields->complaint,
                  (Fault){
                      .where = S("body"),
                      .pointer = str_format(fields->arena, "%.*s/%.*s",
                                            STR(fields->pointer), STR(name)),
                      .message = message,
                      .type = type,
                  });
}

void field_missing(Fields *fields, Str name)
{
    remember(fields, name);  // null is neither given nor unknown
    field_fault(fields, name, S("Field required"), S("missing"));
}

bool field_given(Fields *fields, Str name)
{
    bool given = find(fields, name).given;
    fields->knowns--;  // asking whether is not asking what
    return given;
}

bool field_null(Fields *fields, Str name)
{
    return json_type(json_member(fields->object, name)) == JSON_NULL;
}

static size_t characters(Str text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.length; i++)
        if (((unsigned char)text.text[i] & 0xc0) != 0x80) count++;
    return count;
}

static bool has_control(Str text)
{
    for (size_t i = 0; i < text.length; i++)
        if ((unsigned char)text.text[i] < 0x20 || text.text[i] == 0x7f) return true;
    return false;
}

bool is_id(Str text)
{
    return text.length >= 1 && text.length <= EVENT_ID_MAX && !has_control(text);
}

bool field_text(Fields *fields, Str name, size_t most_characters, Str *out)
{
    Said said = find(fields, name);
    if (!said.given) return false;
    if (!said.is_text) {
        field_fault(fields, name, S("Input should be a valid string"), S("string_type"));
        return false;
    }
    if (str_find(said.text, '\0') >= 0) {
        field_fault(fields, name, S("The character U+0000 cannot be stored"),
                    S("string_unicode"));
        return false;
    }
    if (characters(said.text) > most_characters) {
        field_fault(fields, name,
                    str_format(fields->arena, "String should have at most %zu characters",
                               most_characters),
                    S("string_too_long"));
        return false;
    }
    count_in(fields, name, hash_str(HASH_START, said.text));
    *out = said.text;
    return true;
}

bool field_id(Fields *fields, Str name, Str *out)
{
    Said said = find(fields, name);
    if (!said.given) return false;
    int64_t number;
    if (!said.is_text && json_get_int(said.value, &number))
        said.text = str_format(fields->arena, "%lld", (long long)number);
    else if (!said.is_text) {
        field_fault(fields, name, S("Input should be a valid string"), S("string_type"));
        return false;
    }
    if (!is_id(said.text)) {
        field_fault(fields, name,
                    S("An id has 1 to 255 bytes, none of them a control character"),
                    S("string_pattern_mismatch"));
        return false;
    }
    count_in(fields, name, hash_str(HASH_START, said.text));
    *out = said.text;
    return true;
}

// A whole number, in JSON or in digits; says what else it is.
static bool whole_number(Fields *fields, Str name, Said said, int64_t *out)
{
    bool form = !fields->object.at;
    if (form && str_int(said.text, out)) return true;
    if (!form && json_get_int(said.value, out)) return true;

    bool fraction = !form && json_type(said.value) == JSON_NUMBER;
    field_fault(fields, name,
                fraction ? S("Input should be a valid integer, got a number with a "
                             "fractional part or out of range")
                         : S("Input should be a valid integer"),
                fraction ? S("int_from_float") : S("int_type"));
    return false;
}

bool field_number(Fields *fields, Str name, int64_t *out)
{
    Said said = find(fields, name);
    if (!said.given || !whole_number(fields, name, said, out)) return false;
    count_in(fields, name, (uint64_t)*out);
    return true;
}

// The largest count we take: nine thousand million of them, more than a day can bring,
// still add up within 64 bits.  A sum that does not fit would fail its whole batch.
#define COUNT_MOST INT64_C(1000000000)

bool field_count(Fields *fields, Str name, int64_t least, int64_t *out)
{
    Said said = find(fields, name);
    int64_t number;
    if (!said.given || !whole_number(fields, name, said, &number)) return false;
    if (number < least) {
        field_fault(fields, name,
                    str_format(fields->arena,
                               "Input should be greater than or equal to %lld",
                               (long long)least),
                    S("greater_than_equal"));
        return false;
    }
    if (number > COUNT_MOST) {
        field_fault(fields, name, S("Input should be less than or equal to 1000000000"),
                    S("less_than_equal"));
        return false;
    }
    count_in(fields, name, (uint64_t)number);
    *out = number;
    return true;
}

bool field_double(Fields *fields, Str name, double least, double most, double *out)
{
    JsonFault fault;
    Said said = find(fields, name);
    if (!said.given) return false;
    if (!fields->object.at && json_read(fields->arena, said.text, &said.value, &fault))
        said.value = (JsonValue){0};
    double number;
    if (!json_get_double(said.value, &number) || number < least || number > most) {
        field_fault(fields, name,
                    str_format(fields->arena, "Input should be a number from %g to %g",
                               least, most),
                    S("float_parsing"));
        return false;
    }
    uint64_t bits;
    memcpy(&bits, &number, sizeof bits);
    count_in(fields, name, bits);
    *out = number;
    return true;
}

bool field_key(Fields *fields, Str name, int64_t *out)
{
    Said said = find(fields, name);
    int64_t number;
    if (!said.given || !whole_number(fields, name, said, &number)) return false;
    if (number < 1) {
        field_fault(fields, name, S("Input should be greater than 0"), S("greater_than"));
        return false;
    }
    count_in(fields, name, (uint64_t)number);
    *out = number;
    return true;
}

bool field_bool(Fields *fields, Str name, bool *out)
{
    Said said = find(fields, name);
    if (!said.given) return false;
    if (!json_get_bool(said.value, out)) {
        field_fault(fields, name, S("Input should be a valid boolean"), S("bool_type"));
        return false;
    }
    count_in(fields, name, *out);
    return true;
}

bool field_day(Fields *fields, Str name, Day *out)
{
    Said said = find(fields, name);
    if (!said.given) return false;
    if (!said.is_text || !day_parse(said.text, out)) {
        field_fault(fields, name,
                    S("Input should be a date of the calendar, as 2026-11-22"),
                    S("date_from_datetime_parsing"));
        return false;
    }
    count_in(fields, name, (uint64_t)*out);
    return true;
}

bool field_moment(Fields *fields, Str name, Millis *out)
{
    Said said = find(fields, name);
    if (!said.given) return false;
    // A browser's datetime-local has no offset: it is what our clocks show.
    Str text = said.text;
    bool is_local = !fields->object.at && text.length == 16;
    if (is_local) text = str_format(fields->arena, "%.*s:00Z", STR(text));
    bool is_moment = said.is_text && millis_parse(text, out);
    if (is_moment && is_local) *out = clock_moment(*out);
    if (!is_moment) {
        field_fault(fields, name,
                    S("Input should be a moment with its offset, as 2026-11-22T09:30:00Z"),
                    S("datetime_parsing"));
        return false;
    }
    count_in(fields, name, (uint64_t)*out);
    return true;
}

bool field_currency(Fields *fields, Str name, Str *out)
{
    Said said = find(fields, name);
    int decimals;
    if (!said.given) return false;
    if (!said.is_text || !money_decimals(said.text, &decimals)) {
        field_fault(fields, name, S("Input should be a currency of ISO 4217, as USD"),
                    S("string_pattern_mismatch"));
        return false;
    }
    count_in(fields, name, hash_str(HASH_START, said.text));
    *out = said.text;
    return true;
}

// The largest amount we take, in minor units: thousands of them still add up.
#define MONEY_MOST INT64_C(1000000000000000)

bool field_money(Fields *fields, Str name, Str currency, int64_t *out)
{
    Said said = find(fields, name);
    int decimals = 2;
    int64_t minor;
    if (!said.given) return false;
    Str number = said.is_text ? said.text : json_number_text(said.value);
    if (!money_decimals(currency, &decimals) || !money_parse(number, decimals, &minor)) {
        field_fault(fields, name,
                    str_format(fields->arena,
                               "Input should be an amount of at least 0 with at most %d "
                               "decimals",
                               decimals),
                    S("decimal_parsing"));
        return false;
    }
    if (minor > MONEY_MOST) {
        Writer message = {.arena = fields->arena};
        writer_put(&message, S("Input should be less than or equal to "));
        money_write(&message, MONEY_MOST, decimals);
        field_fault(fields, name, writer_str(&message), S("less_than_equal"));
        return false;
    }
    count_in(fields, name, (uint64_t)minor);
    *out = minor;
    return true;
}

bool field_choice(Fields *fields, Str name, const Choice *choice, int *out)
{
    Said said = find(fields, name);
    if (!said.given) return false;
    for (int i = 0; said.is_text && i < choice->words; i++) {
        if (!str_equal(said.text, choice->word[i])) continue;
        count_in(fields, name, (uint64_t)i);
        *out = i;
        return true;
    }
    Writer message = {.arena = fields->arena};
    writer_put(&message, S("Input should be "));
    for (int i = 0; i < choice->words; i++)
        writer_format(&message, "%s'%.*s'",
                      i == 0                  ? ""
                      : i + 1 < choice->words ? ", "
                                              : " or ",
                      STR(choice->word[i]));
    field_fault(fields, name, writer_str(&message), S("enum"));
    return false;
}

bool field_object(Fields *fields, Str name, size_t most, Str *out)
{
    Said said = find(fields, name);
    if (!said.given) return false;
    if (json_type(said.value) != JSON_OBJECT) {
        field_fault(fields, name, S("Input should be a valid dictionary"), S("dict_type"));
        return false;
    }
    Str text = json_text_of(fields->arena, said.value);
    if (text.length > most) {
        field_fault(fields, name,
                    str_format(fields->arena, "Object should have at most %zu bytes", most),
                    S("too_long"));
        return false;
    }
    *out = text;
    return true;
}

bool field_known(const Fields *fields, Str name)
{
    for (int i = 0; i < fields->knowns; i++)
        if (str_equal(fields->known[i], name)) return true;
    return false;
}

void fields_finish(Fields *fields, bool refuse)
{
    for (JsonWalk walk = {0}; json_next(fields->object, &walk);) {
        if (field_known(fields, walk.name)) continue;
        if (refuse)
            field_fault(fields, walk.name, S("Extra inputs are not permitted"),
                        S("extra_forbidden"));
        else
            count_in(fields, walk.name,
                     hash_str(HASH_START, json_text_of(fields->arena, walk.value)));
    }
}

void field_as_said(Fields *fields, Str name, Str text)
{
    count_in(fields, name, hash_str(HASH_START, text));
}

void field_rest(Fields *fields, Str name, Str text)
{
    Writer quoted = {.arena = fields->arena};
    Json json = {.to = &quoted};
    json_str(&json, (Str){0}, text);
    count_in(fields, name, hash_str(HASH_START, writer_str(&quoted)));
}

// "/details/due_date" as a person says it: "due_date".
static Str last_part(Str pointer)
{
    while (str_find(pointer, '/') >= 0)
        (void)str_cut(&pointer, '/');
    return pointer;
}

Str fields_sentence(Arena *arena, const Complaint *complaint)
{
    Writer missing = {.arena = arena}, wrong = {.arena = arena};
    for (int i = 0; i < complaint->faults; i++) {
        const Fault *fault = &complaint->fault[i];
        Str name = last_part(fault->pointer);
        if (str_equal(fault->type, S("missing")))
            writer_format(&missing, "%s%.*s",
                          missing.length ? ", " : "Missing required fields: ", STR(name));
        else
            writer_format(&wrong, "%s%.*s: %.*s", wrong.length ? "; " : "", STR(name),
                          STR(fault->message));
    }
    return str_format(arena, "%.*s%s%.*s", STR(writer_str(&missing)),
                      missing.length && wrong.length ? "; " : "", STR(writer_str(&wrong)));
}

Err fields_conclude(const Fields *fields)
{
    Complaint *complaint = fields->complaint;
    if (complaint->faults == 0) return OK;
    complaint->status = HTTP_UNPROCESSABLE;
    complaint->detail = fields_sentence(fields->arena, complaint);
    return ERR_INVALID;
}
