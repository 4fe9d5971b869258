#include "web/events_page.h"

#include "base/random.h"
#include "web/event_words.h"
#include "web/form.h"
#include "web/frame.h"

#include <assert.h>

// In the order of the form.  A name leads with its type, so that no two inputs have
// the same one; a client may leave that out.
static const struct {
    const char *type, *name, *label, *kind, *hint;
} form[] = {
    {"login", "login.user_id", "User", "text", "optional"},
    {"feature", "feature.feature_name", "Feature", "text", ""},
    {"feature", "feature.usage_count", "How often", "number", "1 if left empty"},
    {"ticket", "ticket.ticket_id", "Ticket number", "text", "a known one is updated"},
    {"ticket", "ticket.subject", "Subject", "text", "optional"},
    {"ticket", "ticket.status", "Status", "select", ""},
    {"ticket", "ticket.priority", "Priority", "select", ""},
    {"invoice", "invoice.invoice_id", "Invoice number", "text", "a known one is updated"},
    {"invoice", "invoice.amount", "Amount", "text", "as 19.90"},
    {"invoice", "invoice.currency", "Currency", "text", "as USD; optional"},
    {"invoice", "invoice.due_date", "Due", "date", ""},
    {"invoice", "invoice.paid_date", "Paid", "date", "empty: not paid"},
    {"api", "api.calls_count", "Calls", "number", "1 if left empty"},
    {"", "timestamp", "When", "datetime-local",
     "as this page says times; now if left empty"},
};
static_assert(sizeof form / sizeof *form <= FORM_FIELDS, "the page has room for the form");

static void fill_options(FormField *field)
{
    static const Str statuses[] = {{"open", 4}, {"pending", 7}, {"closed", 6}};
    static const Str priorities[] = {{"medium", 6}, {"low", 3}, {"high", 4}};
    const Str *from = str_ends(field->name, S("status")) ? statuses : priorities;
    for (field->options = 0; field->options < 3; field->options++)
        field->option[field->options] = from[field->options];
}

static void fill_form(const Reply *reply, const Body *typed, EventsPage *page)
{
    EventType type = EVENT_LOGIN;
    (void)event_type_parse(form_typed(typed, S("type")), &type);
    page->type = event_type_name(type);
    page->type_message = form_fault(&reply->complaint, S("type"));
    page->fields = (int)(sizeof form / sizeof *form);
    for (int i = 0; i < page->fields; i++) {
        FormField *field = &page->field[i];
        *field = (FormField){
            .type = str_of(form[i].type),
            .name = str_of(form[i].name),
            .label = str_of(form[i].label),
            .kind = str_of(form[i].kind),
            .hint = str_of(form[i].hint),
            .value = form_typed(typed, str_of(form[i].name)),
        };
        bool of_type = field->type.length == 0 || str_equal(field->type, page->type);
        if (of_type)
            field->message =
                form_fault(&reply->complaint, form_last_part(field->name, '.'));
        if (str_equal(field->kind, S("select"))) fill_options(field);
    }
}

static void fill_events(Arena *arena, const EventList *list, Str currency, EventsPage *page)
{
    Arena room = event_words_room(arena);
    EventLine *line = arena_new(arena, EventLine, list->events);
    for (int i = 0; i < list->events; i++)
        line[i] = event_words(arena, &list->event[i], currency, room);
    page->event = line;
    page->events = list->events;
    page->next = list->next;
    page->first = !list->query.after_set;
    if (list->query.has_type) page->only = event_type_name(list->query.type);
}

Err draw_events(App *app, const Request *request, Reply *reply, const EventList *list,
                const Body *typed)
{
    Arena *arena = reply->arena;
    HealthDetails details;
    Err err = get_health_details(app->service, arena, list->customer, NULL, &details);
    if (err) return err;

    EventsPage *page = arena_new(arena, EventsPage, 1);
    page->customer = list->customer;
    page->name = details.row.customer.name;
    page->frame = frame_named(request, str_format(arena, "Events of %.*s", STR(page->name)),
                              "customers");
    // Sending the form twice adds one event.
    page->event_id = form_typed(typed, S("event_id"));
    if (page->event_id.length == 0)
        page->event_id = random_uuid(arena, request->received_at);
    if (typed) page->detail = reply->complaint.detail;
    fill_form(reply, typed, page);
    fill_events(arena, list, app->currency, page);

    Html html = page_begin(reply, typed ? reply->complaint.status : HTTP_OK);
    view_events(&html, page);
    return OK;
}
