// webhook.h: what does a vendor's webhook say?
//
// Each vendor's file reads the body of a webhook, whose signature has been found good,
// into a Webhook: an event, or a word about a customer, or nothing that concerns us.  Pure.
//
// Webhooks come more than once and in any order.  So each event has the vendor's id, and
// its moment is that at which the vendor's thing came to be as it says, never that of its
// arrival: then the latest state is the same, whatever came first.
#pragma once

#include "base/json_read.h"
#include "base/json_write.h"
#include "http/reply.h"
#include "service/writing/accounts.h"
#include "service/writing/intake.h"

typedef struct {
    Arena *arena;
    JsonValue body;
    Millis now;
    Str currency;  // of amounts without one
    Str text;      // the body as it was sent
} WebhookBody;

typedef struct {
    bool has_event;
    Event event;
    bool has_account;
    Account account;  // what is said of the customer; `whose` and `name` are in both
    Whose whose;
    Str name;      // of the customer, where it is made; {0}: as it is called
    bool nobodys;  // no customer is named, only who is in touch for one: none is made
} Webhook;

// ERR_INVALID: faults in what should be there.  Neither an event nor an account: it is of
// a kind that we have no use for.
typedef Err ReadWebhook(const WebhookBody *of, Webhook *out, Complaint *complaint);
ReadWebhook stripe_read;
ReadWebhook zendesk_read;
ReadWebhook intercom_read;

// --- for reading them ----------------------------------------------------

// An id, which is a text or a whole number; {0} where it is neither, or no fit one.
Str webhook_id(Arena *arena, JsonValue object, Str name);

// A text; {0} where there is none, cut after 255 characters; and a name, after 500.
Str webhook_text(JsonValue object, Str name);
Str webhook_name(JsonValue object, Str name);

// A moment in seconds since 1970; false where it is none.
bool webhook_seconds(JsonValue object, Str name, Millis *out);

// A fault in the body; `pointer` and `message` are literals.
MUST_USE Err webhook_fault(Complaint *complaint, Str pointer, Str message, Str type);

// The event that `id` names, of `type`, at `at`; and its details.
void webhook_event(Webhook *out, const WebhookBody *of, Str id, Millis at);
