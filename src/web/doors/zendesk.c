#include "web/doors/webhook.h"

#include "base/seal.h"

// An event that Zendesk itself describes, or the body of a trigger, which is whatever its
// author made it: {"ticket_id", "status", "priority", "organization_id", "updated_at",
// "subject", "event_id"}, of which the first two are needed.

// --- words ---------------------------------------------------------------

typedef struct {
    Str theirs;
    int ours;
} Word;

static bool find(const Word *word, size_t words, Str text, int *out)
{
    for (size_t i = 0; i < words; i++) {
        if (!str_equal_fold(word[i].theirs, text)) continue;
        *out = word[i].ours;
        return true;
    }
    return false;
}

static bool status_of(Str text, TicketStatus *out)
{
    static const Word words[] = {
        {{"new", 3}, TICKET_OPEN},        {{"open", 4}, TICKET_OPEN},
        {{"pending", 7}, TICKET_PENDING}, {{"hold", 4}, TICKET_PENDING},
        {{"on-hold", 7}, TICKET_PENDING}, {{"solved", 6}, TICKET_CLOSED},
        {{"closed", 6}, TICKET_CLOSED},   {{"deleted", 7}, TICKET_CLOSED},
    };
    int status;
    if (!find(words, sizeof words / sizeof *words, text, &status)) return false;
    *out = (TicketStatus)status;
    return true;
}

static Priority priority_of(Str text)
{
    static const Word words[] = {
        {{"low", 3}, PRIORITY_LOW},
        {{"normal", 6}, PRIORITY_MEDIUM},
        {{"high", 4}, PRIORITY_HIGH},
        {{"urgent", 6}, PRIORITY_HIGH},
    };
    int priority = PRIORITY_MEDIUM;
    (void)find(words, sizeof words / sizeof *words, text, &priority);
    return (Priority)priority;
}

// --- a ticket ------------------------------------------------------------

typedef struct {
    Str event;   // its id
    Str time;    // {0}: not said
    Str ticket;  // its id
    Str status;
    JsonValue about;  // what holds priority, subject and whose it is
} Said;

static Str details_of(const WebhookBody *of, const Said *said, const TicketDetails *is)
{
    Writer writer = {.arena = of->arena};
    Json json = {.to = &writer};
    Str subject = webhook_text(said->about, S("subject"));
    json_open(&json);
    json_str(&json, S("ticket_id"), is->ticket);
    json_str(&json, S("status"), ticket_status_name(is->status));
    json_str(&json, S("priority"), priority_name(is->priority));
    if (subject.length) json_str(&json, S("subject"), subject);
    json_str(&json, S("zendesk_status"), said->status);
    json_close(&json);
    return writer_str(&writer);
}

// A ticket of somebody who belongs to no organization waits under who asked.
static void read_whose(const WebhookBody *of, const Said *said, Webhook *out)
{
    Str value = webhook_id(of->arena, said->about, S("organization_id"));
    if (!value.length) value = webhook_id(of->arena, said->about, S("organization"));
    out->nobodys = value.length == 0;
    if (out->nobodys) value = webhook_id(of->arena, said->about, S("requester_id"));
    if (!value.length) value = str_format(of->arena, "ticket %.*s", STR(said->ticket));
    out->whose = (Whose){.source = S("zendesk"), .value = str_until(value, EVENT_ID_MAX)};
}

static Err read_ticket(const WebhookBody *of, const Said *said, Webhook *out,
                       Complaint *complaint)
{
    Millis at = of->now;
    TicketStatus status;
    if (!said->ticket.length)
        return webhook_fault(complaint, S("/ticket_id"), S("Field required"), S("missing"));
    if (!status_of(said->status, &status))
        return webhook_fault(
            complaint, S("/status"),
            S("Input should be new, open, pending, hold, solved or closed"), S("enum"));
    if (said->time.length > 0 && !millis_parse(said->time, &at))
        return webhook_fault(
            complaint, S("/time"),
            S("Input should be a moment with its offset, as 2026-11-22T09:30:00Z"),
            S("datetime_parsing"));
    webhook_event(out, of, said->event, at);
    out->event.type = EVENT_TICKET;
    out->event.ticket = (TicketDetails){
        said->ticket, status, priority_of(webhook_text(said->about, S("priority")))};
    out->event.details = details_of(of, said, &out->event.ticket);
    read_whose(of, said, out);
    return OK;
}

// --- what Zendesk describes ----------------------------------------------

// The status that an event of this type says, where it says one; {0}: nothing of use.
static Str status_in(const WebhookBody *of, Str type, JsonValue detail)
{
    JsonValue event = json_member(of->body, S("event"));
    Str status = webhook_text(detail, S("status"));
    if (str_equal(type, S("status_changed"))) {
        Str current = webhook_text(event, S("current"));
        return current.length ? current : status;
    }
    if (str_equal(type, S("soft_deleted")) || str_equal(type, S("permanently_deleted")) ||
        str_equal(type, S("marked_as_spam")))
        return S("deleted");
    bool of_use = str_equal(type, S("created")) || str_equal(type, S("undeleted")) ||
                  str_equal(type, S("priority_changed")) ||
                  str_equal(type, S("organization_changed"));
    return of_use ? status : (Str){0};
}

// The number at the end of "zen:ticket:123".
static Str ticket_in(const WebhookBody *of, JsonValue detail)
{
    Str id = webhook_id(of->arena, detail, S("id"));
    Str subject = webhook_id(of->arena, of->body, S("subject"));
    if (id.length > 0 || !str_starts(subject, S("zen:ticket:"))) return id;
    return str_from(subject, S("zen:ticket:").length);
}

static Err read_described(const WebhookBody *of, Str type, Webhook *out,
                          Complaint *complaint)
{
    const Str ours = S("zen:event-type:ticket.");
    JsonValue detail = json_member(of->body, S("detail"));
    Said said = {
        .event = webhook_id(of->arena, of->body, S("id")),
        .time = webhook_text(of->body, S("time")),
        .ticket = ticket_in(of, detail),
        .about = detail,
    };
    if (str_starts(type, ours))
        said.status = status_in(of, str_from(type, ours.length), detail);
    if (!said.status.length) return OK;
    if (!said.event.length)
        return webhook_fault(complaint, S("/id"), S("Field required"), S("missing"));
    return read_ticket(of, &said, out, complaint);
}

// --- what a trigger says -------------------------------------------------

static Err read_trigger(const WebhookBody *of, Webhook *out, Complaint *complaint)
{
    Said said = {
        .event = webhook_id(of->arena, of->body, S("event_id")),
        .time = webhook_text(of->body, S("updated_at")),
        .ticket = webhook_id(of->arena, of->body, S("ticket_id")),
        .status = webhook_text(of->body, S("status")),
        .about = of->body,
    };
    if (!said.ticket.length) said.ticket = webhook_id(of->arena, of->body, S("id"));
    // The same again is the same body.
    if (!said.event.length)
        said.event = str_format(of->arena, "sha256:%.*s",
                                STR(seal_hex(of->arena, sha256(of->text))));
    return read_ticket(of, &said, out, complaint);
}

Err zendesk_read(const WebhookBody *of, Webhook *out, Complaint *complaint)
{
    Str type = webhook_text(of->body, S("type"));
    if (str_starts(type, S("zen:event-type:")))
        return read_described(of, type, out, complaint);
    return read_trigger(of, out, complaint);
}
