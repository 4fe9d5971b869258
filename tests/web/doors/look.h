// look.h: what has become of what a door was sent?
#pragma once

#include "../visit.h"

#include "base/json_read.h"

// The document of an answer; the test fails where it is none.
JsonValue document(Answer answer);

// The customer of that external id, whole; the test fails where there is none.
JsonValue customer_called(const char *external_id);
int64_t id_of(JsonValue customer);

// A text, a number or an amount of an object, as text; {0}: none.
Str said(JsonValue object, const char *name);

// The customer's events and health, as the API gives them.
JsonValue events_said(int64_t customer);
JsonValue health_of(int64_t customer);

// How many rows the list at this address has, now or as soon as it has any.
int rows_at(const char *target);
