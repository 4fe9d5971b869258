#include "web/events/event_in.h"

#include "base/hash.h"
#include "base/json_write.h"
#include "base/random.h"
#include "web/fields.h"

static Err refuse_type(Arena *arena, Str type, Complaint *complaint)
{
    complaint->status = HTTP_BAD_REQUEST;
    complaint->detail = str_format(arena, "Unknown event type: %.*s", STR(type));
    complaint_add(complaint,
                  (Fault){S("body"), S("/type"),
                          S("Input should be 'login', 'feature', 'ticket', 'invoice' or "
                            "'api'"),
                          S("enum")});
    return ERR_INVALID;
}

// The type that is said; false where it is no text.
static bool said_type(const Body *body, Str *out)
{
    *out = (Str){0};
    JsonValue value = json_member(body->object, S("type"));
    if (body->object.at && json_type(value) > JSON_NULL) return json_get_text(value, out);
    for (int i = 0; i < body->pairs; i++)
        if (str_equal(body->pair[i].name, S("type"))) *out = body->pair[i].value;
    return true;
}

void event_own_type(const OwnTypes *own, const Body *body, Event *event)
{
    Str type;
    if (own->names == 0 || !said_type(body, &type)) return;
    for (int i = 0; i < own->names; i++) {
        if (!str_equal(own->name[i], type)) continue;
        event->type = EVENT_CUSTOM;
        event->name = own->name[i];
    }
}

static Err read_type(Arena *arena, Body body, Event *event, Complaint *complaint)
{
    Str type;
    if (!said_type(&body, &type)) {
        JsonValue value = json_member(body.object, S("type"));
        return refuse_type(arena, str_until(json_text_of(arena, value), 60), complaint);
    }
    if (type.length == 0) return refuse_type(arena, S("none was given"), complaint);
    if (type.length > CUSTOMER_TEXT_MAX)
        return refuse_type(arena, S("a very long one"), complaint);
    if (event->type == EVENT_CUSTOM && str_equal(type, event->name)) return OK;
    bool known = event_type_parse(type, &event->type) && event->type != EVENT_CUSTOM;
    if (!known) return refuse_type(arena, type, complaint);
    return OK;
}

static void read_feature(Fields *fields, Event *event)
{
    if (!field_given(fields, S("feature_name")))
        field_missing(fields, S("feature_name"));
    else if (field_text(fields, S("feature_name"), EVENT_NAME_MAX, &event->name) &&
             str_trim(event->name).length == 0)
        field_fault(fields, S("feature_name"), S("String should not be blank"),
                    S("string_too_short"));
    (void)field_count(fields, S("usage_count"), 1, &event->quantity);
}

static void read_ticket(Fields *fields, Event *event)
{
    static const Choice statuses = {{{"open", 4}, {"pending", 7}, {"closed", 6}}, 3};
    static const Choice priorities = {{{"low", 3}, {"medium", 6}, {"high", 4}}, 3};
    int status = TICKET_OPEN, priority = PRIORITY_MEDIUM;
    Str subject;

    event->ticket.ticket = event->id;
    (void)field_id(fields, S("ticket_id"), &event->ticket.ticket);
    (void)field_choice(fields, S("status"), &statuses, &status);
    (void)field_choice(fields, S("priority"), &priorities, &priority);
    (void)field_text(fields, S("subject"), CUSTOMER_TEXT_MAX, &subject);
    event->ticket.status = (TicketStatus)status;
    event->ticket.priority = (Priority)priority;
}

// A date of payment says that it is paid, unless the client says what else became
// of it; paid without a date is paid on the day of the event.
static void conclude_invoice(InvoiceDetails *invoice, Day today, int status)
{
    bool has_date = invoice->paid != DAY_NONE;
    invoice->status = (InvoiceStatus)status;
    if (has_date && status == INVOICE_OPEN) invoice->status = INVOICE_PAID;
    if (!has_date && status == INVOICE_PAID) invoice->paid = today;
}

static void read_invoice(Fields *fields, Str currency, Event *event)
{
    static const Choice statuses = {
        {{"open", 4}, {"paid", 4}, {"uncollectible", 13}, {"void", 4}}, 4};
    InvoiceDetails *invoice = &event->invoice;
    int status = INVOICE_OPEN;

    invoice->invoice = event->id;
    invoice->currency = currency;
    invoice->paid = DAY_NONE;
    if (!field_given(fields, S("amount"))) field_missing(fields, S("amount"));
    if (!field_given(fields, S("due_date"))) field_missing(fields, S("due_date"));
    (void)field_currency(fields, S("currency"), &invoice->currency);
    (void)field_money(fields, S("amount"), invoice->currency, &invoice->amount);
    (void)field_day(fields, S("due_date"), &invoice->due);
    (void)field_day(fields, S("paid_date"), &invoice->paid);
    (void)field_id(fields, S("invoice_id"), &invoice->invoice);
    (void)field_choice(fields, S("status"), &statuses, &status);
    conclude_invoice(invoice, event_day(event), status);
}

static void read_details(Fields *fields, Str currency, Event *event)
{
    Str user;
    event->quantity = 1;
    switch (event->type) {
    case EVENT_LOGIN: (void)field_id(fields, S("user_id"), &user); break;
    case EVENT_FEATURE: read_feature(fields, event); break;
    case EVENT_TICKET: read_ticket(fields, event); break;
    case EVENT_INVOICE: read_invoice(fields, currency, event); break;
    case EVENT_API: (void)field_count(fields, S("calls_count"), 0, &event->quantity); break;
    case EVENT_CUSTOM: (void)field_count(fields, S("quantity"), 0, &event->quantity); break;
    case EVENT_TYPE_COUNT: break;
    }
}

static void read_envelope(Arena *arena, Fields *fields, Event *event)
{
    event->at = event->received_at;
    if (field_moment(fields, S("timestamp"), &event->at) &&
        event->at > event->received_at + EVENT_AHEAD_MAX) {
        field_fault(fields, S("timestamp"),
                    S("Input should be at most 24 hours ahead of the present"),
                    S("datetime_past"));
        event->at = event->received_at;
    }
    Str given = event->id;
    if (field_id(fields, S("event_id"), &event->id)) return;
    if (given.length > 0)
        field_as_said(fields, S("event_id"), given);
    else
        event->id = random_uuid(arena, event->received_at);
}

// What a row says beside what is known of events is kept as text.
static void keep_rest(const Fields *whole, Fields *details, Json *json)
{
    for (int i = 0; i < details->pairs; i++) {
        Pair pair = details->pair[i];
        if (str_equal(pair.name, S("type")) || field_known(whole, pair.name) ||
            field_known(details, pair.name))
            continue;
        field_rest(details, pair.name, pair.value);
        json_str(json, pair.name, pair.value);
    }
}

// What a form or a row said, as the details of a JSON event would have said it.
static Str details_of_pairs(Fields *whole, Fields *details, bool is_row, const Event *event)
{
    Writer text = {.arena = details->arena};
    Json json = {.to = &text};
    json_open(&json);
    for (int i = 0; i < details->knowns; i++) {
        Str name = details->known[i];
        Str typed = field_typed(details, name);
        if (typed.length == 0) continue;
        if (str_ends(name, S("_count")))
            json_int(&json, name, event->quantity);
        else
            json_str(&json, name, typed);
    }
    if (is_row) keep_rest(whole, details, &json);
    json_close(&json);
    if (text.length > EVENT_DETAILS_MAX)
        field_fault(whole, S("details"),
                    str_format(whole->arena, "Object should have at most %d bytes",
                               EVENT_DETAILS_MAX),
                    S("too_long"));
    return writer_str(&text);
}

// The fields of the details; false where what should be an object is none.
static bool open_details(Fields *whole, bool is_row, Event *event, Fields *out)
{
    *out = *whole;
    out->knowns = 0;
    out->fingerprint = 0;
    out->pointer = S("/details");
    if (is_row) return true;
    if (!whole->object.at) {
        out->prefix = str_format(whole->arena, "%.*s.", STR(event_type_name(event->type)));
        return true;
    }

    event->details = S("{}");
    out->object = json_member(whole->object, S("details"));
    if (json_type(out->object) != JSON_OBJECT) out->object.at = NULL;
    return !field_given(whole, S("details")) ||
           field_object(whole, S("details"), EVENT_DETAILS_MAX, &event->details);
}

Err event_read(Arena *arena, Body body, Str currency, Event *event, Complaint *complaint)
{
    Err err = read_type(arena, body, event, complaint);
    if (err) return err;

    Fields details, whole = {.arena = arena,
                             .complaint = complaint,
                             .object = body.object,
                             .pair = body.pair,
                             .pairs = body.pairs};
    read_envelope(arena, &whole, event);
    if (open_details(&whole, body.is_row, event, &details)) {
        read_details(&details, currency, event);
        fields_finish(&details, false);
    }
    if (!body.object.at)
        event->details = details_of_pairs(&whole, &details, body.is_row, event);

    // Whose it is is compared by itself: a customer may be merged into another.
    uint64_t print = hash_int(HASH_START, (int64_t)event->type);
    event->fingerprint =
        hash_int(print, (int64_t)(whole.fingerprint + details.fingerprint));
    if (complaint->faults == 0) return OK;
    complaint->status = HTTP_UNPROCESSABLE;
    complaint->detail = fields_sentence(arena, complaint);
    return ERR_INVALID;
}
