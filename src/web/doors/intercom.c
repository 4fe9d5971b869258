#include "web/doors/webhook.h"

#include "web/doors/attributes.h"

// What Intercom tells of is in `data.item`, a conversation, a ticket or a company; `topic`
// says what became of it, and `created_at` when.

// --- whose ---------------------------------------------------------------

static JsonValue first_contact(JsonValue item)
{
    JsonValue contacts = json_member(json_member(item, S("contacts")), S("contacts"));
    JsonWalk walk = {0};
    return json_next(contacts, &walk) ? walk.value : json_member(item, S("user"));
}

// The company, under the id that we gave it or else Intercom's; or, where there is none,
// the person who wrote, who is nobody's customer by that alone.
static void read_whose(const WebhookBody *of, JsonValue item, Webhook *out)
{
    JsonValue company = json_member(item, S("company")), contact = first_contact(item);
    Str value = webhook_id(of->arena, company, S("company_id"));
    if (!value.length) value = webhook_id(of->arena, company, S("id"));
    if (!value.length) value = webhook_id(of->arena, item, S("company_id"));
    out->nobodys = value.length == 0;
    if (!value.length) value = webhook_id(of->arena, contact, S("external_id"));
    if (!value.length) value = webhook_id(of->arena, contact, S("id"));
    if (!value.length) value = webhook_id(of->arena, item, S("id"));
    out->whose = (Whose){.source = S("intercom"), .value = value};
    out->name = webhook_name(company, S("name"));
}

// --- conversations and tickets -------------------------------------------

static const struct {
    Str topic;
    TicketStatus status;
} topics[] = {
    {{"conversation.user.created", 25}, TICKET_OPEN},
    {{"conversation.user.replied", 25}, TICKET_OPEN},
    {{"conversation.admin.opened", 25}, TICKET_OPEN},
    {{"conversation.admin.unsnoozed", 28}, TICKET_OPEN},
    {{"conversation.admin.snoozed", 26}, TICKET_PENDING},
    {{"conversation.admin.closed", 25}, TICKET_CLOSED},
    {{"conversation.deleted", 20}, TICKET_CLOSED},
    {{"ticket.created", 14}, TICKET_OPEN},
    {{"ticket.closed", 13}, TICKET_CLOSED},
};

// Tickets say their state in words of their own.
static bool state_of(JsonValue item, TicketStatus *out)
{
    Str state = webhook_text(item, S("ticket_state"));
    JsonValue nested = json_member(item, S("ticket_state"));
    if (json_type(nested) == JSON_OBJECT) state = webhook_text(nested, S("category"));
    *out = TICKET_OPEN;
    if (str_equal(state, S("waiting_on_customer"))) *out = TICKET_PENDING;
    if (str_equal(state, S("resolved"))) *out = TICKET_CLOSED;
    return str_equal(state, S("submitted")) || str_equal(state, S("in_progress")) ||
           *out != TICKET_OPEN;
}

static bool status_of(Str topic, JsonValue item, TicketStatus *out)
{
    if (str_equal(topic, S("ticket.state.updated"))) return state_of(item, out);
    for (size_t i = 0; i < sizeof topics / sizeof *topics; i++) {
        if (!str_equal(topic, topics[i].topic)) continue;
        *out = topics[i].status;
        return true;
    }
    return false;
}

static Priority priority_of(JsonValue item)
{
    bool high = false;
    (void)json_get_bool(json_member(item, S("priority")), &high);
    high |= str_equal(webhook_text(item, S("priority")), S("priority"));
    return high ? PRIORITY_HIGH : PRIORITY_MEDIUM;
}

static Str details_of(const WebhookBody *of, const TicketDetails *is, Str topic,
                      JsonValue item)
{
    Writer writer = {.arena = of->arena};
    Json json = {.to = &writer};
    Str title = webhook_text(item, S("title"));
    json_open(&json);
    json_str(&json, S("ticket_id"), is->ticket);
    json_str(&json, S("status"), ticket_status_name(is->status));
    json_str(&json, S("priority"), priority_name(is->priority));
    if (title.length) json_str(&json, S("subject"), title);
    json_str(&json, S("intercom_topic"), topic);
    json_close(&json);
    return writer_str(&writer);
}

static Err read_ticket(const WebhookBody *of, Str topic, TicketStatus status, Webhook *out,
                       Complaint *complaint)
{
    JsonValue item = json_member(json_member(of->body, S("data")), S("item"));
    Str id = webhook_id(of->arena, of->body, S("id"));
    Str ticket = webhook_id(of->arena, item, S("id"));
    Millis at;
    if (!id.length)
        return webhook_fault(complaint, S("/id"), S("Field required"), S("missing"));
    if (!ticket.length)
        return webhook_fault(complaint, S("/data/item/id"), S("Field required"),
                             S("missing"));
    if (!webhook_seconds(of->body, S("created_at"), &at))
        return webhook_fault(complaint, S("/created_at"), S("Field required"),
                             S("missing"));
    webhook_event(out, of, id, at);
    out->event.type = EVENT_TICKET;
    out->event.ticket = (TicketDetails){ticket, status, priority_of(item)};
    out->event.details = details_of(of, &out->event.ticket, topic, item);
    read_whose(of, item, out);
    return OK;
}

// --- companies -----------------------------------------------------------

// What its users made up, unless there is no room for it among the traits.
static void put_attributes(Arena *arena, JsonValue item, Json *json)
{
    JsonValue attributes = json_member(item, S("custom_attributes"));
    Arena scratch = *arena;
    if (json_type(attributes) != JSON_OBJECT ||
        json_text_of(&scratch, attributes).length > CUSTOMER_TRAITS_MAX)
        return;
    for (JsonWalk walk = {0}; json_next(attributes, &walk);)
        if (!str_equal(walk.name, S("name")) && !str_equal(walk.name, S("plan")) &&
            !str_equal(walk.name, S("mrr")))
            json_raw(json, walk.name, json_text_of(arena, walk.value));
}

// What we keep of a company, as traits of ours.
static JsonValue traits_of(const WebhookBody *of, JsonValue item)
{
    Writer writer = {.arena = of->arena};
    Json json = {.to = &writer};
    JsonValue traits = {0}, spend = json_member(item, S("monthly_spend"));
    JsonFault fault;
    Str name = webhook_name(item, S("name"));
    Str plan = webhook_text(json_member(item, S("plan")), S("name"));
    json_open(&json);
    if (name.length) json_str(&json, S("name"), name);
    if (plan.length) json_str(&json, S("plan"), plan);
    if (json_type(spend) == JSON_NUMBER) json_raw(&json, S("mrr"), json_number_text(spend));
    put_attributes(of->arena, item, &json);
    json_close(&json);
    if (json_read(of->arena, writer_str(&writer), &traits, &fault)) return (JsonValue){0};
    return traits;
}

static Err read_company(const WebhookBody *of, Webhook *out, Complaint *complaint)
{
    JsonValue item = json_member(json_member(of->body, S("data")), S("item"));
    Str ours = webhook_id(of->arena, item, S("company_id"));
    Str theirs = webhook_id(of->arena, item, S("id"));
    if (!ours.length && !theirs.length)
        return webhook_fault(complaint, S("/data/item/id"), S("Field required"),
                             S("missing"));
    JsonValue *traits = arena_new(of->arena, JsonValue, 1);
    *traits = traits_of(of, item);
    out->whose = (Whose){.source = S("intercom"), .value = ours.length ? ours : theirs};
    out->name = webhook_name(item, S("name"));
    out->has_account = true;
    if (ours.length && theirs.length)
        out->account.alias = (Whose){.source = S("intercom"), .value = theirs};
    if (!traits->at) return OK;
    out->account.edit = edit_traits;
    out->account.context = traits;
    return OK;
}

Err intercom_read(const WebhookBody *of, Webhook *out, Complaint *complaint)
{
    JsonValue item = json_member(json_member(of->body, S("data")), S("item"));
    Str topic = webhook_text(of->body, S("topic"));
    TicketStatus status;
    if (str_equal(topic, S("company.created"))) return read_company(of, out, complaint);
    if (!status_of(topic, item, &status)) return OK;
    return read_ticket(of, topic, status, out, complaint);
}
