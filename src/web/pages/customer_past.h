// customer_past.h: how did a customer's score come to be what it is, for a person?
#pragma once

#include "service/asking/history.h"
#include "web/pages/views.h"
#include "web/web.h"

// The history over `?period=` (30d, 90d, 12m) up to the day of the details.
MUST_USE Err fill_history(App *app, const Request *request, Reply *reply,
                          const HealthDetails *details, CustomerPage *page);

// What moved the score between `?from=` and `?to=`: in the last 30 days unless they say.
MUST_USE Err fill_change(App *app, const Request *request, Reply *reply,
                         const HealthDetails *details, CustomerPage *page);
