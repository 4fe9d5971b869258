// customer_page.h: one customer, for a person.
#pragma once

#include "web/web.h"

// Draws the page; asks for the latest events on the way.
MUST_USE Err draw_customer(App *app, const Request *request, Reply *reply,
                           const HealthDetails *details);
