// customer_added.h: which event was just added by the form, for a person?
//
// A form that was sent leads here, so that the page can be asked for again and nothing is
// sent twice.
#pragma once

#include "service/service.h"
#include "web/body.h"
#include "web/pages/views.h"
#include "web/web.h"

// Lead the sender of a form to the customer, who has this event now, or had it before.
void show_added(Reply *reply, const Event *event, bool known);

// Lead the sender of a form under whose id another event was stored to a form of its own, in
// which all is as it was typed; false where that is too long for an address.
bool show_clash(Reply *reply, int64_t customer, const Body *typed);

// What to say of the event that `added` (or `known`) and `at` name; nothing where the
// customer has none such.
MUST_USE Err fill_added(App *app, const Request *request, const HealthDetails *details,
                        CustomerPage *page);
