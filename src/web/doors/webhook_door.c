#include "web/doors/delivery.h"
#include "web/doors/named.h"
#include "web/doors/signature.h"
#include "web/doors/webhook.h"
#include "web/handlers.h"

typedef struct {
    Sender sender;
    const char *setting;  // where its secrets are said
    Signature (*check)(const Request *request, Str secrets);
    ReadWebhook *read;
} Vendor;

// --- signatures ----------------------------------------------------------

static Signature check_stripe(const Request *request, Str secrets)
{
    return stripe_signature(secrets, request_header(request, S("Stripe-Signature")),
                            request->body, request->received_at, *request->arena);
}

static Signature check_zendesk(const Request *request, Str secrets)
{
    const ZendeskHeaders header = {
        request_header(request, S("X-Zendesk-Webhook-Signature")),
        request_header(request, S("X-Zendesk-Webhook-Signature-Timestamp"))};
    return zendesk_signature(secrets, header, request->body, request->received_at,
                             *request->arena);
}

static Signature check_intercom(const Request *request, Str secrets)
{
    return intercom_signature(secrets, request_header(request, S("X-Hub-Signature")),
                              request->body);
}

static const Vendor stripe = {SENDER_STRIPE, "CUSTOMER_HEALTH_STRIPE_SECRETS", check_stripe,
                              stripe_read};
static const Vendor zendesk = {SENDER_ZENDESK, "CUSTOMER_HEALTH_ZENDESK_SECRETS",
                               check_zendesk, zendesk_read};
static const Vendor intercom = {SENDER_INTERCOM, "CUSTOMER_HEALTH_INTERCOM_SECRETS",
                                check_intercom, intercom_read};

// What was not signed is not looked at, and not kept: anybody may have sent it.
static Err refuse(const Delivery *delivery, int status, Str reason, Str say)
{
    const Rejected rejected = {.at = delivery->request->received_at,
                               .source = sender_name(delivery->sender),
                               .reason = reason,
                               .detail = say};
    note_rejected(delivery->app->service, &rejected, 1);
    return reply_complain(delivery->reply, status, "%.*s", STR(say));
}

static Err check(const Delivery *delivery, const Vendor *vendor)
{
    Str secrets = sender_secrets(delivery->app, vendor->sender), rest = secrets, first;
    if (!next_secret(&rest, &first))
        return reply_complain(
            delivery->reply, HTTP_UNAUTHORIZED,
            "No secret is set for this webhook: put the one that signs it "
            "into %s and start again",
            vendor->setting);
    switch (vendor->check(delivery->request, secrets)) {
    case SIGNATURE_GOOD: return OK;
    case SIGNATURE_WRONG:
        return refuse(delivery, HTTP_UNAUTHORIZED, S("bad_signature"),
                      S("The signature is missing, or was not made with our secret"));
    case SIGNATURE_STALE:
        return refuse(delivery, HTTP_BAD_REQUEST, S("stale"),
                      S("The signature was made more than five minutes ago, or ahead of "
                        "our clock: send it anew"));
    }
    return ERR_INVALID;
}

// --- what it says --------------------------------------------------------

static void put_event(Delivery *delivery, Piece *piece, const Webhook *webhook)
{
    Item *item = delivery_item(delivery, piece);
    Str source = item->event.source;
    item->event = webhook->event;
    item->event.source = source;
    item->whose = webhook->whose;
    item->name = webhook->name;
    item->create &= !webhook->nobodys;
}

static void put_account(Delivery *delivery, Piece *piece, const Webhook *webhook)
{
    Account *account = delivery_account(delivery, piece);
    bool create = account->create;
    *account = webhook->account;
    account->whose = webhook->whose;
    account->name = webhook->name;
    account->create = create && !webhook->nobodys;
}

static Err read_webhook(const Delivery *delivery, const Vendor *vendor, Webhook *out,
                        Complaint *complaint)
{
    const Request *request = delivery->request;
    WebhookBody of = {.arena = request->arena,
                      .now = request->received_at,
                      .currency = delivery->app->currency,
                      .text = request->body};
    JsonFault fault;
    if (json_read(of.arena, request->body, &of.body, &fault))
        return reply_complain(delivery->reply, HTTP_BAD_REQUEST,
                              "JSON decode error at byte %zu: %.*s", fault.at,
                              STR(fault.why));
    if (json_type(of.body) != JSON_OBJECT)
        return reply_complain(delivery->reply, HTTP_BAD_REQUEST,
                              "The body should be a JSON object");
    Err err = vendor->read(&of, out, complaint);
    if (!err && out->has_event && out->event.at > of.now + EVENT_AHEAD_MAX)
        complaint_add(complaint,
                      (Fault){.where = S("body"),
                              .message = S("Its time is more than 24 hours ahead of us"),
                              .type = S("datetime_past")});
    return OK;
}

// A vendor sends again what is not answered with success, for days: so what it says that
// we cannot use is kept among the rejected, and taken.
static Err answer(Delivery *delivery)
{
    const Piece *piece = &delivery->piece[0];
    Tally tally = delivery_tally(delivery);
    bool nothing = !piece->item && !piece->account && !piece->reason.length;
    Json *json = reply_json(delivery->reply, HTTP_OK);
    json_open(json);
    json_bool(json, S("received"), true);
    if (nothing) json_bool(json, S("ignored"), true);
    if (tally.duplicate) json_bool(json, S("duplicate"), true);
    if (tally.unmatched) json_bool(json, S("unmatched"), true);
    if (tally.rejected) delivery_write_rejected(delivery, json);
    json_close(json);
    return OK;
}

static Err take(App *app, const Request *request, Reply *reply, const Vendor *vendor)
{
    Delivery *delivery = delivery_new(app, request, reply, vendor->sender, 1);
    Piece *piece = &delivery->piece[0];
    Webhook *webhook = arena_new(reply->arena, Webhook, 1);
    Complaint complaint = {.status = 0};
    Err err = check(delivery, vendor);
    if (!err) err = read_webhook(delivery, vendor, webhook, &complaint);
    if (err) return err;

    if (complaint.faults > 0) {
        delivery_refuse(delivery, piece, &complaint);
        delivery_note(delivery, piece, request->body);
    } else {
        if (webhook->has_account) put_account(delivery, piece, webhook);
        if (webhook->has_event) put_event(delivery, piece, webhook);
        if (!webhook->has_account && !webhook->has_event)
            sender_ignored(app, vendor->sender);
    }
    return delivery_send(delivery, answer);
}

// POST /api/webhooks/stripe
Err take_stripe(App *app, const Request *request, Reply *reply)
{
    return take(app, request, reply, &stripe);
}

// POST /api/webhooks/zendesk
Err take_zendesk(App *app, const Request *request, Reply *reply)
{
    return take(app, request, reply, &zendesk);
}

// POST /api/webhooks/intercom
Err take_intercom(App *app, const Request *request, Reply *reply)
{
    return take(app, request, reply, &intercom);
}
