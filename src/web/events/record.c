#include "service/writing/intake.h"
#include "web/doors/senders.h"
#include "web/events/event_in.h"
#include "web/handlers.h"
#include "web/pages/customer_added.h"
#include "web/pages/events_page.h"
#include "web/params.h"
#include "web/promise.h"
#include "web/refuse.h"

typedef struct {
    const Request *request;
    Reply *reply;
    Event event;
    Appended outcome;
    int64_t customer;  // who has it, whatever id it was sent to
    bool noted;        // that it was refused
    Body typed;        // where it came from a form
} Posting;

static void write_recorded(const Posting *posting)
{
    bool duplicate = posting->outcome == APPEND_DUPLICATE;
    const Event *event = &posting->event;
    Json *json = reply_json(posting->reply, duplicate ? HTTP_OK : HTTP_CREATED);
    json_open(json);
    json_str(json, S("event_id"), event->id);
    json_str(json, S("type"), event_shown_type(event));
    json_int(json, S("customer_id"), event->customer);
    json_time(json, S("timestamp"), event->at);
    if (duplicate) json_bool(json, S("duplicate"), true);
    json_close(json);
}

static Err refuse_clash(Reply *reply)
{
    complaint_add(&reply->complaint,
                  (Fault){S("body"), S("/event_id"),
                          S("Another event was stored under this id"), S("id_conflict")});
    return reply_complain(reply, HTTP_CONFLICT,
                          "id_conflict: another event was stored under this event_id");
}

static Str reason_of(const Complaint *complaint, Err err)
{
    if (err == ERR_NOT_FOUND) return fate_reason(FATE_UNMATCHED);
    if (complaint->status == HTTP_BAD_REQUEST) return S("unknown_type");
    return complaint->faults > 0 ? complaint->fault[0].type : S("invalid");
}

// What was refused can be looked up, as that of any other door.
static void note_refused(const Write *write, Err err)
{
    const Request *request = write->request;
    const Complaint *complaint = &write->reply->complaint;
    const Rejected rejected = {
        .at = request->received_at,
        .source = S("api"),
        .reason = reason_of(complaint, err),
        .detail = complaint->detail,
        .pointer = complaint->faults > 0 ? complaint->fault[0].pointer : (Str){0},
        .payload = str_until(request->body, REJECTED_PAYLOAD_MAX),
    };
    note_rejected(write->app->service, &rejected, 1);
}

static Err say_recorded(Write *write)
{
    Posting *posting = write->what;
    bool person = write->request->accepts == MEDIA_HTML;
    if (posting->outcome == APPEND_CLASH) {
        if (person && posting->typed.pairs > 0 &&
            show_clash(write->reply, posting->customer, &posting->typed))
            return OK;
        Err err = refuse_clash(write->reply);
        if (!posting->noted) note_refused(write, err);
        posting->noted = true;
        return err;
    }
    if (person) {
        show_added(write->reply, &posting->event, posting->outcome == APPEND_DUPLICATE);
        return OK;
    }
    if (posting->outcome == APPEND_STORED)
        reply_header(write->reply, S("Location"),
                     str_format(write->reply->arena, "/api/customers/%lld/events",
                                (long long)posting->event.customer));
    write_recorded(posting);
    return OK;
}

static Err refuse_recording(Write *write, Err err)
{
    if (err == ERR_NOT_FOUND) write->reply->complaint.detail = S("Customer not found");
    return err;
}

// The committer calls this when an event without a promise is on disk, or is not.
static void end_recording(void *context, Err err, Appended outcome)
{
    Write *write = context;
    Posting *posting = write->what;
    posting->outcome = outcome;
    promise_end(write, err);
}

static Err hand_over(Write *write)
{
    Service *service = write->app->service;
    Posting *posting = write->what;
    if (write->change.promise)
        return change_add_event(service, write->change, &posting->event, &posting->outcome);
    return ingest_event(service, &posting->event, (Receipt){end_recording, write});
}

// Whoever took in a customer that was merged away gets what is still sent to it.
static Err find_customer(App *app, Posting *posting)
{
    Reply *reply = posting->reply;
    posting->customer = posting->event.customer;
    Err err = service_knows_customer(app->service, posting->customer);
    if (err == ERR_NOT_FOUND)
        err = find_merged(app, posting->event.customer, &posting->customer, *reply->arena);
    if (err == ERR_NOT_FOUND) reply->complaint.detail = S("Customer not found");
    return err;
}

// What one customer may gather has an end; say what to do there.
static Err check_room(App *app, const Event *event, Reply *reply)
{
    Err err = service_has_room(app->service, event);
    if (err != ERR_CONFLICT) return err;

    Str say = fate_sentence(FATE_NO_ROOM, event);
    bool named = event->type == EVENT_FEATURE;
    complaint_add(&reply->complaint,
                  (Fault){S("body"), named ? S("/details/feature_name") : S("/type"), say,
                          fate_reason(FATE_NO_ROOM)});
    return reply_complain(reply, HTTP_UNPROCESSABLE, "%.*s", STR(say));
}

// The form again, with what was typed and what is wrong with it.
static Err show_form_again(App *app, const Request *request, Reply *reply, const Body *body)
{
    EventList list;
    Err err = read_events(app, request, reply, &list);
    if (err) return err;
    return draw_events(app, request, reply, &list, body);
}

static Err read_posting(Write *write, Posting *posting)
{
    Body body;
    App *app = write->app;
    const Request *request = write->request;
    Reply *reply = write->reply;
    Err err = body_read(request, reply, &body);
    if (!err) err = find_customer(app, posting);
    if (err) return err;

    if (body_is_form(request)) posting->typed = body;
    OwnTypes own;
    err = senders_own_types(app, reply->arena, &own);
    if (!err) event_own_type(&own, &body, &posting->event);
    if (!err)
        err = event_read(reply->arena, body, app->currency, &posting->event,
                         &reply->complaint);
    posting->event.customer = posting->customer;
    if (!err) err = check_room(app, &posting->event, reply);
    if (err != ERR_INVALID || !body_is_form(request) || request->accepts != MEDIA_HTML)
        return err;
    write->complete = true;
    return show_form_again(app, request, reply, &body);
}

static Err begin_recording(Write *write)
{
    const Request *request = write->request;
    Posting *posting = arena_new(write->reply->arena, Posting, 1);
    *posting = (Posting){.request = request, .reply = write->reply};
    posting->event.received_at = request->received_at;
    posting->event.source = S("api");
    write->what = posting;
    write->answer = say_recorded;
    write->refuse = refuse_recording;

    Err err = path_customer(request, write->reply, &posting->event.customer);
    if (err) return err;
    err = read_posting(write, posting);
    if (err == ERR_INVALID || err == ERR_NOT_FOUND) note_refused(write, err);
    return err || write->complete ? err : hand_over(write);
}

// POST /api/customers/:customer/events
//
// Records one thing a customer did.  Answers 201, and only once the event is safely
// on disk; of what is refused a note is kept, and nothing else.
Err record_event(App *app, const Request *request, Reply *reply)
{
    return promise_keep(app, request, reply, begin_recording);
}
