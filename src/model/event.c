#include "model/event.h"

#include <assert.h>

static const char *const type_names[] = {"login",   "feature", "ticket",
                                         "invoice", "api",     "custom"};
static const char *const type_aliases[] = {"logins", "feature_usage", "support_ticket",
                                           NULL,     "api_usage",     NULL};
static const char *const ticket_statuses[] = {"open", "pending", "closed"};
static const char *const priorities[] = {"low", "medium", "high"};
static const char *const invoice_statuses[] = {"open", "paid", "uncollectible", "void"};

static_assert(sizeof type_names / sizeof *type_names == EVENT_TYPE_COUNT, "");
static_assert(sizeof type_aliases / sizeof *type_aliases == EVENT_TYPE_COUNT, "");
static_assert(sizeof ticket_statuses / sizeof *ticket_statuses == TICKET_STATUS_COUNT, "");
static_assert(sizeof priorities / sizeof *priorities == PRIORITY_COUNT, "");
static_assert(sizeof invoice_statuses / sizeof *invoice_statuses == INVOICE_STATUS_COUNT,
              "");

// Where `name` stands among `names`, or -1.
static int find(const char *const *names, int count, Str name)
{
    for (int i = 0; i < count; i++)
        if (names[i] && str_equal(str_of(names[i]), name)) return i;
    return -1;
}

Str event_type_name(EventType type)
{
    assert(type < EVENT_TYPE_COUNT);
    return str_of(type_names[type]);
}

Str event_shown_type(const Event *event)
{
    return event->type == EVENT_CUSTOM ? event->name : event_type_name(event->type);
}

bool event_type_parse(Str name, EventType *out)
{
    int found = find(type_names, EVENT_TYPE_COUNT, name);
    if (found < 0) found = find(type_aliases, EVENT_TYPE_COUNT, name);
    if (found >= 0) *out = (EventType)found;
    return found >= 0;
}

bool event_type_is_free(Str name)
{
    EventType taken;
    if (name.length < 1 || name.length > EVENT_NAME_MAX) return false;
    for (size_t i = 0; i < name.length; i++) {
        char c = name.text[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                     (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-';
        if (!plain) return false;
    }
    return !event_type_parse(name, &taken) && !str_equal(name, S("ignore")) &&
           !str_equal(name, S("lifecycle"));
}

Str ticket_status_name(TicketStatus status)
{
    assert(status < TICKET_STATUS_COUNT);
    return str_of(ticket_statuses[status]);
}

bool ticket_status_parse(Str name, TicketStatus *out)
{
    int found = find(ticket_statuses, TICKET_STATUS_COUNT, name);
    if (found >= 0) *out = (TicketStatus)found;
    return found >= 0;
}

Str priority_name(Priority priority)
{
    assert(priority < PRIORITY_COUNT);
    return str_of(priorities[priority]);
}

bool priority_parse(Str name, Priority *out)
{
    int found = find(priorities, PRIORITY_COUNT, name);
    if (found >= 0) *out = (Priority)found;
    return found >= 0;
}

Str invoice_status_name(InvoiceStatus status)
{
    assert(status < INVOICE_STATUS_COUNT);
    return str_of(invoice_statuses[status]);
}

bool invoice_status_parse(Str name, InvoiceStatus *out)
{
    int found = find(invoice_statuses, INVOICE_STATUS_COUNT, name);
    if (found >= 0) *out = (InvoiceStatus)found;
    return found >= 0;
}

Day event_day(const Event *event)
{
    return day_of(event->at);
}
