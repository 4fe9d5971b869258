#include "web/doors/stripe.h"

#include "model/money.h"

#define AMOUNT_MOST INT64_C(1000000000000000)

// --- money ---------------------------------------------------------------

// Stripe counts some currencies otherwise than ISO 4217 does: the ariary whole, and two
// that have lost their hundredths still in hundredths.
static int stripe_decimals(Str currency, int decimals)
{
    if (str_equal(currency, S("MGA"))) return 0;
    if (str_equal(currency, S("ISK")) || str_equal(currency, S("UGX"))) return 2;
    return decimals;
}

bool stripe_minor(Str currency, int64_t amount, int64_t *out)
{
    int ours;
    if (!money_decimals(currency, &ours) || amount < 0 || amount > AMOUNT_MOST)
        return false;
    int theirs = stripe_decimals(currency, ours);
    for (; theirs < ours; theirs++)
        amount *= 10;
    for (; theirs > ours; theirs--)
        amount /= 10;
    *out = amount;
    return amount <= AMOUNT_MOST;
}

Str stripe_currency(Arena *arena, JsonValue object)
{
    Str text = {0};
    int decimals;
    if (!json_get_text(json_member(object, S("currency")), &text) || text.length != 3)
        return (Str){0};
    char *upper = arena_new(arena, char, 3);
    for (size_t i = 0; i < 3; i++) {
        char c = text.text[i];
        upper[i] = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
    }
    return money_decimals((Str){upper, 3}, &decimals) ? (Str){upper, 3} : (Str){0};
}

// --- invoices ------------------------------------------------------------

// When the invoice came to be as it says it is.
static Millis since(JsonValue invoice, InvoiceStatus status, Str type, Millis created)
{
    static const Str names[] = {[INVOICE_OPEN] = {"finalized_at", 12},
                                [INVOICE_PAID] = {"paid_at", 7},
                                [INVOICE_UNCOLLECTIBLE] = {"marked_uncollectible_at", 23},
                                [INVOICE_VOID] = {"voided_at", 9}};
    JsonValue transitions = json_member(invoice, S("status_transitions"));
    Millis at = created;
    (void)webhook_seconds(transitions, names[status], &at);
    // What is said of an open invoice later, a failed payment or another day on which it
    // is due, it says as of then.
    bool first = str_equal(type, S("invoice.finalized")) ||
                 str_equal(type, S("invoice.created")) ||
                 str_equal(type, S("invoice.sent"));
    return status == INVOICE_OPEN && !first && created > at ? created : at;
}

static Day due_of(JsonValue invoice, Millis created)
{
    Millis due = created;
    if (webhook_seconds(invoice, S("due_date"), &due)) return day_of(due);
    // One that is charged by itself is due when it is final.
    (void)webhook_seconds(invoice, S("created"), &due);
    (void)webhook_seconds(json_member(invoice, S("status_transitions")), S("finalized_at"),
                          &due);
    return day_of(due);
}

static Str details_of(Arena *arena, const Event *event, JsonValue invoice, Str type)
{
    const InvoiceDetails *is = &event->invoice;
    int decimals = 2;
    int64_t attempts = 0;
    Writer writer = {.arena = arena};
    Json json = {.to = &writer};
    (void)money_decimals(is->currency, &decimals);
    json_open(&json);
    json_str(&json, S("invoice_id"), is->invoice);
    json_money(&json, S("amount"), is->amount, decimals);
    json_str(&json, S("currency"), is->currency);
    json_str(&json, S("status"), invoice_status_name(is->status));
    json_day(&json, S("due_date"), is->due);
    if (is->paid != DAY_NONE) json_day(&json, S("paid_date"), is->paid);
    if (json_get_int(json_member(invoice, S("attempt_count")), &attempts))
        json_int(&json, S("attempt_count"), attempts);
    json_str(&json, S("stripe_event"), type);
    json_close(&json);
    return writer_str(&writer);
}

static Err read_amount(const WebhookBody *of, JsonValue invoice, InvoiceDetails *out,
                       Complaint *complaint)
{
    int64_t amount = 0;
    out->currency = stripe_currency(of->arena, invoice);
    if (!out->currency.length)
        return webhook_fault(complaint, S("/data/object/currency"),
                             S("Input should be a currency of ISO 4217, as usd"),
                             S("string_pattern_mismatch"));
    bool whole = json_get_int(json_member(invoice, S("amount_due")), &amount) ||
                 json_get_int(json_member(invoice, S("total")), &amount);
    if (whole && stripe_minor(out->currency, amount, &out->amount)) return OK;
    return webhook_fault(complaint, S("/data/object/amount_due"),
                         S("Input should be an amount in minor units"), S("int_parsing"));
}

static Err read_invoice(const WebhookBody *of, Str type, InvoiceStatus status, Webhook *out,
                        Complaint *complaint)
{
    JsonValue invoice = json_member(json_member(of->body, S("data")), S("object"));
    Str id = webhook_id(of->arena, of->body, S("id"));
    Millis created = of->now;
    (void)webhook_seconds(of->body, S("created"), &created);
    webhook_event(out, of, id, since(invoice, status, type, created));

    InvoiceDetails *is = &out->event.invoice;
    out->event.type = EVENT_INVOICE;
    is->invoice = webhook_id(of->arena, invoice, S("id"));
    is->status = status;
    is->due = due_of(invoice, created);
    if (status == INVOICE_PAID) is->paid = event_day(&out->event);
    Err err = read_amount(of, invoice, is, complaint);
    if (!err) out->event.details = details_of(of->arena, &out->event, invoice, type);
    out->name = webhook_name(invoice, S("customer_name"));
    return err;
}

// --- events --------------------------------------------------------------

static Err read_customer(const WebhookBody *of, JsonValue object, Webhook *out,
                         Complaint *complaint)
{
    JsonValue customer = json_member(object, S("customer"));
    Str id = json_type(customer) == JSON_OBJECT
                 ? webhook_id(of->arena, customer, S("id"))
                 : webhook_id(of->arena, object, S("customer"));
    out->whose = (Whose){.source = S("stripe"), .value = id};
    if (id.length > 0) return OK;
    return webhook_fault(complaint, S("/data/object/customer"), S("Field required"),
                         S("missing"));
}

// Whether an invoice is late is found out here, from when it is due.
static bool is_of_use(Str type)
{
    return str_starts(type, S("invoice.")) && !str_equal(type, S("invoice.overdue")) &&
           !str_equal(type, S("invoice.will_be_due")) &&
           !str_equal(type, S("invoice.upcoming"));
}

Err stripe_read(const WebhookBody *of, Webhook *out, Complaint *complaint)
{
    JsonValue object = json_member(json_member(of->body, S("data")), S("object"));
    Str type = webhook_text(of->body, S("type")),
        id = webhook_id(of->arena, of->body, S("id"));
    InvoiceStatus status;
    bool invoice = is_of_use(type) &&
                   invoice_status_parse(webhook_text(object, S("status")), &status) &&
                   webhook_id(of->arena, object, S("id")).length > 0;
    bool subscription = str_equal(type, S("customer.subscription.created")) ||
                        str_equal(type, S("customer.subscription.updated")) ||
                        str_equal(type, S("customer.subscription.deleted"));
    if (!invoice && !subscription) return OK;
    if (!id.length)
        return webhook_fault(complaint, S("/id"), S("Field required"), S("missing"));
    Err err = read_customer(of, object, out, complaint);
    if (!err && invoice) err = read_invoice(of, type, status, out, complaint);
    if (!err && subscription) err = stripe_subscription(of, type, out, complaint);
    return err;
}
