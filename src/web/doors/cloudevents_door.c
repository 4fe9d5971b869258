#include "base/hash.h"
#include "web/doors/attributes.h"
#include "web/doors/cloudevents.h"
#include "web/doors/delivery.h"
#include "web/doors/named.h"
#include "web/handlers.h"

static Err make_event(Delivery *delivery, const Rule *rule, const CloudEvent *cloud,
                      Item *item, Complaint *complaint)
{
    const Named named = {
        .name = cloud->type,
        .properties = cloud->data,
        .currency = delivery->app->currency,
        .pointer = S("/data"),
    };
    item->event.id = cloud->key;
    item->event.at = cloud->at;
    item->whose = (Whose){.source = S("cloudevents"), .value = cloud->subject};
    Err err = named_event(delivery->reply->arena, rule, &named, &item->event, complaint);
    // Two of one source and id are the same, whatever else they say.
    item->event.fingerprint = hash_str(HASH_START, cloud->key);
    if (err) complaint->status = HTTP_UNPROCESSABLE;
    return err;
}

static void tell_lifecycle(Delivery *delivery, Piece *piece, const Rule *rule,
                           const CloudEvent *cloud)
{
    Arena *arena = delivery->reply->arena;
    LifecycleSaid *said = arena_new(arena, LifecycleSaid, 1);
    *said = (LifecycleSaid){str_copy(arena, rule->status), cloud->at};
    Account *account = delivery_account(delivery, piece);
    account->whose = (Whose){.source = S("cloudevents"), .value = cloud->subject};
    account->at = cloud->at;
    account->edit = edit_lifecycle;
    account->context = said;
}

static Err make_of(Delivery *delivery, Piece *piece, const Mapping *mapping,
                   const CloudEvent *cloud, Complaint *complaint)
{
    const Rule *rule = mapping_find(mapping, cloud->type);
    if (rule->means == MEANS_NOTHING) {
        sender_ignored(delivery->app, SENDER_CLOUDEVENTS);
        return OK;
    }
    if (!cloud->subject.length) {
        complaint->status = HTTP_UNPROCESSABLE;
        complaint_add(complaint, (Fault){S("body"), S("/subject"),
                                         S("The subject is missing: it says which customer "
                                           "this is about, by its external id"),
                                         S("missing")});
        return ERR_INVALID;
    }
    if (rule->means == MEANS_EVENT)
        return make_event(delivery, rule, cloud, delivery_item(delivery, piece), complaint);
    tell_lifecycle(delivery, piece, rule, cloud);
    return OK;
}

// --- answers -------------------------------------------------------------

static Err answer_batch(Delivery *delivery)
{
    Tally tally = delivery_tally(delivery);
    bool none = delivery->pieces > 0 && tally.rejected == (int64_t)delivery->pieces;
    Json *json = reply_json(delivery->reply, none ? HTTP_UNPROCESSABLE : HTTP_OK);
    json_open(json);
    json_int(json, S("accepted"), tally.accepted);
    json_int(json, S("duplicate"), tally.duplicate);
    json_int(json, S("unmatched"), tally.unmatched);
    delivery_write_rejected(delivery, json);
    json_close(json);
    return OK;
}

static Err answer_one(Delivery *delivery)
{
    Reply *reply = delivery->reply;
    const Piece *piece = &delivery->piece[0];
    Tally tally = delivery_tally(delivery);
    if (tally.unmatched > 0) return answer_batch(delivery);
    if (tally.rejected == 0) {
        reply->status = HTTP_NO_CONTENT;
        return OK;
    }
    if (piece->reason.length) {
        reply->complaint.detail = piece->detail;
        return ERR_NOT_FOUND;
    }
    Fate fate = piece->item->fate;
    return reply_complain(reply,
                          fate == FATE_CROWDED ? HTTP_UNAVAILABLE : HTTP_UNPROCESSABLE,
                          "%.*s", STR(fate_sentence(fate, &piece->item->event)));
}

// --- requests ------------------------------------------------------------

static Err read_json(const Request *request, Reply *reply, JsonValue *out)
{
    JsonFault fault;
    if (!json_read(reply->arena, request->body, out, &fault)) return OK;
    complaint_add(&reply->complaint, (Fault){.where = S("body"),
                                             .message = S("JSON decode error"),
                                             .type = S("json_invalid")});
    return reply_complain(reply, HTTP_BAD_REQUEST, "JSON decode error at byte %zu: %.*s",
                          fault.at, STR(fault.why));
}

static Err take_batch(Delivery *delivery, const Mapping *mapping, JsonValue list)
{
    Reply *reply = delivery->reply;
    for (JsonWalk walk = {0}; json_next(list, &walk);) {
        Piece *piece = &delivery->piece[walk.index - 1];
        Complaint complaint = {.status = 0};
        CloudEvent cloud;
        Err err = cloud_read_json(reply->arena, walk.value, delivery->request->received_at,
                                  &cloud, &complaint);
        if (!err) err = make_of(delivery, piece, mapping, &cloud, &complaint);
        if (!err) continue;
        delivery_refuse(delivery, piece, &complaint);
        Arena scratch = *reply->arena;
        delivery_note(delivery, piece, json_text_of(&scratch, walk.value));
    }
    return OK;
}

static Err take_one(Delivery *delivery, const Mapping *mapping, JsonValue event)
{
    Reply *reply = delivery->reply;
    const Request *request = delivery->request;
    Piece *piece = &delivery->piece[0];
    CloudEvent cloud;
    Err err = event.at
                  ? cloud_read_json(reply->arena, event, request->received_at, &cloud,
                                    &reply->complaint)
                  : cloud_read_binary(reply->arena, request, &cloud, &reply->complaint);
    if (!err) err = make_of(delivery, piece, mapping, &cloud, &reply->complaint);
    if (!err) return OK;
    reply->complaint.detail = complaint_sentence(reply->arena, &reply->complaint);
    delivery_refuse(delivery, piece, &reply->complaint);
    delivery_note(delivery, piece, request->body);
    return err;
}

static Err count_events(Reply *reply, CloudMode mode, JsonValue body, size_t *out)
{
    *out = 1;
    if (mode != CLOUD_BATCH) return OK;
    if (json_type(body) != JSON_ARRAY)
        return reply_complain(reply, HTTP_BAD_REQUEST, "A batch is a JSON array of events");
    *out = 0;
    for (JsonWalk walk = {0}; json_next(body, &walk);)
        ++*out;
    if (*out <= CLOUDEVENTS_MOST) return OK;
    return reply_complain(reply, HTTP_CONTENT_TOO_LARGE, "A batch has at most %d events",
                          CLOUDEVENTS_MOST);
}

static Err check_request(const Request *request, Reply *reply, CloudMode mode)
{
    if (mode == CLOUD_NONE)
        return reply_complain(reply, HTTP_UNSUPPORTED_MEDIA_TYPE,
                              "Of the formats of CloudEvents only JSON is understood: "
                              "application/cloudevents+json");
    if (request->body.length <= CLOUDEVENTS_BYTES) return OK;
    return reply_complain(reply, HTTP_CONTENT_TOO_LARGE,
                          "CloudEvents are taken up to 512 KB at once");
}

// POST /api/cloudevents
//
// One CloudEvent in its binary or its structured form, or a batch of them.
Err take_cloudevents(App *app, const Request *request, Reply *reply)
{
    CloudMode mode = cloud_mode(request_body_type(request));
    JsonValue body = {0};
    size_t events = 1;
    const Mapping *mapping;
    Keyed *keyed = NULL;
    Err err = check_request(request, reply, mode);
    if (!err) err = keyed_whole(app, request, reply, &keyed);
    if (keyed && keyed->is_kept) return keyed_answer(keyed);
    if (!err && mode != CLOUD_BINARY) err = read_json(request, reply, &body);
    if (!err) err = count_events(reply, mode, body, &events);
    if (!err) err = senders_lock_mapping(app, *reply->arena, &mapping);
    if (err) return err;

    Delivery *delivery = delivery_new(app, request, reply, SENDER_CLOUDEVENTS, events);
    delivery->keyed = keyed;
    err = mode == CLOUD_BATCH ? take_batch(delivery, mapping, body)
                              : take_one(delivery, mapping, body);
    senders_unlock_mapping(app);
    if (err) return err;
    return delivery_send(delivery, mode == CLOUD_BATCH ? answer_batch : answer_one);
}
