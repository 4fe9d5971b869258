// health_in.h: whose health is asked for, under which card, and of which days?
//
// As params.h: each reader answers ERR_INVALID with its fault in the complaint.
#pragma once

#include "web/params.h"
#include "web/web.h"

// `scorecard`, by its id; NULL where it is not given: the card that holds for the customer.
MUST_USE Err query_card(App *app, const Request *request, Reply *reply,
                        const Scorecard **out);

// A day up to `today`, and not more than HISTORY_DAYS_MOST before; `*out` stays where it is
// not given.
MUST_USE Err query_day(const Request *request, Reply *reply, Str name, Day today, Day *out);

// `from` and `to`, in their order; today, and `days` days before `to`, where they are not
// given, or cannot be.
MUST_USE Err query_days(const Request *request, Reply *reply, int days, DaySpan *out);

// `step`, day or week: 1, which it is where it is not given, or 7.
MUST_USE Err query_step(const Request *request, Reply *reply, int *out);
