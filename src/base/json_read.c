#include "base/json_read.h"

#include "base/json_write.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <yyjson.h>

enum {
    FEW_MEMBERS = 12,     // up to here looking at every pair is quickest
    INTEGER_DIGITS = 18,  // so many always fit into 64 bits
    EXPONENT_MAX = 7,     // "-999999"; what is beyond is no integer of ours
};

// yyjson takes its memory from our arena, and never gives any back.
static void *take(void *arena, size_t size)
{
    return arena_take(arena, 1, alignof(max_align_t), size);
}

static void *grow(void *arena, void *old, size_t from, size_t to)
{
    return to <= from ? old : arena_grow(arena, old, from, to);
}

static void give_back(__attribute__((unused)) void *arena, __attribute__((unused)) void *at)
{
}

static Err refuse(JsonFault *fault, size_t at, Str why)
{
    *fault = (JsonFault){at, why};
    return ERR_INVALID;
}

// Where the text nests too deeply, one look at its brackets says so, before room is
// made for any value.
static Err check_depth(Str text, JsonFault *fault)
{
    bool in_string = false;
    int depth = 0;
    for (size_t i = 0; i < text.length; i++) {
        char c = text.text[i];
        if (in_string && c == '\\')
            i++;
        else if (c == '"')
            in_string = !in_string;
        else if (in_string)
            continue;
        else if (c == '[' || c == '{')
            depth++;
        else if (c == ']' || c == '}')
            depth--;
        if (depth > JSON_DEPTH_MAX)
            return refuse(fault, i, S("it is nested more than 64 levels deep"));
    }
    return OK;
}

static Str text_of(yyjson_val *value)
{
    return (Str){unsafe_yyjson_get_str(value), unsafe_yyjson_get_len(value)};
}

// Read in place: behind a number stands what ended it, or the NUL that yyjson put
// there, and neither could be part of a number.
static double double_of(Str text)
{
    return strtod(text.text, NULL);
}

static Err check_number(Str text, const char *start, JsonFault *fault)
{
    bool has_exponent = str_find(text, 'e') >= 0 || str_find(text, 'E') >= 0;
    if (!has_exponent && text.length <= INTEGER_DIGITS) return OK;
    if (isfinite(double_of(text))) return OK;
    return refuse(fault, (size_t)(text.text - start), S("the number is too large"));
}

// By length first: most names differ in it, and comparing it costs nothing.
static int compare_names(const void *left, const void *right)
{
    const Str *a = left, *b = right;
    if (a->length != b->length) return a->length < b->length ? -1 : 1;
    int order = a->length ? memcmp(a->text, b->text, a->length) : 0;
    if (order) return order;
    return (a->text > b->text) - (a->text < b->text);
}

static const char *repeated_of_few(const Str *name, size_t count)
{
    for (size_t later = 1; later < count; later++)
        for (size_t i = 0; i < later; i++)
            if (str_equal(name[i], name[later])) return name[later].text;
    return NULL;
}

// Sorted, equal names stand side by side: a hundred thousand members cost a
// hundred thousand times seventeen comparisons, whatever names a client chooses.
static const char *repeated_of_many(Str *name, size_t count)
{
    const char *first = NULL;
    qsort(name, count, sizeof *name, compare_names);
    for (size_t i = 1; i < count; i++)
        if (str_equal(name[i - 1], name[i]) && (!first || name[i].text < first))
            first = name[i].text;
    return first;
}

static Err check_names(yyjson_val *object, const char *start, JsonFault *fault,
                       Arena scratch)
{
    size_t count = 0, members = unsafe_yyjson_get_len(object);
    if (members < 2) return OK;
    Str few[FEW_MEMBERS];
    Str *name = members <= FEW_MEMBERS ? few : arena_new(&scratch, Str, members);
    yyjson_obj_iter walk = yyjson_obj_iter_with(object);
    for (yyjson_val *key; (key = yyjson_obj_iter_next(&walk));)
        name[count++] = text_of(key);

    const char *again =
        count <= FEW_MEMBERS ? repeated_of_few(name, count) : repeated_of_many(name, count);
    if (!again) return OK;
    return refuse(fault, (size_t)(again - start) - 1,
                  S("a member stands twice in an object"));
}

// All values of a document lie side by side, so no tree need be climbed.
static Err check_values(yyjson_doc *doc, const char *start, JsonFault *fault, Arena scratch)
{
    yyjson_val *value = yyjson_doc_get_root(doc);
    size_t count = yyjson_doc_get_val_count(doc);
    Err err = OK;
    for (size_t i = 0; !err && i < count; i++) {
        if (yyjson_is_raw(value + i))
            err = check_number(text_of(value + i), start, fault);
        else if (yyjson_is_obj(value + i))
            err = check_names(value + i, start, fault, scratch);
    }
    return err;
}

Err json_read(Arena *arena, Str text, JsonValue *out, JsonFault *fault)
{
    *out = (JsonValue){0};
    *fault = (JsonFault){0};
    if (text.length == 0) return refuse(fault, 0, S("it is empty"));
    Err err = check_depth(text, fault);
    if (err) return err;

    // Read in place, so that where a value's text lies says where it stood.
    char *copy = arena_new(arena, char, text.length + YYJSON_PADDING_SIZE);
    memcpy(copy, text.text, text.length);
    yyjson_alc memory = {take, grow, give_back, arena};
    yyjson_read_err why;
    yyjson_doc *doc = yyjson_read_opts(
        copy, text.length, YYJSON_READ_INSITU | YYJSON_READ_NUMBER_AS_RAW, &memory, &why);
    if (!doc) return refuse(fault, why.pos, str_of(why.msg));

    err = check_values(doc, copy, fault, *arena);
    if (!err) out->at = yyjson_doc_get_root(doc);
    return err;
}

JsonType json_type(JsonValue value)
{
    switch (yyjson_get_type(value.at)) {
    case YYJSON_TYPE_NULL: return JSON_NULL;
    case YYJSON_TYPE_BOOL: return JSON_BOOL;
    case YYJSON_TYPE_RAW: return JSON_NUMBER;
    case YYJSON_TYPE_STR: return JSON_TEXT;
    case YYJSON_TYPE_ARR: return JSON_ARRAY;
    case YYJSON_TYPE_OBJ: return JSON_OBJECT;
    default: return JSON_ABSENT;
    }
}

JsonValue json_member(JsonValue object, Str name)
{
    return (JsonValue){yyjson_obj_getn(object.at, name.text ? name.text : "", name.length)};
}

bool json_get_text(JsonValue value, Str *out)
{
    if (json_type(value) != JSON_TEXT) return false;
    *out = text_of(value.at);
    return true;
}

bool json_get_bool(JsonValue value, bool *out)
{
    if (json_type(value) != JSON_BOOL) return false;
    *out = yyjson_get_bool(value.at);
    return true;
}

Str json_number_text(JsonValue value)
{
    return json_type(value) == JSON_NUMBER ? text_of(value.at) : (Str){0};
}

bool json_get_double(JsonValue value, double *out)
{
    Str text = json_number_text(value);
    if (!text.length) return false;
    *out = double_of(text);
    return true;
}

// "12.50e1": the digits without the point, and what power of ten they count.
typedef struct {
    Str digits;  // as written, perhaps with a point among them
    bool negative;
    int64_t scale;
} Decimal;

static bool decimal_of(Str text, Decimal *out)
{
    *out = (Decimal){.negative = str_starts(text, S("-"))};
    if (out->negative) text = str_from(text, 1);
    size_t mantissa = 0;
    while (mantissa < text.length && text.text[mantissa] != 'e' &&
           text.text[mantissa] != 'E')
        mantissa++;
    out->digits = str_until(text, mantissa);

    Str exponent = str_from(text, mantissa + 1);
    if (str_starts(exponent, S("+"))) exponent = str_from(exponent, 1);
    if (exponent.length > EXPONENT_MAX) return false;
    if (exponent.length && !str_int(exponent, &out->scale)) return false;

    ptrdiff_t point = str_find(out->digits, '.');
    if (point >= 0) out->scale -= (int64_t)out->digits.length - point - 1;
    return true;
}

// Zeros at the end say nothing but the scale.
static void drop_zeros(Decimal *decimal)
{
    Str *digits = &decimal->digits;
    for (; digits->length; digits->length--) {
        char last = digits->text[digits->length - 1];
        if (last != '0' && last != '.') return;
        decimal->scale += last == '0';
    }
    decimal->scale = 0;  // nothing but zeros
}

bool json_get_int(JsonValue value, int64_t *out)
{
    Str text = json_number_text(value);
    if (!text.length) return false;
    if (str_int(text, out)) return true;

    Decimal decimal;
    if (!decimal_of(text, &decimal)) return false;
    drop_zeros(&decimal);
    if (decimal.scale < 0) return false;

    int64_t number = 0;
    for (size_t i = 0; i < decimal.digits.length; i++) {
        char c = decimal.digits.text[i];
        if (c == '.') continue;
        if (__builtin_mul_overflow(number, 10, &number)) return false;
        if (__builtin_sub_overflow(number, c - '0', &number)) return false;
    }
    for (; number && decimal.scale > 0; decimal.scale--)
        if (__builtin_mul_overflow(number, 10, &number)) return false;
    if (!decimal.negative && number == INT64_MIN) return false;
    *out = decimal.negative ? number : -number;
    return true;
}

bool json_next(JsonValue of, JsonWalk *walk)
{
    JsonType type = json_type(of);
    if (type != JSON_ARRAY && type != JSON_OBJECT) return false;
    if (walk->index >= unsafe_yyjson_get_len(of.at)) return false;

    yyjson_val *next = walk->index++ ? walk->next : unsafe_yyjson_get_first(of.at);
    walk->name = (Str){0};
    if (type == JSON_OBJECT) {
        walk->name = text_of(next);
        next++;  // a member's value lies behind its name
    }
    walk->value = (JsonValue){next};
    walk->next = unsafe_yyjson_get_next(next);
    return true;
}

static void write_value(Json *json, Str name, JsonValue value);

static void write_values(Json *json, JsonValue of)
{
    for (JsonWalk walk = {0}; json_next(of, &walk);)
        write_value(json, walk.name, walk.value);
}

// As deep as the document, which is JSON_DEPTH_MAX at most.
static void write_value(Json *json, Str name, JsonValue value)
{
    JsonType type = json_type(value);
    if (type == JSON_OBJECT) {
        json_open_object(json, name);
        write_values(json, value);
        json_close_object(json);
    } else if (type == JSON_ARRAY) {
        json_open_array(json, name);
        write_values(json, value);
        json_close_array(json);
    } else if (type == JSON_TEXT) {
        json_str(json, name, text_of(value.at));
    } else if (type == JSON_NUMBER) {
        json_raw(json, name, json_number_text(value));
    } else if (type == JSON_BOOL) {
        json_bool(json, name, yyjson_get_bool(value.at));
    } else {
        json_null(json, name);
    }
}

Str json_text_of(Arena *arena, JsonValue value)
{
    Writer writer = {.arena = arena};
    Json json = {.to = &writer};
    write_value(&json, (Str){0}, value);
    return writer_str(&writer);
}
