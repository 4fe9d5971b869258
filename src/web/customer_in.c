#include "web/customer_in.h"

#include "http/json_write.h"
#include "web/fields.h"

static void read_name(Fields *fields, Customer *customer)
{
    if (!field_given(fields, S("name")))
        field_missing(fields, S("name"));
    else if (field_text(fields, S("name"), CUSTOMER_TEXT_MAX, &customer->name) &&
             str_trim(customer->name).length == 0)
        field_fault(fields, S("name"), S("String should not be blank"),
                    S("string_too_short"));
}

static void refuse_ours(Fields *fields)
{
    const Str ours[] = {S("id"), S("created_at"), S("last_seen_at"), S("health")};
    for (size_t i = 0; i < sizeof ours / sizeof *ours; i++) {
        if (!field_given(fields, ours[i])) continue;
        field_fault(fields, ours[i], S("This is set by the server and cannot be given"),
                    S("extra_forbidden"));
        fields->known[fields->knowns++] = ours[i];
    }
}

// What a row says beside what is known of customers are traits.
static void keep_rest(Fields *fields, Customer *customer)
{
    Writer text = {.arena = fields->arena};
    Json json = {.to = &text};
    json_open(&json);
    for (int i = 0; i < fields->pairs; i++)
        if (!field_known(fields, fields->pair[i].name))
            json_str(&json, fields->pair[i].name, fields->pair[i].value);
    json_close(&json);
    customer->traits = writer_str(&text);
    if (text.length > CUSTOMER_TRAITS_MAX)
        field_fault(fields, S("traits"), S("Object should have at most 16384 bytes"),
                    S("too_long"));
}

Err customer_read(Arena *arena, Body body, Str currency, Customer *customer,
                  Complaint *complaint)
{
    Fields fields = {.arena = arena,
                     .complaint = complaint,
                     .object = body.object,
                     .pair = body.pair,
                     .pairs = body.pairs};
    *customer = (Customer){.lifecycle = S("active"),
                           .currency = currency,
                           .renews_on = DAY_NONE,
                           .traits = S("{}")};

    read_name(&fields, customer);
    (void)field_id(&fields, S("external_id"), &customer->external_id);
    (void)field_text(&fields, S("email"), CUSTOMER_TEXT_MAX, &customer->email);
    (void)field_text(&fields, S("segment"), CUSTOMER_TEXT_MAX, &customer->segment);
    (void)field_text(&fields, S("plan"), CUSTOMER_TEXT_MAX, &customer->plan);
    (void)field_text(&fields, S("owner"), CUSTOMER_TEXT_MAX, &customer->owner);
    (void)field_text(&fields, S("lifecycle"), CUSTOMER_TEXT_MAX, &customer->lifecycle);
    (void)field_currency(&fields, S("currency"), &customer->currency);
    (void)field_money(&fields, S("mrr"), customer->currency, &customer->mrr);
    (void)field_count(&fields, S("seats"), 0, &customer->seats);
    (void)field_day(&fields, S("renews_on"), &customer->renews_on);
    if (!body.is_row)
        (void)field_object(&fields, S("traits"), CUSTOMER_TRAITS_MAX, &customer->traits);
    refuse_ours(&fields);
    if (body.is_row) keep_rest(&fields, customer);
    fields_finish(&fields, true);

    if (complaint->faults == 0) return OK;
    complaint->status = HTTP_UNPROCESSABLE;
    complaint->detail = fields_sentence(arena, complaint);
    return ERR_INVALID;
}
