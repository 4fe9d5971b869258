// customer_page.h: one customer, for a person.
#pragma once

#include "web/body.h"
#include "web/web.h"

// Draws the page; asks for the latest events on the way.  `typed` is the form on it that was
// refused, with why in the complaint; NULL: none was.
MUST_USE Err draw_customer(App *app, const Request *request, Reply *reply,
                           const HealthDetails *details, const Body *typed);
