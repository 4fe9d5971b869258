// stripe.h: what does Stripe count in, and what is a subscription worth a month?
#pragma once

#include "web/doors/webhook.h"

// Minor units as Stripe counts them in a currency, in ours; false where it is none, the
// amount is below 0, or too large.
bool stripe_minor(Str currency, int64_t amount, int64_t *out);

// "eur" as "EUR"; {0} where it is none.
Str stripe_currency(Arena *arena, JsonValue object);

// What customer.subscription.created, updated and deleted say of a customer: what it pays
// a month, and whether it has left.
MUST_USE Err stripe_subscription(const WebhookBody *of, Str type, Webhook *out,
                                 Complaint *complaint);
