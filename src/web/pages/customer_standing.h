// customer_standing.h: a customer's tickets and invoices, for a person.
#pragma once

#include "web/pages/views.h"
#include "web/web.h"

// As of the day of `details`; `tickets=all` and `invoices=all` show more of them.
MUST_USE Err fill_standings(App *app, const Request *request, Reply *reply,
                            const HealthDetails *details, CustomerPage *page);
