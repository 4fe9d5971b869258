#include "app/item_json.h"

#include "base/json_write.h"
#include "model/money.h"

void send_item(Writer *to, const BulkItem *row)
{
    const Item *item = &row->item;
    const Event *event = &item->event;
    Json json = {.to = to};
    json_open(&json);
    if (item->whose.id > 0) json_int(&json, S("customer_id"), item->whose.id);
    if (item->whose.value.length) json_str(&json, S("external_id"), item->whose.value);
    if (item->whose.source.length) json_str(&json, S("source"), item->whose.source);
    json_str(&json, S("type"), event_shown_type(event));
    if (row->is_timed) json_time(&json, S("timestamp"), event->at);
    json_str(&json, S("event_id"), event->id);
    json_raw(&json, S("details"), event->details);
    json_close(&json);
}

static void write_text(Json *json, Str name, Str text)
{
    if (text.length) json_str(json, name, text);
}

void send_customer(Writer *to, const Customer *customer)
{
    int decimals = 2;
    (void)money_decimals(customer->currency, &decimals);
    Json json = {.to = to};
    json_open(&json);
    json_str(&json, S("name"), customer->name);
    write_text(&json, S("email"), customer->email);
    write_text(&json, S("segment"), customer->segment);
    write_text(&json, S("plan"), customer->plan);
    write_text(&json, S("owner"), customer->owner);
    write_text(&json, S("lifecycle"), customer->lifecycle);
    json_str(&json, S("currency"), customer->currency);
    json_money(&json, S("mrr"), customer->mrr, decimals);
    json_int(&json, S("seats"), customer->seats);
    if (customer->renews_on != DAY_NONE)
        json_day(&json, S("renews_on"), customer->renews_on);
    json_raw(&json, S("traits"), customer->traits);
    json_close(&json);
}
