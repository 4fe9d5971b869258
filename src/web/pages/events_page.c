#include "web/pages/events_page.h"

#include "base/clock.h"
#include "base/random.h"
#include "service/asking/history.h"
#include "web/form.h"
#include "web/pages/frame.h"
#include "web/pages/notices.h"
#include "web/pages/timeline_page.h"

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
    {"", "timestamp", "When", "datetime-local", "now if left empty"},
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

static void fill_form(Arena *arena, const Reply *reply, const Body *typed, EventsPage *page)
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
        if (str_equal(field->kind, S("datetime-local")))
            field->hint =
                str_format(arena, "in %.*s; %.*s", STR(clock_zone()), STR(field->hint));
    }
}

// What a form was filled with before can be in the address: then it is as if it were typed.
static Body prefilled(const Request *request, Arena *arena)
{
    Body body = {.pair = NULL};
    Pair *pair = arena_new(arena, Pair, FORM_FIELDS + 1);
    body.pair = pair;
    for (size_t i = 0; i < sizeof form / sizeof *form; i++) {
        Pair *next = &pair[body.pairs];
        *next = (Pair){.name = str_of(form[i].name)};
        body.pairs += request_query(request, next->name, &next->value);
    }
    Str type;
    if (request_query(request, S("new"), &type))
        pair[body.pairs++] = (Pair){S("type"), type};
    return body;
}

static void fill_adding(const Request *request, const Reply *reply, const Body *typed,
                        EventsPage *page)
{
    Arena *arena = request->arena;
    // Sending the form twice adds one event.
    page->event_id = form_typed(typed, S("event_id"));
    if (page->event_id.length == 0)
        page->event_id = random_uuid(arena, request->received_at);
    if (typed) page->detail = reply->complaint.detail;
    const Body before = prefilled(request, arena);
    Str again;
    if (request_query(request, S("again"), &again))
        page->detail = S("Another event was stored from this form before. What was typed "
                         "is kept: send it, and it is added as well.");
    fill_form(arena, reply, typed ? typed : &before, page);
}

Err draw_events(App *app, const Request *request, Reply *reply, const EventList *list,
                const Body *typed)
{
    Arena *arena = reply->arena;
    HealthDetails details;
    Err err =
        get_health(app->service, arena, list->customer, list->card, list->day, &details);
    if (err) return err;

    EventsPage *page = arena_new(arena, EventsPage, 1);
    const Timeline timeline = {.request = request,
                               .complaint = &reply->complaint,
                               .list = list,
                               .details = &details,
                               .currency = app->currency};
    page->customer = list->customer;
    page->name = details.row.customer.name;
    page->frame = frame_named(request, str_format(arena, "Events of %.*s", STR(page->name)),
                              "customers");
    if (!typed) page->notices = notices_of(arena, &reply->complaint);
    fill_timeline(arena, &timeline, page);
    fill_adding(request, reply, typed, page);

    Html html = page_begin(reply, typed ? reply->complaint.status : HTTP_OK);
    view_events(&html, page);
    return OK;
}
