// past_page.h: the portfolio as of a past day, for a person.
#pragma once

#include "web/web.h"

// What the book was at the end of `day`, beside what it is `now`.
MUST_USE Err draw_past(App *app, const Request *request, Reply *reply, Day day,
                       const Dashboard *now);
