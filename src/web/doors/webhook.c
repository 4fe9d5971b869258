#include "web/doors/webhook.h"

#include "base/hash.h"

static bool is_fit_id(Str text)
{
    if (text.length < 1 || text.length > EVENT_ID_MAX) return false;
    for (size_t i = 0; i < text.length; i++)
        if ((unsigned char)text.text[i] < 0x20 || text.text[i] == 0x7F) return false;
    return true;
}

Str webhook_id(Arena *arena, JsonValue object, Str name)
{
    JsonValue value = json_member(object, name);
    Str text = {0};
    int64_t number;
    if (json_get_int(value, &number)) return str_format(arena, "%lld", (long long)number);
    (void)json_get_text(value, &text);
    return is_fit_id(text) ? text : (Str){0};
}

static Str beginning(JsonValue value, size_t most_characters)
{
    Str text = {0};
    (void)json_get_text(value, &text);
    size_t characters = 0, length = 0;
    for (; length < text.length && text.text[length]; length++) {
        characters += ((unsigned char)text.text[length] & 0xC0) != 0x80;
        if (characters > most_characters) break;
    }
    return str_until(text, length);
}

Str webhook_text(JsonValue object, Str name)
{
    return beginning(json_member(object, name), CUSTOMER_TEXT_MAX);
}

Str webhook_name(JsonValue object, Str name)
{
    return beginning(json_member(object, name), CUSTOMER_NAME_MAX);
}

#define SECONDS_MOST INT64_C(253402300799)  // 9999-12-31T23:59:59Z

bool webhook_seconds(JsonValue object, Str name, Millis *out)
{
    int64_t seconds;
    if (!json_get_int(json_member(object, name), &seconds)) return false;
    if (seconds < 0 || seconds > SECONDS_MOST) return false;
    *out = seconds * 1000;
    return true;
}

Err webhook_fault(Complaint *complaint, Str pointer, Str message, Str type)
{
    complaint_add(complaint, (Fault){S("body"), pointer, message, type});
    return ERR_INVALID;
}

void webhook_event(Webhook *out, const WebhookBody *of, Str id, Millis at)
{
    out->has_event = true;
    // A vendor gives no id twice, and may say the same in other words when it sends again.
    out->event = (Event){
        .at = at,
        .received_at = of->now,
        .quantity = 1,
        .id = id,
        .fingerprint = hash_str(HASH_START, id),
        .details = S("{}"),
        .invoice = {.due = DAY_NONE, .paid = DAY_NONE},
    };
}
